(** * The distribution over joint states, and the network polynomial

    A joint state x gives every variable a state. Its mass is S at the 0/1 indicators of x, times the evidence λ at x;
    probabilities are ratios of masses. This is the paper's Pr(· | e), read as a distribution over joint states.

    The main results, for complete and decomposable circuits:
    - [upward_group]: in the evidence of one variable, S is linear, with coefficients that the reverse sweep computes;
    - [network_polynomial]: S(e) is the total mass of the joint states.

    A variable that the circuit does not mention (that is outside the root's scope) is still a variable: it is
    independent of the others and distributed as its evidence. [absent_mass] is what such variables contribute. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** ** Definitions *)

Definition state (variables states : nat) := {ffun 'I_variables -> 'I_states}.

Section Definitions.
Variable R : comRingType.
Implicit Types (la : evidence R) (c : seq (node R)).

(** Evidence with the entries of variable i replaced. *)
Definition set_group la (i : nat) (mu : nat -> R) : evidence R := fun j t => if j == i then mu t else la j t.

(** The entries that say "state t". *)
Definition point (t : nat) : nat -> R := fun u => (u == t)%:R.

(** The 0/1 indicators of a joint state. *)
Definition indicators_of nv k (x : state nv k) : evidence R :=
  fun i t => if insub i is Some i' then (nat_of_ord (x i') == t)%:R else 0.

Definition state_mass c r nv k la (x : state nv k) : R :=
  upward c (indicators_of x) r * \prod_(i < nv) la i (x i).

Definition total_mass c r nv k la : R := \sum_(x : state nv k) state_mass c r la x.

(** What the variables outside the root's scope add up to. *)
Definition absent_mass c r nv k la : R := \prod_(i < nv | ~~ scope c i r) \sum_(t < k) la i t.
End Definitions.

(** What Section 4 assumes of a sum–product network with root r, for [nv] variables of at most [k] states. *)
Record network (R : Type) (c : seq (node R)) (r nv k : nat) : Prop := Network {
  network_order : topological c;
  network_complete : complete c;
  network_decomposable : decomposable c;
  network_indicators : indicators_within c nv k;
  network_root : (r < size c)%N }.

(** The probability of an event under the distribution over joint states. *)
Definition state_probability (R : fieldType) (c : seq (node R)) r nv k la (event : pred (state nv k)) : R :=
  (\sum_(x : state nv k | event x) state_mass c r la x) / total_mass c r nv k la.

(** ** Linearity in one variable's evidence *)

Section Linear.
Variable R : comRingType.
Variable c : seq (node R).
Hypotheses (order : topological c) (Hc : complete c) (Hd : decomposable c).
Variable r : nat.
Hypothesis rN : (r < size c)%N.
Implicit Types (la : evidence R) (mu : nat -> R).
Notation node_at := (node_at c).
Notation scope := (scope c).

(** Outside the scope of n, evidence does not matter. *)
Lemma upward_off_scope la i mu n : ~~ scope i n -> upward c (set_group la i mu) n = upward c la n.
Proof.
elim/ltn_ind: n => n IH; rewrite scopeE // !upwardE // => off.
case E : (node_at n) off => [j t|a|edges|edges] //=.
- by rewrite /set_group => /negbTE ->.
- move/hasPn => off; apply: eq_big_seq => e ex; have en : e.2 \in children (node_at n) by rewrite E map_f.
  by rewrite IH ?(child_lt order en) // off // map_f.
- move/hasPn => off; apply: eq_big_seq => m mx; have mn : m \in children (node_at n) by rewrite E.
  by rewrite IH ?(child_lt order mn) // off.
Qed.

(** S with other evidence for variable i, at the nodes that mention it. *)
Let changed la i mu n : R := if scope i n then upward c (set_group la i mu) n else 0.
Let seed i mu n : R := if node_at n is Indicator j t then (j == i)%:R * mu t else 0.

(** In a decomposable product only one factor mentions i, so replacing it there is replacing it everywhere. *)
Lemma product_differential_once (mentions : nat -> bool) (f g : nat -> R) edges :
  (count mentions edges <= 1)%N -> (forall m, m \in edges -> ~~ mentions m -> g m = f m) ->
  product_differential f (fun m => if mentions m then g m else 0) edges =
  if has mentions edges then \prod_(m <- edges) g m else 0.
Proof.
elim: edges => //= a edges IH; rewrite big_cons => once same.
have same' : forall m, m \in edges -> ~~ mentions m -> g m = f m.
  by move=> m mx; apply: same; rewrite inE mx orbT.
have once' : (count mentions edges <= 1)%N by apply: leq_trans once; apply: leq_addl.
rewrite (IH once' same') {IH}; case: ifP once => ma /= once; last first.
  by rewrite mul0r add0r -(same a) ?mem_head ?ma //; case: ifP => //; rewrite mulr0.
have/negbTE none : ~~ has mentions edges by rewrite has_count -leqNgt -(leq_add2l 1%N).
rewrite none mulr0 addr0; congr (_ * _); apply: eq_big_seq => m mx.
by rewrite same' //; apply/negP => mm; move/hasP: none; case; exists m.
Qed.

Lemma changedE la i mu n : changed la i mu n = seed i mu n + differential (upward c la) (changed la i mu) (node_at n).
Proof.
rewrite /changed /seed {1}scopeE // upwardE //; case E : (node_at n) => [j t|a|edges|edges] /=.
- by rewrite addr0 /set_group; case: (j == i); rewrite ?mul1r ?mul0r.
- by rewrite addr0.
- have same e : e \in edges -> scope i e.2 = scope i n.
    by move=> ex; apply: (Hc i E); rewrite E map_f.
  have <- : scope i n = has (scope i) (unzip2 edges) by rewrite scopeE // E.
  rewrite add0r; case: ifP => sn.
    by apply: eq_big_seq => e ex; rewrite same // sn.
  by rewrite big1_seq // => e /= ex; rewrite same // sn mulr0.
- rewrite add0r (@product_differential_once (scope i)) //; first exact: Hd E.
  by move=> m _; apply: upward_off_scope.
Qed.

(** Replacing the evidence of a variable in the root's scope. *)
Lemma upward_set_group la i mu : scope i r ->
  upward c (set_group la i mu) r =
  \sum_(n < size c) downward c la r n * (if node_at n is Indicator j t then (j == i)%:R * mu t else 0).
Proof.
by move=> sr; have := adjoint order rN (fun n _ => changedE la i mu n); rewrite {1}/changed sr.
Qed.

Variables nv k : nat.
Hypothesis Hi : indicators_within c nv k.

Theorem upward_group la i mu : scope i r ->
  upward c (set_group la i mu) r = \sum_(t < k) mu t * indicator_downward c la r i t.
Proof.
move=> sr; rewrite upward_set_group //.
under [RHS]eq_bigr => t _ do rewrite /indicator_downward big_mkcond mulr_sumr.
rewrite exchange_big /=; apply: eq_bigr => n _; rewrite /is_indicator.
case E : (node_at n) => [j u|a|edges|edges]; try by rewrite mulr0 big1 // => t _; rewrite mulr0.
case: (j == i) => /=; last by rewrite mul0r mulr0 big1 // => t _; rewrite mulr0.
have [_ uk] := Hi E; rewrite (bigD1 (Ordinal uk)) //= eqxx mul1r mulrC big1 ?addr0 // => t.
by rewrite -val_eqE /= eq_sym => /negbTE ->; rewrite mulr0.
Qed.

(** The sweep's derivative is the value at the evidence "X_i = t". *)
Corollary upward_point la i t : (t < k)%N -> scope i r ->
  upward c (set_group la i (point R t)) r = indicator_downward c la r i t.
Proof.
move=> tk sr; rewrite upward_group // (bigD1 (Ordinal tk)) //= /point eqxx mul1r big1 ?addr0 // => u.
by rewrite -val_eqE /= => /negbTE ->; rewrite mul0r.
Qed.

(** Only the entries of actual variables and states matter. *)
Lemma upward_evidence_ext la la' n : (forall i t, (i < nv)%N -> (t < k)%N -> la i t = la' i t) ->
  upward c la n = upward c la' n.
Proof.
move=> same; elim/ltn_ind: n => n IH; rewrite !upwardE //.
have IH' : {in children (node_at n), upward c la =1 upward c la'} by move=> m /(child_lt order); exact: IH.
rewrite (upward_step_ext la IH'); case E : (node_at n) => [i t|a|edges|edges] //=.
by have [? ?] := Hi E; apply: same.
Qed.

(** ** The network polynomial *)

Hypothesis k_pos : (0 < k)%N.
Notation total la := (total_mass c r nv k la).
Notation absent la := (absent_mass c r nv k la).

Lemma indicators_ofE (x : state nv k) (i : 'I_nv) t : indicators_of R x i t = (nat_of_ord (x i) == t)%:R.
Proof. by rewrite /indicators_of valK. Qed.

Lemma sum_indicators (x : state nv k) (i : 'I_nv) : \sum_(t < k) indicators_of R x i t = 1.
Proof.
rewrite (bigD1 (x i)) //= indicators_ofE eqxx big1 ?addr0 // => t.
by rewrite indicators_ofE -val_eqE /= eq_sym => /negbTE ->.
Qed.

Lemma total_at_indicators (x0 : state nv k) la :
  (forall (i : 'I_nv) (t : 'I_k), la i t = indicators_of R x0 i t) -> total la = upward c la r * absent la.
Proof.
move=> point_x0.
have -> : absent la = 1.
  by apply: big1 => i _; under eq_bigr => t _ do rewrite point_x0; exact: sum_indicators.
rewrite mulr1 /total_mass (bigD1 x0) //= [X in _ + X]big1 ?addr0 => [|x xx0].
  rewrite /state_mass [X in _ * X]big1 ?mulr1.
    by apply: upward_evidence_ext => i t i1 t1; rewrite -(point_x0 (Ordinal i1) (Ordinal t1)).
  by move=> i _; rewrite point_x0 indicators_ofE eqxx.
have [i differ] : exists i, x i != x0 i.
  apply/existsP; rewrite -negb_forall; apply: contra xx0 => /forallP same.
  by apply/eqP/ffunP => i; apply/eqP.
rewrite /state_mass (bigD1 i) //= point_x0 indicators_ofE.
have -> : (nat_of_ord (x0 i) == x i) = false by apply/negbTE; rewrite eq_sym.
by rewrite mul0r mulr0.
Qed.

(** Both sides of the network polynomial are linear in the evidence of each variable. *)

Lemma total_linear la (j : 'I_nv) : total la = \sum_(t < k) la j t * total (set_group la j (point R t)).
Proof.
under [RHS]eq_bigr => t _ do rewrite /total_mass mulr_sumr.
rewrite exchange_big /=; apply: eq_bigr => x _; rewrite /state_mass.
under eq_bigr => t _ do rewrite mulrCA (bigD1 j) //= {1}/set_group eqxx /point.
rewrite -mulr_sumr (bigD1 (x j)) //= eqxx mul1r [X in _ + X]big1 ?addr0 => [|t]; last first.
  by rewrite -val_eqE /= eq_sym => /negbTE ->; rewrite mul0r mulr0.
congr (_ * _); rewrite (bigD1 j) //=; congr (_ * _); apply: eq_bigr => i ij.
by rewrite /set_group; have -> : (nat_of_ord i == j) = false by apply/negbTE.
Qed.

Lemma absent_on_scope la (j : 'I_nv) mu : scope j r -> absent (set_group la j mu) = absent la.
Proof.
move=> sj; apply: eq_bigr => i off; apply: eq_bigr => t _; rewrite /set_group.
by case: eqP => // ij; rewrite ij sj in off.
Qed.

Lemma absent_off_scope la (j : 'I_nv) mu : ~~ scope j r ->
  absent (set_group la j mu) = (\sum_(t < k) mu t) * \prod_(i < nv | ~~ scope i r && (i != j)) \sum_(t < k) la i t.
Proof.
move=> sj; rewrite /absent_mass (bigD1 j) //=; congr (_ * _).
  by apply: eq_bigr => t _; rewrite /set_group eqxx.
apply: eq_bigr => i /andP[_ ij]; apply: eq_bigr => t _; rewrite /set_group.
by have -> : (nat_of_ord i == j) = false by apply/negbTE.
Qed.

Lemma absentE la (j : 'I_nv) : ~~ scope j r ->
  absent la = (\sum_(t < k) la j t) * \prod_(i < nv | ~~ scope i r && (i != j)) \sum_(t < k) la i t.
Proof. by move=> sj; rewrite /absent_mass (bigD1 j). Qed.

Lemma sum_point (t : 'I_k) : \sum_(u < k) point R t u = 1.
Proof.
rewrite (bigD1 t) //= /point eqxx big1 ?addr0 // => u.
by rewrite -val_eqE /= => /negbTE ->.
Qed.

Lemma network_linear la (j : 'I_nv) :
  upward c la r * absent la =
  \sum_(t < k) la j t * (upward c (set_group la j (point R t)) r * absent (set_group la j (point R t))).
Proof.
case: (boolP (scope j r)) => sj.
- under eq_bigr => t _ do rewrite absent_on_scope // upward_point // mulrA.
  rewrite -mulr_suml -upward_group //; congr (_ * _).
  by apply: upward_evidence_ext => i t _ _; rewrite /set_group; case: eqP => // ->.
- under eq_bigr => t _ do rewrite absent_off_scope // upward_off_scope // sum_point mul1r mulrCA.
  by rewrite -mulr_sumr -mulr_suml (absentE _ sj).
Qed.

(** By induction on the number of variables whose evidence is not the indicator of a state. *)
Theorem network_polynomial la : upward c la r * absent la = total la.
Proof.
suff P m : (m <= nv)%N -> forall la,
    (exists x0 : state nv k, forall (i : 'I_nv) (t : 'I_k), (m <= i)%N -> la i t = indicators_of R x0 i t) ->
    upward c la r * absent la = total la.
  by apply: (P nv) => //; exists [ffun=> Ordinal k_pos] => i t; rewrite leqNgt ltn_ord.
elim: m => [|m IH] mnv {}la [x0 fixed].
  by rewrite (total_at_indicators (x0 := x0)) // => i t; exact: fixed.
pose j := Ordinal mnv; rewrite (total_linear la j) (network_linear la j).
apply: eq_bigr => t _; congr (_ * _); apply: IH; first exact: ltnW.
exists [ffun i => if i == j then t else x0 i] => i u; rewrite /set_group indicators_ofE ffunE -val_eqE /=.
case: eqP => [_ _|/eqP im mi]; first by rewrite /point eq_sym.
by rewrite fixed ?indicators_ofE // ltn_neqAle eq_sym im.
Qed.

(** When the root mentions every variable, this is the network polynomial of the paper. *)
Corollary network_polynomial_all la : (forall i, (i < nv)%N -> scope i r) -> upward c la r = total la.
Proof.
move=> all_scope; rewrite -network_polynomial /absent_mass big_pred0 ?mulr1 // => i.
by rewrite all_scope.
Qed.

(** The mass of the joint states of an event in which X_i = t: concentrate the evidence of X_i on t. *)
Lemma mass_of_state_and la (i : 'I_nv) (t : 'I_k) (event : pred (state nv k)) :
  \sum_(x : state nv k | (x i == t) && event x) state_mass c r la x =
  la i t * \sum_(x | event x) state_mass c r (set_group la i (point R t)) x.
Proof.
rewrite mulr_sumr [LHS]big_mkcond [RHS]big_mkcond /=; apply: eq_bigr => x _; case: (event x); last by rewrite andbF.
rewrite andbT /state_mass mulrCA [in RHS](bigD1 i) //= [in LHS](bigD1 i) //= {1}/set_group eqxx /point.
have -> : \prod_(j < nv | j != i) set_group la i (fun u => (u == t)%:R) j (x j) = \prod_(j < nv | j != i) la j (x j).
  by apply: eq_bigr => j ji; rewrite /set_group; have -> : (nat_of_ord j == i) = false by apply/negbTE.
by rewrite -val_eqE /=; case: eqP => [->|_]; rewrite ?mul1r ?mul0r ?mulr0.
Qed.

Corollary mass_of_state la (i : 'I_nv) (t : 'I_k) :
  \sum_(x : state nv k | x i == t) state_mass c r la x = la i t * total (set_group la i (point R t)).
Proof.
by rewrite -mass_of_state_and; apply: eq_bigl => x; rewrite andbT.
Qed.

Corollary mass_of_state_in_scope la (i : 'I_nv) (t : 'I_k) : scope i r ->
  \sum_(x : state nv k | x i == t) state_mass c r la x = la i t * indicator_downward c la r i t * absent la.
Proof. by move=> sr; rewrite mass_of_state -network_polynomial upward_point // absent_on_scope // mulrA. Qed.

Corollary mass_of_state_off_scope la (i : 'I_nv) (t : 'I_k) : ~~ scope i r ->
  (\sum_(x : state nv k | x i == t) state_mass c r la x) * (\sum_(u < k) la i u) = la i t * total la.
Proof.
move=> sr; rewrite mass_of_state -!network_polynomial upward_off_scope // absent_off_scope // sum_point.
by rewrite (absentE la sr); ring.
Qed.
End Linear.

(** Sums over the joint states of one variable are sums over its states: for examples. *)
Lemma sum_one_variable (V : zmodType) k (F : state 1 k -> V) : \sum_(x : state 1 k) F x = \sum_(t < k) F [ffun=> t].
Proof.
rewrite (reindex (fun t : 'I_k => [ffun=> t] : state 1 k)) //; exists (fun x : state 1 k => x ord0) => x _.
  by rewrite ffunE.
by apply/ffunP => i; rewrite ffunE (ord1 i).
Qed.

Lemma sum_one_variable_if (V : zmodType) k (F : state 1 k -> V) (event : pred (state 1 k)) :
  \sum_(x : state 1 k | event x) F x = \sum_(t < k | event [ffun=> t]) F [ffun=> t].
Proof. by rewrite big_mkcond sum_one_variable -big_mkcond. Qed.
