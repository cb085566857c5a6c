(** * Theorem 4.1(b): gate marginals

    In a decomposable circuit, for a sum node s that mentions a variable, and its edge number j with weight w to the
    child c,

      D(s) S(s) / S(e)    =  Pr(the parse visits s),
      D(s) w S(c) / S(e)  =  Pr(the parse visits s and selects the edge),
      w S(c) / S(s)       =  Pr(the parse selects the edge | it visits s),

    the last when Pr(visit) and S(e) are not 0. Parallel edges are different selections. Completeness is not needed, nor
    positivity. Where S(e) = 0 there is no posterior, and the first two equations say no more than 0 = 0, since x/0 = 0 in
    Coq.

    Idea: by [steps_mass] the left sides, times S(e), count the visits and selections over all parses; since s mentions
    a variable, a parse visits it at most once ([visit_once]), so that counting is asking whether. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states parses.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Theorem_4_1_b.
Variables (R : fieldType) (c : seq (node R)) (r : nat) (la : evidence R).
Hypotheses (order : topological c) (Hd : decomposable c) (rN : (r < size c)%N).
Variables (s : nat) (edges : seq (R * nat)) (i : nat).
Hypotheses (s_sum : node_at c s = Sum edges) (s_mentions : scope c i s).
Notation S := (upward c la).
Notation D := (downward c la r).
Notation weight j := (edge_of edges j).1.
Notation child j := (edge_of edges j).2.

Let sN : (s < size c)%N.
Proof. by case: (ltnP s (size c)) s_sum => // /node_at_size ->. Qed.

Lemma select_mass j : (j < size edges)%N ->
  \sum_(p <- parses c r | selects s j p) parse_mass c la p = D s * (weight j * S (child j)).
Proof.
move=> jx; have js : is_step c (s, j) by rewrite /is_step /= sN s_sum.
have := steps_mass order la rN js; rewrite /step_share /= s_sum => <-.
rewrite /steps_of big_mkcond big_seq [RHS]big_seq; apply: eq_bigr => p pr; rewrite /selects -has_pred1 has_count.
have : (count_mem (s, j) p <= 1)%N.
  by apply: leq_trans (visit_once order Hd pr s_mentions); apply: sub_count => q /= /eqP ->.
by case: (count _ _) => [|[]] //; rewrite ?mulr0 ?mulr1.
Qed.

Lemma visit_mass : \sum_(p <- parses c r | visits s p) parse_mass c la p = D s * S s.
Proof.
rewrite [S s]upwardE // s_sum /= (big_nth (0, 0%N)) big_mkord mulr_sumr.
rewrite (eq_bigr (fun j : 'I_(size edges) => \sum_(p <- parses c r | selects s j p) parse_mass c la p)); last first.
  by move=> j _; rewrite select_mass.
under [RHS]eq_bigr => j _ do rewrite big_mkcond.
rewrite exchange_big /= big_mkcond big_seq [RHS]big_seq; apply: eq_bigr => p pr.
have once := visit_once order Hd pr s_mentions.
case: (boolP (visits s p)) => [/mapP[[s' j] sp /= ss]|not_visited]; last first.
  rewrite big1 // => j _; case: ifP => // sp; case/negP: not_visited.
  by apply/mapP; exists (s, val j).
subst s'; have jx : (j < size edges)%N.
  by have := step_edge order pr sp; rewrite /= s_sum.
rewrite (bigD1 (Ordinal jx)) //= /selects sp big1 ?addr0 // => j' jj'; case: ifP => // sp'.
suff : (1 < visit_count s p)%N by rewrite ltnNge once.
have -> : visit_count s p = (count_mem (s, j) p + count (fun q => (q.1 == s) && (q != (s, j))) p)%N.
  rewrite /visit_count -size_filter -(count_predC (pred1 (s, j))) !count_filter.
  congr (_ + _)%N; apply: eq_count => q /=; last by rewrite andbC.
  by case: eqP => // ->; rewrite /= eqxx.
apply: (@leq_add 1 1); rewrite -has_count; first by rewrite has_pred1.
by apply/hasP; exists (s, val j') => //=; rewrite eqxx xpair_eqE eqxx; rewrite -val_eqE in jj'.
Qed.

Hypothesis possible : S r != 0.

Let total : \sum_(p <- parses c r) parse_mass c la p = S r.
Proof. by rewrite -/(mass_of c la _) parses_mass. Qed.

Theorem thm_4_1_b_visit : D s * S s / S r = parse_probability c r la (visits s).
Proof. by rewrite /parse_probability visit_mass total. Qed.

Theorem thm_4_1_b j : (j < size edges)%N ->
  D s * weight j * S (child j) / S r = parse_probability c r la (selects s j).
Proof. by move=> jx; rewrite /parse_probability select_mass // total mulrA. Qed.

Theorem thm_4_1_b_conditional j : (j < size edges)%N -> parse_probability c r la (visits s) != 0 ->
  weight j * S (child j) / S s =
  parse_probability c r la (selects s j) / parse_probability c r la (visits s).
Proof.
move=> jx; rewrite -thm_4_1_b // -thm_4_1_b_visit !mulf_eq0 !negb_or => /andP[/andP[D0 S0] _].
by field; rewrite D0 S0 possible.
Qed.
End Theorem_4_1_b.
