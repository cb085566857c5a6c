(** * Proposition 3.1(i), the half that needs no tree: T_Proj(q_{-1}) is the product of the exact marginals

    On every factor graph where q_{-1}, the normalised product of the replicated factor tables, and the joint distribution exist
    (the totals are not 0), the operator T_Proj, applied to q_{-1}, gives the product over all copies of the exact marginals of
    their variables. (The theorem need not suppose the second: when that total is 0, both sides divide by it, which Coq defines.)

    Idea: on the diagonal the lifted table is the product of the factors at a joint state; consensus therefore gives the
    joint distribution, whatever the table's total was. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import factor_graph.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem prop_3_1_i_any_graph (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I)
  (f : A -> copies S var -> R) :
  \sum_y \prod_a f a y != 0 ->
  T_Proj (q_start f) =1 fun y => \prod_e state_marginal (joint f) (var e) (y e).
Proof.
move=> total y; apply: eq_bigr => e _; apply: eq_bigr => x _; rewrite /consensus /joint /normalise /q_start /normalise.
by rewrite -mulr_suml -mulf_div divff ?mulr1 // invr_eq0.
Qed.
