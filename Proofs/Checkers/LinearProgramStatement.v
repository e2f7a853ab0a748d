(** What a certificate of a linear or integer program says, and how the statement is written.

    This file is to be read: the theorem of [LinearProgramCorrect.v] says of an accepted statement that it
    holds in the sense of [holds]. A statement is written as a list of integers, see [statement].

    Numbers that belong together are integers over one positive number, so that the checker computes
    with integers alone; the statement speaks of rational numbers. *)

From Coq Require Import List ZArith QArith.
From Tightbound.Checkers Require Import Tokens Table.
Import ListNotations.

(** The variable is at least lower/over and at most upper/over, and an integer if it is [integral]. *)
Record column := Column {
  column_over : positive;
  column_lower : option Z;
  column_upper : option Z;
  integral : bool;
}.

(** The sum of a·x(j) over the entries (j, a), divided by [row_over], is at least lower/row_over and
    at most upper/row_over. A column that occurs twice counts twice. *)
Record row := Row {
  row_over : positive;
  entries : list (Z * Z);
  row_lower : option Z;
  row_upper : option Z;
}.

(** The objective is (Σ objective(j)·x(j) + constant) / over. *)
Record program := Program {
  maximizes : bool;
  over : positive;
  objective : list Z;
  constant : Z;
  columns : list column;
  rows : list row;
}.

Inductive claim :=
| Between (value bound : Q)
| Infeasible
| Unbounded.

Record statement := Statement { about : program; says : claim }.

Open Scope Q_scope.

(** The value of every variable; variables are 0, 1, ... *)
Definition point := Z -> Q.

Definition form (terms : list (Z * Z)) (x : point) : Q :=
  fold_right (fun term sum => inject_Z (snd term) * x (fst term) + sum) 0 terms.

Definition within (lower upper : option Z) (over : positive) (v : Q) : Prop :=
  match lower with Some l => l # over <= v | None => True end
  /\ match upper with Some u => v <= u # over | None => True end.

Definition in_column (c : column) (v : Q) : Prop :=
  within (column_lower c) (column_upper c) (column_over c) v
  /\ (integral c = true -> exists z, v == inject_Z z).

Definition in_row (r : row) (x : point) : Prop :=
  within (row_lower r) (row_upper r) (row_over r) (form (entries r) x / inject_Z (Zpos (row_over r))).

(** Within the bounds of all columns and rows, and integers where they must be. *)
Definition feasible (p : program) (x : point) : Prop :=
  (forall j c, nth_z (columns p) j = Some c -> in_column c (x j))
  /\ (forall r, In r (rows p) -> in_row r x).

Definition value (p : program) (x : point) : Q :=
  (form (numbered (objective p)) x + inject_Z (constant p)) / inject_Z (Zpos (over p)).

(** As good as, or better. *)
Definition as_good (p : program) (a b : Q) : Prop := if maximizes p then b <= a else a <= b.

Definition holds (s : statement) : Prop :=
  let p := about s in
  match says s with
  | Between v b =>
      (exists x, feasible p x /\ value p x == v) /\ (forall x, feasible p x -> as_good p b (value p x))
  | Infeasible => forall x, ~ feasible p x
  | Unbounded => forall v, exists x, feasible p x /\ as_good p (value p x) v
  end.

(** ** How it is written *)

Definition read_column : reader column :=
  over <- positive_integer ; lower <- optional integer ; upper <- optional integer ;
  integral <- flag ; give (Column over lower upper integral).

Definition read_entry : reader (Z * Z) := j <- integer ; a <- integer ; give (j, a).

Definition read_row : reader row :=
  over <- positive_integer ; entries <- list_of read_entry ; lower <- optional integer ;
  upper <- optional integer ; give (Row over entries lower upper).

Definition read_program : reader program :=
  maximizes <- flag ; over <- positive_integer ; objective <- list_of integer ;
  constant <- integer ; columns <- list_of read_column ; rows <- list_of read_row ;
  give (Program maximizes over objective constant columns rows).

Definition read_rational : reader Q := n <- integer ; d <- positive_integer ; give (n # d).

(** 0, the value, the bound; or 1: infeasible; or 2: unbounded. *)
Definition read_claim : reader claim :=
  kind <- integer ;
  match kind with
  | 0%Z => v <- read_rational ; b <- read_rational ; give (Between v b)
  | 1%Z => give Infeasible
  | 2%Z => give Unbounded
  | _ => refuse
  end.

Definition read_statement : reader statement :=
  p <- read_program ; c <- read_claim ; give (Statement p c).
