(** * Proposition 3.1(ii), repaired: fixed points of belief propagation are certain fixed states of the iteration

    On every factor graph with positive factors whose variables have finite, non-empty sets of states, loops or not, two sets
    correspond one to one:

    - the fixed points of belief propagation with positive messages, where the messages of an edge count modulo their scale;
    - the states (q, σ, τ) that a step of Section 3.1's displayed iteration leaves as they are, where σ and τ count modulo
      constants, with two properties: (1) q·exp(σ+τ) is proportional to Π_a f_a, and (2) τ is, up to a constant, a sum of
      functions τ_{ai} of single copies.

    From messages to the state ([state_of]): q is the product of the beliefs over all copies, exp σ = Π_a f_a / Π m_{a→i} and
    exp τ = Π 1/m_{i→a}. From the state to messages ([messages_of]): m_{i→a} = exp(−τ_{ai}) and m_{a→i} = q_{ai}·exp τ_{ai},
    with q_{ai} the marginal of q on the copy. As in [prop_3_1_iterates], the tables exp σ and exp τ stand in the place of σ
    and τ. That q and exp σ are positive need not be supposed: for a fixed state it follows from (1) and (2).

    Neither property can be left out: [prop_3_1_ii_converse] is a fixed state with (2), and [prop_3_1_ii_needs_single_copies]
    one with (1), whose q belongs to no fixed point of belief propagation.

    Idea: (1) and (2) together say that the state is made of the messages m_{i→a} = exp(−τ_{ai}), in the sense of
    model/message_step.v. A step then does what a round of belief propagation does: τ stays as it is, modulo a constant, if and
    only if these messages do, modulo their scale. The new q is the product of the beliefs, and a belief over m_{i→a} is m_{a→i}. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import factor_graph message_step.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** m_{i→a} and m_{a→i}, for every edge (a,i). *)
Record messages (R : numFieldType) (I E : finType) (S : I -> finType) (var : E -> I) :=
  Messages { variable_message : edge_tables R S var; factor_message : edge_tables R S var }.
Arguments variable_message {R I E S var} m e s.
Arguments factor_message {R I E S var} m e s.

Section Correspondence.
Variables (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A).
Variable f : A -> copies S var -> R.
Implicit Types (m : messages R S var) (h : iterate R S var) (t : edge_tables R S var).

(** ** What is fixed, and what is the same *)

Definition same_messages m n := forall e,
  proportional (variable_message m e) (variable_message n e) /\ proportional (factor_message m e) (factor_message n e).

(** A fixed point of belief propagation with positive messages, modulo their scale. That m_{a→i} is positive follows. *)
Definition fixed_messages m :=
  positive (variable_message m) /\
  same_messages (Messages (to_factor (factor_message m)) (to_variable fac f (variable_message m))) m.

(** q itself; σ and τ modulo constants. *)
Definition same_state h g :=
  q h =1 q g /\ proportional (exp_sigma h) (exp_sigma g) /\ proportional (exp_tau h) (exp_tau g).

Definition fixed_state h := same_state (step h) h.

(** The property (1). *)
Definition factorises h := proportional (fun y => q h y * exp_sigma h y * exp_tau h y) (fun y => \prod_a f a y).

(** The property (2), with t_e = exp τ_{ai} at the edge e = (a,i). *)
Definition single_copies t h := positive t /\ proportional (exp_tau h) (spread_messages t).

(** ** The two maps *)

Definition state_of m : iterate R S var :=
  Iterate (spread_beliefs (factor_message m))
          (fun y => (\prod_a f a y) / spread_messages (factor_message m) y)
          (spread_messages (fun e s => (variable_message m e s)^-1)).

Definition messages_of h t : messages R S var :=
  Messages (fun e s => (t e s)^-1) (fun e s => marginal (q h) e s * t e s).

(** ** Proof *)

Hypotheses (f_local : local fac f) (f_positive : forall a y, 0 < f a y) (s0 : forall i, S i).

Lemma inverse_positive t : positive t -> positive (fun e s => (t e s)^-1).
Proof. by move=> pos e s; rewrite invr_gt0. Qed.

Lemma factor_message_positive m : fixed_messages m -> positive (factor_message m).
Proof.
case=> pos fixed e; have [_ down] := fixed e; apply: (proportional_positive (proportional_sym down)) => s.
exact: to_variable_positive.
Qed.

(** If exp τ is Π 1/m_{i→a}, the property (1) says that the state is made of these messages. *)
Lemma made_of_factorises h (u : edge_tables R S var) :
  positive u -> proportional (exp_tau h) (fun y => (spread_messages u y)^-1) -> made_of f u h <-> factorises h.
Proof.
move=> pos tau; have U0 y : 0 < spread_messages u y by exact: spread_positive.
split=> [[sigma _]|all].
  apply: (proportional_trans (proportional_mul sigma tau)).
  by apply: proportional_eq => y; rewrite mulfK // lt0r_neq0.
have tau0 : all_positive (exp_tau h) by apply: (proportional_positive tau) => y; rewrite invr_gt0.
split=> //; apply: (@proportional_trans _ _ _ (fun y => q h y * exp_sigma h y * exp_tau h y / exp_tau h y)).
  by apply: proportional_eq => y; rewrite mulfK // lt0r_neq0.
by apply: (proportional_trans (proportional_div all tau)); apply: proportional_eq => y; rewrite invrK.
Qed.

Lemma single_copies_state_of m : fixed_messages m -> single_copies (fun e s => (variable_message m e s)^-1) (state_of m).
Proof. by case=> pos _; split; [exact: inverse_positive|exact: proportional_eq]. Qed.

Lemma state_of_made_of m : fixed_messages m -> made_of f (variable_message m) (state_of m).
Proof.
move=> fixed; have down_pos := factor_message_positive fixed; have [up_pos same] := fixed.
split; last by apply: proportional_eq => y /=; rewrite spread_inv.
have next : proportional (spread_messages (to_factor (factor_message m))) (spread_messages (variable_message m)).
  by apply: spread_proportional => e; have [] := same e.
have ratio := proportional_trans (spread_beliefs_div s0 down_pos) next.
apply: (proportional_trans _ (proportional_mul (proportional_refl _) ratio)).
by apply: proportional_eq => y; rewrite /= mulrCA.
Qed.

(** The belief, over the message from the variable, is the message to it. *)
Lemma belief_times (d : edge_tables R S var) e (t : S (var e) -> R) :
  positive d -> all_positive t -> proportional (to_factor d e) (fun s => (t s)^-1) ->
  proportional (fun s => marginal (spread_beliefs d) e s * t s) (d e).
Proof.
move=> d_pos t_pos up; have ratio := proportional_trans (belief_to_factor s0 e d_pos) up.
apply: (@proportional_trans _ _ _ (fun s => belief d (var e) s / d e s * (d e s * t s))).
  by apply: proportional_eq => s; rewrite marginal_beliefs // mulrA divfK // lt0r_neq0.
apply: (proportional_trans (proportional_mul ratio (proportional_refl _))).
by apply: proportional_eq => s; rewrite mulrCA mulVf ?mulr1 // lt0r_neq0.
Qed.

(** From messages to states. *)
Lemma fixed_state_of m : fixed_messages m -> fixed_state (state_of m) /\ factorises (state_of m).
Proof.
move=> fixed; have [up_pos same] := fixed; have made := state_of_made_of fixed; split; last first.
  by apply/(made_of_factorises up_pos _) => //; have [] := made.
have [[_ qE tau sigma] _] := one_step f_local f_positive s0 up_pos made.
have down e := proj2 (same e); have up e := proj1 (same e).
split; [|split].
- by move=> y; rewrite qE; apply: eq_bigr => e _; exact: belief_scale.
- apply: (proportional_trans sigma); apply: proportional_div; first exact: proportional_eq.
  exact: spread_proportional.
- apply: (proportional_trans tau); apply: (@proportional_trans _ _ _ (fun y => (spread_messages (variable_message m) y)^-1)).
    apply: proportional_inv; apply: spread_proportional => e; apply: (proportional_trans _ (up e)).
    by apply: proportional_eq; exact: to_factor_scale.
  by apply: proportional_eq => y /=; rewrite spread_inv.
Qed.

(** From states to messages, and back. *)
Lemma fixed_messages_of h t : fixed_state h -> factorises h -> single_copies t h ->
  fixed_messages (messages_of h t) /\ same_state (state_of (messages_of h t)) h.
Proof.
move=> [q_fixed [sigma_fixed tau_fixed]] all single; have [t_pos tau] := single.
pose u e s := (t e s)^-1; pose d := to_variable fac f u.
have u_pos : positive u by exact: inverse_positive.
have d_pos : positive d by exact: to_variable_positive.
have made : made_of f u h.
  apply/(made_of_factorises u_pos _) => //; apply: (proportional_trans tau).
  by apply: proportional_eq => y; rewrite spread_inv invrK.
have [[_ qE tau' sigma] _] := one_step f_local f_positive s0 u_pos made.
have up : forall e, proportional (to_factor d e) (u e).
  apply: (proportional_terms (fun e => s0 (var e))) => [e|e|]; [exact: to_factor_positive|exact: u_pos|].
  have inv := proportional_trans (proportional_sym tau') (proportional_trans tau_fixed (proj2 made)).
  apply: (@proportional_trans _ _ _ (fun y => (spread_messages (to_factor d) y)^-1^-1)).
    by apply: proportional_eq => y; rewrite invrK.
  by apply: (proportional_trans (proportional_inv inv)); apply: proportional_eq => y; rewrite invrK.
have down e : proportional (fun s => marginal (q h) e s * t e s) (d e).
  apply: (proportional_trans _ (belief_times d_pos (t_pos e) (up e))); apply: proportional_eq => s; congr (_ * _).
  by apply: eq_bigr => y _; rewrite -q_fixed.
split.
  split=> // e; split; last exact: (proportional_sym (down e)).
  apply: (proportional_trans _ (up e)); apply: proportional_eq; exact: to_factor_scale.
split; [|split].
- by move=> y; rewrite -q_fixed qE; apply: eq_bigr => e _; exact: belief_scale.
- apply: (proportional_trans _ sigma_fixed); apply: (proportional_trans _ (proportional_sym sigma)).
  by apply: proportional_div; [exact: proportional_eq|exact: spread_proportional].
- apply: (proportional_trans _ (proportional_sym tau)).
  by apply: proportional_eq => y; apply: eq_bigr => e _; rewrite /= invrK.
Qed.

(** From messages to states, and back. *)
Lemma messages_of_state_of m t : fixed_messages m -> single_copies t (state_of m) ->
  same_messages (messages_of (state_of m) t) m.
Proof.
move=> fixed [t_pos tau]; have down_pos := factor_message_positive fixed; have [up_pos same] := fixed.
have t_up : forall e, proportional (fun s => (variable_message m e s)^-1) (t e).
  by apply: (proportional_terms (fun e => s0 (var e))) => [e|e|//]; [exact: inverse_positive|exact: t_pos].
move=> e; split.
  apply: (proportional_trans (proportional_inv (proportional_sym (t_up e)))).
  by apply: proportional_eq => s; rewrite invrK.
apply: (belief_times down_pos (t_pos e)); apply: (proportional_trans (proj1 (same e))).
apply: (proportional_trans _ (proportional_inv (t_up e))); apply: proportional_eq => s; by rewrite invrK.
Qed.

Lemma state_of_scale m n : same_messages m n -> same_state (state_of m) (state_of n).
Proof.
move=> same; split; [|split].
- by move=> y; apply: eq_bigr => e _; apply: belief_scale => e'; have [] := same e'.
- apply: proportional_div; first exact: proportional_eq.
  by apply: spread_proportional => e; have [] := same e.
- by apply: spread_proportional => e; apply: proportional_inv; have [] := same e.
Qed.

Lemma messages_of_scale h g t u : single_copies t h -> single_copies u g -> same_state h g ->
  same_messages (messages_of h t) (messages_of g u).
Proof.
move=> [t_pos t_tau] [u_pos u_tau] [qE [_ tau]].
have tu : forall e, proportional (t e) (u e).
  apply: (proportional_terms (fun e => s0 (var e))) => [e|e|]; [exact: t_pos|exact: u_pos|].
  exact: proportional_trans (proportional_sym t_tau) (proportional_trans tau u_tau).
move=> e; split; first exact: proportional_inv.
by apply: proportional_mul => //; apply: proportional_eq => s; apply: eq_bigr => y _; exact: qE.
Qed.

Theorem prop_3_1_ii_repaired :
  (* A fixed point of belief propagation makes a fixed state with the properties (1) and (2). *)
  (forall m, fixed_messages m ->
     fixed_state (state_of m) /\ factorises (state_of m) /\
     single_copies (fun e s => (variable_message m e s)^-1) (state_of m)) /\
  (* A fixed state with these properties makes a fixed point of belief propagation. *)
  (forall h t, fixed_state h -> factorises h -> single_copies t h -> fixed_messages (messages_of h t)) /\
  (* The two maps are inverse to each other, *)
  (forall m t, fixed_messages m -> single_copies t (state_of m) -> same_messages (messages_of (state_of m) t) m) /\
  (forall h t, fixed_state h -> factorises h -> single_copies t h -> same_state (state_of (messages_of h t)) h) /\
  (* and do not depend on the scale of the messages, on the constants in σ and τ, or on how τ is written as a sum. *)
  (forall m n, same_messages m n -> same_state (state_of m) (state_of n)) /\
  (forall h g t u, single_copies t h -> single_copies u g -> same_state h g ->
     same_messages (messages_of h t) (messages_of g u)).
Proof.
split; [|split; [|split; [|split; [|split]]]].
- move=> m fixed; have [stays all] := fixed_state_of fixed; split=> //; split=> //; exact: single_copies_state_of.
- by move=> h t fixed all single; have [] := fixed_messages_of fixed all single.
- exact: messages_of_state_of.
- by move=> h t fixed all single; have [] := fixed_messages_of fixed all single.
- exact: state_of_scale.
- exact: messages_of_scale.
Qed.

(** Normalised belief propagation leaves normalised messages exactly as they are; every fixed point modulo scale is one of these. *)
Theorem prop_3_1_ii_normalised :
  (forall u, positive u -> (forall e, to_factor (to_variable fac f u) e =1 u e) ->
     fixed_messages (Messages u (to_variable fac f u))) /\
  (forall m, fixed_messages m -> let u e := normalise (variable_message m e) in
     (forall e, to_factor (to_variable fac f u) e =1 u e) /\ same_messages (Messages u (to_variable fac f u)) m).
Proof.
split=> [u pos fixed|m fixed u].
  by split=> // e; split; apply: proportional_eq => // s; rewrite /= fixed.
have down_pos := factor_message_positive fixed; have [up_pos same] := fixed.
have um e : proportional (u e) (variable_message m e) by exact: (proportional_normalise (s0 (var e))).
have down e : proportional (to_variable fac f u e) (factor_message m e).
  apply: (proportional_trans _ (proj2 (same e))); apply: proportional_eq; exact: to_variable_scale.
split=> [e s|e]; last by split; [exact: um|exact: down].
have total : \sum_z to_factor (factor_message m) e z = 1.
  by apply: (normalise_total (s0 (var e))) => s'; apply: prodr_gt0 => e' _; exact: at_state_positive.
by rewrite (to_factor_scale down) /u -(normalise_proportional (proj1 (same e))) [RHS]/normalise total divr1.
Qed.
End Correspondence.
