(* What Coq's integers become: Zarith's, which are GMP's. This file and the map in extraction.v are trusted; each line
   below is one operation that the checker uses. *)

type t = Z.t

let zero = Z.zero
let one = Z.one
let negate = Z.neg
let add = Z.add

(* Products by 1 are many, and share the other factor. *)
let mul a b = if Z.equal a Z.one then b else if Z.equal b Z.one then a else Z.mul a b
let equal : t -> t -> bool = Z.equal
let at_most : t -> t -> bool = Z.leq

(* Pos.ggcd: the greatest common divisor and both quotients, of positive numbers. *)
let gcd_and_quotients a b =
  let g = Z.gcd a b in
  (g, (Z.divexact a g, Z.divexact b g))

(* Case analysis on Z: 0, positive, negative. *)
let cases_of_integer if_zero if_positive if_negative z =
  let sign = Z.sign z in
  if sign = 0 then if_zero () else if sign > 0 then if_positive z else if_negative (Z.neg z)

(* Case analysis on a positive number: 2p+1, 2p, 1. *)
let double p = Z.shift_left p 1
let double_and_one p = Z.succ (Z.shift_left p 1)
let cases_of_positive if_odd if_even if_one p =
  if Z.equal p Z.one then if_one ()
  else
    let half = Z.shift_right p 1 in
    if Z.is_odd p then if_odd half else if_even half

(* For reading and printing, outside of what is verified. *)
let is_zero z = Z.sign z = 0
let is_one z = Z.equal z Z.one
let of_int = Z.of_int
let of_digits bytes first length = Z.of_substring_base 10 (Bytes.unsafe_to_string bytes) ~pos:first ~len:length
let to_string = Z.to_string
