(** * Proposition 3.1(ii), repaired: that τ is a sum of functions of single copies cannot be left out

    Counterexample: one binary variable with the factors (2, 1) and (1, 1), as in [prop_3_1_ii_literal]. With the tables
    g = (4, 1; 1, 2/3) on its two copies and b = (3/4, 1/4), the state q = b ⊗ b, exp σ = g/q, exp τ = Π_a f_a / g is fixed: the
    marginals of g are (5, 5/3) on each copy, and on the diagonal q·exp τ is (9/32, 3/32). It has q·exp(σ+τ) = Π_a f_a, the first
    property of [prop_3_1_ii_repaired]; but the belief at every fixed point of belief propagation is (2/3, 1/3). As there,
    what is refuted is the statement for variables that all have one set of states S. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import states factor_graph message_step
  prop_3_1_ii_literal prop_3_1_ii_repaired prop_3_1_ii_converse.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Module Correlated.
Import Counterexample TwoFactors.

Definition g (y : two_copies) : rat :=
  if y e0 == e0 then (if y e1 == e0 then 4%:R else 1) else (if y e1 == e0 then 1 else 2%:R / 3%:R).
Definition b (s : 'I_2) : rat := if s == e0 then 3%:R / 4%:R else 1 / 4%:R.
Definition h : iterate [numFieldType of rat] (fun=> [finType of 'I_2]) var :=
  Iterate (fun y => b (y e0) * b (y e1)) (fun y => g y / (b (y e0) * b (y e1))) (fun y => (\prod_a f a y) / g y).

Lemma g_positive y : 0 < g y.
Proof. by rewrite /g; do 2 case: ifP. Qed.

Lemma b_positive s : 0 < b s.
Proof. by rewrite /b; case: ifP. Qed.

Lemma q_sigma y : q h y * exp_sigma h y = g y.
Proof. by rewrite /= mulrC divfK // lt0r_neq0 // mulr_gt0 ?b_positive. Qed.

Lemma h_factorises : factorises f h.
Proof. by apply: proportional_eq => y; rewrite q_sigma /= mulrC divfK // lt0r_neq0 ?g_positive. Qed.

Lemma h_fixed : fixed_state h.
Proof.
apply: (fixed_by_marginals (fun=> ord0) (b := fun=> b)).
- by move=> y; rewrite prod2.
- by move=> y; rewrite mulr_gt0 ?b_positive.
- by move=> y; rewrite divr_gt0 ?g_positive // prodr_gt0 // => a _; exact: positive.
- move=> e s; have total : \sum_y q h y * exp_sigma h y = 20%:R / 3%:R.
    by rewrite (eq_bigr _ (fun y _ => q_sigma y)) sum_copies !sum2 /g !ffunE; apply/eqP.
  rewrite /marginal (eq_bigr (fun y => g y / (20%:R / 3%:R))) => [|y _]; last by rewrite /normalise total q_sigma.
  rewrite big_mkcond sum_copies !sum2 /g !ffunE; case: e s => [[|[|e]] // Ee] [[|[|s]] // Es]; exact/eqP.
- move=> i s; rewrite (ord1 i) /state_marginal sum_one_variable_if big_mkcond sum2 /consensus /normalise sum_one_variable sum2.
  rewrite /spread /= !prod_f /g !ffunE.
  by case: s => [[|[|s]] // Es]; apply/eqP.
Qed.
End Correlated.

Theorem prop_3_1_ii_needs_single_copies :
  ~ (forall (I A E S : finType) (var : E -> I) (fac : E -> A) (f : A -> copies (fun=> S) var -> rat) h,
       local fac f -> (forall a y, 0 < f a y) -> fixed_state h -> factorises f h ->
       exists2 m, fixed_messages fac f m & q h =1 spread_beliefs (factor_message m)).
Proof.
move=> every; have [m fixed qE] := every _ _ _ _ _ _ _ _ Counterexample.local Counterexample.positive
  Correlated.h_fixed Correlated.h_factorises.
have := qE [ffun=> ord0]; rewrite /spread_beliefs /spread_messages Counterexample.prod2 /=.
by rewrite !(TwoFactors.fixed_belief fixed) !ffunE => /eqP.
Qed.
