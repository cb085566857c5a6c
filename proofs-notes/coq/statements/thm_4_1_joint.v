(** * Theorem 4.1, extended to pairs: joint marginals are mixed second derivatives

    On a complete and decomposable network, for variables X_i ≠ X_j that the root mentions,

      λ_{i,t} λ_{j,u} / S(e) · ∂²S(e)/∂λ_{i,t}∂λ_{j,u}  =  Pr(X_i = t, X_j = u | e),

    and the second derivatives in two entries of one variable are zero.

    The second derivative is the formal derivative, with respect to λ_{j,u}, of the formal derivative with respect to
    λ_{i,t}: the latter is taken over polynomials in λ_{j,u}.

    Idea: ∂S/∂λ_{i,t} is S at the evidence "X_i = t", again a function of the evidence of X_j; differentiate it the same
    way. It does not depend on the evidence of X_i. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** ∂²S(r)/∂λ_{i,t}∂λ_{j,u}. *)
Definition second_derivative (R : comRingType) (c : seq (node R)) (la : evidence R) r i t j u : R :=
  (indicator_derivative (lift c) (vary_indicator la j u) r i t)^`().[la j u].

Section Joint.
Variables (R : comRingType) (c : seq (node R)) (r nv k : nat) (la : evidence R).
Hypothesis spn : network c r nv k.

(** Over polynomials, ∂S/∂λ_{i,t} is S at the evidence "X_i = t". *)
Lemma lifted_derivative (LA : evidence {poly R}) i (t : 'I_k) : scope c i r ->
  indicator_derivative (lift c) LA r i t = upward (lift c) (set_group LA i (point [comRingType of {poly R}] t)) r.
Proof.
case: spn => order Hc Hd Hi rN si.
have order' := @topological_map _ {poly R} polyC _ order; have rN' : (r < size (lift c))%N by rewrite size_map.
rewrite indicator_downward_derivative // -(upward_point order' _ _ rN' (indicators_within_map Hi)) ?scope_map //.
- exact: complete_map.
- exact: decomposable_map.
Qed.

Lemma second_derivativeE i (t : 'I_k) j (u : 'I_k) : scope c i r -> scope c j r -> i != j ->
  second_derivative c la r i t j u = upward c (set_group (set_group la i (point R t)) j (point R u)) r.
Proof.
move=> si sj ij; rewrite /second_derivative lifted_derivative //; case: spn => order Hc Hd Hi rN.
set la' := set_group la i (point R t).
rewrite (upward_evidence_ext (la' := vary_indicator la' j u) (topological_map _ order) (indicators_within_map Hi)).
  have -> : la j u = la' j u by rewrite /la' /set_group eq_sym (negbTE ij).
  rewrite -/(indicator_derivative c la' r j u) indicator_downward_derivative //.
  by rewrite (upward_point order Hc Hd rN Hi).
move=> i' t' _ _; rewrite /set_group /vary_indicator /la' /set_group /point.
case: (eqVneq i' i) => [->|_] //; rewrite (negbTE ij) /=.
by case: eqP => _; rewrite ?polyC1 ?polyC0.
Qed.

Theorem thm_4_1_joint_same_variable i (t u : 'I_k) : scope c i r -> second_derivative c la r i t i u = 0.
Proof.
move=> si; rewrite /second_derivative lifted_derivative //; case: spn => order Hc Hd Hi rN.
set la' := set_group la i (point R t).
rewrite (upward_evidence_ext (la' := lift_evidence la') (topological_map _ order) (indicators_within_map Hi)).
  suff -> : upward (lift c) (lift_evidence la') r = (upward c la' r)%:P by rewrite derivC horner0.
  elim/ltn_ind: r => n IH; rewrite upward_lift // [in RHS]upwardE //.
  have IH' m : m \in children (node_at c n) -> upward (lift c) (lift_evidence la') m = (upward c la' m)%:P.
    by move/(child_lt order); exact: IH.
  case: (node_at c n) IH' => [i' t'|a|edges|ms] //= IH'.
  - by rewrite big_map rmorph_sum; apply: eq_big_seq => e ex; rewrite /= IH' ?map_f // polyCM.
  - by rewrite rmorph_prod; apply: eq_big_seq => m mx; rewrite IH'.
move=> i' t' _ _; rewrite /set_group /vary_indicator /lift_evidence /la' /set_group /point.
by case: eqP => //= _; case: eqP => _; rewrite ?polyC1 ?polyC0.
Qed.
End Joint.

Theorem thm_4_1_joint (R : fieldType) (c : seq (node R)) r nv k la (i j : 'I_nv) (t u : 'I_k) :
  network c r nv k -> upward c la r != 0 -> absent_mass c r nv k la != 0 -> scope c i r -> scope c j r -> i != j ->
  la i t * la j u / upward c la r * second_derivative c la r i t j u =
  state_probability c r la (fun x : state nv k => (x i == t) && (x j == u)).
Proof.
move=> spn possible absent_possible si sj ij; rewrite (second_derivativeE la spn) //.
case: spn => order Hc Hd Hi rN; have k_pos := leq_ltn_trans (leq0n t) (ltn_ord t).
have mass := network_polynomial order Hc Hd rN Hi k_pos.
rewrite /state_probability mass_of_state_and mass_of_state -!mass !(absent_on_scope k) // /set_group.
have -> : (nat_of_ord j == i) = false by rewrite eq_sym; apply/negbTE.
by field; rewrite possible absent_possible.
Qed.
