(** * klprop-check is sound

    The program klprop-check feeds the records of a certificate to [fraction_advance]. If it accepts them
    ([fraction_accepts]), every number in the certificate is right: see [checker_sound] for what that means, here over the
    rationals.

    What is added here: the fractions of the checker, with their operations, name the rational numbers of Mathematical
    Components. Different fractions may name one number. *)

From Coq Require Import ZArith QArith.
From mathcomp Require Import all_ssreflect all_algebra ssrZ ring.
From KLProp Require Import circuit table program fraction nodes_correct derivatives_correct checker_sound.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition rational_of_Z (z : Z) : rat := (int_of_Z z)%:~R.
Definition rational_of_Q (q : Q) : rat := rational_of_Z (Qnum q) / rational_of_Z (Zpos (Qden q)).
Notation z := rational_of_Z.

Lemma z_mul a b : z (Z.mul a b) = z a * z b.
Proof. by rewrite /z -intrM -[Z.mul a b]/(a * b) rmorphM. Qed.

Lemma z_add a b : z (Z.add a b) = z a + z b.
Proof. by rewrite /z -intrD -[Z.add a b]/(a + b) rmorphD. Qed.

Lemma z_inj : injective z.
Proof. by move=> a b /intr_inj /(can_inj int_of_ZK). Qed.

Lemma z_positive p : z (Zpos p) != 0.
Proof. by apply/eqP; rewrite -[0]/(z Z0) => /z_inj. Qed.

Lemma z_neg p : z (Zneg p) = - z (Zpos p).
Proof. by apply/eqP; rewrite -addr_eq0 -z_add Z.add_comm Z.add_opp_diag_r. Qed.

Lemma z_gt0 p : 0 < z (Zpos p).
Proof.
rewrite Order.POrderTheory.lt_def z_positive /z ler0z.
by rewrite /int_of_Z.
Qed.

Lemma z_positive_mul p q : z (Zpos (p * q)) = z (Zpos p) * z (Zpos q).
Proof. by rewrite -z_mul. Qed.

Lemma fraction_naming :
  naming (0#1) (1#1) fraction_add fraction_mul Qinv fraction_same fraction_nonnegative rational_of_Q.
Proof.
split=> [||a b|a b|a|a b|a]; rewrite /rational_of_Q.
- by rewrite /z mul0r.
- by rewrite divff ?z_positive.
- rewrite /fraction_add; case: (Pos.eqb_spec (Qden a) (Qden b)) => [same|_].
    by rewrite /= z_add same mulrDl.
  have := Pos.ggcd_correct_divisors (Qden a) (Qden b).
  case: (Pos.ggcd _ _) => g [qa qb] [aE bE] /=; rewrite aE bE addf_div ?z_positive // z_add !z_mul.
  rewrite !z_positive_mul; set n := z (Qnum a); set m := z (Qnum b).
  have [g0 a0 b0] : [/\ z (Zpos g) != 0, z (Zpos qa) != 0 & z (Zpos qb) != 0] by split; exact: z_positive.
  apply/eqP; rewrite eqr_div ?mulf_neq0 //; apply/eqP; ring.
- by rewrite /= z_mul z_positive_mul -mulf_div.
- case: a => [[|p|p] q]; rewrite /Qinv /=.
  + by rewrite /z !mul0r invr0.
  + by rewrite invf_div.
  + by rewrite !z_neg !mulNr invrN invf_div.
- rewrite /fraction_same; case: (Pos.eqb_spec (Qden a) (Qden b)) => [->|_].
    rewrite (inj_eq (mulIf _)) ?invr_eq0 ?z_positive // (inj_eq z_inj).
    by apply/idP/eqP => [/Z.eqb_eq|->] //; rewrite Z.eqb_refl.
  rewrite eqr_div ?z_positive // -!z_mul (inj_eq z_inj).
  by apply/idP/eqP => [/Z.eqb_eq|->] //; rewrite Z.eqb_refl.
- rewrite /fraction_nonnegative (pmulr_lge0 _ (_ : 0 < _^-1)) ?invr_gt0 ?z_gt0 //.
  case: (Qnum a) => [|p|p] /=; first by [].
    by rewrite Order.POrderTheory.ltW ?z_gt0.
  by rewrite z_neg oppr_ge0 Order.POrderTheory.lt_geF ?z_gt0.
Qed.

Theorem klprop_check_sound (identical : branches -> branches -> bool) (records : seq (record Q)) :
  (forall s t, identical s t -> s = t) -> fraction_accepts identical records ->
  exists lam xs total claims ms,
    records = certificate_records lam xs total claims ms /\
    certificate_right (0#1) rational_of_Q lam xs total claims ms
      (circuit_of rational_of_Q xs) (size xs).-1 (denote_evidence (0#1) rational_of_Q lam).
Proof. by move=> sound accepted; exact: (checker_sound fraction_naming sound accepted). Qed.
