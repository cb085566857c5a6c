(** * Lemma 4.2, repaired: belief propagation and T_Proj on the activity lift of a tree

    The paper's lemma says that one upward–downward pass on a tree sum-product network computes T_SPN, and that the
    resulting region marginals are the beliefs. Its proof rests on "the associated factor graph", which is not defined.
    The activity lift ([activity_lift]) is a factor graph for which it is true. Let S(e), the value of the root, not be 0. Then,
    on the lift,

    (1) the messages 1 : S(n) upwards, out of each node n, and S(e) − D(n)S(n) : D(n) downwards, into it, written (not
        active) : (active), obey all updates of belief propagation up to scale, and no others do: they are those of one
        upward–downward pass;
    (2) the total of the joint distribution is S(e), and T_Proj(q_{-1}) is the product over all copies of
        (1 − D(n)S(n)/S(e), D(n)S(n)/S(e));
    (3) the exact marginal of a sum s and its children is D(s)·w·S(c)/S(e) at "s and, of its children, only c are active", w
        being the weight of the edge to c, and 1 − D(s)S(s)/S(e) at "none of them is";
    (4) the sum of T_Proj's P(A = active) over the leaves of the indicator (i,t) is λ_{i,t}/S(e)·∂S/∂λ_{i,t}.

    [lem_4_2_repaired] contains all four. Besides, the beliefs of the messages in (1) are the marginals in (2) and (3)
    ([lem_4_2_repaired_beliefs]); and "n is active" is "a parse visits n": the joint distribution is the one over parses
    ([lem_4_2_repaired_parses]).

    That the circuit is a tree is all that is supposed of it: it need not be complete or decomposable, and numbers may be
    negative. But q_{-1} is a normalised table, and for (2) and (4) it must exist. It does if and only if no leaf has the
    value −1 and the weights of no sum add up to −1 ([lem_4_2_repaired_start]); so it does when no number is negative.

    Idea: the factors are such that a node whose children send 1 : S sends 1 : S. Summing out the activities from the leaves
    on therefore computes S; and with 0 in the place of S(n), the sum over the states in which n is not active
    ([avoiding_weight]). On a tree S(e) is affine in S(n), with the slope D(n) ([override_root]), so that this sum is
    S(e) − D(n)S(n). That is (2), by Proposition 3.1(i). Where a child of a sum is active, the sum is, and no other child:
    that is (3). *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative parses positivity tree_circuit activity_states activity_parses.
From KLProp Require Import factor_graph activity_lift.
From KLProp Require Import prop_3_1_i_any_graph.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Lemma_4_2.
Variables (R : numFieldType) (c : seq (node R)) (r : nat) (la : evidence R).
Hypotheses (order : topological c) (tree : is_tree c r).
Notation N := (size c).
Notation S := (upward c la).
Notation D := (downward c la r).
Notation f := (lift_factor c r la).
Notation node_of := (node_of c).
Notation factor_of := (factor_of c).
Notation copies := (copies (no_yes c) node_of).
Notation states := (states (no_yes c)).
Notation message_to_variable := (message_to_variable c r la).
Notation message_to_factor := (message_to_factor c r la).
Hypothesis possible : S r != 0.

(** The probability that a parse visits n: see [lem_4_2_repaired_parses]. *)
Notation visited n := (D n * S n / S r).

(** ** Exact marginals *)

Lemma lift_total : \sum_(x : states) \prod_a f a (spread node_of x) = S r.
Proof. by rewrite -(total_weight la order tree); apply: eq_bigr => x _; exact: lift_weight. Qed.

Lemma lift_joint (x : states) : joint f x = state_weight r la x / S r.
Proof. by rewrite /joint /normalise lift_total lift_weight. Qed.

Lemma lift_marginal n s : state_marginal (joint f) n s = if s then visited n else 1 - visited n.
Proof.
have active : \sum_(x : states | activity x n) state_weight r la x = D n * S n by exact: active_weight.
have inactive : \sum_(x : states | ~~ activity x n) state_weight r la x = S r - D n * S n.
  by rewrite (inactive_weight la order tree) (override_root order tree) //; ring.
rewrite /state_marginal (eq_bigr _ (fun x _ => lift_joint x)) -mulr_suml; case: s.
  by rewrite -active; congr (_ / _); apply: eq_bigl => x; rewrite activity_val eqb_id.
rewrite -{1}(divff possible) -mulrBl -inactive; congr (_ / _); apply: eq_bigl => x.
by rewrite activity_val; case: (x n).
Qed.

Lemma lift_takes s edges e : node_at c s = Sum edges -> e \in edges ->
  \sum_(x : states | takes (activity x) s edges e.2) joint f x = D s * e.1 * S e.2 / S r.
Proof. by move=> E ex; rewrite (eq_bigr _ (fun x _ => lift_joint x)) -mulr_suml (takes_weight la order tree E ex). Qed.

Lemma lift_rests s edges : node_at c s = Sum edges ->
  \sum_(x : states | rests (activity x) s edges) joint f x = 1 - visited s.
Proof.
move=> E; rewrite (eq_bigr _ (fun x _ => lift_joint x)) -mulr_suml (rests_weight la order tree E).
by rewrite mulrBl divff.
Qed.

(** The joint distribution is the one over parses. *)
Theorem lem_4_2_repaired_parses :
  (forall x : states, joint f x = parse_probability c r la (visits_exactly x)) /\
  (forall n, (n < N)%N -> visited n = parse_probability c r la (visits n)).
Proof.
have total : \sum_(p <- parses c r) parse_mass c la p = S r by exact: parses_mass.
rewrite /parse_probability total; split=> [x|n nN]; last by rewrite tree_visit_mass.
by rewrite lift_joint state_weight_parses.
Qed.

(** ** T_Proj *)

Section Projection.
Hypothesis start : forall n, (n < N)%N -> entries_total la (node_at c n) != 0.

Lemma lift_projection : T_Proj (q_start f) =1 fun y => \prod_e if y e then visited (node_of e) else 1 - visited (node_of e).
Proof.
move=> y; rewrite prop_3_1_i_any_graph; last first.
  by rewrite (start_exists la order tree); apply/forallP => n; exact: start.
by apply: eq_bigr => e _; exact: lift_marginal.
Qed.

Lemma projection_marginal e : marginal (T_Proj (q_start f)) e true = visited (node_of e).
Proof.
pose F (e : copy c) (s : no_yes c (node_of e)) := if s then visited (node_of e) else 1 - visited (node_of e).
have total e' : \sum_s F e' s = 1 by rewrite big_bool /F /= addrC subrK.
rewrite /marginal (eq_bigr _ (fun y _ => lift_projection y)).
have := @marginal_prod _ _ _ F e true; rewrite total mulr1 => ->.
by rewrite (sum_prod F) [X in _ * X]big1 ?mulr1 //.
Qed.

Lemma lift_indicators i t :
  \sum_(n < N | is_indicator i t (node_at c n)) marginal (T_Proj (q_start f)) (inl n) true =
  la i t / S r * indicator_derivative c la r i t.
Proof.
have [rN _] := tree; rewrite (indicator_downward_derivative order la i t rN) /indicator_downward mulr_sumr.
apply: eq_bigr => n leaf; rewrite projection_marginal /= [S n]upwardE //.
by case: (node_at c n) leaf => //= j u /andP[/eqP -> /eqP ->]; rewrite -mulrA mulrC.
Qed.

Theorem lem_4_2_repaired :
  [/\ (* (1) *)
      obey_updates factor_of f message_to_factor message_to_variable /\
      (forall m d, obey_updates factor_of f m d ->
         forall e, proportional (m e) (message_to_factor e) /\ proportional (d e) (message_to_variable e)),
      (* (2) *)
      \sum_(x : states) \prod_a f a (spread node_of x) = S r /\
      T_Proj (q_start f) =1 (fun y => \prod_e if y e then visited (node_of e) else 1 - visited (node_of e)),
      (* (3) *)
      (forall s edges, node_at c s = Sum edges ->
         (forall e, e \in edges ->
            \sum_(x : states | takes (activity x) s edges e.2) joint f x = D s * e.1 * S e.2 / S r) /\
         \sum_(x : states | rests (activity x) s edges) joint f x = 1 - visited s) &
      (* (4) *)
      forall i t, \sum_(n < N | is_indicator i t (node_at c n)) marginal (T_Proj (q_start f)) (inl n) true =
        la i t / S r * indicator_derivative c la r i t].
Proof.
split=> [||s edges E|]; last exact: lift_indicators.
- by split; [exact: lift_messages|exact: lift_messages_unique].
- by split; [exact: lift_total|exact: lift_projection].
- by split=> [e ex|]; [exact: lift_takes|exact: lift_rests].
Qed.
End Projection.

(** ** The beliefs of the messages, of nodes and of sums' factors *)

Theorem lem_4_2_repaired_beliefs :
  (forall n s, belief message_to_variable n s = if s then visited n else 1 - visited n) /\
  (forall (s : 'I_N) edges, node_at c s = Sum edges ->
     let b := factor_belief factor_of f message_to_factor (Some s) in
     (forall e, e \in edges -> \sum_(y : copies | own_takes y s edges e.2) b y = D s * e.1 * S e.2 / S r) /\
     \sum_(y : copies | own_rests y s edges) b y = 1 - visited s).
Proof.
split=> [n s|s edges E]; first exact: belief_node.
by split=> [e ex|]; [exact: belief_takes|exact: belief_rests].
Qed.
End Lemma_4_2.

(** ** When q_{-1} exists *)

Theorem lem_4_2_repaired_start (R : numFieldType) (c : seq (node R)) r (la : evidence R) :
  topological c -> is_tree c r ->
  (\sum_y \prod_a lift_factor c r la a y != 0 <-> forall n, (n < size c)%N -> entries_total la (node_at c n) != 0) /\
  (parameters_all nonnegative c -> evidence_all nonnegative la ->
     forall n, (n < size c)%N -> entries_total la (node_at c n) != 0).
Proof.
move=> order tree; split.
  rewrite (start_exists la order tree); split=> [/forallP all_ n nN|all_]; first exact: (all_ (Ordinal nN)).
  by apply/forallP => n; exact: all_.
move=> parameters evidences n _; apply: lt0r_neq0; have := parameters n.
case: (node_at c n) => [i t|w|edges|ms] /= sign; rewrite ?ltr0n // ltr_spaddl ?ltr01 //.
by rewrite big_seq sumr_ge0 // => e /(allP sign).
Qed.
