(** * On a tree, the states of the activity lift are the parses

    The weight of a state is the mass of the parses that visit the nodes which are active in it, and no others
    ([state_weight_parses]). So A_n is "a parse visits n", as it should be.

    Idea: hold some nodes inactive. The states that are left weigh what S becomes when 0 stands in the place of these
    nodes' values ([avoiding_weight]), and that is the mass of the parses that avoid these nodes ([parses_avoiding]). Both
    are sums over the sets of nodes that may be active; as they agree for every set that may be, they agree term by term. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states parses tree_circuit activity_states.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Parses.
Variables (R : comRingType) (c : seq (node R)) (la : evidence R).
Notation N := (size c).
Notation node_at := (node_at c).
Hypothesis order : topological c.

(** ** The mass of the parses that avoid some nodes, in every circuit *)

Section Avoid.
Variable off : pred nat.
Notation V := (value_without c la off).

Definition allowed_parse (p : parse) := all (fun s => ~~ off s.1) p.
Definition avoiding_mass (ps : seq parse) := \sum_(p <- ps | allowed_parse p) parse_mass c la p.

Lemma avoiding_cons s ps :
  avoiding_mass [seq s :: p | p <- ps] = if off s.1 then 0 else step_factor c la s * avoiding_mass ps.
Proof.
rewrite /avoiding_mass big_map /= /allowed_parse /=; case: (off s.1) => /=; first by rewrite big_pred0.
by rewrite mulr_sumr; apply: eq_bigr => p _; rewrite mass_cons.
Qed.

Lemma avoiding_pairs ps qs : avoiding_mass [seq p ++ q | p <- ps, q <- qs] = avoiding_mass ps * avoiding_mass qs.
Proof.
rewrite /avoiding_mass big_mkcond big_allpairs_dep /= [X in X * _]big_mkcond mulr_suml; apply: eq_bigr => p _.
rewrite [in RHS]big_mkcond mulr_sumr; apply: eq_bigr => q _; rewrite /allowed_parse all_cat /parse_mass big_cat.
by case: (all _ p); case: (all _ q); rewrite /= ?mulr0 ?mul0r.
Qed.

Lemma avoiding_leaf n : avoiding_mass [:: [:: (n, 0%N)]] = if off n then 0 else step_factor c la (n, 0%N).
Proof.
by rewrite /avoiding_mass /allowed_parse big_cons big_nil addr0 /= andbT /parse_mass big_seq1; case: (off n).
Qed.

Theorem parses_avoiding n : avoiding_mass (parses c n) = V n.
Proof.
elim/ltn_ind: n => n IH; rewrite parsesE // value_withoutE //.
have IH' m : m \in children (node_at n) -> avoiding_mass (parses c m) = V m by move/(child_lt order); exact: IH.
case E : (node_at n) IH' => [i t|a|edges|ms] /= IH'.
- by rewrite avoiding_leaf /step_factor E.
- by rewrite avoiding_leaf /step_factor E.
- rewrite /avoiding_mass big_flatten big_map /=.
  under eq_bigr => j _ do rewrite -/(avoiding_mass _) avoiding_cons /step_factor /= E.
  case: (off n); first by rewrite big1.
  rewrite -(sum_over_edges edges (fun e => e.1 * V e.2)); apply: eq_big_seq => j; rewrite mem_iota add0n => /= jx.
  by rewrite IH' //; exact: edge_of_child.
- rewrite avoiding_cons /=; case: (off n) => //; rewrite /step_factor /= E mul1r.
  elim: ms {E} IH' => [|m ms IHms] IH' /=; first by rewrite /avoiding_mass big_cons !big_nil addr0 /parse_mass big_nil.
  by rewrite avoiding_pairs big_cons IH' ?mem_head // IHms // => l lx; apply: IH'; rewrite inE lx orbT.
Qed.
End Avoid.

(** ** On a tree *)

Variable r : nat.
Hypothesis tree : is_tree c r.
Notation states := {ffun 'I_N -> bool}.

(** The parse visits the nodes that are active in x, and no others. *)
Definition visits_exactly (x : states) (p : parse) := [forall n : 'I_N, visits n p == x n].

Theorem state_weight_parses (x : states) :
  state_weight r la x = \sum_(p <- parses c r | visits_exactly x p) parse_mass c la p.
Proof.
have [rN _] := tree; pose visited p : states := [ffun n => visits (val n) p].
have exactlyE y p : visits_exactly y p = (visited p == y).
  apply/forallP/eqP => [same|<- n]; last by rewrite ffunE.
  by apply/ffunP => n; rewrite ffunE; apply/eqP; exact: same.
pose W y := \sum_(p <- parses c r | visited p == y) parse_mass c la p.
rewrite (eq_bigl _ _ (exactlyE x)) -/(W x).
pose below (y z : states) := [forall n, z n ==> y n].
have same_below y : \sum_(z : states | below y z) state_weight r la z = \sum_(z : states | below y z) W z.
  pose off n := ~~ activity y n.
  have -> : \sum_(z : states | below y z) state_weight r la z = value_without c la off r.
    rewrite -(avoiding_weight la order tree); apply: eq_bigl => z; apply: eq_forallb => n.
    by rewrite /off negbK activity_val.
  rewrite (exchange_big_dep (fun p => below y (visited p))) /= => [|z p yz /eqP -> //].
  rewrite [RHS](eq_bigr (parse_mass c la)) => [|p yp]; last first.
    by rewrite (big_pred1 (visited p)) // => z /=; rewrite [visited p == z]eq_sym; case: eqP => [->|]; rewrite ?yp ?andbF.
  rewrite -parses_avoiding /avoiding_mass big_seq_cond [RHS]big_seq_cond; apply: eq_bigl => p.
  case: (boolP (p \in parses c r)) => //= pr; apply/allP/forallP => [ok n|ok s sp].
    apply/implyP; rewrite ffunE => /mapP[s sp ns]; have := ok s sp; by rewrite /off negbK -ns activity_val.
  have sN : (s.1 < N)%N by apply: leq_ltn_trans (step_below order pr sp) rN.
  have := ok (Ordinal sN); rewrite ffunE /= /off negbK -[s.1]/(val (Ordinal sN)) activity_val => /implyP; apply.
  exact: map_f.
have [k] := ubnP #|[set n | x n]|; elim: k x => // k IH x xk.
have := same_below x; rewrite (bigD1 x) /= ?[RHS](bigD1 x) /=; try by apply/forallP => n; exact: implybb.
rewrite (eq_bigr W) => [|z /andP[/forallP xz zx]]; first exact: addIr.
apply: IH; rewrite -ltnS; apply: leq_trans xk; rewrite ltnS; apply: proper_card; rewrite properEneq; apply/andP; split.
  by apply: contra zx => /eqP/setP same; apply/eqP/ffunP => n; have := same n; rewrite !inE.
by apply/subsetP => n; rewrite !inE => zn; have := xz n; rewrite zn.
Qed.

(** The parses that visit n have the mass D(n)S(n). Unlike in [thm_4_1_b_visit], n need not mention a variable, since on a tree
    no node is visited twice. *)
Theorem tree_visit_mass n : (n < N)%N ->
  \sum_(p <- parses c r | visits n p) parse_mass c la p = downward c la r n * upward c la n.
Proof.
move=> nN; have := parses_mass order la r; rewrite /mass_of (bigID (visits n)) /=.
have -> : \sum_(p <- parses c r | ~~ visits n p) parse_mass c la p = override c la n 0 r.
  rewrite -[RHS]/(value_without c la (pred1 n) r) -parses_avoiding; apply: eq_bigl => p.
  by rewrite /visits /allowed_parse -has_pred1 has_map -all_predC.
by rewrite (override_root order tree) // => total; apply: (addIr (upward c la r + downward c la r n * (0 - upward c la n)));
  rewrite total; ring.
Qed.
End Parses.
