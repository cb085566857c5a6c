(** * Theorem 3.3: backpropagation as log-derivatives of downward messages

    On a computation graph of differentiable primitives with output node r and a positive output factor φ, let b(v) be the
    product of the messages into v from its downstream factors: φ itself at the output, and for each slot in which v stands
    the message of the node that has the slot, as a function of what stands there, everything else being clamped at the
    forward values. Then for every node v, input or internal,

      b(v) > 0  and  (log b(v))'  =  φ'(z)/φ(z) · ∂z/∂v,   all at the forward values.

    That b(v) is positive there, and so nearby, has to be said: Coq's logarithm has a value everywhere, 0 where there is none.

    Here ∂z/∂v is the derivative of the output's value when a number is added to the value of v. It is also what the reverse
    sweep computes ([thm_3_3_sweep]). A node that stands in several slots, of one node or of several, is covered.

    Idea: the log-derivative of a product is the sum of the log-derivatives, each given by Lemma 3.2; so log-derivatives
    obey the recursion of the reverse sweep, multiplied by φ'/φ. That the sweep computes ∂z/∂v is [sweep_derivative].

    The primitives + − × ÷ exp log tanh are differentiable, each with the partial derivatives that it should have. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KLProp Require Import logarithmic computation_graph.
Open Scope R_scope.

Section Theorem_3_3.
Variables (N : nat) (arity : nat -> nat) (arg : nat -> nat -> nat) (psi : nat -> (nat -> R) -> R).
Hypothesis order : forall n j, (j < arity n)%nat -> (arg n j < n)%nat.
Hypothesis reads_slots : forall n f g, (forall j, (j < arity n)%nat -> f j = g j) -> psi n f = psi n g.
Variables (r : nat) (phi : R -> R) (dphi : R) (g : nat -> nat -> R).
Notation value := (value arg psi).
Notation slots := (slots arg psi).
Hypotheses (r_node : (r < N)%nat) (phi_positive : 0 < phi (value r)) (phi_smooth : is_derive phi (value r) dphi).
Hypothesis smooth : forall n, (n < N)%nat -> differentiable (arity n) (psi n) (slots n) (g n).

(** The downward belief b(v), a function of the value t of v. *)
Fixpoint belief_within fuel (v : nat) (t : R) : R :=
  match fuel with
  | O => 1
  | S k => (if (v =? r)%nat then phi t else 1) *
           prod_below N (fun n => prod_below (arity n) (fun j =>
             if (arg n j =? v)%nat then belief_within k n (psi n (clamp (slots n) j t)) else 1))
  end.
Definition belief v := belief_within (S (N - v)) v.

Lemma belief_log_derive k v : (v < N)%nat -> (N - v < k)%nat ->
  log_derive (belief_within k v) (value v) (dphi / phi (value r) * sweep_within N arity arg r g k v).
Proof.
  revert v; induction k as [|k IH]; intros v vN vk; [lia|]. simpl.
  rewrite Rmult_plus_distr_l.
  apply (log_derive_mult (fun t => if (v =? r)%nat then phi t else 1)).
  - destruct (Nat.eqb_spec v r) as [->|_].
    + rewrite Rmult_1_r. apply log_derive_of; auto.
    + rewrite Rmult_0_r. apply log_derive_const; lra.
  - rewrite <- sum_below_scal.
    apply (log_derive_prod N (fun n t => prod_below (arity n) (fun j =>
      if (arg n j =? v)%nat then belief_within k n (psi n (clamp (slots n) j t)) else 1))).
    intros n nN. rewrite <- sum_below_scal.
    apply (log_derive_prod (arity n) (fun j t =>
      if (arg n j =? v)%nat then belief_within k n (psi n (clamp (slots n) j t)) else 1)).
    intros j jn. pose proof (order n j jn) as lt.
    destruct (Nat.eqb_spec (arg n j) v) as [stands|_]; [|rewrite Rmult_0_r; apply log_derive_const; lra].
    rewrite <- Rmult_assoc.
    assert (forward : psi n (clamp (slots n) j (value v)) = value n).
    { rewrite (value_slots arity arg psi order reads_slots n). apply reads_slots. intros i _. unfold clamp.
      destruct (Nat.eqb_spec i j); auto. subst. reflexivity. }
    apply (log_derive_comp (belief_within k n) (fun t => psi n (clamp (slots n) j t))).
    + rewrite forward. apply IH; lia.
    + subst v. apply (differentiable_slot (arity n) (psi n) (slots n) (g n) j); auto.
Qed.

Theorem thm_3_3 v dz : (v < N)%nat -> is_derive (fun d => bumped arg psi v d r) 0 dz ->
  0 < belief v (value v) /\ is_derive (fun t => ln (belief v t)) (value v) (dphi / phi (value r) * dz).
Proof.
  intros vN derivative.
  rewrite <- (is_derive_unique _ _ _ derivative).
  rewrite (is_derive_unique _ _ _ (sweep_derivative N arity arg psi order reads_slots r g r_node smooth v vN)).
  apply log_derive_positive_ln, belief_log_derive; auto.
Qed.

(** The output has that derivative: the one that the reverse sweep computes. *)
Theorem thm_3_3_sweep v : (v < N)%nat ->
  is_derive (fun d => bumped arg psi v d r) 0 (sweep N arity arg r g v) /\
  0 < belief v (value v) /\ is_derive (fun t => ln (belief v t)) (value v) (dphi / phi (value r) * sweep N arity arg r g v).
Proof.
  intros vN. assert (derivative := sweep_derivative N arity arg psi order reads_slots r g r_node smooth v vN).
  split; auto. apply thm_3_3; auto.
Qed.
End Theorem_3_3.

(** ** Primitives *)

Lemma differentiable_unary f v d : is_derive f (v 0%nat) d -> differentiable 1 (fun x => f (x 0%nat)) v (fun _ => d).
Proof.
  intros Hf y t0 T at0 derivatives; simpl.
  replace (0 + d * T 0%nat) with (scal (T 0%nat) d) by (unfold scal; simpl; unfold mult; simpl; ring).
  apply (is_derive_comp f (fun t => y t 0%nat)); [rewrite at0 by lia; auto|apply derivatives; lia].
Qed.

Theorem primitive_add v : differentiable 2 (fun x => x 0%nat + x 1%nat) v (fun _ => 1).
Proof.
  intros y t0 T at0 derivatives; simpl.
  replace (0 + 1 * T 0%nat + 1 * T 1%nat) with (T 0%nat + T 1%nat) by ring.
  apply (is_derive_plus (fun t => y t 0%nat)); apply derivatives; lia.
Qed.

Theorem primitive_sub v : differentiable 2 (fun x => x 0%nat - x 1%nat) v (fun j => if (j =? 0)%nat then 1 else -1).
Proof.
  intros y t0 T at0 derivatives; simpl.
  replace (0 + 1 * T 0%nat + -1 * T 1%nat) with (T 0%nat - T 1%nat) by ring.
  apply (is_derive_minus (fun t => y t 0%nat)); apply derivatives; lia.
Qed.

Theorem primitive_mul v : differentiable 2 (fun x => x 0%nat * x 1%nat) v (fun j => if (j =? 0)%nat then v 1%nat else v 0%nat).
Proof.
  intros y t0 T at0 derivatives; simpl.
  rewrite <- (at0 0%nat), <- (at0 1%nat) by lia.
  replace (0 + y t0 1%nat * T 0%nat + y t0 0%nat * T 1%nat) with (T 0%nat * y t0 1%nat + y t0 0%nat * T 1%nat) by ring.
  apply (is_derive_mult (fun t => y t 0%nat)); [apply derivatives; lia|apply derivatives; lia|intros; apply Rmult_comm].
Qed.

Theorem primitive_div v : v 1%nat <> 0 ->
  differentiable 2 (fun x => x 0%nat / x 1%nat) v (fun j => if (j =? 0)%nat then / v 1%nat else - (v 0%nat / v 1%nat ^ 2)).
Proof.
  intros nonzero y t0 T at0 derivatives; simpl.
  rewrite <- (at0 0%nat), <- (at0 1%nat) in * by lia.
  replace (0 + / y t0 1%nat * T 0%nat + - (y t0 0%nat / (y t0 1%nat * (y t0 1%nat * 1))) * T 1%nat)
    with ((T 0%nat * y t0 1%nat - y t0 0%nat * T 1%nat) / y t0 1%nat ^ 2) by (field; auto).
  apply (is_derive_div (fun t => y t 0%nat)); auto; apply derivatives; lia.
Qed.

Theorem primitive_exp v : differentiable 1 (fun x => exp (x 0%nat)) v (fun _ => exp (v 0%nat)).
Proof. apply differentiable_unary, is_derive_exp. Qed.

Theorem primitive_log v : 0 < v 0%nat -> differentiable 1 (fun x => ln (x 0%nat)) v (fun _ => / v 0%nat).
Proof. intros positive. apply differentiable_unary, is_derive_ln; auto. Qed.

Theorem primitive_tanh v : differentiable 1 (fun x => tanh (x 0%nat)) v (fun _ => 1 - tanh (v 0%nat) ^ 2).
Proof.
  apply differentiable_unary. unfold tanh, sinh, cosh.
  assert (positive : 0 < exp (v 0%nat) + exp (- v 0%nat)) by (generalize (exp_pos (v 0%nat)) (exp_pos (- v 0%nat)); lra).
  auto_derive; [lra|]. field. lra.
Qed.
