(** * The reverse sweep computes derivatives

    A derivative is taken formally: the circuit is read over polynomials in one indeterminate X, where X stands in the
    place that is varied, and the derivative of the polynomial at the root is evaluated at the value that stood there.
    This is the usual derivative whenever the ring is that of the reals, and needs no limit in any other.

    Two places are varied: an evidence entry λ_{i,t}, and the value of a node. No hypothesis on the circuit is needed. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** The same circuit, and (below) the same evidence, over polynomials. *)
Notation lift c := (map_circuit (@polyC _) c).

Section Derivative.
Variable R : comRingType.
Implicit Types (c : seq (node R)) (la : evidence R).

Definition lift_evidence la : evidence {poly R} := fun i t => (la i t)%:P.

(** Evidence in which λ_{i,t} is the indeterminate. *)
Definition vary_indicator la i t : evidence {poly R} :=
  fun j u => if (j == i) && (u == t) then 'X else (la j u)%:P.

(** ∂S(r)/∂λ_{i,t}. *)
Definition indicator_derivative c la r i t : R := (upward (lift c) (vary_indicator la i t) r)^`().[la i t].

(** The circuit in which a constant leaf with the indeterminate stands in the place of the node m. *)
Definition vary_node c m : seq (node {poly R}) := set_nth (empty_product _) (lift c) m (Constant 'X).

(** ∂S(r)/∂S(m). *)
Definition node_derivative c la r m : R := (upward (vary_node c m) (lift_evidence la) r)^`().[upward c la m].

(** The sum of D over the leaves that carry the indicator (i,t). The paper has one such leaf; here there may be several,
    or none. *)
Definition is_indicator i t (x : node R) := if x is Indicator j u then (j == i) && (u == t) else false.
Definition indicator_downward c la r i t : R :=
  \sum_(n < size c | is_indicator i t (node_at c n)) downward c la r n.

(** ** Evaluating, and differentiating, what a lifted node computes *)

Section AtPoint.
Variables (x : node R) (P : nat -> {poly R}) (a : R) (LA : evidence {poly R}).

Lemma horner_step la : (forall i t, (LA i t).[a] = la i t) ->
  (upward_step LA (map_node polyC x) P).[a] = upward_step la x (fun m => (P m).[a]).
Proof.
move=> evaluates; case: x => [i t|b|edges|edges] /=; rewrite ?hornerC //.
- by rewrite big_map horner_sum; apply: eq_bigr => e _; rewrite hornerM hornerC.
- by rewrite horner_prod.
Qed.

Lemma deriv_product edges :
  (\prod_(m <- edges) P m)^`().[a] =
  product_differential (fun m => (P m).[a]) (fun m => (P m)^`().[a]) edges.
Proof.
elim: edges => [|m edges IH] /=; first by rewrite big_nil -polyC1 derivC horner0.
by rewrite big_cons derivM hornerD !hornerM IH horner_prod.
Qed.

Lemma deriv_sum edges :
  (\sum_(e <- [seq (e.1%:P, e.2) | e <- edges]) e.1 * P e.2)^`().[a] = \sum_(e <- edges) e.1 * (P e.2)^`().[a].
Proof.
rewrite big_map raddf_sum horner_sum; apply: eq_bigr => e _ /=.
by rewrite derivM derivC mul0r add0r hornerM hornerC.
Qed.
End AtPoint.

Section Circuit.
Variable c : seq (node R).
Hypothesis order : topological c.
Notation N := (size c).
Notation node_at := (node_at c).

Lemma upward_lift (LA : evidence {poly R}) n :
  upward (lift c) LA n = upward_step LA (map_node polyC (node_at n)) (upward (lift c) LA).
Proof.
by rewrite -(node_at_map (polyC : R -> {poly R})); apply: upwardE; exact: topological_map.
Qed.

(** ** With respect to evidence *)

Lemma vary_indicator_at la i t j u : (vary_indicator la i t j u).[la i t] = la j u.
Proof. by rewrite /vary_indicator; case: ifP => [/andP[/eqP -> /eqP ->]|_]; rewrite ?hornerX ?hornerC. Qed.

Lemma vary_indicator_value la i t n : (upward (lift c) (vary_indicator la i t) n).[la i t] = upward c la n.
Proof.
elim/ltn_ind: n => n IH; rewrite upward_lift [RHS]upwardE //.
rewrite (horner_step _ _ (vary_indicator_at la i t)); apply: upward_step_ext => m mn.
by apply: IH; exact: child_lt mn.
Qed.

Lemma indicator_derivativeE la i t n :
  indicator_derivative c la n i t =
  (is_indicator i t (node_at n))%:R + differential (upward c la) (fun m => indicator_derivative c la m i t) (node_at n).
Proof.
rewrite {1}/indicator_derivative upward_lift.
case E : (node_at n) => [j u|a|edges|edges] /=.
- rewrite /vary_indicator; case: ifP => _; first by rewrite derivX hornerC addr0.
  by rewrite derivC horner0 addr0.
- by rewrite derivC horner0 addr0.
- by rewrite deriv_sum add0r.
- rewrite deriv_product add0r; elim: edges {E} => //= m edges ->.
  rewrite vary_indicator_value; congr (_ * _ + _).
  by apply: eq_bigr => j _; rewrite vary_indicator_value.
Qed.

(** The sweep's D, summed over the leaves of an indicator, is ∂S/∂λ_{i,t}. *)
Theorem indicator_downward_derivative la r i t : (r < N)%N ->
  indicator_derivative c la r i t = indicator_downward c la r i t.
Proof.
move=> rN; rewrite (adjoint order rN (fun n _ => indicator_derivativeE la i t n)).
by rewrite /indicator_downward [RHS]big_mkcond; apply: eq_bigr => n _; case: ifP; rewrite ?mulr1 ?mulr0.
Qed.

(** ** With respect to a node's value *)

Variables (la : evidence R) (m : nat).
Hypothesis mN : (m < N)%N.

Lemma node_at_vary n :
  circuit.node_at (vary_node c m) n = if n == m then Constant 'X else map_node polyC (node_at n).
Proof. by rewrite /circuit.node_at nth_set_nth /=; case: eqP => // _; exact: node_at_map. Qed.

Lemma topological_vary : topological (vary_node c m).
Proof. by move=> n; rewrite node_at_vary; case: eqP => // _; rewrite children_map. Qed.

Let P := upward (vary_node c m) (lift_evidence la).

Lemma vary_node_value n : (P n).[upward c la m] = upward c la n.
Proof.
elim/ltn_ind: n => n IH; rewrite /P upwardE ?node_at_vary; last exact: topological_vary.
case: eqP => [->|_]; first by rewrite /= hornerX.
rewrite (horner_step _ _ (la := la)) => [|i t]; last by rewrite hornerC.
by rewrite [RHS]upwardE //; apply: upward_step_ext => j jn; apply: IH; exact: child_lt jn.
Qed.

Lemma node_derivative_rec n :
  (P n)^`().[upward c la m] =
  if n == m then 1 else differential (upward c la) (fun j => (P j)^`().[upward c la m]) (node_at n).
Proof.
rewrite {1}/P upwardE ?node_at_vary; last exact: topological_vary.
case: eqP => [_|_] /=; first by rewrite derivX hornerC.
case: (node_at n) => [i t|a|edges|edges] /=; rewrite ?derivC ?horner0 ?deriv_sum ?deriv_product //.
elim: edges => //= j edges ->; rewrite vary_node_value; congr (_ * _ + _).
by apply: eq_bigr => l _; rewrite vary_node_value.
Qed.

(** A node below m does not depend on the value of m. *)
Lemma node_derivative_below n : (n < m)%N -> (P n)^`().[upward c la m] = 0.
Proof.
elim/ltn_ind: n => n IH nm; rewrite node_derivative_rec (ltn_eqF nm).
have zero j : j \in children (node_at n) -> (P j)^`().[upward c la m] = 0.
  by move=> jn; apply: IH; [exact: child_lt jn|exact: ltn_trans (child_lt order jn) nm].
case: (node_at n) zero => [i t|a|edges|edges] //= zero.
- by rewrite big1_seq // => e /= ex; rewrite zero ?mulr0 ?map_f.
- elim: edges zero => //= j edges IHe zero; rewrite zero ?mem_head // mul0r add0r IHe ?mulr0 // => l lx.
  by apply: zero; rewrite inE lx orbT.
Qed.

(** D(m) is the derivative of the root's value in the value of m. *)
Theorem downward_derivative r : (r < N)%N -> node_derivative c la r m = downward c la r m.
Proof.
move=> rN; rewrite -[RHS]mulr1; apply: (adjoint_at (T := fun n => (P n)^`().[upward c la m]) order rN mN) => n nN.
rewrite node_derivative_rec mulr1; case: eqP => [->|_]; last by rewrite add0r.
suff -> : differential (upward c la) (fun j => (P j)^`().[upward c la m]) (node_at m) = 0 by rewrite addr0.
have zero j : j \in children (node_at m) -> (P j)^`().[upward c la m] = 0.
  by move/(child_lt order); exact: node_derivative_below.
case: (node_at m) zero => [i t|a|edges|edges] //= zero.
- by rewrite big1_seq // => e /= ex; rewrite zero ?mulr0 ?map_f.
- elim: edges zero => //= j edges IHe zero; rewrite zero ?mem_head // mul0r add0r IHe ?mulr0 // => l lx.
  by apply: zero; rewrite inE lx orbT.
Qed.
End Circuit.
End Derivative.
