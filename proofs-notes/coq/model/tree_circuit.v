(** * Circuits that are trees

    A circuit is a tree with root r when r is nobody's child and every other node is the child of one node, once. Since
    children stand before their parents, the parents of a node, and their parents, lead to r: every node is reached.

    Two facts about trees are used elsewhere. Each downward value is that of the parent times one partial derivative
    ([downward_child]). And S(r) is affine in the value of each node n, with the slope D(n) ([override_root]):
    when v stands in the place of S(n), the value of the root becomes S(r) + D(n)·(v − S(n)). *)

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From KLProp Require Import circuit sweep.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Tree.
Variables (R : comRingType) (c : seq (node R)) (r : nat).
Notation N := (size c).
Notation node_at := (node_at c).

(** How often n stands among the children of the nodes. *)
Definition parent_slots (n : nat) := (\sum_(x <- c) count_mem n (children x))%N.

Definition is_tree := (r < N)%N /\ forall n, (n < N)%N -> parent_slots n = (n != r).

(** The parent of a node; that of the root, which has none, is said to be [size c]. *)
Definition parent (n : nat) := find (fun x => n \in children x) c.

Hypotheses (order : topological c) (tree : is_tree).

Lemma parent_slotsE n : parent_slots n = (\sum_(m < N) count_mem n (children (node_at m)))%N.
Proof. by rewrite /parent_slots (big_nth (empty_product R)) big_mkord. Qed.

Lemma has_child_lt n m : m \in children (node_at n) -> (n < N)%N.
Proof. by case: ltnP => // /node_at_size ->. Qed.

Lemma child_size n m : m \in children (node_at n) -> (m < N)%N.
Proof. by move=> mn; apply: ltn_trans (child_lt order mn) (has_child_lt mn). Qed.

Lemma slots_le1 n : (n < N)%N -> (parent_slots n <= 1)%N.
Proof. by move=> nN; rewrite (proj2 tree) //; case: eqP. Qed.

Lemma uniq_children n : uniq (children (node_at n)).
Proof.
apply: count_mem_uniq => m; case: (boolP (m \in _)) => [mn|/count_memPn //]; apply/eqP.
rewrite eqn_leq -has_count has_pred1 mn andbT; apply: leq_trans (slots_le1 (child_size mn)).
by rewrite parent_slotsE (bigD1 (Ordinal (has_child_lt mn))) //= leq_addr.
Qed.

Lemma one_parent n n' m : m \in children (node_at n) -> m \in children (node_at n') -> n = n'.
Proof.
move=> mn mn'; apply/eqP; apply: contraT => nn'; have := slots_le1 (child_size mn).
rewrite parent_slotsE (bigD1 (Ordinal (has_child_lt mn))) //= (bigD1 (Ordinal (has_child_lt mn'))) /=; last first.
  by rewrite -val_eqE /= eq_sym.
by rewrite addnA leqNgt (leq_trans _ (leq_addr _ _)) // (@leq_add 1 1) // -has_count has_pred1.
Qed.

Lemma parent_child n m : m \in children (node_at n) -> parent m = n.
Proof.
move=> mn; have h : has (fun x => m \in children x) c.
  by apply/(has_nthP (empty_product R)); exists n => //; exact: has_child_lt mn.
by apply: (one_parent _ mn); exact: (nth_find (empty_product R) h).
Qed.

Lemma child_parent n : (n < N)%N -> n != r -> n \in children (node_at (parent n)).
Proof.
move=> nN nr; case: (boolP (has (fun x => n \in children x) c)) => [h|none].
  exact: (nth_find (empty_product R) h).
have := proj2 tree _ nN; rewrite nr parent_slotsE big1 // => m _; apply/count_memPn; apply: contra none => nm.
by apply/(has_nthP (empty_product R)); exists m.
Qed.

Lemma parent_root : parent r = N.
Proof.
have [rN slots] := tree; apply: hasNfind; apply/(has_nthP (empty_product R)) => -[m mN rm].
have := slots _ rN; rewrite eqxx parent_slotsE (bigD1 (Ordinal mN)) //= => /eqP; rewrite addn_eq0 => /andP[].
by rewrite -leqn0 leqNgt -has_count has_pred1 [r \in _]rm.
Qed.

Lemma root_no_child n : r \notin children (node_at n).
Proof. by apply/negP => rn; have := has_child_lt rn; rewrite -(parent_child rn) parent_root ltnn. Qed.

Lemma parent_gt n : (n < N)%N -> (n < parent n)%N.
Proof.
by move=> nN; case: (eqVneq n r) => [->|nr]; [rewrite parent_root; case: tree|exact: child_lt (child_parent nN nr)].
Qed.

(** ** Downward values *)

Variable la : evidence R.
Notation S := (upward c la).
Notation D := (downward c la r).

Lemma downward_root : D r = 1.
Proof. by rewrite downwardE // eqxx big1 ?addr0 // => n _; rewrite partial_not_child ?mulr0 ?root_no_child. Qed.

Lemma downward_child n m : m \in children (node_at n) -> D m = D n * partial S (node_at n) m.
Proof.
move=> mn; rewrite downwardE //; have -> : (m == r) = false.
  by apply/eqP => mr; move: (root_no_child n); rewrite -mr mn.
rewrite add0r (bigD1 (Ordinal (has_child_lt mn))) //= big1 ?addr0 // => k kn.
by rewrite partial_not_child ?mulr0 //; apply: contra kn => mk; rewrite -val_eqE /= (one_parent mk mn).
Qed.

(** ** Another value in the place of a node's *)

Definition override n (v : R) := fold c 0 (fun j x f => if j == n then v else upward_step la x f).

Lemma overrideE n v j : override n v j = if j == n then v else upward_step la (node_at j) (override n v).
Proof. by rewrite {1}/override foldE // => k x f g same; case: eqP => // _; exact: upward_step_ext. Qed.

(** A node is affine in the value of a child that it has once. *)
Lemma upward_step_affine (x : node R) f m v : uniq (children x) ->
  upward_step la x (fun j => if j == m then v else f j) = upward_step la x f + partial f x m * (v - f m).
Proof.
case: x => [i t|a|edges|ms] /=; try by move=> _; rewrite mul0r addr0.
- move=> _; rewrite mulr_suml -big_split; apply: eq_bigr => e _ /=.
  by case: eqP => [->|_]; rewrite ?mul1r ?mul0r ?addr0 //; ring.
- elim: ms => [|a ms IH] /=; first by rewrite !big_nil mul0r addr0.
  case/andP=> a_new /IH; rewrite !big_cons => ->; case: eqP => [am|_]; last by rewrite mul0r add0r; ring.
  have -> : product_partial f ms m = 0 by apply: (partial_not_child f (x := Product ms)); rewrite -am.
  by rewrite -am mul1r; ring.
Qed.

(** What is not above n keeps its value. *)
Lemma override_below n v j : (j < parent n)%N -> override n v j = if j == n then v else S j.
Proof.
elim/ltn_ind: j => j IH jp; rewrite overrideE; case: eqP => // _; rewrite [RHS]upwardE //.
apply: upward_step_ext => m mj; rewrite IH ?(child_lt order mj) ?(ltn_trans (child_lt order mj)) //.
by case: eqP => // mn; move: jp; rewrite -mn (parent_child mj) ltnn.
Qed.

(** What is above n sees n through its parent only. *)
Lemma override_parent n v j : (n < N)%N -> n != r -> j != n ->
  override n v j = override (parent n) (S (parent n) + partial S (node_at (parent n)) n * (v - S n)) j.
Proof.
move=> nN nr; elim/ltn_ind: j => j IH jn; rewrite overrideE [RHS]overrideE (negbTE jn); case: eqP => [->|jp].
  rewrite [S (parent n)]upwardE // -upward_step_affine ?uniq_children //; apply: upward_step_ext => m mp.
  by apply: override_below; exact: child_lt mp.
apply: upward_step_ext => m mj; apply: IH; first exact: child_lt mj.
by apply/eqP => mn; case: jp; rewrite -mn (parent_child mj).
Qed.

Theorem override_root n v : (n < N)%N -> override n v r = S r + D n * (v - S n).
Proof.
move: {2}(N - n)%N (leqnn (N - n)) => d; elim: d n v => [|d IH] n v; first by rewrite leqn0 subn_eq0 leqNgt => /negbTE ->.
move=> nd nN; case: (eqVneq n r) => [->|nr]; first by rewrite overrideE eqxx downward_root; ring.
have np := parent_gt nN; have mp := child_parent nN nr; have pN := has_child_lt mp.
rewrite override_parent // 1?eq_sym // IH //; last first.
  by rewrite -ltnS; apply: leq_trans nd; exact: ltn_sub2l.
by rewrite (downward_child mp); ring.
Qed.
End Tree.
