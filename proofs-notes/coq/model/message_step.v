(** * One step of the iteration of Section 3.1 is one round of belief propagation

    A step (q, σ, τ) ↦ (q', σ', τ') does not look at the factors. When they are positive, every variable has a state, and
    q·exp σ is proportional to Π f · Π m_{i→a} and exp τ to Π 1/m_{i→a} for positive messages m_{i→a}, it does what belief
    propagation does: it computes the messages m_{a→i} and then the next m_{i→a}, and stays of this form. [one_step] says
    so. That the start is of this form is [prop_3_1_iterates]; what is fixed, [prop_3_1_ii_repaired].

    Idea: the factors are independent under q·exp σ, so its marginal at a copy is m_{i→a} times the new m_{a→i}: that is k, and
    dividing gives exp σ'. On the diagonal k·exp τ is Π m_{a→i} = Π_i b_i, whose marginals are the beliefs: that is q'. Dividing
    again gives exp τ'. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import factor_graph.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section MessageStep.
Variables (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A).
Variable f : A -> copies S var -> R.
Hypotheses (f_local : local fac f) (f_positive : forall a y, 0 < f a y) (s0 : forall i, S i).
Notation to_variable := (to_variable fac f).
Implicit Types (m d : edge_tables R S var) (h : iterate R S var) (t : copies S var -> R).

Let y0 : copies S var := [ffun e => s0 (var e)].
Let x0 : states S := [ffun i => s0 i].

(** ** Products over all copies *)

Definition spread_messages m : copies S var -> R := fun y => \prod_e m e (y e).

(** The product of the beliefs over all copies. *)
Definition spread_beliefs d : copies S var -> R := spread_messages (fun e => belief d (var e)).

Lemma spread_mul m d y : spread_messages (fun e s => m e s * d e s) y = spread_messages m y * spread_messages d y.
Proof. by rewrite /spread_messages big_split. Qed.

Lemma spread_inv m y : spread_messages (fun e s => (m e s)^-1) y = (spread_messages m y)^-1.
Proof. by rewrite /spread_messages prodfV. Qed.

Lemma spread_proportional m d :
  (forall e, proportional (m e) (d e)) -> proportional (spread_messages m) (spread_messages d).
Proof. by move=> each; apply: proportional_prod => e _; have [c c0 md] := each e; exists c. Qed.

(** ** Positivity *)

Definition positive m := forall e s, 0 < m e s.

Lemma spread_positive m : positive m -> all_positive (spread_messages m).
Proof. by move=> pos y; apply: prodr_gt0. Qed.

Lemma factors_positive : all_positive (fun y => \prod_a f a y).
Proof. by move=> y; apply: prodr_gt0. Qed.

Lemma sum_at_positive t e s : all_positive t -> 0 < \sum_(y : copies S var | y e == s) t y.
Proof.
move=> pos; rewrite (bigD1 (replace y0 s)) /= ?replace_same // ltr_paddr // sumr_ge0 // => y _; exact: ltW.
Qed.

Lemma to_variable_positive m : positive m -> positive (to_variable m).
Proof.
by move=> pos e; apply: normalise_positive => s; apply: sum_at_positive => y; rewrite mulr_gt0 // prodr_gt0.
Qed.

Lemma to_factor_positive d : positive d -> positive (to_factor d).
Proof. by move=> pos e; apply: normalise_positive => s; apply: prodr_gt0 => e' _; exact: at_state_positive. Qed.

Lemma belief_positive d i s : positive d -> 0 < belief d i s.
Proof. by move=> pos; apply: normalise_positive => s'; apply: prodr_gt0 => e _; exact: at_state_positive. Qed.

(** ** The next messages do not depend on the scale of those before *)

Lemma to_variable_scale m d e : (forall e', proportional (m e') (d e')) -> to_variable m e =1 to_variable d e.
Proof.
move=> md; apply: normalise_proportional.
have [c c0 cE] : proportional (fun y : copies S var => \prod_(e' | (fac e' == fac e) && (e' != e)) m e' (y e'))
                              (fun y => \prod_(e' | (fac e' == fac e) && (e' != e)) d e' (y e')).
  by apply: proportional_prod => e' _; have [c c0 cE] := md e'; exists c.
by exists c => // s; rewrite mulr_sumr; apply: eq_bigr => y _; rewrite cE mulrCA.
Qed.

Lemma to_factor_scale m d e : (forall e', proportional (m e') (d e')) -> to_factor m e =1 to_factor d e.
Proof.
move=> md; apply: normalise_proportional; apply: proportional_prod => e' /andP[same _]; exact: at_state_proportional.
Qed.

Lemma belief_scale m d i : (forall e, proportional (m e) (d e)) -> belief m i =1 belief d i.
Proof. by move=> md; apply: normalise_proportional; apply: proportional_prod => e same; exact: at_state_proportional. Qed.

(** ** The marginals of Π f · Π m_{i→a} *)

Lemma split_at m e y :
  (\prod_a f a y) * spread_messages m y =
  m e (y e) * (f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) m e' (y e')) *
  ((\prod_(a | a != fac e) f a y) * \prod_(e' | fac e' != fac e) m e' (y e')).
Proof.
rewrite /spread_messages (bigD1 (fac e)) //= (bigID (fun e' => fac e' == fac e)) /= (bigD1 e) //=.
set F := \prod_(a | a != _) _; set M := \prod_(e' | _ && _) _; set N := \prod_(e' | _ != _) _; ring.
Qed.

Lemma marginal_factors m e : positive m ->
  proportional (marginal (fun y => (\prod_a f a y) * spread_messages m y) e) (fun s => to_variable m e s * m e s).
Proof.
move=> pos.
pose G s (y : copies S var) :=
  if y e == s then f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) m e' (y e') else 0.
pose H (y : copies S var) := (\prod_(a | a != fac e) f a y) * \prod_(e' | fac e' != fac e) m e' (y e').
have H_total : 0 < \sum_y H y.
  by apply: (total_positive y0) => y; rewrite mulr_gt0 // prodr_gt0.
have card0 : 0 < #|copies S var|%:R :> R by rewrite ltr0n; apply/card_gt0P; exists y0.
apply: (@proportional_trans _ _ _ (fun s => (\sum_y G s y) * m e s)); last first.
  apply: proportional_mul; last exact: proportional_eq.
  apply: proportional_sym; apply: (@proportional_trans _ _ _ (fun s => \sum_(y : copies S var | y e == s)
      f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) m e' (y e'))).
    by apply: (proportional_normalise (s0 (var e))) => s; apply: sum_at_positive => y; rewrite mulr_gt0 // prodr_gt0.
  by apply: proportional_eq => s; rewrite big_mkcond.
exists ((\sum_y H y) / #|copies S var|%:R); first exact: divr_gt0.
move=> s; apply: (mulfI (lt0r_neq0 card0)).
have -> : marginal (fun y => (\prod_a f a y) * spread_messages m y) e s = m e s * \sum_y G s y * H y.
  rewrite /marginal mulr_sumr big_mkcond; apply: eq_bigr => y _; rewrite /G; case: eqP => [<-|_].
    by rewrite (split_at m e y) -mulrA.
  by rewrite mul0r mulr0.
rewrite mulrCA (@sum_independent _ _ _ (fun e' => fac e' == fac e)).
- have cancel : #|copies S var|%:R * ((\sum_y H y) / #|copies S var|%:R) = \sum_y H y.
    by rewrite mulrCA divff ?mulr1 // lt0r_neq0.
  by rewrite [in RHS]mulrA cancel; set g := \sum_y G s y; set b := \sum_y H y; ring.
- move=> y z same; rewrite /G (same e) //; case: eqP => // _; congr (_ * _).
    by apply: f_local => e' e'a; exact: same.
  by apply: eq_bigr => e' /andP[e'a _]; rewrite same.
- move=> y z same; rewrite /H; congr (_ * _); last by apply: eq_bigr => e' e'a; rewrite same.
  apply: eq_bigr => a ae; apply: f_local => e' /eqP e'a; apply: same; rewrite e'a; exact: ae.
Qed.

(** ** Beliefs *)

Lemma spread_down d (x : states S) :
  spread_messages d (spread var x) = \prod_i \prod_(e | var e == i) at_state (d e) (x i).
Proof.
rewrite /spread_messages (partition_big var predT) //=; apply: eq_bigr => i _.
by apply: eq_bigr => e /eqP <-; rewrite ffunE at_stateE.
Qed.

(** The marginals of the consensus of a product of messages are the beliefs. *)
Lemma consensus_beliefs t d : positive d -> proportional t (spread_messages d) ->
  forall i s, state_marginal (consensus t) i s = belief d i s.
Proof.
move=> pos [c c0 tE] i s.
pose B j (u : S j) := \prod_(e | var e == j) at_state (d e) u.
have B0 j u : 0 < B j u by apply: prodr_gt0 => e _; exact: at_state_positive.
have -> : state_marginal (consensus t) i s = state_marginal (normalise (fun x : states S => \prod_j B j (x j))) i s.
  apply: eq_bigr => x _; apply: (normalise_proportional (u := fun x : states S => \prod_j B j (x j))).
  by exists c => // z; rewrite tE spread_down.
rewrite /state_marginal /normalise -mulr_suml.
have Z0 : 0 < \sum_(x : states S) \prod_j B j (x j) by apply: (total_positive x0) => x; exact: prodr_gt0.
have B_total : 0 < \sum_u B i u by exact: (total_positive (s0 i)).
by apply/eqP; rewrite /belief /normalise eqr_div ?lt0r_neq0 // marginal_prod.
Qed.

(** The belief over the message from a factor is the message to it. *)
Lemma belief_to_factor d e : positive d -> proportional (fun s => belief d (var e) s / d e s) (to_factor d e).
Proof.
move=> pos; have d0 s : d e s != 0 by exact: lt0r_neq0.
apply: (@proportional_trans _ _ _ (fun s => \prod_(e' | (var e' == var e) && (e' != e)) at_state (d e') s)); last first.
  apply: proportional_sym; apply: (proportional_normalise (s0 (var e))) => s.
  by apply: prodr_gt0 => e' _; exact: at_state_positive.
have [c c0 bE] : proportional (belief d (var e)) (fun s => \prod_(e' | var e' == var e) at_state (d e') s).
  by apply: (proportional_normalise (s0 (var e))) => s; apply: prodr_gt0 => e' _; exact: at_state_positive.
by exists c => // s; rewrite bE (bigD1 e) //= at_stateE -mulrA (mulrC (d e s)) mulfK.
Qed.

Lemma belief_total d i : positive d -> \sum_s belief d i s = 1.
Proof.
by move=> pos; apply: (normalise_total (s0 i)) => s; apply: prodr_gt0 => e _; exact: at_state_positive.
Qed.

Lemma marginal_beliefs d e s : positive d -> marginal (spread_beliefs d) e s = belief d (var e) s.
Proof.
move=> pos; have total e' : \sum_u belief d (var e') u = 1 by exact: belief_total.
have := marginal_prod (fun e' => belief d (var e')) s.
by rewrite (sum_prod (fun e' => belief d (var e'))) total mulr1 [X in _ = _ * X]big1 ?mulr1 // => e' _; exact: total.
Qed.

Lemma spread_beliefs_div d : positive d ->
  proportional (fun y => spread_beliefs d y / spread_messages d y) (spread_messages (to_factor d)).
Proof.
move=> pos; apply: (proportional_trans _ (spread_proportional (fun e => belief_to_factor e pos))).
by apply: proportional_eq => y; rewrite spread_mul spread_inv.
Qed.

(** ** The step *)

(** The state h is made of the messages m from variables to factors. *)
Definition made_of m h :=
  proportional (fun y => q h y * exp_sigma h y) (fun y => (\prod_a f a y) * spread_messages m y) /\
  proportional (exp_tau h) (fun y => (spread_messages m y)^-1).

(** What the step from h computes: m and m' are the messages from variables to factors before it and after it, d those from
    factors to variables. *)
Record step_computes m d m' h : Prop := StepComputes {
  computes_k : proportional (k_of h) (spread_messages (fun e s => d e s * m e s));
  computes_q : q (step h) =1 spread_beliefs d;
  computes_tau : proportional (exp_tau (step h)) (fun y => (spread_messages m' y)^-1);
  computes_sigma : proportional (exp_sigma (step h)) (fun y => (\prod_a f a y) / spread_messages d y) }.

Theorem one_step m h : positive m -> made_of m h ->
  step_computes m (to_variable m) (to_factor (to_variable m)) h /\ made_of (to_factor (to_variable m)) (step h).
Proof.
move=> pos [sigma tau]; set d := to_variable m; set m' := to_factor d.
have d_pos : positive d by exact: to_variable_positive.
have M0 y : spread_messages m y != 0 by rewrite lt0r_neq0 // spread_positive.
have D0 y : spread_messages d y != 0 by rewrite lt0r_neq0 // spread_positive.
have Q0 y : spread_beliefs d y != 0 by rewrite lt0r_neq0 // spread_positive // => e s; exact: belief_positive.
have k : proportional (k_of h) (spread_messages (fun e s => d e s * m e s)).
  apply: spread_proportional => e; apply: (proportional_trans _ (marginal_factors e pos)).
  have [c c0 tE] : proportional (normalise (fun y => q h y * exp_sigma h y)) (fun y => (\prod_a f a y) * spread_messages m y).
    apply: (proportional_trans _ sigma); apply: (proportional_normalise y0); apply: (proportional_positive sigma) => y.
    by rewrite mulr_gt0 ?factors_positive ?spread_positive.
  by exists c => // s; rewrite /marginal mulr_sumr; apply: eq_bigr => y _; exact: tE.
have ktau : proportional (fun y => k_of h y * exp_tau h y) (spread_messages d).
  apply: (proportional_trans (proportional_mul k tau)).
  by apply: proportional_eq => y; rewrite spread_mul mulfK.
have qE : q (step h) =1 spread_beliefs d.
  move=> y; apply: eq_bigr => e _; apply: (consensus_beliefs d_pos); apply: (proportional_trans _ ktau).
  by apply: (proportional_normalise y0); apply: (proportional_positive ktau); exact: spread_positive.
have sigma' : proportional (exp_sigma (step h)) (fun y => (\prod_a f a y) / spread_messages d y).
  apply: (proportional_trans (proportional_div sigma k)); apply: proportional_eq => y.
  by rewrite spread_mul invfM mulrA mulrAC mulfK // mulrAC.
have tau' : proportional (exp_tau (step h)) (fun y => (spread_messages m' y)^-1).
  apply: (proportional_trans _ (proportional_inv (spread_beliefs_div d_pos))).
  apply: (proportional_trans (proportional_div ktau (proportional_eq qE))).
  by apply: proportional_eq => y; rewrite invf_div.
split; first by split.
split=> //; apply: (proportional_trans (proportional_mul (proportional_eq qE) sigma')).
apply: (@proportional_trans _ _ _ (fun y => (\prod_a f a y) * (spread_beliefs d y / spread_messages d y))).
  by apply: proportional_eq => y; rewrite mulrCA.
exact: proportional_mul (proportional_refl _) (spread_beliefs_div d_pos).
Qed.
End MessageStep.
