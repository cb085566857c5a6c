(** * Lemma 4.5, third identity: selection probabilities are those of every copy

    For a sum s and its edge number j with weight w to the child c, w S(c) / S(s) on the circuit equals the same
    quotient at every copy of s on the unfolding. S(s) ≠ 0 is needed only so that the quotient means something.

    Idea: Lemma 4.3 at s and at c. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep parses unfolding lem_4_3 lem_4_5_gates.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Theorem lem_4_5_conditionals (R : fieldType) (c : seq (node R)) (la : evidence R) r s edges j copy :
  topological c -> (r < size c)%N -> node_at c s = Sum edges -> (j < size edges)%N ->
  List.In copy (copies c la r) -> original copy.1 = s ->
  (edge_of edges j).1 * upward c la (edge_of edges j).2 / upward c la s =
  (copy_edge copy.1 j).1 * tree_value la (copy_edge copy.1 j).2 / tree_value la copy.1.
Proof.
move=> order rN E jx inside os; rewrite (copies_unfold order rN inside) os.
by rewrite (copy_edge_unfold order E jx) /= !unfold_value.
Qed.
