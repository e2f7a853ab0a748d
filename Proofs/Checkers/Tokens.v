(** Reading statements and evidence from lists of integers.

    Everything that a checker reads is a list of integers, so that no text is read by code that is
    not proved, apart from the integers themselves. A reader takes what it needs from the front of
    the list and hands back the rest. Lists stand behind their length, what may be missing behind 0
    or 1. *)

From Coq Require Import List ZArith Lia.
Import ListNotations.
Open Scope Z_scope.

Definition reader (A : Type) := list Z -> option (A * list Z).

Definition give {A} (a : A) : reader A := fun tokens => Some (a, tokens).

Definition refuse {A} : reader A := fun _ => None.

Definition bind {A B} (first : reader A) (next : A -> reader B) : reader B :=
  fun tokens =>
    match first tokens with Some (a, tokens) => next a tokens | None => None end.

Notation "a <- first ; next" := (bind first (fun a => next))
  (at level 90, first at level 89, right associativity).

Definition integer : reader Z :=
  fun tokens => match tokens with z :: tokens => Some (z, tokens) | [] => None end.

Definition positive_integer : reader positive :=
  z <- integer ; match z with Zpos p => give p | _ => refuse end.

(** 0 or 1. *)
Definition flag : reader bool :=
  z <- integer ; match z with 0 => give false | 1 => give true | _ => refuse end.

(** 0 for nothing, 1 and the thing. *)
Definition optional {A} (item : reader A) : reader (option A) :=
  present <- flag ; if present then (a <- item ; give (Some a)) else give None.

(** [count] items; [fuel] is a list that is no shorter than their number. *)
Fixpoint items {A} (item : reader A) (fuel : list Z) (count : Z) (done : list A)
    (tokens : list Z) : option (list A * list Z) :=
  if count =? 0 then Some (rev' done, tokens)
  else match fuel with
    | [] => None
    | _ :: fuel =>
        match item tokens with
        | Some (a, tokens) => items item fuel (count - 1) (a :: done) tokens
        | None => None
        end
    end.

(** The number of items, and the items, each of one token or more. *)
Definition list_of {A} (item : reader A) : reader (list A) :=
  count <- integer ; fun tokens => items item tokens count [] tokens.

(** The whole list of tokens and nothing behind it. *)
Definition whole {A} (r : reader A) (tokens : list Z) : option A :=
  match r tokens with Some (a, []) => Some a | _ => None end.

Example lists : whole (list_of (list_of integer)) [2; 1; 7; 2; 8; 9] = Some [[7]; [8; 9]].
Proof. reflexivity. Qed.

Example lies : whole (list_of integer) [3; 1; 2] = None /\ whole (list_of integer) [1; 1; 2] = None
  /\ whole (list_of integer) [-1] = None.
Proof. repeat split. Qed.
