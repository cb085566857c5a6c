(** * Computation graphs of differentiable primitives

    The objects of Sections 3.2 and 3.3 of the paper. Nodes are numbered so that arguments stand before their users. The
    node n computes the primitive [psi n] of the values in its slots 0, …, [arity n] − 1; the slot j holds the value of
    the node [arg n j]. One node may stand in several slots. Inputs and constants are nodes without slots.

    A primitive is differentiable at a point, with the partial derivatives g, when along every curve through the point,
    whose coordinates have derivatives T_j there, it has the derivative Σ_j g_j · T_j: the chain rule, as a definition.
    Every function that is differentiable in the usual (Fréchet's) sense has this property. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KLProp Require Import logarithmic.
Open Scope R_scope.

Definition differentiable (k : nat) (f : (nat -> R) -> R) (v g : nat -> R) : Prop :=
  forall (y : R -> nat -> R) t0 (T : nat -> R),
    (forall j, (j < k)%nat -> y t0 j = v j) -> (forall j, (j < k)%nat -> is_derive (fun t => y t j) t0 (T j)) ->
    is_derive (fun t => f (y t)) t0 (sum_below k (fun j => g j * T j)).

(** Values in the slots, with t in the slot j. *)
Definition clamp (v : nat -> R) (j : nat) (t : R) : nat -> R := fun i => if (i =? j)%nat then t else v i.

Lemma differentiable_slot k f v g j : differentiable k f v g -> (j < k)%nat ->
  is_derive (fun t => f (clamp v j t)) (v j) (g j).
Proof.
  intros Hf jk.
  replace (g j) with (sum_below k (fun i => g i * (if (i =? j)%nat then 1 else 0))).
  - apply (Hf (fun t => clamp v j t)).
    + intros i _. unfold clamp. destruct (Nat.eqb_spec i j); subst; auto.
    + intros i _. unfold clamp. destruct (i =? j)%nat; [apply (is_derive_id (v j))|apply (is_derive_const (v i) (v j))].
  - rewrite (sum_below_ext _ _ (fun i => if (i =? j)%nat then g i else 0)); [apply sum_below_pick; auto|].
    intros i _. destruct (i =? j)%nat; ring.
Qed.

Section Graph.
Variables (N : nat) (arity : nat -> nat) (arg : nat -> nat -> nat) (psi : nat -> (nat -> R) -> R).
Hypothesis order : forall n j, (j < arity n)%nat -> (arg n j < n)%nat.
Hypothesis reads_slots : forall n f g, (forall j, (j < arity n)%nat -> f j = g j) -> psi n f = psi n g.

(** ** Values, when d is added to the value of the node v *)

Fixpoint bumped_within fuel (v : nat) (d : R) (n : nat) : R :=
  match fuel with
  | O => 0
  | S k => psi n (fun j => bumped_within k v d (arg n j)) + if (n =? v)%nat then d else 0
  end.
Definition bumped v d n := bumped_within (S n) v d n.

Lemma bumped_enough v d k k' n : (n < k)%nat -> (n < k')%nat -> bumped_within k v d n = bumped_within k' v d n.
Proof.
  revert k' n; induction k as [|k IH]; intros [|k'] n nk nk'; try lia. simpl. f_equal.
  apply reads_slots. intros j jn. pose proof (order n j jn) as lt. apply IH; lia.
Qed.

Lemma bumpedE v d n : bumped v d n = psi n (fun j => bumped v d (arg n j)) + if (n =? v)%nat then d else 0.
Proof.
  unfold bumped at 1; simpl. f_equal. apply reads_slots. intros j jn. pose proof (order n j jn) as lt.
  apply bumped_enough; lia.
Qed.

(** The forward values. *)
Definition value n := bumped 0 0 n.

Lemma value_bumped v n : bumped v 0 n = value n.
Proof.
  induction n as [n IH] using lt_wf_ind. unfold value. rewrite !bumpedE. f_equal.
  - apply reads_slots. intros j jn. apply IH. auto.
  - destruct (n =? v)%nat, (n =? 0)%nat; reflexivity.
Qed.

Definition slots n : nat -> R := fun j => value (arg n j).

Lemma value_slots n : value n = psi n (slots n).
Proof. unfold value. rewrite bumpedE. destruct (n =? 0)%nat; unfold slots, value; ring. Qed.

(** ** The reverse sweep: the root starts with 1, and each node gives its D times the partial derivative to each slot *)

Variables (r : nat) (g : nat -> nat -> R).

Fixpoint sweep_within fuel (v : nat) : R :=
  match fuel with
  | O => 0
  | S k => (if (v =? r)%nat then 1 else 0) +
           sum_below N (fun n => sum_below (arity n) (fun j => if (arg n j =? v)%nat then sweep_within k n * g n j else 0))
  end.
Definition sweep v := sweep_within (S (N - v)) v.

Lemma sweep_enough k k' v : (N - v < k)%nat -> (N - v < k')%nat -> sweep_within k v = sweep_within k' v.
Proof.
  revert k' v; induction k as [|k IH]; intros [|k'] v vk vk'; try lia. simpl. f_equal.
  apply sum_below_ext. intros n nN. apply sum_below_ext. intros j jn. pose proof (order n j jn) as lt.
  destruct (Nat.eqb_spec (arg n j) v); auto. subst. rewrite (IH k'); auto; lia.
Qed.

Lemma sweepE v : sweep v = (if (v =? r)%nat then 1 else 0) +
  sum_below N (fun n => sum_below (arity n) (fun j => if (arg n j =? v)%nat then sweep n * g n j else 0)).
Proof.
  unfold sweep at 1; simpl. f_equal.
  apply sum_below_ext. intros n nN. apply sum_below_ext. intros j jn. pose proof (order n j jn) as lt.
  destruct (Nat.eqb_spec (arg n j) v); auto. subst. f_equal. apply sweep_enough; lia.
Qed.

(** ** It computes the derivative of the root's value *)

Hypothesis r_node : (r < N)%nat.
Hypothesis smooth : forall n, (n < N)%nat -> differentiable (arity n) (psi n) (slots n) (g n).

(** The derivatives of all values in the value of v. *)
Fixpoint tangent_within fuel (v n : nat) : R :=
  match fuel with
  | O => 0
  | S k => sum_below (arity n) (fun j => g n j * tangent_within k v (arg n j)) + if (n =? v)%nat then 1 else 0
  end.
Definition tangent v n := tangent_within (S n) v n.

Lemma tangentE v n :
  tangent v n = sum_below (arity n) (fun j => g n j * tangent v (arg n j)) + if (n =? v)%nat then 1 else 0.
Proof.
  assert (enough : forall k k' m, (m < k)%nat -> (m < k')%nat -> tangent_within k v m = tangent_within k' v m).
  { induction k as [|k IH]; intros [|k'] m mk mk'; try lia. simpl. f_equal.
    apply sum_below_ext. intros j jm. pose proof (order m j jm) as lt. rewrite (IH k'); auto; lia. }
  unfold tangent at 1; simpl. f_equal. apply sum_below_ext. intros j jn. pose proof (order n j jn) as lt.
  f_equal. apply enough; lia.
Qed.

Lemma tangent_derive v n : (n < N)%nat -> is_derive (fun d => bumped v d n) 0 (tangent v n).
Proof.
  induction n as [n IH] using lt_wf_ind. intros nN.
  apply (is_derive_ext (fun d => psi n (fun j => bumped v d (arg n j)) + if (n =? v)%nat then d else 0)).
  { intros d. symmetry. apply bumpedE. }
  rewrite tangentE. apply (is_derive_plus (fun d => psi n (fun j => bumped v d (arg n j)))).
  - apply (smooth n nN (fun d j => bumped v d (arg n j))).
    + intros j jn. apply value_bumped.
    + intros j jn. apply IH; pose proof (order n j jn) as lt; lia.
  - destruct (n =? v)%nat; [apply (is_derive_id 0)|apply (is_derive_const 0 0)].
Qed.

(** Both sides of Σ_{n,j} D(n) g(n,j) T(arg n j), summed by users and by arguments. *)
Lemma tangent_sweep v : (v < N)%nat -> tangent v r = sweep v.
Proof.
  intros vN. pose (J n m := sum_below (arity n) (fun j => if (arg n j =? m)%nat then g n j else 0)).
  assert (T : forall n, (n < N)%nat -> tangent v n = sum_below N (fun m => J n m * tangent v m) + if (n =? v)%nat then 1 else 0).
  { intros n nN. rewrite tangentE at 1. f_equal. unfold J.
    rewrite (sum_below_ext N _ (fun m => sum_below (arity n) (fun j => if (m =? arg n j)%nat then g n j * tangent v m else 0))).
    - rewrite sum_below_exchange. apply sum_below_ext. intros j jn.
      rewrite (sum_below_pick N (arg n j) (fun m => g n j * tangent v m)); auto. pose proof (order n j jn) as lt. lia.
    - intros m _. rewrite Rmult_comm, <- sum_below_scal. apply sum_below_ext. intros j _.
      rewrite Nat.eqb_sym. destruct (m =? arg n j)%nat; ring. }
  assert (D : forall m, sweep m = (if (m =? r)%nat then 1 else 0) + sum_below N (fun n => sweep n * J n m)).
  { intros m. rewrite sweepE at 1. f_equal. apply sum_below_ext. intros n _. unfold J.
    rewrite <- sum_below_scal. apply sum_below_ext. intros j _. destruct (arg n j =? m)%nat; ring. }
  assert (left : sum_below N (fun n => sweep n * tangent v n) =
    sum_below N (fun n => sum_below N (fun m => sweep n * J n m * tangent v m)) + sweep v).
  { rewrite <- (sum_below_pick N v sweep vN), <- sum_below_plus. apply sum_below_ext. intros n nN.
    rewrite (T n nN), Rmult_plus_distr_l, <- sum_below_scal. f_equal.
    - apply sum_below_ext. intros m _. ring.
    - destruct (n =? v)%nat; ring. }
  assert (right : sum_below N (fun n => sweep n * tangent v n) =
    sum_below N (fun m => sum_below N (fun n => sweep n * J n m * tangent v m)) + tangent v r).
  { rewrite <- (sum_below_pick N r (tangent v) r_node), <- sum_below_plus. apply sum_below_ext. intros m _.
    rewrite (D m), Rmult_plus_distr_r, Rplus_comm. f_equal.
    - rewrite Rmult_comm, <- sum_below_scal. apply sum_below_ext. intros n _. ring.
    - destruct (m =? r)%nat; ring. }
  rewrite left, sum_below_exchange in right. lra.
Qed.

Theorem sweep_derivative v : (v < N)%nat -> is_derive (fun d => bumped v d r) 0 (sweep v).
Proof. intros vN. rewrite <- tangent_sweep by auto. apply tangent_derive; auto. Qed.
End Graph.
