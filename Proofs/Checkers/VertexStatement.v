(** What a certificate of vertex rounding says: y is a vertex of {y in [0,1]^n : M y = M x}.

    This file is to be read, with [Tokens.v]: [VertexCorrect.v] proves that an accepted statement holds. *)

From Coq Require Import List ZArith QArith.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement.
Import ListNotations.

(** Numbers over one positive number. *)
Record vector := Vector { vector_over : positive; numerators : list Z }.

(** M, row by row; x; y. *)
Record statement := Statement { matrix : list vector; start : vector; vertex : vector }.

Open Scope Q_scope.

(** The coordinate j of a vector, 0 outside. *)
Definition coordinate (v : vector) : point :=
  fun j => match nth_z (numerators v) j with Some a => a # vector_over v | None => 0 end.

(** The inner product of a row with a point. *)
Definition product (row : vector) (x : point) : Q :=
  form (numbered (numerators row)) x / inject_Z (Zpos (vector_over row)).

Definition is_coordinate (s : statement) (j : Z) : Prop :=
  (0 <= j < Z.of_nat (length (numerators (start s))))%Z.

(** {y in [0,1]^n : M y = M x}. *)
Definition in_polytope (s : statement) (y : point) : Prop :=
  (forall j, is_coordinate s j -> 0 <= y j <= 1)
  /\ forall row, In row (matrix s) -> product row y == product row (coordinate (start s)).

(** The sizes fit; y lies in the polytope, and only halfway between itself and itself. *)
Definition holds (s : statement) : Prop :=
  let y := coordinate (vertex s) in
  length (numerators (vertex s)) = length (numerators (start s))
  /\ (forall row, In row (matrix s) -> length (numerators row) = length (numerators (start s)))
  /\ in_polytope s y
  /\ forall u v, in_polytope s u -> in_polytope s v ->
       (forall j, is_coordinate s j -> y j == (u j + v j) / 2) ->
       forall j, is_coordinate s j -> u j == y j /\ v j == y j.

(** ** How it is written *)

Definition read_vector : reader vector :=
  over <- positive_integer ; numerators <- list_of integer ; give (Vector over numerators).

Definition read_statement : reader statement :=
  matrix <- list_of read_vector ; start <- read_vector ; vertex <- read_vector ;
  give (Statement matrix start vertex).
