(** * The checker is sound

    If [accepts] answers yes, then the records are: the evidence of each variable, the nodes with their values, S(e), a
    claim about each node in the opposite order, and the marginals of each variable; the nodes are a circuit that is well
    formed, complete and decomposable, without negative weights, constants or evidence; S(e) is positive; and every
    claimed number is the exact one:

    - S(n) and D(n), the latter also as a formal derivative;
    - the visit and selection probabilities of each sum that mentions a variable, over parses (Theorem 4.1(b));
    - the probability of each state of each variable, over joint states (Theorem 4.1(a)).

    Two things are assumed, and stated as hypotheses: that the numbers of the checker are those of a field ([naming],
    proved for fractions in fraction_correct.v), and that [identical] answers yes for equal sets only. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep derivative states parses positivity thm_4_1_a thm_4_1_b.
From KLProp Require Import table table_correct program nodes_correct derivatives_correct.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Soundness.
Variables (R : numFieldType) (F : Type) (zero one : F) (add mul : F -> F -> F) (invert : F -> F).
Variables (same : F -> F -> bool) (nonneg : F -> bool) (identical : branches -> branches -> bool) (phi : F -> R).
Hypothesis names : naming zero one add mul invert same nonneg phi.
Hypothesis identical_sound : forall s t, identical s t -> s = t.

Notation run := (run zero one add mul invert same nonneg identical).
Notation accepts := (accepts zero one add mul invert same nonneg identical).
Notation evidence_of := (denote_evidence zero phi).

(** ** The evidence *)

Definition evidence_nonnegative (lam : seq (seq F)) : bool := all (all (fun a => 0 <= phi a)) lam.

Lemma all_nonnegativeE l : all_nonnegative nonneg l = all (fun a => 0 <= phi a) l.
Proof. by elim: l => //= a l ->; rewrite (phi_nonnegative names); case: ifP. Qed.

Lemma variables_from_rcons p (l : seq (seq F)) e m : variables_from p (rcons l e) m =
  set (iter (size l) next p) (singleton (iter (size l) next p), enter One e Nothing) (variables_from p l m).
Proof. by elim: l p m => [|e' l IH] p m //=; rewrite IH -iterSr. Qed.

Lemma run_variables lam0 records st : evidence_nonnegative lam0 ->
  run (ReadingVariables (nth_index (size lam0)) (variables lam0) (rev lam0)) records = Some st -> accepting st ->
  exists lam rest, [/\ records = map (fun e => VariableRecord e) lam ++ rest, evidence_nonnegative (lam0 ++ lam) &
    run (ReadingNodes (variables (lam0 ++ lam)) (lam0 ++ lam) One Nothing [::]) rest = Some st].
Proof.
elim: records lam0 => [|r records IH] lam0 good runs accepted; first by move: runs accepted => [<-].
case: r runs => // [entries|x s] runs.
- have {runs} : (if all_nonnegative nonneg entries then
     run (ReadingVariables (next (nth_index (size lam0))) (set (nth_index (size lam0))
       (singleton (nth_index (size lam0)), enter One entries Nothing) (variables lam0)) (entries :: rev lam0)) records
     else None) = Some st by rewrite -[RHS]runs /=; case: all_nonnegative.
  rewrite all_nonnegativeE; case: ifP => // entries_good runs.
  have [|||lam [rest [-> good' runs']]] := IH (rcons lam0 entries) => //.
  + by rewrite /evidence_nonnegative all_rcons entries_good.
  + by rewrite size_rcons rev_rcons /variables variables_from_rcons.
  by exists (entries :: lam), rest; rewrite -cat_rcons.
- exists [::], (NodeRecord x s :: records); rewrite cats0; split=> //.
  rewrite -[RHS]runs /=; congr (match _ with Some _ => _ | None => _ end); congr add_node.
  suff -> : List.rev_append (rev lam0) [::] = lam0 by [].
  have append (a b : seq (seq F)) : List.rev_append a b = catrev a b by elim: a b => //= e a IHa b; rewrite IHa.
  by rewrite append -/(rev _) revK.
Qed.

(** ** The nodes *)

Section Nodes.
Variable lam : seq (seq F).
Let x0 : content F * F := (ConstantNode zero, zero).

Definition nodes_right (xs : seq (content F * F)) (infos : table (node_info F)) : Prop :=
  (forall q, (size xs <= number q)%N -> get q infos = None) /\
  forall j, (j < size xs)%N -> entry_right zero phi lam infos j (nth x0 xs j).1 (nth x0 xs j).2.

Lemma stack_rcons xs x k : (k <= size xs)%N -> stack zero (rcons xs x) k = stack zero xs k.
Proof. by elim: k => //= k IH kx; rewrite IH ?(ltnW kx) // nth_rcons kx. Qed.

Lemma run_nodes xs infos records st : nodes_right xs infos ->
  run (ReadingNodes (variables lam) lam (nth_index (size xs)) infos (stack zero xs (size xs))) records = Some st ->
  accepting st ->
  exists ys total rest infos' st', [/\
    records = map (fun x => NodeRecord x.1 x.2) ys ++ TotalRecord total :: rest,
    nodes_right (xs ++ ys) infos',
    close_nodes zero one invert same lam infos' (stack zero (xs ++ ys) (size (xs ++ ys))) total = Some st' &
    run st' rest = Some st].
Proof.
elim: records xs infos => [|r records IH] xs infos good runs accepted; first by move: runs accepted => [<-].
case: r runs => // [x s|total] runs.
- have {runs} : (if evaluate zero one add mul nonneg identical (variables lam) infos x is Some (v, z) then
     if same v s then run (ReadingNodes (variables lam) lam (next (nth_index (size xs)))
       (set (nth_index (size xs)) (kept x v s, z) infos) ((nth_index (size xs), x) :: stack zero xs (size xs))) records
     else None else None) = Some st.
    by rewrite -[RHS]runs /= /add_node; case: evaluate => [[v z]|] //; case: same.
  case E : evaluate => [[v z]|] //; case: ifP => //; rewrite (phi_same names) => /eqP vs runs.
  have [none old] := good; have new := evaluate_right names identical_sound none E vs.
  have [|||ys [total [rest [infos' [st' [-> good' closes runs']]]]]] := IH (rcons xs (x, s)) (set (nth_index (size xs)) (kept x v s, z) infos) => //.
  + split=> [q|j]; rewrite size_rcons.
      by move=> xq; rewrite get_set number_nth (gtn_eqF xq) none // ltnW.
    rewrite ltnS leq_eqVlt nth_rcons => /orP[/eqP ->|jx]; first by rewrite ltnn eqxx.
    by rewrite jx; exact: (entry_right_set (kept x v s, z) jx (old j jx)).
  + by rewrite size_rcons /= nth_rcons ltnn eqxx stack_rcons.
  by exists ((x, s) :: ys), total, rest, infos', st'; rewrite -!cat_rcons.
- have {runs} : (if close_nodes zero one invert same lam infos (stack zero xs (size xs)) total is Some st'
     then run st' records else None) = Some st by exact: runs.
  case E : close_nodes => [st'|] // runs.
  by exists [::], total, records, infos, st'; rewrite cats0.
Qed.
End Nodes.

(** ** The marginals *)

Section Marginals.
Variables (total : F) (scope : numbers) (m : table (table F)).

(** The claimed probabilities of one variable. *)
Definition marginal_right i (entries probabilities : seq F) : Prop :=
  size probabilities = size entries /\
  if member (nth_index i) scope
  then forall t, (t < size entries)%N ->
         phi (nth zero probabilities t) = phi (nth zero entries t) * indicator_in zero phi m i t / phi total
  else \sum_(t < size entries) phi (nth zero entries t) != 0 /\
       forall t, (t < size entries)%N ->
         phi (nth zero probabilities t) = phi (nth zero entries t) / \sum_(u < size entries) phi (nth zero entries u).

Lemma marginals_rightE factor (derivatives : table F) t0 entries probabilities :
  marginals_right zero mul same factor derivatives (nth_index t0) entries probabilities ->
  size probabilities = size entries /\ forall t, (t < size entries)%N ->
    phi (nth zero probabilities t) =
    phi factor * (phi (nth zero entries t) * derivative_in zero phi derivatives (t0 + t)).
Proof.
elim: entries probabilities t0 => [|a entries IH] [|b probabilities] t0 //=.
case: ifP => //; rewrite (phi_same names) => /eqP bE /(IH _ t0.+1) [sizes right].
split=> [|[|t] tx]; first by rewrite sizes.
  by rewrite /= bE !(phi_mul names) addn0.
by rewrite /= right // addSnnS.
Qed.

Lemma sum_ofE l sum : phi (sum_of add l sum) = phi sum + \sum_(t < size l) phi (nth zero l t).
Proof.
elim: l sum => [|a l IH] sum /=; first by rewrite big_ord0 addr0.
by rewrite IH (phi_add names) big_ord_recl /= addrA.
Qed.

Lemma proportionalE sum entries probabilities : phi sum != 0 -> proportional mul same sum entries probabilities ->
  size probabilities = size entries /\ forall t, (t < size entries)%N ->
    phi (nth zero probabilities t) = phi (nth zero entries t) / phi sum.
Proof.
move=> sum0; elim: entries probabilities => [|a entries IH] [|b probabilities] //=.
case: ifP => //; rewrite (phi_same names) (phi_mul names) => /eqP bE /IH [sizes right].
split=> [|[|t] tx]; first by rewrite sizes.
  by rewrite /= -bE mulfK.
by rewrite /= right.
Qed.

Lemma run_marginals lam i records st :
  run (ReadingMarginals lam total (invert total) scope m (nth_index i)) records = Some st -> accepting st ->
  exists ms, [/\ records = map (fun probabilities => MarginalRecord probabilities) ms, size ms = size lam &
    forall j, (j < size lam)%N -> marginal_right (i + j) (nth [::] lam j) (nth [::] ms j)].
Proof.
elim: records lam i => [|r records IH] lam i runs accepted.
  by move: runs accepted => [<-]; case: lam => // _; exists [::].
case: r runs => // probabilities; case: lam => [//|entries lam] runs.
have {runs} : (if (if member (nth_index i) scope
     then marginals_right zero mul same (invert total)
       (match get (nth_index i) m with Some e => e | None => Nothing end) One entries probabilities
     else if same (sum_of add entries zero) zero then false
       else proportional mul same (sum_of add entries zero) entries probabilities)
   then run (ReadingMarginals lam total (invert total) scope m (next (nth_index i))) records else None) = Some st.
  rewrite -[RHS]runs /=; case: (member _ _); first by case: marginals_right.
  by case: (same _ _) => //; case: proportional.
case: ifP => // right runs; have [ms [-> sizes rest]] := IH lam i.+1 runs accepted.
exists (probabilities :: ms); split=> //=; first by rewrite sizes.
case=> [_|j jx]; last by rewrite /= -addSnnS; exact: rest.
rewrite addn0 /= /marginal_right; case: ifP right => _ right.
  have [sizes_t rightE] := @marginals_rightE (invert total) _ 0 entries probabilities right.
  by split=> // t tx; rewrite rightE // (phi_invert names) add0n mulrC.
move: right; case: ifP => //; rewrite (phi_same names) sum_ofE (phi_zero names) add0r => /negbT sum0.
move/proportionalE; rewrite sum_ofE (phi_zero names) add0r => /(_ sum0) [sizes_t rightE].
by split.
Qed.
End Marginals.

(** ** What acceptance means *)

(** A certificate in order: evidence, nodes with their values, S(e), claims (here in the order of the nodes), marginals. *)
Definition certificate_records lam xs total (claims : seq (claim F)) ms : seq (record F) :=
  map (fun e => VariableRecord e) lam ++ map (fun x => NodeRecord x.1 x.2) xs ++ TotalRecord total ::
  map (@claim_record F) (rev claims) ++ map (fun probabilities => MarginalRecord probabilities) ms.

(** Everything about it is right. *)
Record certificate_right (lam : seq (seq F)) (xs : seq (content F * F)) (total : F) (claims : seq (claim F))
    (ms : seq (seq F)) (c : seq (node R)) (r : nat)
    (la : evidence R) : Prop := Right {
  (* the circuit is what Section 4 assumes *)
  certified_root : (0 < size c)%N;
  certified_order : topological c;
  certified_indicators : forall n i t, node_at c n = Indicator i t -> (i < size lam)%N /\ (t < size (nth [::] lam i))%N;
  certified_complete : complete c;
  certified_decomposable : decomposable c;
  certified_parameters : parameters_all nonnegative c;
  certified_evidence : evidence_all nonnegative la;
  (* there is one claim for each node, and one list of probabilities for each variable *)
  certified_claims : size claims = size xs;
  certified_marginals : size ms = size lam;
  (* upward values *)
  certified_upward : forall n x, (n < size xs)%N -> phi (nth x xs n).2 = upward c la n;
  certified_total : phi total = upward c la r;
  certified_positive : 0 < upward c la r;
  (* downward values *)
  certified_downward : forall n x, (n < size xs)%N -> phi (nth x claims n).1 = downward c la r n;
  certified_derivative : forall n x, (n < size xs)%N -> phi (nth x claims n).1 = node_derivative c la r n;
  (* gate marginals *)
  certified_gates : forall n x edges, node_at c n = Sum edges -> (exists i, scope c i n) ->
    exists visit select, [/\ (nth x claims n).2 = Some (visit, select), size select = size edges,
      phi visit = parse_probability c r la (visits n) &
      forall j, (j < size edges)%N -> phi (nth zero select j) = parse_probability c r la (selects n j)];
  (* variable marginals, for joint states of so many states a variable that all fit *)
  certified_sizes : forall i, (i < size lam)%N -> size (nth [::] ms i) = size (nth [::] lam i);
  certified_probabilities : forall k, (forall i, size (nth [::] lam i) <= k)%N ->
    forall (i : 'I_(size lam)) (t : 'I_k), (t < size (nth [::] lam i))%N ->
    phi (nth zero (nth [::] ms i) t) = state_probability c r la (fun x : state (size lam) k => x i == t) }.

Theorem checker_sound records : accepts records ->
  exists lam xs total claims ms,
    records = certificate_records lam xs total claims ms /\
    certificate_right lam xs total claims ms (circuit_of phi xs) (size xs).-1 (evidence_of lam).
Proof.
rewrite /accepts; case E : (run _ records) => [st|] // accepted.
have [lam [rest [-> lam_good {E}E]]] := @run_variables [::] records st isT E accepted.
have nothing : nodes_right lam [::] Nothing by split=> // q _; exact: get_nothing.
have [xs [total [rest' [infos [st' [-> nodes closes {E}E]]]]]] := run_nodes nothing E accepted.
rewrite cat0s in nodes closes *; have [none right] := nodes.
set c := circuit_of phi xs; set la := evidence_of lam; set r := (size xs).-1.
have order : topological c := circuit_order right.
move: closes; case Ex : (size xs) => [//|r'] /=; have rx : (r' < size xs)%N by rewrite Ex.
have rE : r = r' by rewrite /r Ex.
case Er : (get (nth_index r') infos) => [[value scope]|] //; case: ifP => // /andP[].
rewrite !(phi_same names) (phi_zero names) => /eqP totalE total0 [st'E].
have rN : (r < size c)%N by rewrite size_map rE.
have rootE : phi total = upward c la r.
  by rewrite rE -(value_upward right) // /value_in Er totalE.
have state'E : st' = after_derivative lam infos total (invert total) scope (set (nth_index r') one Nothing) Nothing (stack zero xs r'.+1) by [].
rewrite state'E in E.
have [claims [rest'' [m [sizes -> runs claims_right indicators]]]] := run_derivatives names right rx E accepted.
have [ms [-> ms_size ms_right]] := @run_marginals total scope m lam 0 rest'' st runs accepted.
exists lam, xs, total, claims, ms; split=> //.
have S0 : upward c la r != 0 by rewrite -rootE.
have la_good : evidence_all nonnegative la.
  move=> i t; rewrite /la /denote_evidence; case: (ltnP i (size lam)) => ix; last first.
    by rewrite (nth_default _ ix) nth_nil (phi_zero names).
  case: (ltnP t (size (nth [::] lam i))) => tx; last by rewrite nth_default // (phi_zero names).
  by apply: (all_nthP zero (all_nthP [::] lam_good i ix) t tx).
have Hc := circuit_complete right; have Hd := circuit_decomposable right.
have Hp := circuit_signs right; have Hi := circuit_indicators right.
have downwardE n x : (n < size xs)%N -> phi (nth x claims n).1 = downward c la r n.
  move=> nx; rewrite Ex in nx; have [-> _] := claims_right n x nx.
  rewrite /downward size_map Ex; apply: sweep_ext => j.
  rewrite /derivative_in /value_at get_set !number_nth rE get_nothing.
  by case: (j == r'); rewrite ?(phi_one names) ?(phi_zero names).
have mE i t : indicator_in zero phi m i t = indicator_downward c la r i t.
  rewrite (indicators i t (zero, None)) /indicator_in get_nothing (derivative_in_nothing names) add0r.
  rewrite /indicator_downward size_map Ex; apply: eq_bigr => n _; rewrite downwardE // Ex ltn_ord //.
have in_scope i : member (nth_index i) scope = circuit.scope c i r.
  by rewrite rE -(scope_scope right) // /scope_in Er.
split=> //.
- by rewrite size_map Ex.
- by rewrite sizes Ex.
- move=> n x nx; rewrite -(claimed_upward right nx); congr (phi _.2); exact: set_nth_default.
- by rewrite Order.POrderTheory.lt_def S0 (upward_ge0 order Hp).
- by move=> n x nx; rewrite downwardE // downward_derivative // size_map.
- move=> n x edges En [i mentioned].
  have nx : (n < size xs)%N by case: (ltnP n (size xs)) En => // xn; rewrite node_at_size // size_map.
  have nr : (n < r'.+1)%N by rewrite -Ex.
  have [claimE gate] := claims_right n x nr.
  have [visit [select [gateE select_size visitE selectE]]] := gate edges En (ex_intro _ i mentioned).
  exists visit, select; split=> //.
    by rewrite visitE downwardE // rootE (thm_4_1_b_visit la order Hd rN En mentioned).
  by move=> j jx; rewrite selectE // downwardE // rootE (thm_4_1_b la order Hd rN En mentioned).
- by move=> i ix; have [] := ms_right i ix.
- move=> k fits i t tx.
  have k_pos := leq_ltn_trans (leq0n t) (ltn_ord t).
  have Hik : indicators_within c (size lam) k.
    by move=> n i' t' En; have [ix t'x] := Hi n i' t' En; split=> //; exact: leq_trans (fits i').
  have spn : network c r (size lam) k by split.
  have sumE j : \sum_(u < k) la j u = \sum_(u < size (nth [::] lam j)) phi (nth zero (nth [::] lam j) u).
    rewrite -(big_mkord predT (fun u => phi (nth zero (nth [::] lam j) u))) -(big_mkord predT (la j)).
    rewrite (big_cat_nat _ _ _ (leq0n _) (fits j)) /= [X in _ + X]big1_seq ?addr0 // => u.
    by rewrite mem_index_iota => /andP[_ /andP[ju _]]; rewrite /la /denote_evidence nth_default // (phi_zero names).
  have absent0 : absent_mass c r (size lam) k la != 0.
    apply/prodf_neq0 => j off; have := ms_right j (ltn_ord j); rewrite /marginal_right add0n in_scope.
    by case=> _; rewrite (negbTE off) sumE => -[].
  have := ms_right i (ltn_ord i); rewrite /marginal_right add0n in_scope => -[_].
  case: ifP => [mentioned|/negbT off].
    move=> /(_ t tx) ->; rewrite -(thm_4_1_a spn absent0 t mentioned) indicator_downward_derivative // mE rootE.
    by rewrite mulrAC.
  by case=> _ /(_ t tx) ->; rewrite (thm_4_1_a_absent t spn off S0 absent0) sumE.
Qed.
End Soundness.
