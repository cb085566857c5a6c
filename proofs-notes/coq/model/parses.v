(** * Parses

    A parse of a circuit starts at the root, takes all children of each product that it visits and one edge of each sum
    that it visits; each visit chooses anew. We record a parse as the list of its steps in preorder: a step (n,j) says
    that the node n was visited and its edge number j taken (0 at nodes that choose nothing). The mass of a parse is the
    product of the weights, constants and evidence entries that it meets. This is the second reading of the paper's
    Pr(· | e): a distribution over "which children are chosen".

    Main results:
    - [parses_mass]: the masses of all parses add up to S, in every circuit;
    - [steps_mass]: counting how often parses take a step, weighted by mass, gives D(n) times the step's share of S(n);
    - [visit_once]: in a decomposable circuit a parse visits a node of non-empty scope at most once, so that the counts
      are indicators of events;
    - [parse_meets_scope]: in a complete and decomposable circuit a parse meets exactly one indicator of each variable in
      the scope, so that it determines a joint state;
    - [parse_state_mass]: the mass of a joint state is the mass of the parses that determine it. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Definition step := (nat * nat)%type.
Definition parse := seq step.

Section Parses.
Variable R : comRingType.
Variable c : seq (node R).
Notation N := (size c).
Notation node_at := (node_at c).
Implicit Types (la : evidence R) (s : step) (p q : parse).

(** ** Enumeration *)

(** The edge number j of a sum. *)
Definition edge_of (edges : seq (R * nat)) j : R * nat := nth (0, 0%N) edges j.

(** Parses of several nodes, one after the other. *)
Definition parses_of_all (below : nat -> seq parse) (ms : seq nat) : seq parse :=
  foldr (fun m rest => [seq p ++ q | p <- below m, q <- rest]) [:: [::]] ms.

Definition parses_step n (x : node R) (below : nat -> seq parse) : seq parse :=
  match x with
  | Indicator _ _ | Constant _ => [:: [:: (n, 0%N)]]
  | Sum edges => flatten [seq [seq (n, j) :: p | p <- below (edge_of edges j).2] | j <- iota 0 (size edges)]
  | Product ms => [seq (n, 0%N) :: p | p <- parses_of_all below ms]
  end.

(** All parses that start at a node. *)
Definition parses := fold c [::] parses_step.

Lemma edge_of_child edges j : (j < size edges)%N -> (edge_of edges j).2 \in children (Sum edges).
Proof. by move=> jx; apply: map_f; exact: mem_nth. Qed.

Lemma parses_step_ext n x f g : {in children x, f =1 g} -> parses_step n x f = parses_step n x g.
Proof.
case: x => //= [edges|ms] same.
- congr flatten; apply/eq_in_map => j; rewrite mem_iota add0n => /= jx.
  by rewrite same //; exact: edge_of_child.
- congr map; elim: ms same => //= m ms IH same; rewrite same ?mem_head // IH // => l lx.
  by apply: same; rewrite inE lx orbT.
Qed.

Hypothesis order : topological c.

Lemma parsesE n : parses n = parses_step n (node_at n) parses.
Proof. by rewrite {1}/parses (foldE _ parses_step_ext order). Qed.

(** Induction along a parse: what holds of every member that the cases below can produce. *)
Lemma parses_ind (P : nat -> parse -> Prop) :
  (forall n, (forall edges, node_at n <> Sum edges) -> (forall ms, node_at n <> Product ms) -> P n [:: (n, 0%N)]) ->
  (forall n edges j p, node_at n = Sum edges -> (j < size edges)%N ->
     p \in parses (edge_of edges j).2 -> P (edge_of edges j).2 p -> P n ((n, j) :: p)) ->
  (forall n ms p, node_at n = Product ms -> p \in parses_of_all parses ms ->
     (forall m q, m \in ms -> q \in parses m -> P m q) -> P n ((n, 0%N) :: p)) ->
  forall n p, p \in parses n -> P n p.
Proof.
move=> at_leaf at_sum at_product; elim/ltn_ind=> n IH p; rewrite parsesE.
have below m : m \in children (node_at n) -> forall q, q \in parses m -> P m q by move/(child_lt order); exact: IH.
case E : (node_at n) below => [i t|a|edges|ms] /= below.
- by rewrite inE => /eqP ->; apply: at_leaf => ?; rewrite E.
- by rewrite inE => /eqP ->; apply: at_leaf => ?; rewrite E.
- case/flattenP => d /mapP[j]; rewrite mem_iota /= add0n => jx -> /mapP[q qd ->].
  by apply: (at_sum _ _ _ _ E jx qd); exact: below (edge_of_child jx) _ qd.
- by case/mapP => q qx ->; apply: (at_product _ _ _ E qx) => m u mx um; exact: below um.
Qed.

Lemma in_parses_of_all ms p s : p \in parses_of_all parses ms -> s \in p ->
  exists m q, [/\ m \in ms, q \in parses m & s \in q].
Proof.
elim: ms p => [|a ms IH] p /=; first by rewrite inE => /eqP ->.
case/allpairsP => -[u v] /= [ua vx ->]; rewrite mem_cat => /orP[su|sv].
  by exists a, u; rewrite mem_head.
by have [m [q [mx qm sq]]] := IH _ vx sv; exists m, q; rewrite inE mx orbT.
Qed.

(** ** Masses *)

(** What a step contributes to the mass. *)
Definition step_factor la s : R :=
  match node_at s.1 with
  | Indicator i t => la i t
  | Constant a => a
  | Sum edges => (edge_of edges s.2).1
  | Product _ => 1
  end.

Definition parse_mass la p : R := \prod_(s <- p) step_factor la s.

Section Masses.
Variable la : evidence R.
Notation mass := (parse_mass la).
Notation S := (upward c la).

Definition mass_of (ps : seq parse) := \sum_(p <- ps) mass p.
Definition steps_of s (ps : seq parse) := \sum_(p <- ps) mass p * (count_mem s p)%:R.

Lemma mass_cons s p : mass (s :: p) = step_factor la s * mass p.
Proof. by rewrite /parse_mass big_cons. Qed.

Lemma mass_of_pairs ps qs : mass_of [seq p ++ q | p <- ps, q <- qs] = mass_of ps * mass_of qs.
Proof.
rewrite /mass_of big_allpairs_dep /= mulr_suml; apply: eq_bigr => p _.
by rewrite mulr_sumr; apply: eq_bigr => q _; rewrite /parse_mass big_cat.
Qed.

Lemma steps_of_pairs s ps qs :
  steps_of s [seq p ++ q | p <- ps, q <- qs] = steps_of s ps * mass_of qs + mass_of ps * steps_of s qs.
Proof.
rewrite /steps_of /mass_of big_allpairs_dep /= !mulr_suml -big_split; apply: eq_bigr => p _ /=.
rewrite !mulr_sumr -big_split; apply: eq_bigr => q _ /=.
by rewrite /parse_mass big_cat count_cat natrD /=; ring.
Qed.

Lemma mass_of_cons s ps : mass_of [seq s :: p | p <- ps] = step_factor la s * mass_of ps.
Proof. by rewrite /mass_of big_map mulr_sumr; apply: eq_bigr => p _; rewrite mass_cons. Qed.

Lemma steps_of_cons s s' ps :
  steps_of s [seq s' :: p | p <- ps] = step_factor la s' * ((s' == s)%:R * mass_of ps + steps_of s ps).
Proof.
rewrite /steps_of /mass_of big_map mulrDr !mulr_sumr -big_split; apply: eq_bigr => p _ /=.
by rewrite mass_cons natrD; ring.
Qed.

Lemma sum_over_edges edges (F : R * nat -> R) :
  \sum_(j <- iota 0 (size edges)) F (edge_of edges j) = \sum_(e <- edges) F e.
Proof. by rewrite [RHS](big_nth (0, 0%N)) /index_iota subn0. Qed.

Lemma mass_of_product ms : (forall m, m \in ms -> mass_of (parses m) = S m) ->
  mass_of (parses_of_all parses ms) = \prod_(m <- ms) S m.
Proof.
elim: ms => [|m ms IH] values /=; first by rewrite /mass_of /parse_mass big_seq1 !big_nil.
by rewrite mass_of_pairs big_cons values ?mem_head // IH // => l lx; apply: values; rewrite inE lx orbT.
Qed.

(** The masses of all parses add up to S. *)
Theorem parses_mass n : mass_of (parses n) = S n.
Proof.
elim/ltn_ind: n => n IH; rewrite parsesE upwardE //.
have IH' m : m \in children (node_at n) -> mass_of (parses m) = S m by move/(child_lt order); exact: IH.
case E : (node_at n) IH' => [i t|a|edges|ms] /= IH'.
- by rewrite /mass_of big_seq1 /parse_mass big_seq1 /step_factor E.
- by rewrite /mass_of big_seq1 /parse_mass big_seq1 /step_factor E.
- rewrite /mass_of big_flatten big_map /= -(sum_over_edges edges (fun e => e.1 * S e.2)).
  apply: eq_big_seq => j; rewrite mem_iota add0n => /= jx.
  by rewrite -/(mass_of _) mass_of_cons /step_factor E IH' //; exact: edge_of_child.
- by rewrite mass_of_cons mass_of_product // /step_factor E mul1r.
Qed.

(** The part of S(n) that belongs to the edge j. *)
Definition step_share s : R :=
  match node_at s.1 with
  | Sum edges => (edge_of edges s.2).1 * S (edge_of edges s.2).2
  | _ => S s.1
  end.

(** A step that exists: at a sum, the edge does; elsewhere it is number 0. *)
Definition is_step s : bool :=
  (s.1 < N)%N && if node_at s.1 is Sum edges then (s.2 < size edges)%N else s.2 == 0%N.

Lemma steps_of_rec s n : is_step s ->
  steps_of s (parses n) =
  (n == s.1)%:R * step_share s + differential S (fun m => steps_of s (parses m)) (node_at n).
Proof.
case: s => s j0; rewrite /is_step /step_share /= => /andP[_ js].
rewrite parsesE; case E : (node_at n) => [i t|a|edges|ms] /=.
- rewrite addr0 /steps_of big_seq1 /= addn0 /parse_mass big_seq1 /step_factor E xpair_eqE.
  case: eqP => [ns|_]; rewrite ?mulr0 ?mul0r // -ns E in js *.
  by rewrite eq_sym js mulr1 mul1r upwardE // E.
- rewrite addr0 /steps_of big_seq1 /= addn0 /parse_mass big_seq1 /step_factor E xpair_eqE.
  case: eqP => [ns|_]; rewrite ?mulr0 ?mul0r // -ns E in js *.
  by rewrite eq_sym js mulr1 mul1r upwardE // E.
- rewrite /steps_of big_flatten big_map /=.
  under eq_bigr => j _ do rewrite -/(steps_of _ _) steps_of_cons mulrDr /step_factor /= E.
  rewrite big_split /= (sum_over_edges edges (fun e => e.1 * steps_of (s, j0) (parses e.2))); congr (_ + _).
  under eq_bigr => j _ do rewrite xpair_eqE parses_mass.
  case: eqP => [ns|_] /=; last by rewrite mul0r big1 // => j _; rewrite mul0r mulr0.
  rewrite mul1r -ns E in js *; have -> : iota 0 (size edges) = index_iota 0 (size edges) by rewrite /index_iota subn0.
  rewrite big_mkord (bigD1 (Ordinal js)) //= eqxx mul1r.
  by rewrite big1 ?addr0 // => j; rewrite -val_eqE /= => /negbTE ->; rewrite mul0r mulr0.
- rewrite steps_of_cons /step_factor /= E mul1r mass_of_product => [|m _]; last exact: parses_mass.
  congr (_ + _).
    rewrite xpair_eqE; case: eqP => [ns|_]; rewrite ?mul0r // -ns E in js *.
    by rewrite eq_sym js !mul1r upwardE // E.
  elim: ms {E} => [|m ms IH] /=; first by rewrite /steps_of big_seq1 mulr0.
  by rewrite steps_of_pairs IH parses_mass mass_of_product // => l _; exact: parses_mass.
Qed.

(** How often parses take a step, weighted by their masses. *)
Theorem steps_mass r s : (r < N)%N -> is_step s ->
  steps_of s (parses r) = downward c la r s.1 * step_share s.
Proof.
by move=> rN ss; apply: adjoint_at rN _ (fun n _ => steps_of_rec n ss) => //; case/andP: ss.
Qed.
End Masses.

(** ** Visits

    A parse visits s when one of its steps is at s, and selects the edge j there when it takes the step (s,j). *)

Definition visits n p := n \in unzip1 p.
Definition selects n j p := (n, j) \in p.

Lemma step_below n p s : p \in parses n -> s \in p -> (s.1 <= n)%N.
Proof.
move=> pn; elim/parses_ind: n p / pn s => [n _ _|n edges j p E jx _ IH|n ms p E px IH] s; rewrite inE.
- by move/eqP ->.
- case/orP=> [/eqP -> //|/IH le]; apply: leq_trans le (ltnW _); apply: (child_lt order).
  by rewrite E; exact: edge_of_child.
- case/orP=> [/eqP -> //|sp]; have [m [q [mx qm sq]]] := in_parses_of_all px sp.
  by apply: leq_trans (IH m q mx qm s sq) (ltnW _); apply: (child_lt order); rewrite E.
Qed.

(** The edge that a step takes exists. *)
Lemma step_edge n p s : p \in parses n -> s \in p -> if node_at s.1 is Sum edges then (s.2 < size edges)%N else true.
Proof.
move=> pn; elim/parses_ind: n p / pn s => [n no_sum _|n edges j p E jx _ IH|n ms p E px IH] s; rewrite inE.
- by move/eqP ->; rewrite /=; case E : (node_at n) => [||edges|] //=; case: (no_sum edges).
- by case/orP=> [/eqP ->|sp]; [rewrite /= E|exact: IH].
- case/orP=> [/eqP ->|sp]; first by rewrite /= E.
  by have [m [q [mx qm sq]]] := in_parses_of_all px sp; exact: (IH m q mx qm s sq).
Qed.

Lemma step_scope n p s i : p \in parses n -> s \in p -> scope c i s.1 -> scope c i n.
Proof.
move=> pn; elim/parses_ind: n p / pn s => [n _ _|n edges j p E jx _ IH|n ms p E px IH] s; rewrite inE.
- by move/eqP ->.
- case/orP=> [/eqP -> //|sp] si; apply: (scope_child order (m := (edge_of edges j).2)).
    by rewrite E; exact: edge_of_child.
  exact: (IH s sp si).
- case/orP=> [/eqP -> //|sp] si; have [m [q [mx qm sq]]] := in_parses_of_all px sp.
  by apply: (scope_child order (m := m)); [rewrite E|exact: (IH m q mx qm s sq si)].
Qed.

Definition visit_count n p := count (fun s => s.1 == n) p.

Lemma visit_count_below n m p : p \in parses m -> (m < n)%N -> visit_count n p = 0%N.
Proof.
move=> pm mn; apply/eqP; rewrite -leqn0 leqNgt -has_count; apply/hasPn => s sp.
by rewrite neq_ltn (leq_ltn_trans (step_below pm sp) mn).
Qed.

Lemma visit_count_scope n m p i : p \in parses m -> scope c i n -> ~~ scope c i m -> visit_count n p = 0%N.
Proof.
move=> pm sn; apply: contraNeq; rewrite -lt0n -has_count => /hasP[s sp /eqP ns].
by apply: (step_scope pm sp); rewrite ns.
Qed.

(** In a decomposable circuit a node that mentions a variable is visited at most once. *)
Theorem visit_once r p n i : decomposable c -> p \in parses r -> scope c i n -> (visit_count n p <= 1)%N.
Proof.
move=> Hd pr si; elim/parses_ind: r p / pr => [m _ _|m edges j p E jx pm IH|m ms p E px IH].
- by rewrite /visit_count /= addn0; case: eqP.
- have lm : ((edge_of edges j).2 < m)%N by apply: (child_lt order); rewrite E; exact: edge_of_child.
  rewrite /visit_count /= -/(visit_count n p); case: eqP => [mn|_]; last by rewrite add0n.
  by rewrite (visit_count_below pm) // -mn.
rewrite /visit_count /= -/(visit_count n p).
have lm l : l \in ms -> (l < m)%N by move=> lx; apply: (child_lt order); rewrite E.
case: eqP => [mn|_]; rewrite ?add0n ?add1n.
  rewrite ltnS leqn0 -leqn0 leqNgt -has_count; apply/hasPn => s sp.
  have [l [q [lx ql sq]]] := in_parses_of_all px sp.
  by rewrite neq_ltn -mn (leq_ltn_trans (step_below ql sq) (lm l lx)).
have := Hd m ms i E; elim: ms p px IH {E lm} => [|a ms IHms] p /= px IH once.
  by move: px; rewrite inE => /eqP ->.
case/allpairsP: px => -[u v] /= [ua vx ->]; rewrite /visit_count count_cat -!/(visit_count n _).
have IH' l q : l \in ms -> q \in parses l -> (visit_count n q <= 1)%N.
  by move=> lx ql; apply: (IH l) => //; rewrite inE lx orbT.
have Hv : (visit_count n v <= 1)%N by apply: IHms => //; apply: leq_trans once; exact: leq_addl.
have Hu : (visit_count n u <= 1)%N by apply: (IH a) => //; exact: mem_head.
case: (boolP (scope c i a)) once => sa; last by rewrite (visit_count_scope ua si sa).
rewrite add1n ltnS leqn0 => /eqP none; suff -> : visit_count n v = 0%N by rewrite addn0.
apply/eqP; rewrite -leqn0 leqNgt -has_count; apply/hasPn => s sv; apply/eqP => ns.
have [l [q [lx ql sq]]] := in_parses_of_all vx sv.
have sl : scope c i l by apply: (step_scope ql sq); rewrite ns.
by have : (0 < count (scope c i) ms)%N; [rewrite -has_count; apply/hasP; exists l|rewrite none].
Qed.

(** ** Parses and joint states *)

Definition mentions i s := if node_at s.1 is Indicator j _ then j == i else false.

(** A parse meets exactly one indicator of each variable in the scope of its root, and none of the others. *)
Theorem parse_meets_scope n p i : complete c -> decomposable c -> p \in parses n ->
  count (mentions i) p = scope c i n.
Proof.
move=> Hc Hd pn; elim/parses_ind: n p / pn => [n no_sum no_product|n edges j p E jx pm IH|n ms p E px IH] /=.
- rewrite addn0 /mentions /= scopeE //; case E : (node_at n) => [k t|a|edges|ms] //=.
    by case: (no_sum edges).
  by case: (no_product ms).
- rewrite {1}/mentions /= E add0n IH; congr nat_of_bool; apply: (Hc n edges i E).
  by rewrite E; exact: edge_of_child.
- rewrite {1}/mentions /= E add0n scopeE // E /=; have := Hd n ms i E.
  elim: ms p px IH {E} => [|a ms IHms] p /= px IH; first by move: px; rewrite inE => /eqP ->.
  case/allpairsP: px => -[u v] /= [ua vx ->]; rewrite count_cat (IH a u) ?mem_head // => once.
  rewrite IHms //; last by apply: leq_trans once; exact: leq_addl.
    by case: (scope c i a) once => //=; rewrite has_count; case: (count _ _).
  by move=> l q lx; apply: IH; rewrite inE lx orbT.
Qed.

(** The parse meets an indicator of X_i = t. *)
Definition meets i t p := has (fun s => is_indicator i t (node_at s.1)) p.

(** All indicators that the parse meets are those of the joint state x. *)
Definition agrees nv k (x : state nv k) p :=
  all (fun s => if node_at s.1 is Indicator i t then if insub i is Some i' then x i' == t :> nat else false else true) p.

Section States.
Variables (nv k r : nat) (la : evidence R).
Hypotheses (Hc : complete c) (Hd : decomposable c) (rN : (r < N)%N).
Hypotheses (Hi : indicators_within c nv k) (k_pos : (0 < k)%N).

(** Evidence that allows the joint state x only. *)
Let only (x : state nv k) : evidence R := fun i t => la i t * indicators_of R x i t.

Lemma parse_mass_only x p : parse_mass (only x) p = if agrees x p then parse_mass la p else 0.
Proof.
rewrite /parse_mass; elim: p => [|s p IH]; first by rewrite !big_nil.
rewrite !big_cons IH /= /step_factor /only /indicators_of; case: (node_at s.1) => [i t|a|edges|ms] /=;
  try by case: ifP => _; rewrite ?mulr0.
case: insub => [i'|] /=; last by rewrite mulr0 mul0r.
by case: eqP => /= _; rewrite ?mulr0 ?mul0r // mulr1; case: ifP => _; rewrite ?mulr0.
Qed.

(** The mass of a joint state is that of the parses that agree with it, times the evidence of the variables that the
    circuit does not mention. *)
Theorem parse_state_mass (x : state nv k) :
  (\sum_(p <- parses r | agrees x p) parse_mass la p) * \prod_(i < nv | ~~ scope c i r) la i (x i) =
  state_mass c r la x.
Proof.
have -> : \sum_(p <- parses r | agrees x p) parse_mass la p = upward c (only x) r.
  by rewrite -parses_mass /mass_of big_mkcond; apply: eq_bigr => p _; rewrite parse_mass_only.
have -> : \prod_(i < nv | ~~ scope c i r) la i (x i) = absent_mass c r nv k (only x).
  apply: eq_bigr => i _; rewrite (bigD1 (x i)) //= big1 => [|t]; rewrite /only indicators_ofE.
    by rewrite eqxx mulr1 addr0.
  by rewrite -val_eqE /= eq_sym => /negbTE ->; rewrite mulr0.
rewrite (network_polynomial order Hc Hd rN Hi k_pos) /total_mass (bigD1 x) //= big1 ?addr0 => [|y yx].
  by rewrite /state_mass; congr (_ * _); apply: eq_bigr => i _; rewrite /only indicators_ofE eqxx mulr1.
have [i differ] : exists i, y i != x i.
  apply/existsP; rewrite -negb_forall; apply: contra yx => /forallP same.
  by apply/eqP/ffunP => i; apply/eqP.
rewrite /state_mass (bigD1 i) //= /only indicators_ofE.
have -> : (nat_of_ord (x i) == y i) = false by apply/negbTE; rewrite eq_sym.
by rewrite mulr0 mul0r mulr0.
Qed.

(** The mass of the parses that meet an indicator: the evidence of X_i is concentrated on t. *)
Theorem meets_mass i (t : 'I_k) : scope c i r ->
  \sum_(p <- parses r | meets i t p) parse_mass la p = la i t * indicator_downward c la r i t.
Proof.
move=> si; pose mu u := if u == t :> nat then la i t else 0.
have -> : la i t * indicator_downward c la r i t = upward c (set_group la i mu) r.
  rewrite (upward_group order Hc Hd rN Hi) // (bigD1 t) //= /mu eqxx big1 ?addr0 // => u.
  by rewrite -val_eqE /= => /negbTE ->; rewrite mul0r.
rewrite -parses_mass /mass_of [LHS]big_mkcond big_seq [RHS]big_seq; apply: eq_bigr => p pr.
have := parse_meets_scope i Hc Hd pr; rewrite si /meets /parse_mass.
elim: p {pr} => //= s p IH; rewrite !big_cons; rewrite {1}/mentions {1}/is_indicator {1 3}/step_factor.
case: (node_at s.1) => [j u|a|edges|ms]; rewrite ?add0n /=;
  try by move=> once; rewrite -(IH once); case: ifP => _; rewrite ?mulr0.
rewrite {1}/set_group {1}/mu; case: eqP => [->|_] /=; last first.
  by rewrite add0n => once; rewrite -(IH once); case: ifP => _; rewrite ?mulr0.
rewrite add1n => -[] /eqP; rewrite -leqn0 leqNgt -has_count => none.
have rest : \prod_(j <- p) step_factor (set_group la i mu) j = \prod_(j <- p) step_factor la j.
  apply: eq_big_seq => s' sp; move/hasPn: none => /(_ s' sp); rewrite /mentions /step_factor /set_group.
  by case: (node_at s'.1) => // j' u' /negbTE ->.
rewrite -rest; have -> : has (fun s => is_indicator i t (node_at s.1)) p = false.
  apply/negbTE; apply: contra none => /hasP[s' sp met]; apply/hasP; exists s' => //; move: met.
  by rewrite /is_indicator /mentions; case: (node_at s'.1) => // j' u' /andP[].
by rewrite orbF; case: eqP => [->|_]; rewrite ?mul0r.
Qed.
End States.
End Parses.

(** The probability of an event under the distribution over parses. *)
Definition parse_probability (R : fieldType) (c : seq (node R)) r (la : evidence R) (event : pred parse) : R :=
  (\sum_(p <- parses c r | event p) parse_mass c la p) / (\sum_(p <- parses c r) parse_mass c la p).
