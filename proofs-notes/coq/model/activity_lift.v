(** * The activity lift of a tree

    The paper's Lemma 4.2 speaks of "the associated factor graph" of a sum-product network, which it does not define. The
    activity lift is a factor graph for which the lemma is true. Its variables are the activities A_n, "a parse visits n",
    one for every node n. Its factors are the [node_factor]s, and one more, [A_r is active] for the root r. Each A_n is read by
    two factors, so it has two copies.

    Here are the factor graph, the messages that S and D are ([lift_messages], [lift_messages_unique]) with the beliefs that
    belong to them, and when the normalised product of the factors exists ([start_exists]). The marginals are in [lem_4_2_repaired]. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep tree_circuit activity_states factor_graph.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Messages up to scale

    The messages m to factors and d to variables obey the updates of belief propagation, which are those of [to_variable] and
    [to_factor] without normalisation. *)

Definition obey_updates (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A)
  (f : A -> copies S var -> R) (m d : edge_tables R S var) :=
  (forall e, proportional (fun s => \sum_(y : copies S var | y e == s)
                             f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) m e' (y e')) (d e)) /\
  (forall e, proportional (fun s => \prod_(e' | (var e' == var e) && (e' != e)) at_state (d e') s) (m e)).

(** The scale of what arrives does not matter. *)
Lemma updates_scale (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A)
  (f : A -> copies S var -> R) (m m' : edge_tables R S var) e :
  (forall e', fac e' == fac e -> e' != e -> proportional (m e') (m' e')) ->
  proportional (fun s => \sum_(y : copies S var | y e == s)
                  f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) m e' (y e'))
               (fun s => \sum_(y : copies S var | y e == s)
                  f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) m' e' (y e')).
Proof.
move=> mm'; have [|k k0 kE] := @proportional_prod _ [finType of copies S var] _ (fun e' => (fac e' == fac e) && (e' != e))
  (fun e' y => m e' (y e')) (fun e' y => m' e' (y e')).
  by move=> e' /andP[ee' ne]; have [k k0 kE] := mm' e' ee' ne; exists k.
by exists k => // s; rewrite mulr_sumr; apply: eq_bigr => y _; rewrite kE mulrCA.
Qed.

(** The belief of the factor a that belongs to the messages m to factors, as a function of all copies: it is constant in the
    copies of the other factors. *)
Definition factor_belief (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A)
  (f : A -> copies S var -> R) (m : edge_tables R S var) a : copies S var -> R :=
  normalise (fun y => f a y * \prod_(e | fac e == a) m e (y e)).

(** ** The factor graph *)

Section Graph.
Variables (R : comRingType) (c : seq (node R)).
Notation N := (size c).

(** All variables, the activities of the nodes, have the states "no" and "yes". *)
Definition no_yes (n : 'I_N) : finType := [finType of bool].

(** The copies of A_n: [inl n] is the one that n's own factor reads; [inr n] is read by the factor of n's parent, or for the
    root by its second factor. *)
Definition copy := ('I_N + 'I_N)%type.
Definition node_of (e : copy) : 'I_N := match e with inl n | inr n => n end.

(** [Some n] is the factor of the node n, [None] that of the root alone: the root's [parent], [size c], is not a node. *)
Definition factor_of (e : copy) : option 'I_N := match e with inl n => Some n | inr n => insub (parent c n) end.
End Graph.
Arguments no_yes {R} c n.
Arguments node_of {R} c e.
Arguments factor_of {R} c e.

Definition lift_factor (R : numFieldType) (c : seq (node R)) (r : nat) (la : evidence R)
  (a : option 'I_(size c)) (y : copies (no_yes c) (node_of c)) : R :=
  if a is Some n then node_factor la (node_at c n) (y (inl n)) (activity (y \o inr))
  else (activity (y \o inr) r)%:R.
Arguments lift_factor {R} c r la a y.

Section Messages.
Variables (R : comRingType) (c : seq (node R)) (r : nat) (la : evidence R).
Notation N := (size c).
Notation node_at := (node_at c).
Notation kids := (kids c).
Hypotheses (order : topological c) (tree : is_tree c r).
Notation S := (upward c la).
Notation D := (downward c la r).

(** ** Messages

    They are written (not active) : (active). Sums over what one factor reads are taken over all copies: those of
    the other factors contribute their number of states, [elsewhere]. *)

Definition up_message n (s : bool) : R := if s then S n else 1.
Definition down_message n (s : bool) : R := if s then D n else S r - D n * S n.

(** Assignments to all copies. *)
Local Notation copies := {ffun copy c -> bool}.

(** The number of states of the copies that the factor of n does not read. *)
Definition elsewhere (n : 'I_N) : R := \sum_(y : copies) \prod_(i <- kids n) (~~ y (inr i))%:R * (~~ y (inl n))%:R.

(** What arrives from the children, and nu at the node itself. *)
Lemma sum_at_factor (n : 'I_N) (nu : bool -> R) (mu : nat -> bool -> R) :
  \sum_(y : copies) nu (y (inl n)) *
    (node_factor la (node_at n) (y (inl n)) (activity (y \o inr)) * \prod_(i <- kids n) mu i (y (inr i))) =
  elsewhere n * \sum_a nu a * gathered la (node_at n) a mu.
Proof.
have split_ (y : copies) : nu (y (inl n)) *
    (node_factor la (node_at n) (y (inl n)) (activity (y \o inr)) * \prod_(i <- kids n) mu i (y (inr i))) =
  \sum_a nu a * ((y (inl n) == a)%:R *
    (node_factor la (node_at n) a (activity (y \o inr)) * \prod_(i <- kids n) mu i (y (inr i)))).
  rewrite [RHS](bigD1 (y (inl n))) //= eqxx mul1r [X in _ = _ + X]big1 ?addr0 // => a.
  by rewrite eq_sym => /negbTE ->; rewrite mul0r mulr0.
rewrite (eq_bigr _ (fun y _ => split_ y)) exchange_big mulr_sumr; apply: eq_bigr => a _ /=.
rewrite -mulr_sumr (sum_out_kids la order tree (at_ := inr)) => [|i j [] //|y z same]; last first.
  by rewrite same //; apply/mapP => -[].
rewrite [elsewhere n * _]mulrC -mulrA; congr (_ * (_ * _)).
rewrite (eq_bigr (fun y : copies => \prod_(i <- kids n) (~~ y (inr i))%:R * (y (inl n) == a)%:R)) => [|y _]; last exact: mulrC.
rewrite (sum_out1 (j := inl n) (fun b => (b == a)%:R)) => [|y z same].
  by rewrite [X in X * _](_ : _ = 1) ?mul1r //; case: a; rewrite ?addr0 ?add0r.
by apply: eq_bigr => i _; rewrite same.
Qed.

Lemma up_message_gathered (n : 'I_N) s : \sum_a (a == s)%:R * gathered la (node_at n) a up_message = up_message n s.
Proof.
rewrite (bigD1 s) //= eqxx mul1r big1 ?addr0 => [|a /negbTE ->]; last by rewrite mul0r.
transitivity (S n ^+ s); last by case: s; rewrite /= ?expr1.
rewrite upwardE // -gathered_up ?(uniq_children order tree) //; apply: eq_bigr => g _; congr (_ * _).
by apply: eq_bigr => m _; case: (g.2 m); rewrite ?expr1.
Qed.

Lemma down_message_gathered (n m : nat) s : m \in children (node_at n) ->
  \sum_a down_message n a * gathered la (node_at n) a (fun i b => if i == m then (b == s)%:R else up_message i b) =
  down_message m s.
Proof.
move=> mn; have distinct := uniq_children order tree n.
pose P a h := gathered la (node_at n) a (fun i b => if i == m then h b else up_message i b).
have PE a h : P a h = \sum_(g <- allowed la (node_at n) a) g.1 *
    (h (g.2 m) * \prod_(i <- children (node_at n) | i != m) up_message i (g.2 i)).
  apply: eq_bigr => g _; congr (_ * _); rewrite (bigD1_seq m) //= eqxx; congr (_ * _).
  by apply: eq_bigr => i /negbTE ->.
have value a v : P a (fun b => v ^+ b) = upward_step la (node_at n) (fun i => if i == m then v else S i) ^+ a.
  rewrite -gathered_up //; apply: eq_bigr => g _; congr (_ * _); apply: eq_bigr => i _.
  by case: (i == m) => //; case: (g.2 i); rewrite ?expr1.
have zero a : P a (fun b => (b == false)%:R) = P a (fun b => 0 ^+ b).
  by rewrite !PE; apply: eq_bigr => g _; case: (g.2 m); rewrite ?expr1.
have one a : P a (fun b => (b == true)%:R) = P a (fun b => 1 ^+ b) - P a (fun b => 0 ^+ b).
  rewrite !PE -sumrB; apply: eq_bigr => g _; rewrite -mulrBr -mulrBl; congr (_ * (_ * _)).
  by case: (g.2 m); rewrite ?expr1 ?subr0 ?subrr.
have slope := downward_child order tree la mn.
rewrite big_bool; case: s; rewrite -!/(P _ _) ?one ?zero !value !upward_step_affine // -upwardE // !expr1 !expr0 /=.
  by rewrite slope; ring.
by rewrite slope; ring.
Qed.
End Messages.

Section Lift.
Variables (R : numFieldType) (c : seq (node R)) (r : nat) (la : evidence R).
Notation N := (size c).
Notation node_at := (node_at c).
Notation kids := (kids c).
Hypotheses (order : topological c) (tree : is_tree c r).
Notation S := (upward c la).
Notation D := (downward c la r).
Notation up := (up_message c la).
Notation down := (down_message c r la).
Notation f := (lift_factor c r la).
Notation factor_of := (factor_of c).
Notation node_of := (node_of c).
Notation copies := (copies (no_yes c) node_of).
Notation states := (states (no_yes c)).

Let rN : (r < N)%N. Proof. by case: tree. Qed.

Lemma factor_of_inr (i n : 'I_N) : (factor_of (inr i) == Some n) = (i \in kids n).
Proof.
rewrite (mem_kids_parent order tree) /factor_of; case: insubP => [j _ <-|no] //.
by apply/esym/eqP => pn; move: no; rewrite pn ltn_ord.
Qed.

Lemma factor_of_root (i : 'I_N) : (factor_of (inr i) == None) = (i == r :> nat).
Proof.
case: (eqVneq (i : nat) r) => [ir|ir] /=; first by rewrite ir (parent_root tree) insubF ?ltnn.
by have := has_child_lt (child_parent tree (ltn_ord i) ir) => pN; rewrite (insubT (fun k => (k < N)%N) pN).
Qed.

(** Each factor reads its own copies only. *)
Lemma lift_local : local factor_of f.
Proof.
case=> [n|] y z same /=.
  rewrite (same (inl n)) //=; apply: node_factor_ext => m mn; rewrite /activity; case: insubP => //= i _ im.
  by apply: same; rewrite factor_of_inr (mem_kids order) /= im.
congr (nat_of_bool _)%:R; rewrite /activity (insubT (fun k => (k < N)%N) rN) /=; apply: same.
by rewrite factor_of_root.
Qed.

(** The product of the factors at a joint state is the state's weight. *)
Lemma lift_weight (x : states) : \prod_a f a (spread node_of x) = state_weight r la x.
Proof.
rewrite (bigD1 None) //= (reindex_omap Some id) => [|[]] //=.
have same m : activity (spread node_of x \o inr) m = activity x m.
  by rewrite /activity; case: insub => //= i; rewrite ffunE.
rewrite same; congr (_ * _); apply: eq_big => [n|n _]; first by rewrite eqxx.
by rewrite ffunE; apply: node_factor_ext => m _; exact: same.
Qed.

(** The copies that a factor reads. *)
Lemma prod_own (n : 'I_N) (F : copy c -> R) :
  \prod_(e | factor_of e == Some n) F e = F (inl n) * \prod_(i <- kids n) F (inr i).
Proof.
rewrite big_sumType /= (big_pred1 n) => [|i]; last by [].
congr (_ * _); rewrite [RHS]big_uniq ?(uniq_kids order tree) //.
by apply: eq_bigl => i; rewrite -factor_of_inr.
Qed.

Lemma elsewhere_gt0 (n : 'I_N) : 0 < elsewhere n :> R.
Proof.
rewrite /elsewhere (bigD1 [ffun=> false]) //= ltr_paddr //.
  by apply: sumr_ge0 => y _; rewrite mulr_ge0 ?ler0n // prodr_ge0 // => i _; exact: ler0n.
by rewrite ffunE mulr1 big1 ?ltr01 // => i _; rewrite ffunE.
Qed.

(** ** The messages obey the updates of belief propagation *)

Definition message_to_variable : edge_tables R (no_yes c) node_of := fun e =>
  match e with inl n => up n | inr n => down n end.
Definition message_to_factor : edge_tables R (no_yes c) node_of := fun e =>
  match e with inl n => down n | inr n => up n end.

Arguments message_to_variable e s : clear implicits.
Arguments message_to_factor e s : clear implicits.

Lemma lift_to_variable e :
  proportional (fun s => \sum_(y : copies | y e == s)
                  f (factor_of e) y * \prod_(e' | (factor_of e' == factor_of e) && (e' != e)) message_to_factor e' (y e'))
               (message_to_variable e).
Proof.
case: e => [n|m].
- exists (elsewhere n) => [|s]; first exact: elsewhere_gt0.
  have -> : message_to_variable (inl n) s = \sum_a (a == s)%:R * gathered la (node_at n) a up.
    by rewrite /= -(up_message_gathered la order tree).
  rewrite -(sum_at_factor la order tree n (fun b => (b == s)%:R) up) big_mkcond; apply: eq_bigr => y _.
  rewrite big_mkcondr prod_own eqxx mul1r; case: (y (inl n) == s); last by rewrite mul0r.
  by rewrite mul1r; congr (_ * _).
case: (eqVneq (m : nat) r) => [mr|mr].
  have root : factor_of (inr m) = None by apply/eqP; rewrite factor_of_root mr.
  pose h b := \sum_(y : copies | y (inr m) == b) (1 : R).
  exists (h true) => [|s].
    rewrite /h (bigD1 [ffun=> true]) /= ?ffunE // ltr_paddr ?ltr01 //.
    by apply: sumr_ge0 => y _; exact: ler01.
  rewrite root (eq_bigr (fun _ => s%:R)) => [|y /eqP ys].
    case: s; last by rewrite /= mr (downward_root order tree) mul1r subrr big1 ?mulr0.
    by rewrite /= mr (downward_root order tree) mulr1.
  rewrite big_pred0 ?mulr1 => [|[i|i]] //=.
    by rewrite -mr -[X in activity _ X]/(val m) activity_val /= ys.
  by rewrite factor_of_root; apply/negP => /andP[/eqP ir]; case/eqP; congr inr; apply: val_inj; rewrite /= ir mr.
pose p := parent c m; have mp := child_parent tree (ltn_ord m) mr; have pN := has_child_lt mp.
have [n np] : exists n : 'I_N, parent c m = n by exists (Ordinal pN).
have fm : factor_of (inr m) = Some n by apply/eqP; rewrite factor_of_inr (mem_kids_parent order tree) np.
have mk : m \in kids n by rewrite -factor_of_inr fm.
exists (elsewhere n) => [|s]; first exact: elsewhere_gt0.
pose mu i b : R := if i == m :> nat then (b == s)%:R else up i b.
have -> : message_to_variable (inr m) s = \sum_a down n a * gathered la (node_at n) a mu.
  by rewrite (down_message_gathered la order tree) // -np.
rewrite -(sum_at_factor la order tree n) big_mkcond; apply: eq_bigr => y _.
rewrite fm big_mkcondr prod_own /=.
rewrite (bigD1_seq m) ?(uniq_kids order tree) //= eqxx mul1r [in RHS](bigD1_seq m) ?(uniq_kids order tree) //=.
rewrite {1}/mu eqxx; case: eqP => _; last by rewrite !(mul0r, mulr0).
rewrite mul1r mulrCA; congr (_ * (_ * _)); apply: eq_bigr => i im.
have -> : (inr i != inr m :> copy c) by apply: contra im => /eqP[->].
by rewrite /mu; have -> : (i == m :> nat) = false by apply/negbTE.
Qed.

Lemma lift_to_factor e s :
  \prod_(e' | (node_of e' == node_of e) && (e' != e)) at_state (message_to_variable e') s =
  message_to_factor e s.
Proof.
case: e s => n s; rewrite big_sumType /=.
- rewrite [X in X * _]big_pred0 => [|i]; last by apply/negP => /andP[/eqP ->]; rewrite eqxx.
  by rewrite mul1r (big_pred1 n) => [|i]; [rewrite at_stateE|rewrite andbT].
- rewrite [X in _ * X]big_pred0 => [|i]; last by apply/negP => /andP[/eqP ->]; rewrite eqxx.
  by rewrite mulr1 (big_pred1 n) => [|i]; [rewrite at_stateE|rewrite andbT].
Qed.

Theorem lift_messages : obey_updates factor_of f message_to_factor message_to_variable.
Proof. by split=> e; [exact: lift_to_variable|apply: proportional_eq => s; exact: lift_to_factor]. Qed.

(** No other messages do: those of children determine those of their parent, and from the root on, those of a node determine those
    of its children. *)
Theorem lift_messages_unique m d : obey_updates factor_of f m d ->
  forall e, proportional (m e) (message_to_factor e) /\ proportional (d e) (message_to_variable e).
Proof.
case=> to_d to_m.
have m_inr n : proportional (m (inr n)) (d (inl n)).
  apply: (proportional_trans (proportional_sym (to_m (inr n)))); apply: proportional_eq => s; rewrite big_sumType /=.
  rewrite [X in _ * X]big_pred0 => [|i]; last by apply/negP => /andP[/eqP ->]; rewrite eqxx.
  by rewrite mulr1 (big_pred1 n) => [|i]; [rewrite at_stateE|rewrite andbT].
have m_inl n : proportional (m (inl n)) (d (inr n)).
  apply: (proportional_trans (proportional_sym (to_m (inl n)))); apply: proportional_eq => s; rewrite big_sumType /=.
  rewrite [X in X * _]big_pred0 => [|i]; last by apply/negP => /andP[/eqP ->]; rewrite eqxx.
  by rewrite mul1r (big_pred1 n) => [|i]; [rewrite at_stateE|rewrite andbT].
have from_m e : (forall e', factor_of e' == factor_of e -> e' != e -> proportional (m e') (message_to_factor e')) ->
    proportional (d e) (message_to_variable e).
  move=> mm; apply: (proportional_trans (proportional_sym (to_d e))).
  exact: (proportional_trans (updates_scale f mm) (lift_to_variable e)).
have up_ k : forall n : 'I_N, (n < k)%N -> proportional (d (inl n)) (up n).
  elim: k => // k IH n nk; apply: from_m => -[i|i] /=; first by move/eqP=> [->]; rewrite eqxx.
  rewrite factor_of_inr (mem_kids_parent order tree) => /eqP pi _; apply: (proportional_trans (m_inr i)); apply: IH.
  by rewrite -ltnS; apply: leq_trans nk; rewrite -pi ltnS; exact: (parent_gt order tree (ltn_ord i)).
have up_all n : proportional (d (inl n)) (up n) by exact: (up_ N n (ltn_ord n)).
have down_ k : forall n : 'I_N, (N - n <= k)%N -> proportional (d (inr n)) (down n).
  elim: k => [|k IH] n nk; first by move: nk; rewrite leqn0 subn_eq0 leqNgt ltn_ord.
  apply: from_m => -[p|i] pn _; last exact: proportional_trans (m_inr i) (up_all i).
  apply: (proportional_trans (m_inl p)); apply: IH; rewrite -ltnS; apply: leq_trans nk; apply: ltn_sub2l => //.
  move: pn; rewrite eq_sym factor_of_inr (mem_kids_parent order tree) => /eqP <-; exact: (parent_gt order tree (ltn_ord n)).
have down_all n : proportional (d (inr n)) (down n) by exact: (down_ N n (leq_subr _ _)).
case=> n; split; [|exact: up_all| |exact: down_all].
  exact: proportional_trans (m_inl n) (down_all n).
exact: proportional_trans (m_inr n) (up_all n).
Qed.

(** ** The beliefs of nodes, and of sums *)

Theorem belief_node (n : 'I_N) (s : bool) : S r != 0 ->
  belief message_to_variable n s = if s then D n * S n / S r else 1 - D n * S n / S r.
Proof.
move=> r0; have prodE (b : no_yes c n) : \prod_(e | node_of e == n) at_state (message_to_variable e) b = up n b * down n b.
  by rewrite big_sumType /= !(big_pred1 n) // !at_stateE.
rewrite /belief /normalise (eq_bigr _ (fun b _ => prodE b)) prodE big_bool /= mul1r [S n * _]mulrC addrC subrK.
by case: s; rewrite /= ?mul1r ?mulrBl ?divff // [S n * _]mulrC.
Qed.

(** The sum s with these edges takes the edge to m, or rests, in the copies that its factor reads. *)
Definition own_takes (y : copies) s (edges : seq (R * nat)) m := y (inl s) && only (activity (y \o inr)) m (unzip2 edges).
Definition own_rests (y : copies) s (edges : seq (R * nat)) := ~~ y (inl s) && none (activity (y \o inr)) (unzip2 edges).

Section Gate.
Variables (s : 'I_N) (edges : seq (R * nat)).
Hypothesis s_sum : node_at s = Sum edges.
Let unnormalised (y : copies) := f (Some s) y * \prod_(e | factor_of e == Some s) message_to_factor e (y e).

Let distinct : uniq (unzip2 edges).
Proof. by have := uniq_children order tree s; rewrite s_sum. Qed.

(** An event that asks copies one by one. *)
Lemma event_weight (event : pred copies) (own : bool -> bool) (child : nat -> bool -> bool) :
  (forall y, event y = own (y (inl s)) && all (fun i : 'I_N => child i (y (inr i))) (kids s)) ->
  \sum_(y : copies | event y) unnormalised y =
  elsewhere s * \sum_a ((own a)%:R * down s a) * gathered la (node_at s) a (fun i b => (child i b)%:R * up i b).
Proof.
move=> eventE; rewrite -(sum_at_factor la order tree s (fun a => (own a)%:R * down s a)) big_mkcond.
apply: eq_bigr => y _; rewrite /unnormalised big_split /= prod_bool eventE prod_own /=.
case: (own _) => /=; last by rewrite !mul0r.
case: (all _ _) => /=; last by rewrite !(mul0r, mulr0).
by rewrite !mul1r mulrCA.
Qed.

Lemma belief_total : \sum_(y : copies) unnormalised y = elsewhere s * S r.
Proof.
rewrite (@event_weight predT predT (fun _ => predT)) => [|y]; last by rewrite all_predT.
have upE a : gathered la (node_at s) a (fun i b => 1 * up i b) = up s a.
  rewrite -(up_message_gathered la order tree s a) (bigD1 a) //= eqxx mul1r [X in _ = _ + X]big1 ?addr0 => [|b /negbTE ->].
    by apply: eq_bigr => g _; congr (_ * _); apply: eq_bigr => i _; rewrite mul1r.
  by rewrite mul0r.
by congr (_ * _); rewrite big_bool !upE /= !mul1r mulr1 addrC subrK.
Qed.

Theorem belief_takes e : e \in edges ->
  \sum_(y : copies | own_takes y s edges e.2)
    factor_belief factor_of f message_to_factor (Some s) y = D s * e.1 * S e.2 / S r.
Proof.
move=> ex; rewrite /factor_belief /normalise -mulr_suml -/unnormalised belief_total.
rewrite (@event_weight _ id (fun i b => b == (i == e.2))) => [|y]; last first.
  congr (_ && _); rewrite /only -[unzip2 edges]/(children (Sum edges)) -s_sum -(val_kids order) all_map.
  by apply: eq_all => i /=; rewrite activity_val.
rewrite invfM mulrACA divff ?mul1r ?lt0r_neq0 ?elsewhere_gt0 //; congr (_ / _).
rewrite big_bool /= mul1r !mul0r addr0 -mulrA; congr (_ * _).
rewrite /gathered s_sum big_map /= -[in RHS](edge_alone distinct ex) mulr_suml; apply: eq_big_seq => d dx /=.
rewrite mulrAC mulrC; congr (_ * _); case: eqP => [->|de].
  rewrite mul1r (bigD1_seq e.2) ?map_f //= !eqxx mul1r big1 ?mulr1 // => m /negbTE ->.
  by rewrite mul1r.
by rewrite mul0r (bigD1_seq d.2) ?map_f //= eqxx (introF eqP de) !mul0r.
Qed.

Theorem belief_rests : S r != 0 ->
  \sum_(y : copies | own_rests y s edges)
    factor_belief factor_of f message_to_factor (Some s) y = 1 - D s * S s / S r.
Proof.
move=> r0; rewrite /factor_belief /normalise -mulr_suml -/unnormalised belief_total.
rewrite (@event_weight _ negb (fun _ b => ~~ b)) => [|y]; last first.
  congr (_ && _); rewrite /none -[unzip2 edges]/(children (Sum edges)) -s_sum -(val_kids order) all_map.
  by apply: eq_all => i /=; rewrite activity_val.
rewrite invfM mulrACA divff ?mul1r ?lt0r_neq0 ?elsewhere_gt0 // -[in RHS](divff r0) -mulrBl; congr (_ / _).
by rewrite big_bool /= !mul0r add0r /gathered big_seq1 /= !mul1r big1 ?mulr1.
Qed.
End Gate.

(** ** The table q_{-1} exists, unless the entries of some factor add up to 0 *)

(** The sum of a node's factor over the activities of the node and its children. *)
Definition entries_total (x : node R) : R :=
  match x with
  | Indicator i t => 1 + la i t
  | Constant w => 1 + w
  | Sum edges => 1 + \sum_(e <- edges) e.1
  | Product _ => 2%:R
  end.

Lemma factor_entries (a : option 'I_N) :
  (\sum_(y : copies) f a y != 0) = if a is Some n then entries_total (node_at n) != 0 else true.
Proof.
case: a => [n|].
  have -> : \sum_(y : copies) f (Some n) y = elsewhere n * \sum_a 1 * gathered la (node_at n) a (fun _ _ => 1).
    rewrite -(sum_at_factor la order tree n (fun=> 1) (fun _ _ => 1)); apply: eq_bigr => y _.
    by rewrite mul1r big1 ?mulr1.
  rewrite mulf_eq0 negb_or lt0r_neq0 ?elsewhere_gt0 //= big_bool /= !mul1r /gathered.
  rewrite (eq_bigr fst) => [|g _]; last by rewrite big1 ?mulr1.
  rewrite [X in _ + X](eq_bigr fst) => [|g _]; last by rewrite big1 ?mulr1.
  by rewrite addrC; case: (node_at n) => [i t|w|edges|ms] /=; rewrite ?big_map ?big_seq1.
rewrite lt0r_neq0 // (bigD1 [ffun=> true]) //= ltr_paddr //.
  by apply: sumr_ge0 => y _; exact: ler0n.
by rewrite /activity (insubT (fun k => (k < N)%N) rN) /= ffunE ltr01.
Qed.

Lemma independent_factors (s : seq (option 'I_N)) : uniq s ->
  #|{: copies}|%:R ^+ size s * (\sum_(y : copies) \prod_(a <- s) f a y) =
  #|{: copies}|%:R * \prod_(a <- s) \sum_(y : copies) f a y.
Proof.
elim: s => [_|a s IH /= /andP[a_new /IH {}IH]].
  by rewrite expr0 mul1r big_nil mulr1 (eq_bigr (fun=> 1)) => [|y _]; rewrite ?big_nil // sumr_const.
rewrite big_cons mulrCA -IH exprSr (eq_bigr (fun y : copies => f a y * \prod_(b <- s) f b y)) => [|y _]; last first.
  by rewrite big_cons.
rewrite -mulrA (sum_independent (B := fun e => factor_of e == a)); first by rewrite mulrCA.
  by move=> y z same; apply: lift_local.
move=> y z same; apply: eq_big_seq => b bs; apply: lift_local => e /eqP eb; apply: same; rewrite eb.
by apply: contra a_new => /eqP <-.
Qed.

Theorem start_exists :
  (\sum_(y : copies) \prod_a f a y != 0) = [forall n : 'I_N, entries_total (node_at n) != 0].
Proof.
have cards : #|{: copies}|%:R != 0 :> R.
  by rewrite pnatr_eq0 -lt0n; apply/card_gt0P; exists [ffun=> true].
have := independent_factors (index_enum_uniq _); move/(congr1 (fun u => u != 0)).
rewrite !mulf_eq0 expf_eq0 (negbTE cards) andbF /= => ->; rewrite prodf_seq_neq0.
apply/allP/forallP => [all_ n|all_ [n|] _]; last by rewrite factor_entries.
  by have := all_ (Some n) (mem_index_enum _); rewrite factor_entries.
by rewrite factor_entries; exact: all_.
Qed.
End Lift.
Arguments message_to_variable {R} c r la e s.
Arguments message_to_factor {R} c r la e s.
