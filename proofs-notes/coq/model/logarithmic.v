(** * Logarithmic derivatives and finite sums of real numbers

    For Section 3. A message is a positive function of one variable; what matters of it is the derivative of its logarithm
    at the forward value. [log_derive f t l] says that f is positive at t and that (log f)'(t) = l. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** ** Sums and products over 0, …, n−1 *)

Fixpoint sum_below (n : nat) (f : nat -> R) : R := match n with O => 0 | S k => sum_below k f + f k end.
Fixpoint prod_below (n : nat) (f : nat -> R) : R := match n with O => 1 | S k => prod_below k f * f k end.

Lemma sum_below_ext n f g : (forall k, (k < n)%nat -> f k = g k) -> sum_below n f = sum_below n g.
Proof. induction n as [|n IH]; intros same; simpl; auto. rewrite IH, same; auto. Qed.

Lemma sum_below_0 n f : (forall k, (k < n)%nat -> f k = 0) -> sum_below n f = 0.
Proof. induction n as [|n IH]; intros zero; simpl; auto. rewrite IH, zero; auto. ring. Qed.

Lemma sum_below_plus n f g : sum_below n (fun k => f k + g k) = sum_below n f + sum_below n g.
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite IH; ring. Qed.

Lemma sum_below_scal n a f : sum_below n (fun k => a * f k) = a * sum_below n f.
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite IH; ring. Qed.

Lemma sum_below_exchange n m (f : nat -> nat -> R) :
  sum_below n (fun i => sum_below m (fun j => f i j)) = sum_below m (fun j => sum_below n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl.
  - symmetry; apply sum_below_0; auto.
  - rewrite IH, <- sum_below_plus. reflexivity.
Qed.

Lemma sum_below_pick n a f : (a < n)%nat -> sum_below n (fun k => if (k =? a)%nat then f k else 0) = f a.
Proof.
  induction n as [|n IH]; intros lt; [lia|]; simpl.
  destruct (Nat.eq_dec a n) as [->|differ].
  - rewrite Nat.eqb_refl, sum_below_0; [ring|].
    intros k kn. destruct (Nat.eqb_spec k n); [lia|reflexivity].
  - destruct (Nat.eqb_spec n a); [lia|]. rewrite IH by lia. ring.
Qed.

(** ** Logarithmic derivatives *)

Definition log_derive (f : R -> R) (t l : R) : Prop := 0 < f t /\ is_derive f t (f t * l).

(** It is the derivative of the logarithm. *)
Lemma log_derive_ln f t l : log_derive f t l -> is_derive (fun u => ln (f u)) t l.
Proof.
  intros [positive derivative].
  replace l with (scal (f t * l) (/ f t)).
  - apply (is_derive_comp ln f); [apply is_derive_ln; auto|auto].
  - unfold scal; simpl; unfold mult; simpl. field. lra.
Qed.

Lemma log_derive_positive_ln f t l : log_derive f t l -> 0 < f t /\ is_derive (fun u => ln (f u)) t l.
Proof. intros derivative. split; [apply derivative|apply log_derive_ln, derivative]. Qed.

Lemma log_derive_const a t : 0 < a -> log_derive (fun _ => a) t 0.
Proof. intros positive; split; auto. rewrite Rmult_0_r. apply (is_derive_const a t). Qed.

Lemma log_derive_ext f g t l : (forall u, f u = g u) -> log_derive f t l -> log_derive g t l.
Proof.
  intros same [positive derivative]; split; rewrite <- same; auto.
  apply (is_derive_ext f); auto.
Qed.

Lemma log_derive_mult f g t l m : log_derive f t l -> log_derive g t m -> log_derive (fun u => f u * g u) t (l + m).
Proof.
  intros [fpos fd] [gpos gd]; split; [apply Rmult_lt_0_compat; auto|].
  replace (f t * g t * (l + m)) with (f t * l * g t + f t * (g t * m)) by ring.
  apply (is_derive_mult f g t); auto. intros; apply Rmult_comm.
Qed.

Lemma log_derive_comp (f h : R -> R) (t l m : R) : log_derive f (h t) l -> is_derive h t m -> log_derive (fun u => f (h u)) t (l * m).
Proof.
  intros [positive derivative] hd; split; auto.
  replace (f (h t) * (l * m)) with (scal m (f (h t) * l)).
  - apply (is_derive_comp f h); auto.
  - unfold scal; simpl; unfold mult; simpl. ring.
Qed.

Lemma log_derive_prod n (f : nat -> R -> R) t (l : nat -> R) :
  (forall k, (k < n)%nat -> log_derive (f k) t (l k)) -> log_derive (fun u => prod_below n (fun k => f k u)) t (sum_below n l).
Proof.
  induction n as [|n IH]; intros all; simpl.
  - apply log_derive_const; lra.
  - apply (log_derive_mult (fun u => prod_below n (fun k => f k u)) (f n)); auto.
Qed.

(** Of a positive function with a derivative. *)
Lemma log_derive_of (f : R -> R) (t d : R) : 0 < f t -> is_derive f t d -> log_derive f t (d / f t).
Proof. intros positive derivative; split; auto. replace (f t * (d / f t)) with d by (field; lra). auto. Qed.
