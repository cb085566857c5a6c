(** * Section 1.2 as printed: ∂S/∂λ_{i,t} = Pr(X_i = t | e) · S(e). Refuted.

    The factor λ_{i,t} is missing on the left (compare Theorem 4.1(a)); the sentence is right where λ_{i,t} = 1.

    Counterexample: one leaf, the indicator of the only state of X_0, with λ = 2. Then S = 2 and ∂S/∂λ = 1, but
    Pr(X_0 = 0 | e) · S(e) = 2. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states positivity thm_4_1_a.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Module Counterexample.
Definition c : seq (node rat) := [:: Indicator 0 0].
Definition la : evidence rat := fun _ _ => 2%:R.

Lemma spn : network c 0 1 1.
Proof.
split=> //; first by case=> [|[|n]].
- by case=> [|[|n]].
- by case=> [|[|n]] //= edges i [<-].
- by case=> [|[|n]] //= i t [<- <-].
Qed.

Lemma weights : parameters_all positive c. Proof. by case=> [|[|n]]. Qed.

Lemma value : upward c la 0 = 2%:R. Proof. by []. Qed.

Lemma derivative : indicator_derivative c la 0%N 0%N 0%N = 1.
Proof. by rewrite /indicator_derivative /upward /fold /= derivX hornerC. Qed.

(** Its only state has probability 1. *)
Lemma probability : state_probability c 0 la (fun x : state 1 1 => x ord0 == ord0) = 1.
Proof.
rewrite -(thm_4_1_a spn) // ?value ?derivative //.
by rewrite /absent_mass big_pred0 ?oner_eq0 // => i; rewrite (ord1 i).
Qed.
End Counterexample.

Theorem sec_1_2_derivative_literal :
  ~ (forall (c : seq (node rat)) r nv k la (i : 'I_nv) (t : 'I_k),
       network c r nv k -> parameters_all positive c -> evidence_all positive la -> scope c i r ->
       indicator_derivative c la r i t = state_probability c r la (fun x : state nv k => x i == t) * upward c la r).
Proof.
move=> literal.
have := literal _ _ _ _ Counterexample.la ord0 ord0 Counterexample.spn Counterexample.weights (fun _ _ => ltr0n _ 2) isT.
by rewrite Counterexample.derivative Counterexample.probability Counterexample.value => /eqP.
Qed.

(** Where λ_{i,t} = 1 the sentence holds; in general it lacks the factor. *)
Theorem sec_1_2_derivative_repaired (R : fieldType) (c : seq (node R)) r nv k la (i : 'I_nv) (t : 'I_k) :
  network c r nv k -> upward c la r != 0 -> absent_mass c r nv k la != 0 -> scope c i r ->
  la i t * indicator_derivative c la r i t =
  state_probability c r la (fun x : state nv k => x i == t) * upward c la r.
Proof.
by move=> spn possible absent_possible si; rewrite -(thm_4_1_a spn) // mulrAC divfK.
Qed.
