(** * The checker

    A certificate is a list of records: the evidence, variable after variable; the nodes with their claimed values S(n),
    children first, the root last; S(e); then for each node, in the opposite order, its claimed derivative D(n), with the
    claimed gate marginals of a sum; then the claimed marginals of each variable.

    [advance] takes one record and either refuses it or goes on. Only the stage is kept, so that a reader need not
    hold the certificate in memory. What acceptance means is proved in [checker_sound.v].

    Numbers are abstract here: any type with the operations below. Everything in this file is extracted to OCaml, so it
    uses plain lists, and tail calls wherever a recursion is as long as a list. *)

Require Import List.
From KLProp Require Import table.
Set Implicit Arguments.
Import ListNotations.

Section Checker.
Variable F : Type.
Variables (zero one : F) (add mul : F -> F -> F) (invert : F -> F).
Variables (same : F -> F -> bool) (nonnegative : F -> bool).
Variable identical : branches -> branches -> bool.

(** ** Records *)

Inductive content :=
  | IndicatorNode (variable state : index)
  | ConstantNode (value : F)
  | SumNode (edges : list (F * index))
  | ProductNode (factors : list index).

Inductive record :=
  | VariableRecord (evidence : list F)
  | NodeRecord (x : content) (value : F)                        (* S(n) *)
  | TotalRecord (value : F)                                     (* S(e) *)
  | DerivativeRecord (d : F)                                    (* D(n), for all nodes but the next *)
  | GateRecord (d : F) (visit : F) (select : list F)            (* D(s), of a sum that mentions a variable *)
  | MarginalRecord (probabilities : list F).

(** ** Stages *)

Definition variable_info := (numbers * table F)%type.     (* the variable as a set; its evidence by state *)
Definition node_info := (F * numbers)%type.               (* S(n); its scope *)

Inductive stage :=
  | ReadingVariables (at_variable : index) (variables : table variable_info) (evidence_reversed : list (list F))
  | ReadingNodes (variables : table variable_info) (evidence : list (list F))
          (at_node : index) (infos : table node_info) (nodes_reversed : list (index * content))
  | ReadingDerivatives (evidence : list (list F)) (infos : table node_info) (total inverse : F) (scope : numbers)
                (derivatives : table F) (at_indicators : table (table F)) (remaining : list (index * content))
  | ReadingMarginals (evidence : list (list F)) (total inverse : F) (scope : numbers) (at_indicators : table (table F))
              (at_variable : index).

Definition start : stage := ReadingVariables One Nothing [].

Definition value_at (m : table F) (p : index) : F := match get p m with Some a => a | None => zero end.
Definition bump (m : table F) (p : index) (a : F) : table F :=
  update p (fun here => match here with Some b => add b a | None => a end) m.

(** ** Evidence *)

Fixpoint all_nonnegative (l : list F) : bool :=
  match l with [] => true | a :: rest => if nonnegative a then all_nonnegative rest else false end.

(** ** Nodes: their values and scopes from those of their children *)

Fixpoint sum_of_edges (infos : table node_info) (scope : numbers) (edges : list (F * index)) (sum : F) : option F :=
  match edges with
  | [] => Some sum
  | (w, p) :: rest =>
      match get p infos with
      | None => None
      | Some (s, scope') =>
          if andb (nonnegative w) (equal identical scope scope')
          then sum_of_edges infos scope rest (add sum (mul w s)) else None
      end
  end.

Fixpoint product_of_factors (infos : table node_info) (factors : list index) (product : F) (scope : numbers)
  : option node_info :=
  match factors with
  | [] => Some (product, scope)
  | p :: rest =>
      match get p infos with
      | None => None
      | Some (s, scope') =>
          match disjoint_union scope' scope with
          | None => None
          | Some scope'' => product_of_factors infos rest (mul product s) scope''
          end
      end
  end.

Definition evaluate (variables : table variable_info) (infos : table node_info) (x : content) : option node_info :=
  match x with
  | IndicatorNode i t =>
      match get i variables with
      | None => None
      | Some (scope, entries) => match get t entries with None => None | Some a => Some (a, scope) end
      end
  | ConstantNode a => if nonnegative a then Some (a, Empty) else None
  | SumNode [] => None
  | SumNode (((_, p) :: _) as edges) =>
      match get p infos with
      | None => None
      | Some (_, scope) =>
          match sum_of_edges infos scope edges zero with None => None | Some sum => Some (sum, scope) end
      end
  | ProductNode [] => None
  | ProductNode factors => product_of_factors infos factors one Empty
  end.

(** ** Derivatives: each node gives D(n) times its local derivative to its children *)

Fixpoint give_edges (d : F) (edges : list (F * index)) (D : table F) : table F :=
  match edges with [] => D | (w, p) :: rest => give_edges d rest (bump D p (mul d w)) end.

(** Factors with their values, in reverse. *)
Fixpoint factor_values (infos : table node_info) (factors : list index) (reversed : list (index * F))
  : option (list (index * F)) :=
  match factors with
  | [] => Some reversed
  | p :: rest =>
      match get p infos with None => None | Some (s, _) => factor_values infos rest ((p, s) :: reversed) end
  end.

(** Each factor with its value and the product of those after it. *)
Fixpoint with_later (reversed : list (index * F)) (later : F) (result : list (index * F * F)) : list (index * F * F) :=
  match reversed with
  | [] => result
  | (p, s) :: earlier =>
      match earlier with
      | [] => (p, s, later) :: result
      | _ :: _ => with_later earlier (mul s later) ((p, s, later) :: result)
      end
  end.

(** [d] is D(n) times the product of the factors before. *)
Fixpoint give_factors (d : F) (factors : list (index * F * F)) (D : table F) : table F :=
  match factors with
  | [] => D
  | (p, s, later) :: rest =>
      let D' := bump D p (mul d later) in
      match rest with [] => D' | _ :: _ => give_factors (mul d s) rest D' end
  end.

Definition note_indicator (i t : index) (d : F) (m : table (table F)) : table (table F) :=
  update i (fun here => bump (match here with Some entries => entries | None => Nothing end) t d) m.

(** ** Gate marginals: select_j · S(e) = D(s) · w_j · S(c_j); [reach] is D(s)/S(e). *)

Fixpoint selections_right (infos : table node_info) (reach : F) (edges : list (F * index)) (select : list F) : bool :=
  match edges, select with
  | [], [] => true
  | (w, p) :: edges', a :: select' =>
      match get p infos with
      | None => false
      | Some (s, _) => if same a (mul reach (mul w s)) then selections_right infos reach edges' select' else false
      end
  | _, _ => false
  end.

(** ** Marginals of a variable *)

Fixpoint marginals_right (factor : F) (derivatives : table F) (t : index) (evidence probabilities : list F) : bool :=
  match evidence, probabilities with
  | [], [] => true
  | a :: evidence', b :: probabilities' =>
      if same b (mul factor (mul a (value_at derivatives t)))
      then marginals_right factor derivatives (next t) evidence' probabilities' else false
  | _, _ => false
  end.

(** A variable that the circuit does not mention is distributed as its evidence. *)
Fixpoint sum_of (l : list F) (sum : F) : F := match l with [] => sum | a :: rest => sum_of rest (add sum a) end.
Fixpoint proportional (sum : F) (evidence probabilities : list F) : bool :=
  match evidence, probabilities with
  | [], [] => true
  | a :: evidence', b :: probabilities' =>
      if same (mul b sum) a then proportional sum evidence' probabilities' else false
  | _, _ => false
  end.

(** ** One record *)

(** Indicators of one state share the number that is its evidence. *)
Definition kept (x : content) (computed claimed : F) : F := match x with IndicatorNode _ _ => computed | _ => claimed end.

Definition add_node variables evidence at_node infos nodes x value : option stage :=
  match evaluate variables infos x with
  | None => None
  | Some (computed, scope) =>
      if same computed value
      then Some (ReadingNodes variables evidence (next at_node) (set at_node (kept x computed value, scope) infos)
                                ((at_node, x) :: nodes))
      else None
  end.

Definition close_nodes (evidence : list (list F)) (infos : table node_info) nodes total : option stage :=
  match nodes with
  | [] => None
  | (root, _) :: _ =>
      match get root infos with
      | None => None
      | Some (value, scope) =>
          if andb (same value total) (negb (same total zero))
          then Some (ReadingDerivatives evidence infos total (invert total) scope (set root one Nothing) Nothing nodes)
          else None
      end
  end.

Definition after_derivative evidence infos total inverse scope D at_indicators remaining : stage :=
  match remaining with
  | [] => ReadingMarginals evidence total inverse scope at_indicators One
  | _ :: _ => ReadingDerivatives evidence infos total inverse scope D at_indicators remaining
  end.

(** What has been compared is not needed again. *)
Definition derive evidence infos total inverse scope D at_indicators remaining d (gate : option (F * list F))
  : option stage :=
  match remaining with
  | [] => None
  | (p, x) :: rest =>
      if same (value_at D p) d then
        let D := clear p D in
        let go D' m := Some (after_derivative evidence infos total inverse scope D' m rest) in
        match x, gate with
        | IndicatorNode i t, None => go D (note_indicator i t d at_indicators)
        | ConstantNode _, None => go D at_indicators
        | ProductNode factors, None =>
            match factor_values infos factors [] with
            | None => None
            | Some reversed => go (give_factors d (with_later reversed one []) D) at_indicators
            end
        | SumNode edges, _ =>
            match get p infos with
            | None => None
            | Some (s, scope_s) =>
                let right := match gate with
                             | None => is_empty scope_s
                             | Some (visit, select) =>
                                 let reach := mul d inverse in
                                 if is_empty scope_s then false
                                 else if same visit (mul reach s) then selections_right infos reach edges select
                                 else false
                             end in
                if right then go (give_edges d edges D) at_indicators else None
            end
        | _, Some _ => None
        end
      else None
  end.

Definition check_marginal evidence total inverse scope (at_indicators : table (table F)) i probabilities : option stage :=
  match evidence with
  | [] => None
  | entries :: rest =>
      let right :=
        if member i scope
        then marginals_right inverse (match get i at_indicators with Some m => m | None => Nothing end) One
               entries probabilities
        else let sum := sum_of entries zero in
             if same sum zero then false else proportional sum entries probabilities in
      if right then Some (ReadingMarginals rest total inverse scope at_indicators (next i)) else None
  end.

Definition advance (st : stage) (r : record) : option stage :=
  match st, r with
  | ReadingVariables i variables reversed, VariableRecord entries =>
      if all_nonnegative entries
      then Some (ReadingVariables (next i) (set i (singleton i, enter One entries Nothing) variables) (entries :: reversed))
      else None
  | ReadingVariables _ variables reversed, NodeRecord x value =>
      add_node variables (rev_append reversed []) One Nothing [] x value
  | ReadingNodes variables evidence at_node infos nodes, NodeRecord x value =>
      add_node variables evidence at_node infos nodes x value
  | ReadingNodes _ evidence _ infos nodes, TotalRecord total => close_nodes evidence infos nodes total
  | ReadingDerivatives evidence infos total inverse scope D m remaining, DerivativeRecord d =>
      derive evidence infos total inverse scope D m remaining d None
  | ReadingDerivatives evidence infos total inverse scope D m remaining, GateRecord d visit select =>
      derive evidence infos total inverse scope D m remaining d (Some (visit, select))
  | ReadingMarginals evidence total inverse scope m i, MarginalRecord probabilities =>
      check_marginal evidence total inverse scope m i probabilities
  | _, _ => None
  end.

(** The certificate is complete: nothing more is expected. *)
Definition accepting (st : stage) : bool :=
  match st with ReadingMarginals [] _ _ _ _ _ => true | _ => false end.

(** The whole check. *)
Fixpoint run (st : stage) (records : list record) : option stage :=
  match records with [] => Some st | r :: rest => match advance st r with None => None | Some st' => run st' rest end end.
Definition accepts (records : list record) : bool :=
  match run start records with Some st => accepting st | None => false end.
End Checker.
Arguments IndicatorNode {F}.
Arguments ProductNode {F}.
