(** * Theorem 3.3 for exponential output factors

    With φ(z) = e^{αz} the log-derivatives of the downward beliefs are α · ∂z/∂v.

    Idea: φ'/φ = α. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From KLProp Require Import logarithmic computation_graph thm_3_3.
Open Scope R_scope.

Theorem thm_3_3_exponential (N : nat) (arity : nat -> nat) (arg : nat -> nat -> nat) (psi : nat -> (nat -> R) -> R) (r : nat)
    (g : nat -> nat -> R) (alpha : R) v (dz : R) :
  (forall n j, (j < arity n)%nat -> (arg n j < n)%nat) ->
  (forall n f h, (forall j, (j < arity n)%nat -> f j = h j) -> psi n f = psi n h) ->
  (r < N)%nat -> (forall n, (n < N)%nat -> differentiable (arity n) (psi n) (slots arg psi n) (g n)) ->
  (v < N)%nat -> is_derive (fun d => bumped arg psi v d r) 0 dz ->
  0 < belief N arity arg psi r (fun z => exp (alpha * z)) v (value arg psi v) /\
  is_derive (fun t => ln (belief N arity arg psi r (fun z => exp (alpha * z)) v t)) (value arg psi v) (alpha * dz).
Proof.
  intros order reads_slots r_node smooth vN derivative.
  set (z := value arg psi r).
  replace (alpha * dz) with (alpha * exp (alpha * z) / exp (alpha * z) * dz)
    by (field; generalize (exp_pos (alpha * z)); lra).
  apply (thm_3_3 N arity arg psi order reads_slots r (fun z => exp (alpha * z)) (alpha * exp (alpha * z)) g); auto.
  - apply exp_pos.
  - fold z. auto_derive; auto. ring.
Qed.
