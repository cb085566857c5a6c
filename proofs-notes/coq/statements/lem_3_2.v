(** * Lemma 3.2: the chain rule for delta factors

    The delta factor y = ψ(x) turns the message m of y into the message m(ψ(x)) of x, all else being clamped. Then

      ∂_x log m_{g→x} = (∂_y log m_{y→g}) · ∂y/∂x   at the forward point.

    Idea: the chain rule for a positive function. *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From KLProp Require Import logarithmic.
Open Scope R_scope.

Theorem lem_3_2 (m psi : R -> R) (x dm dpsi : R) :
  0 < m (psi x) -> is_derive m (psi x) dm -> is_derive psi x dpsi ->
  is_derive (fun t => ln (m (psi t))) x (dm / m (psi x) * dpsi).
Proof.
  intros positive message primitive. apply log_derive_ln.
  apply (log_derive_comp m psi); auto. apply log_derive_of; auto.
Qed.
