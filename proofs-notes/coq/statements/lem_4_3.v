(** * Lemma 4.3: unfolding preserves upward values

    S on the unfolding equals S on the circuit, at every copy of every node. No hypothesis on the circuit.

    Idea: induction from the leaves; a copy has copies of the same children, with the same weights. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep unfolding.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem lem_4_3 (R : comRingType) (c : seq (node R)) (la : evidence R) r copy :
  topological c -> (r < size c)%N -> List.In copy (copies c la r) ->
  tree_value la copy.1 = upward c la (original copy.1).
Proof. by move=> order rN inside; rewrite (copies_unfold order rN inside) unfold_value // original_unfold. Qed.

(** In particular at the root. *)
Theorem lem_4_3_root (R : comRingType) (c : seq (node R)) (la : evidence R) r :
  topological c -> tree_value la (unfold c r) = upward c la r.
Proof. by move=> order; exact: unfold_value. Qed.
