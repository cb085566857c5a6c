(** * Remark 4.7 as printed: without decomposability S is no longer multilinear. Refuted.

    "Multilinear" has two readings. Here it means what it means for polynomials: S has degree at most 1 in each indicator
    λ_{i,t}, whatever the others are.

    Counterexample: x_{0,0} · x_{0,1}, the product of the two indicators of one binary variable. Its factors share the
    variable X_0, so it is not decomposable, yet its degree in each indicator is 1. It is overlap in an indicator, not
    in a variable, that destroys multilinearity in this sense.

    The other reading is that of Section 1.2 ([sec_1_2_multilinear]): S is linear in the group λ_i of each variable, all its
    indicators together. There x_{0,0} · x_{0,1} is no counterexample, because its degree in the group λ_0 is 2, and the sentence
    is right wherever the root reaches the product whose factors share a variable X_i: by completeness, each parse through it
    meets indicators of X_i in both factors, and with positive weights nothing cancels. This is not proved here. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states positivity.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** As a polynomial in λ_{i,t}, S(r) has degree at most 1. *)
Definition multilinear (R : comRingType) (c : seq (node R)) r :=
  forall la i t, (size (upward (lift c) (vary_indicator la i t) r) <= 2)%N.

Module Counterexample.
Definition c : seq (node rat) := [:: Indicator 0 0; Indicator 0 1; Product [:: 0; 1]%N].

Lemma order : topological c. Proof. by case=> [|[|[|[|n]]]]. Qed.
Lemma complete : complete c. Proof. by case=> [|[|[|[|n]]]]. Qed.
Lemma weights : parameters_all positive c. Proof. by case=> [|[|[|[|n]]]]. Qed.
Lemma not_decomposable : ~ decomposable c. Proof. by move=> /(_ 2%N _ 0%N erefl). Qed.

Lemma multilinear : multilinear c 2.
Proof.
have bound la i t u : (size (vary_indicator la i t 0 u) <= (u == t).+1)%N.
  rewrite /vary_indicator; case: (0 == i)%N => /=; last exact: leq_trans (size_polyC_leq1 _) _.
  by case: (u == t); rewrite ?size_polyX ?size_polyC_leq1.
move=> la i t; rewrite /upward /fold /= !big_cons big_nil mulr1 /=.
apply: leq_trans (size_mul_leq _ _) _; rewrite -subn1 leq_subLR.
apply: leq_trans (leq_add (bound _ la i t 0%N) (bound _ la i t 1%N)) _.
by case: t => [|[|t]].
Qed.
End Counterexample.

Theorem rem_4_7_multilinear_literal :
  ~ (forall (c : seq (node rat)) r, topological c -> complete c -> parameters_all positive c -> (r < size c)%N ->
       ~ decomposable c -> ~ multilinear c r).
Proof.
move=> literal; apply: (literal Counterexample.c 2%N) Counterexample.multilinear => //.
- exact: Counterexample.order.
- exact: Counterexample.complete.
- exact: Counterexample.weights.
- exact: Counterexample.not_decomposable.
Qed.
