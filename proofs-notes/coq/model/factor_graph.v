(** * Factor graphs, their replicas, and the operators of Section 3.1

    A factor graph has variables, factors, and edges between them; there may be several edges between a variable and a
    factor. Every variable i has its own finite set of states, S i. Every edge e owns a copy of its variable var e, and a
    lifted table gives a number to every assignment y of states to all copies: y e is in S (var e). A table on the diagonal
    (all copies of a variable agree) is given by its values at the joint states x of the variables: x i is in S i.

    - [normalise]: divide by the total.
    - [product_projection]: the product of the marginals on the copies, which is the right projection onto the products.
    - [consensus]: restrict to the diagonal and normalise, which is the I-projection onto the diagonal.
    - [T_Proj]: consensus, then the product of marginals.

    These forms of the two projections are Section 2 of the paper (claims sec_2_product_projection and
    sec_2_consensus_projection); here they are the definitions. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Tables *)

Section Tables.
Variables (R : numFieldType) (T : finType).
Implicit Types t u : T -> R.

Definition normalise t : T -> R := fun y => t y / \sum_z t z.

(** Equal up to a positive constant. *)
Definition proportional t u := exists2 c, 0 < c & forall y, t y = c * u y.

Definition all_positive t := forall y, 0 < t y.

Lemma proportional_total t u c : (forall y, t y = c * u y) -> \sum_y t y = c * \sum_y u y.
Proof. by move=> tu; rewrite mulr_sumr; apply: eq_bigr => y _. Qed.

Lemma normalise_proportional t u : proportional t u -> normalise t =1 normalise u.
Proof.
case=> c c0 tu y; rewrite /normalise tu (proportional_total tu) -mulf_div divff ?mul1r //.
by rewrite gt_eqF.
Qed.

Lemma total_positive t (y : T) : all_positive t -> 0 < \sum_z t z.
Proof. by move=> pos; rewrite (bigD1 y) //= ltr_paddr // sumr_ge0 // => z _; exact: ltW. Qed.

Lemma proportional_normalise t (y : T) : all_positive t -> proportional (normalise t) t.
Proof.
move=> pos; exists (\sum_z t z)^-1; first by rewrite invr_gt0 (total_positive y).
by move=> z; rewrite mulrC.
Qed.

Lemma normalise_positive t : all_positive t -> all_positive (normalise t).
Proof. by move=> pos y; rewrite divr_gt0 // (total_positive y). Qed.

Lemma normalise_total t (y : T) : all_positive t -> \sum_z normalise t z = 1.
Proof. by move=> pos; rewrite -mulr_suml divff // gt_eqF // (total_positive y). Qed.

Lemma proportional_trans t u v : proportional t u -> proportional u v -> proportional t v.
Proof.
case=> c c0 tu [d d0 uv]; exists (c * d); first exact: mulr_gt0.
by move=> y; rewrite tu uv mulrA.
Qed.

Lemma proportional_sym t u : proportional t u -> proportional u t.
Proof.
case=> c c0 tu; exists c^-1; first by rewrite invr_gt0.
by move=> y; rewrite tu mulKf // gt_eqF.
Qed.

Lemma proportional_eq t u : t =1 u -> proportional t u.
Proof. by move=> tu; exists 1 => [|y]; [exact: ltr01|rewrite mul1r]. Qed.

Lemma proportional_refl t : proportional t t.
Proof. exact: proportional_eq. Qed.

Lemma proportional_mul t u v w :
  proportional t u -> proportional v w -> proportional (fun y => t y * v y) (fun y => u y * w y).
Proof.
case=> c c0 tu [d d0 vw]; exists (c * d); first exact: mulr_gt0.
by move=> y; rewrite tu vw mulrACA.
Qed.

Lemma proportional_inv t u : proportional t u -> proportional (fun y => (t y)^-1) (fun y => (u y)^-1).
Proof. by case=> c c0 tu; exists c^-1 => [|y]; rewrite ?invr_gt0 // tu invfM. Qed.

Lemma proportional_div t u v w :
  proportional t u -> proportional v w -> proportional (fun y => t y / v y) (fun y => u y / w y).
Proof. by move=> tu /proportional_inv; exact: proportional_mul. Qed.

Lemma proportional_positive t u : proportional t u -> all_positive u -> all_positive t.
Proof. by case=> c c0 tu pos y; rewrite tu mulr_gt0. Qed.
End Tables.

(** Products of proportional tables are proportional. *)
Lemma proportional_prod (R : numFieldType) (T J : finType) (P : pred J) (t u : J -> T -> R) :
  (forall j, P j -> proportional (t j) (u j)) ->
  proportional (fun y => \prod_(j | P j) t j y) (fun y => \prod_(j | P j) u j y).
Proof.
move=> each; elim: (index_enum J) => [|j r IH]; first by apply: proportional_eq => y; rewrite !big_nil.
case: (boolP (P j)) => Pj; last first.
  by have [c c0 tu] := IH; exists c => // y; rewrite !big_cons (negbTE Pj).
by have [c c0 tu] := proportional_mul (each j Pj) IH; exists c => // y; rewrite !big_cons Pj.
Qed.

(** ** Sums over families of states: an x in {dffun forall j, S j} has a state x j in S j for every j. *)

Section Families.
Variables (J : finType) (S : J -> finType).
Notation X := {dffun forall j, S j}.
Implicit Types x y : X.

(** x, but with the state s at j: [tagged_as] takes the second state if it belongs to the coordinate i, else the first. *)
Definition replace x j (s : S j) : X := [ffun i => tagged_as (Tagged S (x i)) (Tagged S s)].

Lemma replace_same x j (s : S j) : replace x s j = s.
Proof. by rewrite ffunE tagged_asE. Qed.

Lemma replace_other x j (s : S j) i : i != j -> replace x s i = x i.
Proof. by rewrite ffunE /tagged_as /=; case: eqP. Qed.

Variable R : comRingType.
Implicit Types F : forall j, S j -> R.

Lemma sum_prod F : \sum_(x : X) \prod_j F j (x j) = \prod_j (\sum_s F j s).
Proof.
case: (boolP [exists j, #|S j| == 0%N]) => [/existsP[j /eqP/card0_eq none]|some].
  by rewrite [RHS](bigD1 j) //= [in RHS]big1 ?mul0r ?big1 // => [x|s]; [have := none (x j)|have := none s].
have /fin_all_exists[s0 _] j : exists s : S j, true.
  by move: some; rewrite negb_exists => /forallP/(_ j); rewrite -lt0n => /card_gt0P[s _]; exists s.
pose back j (u : {j : J & S j}) : S j := tagged_as (Tagged S (s0 j)) u.
have backK j (s : S j) : back j (Tagged S s) = s by rewrite /back tagged_asE.
have back_tag j u : tag u == j -> Tagged S (back j u) = u by move/eqP; case: u => i s /= ij; subst i; rewrite backK.
have -> : \prod_j (\sum_s F j s) = \prod_j (\sum_(u : {j : J & S j} | tag u == j) F j (back j u)).
  apply: eq_bigr => j _; rewrite (reindex_onto (fun s : S j => Tagged S s) (back j)); last by move=> u; exact: back_tag.
  by apply: eq_big => [s|s _]; rewrite backK ?eqxx.
rewrite bigA_distr_big_dep.
rewrite (reindex_onto (fun x : X => [ffun j => Tagged S (x j)])
                      (fun y : {ffun J -> {j : J & S j}} => [ffun j => back j (y j)] : X)); last first.
  by move=> y /familyP tags; apply/ffunP => j; rewrite !ffunE back_tag //; exact: tags.
apply/esym/eq_big => [x|x _]; last by apply: eq_bigr => j _; rewrite ffunE backK.
apply/andP; split; first by apply/familyP => j; rewrite ffunE; exact: eqxx.
by apply/eqP/ffunP => j; rewrite !ffunE backK.
Qed.

(** The marginal of a product, without division. *)
Lemma marginal_prod F j (s : S j) :
  (\sum_(x : X | x j == s) \prod_i F i (x i)) * (\sum_u F j u) = F j s * \sum_(x : X) \prod_i F i (x i).
Proof.
pose G i (u : S i) := if (i != j) || (Tagged S u == Tagged S s) then F i u else 0.
have Gj u : G j u = if u == s then F j u else 0 by rewrite /G eqxx eq_Tagged.
have Gi i u : i != j -> G i u = F i u by rewrite /G => ->.
have -> : \sum_(x : X | x j == s) \prod_i F i (x i) = \sum_(x : X) \prod_i G i (x i).
  rewrite big_mkcond; apply: eq_bigr => x _; rewrite [in RHS](bigD1 j) //= Gj.
  case: eqP => [xs|_]; last by rewrite mul0r.
  by rewrite (bigD1 j) //=; congr (_ * _); apply: eq_bigr => i /Gi ->.
rewrite !sum_prod (bigD1 j) //= [in RHS](bigD1 j) //=.
have -> : \sum_u G j u = F j s by rewrite (bigD1 s) //= Gj eqxx big1 ?addr0 // => u /negbTE us; rewrite Gj us.
have -> : \prod_(i | i != j) (\sum_u G i u) = \prod_(i | i != j) (\sum_u F i u).
  by apply: eq_bigr => i ij; apply: eq_bigr => u _; rewrite Gi.
by rewrite -mulrA; congr (_ * _); exact: mulrC.
Qed.

(** What depends on the coordinates in B, and what depends on the others, are independent. *)
Lemma sum_independent (B : pred J) (G H : X -> R) :
  (forall x y, (forall j, B j -> x j = y j) -> G x = G y) ->
  (forall x y, (forall j, ~~ B j -> x j = y j) -> H x = H y) ->
  #|X|%:R * (\sum_x G x * H x) = (\sum_x G x) * (\sum_x H x).
Proof.
move=> GB HB; pose mix x y : X := [ffun j => if B j then x j else y j].
have mixK x y : mix (mix x y) (mix y x) = x by apply/ffunP => j; rewrite !ffunE; case: (B j).
have -> : (\sum_x G x) * (\sum_x H x) = \sum_(p : X * X) G (mix p.1 p.2) * H (mix p.1 p.2).
  rewrite mulr_suml (eq_bigr (fun x => \sum_y G x * H y)) => [|x _]; last by rewrite mulr_sumr.
  rewrite pair_bigA; apply: eq_bigr => -[x y] _ /=; congr (_ * _).
    by apply: GB => j Bj; rewrite ffunE Bj.
  by apply: HB => j /negbTE Bj; rewrite ffunE Bj.
rewrite -(reindex (fun p : X * X => (mix p.1 p.2, mix p.2 p.1)) (F := fun p => G p.1 * H p.1) (P := predT)) /=.
  rewrite -(pair_bigA _ (fun x y => G x * H x)) mulr_sumr; apply: eq_bigr => x _ /=.
  by rewrite sumr_const mulr_natl; congr (_ *+ _); apply: eq_card.
by exists (fun p => (mix p.1 p.2, mix p.2 p.1)) => -[x y] _ /=; rewrite !mixK.
Qed.
End Families.

(** Proportional products have proportional terms: all coordinates but one are held. *)
Lemma proportional_terms (R : numFieldType) (J : finType) (S : J -> finType) (s0 : forall j, S j)
  (t u : forall j, S j -> R) :
  (forall j, all_positive (t j)) -> (forall j, all_positive (u j)) ->
  proportional (fun y : {dffun forall j, S j} => \prod_j t j (y j)) (fun y => \prod_j u j (y j)) ->
  forall j, proportional (t j) (u j).
Proof.
move=> t0 u0 [c c0 tu] j; pose x0 : {dffun forall j, S j} := [ffun i => s0 i].
pose others (v : forall j, S j -> R) := \prod_(i | i != j) v i (x0 i).
have others_gt0 v : (forall i, all_positive (v i)) -> 0 < others v by move=> v0; apply: prodr_gt0 => i _; exact: v0.
have held v s : \prod_i v i (replace x0 s i) = v j s * others v.
  by rewrite (bigD1 j) //= replace_same; congr (_ * _); apply: eq_bigr => i ij; rewrite replace_other.
exists (c * others u / others t); first by rewrite divr_gt0 ?mulr_gt0 ?others_gt0.
move=> s; apply: (mulIf (lt0r_neq0 (others_gt0 t t0))); rewrite -held tu held.
by have := others_gt0 t t0; move: (others t) => a a0; rewrite mulrAC divfK ?lt0r_neq0 // mulrA mulrAC.
Qed.

(** ** Factor graphs *)

Section FactorGraph.
Variables (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A).

Definition copies := {dffun forall e, S (var e)}.
Definition states := {dffun forall i, S i}.

(** The assignment to the copies in which all agree with a joint state. *)
Definition spread (x : states) : copies := [ffun e => x (var e)].

(** Factors, as functions of the assignment to all copies that look at their own only. *)
Definition local (f : A -> copies -> R) :=
  forall a (y z : copies), (forall e, fac e == a -> y e = z e) -> f a y = f a z.

Definition marginal (t : copies -> R) e (s : S (var e)) : R := \sum_(y : copies | y e == s) t y.
Arguments marginal t e s : clear implicits.
Definition product_projection (t : copies -> R) : copies -> R := fun y => \prod_e marginal t e (y e).

Definition consensus (t : copies -> R) : states -> R := normalise (fun x => t (spread x)).
Definition state_marginal (p : states -> R) i (s : S i) : R := \sum_(x : states | x i == s) p x.
Arguments state_marginal p i s : clear implicits.
Definition product_of_marginals (p : states -> R) : copies -> R := fun y => \prod_e state_marginal p (var e) (y e).

Definition T_Proj (q : copies -> R) : copies -> R := product_of_marginals (consensus q).

Variable f : A -> copies -> R.

(** The joint distribution of the factor graph, and the lifted table that the iteration starts from. *)
Definition joint : states -> R := normalise (fun x => \prod_a f a (spread x)).
Definition q_start : copies -> R := normalise (fun y => \prod_a f a y).

(** ** The iteration as displayed, with the tables exp σ and exp τ in the place of σ and τ:
    ∇f*(∇f(q) + σ) is q · exp σ, normalised, and ∇f(q) + σ − ∇f(k) is the logarithm of q · exp σ / k. *)

Record iterate := Iterate { q : copies -> R; exp_sigma : copies -> R; exp_tau : copies -> R }.

Definition k_of (h : iterate) : copies -> R := product_projection (normalise (fun y => q h y * exp_sigma h y)).
Definition r_of (h : iterate) : states -> R := consensus (normalise (fun y => k_of h y * exp_tau h y)).

Definition step (h : iterate) : iterate :=
  let q' := product_of_marginals (r_of h) in
  Iterate q' (fun y => q h y * exp_sigma h y / k_of h y) (fun y => k_of h y * exp_tau h y / q' y).

Definition start : iterate := Iterate q_start (fun=> 1) (fun=> 1).

(** ** Normalised belief propagation, all messages at once *)

(** One table for every edge, over the states of its variable: messages, in either direction. *)
Definition edge_tables := forall e, S (var e) -> R.
Implicit Types up down : edge_tables.

(** From factors to variables. The sum is over the copies of all factors: those of the others contribute a constant, which
    normalisation removes. *)
Definition to_variable up : edge_tables := fun e => normalise (fun s =>
  \sum_(y : copies | y e == s) f (fac e) y * \prod_(e' | (fac e' == fac e) && (e' != e)) up e' (y e')).

(** t s, for a table t over the states of the variable j and a state s of the variable i, which is the same variable: [ecast]
    reads s as a state of j, given that i = j. The 1 is never used. *)
Definition at_state i j (t : S j -> R) (s : S i) : R :=
  if i =P j is ReflectT ij then t (ecast k (S k) ij s) else 1.

(** From variables to factors. *)
Definition to_factor down : edge_tables := fun e => normalise (fun s =>
  \prod_(e' | (var e' == var e) && (e' != e)) at_state (down e') s).

Definition belief down i : S i -> R := normalise (fun s => \prod_(e | var e == i) at_state (down e) s).

(** [up n] are the messages of step n − 1: those before the first step are uniform. *)
Fixpoint up n : edge_tables := if n is n'.+1 then to_factor (to_variable (up n')) else fun e _ => #|S (var e)|%:R^-1.
Definition down n : edge_tables := to_variable (up n).

Lemma at_stateE i (t : S i -> R) : at_state t =1 t.
Proof. by move=> s; rewrite /at_state; case: eqP => // ii; rewrite eq_axiomK. Qed.

Lemma at_state_positive i j (t : S j -> R) : all_positive t -> all_positive (fun s : S i => at_state t s).
Proof. by move=> pos s; rewrite /at_state; case: eqP => [ij|_]; [exact: pos|exact: ltr01]. Qed.

Lemma at_state_proportional i j (t u : S j -> R) :
  j == i -> proportional t u -> proportional (fun s : S i => at_state t s) (fun s => at_state u s).
Proof. by move/eqP=> ij [c c0 tu]; subst j; exists c => // s; rewrite !at_stateE. Qed.
End FactorGraph.

(** From here on the edge e or the variable i of a state is always written. *)
Arguments marginal {R I E S var} t e s.
Arguments state_marginal {R I S} p i s.
Arguments to_variable {R I A E S var} fac f up e s.
Arguments to_factor {R I E S var} down e s.
Arguments belief {R I E S var} down i s.
Arguments up {R I A E S var} fac f n e s.
Arguments down {R I A E S var} fac f n e s.
Arguments step {R I E S var} h.
