(** What a certificate of splicing says: the operations make the text from its neighbours, and, where
    that is claimed, no fewer operations do.

    This file is to be read, with [Tokens.v] and the definitions of [replay], [makes] and [least] in
    [SplicingReplay.v]: [SplicingCorrect.v] proves that an accepted statement holds. *)

From Coq Require Import List ZArith.
From Tightbound Require Import SplicingReplay.
From Tightbound.Checkers Require Import Tokens.
Import ListNotations.
Open Scope Z_scope.

(** Words are numbers from 0. *)
Record statement := Statement {
  target : list Z;
  neighbours : list (list Z);
  operations : list operation;
  is_shortest : bool;
}.

Definition words (l : list Z) : text := map Z.to_nat l.

Definition are_words (l : list Z) : Prop := Forall (fun w => 0 <= w) l.

Definition holds (s : statement) : Prop :=
  let ns := map words (neighbours s) in
  are_words (target s) /\ Forall are_words (neighbours s)
  /\ replay General ns [] (operations s) = Some (words (target s))
  /\ (is_shortest s = true -> least (makes General ns (words (target s))) (length (operations s))).

(** ** How it is written *)

(** A number from 0 to a million. *)
Definition small : reader nat :=
  z <- integer ; if ((0 <=? z) && (z <=? 1000000))%bool then give (Z.to_nat z) else refuse.

Definition read_operation : reader operation :=
  neighbour <- small ; from <- small ; to <- small ; at_ <- small ; up_to <- small ;
  give (Splice neighbour from to at_ up_to).

Definition read_statement : reader statement :=
  target <- list_of integer ; neighbours <- list_of (list_of integer) ;
  operations <- list_of read_operation ; is_shortest <- flag ;
  give (Statement target neighbours operations is_shortest).
