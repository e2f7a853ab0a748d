(* tightbound-verify: asks the checker that was extracted from Coq.

   Reads lines from standard input, each "statement INTEGERS evidence INTEGERS", and answers each by a line:
   "proved INTEGERS", with the statement, if the checker accepts the evidence for it, else "refused". The integers
   of the statement are printed from what the checker was given, not copied from the input.

   Exit code 0, or 2 with a message when a line is no request. *)

exception Malformed of string

let is_integer word =
  let digits = if word.[0] = '-' then 1 else 0 in
  let rec all i = i = String.length word || (word.[i] >= '0' && word.[i] <= '9' && all (i + 1)) in
  String.length word > digits && all digits

(* The words of a line, last first. *)
let words line =
  let rec from start place found =
    if place = String.length line || line.[place] = ' ' then
      let found = if place > start then String.sub line start (place - start) :: found else found in
      if place = String.length line then found else from (place + 1) (place + 1) found
    else from start (place + 1) found
  in
  from 0 0 []

let request line =
  let rec read words integers evidence =
    match words, evidence with
    | [ "statement" ], Some evidence -> (integers, evidence)
    | "evidence" :: words, None -> read words [] (Some integers)
    | word :: words, _ when is_integer word -> read words (Zarith.of_string word :: integers) evidence
    | word :: _, _ -> raise (Malformed ("found \"" ^ word ^ "\", expected an integer"))
    | [], _ -> raise (Malformed "expected \"statement INTEGERS evidence INTEGERS\"")
  in
  read (words line) [] None

let answer line =
  let statement, evidence = request line in
  if Checkers.check statement evidence then begin
    print_string "proved";
    List.iter (fun z -> print_char ' '; print_string (Zarith.to_string z)) statement;
    print_newline ()
  end
  else print_endline "refused"

let () =
  let number = ref 0 in
  try
    while true do
      incr number;
      answer (input_line stdin)
    done
  with
  | End_of_file -> ()
  | Malformed why ->
      Printf.eprintf "tightbound-verify: line %d: %s\n" !number why;
      exit 2
  | Stack_overflow | Out_of_memory ->
      Printf.eprintf "tightbound-verify: line %d: too large\n" !number;
      exit 2
