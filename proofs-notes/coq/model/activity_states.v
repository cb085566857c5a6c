(** * Activities: the states of the activity lift, and their weights

    A joint state of the activity lift ([activity_lift]) says of every node of a circuit whether it is active. Its weight is
    0 if the root is not active, and otherwise a product of one factor for each node, which looks at the activities of the
    node and of its children ([node_factor]):

    - a leaf gives its value if it is active, and 1 if not;
    - a sum gives the weight of the edge to c if it is active and, of its children, only c; 1 if neither it nor any child is
      active; otherwise 0;
    - a product gives 1 if it and all children are active, or none of them is; otherwise 0.

    (Parallel edges of a sum would add up. A tree has none.)

    On a tree, the sums over the states are found by elimination, from the leaves on. If the children m of a node bring the
    numbers 1 : F(m) for "not active : active", then the sum over their activities is 1 : F, where F comes from the F(m)
    as S(n) comes from the S(m): [gathered_up]. Hence the weights

    - of all states add up to S(e) ([total_weight]),
    - of those in which n is active, to D(n)·S(n) ([active_weight]),
    - of those in which the sum s takes the edge to c, of weight w, to D(s)·w·S(c) ([takes_weight]).

    That these states are the parses is [activity_parses]; it is not needed here. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep tree_circuit.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** ** The factor of a node *)

Section NodeFactor.
Variable R : comRingType.
Implicit Types (x : node R) (la : evidence R) (b : nat -> bool) (mu : nat -> bool -> R).

(** b says which nodes are active: of ms, only m is; none is. *)
Definition only b (m : nat) (ms : seq nat) := all (fun l => b l == (l == m)) ms.
Definition none b (ms : seq nat) := all (fun l => ~~ b l) ms.

(** a says whether the node itself is active. *)
Definition node_factor la x (a : bool) b : R :=
  match x with
  | Indicator i t => if a then la i t else 1
  | Constant w => if a then w else 1
  | Sum edges => if a then \sum_(e <- edges | only b e.2 (unzip2 edges)) e.1 else (none b (unzip2 edges))%:R
  | Product ms => (all (fun m => b m == a) ms)%:R
  end.

(** The sum s with these edges takes the edge to m; it rests. *)
Definition takes b (s : nat) (edges : seq (R * nat)) m := b s && only b m (unzip2 edges).
Definition rests b (s : nat) (edges : seq (R * nat)) := ~~ b s && none b (unzip2 edges).

Lemma node_factor_ext la x a b b' : {in children x, b =1 b'} -> node_factor la x a b = node_factor la x a b'.
Proof.
case: x => //= [edges|ms] same; last by congr (nat_of_bool _)%:R; apply: eq_in_all => m mx; rewrite same.
case: a; last by congr (nat_of_bool _)%:R; apply: eq_in_all => m mx; rewrite same.
by apply: eq_bigl => e; apply: eq_in_all => m mx; rewrite same.
Qed.

(** The same as a list: the activities of the children that are possible when that of the node is a, with their weights. *)
Definition allowed la x (a : bool) : seq (R * (nat -> bool)) :=
  if a then
    match x with
    | Indicator i t => [:: (la i t, xpred0)]
    | Constant w => [:: (w, xpred0)]
    | Sum edges => [seq (e.1, fun l => l == e.2) | e <- edges]
    | Product _ => [:: (1, xpredT)]
    end
  else [:: (1, xpred0)].

Lemma prod_bool (T : Type) (ms : seq T) (P : pred T) : \prod_(m <- ms) (P m)%:R = (all P ms)%:R :> R.
Proof. by elim: ms => [|m ms IH]; rewrite ?big_nil // big_cons IH /=; case: (P m); rewrite ?mul1r ?mul0r. Qed.

Lemma node_factorE la x a b :
  node_factor la x a b = \sum_(g <- allowed la x a) g.1 * \prod_(m <- children x) (b m == g.2 m)%:R.
Proof.
have off ms : none b ms = all (fun m => b m == false) ms by apply: eq_all => m; case: (b m).
case: a; case: x => [i t|w|edges|ms] /=; rewrite ?big_map ?big_seq1 /= ?big_nil ?mulr1 // ?mul1r ?prod_bool ?off //.
by rewrite big_mkcond; apply: eq_bigr => e _; rewrite prod_bool /only; case: ifP; rewrite ?mulr1 ?mulr0.
Qed.

(** The sum over the activities of the children, when the child m brings the numbers mu m. *)
Definition gathered la x a mu : R := \sum_(g <- allowed la x a) g.1 * \prod_(m <- children x) mu m (g.2 m).

Theorem gathered_up la x a (f : nat -> R) : uniq (children x) ->
  gathered la x a (fun m s => f m ^+ s) = upward_step la x f ^+ a.
Proof.
rewrite /gathered; case: a => [|_]; last by rewrite big_seq1 /= mul1r big1.
case: x => [i t|w|edges|ms] /=; rewrite ?big_map ?big_seq1 /= ?big_nil ?mulr1 ?mul1r // => distinct.
apply: eq_big_seq => e ex /=; congr (_ * _); rewrite (bigD1_seq e.2) ?map_f //= eqxx expr1 big1 ?mulr1 // => m.
by move/negbTE ->.
Qed.
End NodeFactor.

(** ** Summing over one binary variable at a time

    The sum over the states of one coordinate, and then over those of several, when the rest of what is summed ignores them.
    The coordinate is not removed, but left at [false]. *)

Section SumOut.
Variables (R : comRingType) (J : finType).
Local Notation states := {ffun J -> bool}.
Implicit Types (x y : states) (js : seq J).

Definition ignores js (G : states -> R) := forall x y, (forall j, j \notin js -> x j = y j) -> G x = G y.

Lemma ignores_sub js ks G : {subset ks <= js} -> ignores js G -> ignores ks G.
Proof. by move=> sub Gi x y same; apply: Gi => j jj; apply: same; apply: contra jj; exact: sub. Qed.

Lemma ignores_mul js G H : ignores js G -> ignores js H -> ignores js (fun x => G x * H x).
Proof. by move=> Gi Hi x y same; rewrite (Gi x y) // (Hi x y). Qed.

Lemma sum_out1 j G (h : bool -> R) : ignores [:: j] G ->
  \sum_(x : states) G x * h (x j) = (h false + h true) * \sum_(x : states) G x * (~~ x j)%:R.
Proof.
move=> Gi; pose flip x := [ffun i => if i == j then ~~ x i else x i].
have flipK : involutive flip by move=> x; apply/ffunP => i; rewrite !ffunE; case: eqP; rewrite ?negbK.
have at_value b : \sum_(x : states | x j == b) G x * h (x j) = h b * \sum_(x : states) G x * (~~ x j)%:R.
  have -> : \sum_(x : states) G x * (~~ x j)%:R = \sum_(x : states | x j == b) G x.
    rewrite (eq_bigr (fun x => if ~~ x j then G x else 0)) => [|x _]; last by case: (x j); rewrite ?mulr0 ?mulr1.
    rewrite -big_mkcond; case: b; last by apply: eq_bigl => x; case: (x j).
    rewrite (reindex_inj (inv_inj flipK)) /=; apply: eq_big => [x|x _]; first by rewrite ffunE eqxx negbK; case: (x j).
    by apply: Gi => i; rewrite inE ffunE => /negbTE ->.
  by rewrite mulr_sumr; apply: eq_bigr => x /eqP ->; rewrite mulrC.
rewrite (bigID (fun x => x j == false)) /= at_value mulrDl; congr (_ + _).
by rewrite -at_value; apply: eq_bigl => x; case: (x j).
Qed.

(** The coordinates are [at_ k] for k in a list. *)
Lemma sum_out (K : Type) (at_ : K -> J) (ks : seq K) G (h : K -> bool -> R) : uniq (map at_ ks) -> ignores (map at_ ks) G ->
  \sum_(x : states) G x * \prod_(k <- ks) h k (x (at_ k)) =
  (\prod_(k <- ks) (h k false + h k true)) * \sum_(x : states) G x * \prod_(k <- ks) (~~ x (at_ k))%:R.
Proof.
elim: ks G => [|k ks IH] G /=.
  by move=> _ _; rewrite big_nil mul1r; apply: eq_bigr => x _; rewrite !big_nil.
case/andP=> k_new distinct Gi.
have ignores_others : ignores [:: at_ k] (fun x => \prod_(i <- ks) h i (x (at_ i))).
  move=> x y same; elim: ks k_new {IH distinct Gi} => [|i ks IH] /=; first by rewrite !big_nil.
  by rewrite inE negb_or => /andP[ki /IH]; rewrite !big_cons => ->; rewrite same // inE eq_sym.
rewrite (eq_bigr (fun x => G x * \prod_(i <- ks) h i (x (at_ i)) * h k (x (at_ k)))) => [|x _]; last first.
  by rewrite big_cons mulrCA mulrC.
rewrite sum_out1; last by apply: ignores_mul => //; apply: ignores_sub Gi => i; rewrite !inE => ->.
rewrite (eq_bigr (fun x => G x * (~~ x (at_ k))%:R * \prod_(i <- ks) h i (x (at_ i)))) => [|x _]; last by rewrite mulrAC.
rewrite IH //; last first.
  apply: ignores_mul => [|x y same]; last by rewrite same.
  by apply: ignores_sub Gi => i; rewrite inE => ->; rewrite orbT.
by rewrite big_cons mulrA; congr (_ * _); apply: eq_bigr => x _; rewrite big_cons mulrA.
Qed.
End SumOut.

(** ** The sum over the states of a tree *)

Section Lift.
Variables (R : comRingType) (c : seq (node R)) (r : nat).
Notation N := (size c).
Notation node_at := (node_at c).
Notation parent := (parent c).
Variable la : evidence R.

(** The activity of the node n, when n is given as a number. Nodes are the numbers below [size c]. *)
Definition activity (x : 'I_N -> bool) (n : nat) : bool := oapp x false (insub n).

Lemma activity_val x (i : 'I_N) : activity x i = x i.
Proof. by rewrite /activity valK. Qed.

(** The weight of a state. *)
Definition state_weight (x : 'I_N -> bool) : R :=
  (activity x r)%:R * \prod_(n < N) node_factor la (node_at n) (x n) (activity x).

Hypotheses (order : topological c) (tree : is_tree c r).

(** The children of n, as nodes. *)
Definition kids n : seq 'I_N := pmap insub (children (node_at n)).

Lemma val_kids n : map val (kids n) = children (node_at n).
Proof.
rewrite /kids (pmap_filter (insubK _)); apply/all_filterP/allP => m mn /=.
by rewrite insubT // (child_size order mn).
Qed.

Lemma uniq_kids n : uniq (kids n).
Proof. by rewrite -(map_inj_uniq val_inj) val_kids; exact: uniq_children order tree n. Qed.

Lemma mem_kids n (i : 'I_N) : (i \in kids n) = (val i \in children (node_at n)).
Proof. by rewrite -val_kids mem_map //; exact: val_inj. Qed.

Lemma mem_kids_parent (n i : 'I_N) : (i \in kids n) = (parent i == n :> nat).
Proof.
rewrite mem_kids; apply/idP/eqP => [|pn]; first exact: parent_child order tree _ _.
rewrite -pn; apply: (child_parent tree (ltn_ord i)); apply/eqP => ir; move: (ltn_ord n).
by rewrite -pn ir (parent_root tree) ltnn.
Qed.

(** The factor of n, whose activity is a, and what its children bring: the sum over the children's activities, which are the
    coordinates [at_]. *)
Lemma sum_out_kids (J : finType) (at_ : 'I_N -> J) n (a : bool) (G : {ffun J -> bool} -> R) (mu : nat -> bool -> R) :
  injective at_ -> ignores (map at_ (kids n)) G ->
  \sum_(y : {ffun J -> bool}) G y * (node_factor la (node_at n) a (activity (y \o at_)) * \prod_(i <- kids n) mu i (y (at_ i))) =
  gathered la (node_at n) a mu * \sum_(y : {ffun J -> bool}) G y * \prod_(i <- kids n) (~~ y (at_ i))%:R.
Proof.
move=> inj Gi; have distinct : uniq (map at_ (kids n)) by rewrite map_inj_uniq // uniq_kids.
rewrite (eq_bigr (fun y => \sum_(g <- allowed la (node_at n) a)
    g.1 * (G y * \prod_(i <- kids n) ((y (at_ i) == g.2 i)%:R * mu i (y (at_ i)))))) => [|y _]; last first.
  rewrite node_factorE mulr_suml mulr_sumr; apply: eq_bigr => g _.
  rewrite -val_kids big_map big_split /=; rewrite -[g.1 * _ * _]mulrA mulrCA.
  by congr (_ * (_ * (_ * _))); apply: eq_bigr => i _; rewrite activity_val.
rewrite exchange_big /= /gathered mulr_suml; apply: eq_bigr => g _; rewrite -mulr_sumr -mulrA; congr (_ * _).
rewrite (sum_out (fun i s => (s == g.2 (val i))%:R * mu (val i) s)) // -val_kids big_map; congr (_ * _).
by apply: eq_bigr => i _; case: (g.2 i); rewrite ?mul1r ?mul0r ?addr0 ?add0r.
Qed.

(** ** The sum over all states in which some nodes are not active

    The nodes [off] are held inactive. V(n) is the value of n when 0 stands in the place of their values. *)

Section Elimination.
Variable off : pred nat.

Definition value_without := fold c 0 (fun n x below => if off n then 0 else upward_step la x below).
Notation V := value_without.

Lemma value_withoutE n : V n = if off n then 0 else upward_step la (node_at n) V.
Proof. by rewrite {1}/value_without foldE // => k x g h same; case: (off k) => //; exact: upward_step_ext. Qed.

Definition avoids (x : 'I_N -> bool) := [forall n : 'I_N, x n ==> ~~ off n].

Let factor_at (j : 'I_N) (x : {ffun 'I_N -> bool}) :=
  (x j ==> ~~ off j)%:R * node_factor la (node_at j) (x j) (activity x).

(** The sum for k: the nodes from k on have their factors. Of the others, the children of these bring what they gather, 1 : V,
    and the rest have been summed out. For k = 0 this is the sum over all states, with their weights; for k = [size c], the
    root is left with 1 : V. *)
Let waiting k (m : nat) (s : bool) : R := if (k <= parent m)%N then V m ^+ s else (~~ s)%:R.
Let mixed k := \sum_(x : {ffun 'I_N -> bool})
  (activity x r)%:R * \prod_(j < N | (k <= j)%N) factor_at j x * \prod_(m < N | (m < k)%N) waiting k m (x m).

Let shuffle_left (a w b u v : R) : a * (w * b) * (u * v) = a * b * v * (w * u). Proof. ring. Qed.
Let shuffle_right (a b w u v : R) : a * b * (w * (u * v)) = a * b * v * (w * u). Proof. ring. Qed.
Let shuffle_middle (g a u v : R) : g * (a * u * v) = a * (g * (u * v)). Proof. ring. Qed.

(** From k + 1 to k the factor of the node k takes the place of 1 : V(k). *)
Lemma mixed_step (k : 'I_N) : mixed k = mixed k.+1.
Proof.
pose rest (x : {ffun 'I_N -> bool}) := (activity x r)%:R * \prod_(j < N | (k < j)%N) factor_at j x *
  \prod_(m < N | (m < k)%N && (parent m != k)) waiting k.+1 m (x m).
have to_kids (F : 'I_N -> R) : \prod_(m < N | (m < k)%N && (parent m == k)) F m = \prod_(i <- kids k) F i.
  rewrite [RHS]big_uniq ?uniq_kids //; apply: eq_bigl => m; rewrite mem_kids_parent.
  by case: eqP => [<-|]; rewrite ?andbF ?andbT ?(parent_gt order tree).
have left_ : mixed k = \sum_(x : {ffun 'I_N -> bool}) rest x * (factor_at k x * \prod_(i <- kids k) V i ^+ x i).
  apply: eq_bigr => x _; rewrite (bigD1 k) //= [X in _ * X](bigID (fun m : 'I_N => parent m == k)) /= to_kids.
  have -> : \prod_(i <- kids k) waiting k i (x i) = \prod_(i <- kids k) V i ^+ x i.
    by apply: eq_big_seq => i; rewrite /waiting mem_kids_parent => /eqP ->; rewrite leqnn.
  have -> : \prod_(m < N | (m < k)%N && (parent m != k)) waiting k m (x m) =
            \prod_(m < N | (m < k)%N && (parent m != k)) waiting k.+1 m (x m).
    by apply: eq_bigr => m /andP[_ mk]; rewrite /waiting leq_eqVlt eq_sym (negbTE mk).
  rewrite /rest (eq_bigl (fun j : 'I_N => (k < j)%N)) => [|j].
    exact: shuffle_left.
  by rewrite ltn_neqAle eq_sym andbC.
have right_ : mixed k.+1 = \sum_(x : {ffun 'I_N -> bool}) rest x * (V k ^+ x k * \prod_(i <- kids k) (~~ x i)%:R).
  apply: eq_bigr => x _; rewrite [X in _ * X](bigD1 k) ?ltnSn //= {1}/waiting (parent_gt order tree) //.
  rewrite [X in _ * (_ * X)](eq_bigl (fun m : 'I_N => (m < k)%N)) => [|m]; last by rewrite [RHS]ltn_neqAle andbC.
  rewrite [X in _ * (_ * X)](bigID (fun m : 'I_N => parent m == k)) /= to_kids.
  have -> : \prod_(i <- kids k) waiting k.+1 i (x i) = \prod_(i <- kids k) (~~ x i)%:R.
    by apply: eq_big_seq => i; rewrite /waiting mem_kids_parent => /eqP ->; rewrite ltnn.
  exact: shuffle_right.
have rest_ignores : ignores (map id (kids k)) rest.
  rewrite map_id => x y same; have same_at m : m \notin children (node_at k) -> activity x m = activity y m.
    rewrite /activity; case: insubP => //= i _ <- ik; apply: same; by rewrite mem_kids.
  congr (_ * _ * _).
  - by rewrite same_at // (root_no_child order tree).
  - apply: eq_bigr => j kj; rewrite /factor_at same; last first.
      by rewrite mem_kids_parent; apply/eqP => pj; have := parent_gt order tree (ltn_ord j); rewrite pj ltnNge ltnW.
    congr (_ * _); apply: node_factor_ext => m mj; apply: same_at; apply/negP => mk.
    by move: kj; rewrite (one_parent order tree mj mk) ltnn.
  - by apply: eq_bigr => m /andP[_ mk]; rewrite same // mem_kids_parent.
have split_ (H : bool -> {ffun 'I_N -> bool} -> R) : \sum_(x : {ffun 'I_N -> bool}) rest x * H (x k) x =
    \sum_(a : bool) \sum_(x : {ffun 'I_N -> bool}) rest x * (x k == a)%:R * H a x.
  rewrite exchange_big; apply: eq_bigr => x _; rewrite (bigD1 (x k)) //= eqxx mulr1 big1 ?addr0 // => a.
  by rewrite eq_sym => /negbTE ->; rewrite mulr0 mul0r.
rewrite left_ right_ (split_ (fun a x => (a ==> ~~ off k)%:R * node_factor la (node_at k) a (activity x) * _)).
rewrite (split_ (fun a x => V k ^+ a * _)); apply: eq_bigr => a _.
pose G a (x : {ffun 'I_N -> bool}) := rest x * (x k == a)%:R.
have Gi : ignores (map id (kids k)) (G a).
  apply: ignores_mul => // x y same; rewrite same // map_id mem_kids_parent.
  by apply/eqP => pk; have := parent_gt order tree (ltn_ord k); rewrite pk ltnn.
have := sum_out_kids a (fun m s => V m ^+ s) (@inj_id _) Gi.
rewrite (gathered_up _ _ _ (uniq_children order tree k)) => gatherE.
rewrite (eq_bigr (fun x : {ffun 'I_N -> bool} => (a ==> ~~ off k)%:R *
   (G a x * (node_factor la (node_at k) a (activity (x \o id)) * \prod_(i <- kids k) V i ^+ x i)))); last first.
  by move=> x _; exact: shuffle_middle.
rewrite -mulr_sumr gatherE mulrA.
rewrite [RHS](eq_bigr (fun x : {ffun 'I_N -> bool} => V k ^+ a * (G a x * \prod_(i <- kids k) (~~ x i)%:R))); last first.
  by move=> x _; exact: mulrCA.
rewrite -mulr_sumr; congr (_ * _); rewrite [V k in RHS]value_withoutE.
by case: (off k); case: a {G Gi gatherE}; rewrite ?mul1r // mul0r.
Qed.

Theorem avoiding_weight : \sum_(x : {ffun 'I_N -> bool} | avoids x) state_weight x = V r.
Proof.
have [rN _] := tree; transitivity (mixed 0).
  rewrite big_mkcond; apply: eq_bigr => x _; rewrite [X in _ = _ * X]big1 ?mulr1 // big_split /= prod_bool.
  have -> : all (fun j : 'I_N => x j ==> ~~ off j) (index_enum _) = avoids x.
    by apply/allP/forallP => [all_ j|all_ j _]; [apply: all_; exact: mem_index_enum|exact: all_].
  by case: (avoids x); rewrite ?mul0r ?mulr0 ?mul1r.
have all_steps k : (k <= N)%N -> mixed 0 = mixed k.
  by elim: k => // k IH kN; rewrite IH ?(ltnW kN) // (mixed_step (Ordinal kN)).
rewrite (all_steps N) // /mixed.
pose last_ (m : 'I_N) (s : bool) : R := (if m == r :> nat then s%:R else 1) * waiting N m s.
rewrite (eq_bigr (fun x : {ffun 'I_N -> bool} => \prod_(m < N) last_ m (x m))) => [|x _]; last first.
  rewrite big_pred0 => [|j]; last by rewrite leqNgt ltn_ord.
  rewrite mulr1 big_split /= -big_mkcond [X in _ = X * _](big_pred1 (Ordinal rN)) => [|m]; last by rewrite /= -val_eqE.
  by rewrite -(activity_val x (Ordinal rN)); congr (_ * _); apply: eq_bigl => m; rewrite ltn_ord.
rewrite -(bigA_distr_bigA last_) (bigD1 (Ordinal rN)) //= [X in _ * X]big1 => [|m mr]; rewrite big_bool /last_ /waiting /=.
  by rewrite eqxx (parent_root tree) leqnn mul1r mul0r addr0 mulr1.
rewrite -val_eqE /= in mr; rewrite (negbTE mr) leqNgt (has_child_lt (child_parent tree _ mr)) //=.
by rewrite mulr0 mulr1 add0r.
Qed.
End Elimination.

Notation S := (upward c la).
Notation D := (downward c la r).
Notation states := {ffun 'I_N -> bool}.

Theorem total_weight : \sum_(x : states) state_weight x = S r.
Proof.
by rewrite -[RHS]/(value_without xpred0 r) -avoiding_weight; apply: eq_bigl => x; apply/esym/forallP => n; rewrite implybT.
Qed.

Theorem inactive_weight n : \sum_(x : states | ~~ activity x n) state_weight x = override c la n 0 r.
Proof.
rewrite -[RHS]/(value_without (pred1 n) r) -avoiding_weight; apply: eq_bigl => x; rewrite /activity /avoids.
case: insubP => [i _ <-|no] /=.
  apply/idP/forallP => [off j|off]; last by have := off i; rewrite eqxx implybF.
  by apply/implyP => xj; apply: contra off => /eqP/val_inj <-.
by apply/esym/forallP => j; apply/implyP => _; apply: contra no => /eqP <-.
Qed.

Theorem active_weight n : (n < N)%N -> \sum_(x : states | activity x n) state_weight x = D n * S n.
Proof.
move=> nN; have := total_weight; rewrite (bigID (fun x : states => activity x n)) /= inactive_weight.
by rewrite (override_root order tree) // => total; apply: (addIr (S r + D n * (0 - S n))); rewrite total; ring.
Qed.

(** ** The states of a sum and its children *)

Section Sums.
Variables (s : nat) (edges : seq (R * nat)) (x : states).
Hypothesis s_sum : node_at s = Sum edges.

Let sN : (s < N)%N.
Proof. by case: (ltnP s N) s_sum => // /node_at_size ->. Qed.

Lemma split_factor : exists w, state_weight x = w * node_factor la (Sum edges) (activity x s) (activity x).
Proof.
rewrite /state_weight (bigD1 (Ordinal sN)) //= s_sum -(activity_val x (Ordinal sN)) mulrCA.
by eexists; rewrite mulrC.
Qed.

(** Where a child is active, the sum is, and only this child. *)
Lemma child_active m : m \in unzip2 edges -> activity x m -> ~~ takes (activity x) s edges m ->
  state_weight x = 0.
Proof.
rewrite /takes => mx active no; have [w ->] := split_factor; rewrite /=; case: (boolP (activity x s)) no => /= [_ no|_ _].
  rewrite big1_seq ?mulr0 // => e /= /andP[/allP alone _]; case/negP: no; have := alone _ mx; rewrite active.
  by move/eqP/esym/eqP => ->; apply/allP.
have -> : none (activity x) (unzip2 edges) = false; last by rewrite mulr0.
by apply/negbTE/allPn; exists m; rewrite ?negbK.
Qed.

(** Where the sum is not active, no child is. *)
Lemma children_inactive : ~~ activity x s -> ~~ none (activity x) (unzip2 edges) -> state_weight x = 0.
Proof. by move=> /negbTE off /negbTE some; have [w ->] := split_factor; rewrite off /= some mulr0. Qed.
End Sums.

Lemma edge_alone (edges : seq (R * nat)) e : uniq (unzip2 edges) -> e \in edges ->
  \sum_(f <- edges) (f.2 == e.2)%:R * f.1 = e.1.
Proof.
elim: edges => //= f edges IH /andP[f_new distinct]; rewrite inE big_cons => /orP[/eqP ->|ex].
  rewrite eqxx mul1r big1_seq ?addr0 // => g /= gx; case: eqP => [gf|]; last by rewrite mul0r.
  by case/negP: f_new; rewrite -gf map_f.
rewrite IH //; case: eqP => [fe|_]; last by rewrite mul0r add0r.
by case/negP: f_new; rewrite fe map_f.
Qed.

Lemma edge_downward s edges e : node_at s = Sum edges -> e \in edges -> D e.2 = D s * e.1.
Proof.
move=> E ex; have := uniq_children order tree s; rewrite (downward_child order tree la (n := s)) E /= ?map_f // => distinct.
by rewrite edge_alone.
Qed.

Theorem takes_weight s edges e : node_at s = Sum edges -> e \in edges ->
  \sum_(x : states | takes (activity x) s edges e.2) state_weight x = D s * e.1 * S e.2.
Proof.
move=> E ex; rewrite -(edge_downward E ex) -active_weight; last first.
  by apply: (child_size order (n := s)); rewrite E map_f.
rewrite [LHS]big_mkcond [RHS]big_mkcond; apply: eq_bigr => x _.
case: (boolP (activity x e.2)) => [active|off]; last first.
  by rewrite /takes; case: ifP => // /andP[_ /allP/(_ _ (map_f _ ex))]; rewrite (negbTE off) eqxx.
by case: ifP => // /negbT no; rewrite (child_active E (map_f _ ex) active no).
Qed.

Theorem rests_weight s edges : node_at s = Sum edges ->
  \sum_(x : states | rests (activity x) s edges) state_weight x = S r - D s * S s.
Proof.
move=> E; have sN : (s < N)%N by case: (ltnP s N) E => // /node_at_size ->.
rewrite -(active_weight sN) -total_weight [X in _ = X - _](bigID (fun x : states => activity x s)) /= addrC addKr.
rewrite [LHS]big_mkcond [RHS]big_mkcond; apply: eq_bigr => x _; rewrite /rests; case: (boolP (activity x s)) => //= off.
by case: ifP => // /negbT some; rewrite (children_inactive E).
Qed.
End Lift.
