(** * The reverse sweep

    The downward values D(n) of Section 4, computed as a program computes them: one pass from the root to the leaves
    that adds D(n) times the local partial derivative to each child of n. Products are differentiated without division,
    since evidence may be zero.

    The lemma [adjoint] carries almost every theorem about D: whatever is built up along the circuit by the linearised
    recursion, starting from contributions [seed n] at the nodes, arrives at the root as the sum of D(n) · seed n. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Sweep.
Variable R : comRingType.
Implicit Types (f T seed : nat -> R) (la : evidence R).

(** ** Local partial derivatives

    [partial f x m] is the derivative of the node x with respect to its child m at the children's values f, summed over
    the edges to m. *)

Fixpoint product_partial f (edges : seq nat) (m : nat) : R :=
  if edges is a :: rest then (a == m)%:R * \prod_(b <- rest) f b + f a * product_partial f rest m else 0.

Definition partial f (x : node R) (m : nat) : R :=
  match x with
  | Indicator _ _ | Constant _ => 0
  | Sum edges => \sum_(e <- edges) (e.2 == m)%:R * e.1
  | Product edges => product_partial f edges m
  end.

(** The differential of a node: its value moves by this when the children's values move by T. *)

Fixpoint product_differential (A : Type) (f T : A -> R) (edges : seq A) : R :=
  if edges is a :: rest then T a * \prod_(b <- rest) f b + f a * product_differential f T rest else 0.

Definition differential f T (x : node R) : R :=
  match x with
  | Indicator _ _ | Constant _ => 0
  | Sum edges => \sum_(e <- edges) e.1 * T e.2
  | Product edges => product_differential f T edges
  end.

Lemma sum_pick N (a : nat) T : (a < N)%N -> \sum_(m < N) (a == m)%:R * T m = T a.
Proof.
move=> aN; rewrite (bigD1 (Ordinal aN)) //= eqxx mul1r big1 ?addr0 // => i.
by rewrite -val_eqE /= eq_sym => /negbTE ->; rewrite mul0r.
Qed.

Lemma differentialE f T x N : all (fun m => m < N)%N (children x) ->
  differential f T x = \sum_(m < N) partial f x m * T m.
Proof.
case: x => [i t|a|edges|edges] /=; try by move=> _; rewrite big1 // => m _; rewrite mul0r.
- elim: edges => [|e edges IH] /=.
    by move=> _; rewrite big_nil big1 // => m _; rewrite big_nil mul0r.
  case/andP=> eN /IH; rewrite big_cons => ->; rewrite -(sum_pick T eN) mulr_sumr -big_split.
  by apply: eq_bigr => m _; rewrite big_cons /=; ring.
- elim: edges => [|a edges IH] /=.
    by move=> _; rewrite big1 // => m _; rewrite mul0r.
  case/andP=> aN /IH ->; rewrite -(sum_pick T aN) mulr_suml mulr_sumr -big_split.
  by apply: eq_bigr => m _ /=; ring.
Qed.

Lemma partial_not_child f x m : m \notin children x -> partial f x m = 0.
Proof.
case: x => //= edges.
- elim: edges => [|e edges IH] /=; first by rewrite big_nil.
  by rewrite inE negb_or => /andP[/negbTE em /IH]; rewrite big_cons eq_sym em => ->; rewrite mul0r add0r.
- elim: edges => //= a edges IH; rewrite inE negb_or => /andP[/negbTE am /IH ->].
  by rewrite eq_sym am mul0r mulr0 addr0.
Qed.

Lemma partial_ext f g x m : {in children x, f =1 g} -> partial f x m = partial g x m.
Proof.
case: x => //= edges; elim: edges => //= a edges IH same.
have same' : {in edges, f =1 g} by move=> b bx; apply: same; rewrite inE bx orbT.
by rewrite IH // same ?mem_head //; congr (_ * _ + _); exact: eq_big_seq.
Qed.

(** ** The sweep *)

Section Circuit.
Variable c : seq (node R).
Hypothesis order : topological c.
Notation N := (size c).
Notation node_at := (node_at c).

(** The nodes k−1, …, 0 push their contributions to what [D] holds already. *)
Fixpoint sweep f k (D : nat -> R) : nat -> R :=
  if k is n.+1 then sweep f n (fun m => D m + D n * partial f (node_at n) m) else D.

(** D(n) below the root r. *)
Definition downward la (r : nat) : nat -> R := sweep (upward c la) N (fun m => (m == r)%:R).

Lemma partial_above f n m : (n <= m)%N -> partial f (node_at n) m = 0.
Proof.
move=> nm; apply: partial_not_child; apply/negP => /(child_lt order) mn.
by move: (leq_trans mn nm); rewrite ltnn.
Qed.

Lemma sweepE f k D m : sweep f k D m = D m + \sum_(n < k) sweep f k D n * partial f (node_at n) m.
Proof.
elim: k D m => [|k IH] D m /=; first by rewrite big_ord0 addr0.
set D' := fun m => _; rewrite big_ord_recr /= IH.
have -> : sweep f k D' k = D k.
  rewrite IH big1 ?addr0 /D'; first by rewrite partial_above // mulr0 addr0.
  by move=> i _; rewrite partial_above ?mulr0 // ltnW.
by rewrite /D' addrAC addrA.
Qed.

Lemma sweep_ext f k D D' : D =1 D' -> sweep f k D =1 sweep f k D'.
Proof. by elim: k D D' => //= k IH D D' same; apply: IH => m; rewrite !same. Qed.

Lemma sweep_above f k D m : (k <= m)%N -> sweep f k D m = D m.
Proof.
move=> km; rewrite sweepE big1 ?addr0 // => i _.
by rewrite partial_above ?mulr0 // ltnW // (leq_trans (ltn_ord i)).
Qed.

Lemma sweep_ext_below f k D D' : (forall m, (m < k)%N -> D m = D' m) -> forall m, (m < k)%N -> sweep f k D m = sweep f k D' m.
Proof.
elim: k D D' => // k IH D D' same m; rewrite ltnS leq_eqVlt => /orP[/eqP ->|mk] /=.
  by rewrite !sweep_above // !same.
by apply: IH => // j jk; rewrite !same // ltnW.
Qed.

(** The sweep solves the recursion over parents: D(root) = 1 there, and D(m) = Σ_n D(n) · ∂n/∂m. *)
Theorem downwardE la r m :
  downward la r m = (m == r)%:R + \sum_(n < N) downward la r n * partial (upward c la) (node_at n) m.
Proof. by rewrite {1}/downward sweepE. Qed.

Theorem adjoint la r T seed : (r < N)%N ->
  (forall n, (n < N)%N -> T n = seed n + differential (upward c la) T (node_at n)) ->
  T r = \sum_(n < N) downward la r n * seed n.
Proof.
move=> rN recursion; set D := downward la r; set f := upward c la in recursion *.
have seedE n : (n < N)%N -> seed n = T n - \sum_(m < N) partial f (node_at n) m * T m.
  move=> nN; rewrite {1}recursion // (@differentialE _ _ _ N) ?addrK //.
  by apply/allP=> m /(child_lt order) mn; exact: ltn_trans nN.
under eq_bigr => n _ do rewrite seedE // mulrBr mulr_sumr.
rewrite sumrB exchange_big /= -sumrB.
rewrite (eq_bigr (fun m : 'I_N => (r == m)%:R * T m)) ?sum_pick // => m _.
rewrite {1}/D downwardE mulrDl mulr_suml -/f.
under [X in _ - X]eq_bigr => n _ do rewrite mulrA.
by rewrite addrK eq_sym.
Qed.

(** The case of one seed. *)
Corollary adjoint_at la r T s a : (r < N)%N -> (s < N)%N ->
  (forall n, (n < N)%N -> T n = (n == s)%:R * a + differential (upward c la) T (node_at n)) ->
  T r = downward la r s * a.
Proof.
move=> rN sN recursion; rewrite (adjoint (seed := fun n => (n == s)%:R * a) rN recursion).
rewrite (bigD1 (Ordinal sN)) //= eqxx mul1r big1 ?addr0 // => n.
by rewrite -val_eqE /= => /negbTE ->; rewrite mul0r mulr0.
Qed.
End Circuit.
End Sweep.
