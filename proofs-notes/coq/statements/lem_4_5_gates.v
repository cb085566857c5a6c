(** * Lemma 4.5, second identity: gate marginals merge over copies

    For a sum s and its edge number j with weight w to the child c, D(s) w S(c) / S(e) on the circuit is the sum of the
    same quantity over the copies of s on the unfolding. Parallel edges are kept apart.

    Idea: every copy of s is the unfolding of s, so that w S(c) is the same on all of them (Lemma 4.3); D(s) is the sum
    over copies (Lemma 4.4). *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep parses unfolding lem_4_3.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** The edge number j of a copy of a sum. *)
Definition copy_edge (R : ringType) (t : tree R) j : R * tree R :=
  if t is SumCopy _ edges then nth (0, ProductCopy 0 [::]) edges j else (0, ProductCopy 0 [::]).

Lemma copy_edge_unfold (R : comRingType) (c : seq (node R)) s edges j :
  topological c -> node_at c s = Sum edges -> (j < size edges)%N ->
  copy_edge (unfold c s) j = ((edge_of edges j).1, unfold c (edge_of edges j).2).
Proof. by move=> order E jx; rewrite unfoldE // E /= (nth_map (0, 0%N)). Qed.

Theorem lem_4_5_gates (R : fieldType) (c : seq (node R)) (la : evidence R) r s edges j :
  topological c -> (r < size c)%N -> node_at c s = Sum edges -> (j < size edges)%N ->
  downward c la r s * (edge_of edges j).1 * upward c la (edge_of edges j).2 / upward c la r =
  \sum_(copy <- copies c la r | original copy.1 == s)
    copy.2 * (copy_edge copy.1 j).1 * tree_value la (copy_edge copy.1 j).2 / tree_value la (unfold c r).
Proof.
move=> order rN E jx; have sN : (s < size c)%N by case: (ltnP s (size c)) E => // /node_at_size ->.
have := copies_sum la order (fun t => (copy_edge t j).1 * tree_value la (copy_edge t j).2 / tree_value la (unfold c r)) rN sN.
rewrite (copy_edge_unfold order E jx) /= !unfold_value // !mulrA => <-.
by apply: eq_bigr => copy _; rewrite !mulrA.
Qed.
