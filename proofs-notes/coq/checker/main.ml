(* klprop-check: reads a certificate, gives its records to the verified checker one by one, and prints the verdict.

   Trusted here: that the records are those of the text. `--echo` prints every record back from the checker's own data. The
   text of a record is unique, so comparing it with the file reduces that trust: an error of the reader has to be undone by
   one of the printer. *)

open Verified

let version = "klprop.certificate/1"
let usage =
  "usage: klprop-check FILE          accept the certificate if every number in it is right\n\
  \       klprop-check --echo FILE   print what was read, byte for byte the file if it was read correctly\n\
  \       klprop-check --version     the version of this program\n\
  \       klprop-check --help        this text\n\
   FILE may be - for standard input.\n\
   exit codes: 0 accepted, 1 rejected, 3 out of memory or internal error, 4 usage error or malformed input\n"

exception Malformed of int * string
exception Rejected of int * string
exception Unreadable of string

(* ---- reading: tokens separated by single spaces, lines ended by a newline ---- *)

type reader = {
  channel : in_channel;
  mutable buffer : Bytes.t;
  mutable start : int; (* of the token being read *)
  mutable position : int;
  mutable filled : int;
  mutable line : int;
  mutable hash : int; (* of everything read so far *)
  mutable more_on_line : bool;
  mutable in_number : bool; (* the token may be long, of digits *)
  mutable common : Integer.t; (* the last denominator: neighbours often have the same, and share it *)
}

let open_reader channel =
  { channel; buffer = Bytes.create 65536; start = 0; position = 0; filled = 0; line = 1; hash = 0x4bf29ce484222325;
    more_on_line = true; in_number = false; common = Integer.one }

let malformed reader message = raise (Malformed (reader.line, message))

(* A buffer full of one token: it has to be a number, and is refused where it goes wrong, not at the end of the file. *)
let longest_word = 64
let check_long_token reader =
  let length = reader.filled - reader.start in
  if length > longest_word then
    match Bytes.get reader.buffer (reader.filled - 1) with
    | '0' .. '9' | '/' | '-' when reader.in_number -> ()
    | _ -> malformed reader "expected a shorter word, or a number"

(* Keeps the bytes from `start` on and reads more behind them. *)
let refill reader =
  let kept = reader.filled - reader.start in
  if kept = Bytes.length reader.buffer then begin
    let larger = Bytes.create (2 * kept) in
    Bytes.blit reader.buffer 0 larger 0 kept;
    reader.buffer <- larger
  end
  else Bytes.blit reader.buffer reader.start reader.buffer 0 kept;
  reader.position <- reader.position - reader.start;
  reader.start <- 0;
  let count =
    try input reader.channel reader.buffer kept (Bytes.length reader.buffer - kept)
    with Sys_error message -> raise (Unreadable message) in
  reader.filled <- kept + count;
  count > 0

let at_end reader = reader.position = reader.filled && not (reader.start <- reader.position; refill reader)

(* Runs to the separator behind the token: its position. The checksum is FNV-1a modulo 2^63: any change of one byte changes
   it. *)
let rec scan reader =
  let buffer = reader.buffer and filled = reader.filled in
  let position = ref reader.position and hash = ref (Int64.of_int reader.hash) and byte = ref 0 in
  while
    !position < filled
    && begin
         byte := Char.code (Bytes.unsafe_get buffer !position);
         hash := Int64.mul (Int64.logxor !hash (Int64.of_int !byte)) 0x100000001b3L;
         !byte <> 32 && !byte <> 10
       end
  do incr position done;
  reader.hash <- Int64.to_int !hash;
  reader.position <- !position;
  if !position < filled then reader.more_on_line <- !byte = 32
  else begin
    check_long_token reader;
    if not (refill reader) then malformed reader "the file ends within a line";
    scan reader
  end

(* The next token, as the slice [start, length) of the buffer; the separator behind it is read too. *)
let any_token in_number reader =
  if not reader.more_on_line then malformed reader "expected more on this line";
  reader.start <- reader.position;
  reader.in_number <- in_number;
  scan reader;
  let length = reader.position - reader.start in
  reader.position <- reader.position + 1;
  if length = 0 then malformed reader "expected single spaces between the entries of a line, and none at its ends";
  length

let token = any_token false
let number_token = any_token true

let end_line reader =
  if reader.more_on_line then malformed reader "expected the end of the line";
  reader.line <- reader.line + 1;
  reader.more_on_line <- true

let text reader length = Bytes.sub_string reader.buffer reader.start length

(* ---- numbers: [-]digits[/digits], no superfluous zeros, no denominator 1 ---- *)

(* How many digits stand from `first` on, before `last`. *)
let rec count_digits buffer first last k =
  if k < last && (let byte = Bytes.unsafe_get buffer k in byte >= '0' && byte <= '9') then
    count_digits buffer first last (k + 1)
  else k - first

let rec small_integer buffer first last value =
  if first = last then value
  else small_integer buffer (first + 1) last ((10 * value) + Char.code (Bytes.unsafe_get buffer first) - 48)

let digits reader first length =
  if length = 0 || (length > 1 && Bytes.get reader.buffer first = '0') then
    malformed reader "expected a number: digits, or digits/digits, without superfluous zeros";
  if length <= 18 then Integer.of_int (small_integer reader.buffer first (first + length) 0)
  else Integer.of_digits reader.buffer first length

let natural reader =
  let length = token reader in
  let last = reader.start + length in
  if length > 9 || count_digits reader.buffer reader.start last reader.start < length
     || (length > 1 && Bytes.get reader.buffer reader.start = '0') then
    malformed reader "expected a number of at most nine digits";
  small_integer reader.buffer reader.start last 0

(* An integer at the start of the token, and where it ends. *)
let signed_digits reader last =
  let negative = Bytes.get reader.buffer reader.start = '-' in
  let first = if negative then reader.start + 1 else reader.start in
  let length = count_digits reader.buffer first last first in
  let value = digits reader first length in
  if negative && Integer.is_zero value then malformed reader "expected 0, not -0";
  ((if negative then Integer.negate value else value), first + length)

let make reader numerator denominator =
  match fraction_of numerator denominator with
  | Some q -> q
  | None -> malformed reader "expected a positive denominator"

let number reader =
  ignore (number_token reader);
  let last = reader.position - 1 in
  let numerator, stop = signed_digits reader last in
  if stop = last then make reader numerator Integer.one
  else begin
    if Bytes.get reader.buffer stop <> '/' then malformed reader "expected a number: digits, or digits/digits";
    let length = count_digits reader.buffer (stop + 1) last (stop + 1) in
    if stop + 1 + length <> last then malformed reader "expected a number: digits, or digits/digits";
    let denominator = digits reader (stop + 1) length in
    if Integer.is_one denominator then malformed reader "expected no denominator 1";
    if not (Integer.equal denominator reader.common) then reader.common <- denominator;
    make reader numerator reader.common
  end

(* The numerator alone, over a denominator that stood before. *)
let over reader denominator =
  ignore (number_token reader);
  let last = reader.position - 1 in
  let numerator, stop = signed_digits reader last in
  if stop <> last then malformed reader "expected a numerator without denominator";
  make reader numerator denominator

let denominator reader =
  ignore (number_token reader);
  let last = reader.position - 1 in
  let value, stop = signed_digits reader last in
  if stop <> last then malformed reader "expected a positive whole number";
  value

(* The checker counts from one. Indices that are no larger than twice the number of the line are kept, and share their
   halves: in a large certificate most are, and a small one does not make a large table. *)
let known = ref (Array.make 1024 One)
let rec index_of_int n =
  if n = 1 then One
  else if n >= Array.length !known then extended n (index_of_int (n lsr 1))
  else match !known.(n) with
    | One -> let p = extended n (index_of_int (n lsr 1)) in !known.(n) <- p; p
    | p -> p
and extended n half = if n land 1 = 0 then Even half else Odd half

let index reader =
  let n = natural reader + 1 in
  if n >= Array.length !known && n <= 2 * reader.line then begin
    let larger = Array.make (2 * n) One in
    Array.blit !known 0 larger 0 (Array.length !known);
    known := larger
  end;
  index_of_int n

let rest_of_line reader one =
  let rec go reversed = if reader.more_on_line then go (one reader :: reversed) else List.rev reversed in
  go []

let edge reader =
  let weight = number reader in
  (weight, index reader)

(* ---- records ---- *)

type line = Record of q record | Checksum of int

let read_line reader =
  let before = reader.hash in
  let length = token reader in
  let line =
    match text reader length with
    | "variable" -> Record (VariableRecord (rest_of_line reader number))
    | "indicator" ->
        let variable = index reader in
        let state = index reader in
        Record (NodeRecord (IndicatorNode (variable, state), number reader))
    | "constant" ->
        let value = number reader in
        Record (NodeRecord (ConstantNode value, value))
    | "sum" ->
        let value = number reader in
        Record (NodeRecord (SumNode (rest_of_line reader edge), value))
    | "product" ->
        let value = number reader in
        Record (NodeRecord (ProductNode (rest_of_line reader index), value))
    | "total" -> Record (TotalRecord (number reader))
    | "derivative" -> Record (DerivativeRecord (number reader))
    | "gate" ->
        let d = number reader in
        let common = denominator reader in
        let visit = over reader common in
        Record (GateRecord (d, visit, rest_of_line reader (fun reader -> over reader common)))
    | "marginal" -> Record (MarginalRecord (rest_of_line reader number))
    | "checksum" ->
        let length = token reader in
        if text reader length <> Printf.sprintf "%016x" before then
          raise (Rejected (reader.line, "the checksum is wrong"));
        Checksum before
    | word -> malformed reader (Printf.sprintf "expected a record, got %S" word)
  in
  end_line reader;
  line

(* ---- echo ---- *)

let rec int_of_index = function One -> 1 | Even p -> 2 * int_of_index p | Odd p -> (2 * int_of_index p) + 1

let put_index p = print_char ' '; print_string (string_of_int (int_of_index p - 1))

let put_number q =
  print_char ' ';
  print_string (Integer.to_string q.qnum);
  if not (Integer.is_one q.qden) then (print_char '/'; print_string (Integer.to_string q.qden))

(* Only the numerator, where the denominator is the common one. *)
let put_over common q =
  if Integer.equal q.qden common then (print_char ' '; print_string (Integer.to_string q.qnum)) else put_number q

let put_record = function
  | VariableRecord entries -> print_string "variable"; List.iter put_number entries
  | NodeRecord (IndicatorNode (variable, state), value) ->
      print_string "indicator"; put_index variable; put_index state; put_number value
  | NodeRecord (ConstantNode value, _) -> print_string "constant"; put_number value
  | NodeRecord (SumNode edges, value) ->
      print_string "sum"; put_number value;
      List.iter (fun (weight, child) -> put_number weight; put_index child) edges
  | NodeRecord (ProductNode factors, value) -> print_string "product"; put_number value; List.iter put_index factors
  | TotalRecord value -> print_string "total"; put_number value
  | DerivativeRecord d -> print_string "derivative"; put_number d
  | GateRecord (d, visit, select) ->
      print_string "gate"; put_number d;
      print_char ' '; print_string (Integer.to_string visit.qden);
      List.iter (put_over visit.qden) (visit :: select)
  | MarginalRecord probabilities -> print_string "marginal"; List.iter put_number probabilities

let put_line = function
  | Record record -> put_record record; print_char '\n'
  | Checksum hash -> Printf.printf "checksum %016x\n" hash

(* ---- the two commands ---- *)

(* Reads the whole file; `visit` sees each record with its line. *)
let read reader visit =
  let length = token reader in
  if text reader length <> version then malformed reader (Printf.sprintf "expected %s" version);
  end_line reader;
  let rec go () =
    if at_end reader then malformed reader "the file ends without a checksum";
    let number = reader.line in
    let line = read_line reader in
    let is_last = match line with Checksum _ -> true | Record _ -> false in
    visit number line; (* the last use of the line: the record can be freed as the checker takes it apart *)
    if not is_last then go ()
  in
  go ();
  if not (at_end reader) then malformed reader "expected nothing behind the checksum"

let echo reader =
  print_string (version ^ "\n");
  read reader (fun _ line -> put_line line)

let does_not_follow line =
  raise (Rejected (line, "a number there or before it is wrong, or the line does not belong there"))

let check reader =
  let variables = ref 0 and nodes = ref 0 and edges = ref 0 in
  let count = function
    | VariableRecord _ -> incr variables
    | NodeRecord (x, _) -> (
        incr nodes;
        match x with
        | SumNode list -> edges := !edges + List.length list
        | ProductNode list -> edges := !edges + List.length list
        | IndicatorNode _ | ConstantNode _ -> ())
    | TotalRecord _ | DerivativeRecord _ | GateRecord _ | MarginalRecord _ -> ()
  in
  let state = ref start in
  (* While the heap is small, collecting it less often saves time; in a large one it is worth some time to keep less of what
     is not needed. *)
  let collect_at percent = Gc.set { (Gc.get ()) with Gc.space_overhead = percent } in
  collect_at 200;
  ignore (Gc.create_alarm (fun () -> if (Gc.quick_stat ()).Gc.heap_words > 1 lsl 26 then collect_at 40));
  read reader (fun line -> function
    | Record record -> (
        count record;
        match fraction_advance ( == ) !state record with
        | Some next -> state := next
        | None -> does_not_follow line)
    | Checksum _ -> if not (accepting !state) then does_not_follow line);
  let counted n word = Printf.sprintf "%d %s%s" n word (if n = 1 then "" else "s") in
  Printf.printf "accepted: %s, %s, %s\n" (counted !variables "variable") (counted !nodes "node") (counted !edges "edge")

external memory : unit -> unit = "klprop_check_memory"
external stop : int -> 'a = "klprop_check_stop"

let () =
  memory ();
  let complain code message =
    (try prerr_string ("klprop-check: " ^ message ^ "\n"); flush stderr with Sys_error _ -> ());
    stop code in
  (* What was printed before something went wrong is still to arrive, or to be missed. *)
  let printed () = try flush stdout with Sys_error message -> complain 3 ("cannot write: " ^ message) in
  let on_file command path =
    match if path = "-" then (set_binary_mode_in stdin true; stdin) else open_in_bin path with
    | exception Sys_error message -> complain 4 message
    | channel -> (
        try command (open_reader channel) with
        | Rejected (line, reason) ->
            Printf.printf "rejected: line %d of %s: %s\n" line path reason;
            printed ();
            exit 1
        | Malformed (line, message) -> printed (); complain 4 (Printf.sprintf "%s:%d: %s" path line message)
        | Unreadable message -> printed (); complain 4 (path ^ ": " ^ message)
        | Sys_error message -> complain 3 ("cannot write: " ^ message)
        | Out_of_memory -> complain 3 "out of memory"
        | Stack_overflow -> complain 3 "internal error: stack overflow")
  in
  (match Array.to_list Sys.argv with
  | [ _; ("--help" | "-h") ] -> print_string usage
  | [ _; "--version" ] -> print_string (Version.program ^ "\n")
  | [ _; "--echo"; path ] when path = "-" || path <> "" && path.[0] <> '-' -> on_file echo path
  | [ _; path ] when path = "-" || path <> "" && path.[0] <> '-' -> on_file check path
  | _ -> prerr_string usage; exit 4);
  printed ()
