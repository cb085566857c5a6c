(** * Positivity

    With weights, constants and evidence that are not negative, masses are not negative. When S(e) and the evidence of
    the variables that the circuit does not mention are not zero either, [state_probability] is a probability
    distribution. The identities of Section 4 do not need this; calling their right sides probabilities does. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states parses.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** [sign] holds of each weight and constant. *)
Definition parameters_all (R : Type) (sign : pred R) (c : seq (node R)) :=
  forall n, match node_at c n with
            | Constant a => sign a
            | Sum edges => all (fun e => sign e.1) edges
            | _ => true
            end.

Definition evidence_all (R : Type) (sign : pred R) (la : evidence R) := forall i t, sign (la i t).

Notation positive := (fun a => 0 < a) (only parsing).
Notation nonnegative := (fun a => 0 <= a) (only parsing).

Section Positivity.
Variable R : numFieldType.
Variable c : seq (node R).
Hypotheses (order : topological c) (weights : parameters_all nonnegative c).

Lemma upward_ge0 la n : evidence_all nonnegative la -> 0 <= upward c la n.
Proof.
move=> Hla; elim/ltn_ind: n => n IH; rewrite upwardE //.
have IH' m : m \in children (node_at c n) -> 0 <= upward c la m by move/(child_lt order); exact: IH.
have := weights n; case: (node_at c n) IH' => [i t|a|edges|ms] //= IH' sign.
- rewrite big_seq; apply: sumr_ge0 => e ex; apply: mulr_ge0; first exact: (allP sign).
  by apply: IH'; exact: map_f.
- by rewrite big_seq; apply: prodr_ge0 => m mx; exact: IH'.
Qed.

Variables (nv k r : nat) (la : evidence R).
Hypothesis Hla : evidence_all nonnegative la.

Lemma state_mass_ge0 (x : state nv k) : 0 <= state_mass c r la x.
Proof.
apply: mulr_ge0; last by apply: prodr_ge0.
by apply: upward_ge0 => i t; rewrite /indicators_of; case: insub => // j; exact: ler0n.
Qed.

Lemma state_probability_ge0 event : 0 <= state_probability c r la (event : pred (state nv k)).
Proof. by apply: divr_ge0; apply: sumr_ge0 => x _; exact: state_mass_ge0. Qed.

Lemma state_probability_all : total_mass c r nv k la != 0 -> state_probability c r la (predT : pred (state nv k)) = 1.
Proof. by move=> total; rewrite /state_probability divff. Qed.

Lemma parse_mass_ge0 p : 0 <= parse_mass c la p.
Proof.
apply: prodr_ge0 => s _; rewrite /step_factor.
have := weights s.1; case: (node_at c s.1) => [i t _|a sign|edges /allP sign|ms _] /=.
- exact: Hla.
- exact: sign.
- rewrite /edge_of; case: (ltnP s.2 (size edges)) => sx; last by rewrite nth_default.
  exact/sign/mem_nth.
- exact: ler01.
Qed.

Lemma parse_probability_ge0 event : 0 <= parse_probability c r la event.
Proof. by apply: divr_ge0; apply: sumr_ge0 => p _; exact: parse_mass_ge0. Qed.
End Positivity.
