(** * Proposition 3.1: the displayed iteration is flooding belief propagation, at every step

    On every factor graph with positive factors whose variables have finite, non-empty sets of states, with σ_{-1} = τ_{-1} = 0
    and uniform first messages, the iteration of Section 3.1 equals normalised belief propagation with all messages sent at
    once, for every n, loops or not:

    - q_n is the product of the beliefs b^(n) over all copies;
    - k_n is proportional to the product of m_{a→i}^(n) · m_{i→a}^(n−1) over all copies;
    - exp τ_n is proportional to the product of 1 / m_{i→a}^(n);
    - exp σ_n is proportional to the product of the factors over that of m_{a→i}^(n).

    [up n] are the messages m_{i→a}^(n−1), [down n] the messages m_{a→i}^(n). The constants are positive; σ and τ are
    therefore determined up to additive constants.

    [step_computes] has these four lines, for one step; the rest of its file, model/message_step.v, proves that a step from a
    state that is made of messages computes them and makes the next state of the next messages.

    Idea: the start is made of the uniform messages: q·exp σ is proportional to Π f · Π m_{i→a}, and exp τ to Π 1/m_{i→a}. *)

From mathcomp Require Import all_ssreflect all_algebra.
From KLProp Require Import factor_graph message_step.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.POrderTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Iterates.
Variables (R : numFieldType) (I A E : finType) (S : I -> finType) (var : E -> I) (fac : E -> A).
Variable f : A -> copies S var -> R.
Hypotheses (f_local : local fac f) (f_positive : forall a y, 0 < f a y) (s0 : forall i, S i).
Notation up := (up fac f).
Notation down := (down fac f).

Lemma uniform_positive i : 0 < #|S i|%:R^-1 :> R.
Proof. by rewrite invr_gt0 ltr0n; apply/card_gt0P; exists (s0 i). Qed.

Lemma up_positive n : positive (up n).
Proof.
elim: n => [|n IH]; first by move=> e s; exact: uniform_positive.
by apply: to_factor_positive; exact: to_variable_positive.
Qed.

Lemma start_made_of : made_of f (up 0) (start f).
Proof.
have c0 : 0 < \prod_e #|S (var e)|%:R^-1 :> R by apply: prodr_gt0 => e _; exact: uniform_positive.
split; last by exists (\prod_e #|S (var e)|%:R^-1) => // y; rewrite divff // lt0r_neq0.
have [z z0 zE] := proportional_normalise ([ffun e => s0 (var e)] : copies S var) (factors_positive f_positive).
exists (z / \prod_e #|S (var e)|%:R^-1); first exact: divr_gt0.
by move=> y; rewrite /= mulr1 [q_start _ _]zE mulrA [RHS]mulrAC divfK ?lt0r_neq0.
Qed.

Theorem prop_3_1_iterates n :
  step_computes f (up n) (down n) (up n.+1) (iter n step (start f)).
Proof.
suff made n' : made_of f (up n') (iter n' step (start f)).
  by have [] := one_step f_local f_positive s0 (up_positive n) (made n).
elim: n' => [|k IH]; first exact: start_made_of.
by have [] := one_step f_local f_positive s0 (up_positive k) IH.
Qed.
End Iterates.
