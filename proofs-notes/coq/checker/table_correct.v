(** * Tables and sets are what they should be

    Indices stand for the natural numbers from 0 ([number]); a table that was set at an index answers there, and
    nowhere else differently; sets have the members that they should. *)

From mathcomp Require Import all_ssreflect.
From KLProp Require Import table.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

(** ** Indices and numbers *)

Fixpoint positive_of (p : index) : nat :=
  match p with One => 1 | Even q => (positive_of q).*2 | Odd q => (positive_of q).*2.+1 end.
Definition number (p : index) : nat := (positive_of p).-1.
Definition nth_index n : index := iter n next One.

Lemma positive_of_gt0 p : 0 < positive_of p.
Proof. by elim: p => //= p; rewrite double_gt0. Qed.

Lemma positive_of_inj : injective positive_of.
Proof.
elim=> [|p IHp|p IHp] [|q|q] //=.
- by move=> h; have := positive_of_gt0 q; case: (positive_of q) h.
- by move=> [h]; have := positive_of_gt0 q; case: (positive_of q) h.
- by move=> h; have := positive_of_gt0 p; case: (positive_of p) h.
- by move=> /double_inj /IHp ->.
- by move/(congr1 odd); rewrite /= !odd_double.
- by move=> [h]; have := positive_of_gt0 p; case: (positive_of p) h.
- by move/(congr1 odd); rewrite /= !odd_double.
- by move=> [/double_inj /IHp ->].
Qed.

Lemma number_inj : injective number.
Proof.
move=> p q; rewrite /number => h; apply: positive_of_inj.
by rewrite -(prednK (positive_of_gt0 p)) h prednK ?positive_of_gt0.
Qed.

Lemma number_next p : number (next p) = (number p).+1.
Proof.
suff E : positive_of (next p) = (positive_of p).+1 by rewrite /number E /= prednK ?positive_of_gt0.
by elim: p => //= p ->; rewrite doubleS.
Qed.

Lemma number_nth n : number (nth_index n) = n.
Proof. by elim: n => //= n IH; rewrite number_next IH. Qed.

Lemma nth_number p : nth_index (number p) = p.
Proof. by apply: number_inj; rewrite number_nth. Qed.

(** ** Digits in reverse *)

Fixpoint digits (p : index) : seq bool :=
  match p with One => [::] | Even q => false :: digits q | Odd q => true :: digits q end.

Lemma digits_inj : injective digits.
Proof. by elim=> [|p IH|p IH] [|q|q] //= [/IH ->]. Qed.

Lemma digits_reverse p : digits (reverse p) = rev (digits p).
Proof.
suff onto a : digits (reverse_onto p a) = catrev (digits p) (digits a) by rewrite /reverse onto.
by elim: p a => [|p IH|p IH] a //=; rewrite IH.
Qed.

Lemma reverse_inj : injective reverse.
Proof. by move=> p q pq; apply: digits_inj; apply: (can_inj revK); rewrite -!digits_reverse pq. Qed.

(** ** Tables *)

Lemma get_at_nothing A p : get_at p (@Nothing A) = None.
Proof. by case: p. Qed.

Lemma get_nothing A p : get p (@Nothing A) = None.
Proof. exact: get_at_nothing. Qed.

Lemma get_at_set A p (a : A) m : get_at p (set_at p a m) = Some a.
Proof. by elim: p m => [|p IH|p IH] [|e h o] /=; rewrite ?IH. Qed.

Lemma get_at_set_other A p q (a : A) m : p <> q -> get_at q (set_at p a m) = get_at q m.
Proof.
elim: p q m => [|p IH|p IH] [|q|q] [|e h o] //= differ; rewrite ?get_at_nothing ?IH ?get_at_nothing //;
  by move=> pq; apply: differ; rewrite pq.
Qed.

Lemma get_set A p q (a : A) m : get q (set p a m) = if number q == number p then Some a else get q m.
Proof.
rewrite /get /set; case: eqP => [/number_inj ->|differ]; first exact: get_at_set.
by rewrite get_at_set_other // => /reverse_inj pq; apply: differ; rewrite pq.
Qed.

Lemma update_set A p f (m : table A) : update p f m = set p (f (get p m)) m.
Proof.
rewrite /update /set /get; elim: (reverse p) m => [|d IH|d IH] [|e h o] //=; rewrite IH //; by case: d {IH}.
Qed.

Local Arguments entry : simpl never.

Lemma get_at_entry A q e h o : get_at q (@entry A e h o) = get_at q (Entry e h o).
Proof. by rewrite /entry; case: e h o => [|? ? ?] [?|] [|? ? ?] //; case: q => [|q|q] //=; rewrite get_at_nothing. Qed.

Lemma get_clear A p q (m : table A) : get q (clear p m) = if number q == number p then None else get q m.
Proof.
rewrite /get /clear; case: eqP => [/number_inj ->|differ].
  by elim: (reverse p) m => [|d IH|d IH] [|e h o]; rewrite ?get_at_nothing // -[clear_at _ _]/(entry _ _ _) get_at_entry /=.
have: reverse p <> reverse q by move=> /reverse_inj pq; apply: differ; rewrite pq.
elim: (reverse p) (reverse q) m => [|d IH|d IH] d' [|e h o] distinct; rewrite ?get_at_nothing // -[clear_at _ _]/(entry _ _ _);
  rewrite get_at_entry; case: d' distinct => [|d'|d'] //= distinct; by apply: IH => dd; apply: distinct; rewrite dd.
Qed.

Lemma get_enter A q p (l : seq A) m :
  get q (enter p l m) =
  if number p <= number q < number p + size l then nth None (map Some l) (number q - number p) else get q m.
Proof.
elim: l p m => [|a l IH] p m /=; first by rewrite addn0; case: ltnP => // h; rewrite andbF.
rewrite IH number_next get_set; case: (ltngtP (number p) (number q)) => h /=.
- by rewrite addSn addnS -(subnSK h) /=.
- by [].
- by rewrite h addnS ltnS leq_addr subnn.
Qed.

(** ** Sets *)

Lemma same_indexP p q : reflect (p = q) (same_index p q).
Proof.
apply: (iffP idP) => [|->]; last by elim: q.
by elim: p q => [|p IH|p IH] [|q|q] //= /IH ->.
Qed.

Lemma on_path_bare p : on_path p Bare = false.
Proof. by case: p. Qed.

Lemma on_path_path p q : on_path q (path p) = same_index p q.
Proof. by elim: p q => [|p IH|p IH] [|q|q] //=; rewrite ?IH ?on_path_bare. Qed.

Lemma member_branches p s : member p s = on_path (reverse p) (branches_of s).
Proof.
case: s => [|q|b] //=; first by rewrite on_path_bare.
by rewrite on_path_path; apply/same_indexP/same_indexP => [->|/reverse_inj].
Qed.

Lemma member_empty p : member p Empty = false.
Proof. by []. Qed.

Lemma member_singleton p q : member q (singleton p) = (number q == number p).
Proof. by apply/same_indexP/eqP => [->|/number_inj]. Qed.

Lemma on_path_joined s t u q : joined s t = Some u ->
  on_path q u = on_path q s || on_path q t /\ on_path q s && on_path q t = false.
Proof.
elim: s t u q => [|e IHe h o IHo] [|e' h' o'] u q.
- by case=> <-; rewrite on_path_bare.
- by case=> <-; rewrite on_path_bare.
- by case=> <-; rewrite on_path_bare orbF andbF.
rewrite [joined _ _]/=; case hh : (h && h') => //; case Ee : (joined e e') => [e''|] //.
case Eo : (joined o o') => [o''|] // [<-].
by case: q => [|q|q] //=; [exact: IHe|exact: IHo].
Qed.

Lemma member_union s t u p : disjoint_union s t = Some u ->
  member p u = member p s || member p t /\ member p s && member p t = false.
Proof.
have [[-> ->]|[[-> ->]|->]] : (s = Empty /\ disjoint_union s t = Some t) \/ (t = Empty /\ disjoint_union s t = Some s) \/
    disjoint_union s t = if joined (branches_of s) (branches_of t) is Some b then Some (Several b) else None.
- by case: s t => [|q|b] [|q'|b']; auto.
- by case=> <-.
- by case=> <-; rewrite orbF andbF.
case E : (joined _ _) => [b|] // [<-].
by rewrite !member_branches; exact: on_path_joined E.
Qed.

Lemma alike_same (identical : branches -> branches -> bool) s t :
  (forall s t, identical s t -> s = t) -> alike identical s t <-> s = t.
Proof.
move=> sound; split=> [|->].
  elim: s t => [|e IHe h o IHo] [|e' h' o'] /=; case: ifP => [/sound same _|_] //.
  by case/and3P => /Bool.eqb_prop -> /IHe -> /IHo ->.
by elim: t => [|e IHe h o IHo] /=; case: ifP => // _; rewrite IHe IHo; case: h.
Qed.

(** What [identical] answers makes no difference, as long as it answers yes for equal branches only: a comparison of places
    in memory, whose answers are no function of the branches, does no harm. *)
Lemma equal_same (identical : branches -> branches -> bool) s t :
  (forall s t, identical s t -> s = t) -> equal identical s t <-> s = t.
Proof.
move=> sound; case: s t => [|p|b] [|q|b'] //=.
- by split=> [/same_indexP|[->]]; [move->|apply/same_indexP].
- by split=> [/(alike_same _ _ sound)|[->]]; [move->|apply/(alike_same _ _ sound)].
Qed.

Lemma equal_member (identical : branches -> branches -> bool) s t p :
  (forall s t, identical s t -> s = t) -> equal identical s t -> member p s = member p t.
Proof. by move=> sound /(equal_same _ _ sound) ->. Qed.

Lemma is_bareP b : reflect (forall q, on_path q b = false) (is_bare b).
Proof.
apply: (iffP idP).
- elim: b => [|e IHe h o IHo] /=; first by move=> _ q; exact: on_path_bare.
  by case: h => //=; case: ifP => // /IHe He /IHo Ho [|q|q] /=.
- elim: b => [|e IHe h o IHo] //= none; case: h none => [/(_ One)//|none].
  rewrite IHe; first by apply: IHo => q; exact: (none (Odd q)).
  by move=> q; exact: (none (Even q)).
Qed.

Lemma is_emptyP s : reflect (forall p, member p s = false) (is_empty s).
Proof.
have onto q : exists p, reverse p = q by exists (reverse q); apply: digits_inj; rewrite !digits_reverse revK.
case: s => [|p|b] /=; first by constructor.
  by constructor=> /(_ p); rewrite (introT (same_indexP p p)).
apply: (iffP (is_bareP b)) => [none p|none q]; first exact: none.
by have [p <-] := onto q; exact: none.
Qed.
