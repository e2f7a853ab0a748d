(* Zarith's integers, under a name that Coq's own module of integers does not hide. *)
include Z
