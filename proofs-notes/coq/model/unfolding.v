(** * Unfolding

    The unfolding of a circuit below a node is the tree in which every path from that node has its own copy of what it
    leads to; parallel edges lead to different copies. Each copy remembers its original.

    On a tree every copy has one parent, so its downward value is the parent's times the weight, or times the values of
    the other factors: no sums are needed. [copies] lists all copies with these values. *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** ** Trees *)

Inductive tree (R : Type) :=
  | IndicatorCopy (original i t : nat)
  | ConstantCopy (original : nat) (a : R)
  | SumCopy (original : nat) (edges : seq (R * tree R))
  | ProductCopy (original : nat) (factors : seq (tree R)).
Arguments IndicatorCopy {R}.

Definition original R (t : tree R) :=
  match t with IndicatorCopy o _ _ | ConstantCopy o _ | SumCopy o _ | ProductCopy o _ => o end.

Lemma tree_induction R (P : tree R -> Prop) :
  (forall o i t, P (IndicatorCopy o i t)) -> (forall o a, P (ConstantCopy o a)) ->
  (forall o edges, (forall e, List.In e edges -> P e.2) -> P (SumCopy o edges)) ->
  (forall o factors, (forall t, List.In t factors -> P t) -> P (ProductCopy o factors)) -> forall t, P t.
Proof.
move=> Hi Ha Hs Hp; fix below 1 => -[o i t|o a|o edges|o factors]; [exact: Hi|exact: Ha| |].
- by apply: Hs; elim: edges => [|e edges IH] ? => [[]|[<-|]]; [exact: below|exact: IH].
- by apply: Hp; elim: factors => [|t factors IH] ? => [[]|[<-|]]; [exact: below|exact: IH].
Qed.

Lemma In_cat T (a : T) s s' : List.In a (s ++ s') -> List.In a s \/ List.In a s'.
Proof. by elim: s => [|b s IH] /=; [right|case=> [->|/IH[]]; auto]. Qed.

Section Unfolding.
Variable R : comRingType.
Variable c : seq (node R).
Notation N := (size c).
Notation node_at := (node_at c).

Definition unfold_step n (x : node R) (below : nat -> tree R) : tree R :=
  match x with
  | Indicator i t => IndicatorCopy n i t
  | Constant a => ConstantCopy n a
  | Sum edges => SumCopy n [seq (e.1, below e.2) | e <- edges]
  | Product ms => ProductCopy n [seq below m | m <- ms]
  end.

Definition unfold := fold c (ProductCopy 0 [::]) unfold_step.

Variable la : evidence R.

(** S on a tree. *)
Fixpoint tree_value (t : tree R) : R :=
  match t with
  | IndicatorCopy _ i u => la i u
  | ConstantCopy _ a => a
  | SumCopy _ edges => \sum_(v <- [seq e.1 * tree_value e.2 | e <- edges]) v
  | ProductCopy _ factors => \prod_(v <- [seq tree_value t | t <- factors]) v
  end.

(** The copies below a product: each factor, entered with d times the values of the others ([before] of those before). *)
Fixpoint enter_factors (d before : R) (enter : seq (R -> seq (tree R * R))) (values : seq R) : seq (tree R * R) :=
  match enter, values with
  | e :: enter', v :: values' =>
      e (d * (before * \prod_(u <- values') u)) ++ enter_factors d (before * v) enter' values'
  | _, _ => [::]
  end.

(** All copies at and below t, with their downward values, when that of t is d. *)
Fixpoint copies_below (t : tree R) : R -> seq (tree R * R) := fun d =>
  (t, d) :: match t with
  | IndicatorCopy _ _ _ | ConstantCopy _ _ => [::]
  | SumCopy _ edges => flatten [seq copies_below e.2 (d * e.1) | e <- edges]
  | ProductCopy _ factors => enter_factors d 1 [seq copies_below t | t <- factors] [seq tree_value t | t <- factors]
  end.

(** All copies in the unfolding below r, with their downward values. *)
Definition copies r := copies_below (unfold r) 1.

Hypothesis order : topological c.

Lemma unfold_step_ext n x f g : {in children x, f =1 g} -> unfold_step n x f = unfold_step n x g.
Proof.
case: x => //= edges same; congr (_ _); apply/eq_in_map => e ex; first by rewrite same // map_f.
by rewrite same.
Qed.

Lemma unfoldE n : unfold n = unfold_step n (node_at n) unfold.
Proof. by rewrite {1}/unfold (foldE _ unfold_step_ext order). Qed.

Lemma original_unfold n : original (unfold n) = n.
Proof. by rewrite unfoldE; case: (node_at n). Qed.

(** S is the same on a copy and on its original. *)
Theorem unfold_value n : tree_value (unfold n) = upward c la n.
Proof.
elim/ltn_ind: n => n IH; rewrite unfoldE upwardE //.
have IH' m : m \in children (node_at n) -> tree_value (unfold m) = upward c la m by move/(child_lt order); exact: IH.
case: (node_at n) IH' => [i t|a|edges|ms] //= IH'.
- by rewrite -map_comp big_map; apply: eq_big_seq => e ex /=; rewrite IH' // map_f.
- by rewrite -map_comp big_map; apply: eq_big_seq => m mx /=; rewrite IH'.
Qed.

(** ** Sums over the copies of a node

    A function g of copies that takes the same value g0 on all copies of n. *)

Section CopiesOf.
Variables (n : nat) (g : tree R -> R).

Let over d t := \sum_(p <- copies_below t d | original p.1 == n) p.2 * g p.1.

Lemma over_factors d before factors : (forall t, List.In t factors -> forall d, over d t = d * over 1 t) ->
  \sum_(p <- enter_factors d before [seq copies_below t | t <- factors] [seq tree_value t | t <- factors]
       | original p.1 == n) p.2 * g p.1 =
  d * (before * product_differential tree_value (over 1) factors).
Proof.
elim: factors before => [|t factors IH] before linear /=; first by rewrite big_nil !mulr0.
rewrite big_cat /= IH => [|u ux]; last by apply: linear; right.
rewrite -/(over _ t) linear; last by left.
by rewrite big_map; ring.
Qed.

Lemma over_linear t d : over d t = d * over 1 t.
Proof.
elim/tree_induction: t d => [o i t|o a|o edges IH|o factors IH] d; rewrite /over /= !big_cons.
- by rewrite !big_nil; case: ifP => _ /=; ring.
- by rewrite !big_nil; case: ifP => _ /=; ring.
- have -> : \sum_(p <- flatten [seq copies_below e.2 (d * e.1) | e <- edges] | original p.1 == n) p.2 * g p.1 =
      d * \sum_(p <- flatten [seq copies_below e.2 (1 * e.1) | e <- edges] | original p.1 == n) p.2 * g p.1.
    elim: edges IH => [|e edges IHe] IH /=; first by rewrite !big_nil mulr0.
    rewrite !big_cat /= IHe => [|u ux]; last by apply: IH; right.
    rewrite mulrDr -!/(over _ e.2) (IH e); last by left.
    by rewrite [in RHS](IH e) ?mul1r ?mulrA //; left.
  by case: ifP => _ /=; ring.
- by rewrite !over_factors //; case: ifP => _ /=; ring.
Qed.

Lemma over_unfold m : over 1 (unfold m) =
  (m == n)%:R * g (unfold n) + differential (upward c la) (fun j => over 1 (unfold j)) (node_at m).
Proof.
have split t d : copies_below t d = (t, d) :: behead (copies_below t d) by case: t.
rewrite {1}/over split big_cons /= original_unfold.
have -> : (if m == n then 1 * g (unfold m) + \sum_(p <- behead (copies_below (unfold m) 1) | original p.1 == n) p.2 * g p.1
           else \sum_(p <- behead (copies_below (unfold m) 1) | original p.1 == n) p.2 * g p.1) =
    (m == n)%:R * g (unfold n) + \sum_(p <- behead (copies_below (unfold m) 1) | original p.1 == n) p.2 * g p.1.
  by case: eqP => [->|_]; rewrite ?mul0r ?add0r.
congr (_ + _); rewrite unfoldE; case: (node_at m) => [i t|a|edges|ms] /=; rewrite ?big_nil //.
- elim: edges => [|e edges IH] /=; first by rewrite !big_nil.
  by rewrite big_cat big_cons IH /= -/(over _ (unfold e.2)) over_linear mul1r.
- rewrite over_factors ?mul1r => [|t _ d]; last exact: over_linear.
  elim: ms => //= l ms ->; rewrite big_map unfold_value; congr (_ * _ + _).
  by apply: eq_bigr => j _; rewrite unfold_value.
Qed.

(** The sum over the copies of n of the downward value times g. *)
Theorem copies_sum r : (r < N)%N -> (n < N)%N ->
  \sum_(p <- copies r | original p.1 == n) p.2 * g p.1 = downward c la r n * g (unfold n).
Proof.
by move=> rN nN; exact: (adjoint_at (T := fun m => over 1 (unfold m)) order rN nN (fun m _ => over_unfold m)).
Qed.
End CopiesOf.

(** Every copy of n is the unfolding below n. *)
Theorem copies_unfold r p : (r < N)%N -> List.In p (copies r) -> p.1 = unfold (original p.1).
Proof.
rewrite /copies => _; move: (1 : R) => d; elim/ltn_ind: r d p => n IH d p.
have IH' m : m \in children (node_at n) ->
    forall d p, List.In p (copies_below (unfold m) d) -> p.1 = unfold (original p.1).
  by move/(child_lt order); exact: IH.
have -> : copies_below (unfold n) d = (unfold n, d) :: behead (copies_below (unfold n) d) by case: (unfold n).
case=> [<- /=|]; first by rewrite original_unfold.
rewrite unfoldE; case: (node_at n) IH' => [i t|a|edges|ms] IH'; rewrite [behead _]/=; try by case.
- elim: edges IH' => [_ []|e edges IHe IH']; rewrite [flatten _]/= => inside; case: (In_cat inside) => {inside} [|below].
    by apply: IH'; rewrite mem_head.
  by apply: (IHe _ below) => m mx; apply: IH'; rewrite inE mx orbT.
- move: (1 : R) => before; elim: ms before IH' => [_ _ []|m ms IHm before IH'].
  rewrite [enter_factors _ _ _ _]/= => inside; case: (In_cat inside) => {inside} [|below].
    by apply: IH'; rewrite mem_head.
  by apply: (IHm _ _ below) => l lx; apply: IH'; rewrite inE lx orbT.
Qed.
End Unfolding.
