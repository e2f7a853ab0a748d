(** What a certificate of a rounding after Beck and Fiala says: all coordinates are 0 or 1, and the
    sum over every set changes by less than t, the largest number of sets that an element lies in.

    This file is to be read, with [Tokens.v]: [BeckFialaCheck.v] proves that an accepted statement holds. *)

From Coq Require Import List ZArith QArith Qabs.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement VertexStatement.
Import ListNotations.

(** The sets, each a list of elements 0, 1, ...; the point; what it was rounded to; t; and how much
    the sums change at most, times the denominator of the point. *)
Record statement := Statement {
  sets : list (list Z);
  start : vector;
  rounded : list Z;
  degree : Z;
  change : Z;
}.

(** The number of sets that an element lies in. *)
Definition degree_of (sets : list (list Z)) (e : Z) : Z :=
  Z.of_nat (length (filter (fun set => existsb (Z.eqb e) set) sets)).

Open Scope Q_scope.

(** The coordinate e after rounding. *)
Definition result (s : statement) : point := coordinate (Vector 1 (rounded s)).

Definition sum (set : list Z) (x : point) : Q := fold_right (fun e total => x e + total) 0 set.

Definition largest_change (s : statement) : Q := change s # vector_over (start s).

Definition is_element (s : statement) (e : Z) : Prop :=
  (0 <= e < Z.of_nat (length (numerators (start s))))%Z.

Definition holds (s : statement) : Prop :=
  let x := coordinate (start s) in
  length (rounded s) = length (numerators (start s))
  /\ (forall set, In set (sets s) -> NoDup set /\ forall e, In e set -> is_element s e)
  /\ (forall e, is_element s e -> 0 <= x e <= 1)
  /\ (forall e, is_element s e -> result s e == 0 \/ result s e == 1)
  /\ (forall e, is_element s e -> degree_of (sets s) e <= degree s)%Z
  /\ (degree s = 0 \/ exists e, is_element s e /\ degree_of (sets s) e = degree s)%Z
  /\ (forall set, In set (sets s) -> Qabs (sum set x - sum set (result s)) <= largest_change s)
  /\ (largest_change s < inject_Z (degree s) \/ largest_change s == 0).

(** ** How it is written *)

Definition read_statement : reader statement :=
  sets <- list_of (list_of integer) ; start <- read_vector ; rounded <- list_of integer ;
  degree <- integer ; change <- integer ; give (Statement sets start rounded degree change).
