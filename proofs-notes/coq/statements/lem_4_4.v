(** * Lemma 4.4: downward values aggregate over copies

    D(n) on the circuit is the sum of the downward values of the copies of n on the unfolding. Parallel edges lead to
    different copies. No hypothesis on the circuit.

    Idea: the sum over the copies of n, as a function of the node at which the unfolding starts, obeys the linearised
    recursion of the circuit with the single seed 1 at n; apply [adjoint]. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep unfolding.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Theorem lem_4_4 (R : comRingType) (c : seq (node R)) (la : evidence R) r n :
  topological c -> (r < size c)%N -> (n < size c)%N ->
  downward c la r n = \sum_(copy <- copies c la r | original copy.1 == n) copy.2.
Proof.
move=> order rN nN; rewrite -[LHS]mulr1 -(copies_sum la order (fun=> 1) rN nN).
by apply: eq_bigr => copy _; rewrite mulr1.
Qed.
