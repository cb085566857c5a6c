(** * The numbers of the checker

    Fractions of the standard library, with operations that avoid greatest common divisors where they can: products are
    not reduced, and sums are brought to the least common denominator only when the denominators differ. Results stay
    small because the checker goes on with the claimed number, never with the one that it computed. Extracted. *)

Require Import ZArith QArith.
From KLProp Require Import table program.

Definition fraction_add (a b : Q) : Q :=
  if Pos.eqb (Qden a) (Qden b) then Qmake (Qnum a + Qnum b) (Qden a)
  else let (_, quotients) := Pos.ggcd (Qden a) (Qden b) in
       let (qa, qb) := quotients in
       Qmake (Qnum a * Zpos qb + Qnum b * Zpos qa) (Qden a * qb).

Definition fraction_mul (a b : Q) : Q := Qmake (Qnum a * Qnum b) (Qden a * Qden b).

Definition fraction_same (a b : Q) : bool :=
  if Pos.eqb (Qden a) (Qden b) then Z.eqb (Qnum a) (Qnum b)
  else Z.eqb (Qnum a * Zpos (Qden b)) (Qnum b * Zpos (Qden a)).

Definition fraction_nonnegative (a : Q) : bool := Z.leb 0 (Qnum a).

Definition fraction_advance (identical : branches -> branches -> bool) : stage Q -> record Q -> option (stage Q) :=
  advance (0#1) (1#1) fraction_add fraction_mul Qinv fraction_same fraction_nonnegative identical.

Definition fraction_accepts (identical : branches -> branches -> bool) : list (record Q) -> bool :=
  accepts (0#1) (1#1) fraction_add fraction_mul Qinv fraction_same fraction_nonnegative identical.

(** Numerator over denominator, unless the denominator is not positive. *)
Definition fraction_of (n d : Z) : option Q := match d with Zpos p => Some (Qmake n p) | _ => None end.
