(** * Theorem 4.1(a) without decomposability. Refuted.

    Counterexample: (x₀ + x₁)(x₀ + 2x₁) with x₀, x₁ the indicators of a binary variable, λ = 1. Then S = 6 and
    λ/S · ∂S/∂λ is 5/6 for state 0 (and 7/6 for state 1), but the joint states have masses 1 and 2, so that
    Pr(X_0 = 0 | e) = 1/3. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states positivity.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Module Counterexample.
Definition c : seq (node rat) :=
  [:: Indicator 0 0; Indicator 0 1; Sum [:: (1, 0%N); (1, 1%N)]; Sum [:: (1, 0%N); (2%:R, 1%N)]; Product [:: 2; 3]%N].
Definition la : evidence rat := fun _ _ => 1.

Lemma order : topological c. Proof. by case=> [|[|[|[|[|[|n]]]]]]. Qed.
Lemma complete : complete c.
Proof. by case=> [|[|[|[|[|[|n]]]]]] // edges i _ [|[|m]] //; case: i. Qed.
Lemma indicators : indicators_within c 1 2. Proof. by case=> [|[|[|[|[|[|n]]]]]] //= i t [<- <-]. Qed.
Lemma weights : parameters_all positive c. Proof. by case=> [|[|[|[|[|[|n]]]]]]. Qed.

Lemma value x : upward c x 4 = (x 0%N 0%N + x 0%N 1%N) * (x 0%N 0%N + 2%:R * x 0%N 1%N).
Proof. by rewrite /upward /fold /= !big_cons !big_nil /= !big_cons !big_nil /= !mul1r !addr0 mulr1. Qed.

Lemma derivative : indicator_derivative c la 4 0%N 0%N = 5%:R.
Proof.
rewrite indicator_downward_derivative //; last exact: order.
rewrite /indicator_downward big_mkcond !big_ord_recl big_ord0 /= /downward /= !big_cons !big_nil /=.
have -> : upward c la 2 = 2%:R by rewrite /upward /fold /= !big_cons big_nil; apply/eqP.
have -> : upward c la 3 = 3%:R by rewrite /upward /fold /= !big_cons big_nil; apply/eqP.
by apply/eqP.
Qed.

Lemma probability : state_probability c 4 la (fun x : state 1 2 => x ord0 == ord0) = 1 / 3%:R.
Proof.
rewrite /state_probability /total_mass sum_one_variable_if sum_one_variable big_mkcond !big_ord_recl !big_ord0 /=.
rewrite !ffunE /= /state_mass !value !big_ord_recl !big_ord0 /indicators_of !insubT /= !ffunE /=.
by apply/eqP.
Qed.
End Counterexample.

Theorem thm_4_1_nondecomposable :
  ~ (forall (c : seq (node rat)) r nv k la (i : 'I_nv) (t : 'I_k),
       topological c -> complete c -> indicators_within c nv k -> (r < size c)%N ->
       parameters_all positive c -> evidence_all positive la -> (forall i, (i < nv)%N -> scope c i r) ->
       la i t / upward c la r * indicator_derivative c la r i t =
       state_probability c r la (fun x : state nv k => x i == t)).
Proof.
move=> literal.
have mentioned i : (i < 1)%N -> scope Counterexample.c i 4 by case: i.
have := literal _ 4%N _ _ Counterexample.la ord0 ord0 Counterexample.order Counterexample.complete
  Counterexample.indicators isT Counterexample.weights (fun _ _ => ltr01) mentioned.
by rewrite Counterexample.derivative Counterexample.probability Counterexample.value => /eqP.
Qed.
