(** * Section 1.2: S is multilinear

    On a complete and decomposable network, S is linear in the evidence of each variable that the root mentions: other
    evidence a·μ + ν for it gives a times the value at μ plus the value at ν. Together with a = 0, ν = 0 this says that
    S is homogeneous of degree 1 in each variable's group of evidence.

    Idea: S with other evidence for X_i is Σ_t μ_t · D(i,t), where D does not depend on μ ([upward_group]). *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Theorem sec_1_2_multilinear (R : comRingType) (c : seq (node R)) r nv k la (i : nat) (a : R) (mu nu : nat -> R) :
  network c r nv k -> scope c i r ->
  upward c (set_group la i (fun t => a * mu t + nu t)) r =
  a * upward c (set_group la i mu) r + upward c (set_group la i nu) r.
Proof.
case=> order Hc Hd Hi rN si; rewrite !(upward_group order Hc Hd rN Hi) // mulr_sumr -big_split.
by apply: eq_bigr => t _; rewrite mulrDl mulrA.
Qed.

(** The expansion over joint states that the paper writes: S(λ) = Σ_x S(1_x) · Π_i λ_{i,x_i}. *)
Theorem sec_1_2_network_polynomial (R : comRingType) (c : seq (node R)) r nv k la :
  network c r nv k -> (0 < k)%N -> (forall i, (i < nv)%N -> scope c i r) ->
  upward c la r = \sum_(x : state nv k) upward c (indicators_of R x) r * \prod_(i < nv) la i (x i).
Proof. by case=> order Hc Hd Hi rN k_pos; exact: network_polynomial_all. Qed.
