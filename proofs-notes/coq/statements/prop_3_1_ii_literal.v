(** * Proposition 3.1(ii) as printed: a fixed point of belief propagation is one of T_Proj. Refuted.

    Counterexample: one binary variable with the factors (2, 1) and (1, 1). Its belief is (2/3, 1/3), with messages that
    stay as they are. T_Proj squares it on the diagonal and normalises: (4/5, 1/5) at each copy.

    What is refuted is the statement for factor graphs whose variables all have one set of states S, and so the general one. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import states factor_graph.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Module Counterexample.
(** Two edges to one variable, one to each factor; the edge and the factor 0 have the table (2, 1). *)
Definition var (e : 'I_2) : 'I_1 := ord0.
Notation two_copies := (copies (fun=> [finType of 'I_2]) var).
Definition weight (a s : 'I_2) : rat := if (a == ord0) && (s == ord0) then 2%:R else 1.
Definition f (a : 'I_2) (y : two_copies) : rat := weight a (y a).

(** The messages from factors to the variable, and from the variable to the factors. *)
Definition down (e s : 'I_2) : rat := if e == ord0 then (if s == ord0 then 2%:R / 3%:R else 1 / 3%:R) else 1 / 2%:R.
Definition up (e s : 'I_2) : rat := if e == ord0 then 1 / 2%:R else (if s == ord0 then 2%:R / 3%:R else 1 / 3%:R).

Lemma local : local id f.
Proof. by move=> a y z same; rewrite /f same. Qed.

Lemma positive a y : 0 < f a y.
Proof. by rewrite /f /weight; case: ifP. Qed.

Lemma sum2 (F : 'I_2 -> rat) : \sum_s F s = F ord0 + F (lift ord0 ord0).
Proof. by rewrite !big_ord_recl big_ord0 addr0. Qed.

Lemma prod2 (P : pred 'I_2) (F : 'I_2 -> rat) :
  \prod_(e | P e) F e = (if P ord0 then F ord0 else 1) * (if P (lift ord0 ord0) then F (lift ord0 ord0) else 1).
Proof. by rewrite big_mkcond !big_ord_recl big_ord0 /= mulr1. Qed.

(** The factors have one variable each: what they send does not depend on what they receive. *)
Lemma to_variableE (m : edge_tables [numFieldType of rat] (fun=> [finType of 'I_2]) var) e s : to_variable id f m e s = down e s.
Proof.
pose G i u := if i == e then weight e u else 1 : rat.
have G_total : \sum_u G e u != 0 by rewrite sum2 /G eqxx /weight; case: (e == ord0).
have sumE s' : \sum_(y : two_copies | y e == s')
    f e y * \prod_(e' | (id e' == e) && (e' != e)) m e' (y e') =
    (\sum_(y : two_copies) \prod_i G i (y i)) / (\sum_u G e u) * weight e s'.
  rewrite mulrAC; apply/eqP; rewrite eq_sym -(inj_eq (mulIf G_total)) divfK // mulrC.
  have -> : weight e s' = G e s' by rewrite /G eqxx.
  rewrite -marginal_prod; apply/eqP; congr (_ * _); apply: eq_bigr => y _.
  rewrite [X in _ = _ * X]big1 ?mulr1 => [|i /andP[/eqP ->]]; last by rewrite eqxx.
  by rewrite (bigD1 e) //= {1}/G eqxx big1 ?mulr1 // => i /negbTE ie; rewrite /G ie.
have G0 i u : 0 < G i u by rewrite /G /weight; case: ifP => // _; case: ifP.
rewrite /to_variable (normalise_proportional (u := weight e)); last first.
  exists ((\sum_(y : two_copies) \prod_i G i (y i)) / (\sum_u G e u)); last exact: sumE.
  apply: divr_gt0; last by apply: (total_positive ord0); exact: G0.
  by apply: (total_positive [ffun=> ord0]) => y; exact: prodr_gt0.
rewrite /normalise sum2 /weight /down; case: e s {G G_total G0 sumE} => [[|[|e]] // Ee] [[|[|s]] // Es]; by apply/eqP.
Qed.

Lemma to_factorE e s : to_factor (to_variable id f up) e s = up e s.
Proof.
rewrite /to_factor /normalise sum2 !prod2 !at_stateE !to_variableE /=.
by case: e s => [[|[|e]] // Ee] [[|[|s]] // Es]; apply/eqP.
Qed.

Lemma beliefE s : belief (to_variable id f up) ord0 s = if s == ord0 then 2%:R / 3%:R else 1 / 3%:R.
Proof.
rewrite /belief /normalise sum2 !prod2 !at_stateE !to_variableE /=.
by case: s => [[|[|s]] // Es]; apply/eqP.
Qed.

(** The beliefs as a table over both copies, and what T_Proj makes of it. *)
Definition beliefs (y : two_copies) : rat := \prod_e belief (to_variable id f up) (var e) (y e).

Lemma beliefsE y : beliefs y = (if y ord0 == ord0 then 2%:R / 3%:R else 1 / 3%:R) *
                   (if y (lift ord0 ord0) == ord0 then 2%:R / 3%:R else 1 / 3%:R).
Proof. by rewrite /beliefs prod2 !beliefE. Qed.

Lemma diagonalE (t : 'I_2) : beliefs (spread var ([ffun=> t] : states.state 1 2)) = if t == ord0 then 4%:R / 9%:R else 1 / 9%:R.
Proof. by rewrite beliefsE /spread !ffunE; case: (t == ord0); apply/eqP. Qed.

Lemma marginalE : state_marginal (consensus beliefs) ord0 ord0 = 4%:R / 5%:R.
Proof.
rewrite /state_marginal sum_one_variable_if big_mkcond sum2 /= !ffunE /= addr0.
by rewrite /consensus /normalise sum_one_variable sum2 !diagonalE; apply/eqP.
Qed.
End Counterexample.

Theorem prop_3_1_ii_literal :
  ~ (forall (I A E S : finType) (var : E -> I) (fac : E -> A) (f : A -> copies (fun=> S) var -> rat)
         (up : E -> S -> rat),
       local fac f -> (forall a y, 0 < f a y) -> (forall e s, to_factor (to_variable fac f up) e s = up e s) ->
       let q y := \prod_e belief (to_variable fac f up) (var e) (y e) in T_Proj q =1 q).
Proof.
move=> literal.
have fixed : T_Proj Counterexample.beliefs [ffun=> ord0] = Counterexample.beliefs [ffun=> ord0].
  exact: (literal _ _ _ _ _ _ _ _ Counterexample.local Counterexample.positive Counterexample.to_factorE [ffun=> ord0]).
have computed : T_Proj Counterexample.beliefs [ffun=> ord0] = 4%:R / 5%:R * (4%:R / 5%:R).
  by rewrite /T_Proj /product_of_marginals Counterexample.prod2 /= !ffunE Counterexample.marginalE.
by move: fixed; rewrite computed Counterexample.beliefsE !ffunE eqxx => /eqP.
Qed.
