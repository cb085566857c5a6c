(** * Theorem 4.1(a): marginals are logarithmic derivatives

    On a complete and decomposable network, for a variable X_i that the root mentions and any of its states t,

      λ_{i,t} / S(e) · ∂S(e)/∂λ_{i,t}  =  Pr(X_i = t | e),

    where ∂ is the formal derivative, and the evidence of the variables that the circuit does not mention (there are none
    in the paper) has not the mass 0. Weights and evidence may be zero or negative: positivity is not needed. Where
    S(e) = 0 there is no posterior, and the equation says no more than 0 = 0, since x/0 = 0 in Coq.

    The paper reads Pr in two ways: over joint states, with masses S(1_x) · Π λ ([state_probability]), and over parses,
    with the product of what the parse meets ([parse_probability]). Both are proved equal to the left side, and the two
    distributions are the same ([thm_4_1_a_distributions]).

    Idea: S is linear in the evidence of X_i with the derivatives as coefficients, so λ_{i,t} · ∂S/∂λ_{i,t} is S at
    the evidence that leaves X_i only the state t; by the network polynomial this is the mass of the states with
    X_i = t. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states parses.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Theorem_4_1_a.
Variables (R : fieldType) (c : seq (node R)) (r nv k : nat) (la : evidence R).
Hypothesis spn : network c r nv k.
Hypothesis absent_possible : absent_mass c r nv k la != 0.

Theorem thm_4_1_a (i : 'I_nv) (t : 'I_k) : scope c i r ->
  la i t / upward c la r * indicator_derivative c la r i t = state_probability c r la (fun x : state nv k => x i == t).
Proof.
case: spn => order Hc Hd Hi rN si; have k_pos := leq_ltn_trans (leq0n t) (ltn_ord t).
rewrite indicator_downward_derivative // /state_probability.
rewrite -(network_polynomial order Hc Hd rN Hi k_pos) (mass_of_state_in_scope order Hc Hd rN Hi k_pos) //.
by rewrite -mulf_div divff // mulr1 mulrAC.
Qed.

(** The same over parses: the probability that the parse meets the indicator of X_i = t. *)
Theorem thm_4_1_a_parses (i : nat) (t : 'I_k) : scope c i r ->
  la i t / upward c la r * indicator_derivative c la r i t = parse_probability c r la (meets c i t).
Proof.
case: spn => order Hc Hd Hi rN si; have k_pos := leq_ltn_trans (leq0n t) (ltn_ord t).
rewrite indicator_downward_derivative // /parse_probability (meets_mass order la Hc Hd rN Hi) //.
by rewrite -/(mass_of c la _) parses_mass // mulrAC.
Qed.

(** The two readings of Pr are one distribution: a joint state has the probability that the parse agrees with it and
    that the variables which the circuit does not mention, independent of the rest, are in their states of x. *)
Theorem thm_4_1_a_distributions (x : state nv k) : (0 < k)%N ->
  state_probability c r la (pred1 x) =
  parse_probability c r la (agrees c x) * \prod_(i < nv | ~~ scope c i r) (la i (x i) / \sum_(t < k) la i t).
Proof.
case: spn => order Hc Hd Hi rN k_pos; rewrite /state_probability /parse_probability big_pred1_eq.
rewrite -(network_polynomial order Hc Hd rN Hi k_pos) -(parse_state_mass order la Hc Hd rN Hi k_pos).
by rewrite -mulf_div -/(mass_of c la _) parses_mass // prodf_div.
Qed.
End Theorem_4_1_a.

(** A variable that the circuit does not mention is distributed as its evidence. *)
Theorem thm_4_1_a_absent (R : fieldType) (c : seq (node R)) r nv k la (i : 'I_nv) (t : 'I_k) :
  network c r nv k -> ~~ scope c i r -> upward c la r != 0 -> absent_mass c r nv k la != 0 ->
  state_probability c r la (fun x : state nv k => x i == t) = la i t / \sum_(u < k) la i u.
Proof.
case=> order Hc Hd Hi rN si possible absent_possible; have k_pos := leq_ltn_trans (leq0n t) (ltn_ord t).
have total : total_mass c r nv k la != 0 by rewrite -(network_polynomial order Hc Hd rN Hi k_pos) mulf_neq0.
have evidence : \sum_(u < k) la i u != 0.
  by apply: contraNneq absent_possible => zero; rewrite (absentE _ la si) zero mul0r.
by apply/eqP; rewrite /state_probability eqr_div // (mass_of_state_off_scope order Hc Hd rN Hi k_pos).
Qed.
