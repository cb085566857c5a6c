(** * What the checker knows after it has read the nodes

    The values and scopes that it computed are those of the circuit that the nodes describe, and the circuit is well
    formed, complete and decomposable, without negative parameters. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import circuit sweep derivative states parses positivity table table_correct program.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** What the abstract numbers of the checker have to be: names for the elements of a field. *)
Record naming (R : numFieldType) (F : Type) (zero one : F) (add mul : F -> F -> F) (invert : F -> F)
    (same : F -> F -> bool) (nonneg : F -> bool) (phi : F -> R) : Prop := Naming {
  phi_zero : phi zero = 0;
  phi_one : phi one = 1;
  phi_add : forall a b, phi (add a b) = phi a + phi b;
  phi_mul : forall a b, phi (mul a b) = phi a * phi b;
  phi_invert : forall a, phi (invert a) = (phi a)^-1;
  phi_same : forall a b, same a b = (phi a == phi b);
  phi_nonnegative : forall a, nonneg a = (0 <= phi a) }.

Section Denotation.
Variables (R : numFieldType) (F : Type) (zero : F) (phi : F -> R).

(** The node, and the evidence, that the records describe. *)
Definition denote (x : content F) : node R :=
  match x with
  | IndicatorNode i t => Indicator (number i) (number t)
  | ConstantNode a => Constant (phi a)
  | SumNode edges => Sum [seq (phi e.1, number e.2) | e <- edges]
  | ProductNode factors => Product (map number factors)
  end.

Definition denote_evidence (lam : seq (seq F)) : evidence R := fun i t => phi (nth zero (nth [::] lam i) t).
End Denotation.

Section Nodes.
Variables (R : numFieldType) (F : Type) (zero one : F) (add mul : F -> F -> F) (invert : F -> F).
Variables (same : F -> F -> bool) (nonneg : F -> bool) (identical : branches -> branches -> bool) (phi : F -> R).
Hypothesis names : naming zero one add mul invert same nonneg phi.
Hypothesis identical_sound : forall s t, identical s t -> s = t.
Implicit Types (infos : table (node_info F)) (z : numbers).

Variable lam : seq (seq F).
Notation la := (denote_evidence zero phi lam).
Notation denote := (denote phi).

(** ** The table of variables *)

Fixpoint variables_from p (l : seq (seq F)) (m : table (variable_info F)) : table (variable_info F) :=
  if l is entries :: rest
  then variables_from (next p) rest (set p (singleton p, enter One entries Nothing) m) else m.

Definition variables := variables_from One lam Nothing.

Lemma get_variables_from p l m q :
  get q (variables_from p l m) =
  if (number p <= number q < number p + size l)%N
  then Some (singleton q, enter One (nth [::] l (number q - number p)) Nothing) else get q m.
Proof.
elim: l p m => [|entries l IH] p m /=; first by rewrite addn0; case: ltnP => // h; rewrite andbF.
rewrite IH number_next get_set; case: (ltngtP (number p) (number q)) => h /=.
- by rewrite addSn addnS -(subnSK h) /=.
- by [].
- by rewrite h addnS ltnS leq_addr subnn (number_inj h).
Qed.

Lemma get_variables q scope entries : get q variables = Some (scope, entries) ->
  [/\ (number q < size lam)%N, scope = singleton q & entries = enter One (nth [::] lam (number q)) Nothing].
Proof.
rewrite /variables get_variables_from get_nothing add0n /= subn0; case: ltnP => // lt.
by case=> <- <-.
Qed.

Lemma get_entries t (l : seq F) a : get t (enter One l Nothing) = Some a -> (number t < size l)%N /\ a = nth zero l (number t).
Proof.
rewrite get_enter get_nothing add0n /= subn0; case: ltnP => // lt.
by rewrite (nth_map zero) // => -[<-].
Qed.

(** ** The table of nodes, read as functions *)

Definition value_in infos m : R := if get (nth_index m) infos is Some (s, _) then phi s else 0.
Definition scope_in infos i m : bool := if get (nth_index m) infos is Some (_, z) then member (nth_index i) z else false.

(** The entry j of the table is right for the node x with the value s. *)
Record entry_right infos j (x : content F) (s : F) : Prop := EntryRight {
  right_order : all (fun m => m < j)%N (children (denote x));
  right_value : phi s = upward_step la (denote x) (value_in infos);
  right_in : value_in infos j = phi s;
  right_scope : forall i, scope_in infos i j = scope_step i (denote x) (scope_in infos i);
  right_complete : forall edges, denote x = Sum edges ->
    forall i, {in children (denote x), forall m, scope_in infos i m = scope_in infos i j};
  right_decomposable : forall ms i, denote x = Product ms -> (count (scope_in infos i) ms <= 1)%N;
  right_indicator : forall i t, denote x = Indicator i t -> (i < size lam)%N /\ (t < size (nth [::] lam i))%N;
  right_sign : match denote x with
               | Constant a => 0 <= a
               | Sum edges => all (fun e => 0 <= e.1) edges
               | _ => true
               end }.

(** ** What [evaluate] computes *)

Lemma sum_of_edgesE infos z edges sum total : sum_of_edges add mul nonneg identical infos z edges sum = Some total ->
  [/\ phi total = phi sum + \sum_(e <- edges) phi e.1 * value_in infos (number e.2),
      all (fun e => 0 <= phi e.1) edges,
      all (fun e => if get e.2 infos is Some _ then true else false) edges &
      forall i, all (fun e => scope_in infos i (number e.2) == member (nth_index i) z) edges].
Proof.
elim: edges sum => [|[w p] edges IH] sum /=; first by case=> <-; rewrite big_nil addr0.
case E : (get p infos) => [[s z']|] //; case: ifP => // /andP[]; rewrite (phi_nonnegative names) => w0 zz' /IH [-> ws ks same_scope].
split=> //; first by rewrite big_cons (phi_add names) (phi_mul names) /value_in nth_number E addrA.
- by rewrite w0.
- by move=> i; rewrite same_scope andbT /scope_in nth_number E (equal_member _ identical_sound zz').
Qed.

Lemma product_of_factorsE infos factors product z v z' :
  product_of_factors mul infos factors product z = Some (v, z') ->
  [/\ phi v = phi product * \prod_(m <- map number factors) value_in infos m,
      all (fun p => if get p infos is Some _ then true else false) factors,
      forall i, member (nth_index i) z' = member (nth_index i) z || has (scope_in infos i) (map number factors) &
      forall i, (member (nth_index i) z + count (scope_in infos i) (map number factors) <= 1)%N].
Proof.
elim: factors product z => [|p factors IH] product z /=.
  by case=> <- <-; rewrite big_nil mulr1; split=> // i; [rewrite orbF|rewrite addn0; case: member].
case E : (get p infos) => [[s y]|] //; case Eu : (disjoint_union y z) => [u|] // /IH [-> ks scope once].
split=> //; first by rewrite big_cons (phi_mul names) /value_in nth_number E mulrA.
  move=> i; rewrite scope /scope_in nth_number E -/(scope_in infos i).
  by have [-> _] := member_union (nth_index i) Eu; rewrite orbA (orbC (member _ y)).
move=> i; have := once i; have [-> disjoint] := member_union (nth_index i) Eu.
rewrite {2}/scope_in nth_number E -/(scope_in infos i).
by case: (member _ y) disjoint; case: (member _ z) => //= _; rewrite ?add0n ?add1n.
Qed.

Lemma known_lt infos n p : (forall q, (n <= number q)%N -> get q infos = None) ->
  (if get p infos is Some _ then true else false) -> (number p < n)%N.
Proof. by move=> none; case: ltnP => // /none ->. Qed.

(** Adding an entry. *)
Lemma evaluate_right infos n x v z s :
  (forall q, (n <= number q)%N -> get q infos = None) ->
  evaluate zero one add mul nonneg identical variables infos x = Some (v, z) -> phi v = phi s ->
  entry_right (set (nth_index n) (kept x v s, z) infos) n x s.
Proof.
move=> none E vs; have: phi (kept x v s) = phi s by case: x {E}.
move: (kept x v s) E vs => kept_s E vs keptE; move: E vs; set infos' := set _ _ _.
have old_value m : (m < n)%N -> value_in infos' m = value_in infos m.
  by move=> mn; rewrite /value_in get_set !number_nth (ltn_eqF mn).
have old_scope i m : (m < n)%N -> scope_in infos' i m = scope_in infos i m.
  by move=> mn; rewrite /scope_in get_set !number_nth (ltn_eqF mn).
have new_value : value_in infos' n = phi s by rewrite /value_in get_set eqxx.
have new_scope i : scope_in infos' i n = member (nth_index i) z by rewrite /scope_in get_set eqxx.
case: x => [i t|a|[//|[w p] edges]|[//|p factors]]; rewrite /evaluate.
- case Ei : (get i variables) => [[y entries]|] //; case Et : (get t entries) => [a|] // [vE zE] vs.
  have [ilt yE entriesE] := get_variables Ei; rewrite entriesE in Et; have [tlt aE] := get_entries Et.
  split=> //=.
  + by rewrite -vs -vE aE.
  + by move=> j; rewrite new_scope -zE yE member_singleton number_nth eq_sym.
  + by move=> i' t' [<- <-].
- case: ifP => // a0 [vE zE] vs; split=> //=.
  + by rewrite -vs vE.
  + by move=> i; rewrite new_scope -zE member_empty.
  + by rewrite -(phi_nonnegative names).
- case Ep : (get p infos) => [[sp zp]|] //; case Es : (sum_of_edges _ _ _ _ _ _ _ _) => [total|] // [vE zE] vs.
  have [totalE signs known scopes] := sum_of_edgesE Es.
  have childrenE : children (denote (SumNode ((w, p) :: edges))) = [seq number e.2 | e <- (w, p) :: edges].
    by rewrite -[LHS]/(unzip2 [seq (phi e.1, number e.2) | e <- (w, p) :: edges]) /unzip2 -map_comp.
  have lt : all (fun m => m < n)%N (children (denote (SumNode ((w, p) :: edges)))).
    rewrite childrenE all_map; apply: sub_all known => e /=; exact: known_lt.
  have ext : {in children (denote (SumNode ((w, p) :: edges))), value_in infos' =1 value_in infos}.
    by move=> m /(allP lt); exact: old_value.
  have scope_all i : {in children (denote (SumNode ((w, p) :: edges))), forall m, scope_in infos' i m = member (nth_index i) zp}.
    have all_same : all (fun m => scope_in infos i m == member (nth_index i) zp) (children (denote (SumNode ((w, p) :: edges)))).
      by rewrite childrenE all_map; exact: scopes.
    by move=> m mx; rewrite old_scope ?(allP lt) //; exact/eqP/(allP all_same).
  split=> //.
  + rewrite -vs -vE totalE (phi_zero names) add0r (upward_step_ext la ext).
    by rewrite -[RHS]/(\sum_(e <- [seq (phi e.1, number e.2) | e <- (w, p) :: edges]) e.1 * value_in infos e.2) big_map.
  + move=> i; rewrite new_scope -zE [scope_step _ _ _]/= -[RHS]/(has _ (children (denote (SumNode ((w, p) :: edges))))).
    apply/idP/hasP => [h|[m mx]]; last by rewrite scope_all.
    by exists (number p); rewrite ?scope_all //= mem_head.
  + by move=> edges' _ i m mx; rewrite scope_all // new_scope zE.
  + by rewrite /= all_map.
- move=> Ep vs; have [vE known scope once] := product_of_factorsE Ep.
  have lt : all (fun m => m < n)%N (children (denote (ProductNode (p :: factors)))).
    rewrite -[children _]/(map number (p :: factors)) all_map; apply: sub_all known => q; exact: known_lt.
  have ext : {in children (denote (ProductNode (p :: factors))), value_in infos' =1 value_in infos}.
    by move=> m /(allP lt); exact: old_value.
  have same_scope i : {in children (denote (ProductNode (p :: factors))), scope_in infos' i =1 scope_in infos i}.
    by move=> m /(allP lt); exact: old_scope.
  split=> //.
  + by rewrite -vs vE (phi_one names) mul1r (upward_step_ext la ext).
  + by move=> i; rewrite new_scope scope member_empty (scope_step_ext i (same_scope i)).
  + by move=> ms i [<-]; rewrite (eq_in_count (same_scope i)); have := once i; rewrite member_empty.
Qed.

(** Older entries stay right. *)
Lemma entry_right_set infos n j x s e : (j < n)%N -> entry_right infos j x s -> entry_right (set (nth_index n) e infos) j x s.
Proof.
move=> jn [order value inside scope completeness once indicator sign]; set infos' := set _ _ _.
have old_value m : (m < n)%N -> value_in infos' m = value_in infos m.
  by move=> mn; rewrite /value_in get_set !number_nth (ltn_eqF mn).
have old_scope i m : (m < n)%N -> scope_in infos' i m = scope_in infos i m.
  by move=> mn; rewrite /scope_in get_set !number_nth (ltn_eqF mn).
have below m : m \in children (denote x) -> (m < n)%N by move/(allP order) => mj; exact: ltn_trans mj jn.
have ext : {in children (denote x), value_in infos' =1 value_in infos} by move=> m /below; exact: old_value.
have same_scope i : {in children (denote x), scope_in infos' i =1 scope_in infos i} by move=> m /below; exact: old_scope.
split=> //.
- by rewrite (upward_step_ext la ext).
- by rewrite old_value.
- by move=> i; rewrite old_scope // scope (scope_step_ext i (same_scope i)).
- by move=> edges E i m mx; rewrite (old_scope _ _ (below m mx)) old_scope //; exact: (completeness edges E i m mx).
- move=> ms i E; rewrite (eq_in_count (a2 := scope_in infos i)) => [|m mx]; first exact: once E.
  by apply: same_scope; rewrite E.
Qed.

(** ** All nodes *)

Variable xs : seq (content F * F).
Let x0 : content F * F := (ConstantNode zero, zero).
Notation node_of n := (nth x0 xs n).

(** The circuit that the nodes describe. *)
Definition circuit_of : seq (node R) := [seq denote x.1 | x <- xs].
Notation c := circuit_of.

Variable infos : table (node_info F).
Hypothesis right : forall j, (j < size xs)%N -> entry_right infos j (node_of j).1 (node_of j).2.

Lemma node_atE j : (j < size xs)%N -> node_at c j = denote (node_of j).1.
Proof. by move=> jx; rewrite /node_at /circuit_of (nth_map x0). Qed.

Lemma node_at_out j : (size xs <= j)%N -> node_at c j = empty_product R.
Proof. by move=> jx; rewrite node_at_size // size_map. Qed.

Lemma circuit_order : topological c.
Proof.
move=> n; case: (ltnP n (size xs)) => nx; last by rewrite node_at_out.
by rewrite node_atE //; exact: right_order (right nx).
Qed.

Lemma value_upward n : (n < size xs)%N -> value_in infos n = upward c la n.
Proof.
move=> nx; apply: (fold_unique 0 (fun _ => @upward_step_ext R la) circuit_order); last by rewrite size_map.
by move=> m; rewrite size_map => mx; rewrite node_atE // (right_in (right mx)) (right_value (right mx)).
Qed.

Lemma claimed_upward n : (n < size xs)%N -> phi (node_of n).2 = upward c la n.
Proof. by move=> nx; rewrite -value_upward // (right_in (right nx)). Qed.

Lemma scope_scope i n : (n < size xs)%N -> scope_in infos i n = scope c i n.
Proof.
move=> nx; apply: (fold_unique false (fun _ => @scope_step_ext R i) circuit_order); last by rewrite size_map.
by move=> m; rewrite size_map => mx; rewrite node_atE // (right_scope (right mx)).
Qed.

Lemma child_size n m : (n < size xs)%N -> m \in children (node_at c n) -> (m < size xs)%N.
Proof. by move=> nx /(child_lt circuit_order) mn; exact: ltn_trans nx. Qed.

Lemma circuit_complete : complete c.
Proof.
move=> n edges i E m mx; case: (ltnP n (size xs)) => nx; last by rewrite node_at_out in E.
rewrite -!scope_scope ?(child_size nx mx) //; rewrite node_atE // in E mx.
exact: (right_complete (right nx) E).
Qed.

Lemma circuit_decomposable : decomposable c.
Proof.
move=> n ms i E; case: (ltnP n (size xs)) => nx; last by move: E; rewrite node_at_out // => -[<-].
have -> : count (scope c i) ms = count (scope_in infos i) ms.
  by apply: eq_in_count => m mx; rewrite scope_scope // (@child_size n) // E.
by rewrite node_atE // in E; exact: (right_decomposable (right nx) i E).
Qed.

Lemma circuit_indicators n i t : node_at c n = Indicator i t -> (i < size lam)%N /\ (t < size (nth [::] lam i))%N.
Proof.
move=> E; case: (ltnP n (size xs)) => nx; last by rewrite node_at_out in E.
by rewrite node_atE // in E; exact: (right_indicator (right nx) E).
Qed.

Lemma circuit_signs : parameters_all nonnegative c.
Proof.
move=> n; case: (ltnP n (size xs)) => nx; last by rewrite node_at_out.
by rewrite node_atE //; exact: (right_sign (right nx)).
Qed.
End Nodes.
