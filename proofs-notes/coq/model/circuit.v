(** * Circuits

    The objects of Section 4 of the paper: circuits of sums and products over indicator leaves, their upward values
    S(n), their scopes, and the hypotheses "complete" and "decomposable".

    A circuit is a list of nodes. A node names its children by their positions in the list, and children stand before
    their parents ([topological]), so that shared children are possible and cycles are not. Nothing else is assumed:
    weights and evidence are elements of any commutative ring, so that one proof covers rationals, reals, and the
    polynomials by which derivatives are defined. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** ** Nodes *)

Inductive node (R : Type) :=
  | Indicator of nat & nat         (* a variable and one of its states *)
  | Constant of R
  | Sum of seq (R * nat)           (* weighted children *)
  | Product of seq nat.
Arguments Indicator {R}. Arguments Product {R}.

(** A child stands as often as there are parallel edges to it. *)
Definition children (R : Type) (x : node R) : seq nat :=
  match x with
  | Indicator _ _ | Constant _ => [::]
  | Sum edges => unzip2 edges
  | Product edges => edges
  end.

Section Structure.
Variable R : Type.

Definition empty_product : node R := Product [::].

(** The node at a position; beyond the end of the list stands the empty product. *)
Definition node_at (c : seq (node R)) n := nth empty_product c n.

Variable c : seq (node R).

Definition topological := forall n, all (fun m => m < n)%N (children (node_at c n)).

Lemma child_lt n m : topological -> m \in children (node_at c n) -> (m < n)%N.
Proof. by move=> order; move/(allP (order n)). Qed.

Lemma node_at_size n : (size c <= n)%N -> node_at c n = empty_product.
Proof. exact: nth_default. Qed.

(** ** Values that are computed from the leaves upward

    [fold step n] applies [step n] to the node at n and the results at its children. The fuel is the position itself: no
    path downward is longer. *)

Section Fold.
Variables (A : Type) (unused : A) (step : nat -> node R -> (nat -> A) -> A).

Fixpoint fold_within fuel n : A := if fuel is f.+1 then step n (node_at c n) (fold_within f) else unused.
Definition fold n := fold_within n.+1 n.

Hypothesis step_reads_children : forall n x f g, {in children x, f =1 g} -> step n x f = step n x g.
Hypothesis order : topological.

Lemma fold_within_enough k k' n : (n < k)%N -> (n < k')%N -> fold_within k n = fold_within k' n.
Proof.
elim: k k' n => [|k IH] [|k'] n //= nk nk'; apply: step_reads_children => m /(child_lt order) mn.
by apply: IH; apply: leq_trans mn _.
Qed.

Lemma foldE n : fold n = step n (node_at c n) fold.
Proof.
rewrite {1}/fold [LHS]/=; apply: step_reads_children => m /(child_lt order) mn; exact: fold_within_enough.
Qed.

Lemma fold_unique (V : nat -> A) :
  (forall n, (n < size c)%N -> V n = step n (node_at c n) V) -> forall n, (n < size c)%N -> V n = fold n.
Proof.
move=> recursion; elim/ltn_ind=> n IH nc; rewrite recursion // foldE.
by apply: step_reads_children => m /(child_lt order) mn; apply: IH => //; exact: ltn_trans nc.
Qed.
End Fold.

(** ** Scopes

    The variable [i] is in the scope of [n] when an indicator of [i] occurs at or below [n]. *)

Definition scope_step (i : nat) (x : node R) (below : nat -> bool) : bool :=
  if x is Indicator j _ then j == i else has below (children x).

Definition scope i := fold false (fun _ => scope_step i).

Lemma scope_step_ext i x f g : {in children x, f =1 g} -> scope_step i x f = scope_step i x g.
Proof. by case: x => //= edges same; apply: eq_in_has. Qed.

Lemma scopeE i n : topological -> scope i n = scope_step i (node_at c n) (scope i).
Proof. by move=> order; rewrite {1}/scope (foldE _ (fun _ => @scope_step_ext i) order). Qed.

Lemma scope_child i n m : topological -> m \in children (node_at c n) -> scope i m -> scope i n.
Proof.
move=> order mn sm; rewrite scopeE //; case: (node_at c n) mn => [j t|a|edges|edges] //= mn;
  by apply/hasP; exists m.
Qed.

(** The children of a sum have the scope of the sum. *)
Definition complete :=
  forall n edges i, node_at c n = Sum edges -> {in children (node_at c n), forall m, scope i m = scope i n}.

(** The children of a product have disjoint scopes: no variable is in the scopes of two of them. *)
Definition decomposable := forall n edges i, node_at c n = Product edges -> (count (scope i) edges <= 1)%N.

(** Each indicator is that of one of [states] states of one of [variables] variables. A variable with fewer states is
    one whose other indicators are zero. *)
Definition indicators_within (variables states : nat) :=
  forall n i t, node_at c n = Indicator i t -> (i < variables)%N /\ (t < states)%N.

End Structure.

(** ** Upward values *)

(** Evidence gives each state of each variable a number, λ_{i,t}. *)
Definition evidence (R : Type) := nat -> nat -> R.

Section Values.
Variable R : comRingType.
Implicit Types (c : seq (node R)) (la : evidence R) (f : nat -> R).

Definition upward_step la (x : node R) f : R :=
  match x with
  | Indicator i t => la i t
  | Constant a => a
  | Sum edges => \sum_(e <- edges) e.1 * f e.2
  | Product edges => \prod_(m <- edges) f m
  end.

Lemma upward_step_ext la x f g : {in children x, f =1 g} -> upward_step la x f = upward_step la x g.
Proof.
case: x => //= edges same; last by apply: eq_big_seq => m mx; rewrite same.
by apply: eq_big_seq => e ex; rewrite same // map_f.
Qed.

(** S(n). *)
Definition upward c la := fold c 0 (fun _ => upward_step la).

Lemma upwardE c la n : topological c -> upward c la n = upward_step la (node_at c n) (upward c la).
Proof. by move=> order; rewrite {1}/upward (foldE _ (fun _ => @upward_step_ext la) order). Qed.
End Values.

(** ** The same circuit over another ring *)

Section Map.
Variables (A B : Type) (f : A -> B).

Definition map_node (x : node A) : node B :=
  match x with
  | Indicator i t => Indicator i t
  | Constant a => Constant (f a)
  | Sum edges => Sum [seq (f e.1, e.2) | e <- edges]
  | Product edges => Product edges
  end.
Definition map_circuit (c : seq (node A)) : seq (node B) := map map_node c.

Lemma node_at_map c n : node_at (map_circuit c) n = map_node (node_at c n).
Proof.
rewrite /node_at /map_circuit; case: (ltnP n (size c)) => nc; first by rewrite (nth_map (empty_product A)).
by rewrite !nth_default ?size_map.
Qed.

Lemma children_map x : children (map_node x) = children x.
Proof. by case: x => //= edges; rewrite /unzip2 -map_comp; apply: eq_map. Qed.

Lemma topological_map c : topological c -> topological (map_circuit c).
Proof. by move=> order n; rewrite node_at_map children_map. Qed.

Lemma scope_map i c n : scope (map_circuit c) i n = scope c i n.
Proof.
have step x below : scope_step i (map_node x) below = scope_step i x below.
  by case: x => //= edges; rewrite /unzip2 -map_comp; congr has; apply: eq_map.
rewrite /scope /fold; move: n.+1 => fuel; elim: fuel n => //= fuel IH n; rewrite node_at_map step.
by apply: (@scope_step_ext A i) => m _; exact: IH.
Qed.

Lemma complete_map c : complete c -> complete (map_circuit c).
Proof.
move=> Hc n edges i; rewrite node_at_map children_map; case E : (node_at c n) => [|a|edges'|] // _ m mx.
by rewrite !scope_map; apply: (Hc n edges' i E); rewrite E.
Qed.

Lemma decomposable_map c : decomposable c -> decomposable (map_circuit c).
Proof.
move=> Hd n edges i; rewrite node_at_map; case E : (node_at c n) => [|a||edges'] // [<-].
by rewrite (eq_count (scope_map i c)); exact: Hd E.
Qed.

Lemma indicators_within_map c nv k : indicators_within c nv k -> indicators_within (map_circuit c) nv k.
Proof. by move=> Hi n i t; rewrite node_at_map; case E : (node_at c n) => [j u|||] //= [<- <-]; exact: Hi E. Qed.
End Map.
