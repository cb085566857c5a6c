(** * What the checker knows after it has read the derivatives

    The claimed derivatives are those of the reverse sweep, and the gate marginals that come with them are right. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states parses positivity table table_correct program nodes_correct.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Derivatives.
Variables (R : numFieldType) (F : Type) (zero one : F) (add mul : F -> F -> F) (invert : F -> F).
Variables (same : F -> F -> bool) (nonneg : F -> bool) (identical : branches -> branches -> bool) (phi : F -> R).
Hypothesis names : naming zero one add mul invert same nonneg phi.
Implicit Types (infos : table (node_info F)) (D : table F) (m : table (table F)).
Notation denote := (denote phi).

(** ** The table of derivatives, and that of derivatives by indicator, read as functions *)

Definition derivative_in D n : R := phi (value_at zero D (nth_index n)).

Definition indicator_in m i t : R :=
  derivative_in (match get (nth_index i) m with Some entries => entries | None => Nothing end) t.

Lemma derivative_in_nothing n : derivative_in Nothing n = 0.
Proof. by rewrite /derivative_in /value_at get_nothing (phi_zero names). Qed.

Lemma derivative_in_bump D p a n : derivative_in (bump add D p a) n = derivative_in D n + (number p == n)%:R * phi a.
Proof.
rewrite /derivative_in /value_at /bump update_set get_set number_nth eq_sym; case: eqP => [<-|_]; last by rewrite mul0r addr0.
by rewrite nth_number mul1r; case: (get p D) => [b|]; rewrite ?(phi_add names) // (phi_zero names) add0r.
Qed.

Lemma indicator_in_note i t d m i' t' :
  indicator_in (note_indicator add i t d m) i' t' =
  indicator_in m i' t' + ((number i == i') && (number t == t'))%:R * phi d.
Proof.
rewrite /indicator_in /note_indicator update_set get_set number_nth eq_sym; case: eqP => [<-|_]; last by rewrite mul0r addr0.
by rewrite derivative_in_bump nth_number.
Qed.

(** ** What a node gives to its children *)

Lemma give_edgesE f d edges D n :
  derivative_in (give_edges add mul d edges D) n = derivative_in D n + phi d * partial f (denote (SumNode edges)) n.
Proof.
elim: edges D => [|[w p] edges IH] D /=; first by rewrite big_nil mulr0 addr0.
by rewrite IH derivative_in_bump (phi_mul names) /= big_cons /=; ring.
Qed.

(** A list of factors that carries the products of those behind, times b. *)
Fixpoint laters_right (ps : seq (index * F)) (b : R) (l : seq (index * F * F)) : Prop :=
  match ps, l with
  | [::], [::] => True
  | (p, s) :: ps', (p', s', later) :: l' =>
      [/\ p = p', s = s', phi later = \prod_(q <- ps') phi q.2 * b & laters_right ps' b l']
  | _, _ => False
  end.

Lemma laters_right_rcons ps b l p s later :
  laters_right ps (phi s * b) l -> phi later = b -> laters_right (rcons ps (p, s)) b (rcons l (p, s, later)).
Proof.
elim: ps l => [|[p' s'] ps IH] [|[[p'' s''] later'] l] //=; first by split=> //; rewrite big_nil mul1r.
by move=> [<- <- later'E rest] laterE; split=> //; [rewrite -cats1 big_cat big_seq1 /= later'E; ring|exact: IH].
Qed.

Lemma with_later_right rp later result :
  exists2 l, laters_right (rev rp) (phi later) l & with_later mul rp later result = l ++ result.
Proof.
elim: rp later result => [|[p s] earlier IH] later result; first by exists [::].
have -> : with_later mul ((p, s) :: earlier) later result =
          with_later mul earlier (mul s later) ((p, s, later) :: result) by case: earlier {IH}.
have [l right ->] := IH (mul s later) ((p, s, later) :: result).
exists (rcons l (p, s, later)); last by rewrite cat_rcons.
by rewrite rev_cons; apply: laters_right_rcons; rewrite -?(phi_mul names).
Qed.

Lemma factor_valuesE infos factors reversed l : factor_values infos factors reversed = Some l ->
  exists ps, [/\ map fst ps = factors, l = catrev ps reversed &
                 map (fun q => phi q.2) ps = [seq value_in phi infos (number p) | p <- factors]].
Proof.
elim: factors reversed l => [|p factors IH] reversed l /=; first by case=> <-; exists [::].
case E : (get p infos) => [[s z]|] // /IH [ps [<- -> values]].
by exists ((p, s) :: ps); split=> //=; rewrite values /value_in nth_number E.
Qed.

Lemma give_factorsE (f : nat -> R) d ps l D n :
  laters_right ps 1 l -> map (fun q => phi q.2) ps = [seq f (number p) | p <- map fst ps] ->
  derivative_in (give_factors add mul d l D) n =
  derivative_in D n + phi d * product_partial f (map number (map fst ps)) n.
Proof.
elim: ps l d D => [|[p s] ps IH] [|[[p' s'] later] l] d D //=; first by move=> _ _; rewrite mulr0 addr0.
case=> <- <- laterE right [sE values].
have -> : (match l with [::] => bump add D p (mul d later)
           | _ :: _ => give_factors add mul (mul d s) l (bump add D p (mul d later)) end) =
          give_factors add mul (mul d s) l (bump add D p (mul d later)) by case: l {right}.
rewrite (IH _ _ _ right values) derivative_in_bump !(phi_mul names) laterE mulr1 -sE.
have -> : \prod_(b <- map number (map fst ps)) f b = \prod_(q <- ps) phi q.2.
  by rewrite -[RHS](big_map (fun q => phi q.2) predT id) values !big_map.
by rewrite mulrDr addrA (mulrCA (phi d)) !mulrA.
Qed.

(** ** Gate marginals *)

Lemma selections_rightE infos reach edges select : selections_right mul same infos reach edges select ->
  size select = size edges /\
  forall j, (j < size edges)%N -> phi (nth zero select j) =
    phi reach * ((edge_of [seq (phi e.1, number e.2) | e <- edges] j).1 *
                 value_in phi infos (edge_of [seq (phi e.1, number e.2) | e <- edges] j).2).
Proof.
elim: edges select => [|[w p] edges IH] [|a select] //=.
case E : (get p infos) => [[s z]|] //; case: ifP => //; rewrite (phi_same names) => /eqP aE /IH [sizes right].
split=> [|[|j] jx]; first by rewrite sizes.
  by rewrite /= aE !(phi_mul names) /value_in nth_number E.
by rewrite /= right.
Qed.

(** ** One record *)

Variable lam : seq (seq F).
Notation la := (denote_evidence zero phi lam).
Variable xs : seq (content F * F).
Let x0 : content F * F := (ConstantNode zero, zero).
Notation node_of n := (nth x0 xs n).
Notation c := (circuit_of phi xs).
Variable infos : table (node_info F).
Hypothesis right : forall j, (j < size xs)%N -> entry_right zero phi lam infos j (node_of j).1 (node_of j).2.
Variables (total : F) (scope : numbers).

(** The nodes below k, the last one first. *)
Fixpoint stack k : seq (index * content F) := if k is j.+1 then (nth_index j, (node_of j).1) :: stack j else [::].

Notation state_at k D m := (after_derivative lam infos total (invert total) scope D m (stack k)).

(** A claimed derivative, with the claimed gate marginals of a sum. *)
Definition claim := (F * option (F * seq F))%type.
Definition claim_record (x : claim) : record F :=
  match x with (d, None) => DerivativeRecord d | (d, Some (visit, select)) => GateRecord d visit select end.

(** At a sum that mentions a variable the gate marginals are there, and are what the claimed derivative makes them. *)
Definition gate_right n (x : claim) : Prop :=
  forall edges, node_at c n = Sum edges -> (exists i, circuit.scope c i n) ->
  exists visit select, [/\ x.2 = Some (visit, select), size select = size edges,
    phi visit = phi x.1 * upward c la n / phi total &
    forall j, (j < size edges)%N ->
      phi (nth zero select j) = phi x.1 * (edge_of edges j).1 * upward c la (edge_of edges j).2 / phi total].

Let order := circuit_order right.

Lemma deriveE k D m d gate st : (k < size xs)%N ->
  derive zero one add mul same lam infos total (invert total) scope D m (stack k.+1) d gate = Some st ->
  exists D' m', [/\ st = state_at k D' m', phi d = derivative_in D k, gate_right k (d, gate),
    (forall n, (n < k)%N -> derivative_in D' n = derivative_in D n + phi d * partial (upward c la) (node_at c k) n) &
    forall i t, indicator_in m' i t = indicator_in m i t + (is_indicator i t (node_at c k))%:R * phi d].
Proof.
move=> kx; rewrite /= (phi_same names) eq_sym; case: eqP => // dE.
have clearE n : (n < k)%N -> derivative_in (clear (nth_index k) D) n = derivative_in D n.
  by move=> nk; rewrite /derivative_in /value_at get_clear !number_nth (ltn_eqF nk).
have node_k : node_at c k = denote (node_of k).1 by exact: (node_atE zero phi kx).
have not_sum : (forall edges, (node_of k).1 <> SumNode edges) -> gate_right k (d, gate).
  by move=> differ edges E; move: node_k; rewrite E; case: (node_of k).1 differ => // edges' /(_ edges').
case X : (node_of k).1 => [i t|a|edges|factors] in node_k not_sum *.
- case: gate not_sum => // not_sum [<-]; exists (clear (nth_index k) D), (note_indicator add i t d m); split=> //; first exact: not_sum.
    by move=> n nk; rewrite node_k /= mulr0 addr0 clearE.
  by move=> i' t'; rewrite indicator_in_note node_k.
- case: gate not_sum => // not_sum [<-]; exists (clear (nth_index k) D), m; split=> //; first exact: not_sum.
    by move=> n nk; rewrite node_k /= mulr0 addr0 clearE.
  by move=> i' t'; rewrite node_k mul0r addr0.
- case E : (get (nth_index k) infos) => [[s z]|] //; case: ifP => // checked [<-].
  exists (give_edges add mul d edges (clear (nth_index k) D)), m; split=> //.
  + move=> edges' E' [i mentioned]; move: E'; rewrite node_k => -[<-].
    have nonempty : is_empty z = false.
      apply/negbTE/negP => /is_emptyP none; move: mentioned; rewrite -(scope_scope right) //.
      by rewrite /scope_in E none.
    case: gate {not_sum} checked => [[visit select]|]; last by rewrite nonempty.
    rewrite nonempty; case: ifP => //; rewrite (phi_same names) !(phi_mul names) (phi_invert names) => /eqP visitE.
    case/selections_rightE=> sizes selectE; exists visit, select; split=> //=; first by rewrite size_map.
      rewrite visitE -(value_upward right) // /value_in E; ring.
    rewrite size_map => j jx; rewrite selectE // !(phi_mul names) (phi_invert names) (value_upward right); first by rewrite mulrAC !mulrA.
    by apply: (child_size right kx); rewrite node_k; apply: edge_of_child; rewrite size_map.
  + by move=> n nk; rewrite (give_edgesE (upward c la)) node_k clearE.
  + by move=> i' t'; rewrite node_k mul0r addr0.
- case: gate not_sum => // not_sum.
  case E : (factor_values infos factors [::]) => [reversed|] // [<-].
  have [ps [psE -> values]] := factor_valuesE E.
  have [l laters ->] := with_later_right (catrev ps [::]) one [::].
  exists (give_factors add mul d (l ++ [::]) (clear (nth_index k) D)), m; split=> //; first exact: not_sum.
  + move=> n nk; rewrite cats0 -(clearE n nk); rewrite -/(rev ps) revK (phi_one names) in laters.
    rewrite (give_factorsE (f := upward c la) _ _ _ laters) ?psE ?node_k // values.
    have child : all (fun j => j < size xs)%N (map number factors).
      by apply/allP => q qx; apply: (child_size right kx); rewrite node_k.
    elim: {psE values E X node_k not_sum} factors child => //= p factors IH /andP[px child].
    by rewrite (value_upward right) // IH.
  + by move=> i' t'; rewrite node_k mul0r addr0.
Qed.

(** ** All derivatives *)

Lemma run_derivatives k D m records st : (k <= size xs)%N ->
  run zero one add mul invert same nonneg identical (state_at k D m) records = Some st -> accepting st ->
  exists claims rest m', [/\ size claims = k, records = map claim_record (rev claims) ++ rest,
    run zero one add mul invert same nonneg identical (ReadingMarginals lam total (invert total) scope m' One) rest = Some st,
    forall n x, (n < k)%N -> phi (nth x claims n).1 = sweep c (upward c la) k (derivative_in D) n /\ gate_right n (nth x claims n) &
    forall i t x, indicator_in m' i t =
      indicator_in m i t + \sum_(n < k | is_indicator i t (node_at c n)) phi (nth x claims n).1].
Proof.
elim: k D m records => [|k IH] D m records kx.
  move=> runs accepted; exists [::], records, m; split=> //.
  by move=> i t x; rewrite big_ord0 addr0.
case: records => [[<-]//|r records].
have step d gate records' st' :
    derive zero one add mul same lam infos total (invert total) scope D m (stack k.+1) d gate = Some st' ->
    run zero one add mul invert same nonneg identical st' records' = Some st -> accepting st ->
    exists claims rest m', [/\ size claims = k.+1,
      claim_record (d, gate) :: records' = map claim_record (rev claims) ++ rest,
      run zero one add mul invert same nonneg identical (ReadingMarginals lam total (invert total) scope m' One) rest = Some st,
      forall n x, (n < k.+1)%N ->
        phi (nth x claims n).1 = sweep c (upward c la) k.+1 (derivative_in D) n /\ gate_right n (nth x claims n) &
      forall i t x, indicator_in m' i t =
        indicator_in m i t + \sum_(n < k.+1 | is_indicator i t (node_at c n)) phi (nth x claims n).1].
  move/(deriveE kx) => [D' [m' [-> dE gate_ok D'E m'E]]] runs accepted.
  have [claims [rest [m'' [sizes -> runs' claims_right m''E]]]] := IH D' m' records' (ltnW kx) runs accepted.
  exists (rcons claims (d, gate)), rest, m''; split=> //; first by rewrite size_rcons sizes.
  - by rewrite rev_rcons.
  - have D'E' n : (n < k)%N -> derivative_in D' n = derivative_in D n + derivative_in D k * partial (upward c la) (node_at c k) n.
      by move=> nk; rewrite D'E // dE.
    move=> n x; rewrite nth_rcons sizes ltnS leq_eqVlt => /orP[/eqP ->|nk]; last first.
      by rewrite nk /= -(sweep_ext_below order _ D'E') //; exact: claims_right.
    rewrite ltnn eqxx; split=> //=; rewrite (sweepE order) big1 ?addr0 => [|j _].
      by rewrite dE (partial_above order) // mulr0 addr0.
    by rewrite (partial_above order) ?mulr0 // ltnW.
  - move=> i t x; rewrite (m''E i t x) m'E big_mkcond [in RHS]big_mkcond big_ord_recr /= nth_rcons sizes ltnn eqxx /=.
    rewrite -addrA [X in _ + X]addrC; congr (_ + (_ + _)); last by case: is_indicator; rewrite ?mul1r ?mul0r.
    by apply: eq_bigr => n _; rewrite nth_rcons sizes ltn_ord.
case: r => [entries|x s|value|d|d visit select|probabilities] // runs.
- have {runs} : (if derive zero one add mul same lam infos total (invert total) scope D m (stack k.+1) d None is Some st'
    then run zero one add mul invert same nonneg identical st' records else None) = Some st by exact: runs.
  by move E : (derive _ _ _ _ _ _ _ _ _ _ _ _ _ _ _) => [st'|] //; exact: (step d None records st' E).
- have {runs} : (if derive zero one add mul same lam infos total (invert total) scope D m (stack k.+1) d (Some (visit, select))
    is Some st' then run zero one add mul invert same nonneg identical st' records else None) = Some st by exact: runs.
  by move E : (derive _ _ _ _ _ _ _ _ _ _ _ _ _ _ _) => [st'|] //; exact: (step d (Some (visit, select)) records st' E).
Qed.
End Derivatives.
