(** * Tables and sets for the checker

    Tables from positive numbers to anything, as binary tries, and sets of positive numbers in the same shape. Sets share
    structure: the union of two sets costs no more than the part in which they meet. Everything here is extracted to
    OCaml; every recursion is either as deep as a number has bits, or a tail call. *)

Require Import List.
Set Implicit Arguments.
Import ListNotations.

(** ** Positive numbers in binary, the lowest digit first *)

Inductive index := One | Even (half : index) | Odd (half : index).   (* 1, 2p, 2p+1 *)

Fixpoint next (p : index) : index :=
  match p with One => Even One | Even q => Odd q | Odd q => Even (next q) end.

(** The same digits, the highest first. *)
Fixpoint reverse_onto (p digits : index) : index :=
  match p with One => digits | Even q => reverse_onto q (Even digits) | Odd q => reverse_onto q (Odd digits) end.
Definition reverse (p : index) : index := reverse_onto p One.

(** ** Tables

    A number is looked up by its digits, the highest first, so that what belongs to neighbours lies together in memory. *)

Inductive table (A : Type) := Nothing | Entry (evens : table A) (here : option A) (odds : table A).
Arguments Nothing {A}.

Fixpoint get_at {A} (digits : index) (m : table A) : option A :=
  match m with
  | Nothing => None
  | Entry evens here odds => match digits with One => here | Even q => get_at q evens | Odd q => get_at q odds end
  end.
Definition get {A} (p : index) (m : table A) : option A := get_at (reverse p) m.

Fixpoint set_at {A} (digits : index) (a : A) (m : table A) : table A :=
  match digits with
  | One => match m with Nothing => Entry Nothing (Some a) Nothing | Entry e _ o => Entry e (Some a) o end
  | Even q => match m with Nothing => Entry (set_at q a Nothing) None Nothing | Entry e h o => Entry (set_at q a e) h o end
  | Odd q => match m with Nothing => Entry Nothing None (set_at q a Nothing) | Entry e h o => Entry e h (set_at q a o) end
  end.
Definition set {A} (p : index) (a : A) (m : table A) : table A := set_at (reverse p) a m.

(** The entry becomes what f makes of it. *)
Fixpoint update_at {A} (digits : index) (f : option A -> A) (m : table A) : table A :=
  match digits with
  | One => match m with Nothing => Entry Nothing (Some (f None)) Nothing | Entry e h o => Entry e (Some (f h)) o end
  | Even q => match m with Nothing => Entry (update_at q f Nothing) None Nothing | Entry e h o => Entry (update_at q f e) h o end
  | Odd q => match m with Nothing => Entry Nothing None (update_at q f Nothing) | Entry e h o => Entry e h (update_at q f o) end
  end.
Definition update {A} (p : index) (f : option A -> A) (m : table A) : table A := update_at (reverse p) f m.

(** Without the entry, and without branches that hold nothing then. *)
Definition entry {A} (evens : table A) (here : option A) (odds : table A) : table A :=
  match evens, here, odds with Nothing, None, Nothing => Nothing | _, _, _ => Entry evens here odds end.
Fixpoint clear_at {A} (digits : index) (m : table A) : table A :=
  match m with
  | Nothing => Nothing
  | Entry e h o => match digits with One => entry e None o | Even q => entry (clear_at q e) h o | Odd q => entry e h (clear_at q o) end
  end.
Definition clear {A} (p : index) (m : table A) : table A := clear_at (reverse p) m.

(** The entries of a list, numbered from p. *)
Fixpoint enter {A} (p : index) (l : list A) (m : table A) : table A :=
  match l with [] => m | a :: rest => enter (next p) rest (set p a m) end.

(** ** Sets

    Also by the highest digit first, so that intervals are few subtrees. A set of one number is just that number. *)

Inductive branches := Bare | Branch (evens : branches) (here : bool) (odds : branches).
Inductive numbers := Empty | Only (p : index) | Several (all : branches).

Fixpoint path (digits : index) : branches :=
  match digits with One => Branch Bare true Bare | Even q => Branch (path q) false Bare | Odd q => Branch Bare false (path q) end.
Definition branches_of (s : numbers) : branches :=
  match s with Empty => Bare | Only p => path (reverse p) | Several b => b end.

Fixpoint on_path (digits : index) (b : branches) : bool :=
  match b with
  | Bare => false
  | Branch evens here odds => match digits with One => here | Even q => on_path q evens | Odd q => on_path q odds end
  end.

Fixpoint same_index (p q : index) : bool :=
  match p, q with One, One => true | Even p', Even q' => same_index p' q' | Odd p', Odd q' => same_index p' q' | _, _ => false end.

Definition singleton (p : index) : numbers := Only p.
Definition member (p : index) (s : numbers) : bool :=
  match s with Empty => false | Only q => same_index q p | Several b => on_path (reverse p) b end.

Fixpoint is_bare (b : branches) : bool :=
  match b with
  | Bare => true
  | Branch evens here odds => if here then false else if is_bare evens then is_bare odds else false
  end.
Definition is_empty (s : numbers) : bool := match s with Empty => true | Only _ => false | Several b => is_bare b end.

(** The union of disjoint sets. *)
Fixpoint joined (s t : branches) : option branches :=
  match s, t with
  | Bare, _ => Some t
  | _, Bare => Some s
  | Branch e h o, Branch e' h' o' =>
      if andb h h' then None
      else match joined e e' with
           | None => None
           | Some e'' => match joined o o' with
                         | None => None
                         | Some o'' => Some (Branch e'' (orb h h') o'')
                         end
           end
  end.
Definition disjoint_union (s t : numbers) : option numbers :=
  match s, t with
  | Empty, _ => Some t
  | _, Empty => Some s
  | _, _ => match joined (branches_of s) (branches_of t) with None => None | Some b => Some (Several b) end
  end.

(** Equality. [identical] may answer [true] for equal branches only; it saves the comparison of what is shared. Sets that are
    equal but were built apart are compared number by number, which for many long chains takes quadratic time. *)
Fixpoint alike (identical : branches -> branches -> bool) (s t : branches) : bool :=
  if identical s t then true
  else match s, t with
       | Bare, Bare => true
       | Branch e h o, Branch e' h' o' => andb (Bool.eqb h h') (andb (alike identical e e') (alike identical o o'))
       | _, _ => false
       end.
Definition equal (identical : branches -> branches -> bool) (s t : numbers) : bool :=
  match s, t with
  | Empty, Empty => true
  | Only p, Only q => same_index p q
  | Several b, Several b' => alike identical b b'
  | _, _ => false
  end.
