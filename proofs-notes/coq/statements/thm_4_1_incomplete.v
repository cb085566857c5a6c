(** * Theorem 4.1(a) without completeness. Refuted.

    Counterexample: 1 + x with x the indicator of X_0 = 0, X_0 binary, λ = 1. Then S = 2 and λ/S · ∂S/∂λ_{0,0} = 1/2, but
    the joint states have masses 2 and 1, so that Pr(X_0 = 0 | e) = 2/3. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states positivity.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Module Counterexample.
Definition c : seq (node rat) := [:: Indicator 0 0; Constant 1; Sum [:: (1, 1%N); (1, 0%N)]].
Definition la : evidence rat := fun _ _ => 1.

Lemma order : topological c. Proof. by case=> [|[|[|[|n]]]]. Qed.
Lemma decomposable : decomposable c. Proof. by case=> [|[|[|[|n]]]] // edges i [<-]. Qed.
Lemma indicators : indicators_within c 1 2. Proof. by case=> [|[|[|[|n]]]] //= i t [<- <-]. Qed.
Lemma weights : parameters_all positive c. Proof. by case=> [|[|[|[|n]]]]. Qed.

Lemma value x : upward c x 2 = 1 + x 0%N 0%N.
Proof. by rewrite /upward /fold /= !big_cons big_nil /= !mul1r addr0. Qed.

Lemma derivative : indicator_derivative c la 2 0%N 0%N = 1.
Proof.
rewrite indicator_downward_derivative //; last exact: order.
rewrite /indicator_downward big_mkcond !big_ord_recl big_ord0 /= /downward /= !big_cons !big_nil /=.
by apply/eqP.
Qed.

Lemma probability : state_probability c 2 la (fun x : state 1 2 => x ord0 == ord0) = 2%:R / 3%:R.
Proof.
rewrite /state_probability /total_mass sum_one_variable_if sum_one_variable big_mkcond !big_ord_recl !big_ord0 /=.
rewrite !ffunE /= /state_mass !value !big_ord_recl !big_ord0 /indicators_of !insubT /= !ffunE /=.
by apply/eqP.
Qed.
End Counterexample.

Theorem thm_4_1_incomplete :
  ~ (forall (c : seq (node rat)) r nv k la (i : 'I_nv) (t : 'I_k),
       topological c -> decomposable c -> indicators_within c nv k -> (r < size c)%N ->
       parameters_all positive c -> evidence_all positive la -> (forall i, (i < nv)%N -> scope c i r) ->
       la i t / upward c la r * indicator_derivative c la r i t =
       state_probability c r la (fun x : state nv k => x i == t)).
Proof.
move=> literal.
have mentioned i : (i < 1)%N -> scope Counterexample.c i 2 by case: i.
have := literal _ 2%N _ _ Counterexample.la ord0 ord0 Counterexample.order Counterexample.decomposable
  Counterexample.indicators isT Counterexample.weights (fun _ _ => ltr01) mentioned.
by rewrite Counterexample.derivative Counterexample.probability Counterexample.value => /eqP.
Qed.
