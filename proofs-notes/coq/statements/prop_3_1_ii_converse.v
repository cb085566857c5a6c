(** * Proposition 3.1(ii), read as an equivalence: every fixed state comes from belief propagation. Refuted.

    A step of the displayed iteration does not look at the factors. Counterexample: q uniform, σ = τ = 0, which is fixed whatever
    they are. One binary variable with the factors (2, 1) and (1, 1), as in [prop_3_1_ii_literal], has the belief (2/3, 1/3) at
    every fixed point of belief propagation; q is not its product over the two copies.

    As there, what is refuted is the statement for variables that all have one set of states S.

    This τ is a sum of functions of single copies: of the two properties that [prop_3_1_ii_repaired] adds, it lacks
    q·exp(σ+τ) ∝ Π_a f_a only. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import states factor_graph message_step prop_3_1_ii_literal prop_3_1_ii_repaired.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** A state is fixed if q is a product of tables b_i which are the marginals of q·exp σ and of q·exp τ on the diagonal. *)
Lemma fixed_by_marginals (R : numFieldType) (I E : finType) (S : I -> finType) (var : E -> I) (s0 : forall i, S i)
  (h : iterate R S var) (b : forall i, S i -> R) :
  (forall y, q h y = \prod_e b (var e) (y e)) -> all_positive (q h) -> all_positive (exp_tau h) ->
  (forall e s, marginal (normalise (fun y => q h y * exp_sigma h y)) e s = b (var e) s) ->
  (forall i s, state_marginal (consensus (fun y => q h y * exp_tau h y)) i s = b i s) ->
  fixed_state h.
Proof.
move=> qE q_pos tau_pos copy diagonal.
have kE y : k_of h y = q h y by rewrite qE; apply: eq_bigr => e _; exact: copy.
have rE : r_of h =1 consensus (fun y => q h y * exp_tau h y).
  apply: normalise_proportional.
  have [c c0 cE] : proportional (normalise (fun y => k_of h y * exp_tau h y)) (fun y => q h y * exp_tau h y).
    apply: (@proportional_trans _ _ _ (fun y => k_of h y * exp_tau h y)).
      by apply: (proportional_normalise ([ffun e => s0 (var e)] : copies S var)) => y; rewrite kE mulr_gt0.
    by apply: proportional_eq => y; rewrite kE.
  by exists c => // x; exact: cE.
have q'E : q (step h) =1 q h.
  by move=> y; rewrite qE; apply: eq_bigr => e _; rewrite -diagonal; apply: eq_bigr => x _; exact: rE.
have q0 y : q h y != 0 by rewrite lt0r_neq0.
split=> //; split; apply: proportional_eq => y.
  by rewrite -[LHS]/(q h y * exp_sigma h y / k_of h y) kE mulrAC divff ?mul1r.
by rewrite -[LHS]/(k_of h y * exp_tau h y / q (step h) y) kE q'E mulrAC divff ?mul1r.
Qed.

(** The variable and the factors of [prop_3_1_ii_literal]. *)
Module TwoFactors.
Import Counterexample.
Notation e0 := (@ord0 1).
Notation e1 := (lift (@ord0 1) (@ord0 0)).

Lemma sum_copies (F : two_copies -> rat) :
  \sum_y F y = \sum_s \sum_t F [ffun e => if e == e0 then s else t].
Proof.
rewrite pair_bigA /= (reindex (fun p : 'I_2 * 'I_2 => [ffun e => if e == e0 then p.1 else p.2] : two_copies)) //.
exists (fun y : two_copies => (y e0, y e1)) => [[s t] _|y _]; first by rewrite !ffunE.
by apply/ffunP => e; rewrite ffunE; case: e => [[|[|e]] // Ee]; congr (y _); apply/val_inj.
Qed.

Lemma prod_f y : \prod_a f a y = weight e0 (y e0).
Proof. by rewrite prod2 /f /weight /= mulr1. Qed.

(** There is a fixed point of belief propagation, *)
Lemma messages_fixed : fixed_messages id f (Messages up (to_variable id f up)).
Proof.
apply: (proj1 (prop_3_1_ii_normalised id Counterexample.positive (fun=> ord0))) => [e s|e s]; last exact: to_factorE.
by rewrite /up; case: ifP => // _; case: ifP.
Qed.

(** and this is the belief at every one. *)
Lemma fixed_belief m : fixed_messages id f m ->
  forall s, belief (factor_message m) ord0 s = if s == e0 then 2%:R / 3%:R else 1 / 3%:R.
Proof.
case=> _ same s; rewrite -beliefE; apply: belief_scale => e.
apply: (proportional_trans (proportional_sym (proj2 (same e)))); apply: proportional_eq => s' /=.
by rewrite !to_variableE.
Qed.
End TwoFactors.

Module Uniform.
Import Counterexample TwoFactors.

Definition h : iterate [numFieldType of rat] (fun=> [finType of 'I_2]) var :=
  Iterate (fun=> 1 / 4%:R) (fun=> 1) (fun=> 1).

Lemma h_single_copies : single_copies (fun _ _ => 1) h.
Proof. by split=> //; apply: proportional_eq => y; rewrite /spread_messages big1. Qed.

Lemma h_fixed : fixed_state h.
Proof.
apply: (fixed_by_marginals (fun=> ord0) (b := fun _ _ => 1 / 2%:R)) => //.
- by move=> y; rewrite prod2; apply/eqP.
- move=> e s; rewrite /marginal /normalise big_mkcond !sum_copies !sum2 !ffunE.
  by case: e s => [[|[|e]] // Ee] [[|[|s]] // Es]; apply/eqP.
- move=> i s; rewrite (ord1 i) /state_marginal sum_one_variable_if big_mkcond sum2 /consensus /normalise sum_one_variable sum2.
  by rewrite !ffunE; case: s => [[|[|s]] // Es]; apply/eqP.
Qed.
End Uniform.

Theorem prop_3_1_ii_needs_factors :
  ~ (forall (I A E S : finType) (var : E -> I) (fac : E -> A) (f : A -> copies (fun=> S) var -> rat) h t,
       local fac f -> (forall a y, 0 < f a y) -> fixed_state h -> single_copies t h ->
       exists2 m, fixed_messages fac f m & q h =1 spread_beliefs (factor_message m)).
Proof.
move=> every; have [m fixed qE] := every _ _ _ _ _ _ _ _ _ Counterexample.local Counterexample.positive
  Uniform.h_fixed Uniform.h_single_copies.
have := qE [ffun=> ord0]; rewrite /spread_beliefs /spread_messages Counterexample.prod2 /=.
by rewrite !(TwoFactors.fixed_belief fixed) !ffunE => /eqP.
Qed.

Theorem prop_3_1_ii_converse :
  ~ (forall (I A E S : finType) (var : E -> I) (fac : E -> A) (f : A -> copies (fun=> S) var -> rat) h,
       local fac f -> (forall a y, 0 < f a y) -> fixed_state h ->
       exists2 m, fixed_messages fac f m & q h =1 spread_beliefs (factor_message m)).
Proof.
by move=> converse; apply: prop_3_1_ii_needs_factors => I A E S var fac f h t local positive fixed _; exact: converse.
Qed.
