(** * Lemma 4.5, first identity: variable beliefs merge over copies

    λ_{i,t}/S · ∂S/∂λ_{i,t} on the circuit is the sum, over the copies of the leaves of (i,t) on the unfolding, of
    λ_{i,t} times the copy's downward value over the value of the unfolding. It needs S(e) ≠ 0 only so that the quotients
    mean something.

    Idea: ∂S/∂λ_{i,t} is the sum of D over the leaves of (i,t); apply Lemma 4.4 to each and Lemma 4.3 to S. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative unfolding lem_4_3 lem_4_4.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Theorem lem_4_5_variables (R : fieldType) (c : seq (node R)) (la : evidence R) r i t :
  topological c -> (r < size c)%N ->
  la i t / upward c la r * indicator_derivative c la r i t =
  \sum_(copy <- copies c la r | is_indicator i t (node_at c (original copy.1)))
    la i t * copy.2 / tree_value la (unfold c r).
Proof.
move=> order rN; rewrite indicator_downward_derivative // /indicator_downward lem_4_3_root // mulr_sumr.
rewrite (eq_bigr (fun n : 'I_(size c) => \sum_(copy <- copies c la r | original copy.1 == n)
    la i t * copy.2 / upward c la r)) => [|n _]; last first.
  rewrite (lem_4_4 _ order rN (ltn_ord n)) mulr_sumr; apply: eq_bigr => copy _.
  by rewrite mulrAC.
rewrite (exchange_big_dep (fun copy => is_indicator i t (node_at c (original copy.1)))) /=; last first.
  by move=> n copy leaf /eqP ->.
apply: eq_bigr => copy leaf; have oN : (original copy.1 < size c)%N.
  by case: (ltnP (original copy.1) (size c)) leaf => // /node_at_size ->.
rewrite (big_pred1 (Ordinal oN)) // => n; rewrite /= -val_eqE /= eq_sym.
by case: eqP => [->|_]; rewrite ?leaf ?andbF.
Qed.
