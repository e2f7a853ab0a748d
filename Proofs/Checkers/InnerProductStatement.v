(** What a certificate of an inner product says: ⟨v, u⟩ has this value, v and u being the vectors that
    two grammars spell.

    This file is to be read, with [Tokens.v] and the definition of [dot] in [Vectors.v]:
    [InnerProductCorrect.v] proves that an accepted statement holds. *)

From Coq Require Import List ZArith.
From Tightbound Require Import Vectors.
From Tightbound.Checkers Require Import Tokens Table.
Import ListNotations.
Open Scope Z_scope.

Inductive rule :=
| Terminal (value : Z)
| Pair (left right : Z).

(** The rules of the symbols 0, 1, ...; the symbol that spells the vector, none for the empty one. *)
Record grammar := Grammar { rules : list rule; root : option Z }.

(** The symbol spells the vector. *)
Inductive spells (rules : list rule) : Z -> vector -> Prop :=
| spells_terminal s z : nth_z rules s = Some (Terminal z) -> spells rules s [z]
| spells_pair s a b u v :
    nth_z rules s = Some (Pair a b) -> spells rules a u -> spells rules b v -> spells rules s (u ++ v).

Definition is_vector_of (g : grammar) (v : vector) : Prop :=
  match root g with Some s => spells (rules g) s v | None => v = [] end.

Record statement := Statement { first : grammar; second : grammar; value : Z }.

(** There is one vector v and one vector u; they are equally long, and ⟨v, u⟩ is the value. *)
Definition holds (s : statement) : Prop :=
  exists v u, is_vector_of (first s) v /\ is_vector_of (second s) u
    /\ (forall v', is_vector_of (first s) v' -> v' = v)
    /\ (forall u', is_vector_of (second s) u' -> u' = u)
    /\ length v = length u /\ dot v u = value s.

(** ** How it is written *)

(** 0 and the value, or 1 and two symbols. *)
Definition read_rule : reader rule :=
  pair <- flag ;
  if pair then (a <- integer ; b <- integer ; give (Pair a b)) else (z <- integer ; give (Terminal z)).

Definition read_grammar : reader grammar :=
  rules <- list_of read_rule ; root <- optional integer ; give (Grammar rules root).

Definition read_statement : reader statement :=
  first <- read_grammar ; second <- read_grammar ; value <- integer ;
  give (Statement first second value).
