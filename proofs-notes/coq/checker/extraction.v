(** * Extraction of the checker to OCaml

    The whole map from Coq to OCaml: booleans, options, pairs and lists become OCaml's own, and integers become those of
    integer.ml. Nothing else is replaced. *)

Require Import ZArith QArith.
From KLProp Require Import table program fraction.
Require Import Extraction.
Extraction Language OCaml.

Extract Inductive bool => "bool" [ "true" "false" ].
Extract Inductive option => "option" [ "Some" "None" ].
Extract Inductive prod => "( * )" [ "" ].
Extract Inductive list => "list" [ "[]" "( :: )" ].
Extract Inlined Constant andb => "(&&)".
Extract Inlined Constant orb => "(||)".

Extract Inductive Z => "Integer.t"
  [ "Integer.zero" "" "Integer.negate" ] "Integer.cases_of_integer".
Extract Inductive positive => "Integer.t"
  [ "Integer.double_and_one" "Integer.double" "Integer.one" ] "Integer.cases_of_positive".
Extract Constant Z.add => "Integer.add".
Extract Constant Z.mul => "Integer.mul".
Extract Constant Z.eqb => "Integer.equal".
Extract Constant Z.leb => "Integer.at_most".
Extract Constant Pos.mul => "Integer.mul".
Extract Constant Pos.eqb => "Integer.equal".
Extract Constant Pos.ggcd => "Integer.gcd_and_quotients".

Extraction "verified.ml" fraction_of fraction_advance start accepting next.
