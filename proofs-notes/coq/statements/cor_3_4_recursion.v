(** * Corollary 3.4: backpropagation through layers

    In a network u = W a + b, a = σ(u), layer after layer, with output z = C(a) of the last layer and a positive output
    factor φ, the downward beliefs of the entries of a and u are positive at the forward values, and their logarithms have
    derivatives there, s_a and s_u, with

      output:      s_a = φ'(z)/φ(z) · ∇C           at the last layer,
      activation:  s_u = σ'(u) · s_a, entry by entry, in each layer,
      linear:      s_a of the layer before = Wᵀ s_u.

    The downward belief of an entry is the product of the messages from the factors downstream, each a function of what
    stands in the entry's slot while everything else is clamped: φ(C(…)) at the output; the belief of a = σ(u), taken at
    σ of the argument, for u; and for an entry of a the product over the rows of the next layer.

    Idea: Lemma 3.2 for each factor, and the log-derivative of a product is the sum of the log-derivatives. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KLProp Require Import logarithmic computation_graph.
Open Scope R_scope.

Section Layers.
Variables (L : nat) (width : nat -> nat) (W : nat -> nat -> nat -> R) (bias : nat -> nat -> R) (sigma : nat -> R -> R).
Variables (x : nat -> R) (C : (nat -> R) -> R) (phi : R -> R).

(** The row i of the layer l + 1 at activations a of the layer l. *)
Definition row l i (a : nat -> R) : R := sum_below (width l) (fun j => W (S l) i j * a j) + bias (S l) i.

(** Forward values: [a l] of the layer l, the inputs being the layer 0; [u l] for l ≥ 1. *)
Fixpoint a l : nat -> R := match l with O => x | S k => fun i => sigma (S k) (row k i (a k)) end.
Definition u l i : R := match l with O => 0 | S k => row k i (a k) end.

(** Downward beliefs, as functions of the entry's value. *)
Fixpoint belief_a_within above l j (t : R) : R :=
  match above with
  | O => phi (C (clamp (a l) j t))
  | S k => prod_below (width (S l)) (fun i => belief_a_within k (S l) i (sigma (S l) (row l i (clamp (a l) j t))))
  end.
Definition belief_a l := belief_a_within (L - l) l.
Definition belief_u l i t := belief_a l i (sigma l t).

(** Derivatives: of the activations at u, of the output's function, and of φ. *)
Variables (dsigma : nat -> nat -> R) (dC : nat -> R) (dphi : R).
Hypothesis sigma_smooth : forall l i, (0 < l <= L)%nat -> (i < width l)%nat -> is_derive (sigma l) (u l i) (dsigma l i).
Hypothesis C_reads : forall f g, (forall j, (j < width L)%nat -> f j = g j) -> C f = C g.
Hypothesis C_smooth : differentiable (width L) C (a L) dC.
Hypotheses (phi_positive : 0 < phi (C (a L))) (phi_smooth : is_derive phi (C (a L)) dphi).

Lemma clamp_forward v j i : clamp v j (v j) i = v i.
Proof. unfold clamp. destruct (Nat.eqb_spec i j); subst; reflexivity. Qed.

Lemma row_ext l i f g : (forall j, (j < width l)%nat -> f j = g j) -> row l i f = row l i g.
Proof. intros same. unfold row. f_equal. apply sum_below_ext. intros j jl. rewrite same; auto. Qed.

Lemma row_derive l i j : (j < width l)%nat -> is_derive (fun t => row l i (clamp (a l) j t)) (a l j) (W (S l) i j).
Proof.
  intros jl.
  apply (is_derive_ext (fun t => W (S l) i j * (t - a l j) + row l i (a l))).
  - intros t. unfold row. rewrite <- Rplus_assoc. f_equal.
    rewrite <- (sum_below_pick (width l) j (fun k => W (S l) i k * (t - a l j))), <- sum_below_plus by auto.
    apply sum_below_ext. intros k _. unfold clamp. destruct (Nat.eqb_spec k j); subst; ring.
  - auto_derive; auto. ring.
Qed.

(** The sensitivities that the rules compute. *)
Fixpoint sensitivity_within above l j : R :=
  match above with
  | O => dphi / phi (C (a L)) * dC j
  | S k => sum_below (width (S l)) (fun i => sensitivity_within k (S l) i * dsigma (S l) i * W (S l) i j)
  end.
Definition sensitivity l := sensitivity_within (L - l) l.

Lemma belief_a_within_log_derive above l j : (l + above = L)%nat -> (j < width l)%nat ->
  log_derive (belief_a_within above l j) (a l j) (sensitivity_within above l j).
Proof.
  revert l j; induction above as [|k IH]; intros l j sum jl; simpl.
  - assert (l = L) by lia. subst l. clear sum.
    assert (forward : C (clamp (a L) j (a L j)) = C (a L)) by (apply C_reads; intros; apply clamp_forward).
    apply (log_derive_comp phi (fun t => C (clamp (a L) j t))).
    + rewrite forward. apply log_derive_of; auto.
    + apply (differentiable_slot (width L) C (a L) dC j); auto.
  - apply (log_derive_prod (width (S l)) (fun i t => belief_a_within k (S l) i (sigma (S l) (row l i (clamp (a l) j t))))).
    intros i il. rewrite Rmult_assoc.
    assert (forward : row l i (clamp (a l) j (a l j)) = u (S l) i) by (apply row_ext; intros; apply clamp_forward).
    apply (log_derive_comp (belief_a_within k (S l) i) (fun t => sigma (S l) (row l i (clamp (a l) j t)))).
    + rewrite forward. apply IH; auto. lia.
    + rewrite Rmult_comm. apply (is_derive_comp (sigma (S l)) (fun t => row l i (clamp (a l) j t))).
      * rewrite forward. apply sigma_smooth; auto. lia.
      * apply row_derive; auto.
Qed.

Lemma belief_a_log_derive l j : (l <= L)%nat -> (j < width l)%nat -> log_derive (belief_a l j) (a l j) (sensitivity l j).
Proof. intros lL jl. apply belief_a_within_log_derive; auto. lia. Qed.

Lemma belief_u_log_derive l i : (0 < l <= L)%nat -> (i < width l)%nat ->
  log_derive (belief_u l i) (u l i) (sensitivity l i * dsigma l i).
Proof.
  intros lL il. apply (log_derive_comp (belief_a l i) (sigma l)); [|apply sigma_smooth; auto].
  destruct l as [|l]; [lia|]. apply (belief_a_log_derive (S l)); auto. lia.
Qed.

(** A derivative is unique, so this says what the derivatives are. *)
Theorem cor_3_4_recursion : exists s_a s_u : nat -> nat -> R,
  (forall l j, (l <= L)%nat -> (j < width l)%nat ->
     0 < belief_a l j (a l j) /\ is_derive (fun t => ln (belief_a l j t)) (a l j) (s_a l j)) /\
  (forall l i, (0 < l <= L)%nat -> (i < width l)%nat ->
     0 < belief_u l i (u l i) /\ is_derive (fun t => ln (belief_u l i t)) (u l i) (s_u l i)) /\
  (forall j, (j < width L)%nat -> s_a L j = dphi / phi (C (a L)) * dC j) /\
  (forall l i, (0 < l <= L)%nat -> (i < width l)%nat -> s_u l i = dsigma l i * s_a l i) /\
  (forall l j, (l < L)%nat -> (j < width l)%nat -> s_a l j = sum_below (width (S l)) (fun i => W (S l) i j * s_u (S l) i)).
Proof.
  exists sensitivity, (fun l i => sensitivity l i * dsigma l i). repeat apply conj.
  - intros l j lL jl. apply log_derive_positive_ln, belief_a_log_derive; auto.
  - intros l i lL il. apply log_derive_positive_ln, belief_u_log_derive; auto.
  - intros j jL. unfold sensitivity. rewrite Nat.sub_diag. reflexivity.
  - intros l i lL il. apply Rmult_comm.
  - intros l j lL jl. unfold sensitivity. replace (L - l)%nat with (S (L - S l)) by lia. simpl.
    apply sum_below_ext. intros i il. ring.
Qed.
End Layers.
