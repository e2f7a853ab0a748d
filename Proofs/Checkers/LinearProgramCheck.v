(** A checker of certificates of linear and integer programs.

    Theorem, in words. If the checker accepts a statement with some evidence, then the statement
    holds: the value is attained by a feasible point and no feasible point is better than the bound;
    or no point is feasible; or feasible points are as good as one likes.

    The proofs are those of the duality theorem (Schrijver, "Theory of Linear and Integer
    Programming", 1986, chapter 7). A multiplier of a row or column stands for that many times its
    lower bound if it is positive, its upper bound if it is negative. The bounds of integral columns
    are rounded inwards first. Where the objective has integer coefficients, divisible by [unit], in
    integral columns alone, what the multipliers prove is rounded to a multiple of the unit. *)

From Coq Require Import Bool List ZArith QArith Lia Lqa.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement.
Import ListNotations.
Open Scope Z_scope.

Record multipliers := Multipliers {
  scale : positive;
  of_rows : list Z;
  of_columns : list Z;
}.

Inductive evidence :=
| Bounded (denominator : positive) (numerators : list Z) (m : multipliers) (unit : Z)
| Combination (m : multipliers)
| EmptyRow (i : Z)
| EmptyColumn (j : Z)
| Ray (denominator : positive) (numerators ray : list Z).

(** ** Forms at integer points *)

Definition at_ (t : table Z) (j : Z) : Z := match find t j with Some v => v | None => 0 end.

Definition form_at (terms : list (Z * Z)) (t : table Z) : Z :=
  fold_left (fun sum term => sum + snd term * at_ t (fst term)) terms 0.

(** The point with these numerators. *)
Definition point_of (t : table Z) (denominator : positive) : point := fun j => at_ t j # denominator.

Definition inside (lower upper : option Z) (scale v : Z) : bool :=
  match lower with Some l => l * scale <=? v | None => true end
  && match upper with Some u => v <=? u * scale | None => true end.

(** Integral columns: their bounds rounded inwards, over 1. Others as they are. *)
Definition rounded (c : column) : positive * option Z * option Z :=
  let d := Zpos (column_over c) in
  if integral c then
    (1%positive, option_map (fun l => - (- l / d)) (column_lower c),
      option_map (fun u => u / d) (column_upper c))
  else (column_over c, column_lower c, column_upper c).

(** ** Feasible points *)

Definition has_shape (p : program) : bool :=
  let n := count (columns p) in
  (count (objective p) =? n)
  && forallb (fun r => forallb (fun e => (0 <=? fst e) && (fst e <? n)) (entries r)) (rows p).

Definition is_in_column (c : column) (denominator v : Z) : bool :=
  inside (column_lower c) (column_upper c) denominator (v * Zpos (column_over c))
  && (negb (integral c) || (v mod denominator =? 0)).

Definition is_feasible (p : program) (t : table Z) (denominator : positive) : bool :=
  forallb (fun jc => is_in_column (snd jc) (Zpos denominator) (at_ t (fst jc))) (numbered (columns p))
  && forallb (fun r => inside (row_lower r) (row_upper r) (Zpos denominator) (form_at (entries r) t))
       (rows p).

(** Whether the objective at the point is [v]. *)
Definition attains (p : program) (t : table Z) (denominator : positive) (v : Q) : bool :=
  (form_at (numbered (objective p)) t + constant p * Zpos denominator) * Zpos (Qden v)
  =? Qnum v * (Zpos (over p) * Zpos denominator).

(** ** Combinations of bounds *)

(** What has been added up: the coefficients of a form, and a bound that it has from below. *)
Definition sums := (table Z * Z)%type.

Definition bound_used (m : Z) (lower upper : option Z) : option Z :=
  match m with
  | Z0 => Some 0
  | Zpos _ => option_map (Z.mul m) lower
  | Zneg _ => option_map (Z.mul m) upper
  end.

Definition add_terms (m : Z) (terms : list (Z * Z)) (t : table Z) : table Z :=
  fold_left (fun t e => put t (fst e) (at_ t (fst e) + m * snd e)) terms t.

Definition add (m : Z) (terms : list (Z * Z)) (lower upper : option Z) (s : sums) : option sums :=
  match bound_used m lower upper with
  | None => None
  | Some b => Some (if m =? 0 then s else (add_terms m terms (fst s), snd s + b))
  end.

Fixpoint add_rows (rs : list row) (ms : list Z) (s : sums) : option sums :=
  match rs, ms with
  | [], [] => Some s
  | r :: rs, m :: ms =>
      match add m (entries r) (row_lower r) (row_upper r) s with
      | Some s => add_rows rs ms s
      | None => None
      end
  | _, _ => None
  end.

Fixpoint add_columns (cs : list (Z * column)) (ms : list Z) (s : sums) : option sums :=
  match cs, ms with
  | [], [] => Some s
  | (j, c) :: cs, m :: ms =>
      let '(d, lower, upper) := rounded c in
      match add m [(j, Zpos d)] lower upper s with
      | Some s => add_columns cs ms s
      | None => None
      end
  | _, _ => None
  end.

(** The bound that the multipliers give for [factor] times the objective without its constant, if
    they combine to that. *)
Definition combine (p : program) (m : multipliers) (factor : Z) : option Z :=
  match add_rows (rows p) (of_rows m) (nothing, 0) with
  | None => None
  | Some s =>
      match add_columns (numbered (columns p)) (of_columns m) s with
      | None => None
      | Some (t, bound) =>
          if forallb (fun jc => at_ t (fst jc) =? factor * snd jc) (numbered (objective p))
          then Some bound else None
      end
  end.

(** The sign with which the objective is to be small. *)
Definition sign (p : program) : Z := if maximizes p then -1 else 1.

Fixpoint all_divisible (cs : list column) (objective : list Z) (unit : Z) : bool :=
  match cs, objective with
  | [], [] => true
  | c :: cs, a :: objective =>
      ((a =? 0) || integral c && (a mod unit =? 0)) && all_divisible cs objective unit
  | _, _ => false
  end.

(** From scale · form >= bound to form >= its least multiple of the unit, if there is a unit. *)
Definition round_up (p : program) (unit scale bound : Z) : Z * Z :=
  if (0 <? unit) && all_divisible (columns p) (objective p) unit
  then (1, unit * - (- bound / (scale * unit))) else (scale, bound).

(** Whether sign · objective is at least sign · b at all feasible points. *)
Definition bounds (p : program) (m : multipliers) (unit : Z) (b : Q) : bool :=
  match combine p m (Zpos (scale m) * sign p) with
  | None => false
  | Some bound =>
      let '(scale, bound) := round_up p unit (Zpos (scale m)) bound in
      scale * sign p * Qnum b * Zpos (over p)
      <=? (bound + scale * sign p * constant p) * Zpos (Qden b)
  end.

(** ** The checker *)

Definition is_empty (lower upper : option Z) : bool :=
  match lower, upper with Some l, Some u => u <? l | _, _ => false end.

Definition stays (lower upper : option Z) (slope : Z) : bool :=
  match slope with
  | Z0 => true
  | Zpos _ => match upper with None => true | Some _ => false end
  | Zneg _ => match lower with None => true | Some _ => false end
  end.

Definition is_recession (p : program) (ray : table Z) : bool :=
  forallb (fun jc => negb (integral (snd jc))
      && stays (column_lower (snd jc)) (column_upper (snd jc)) (at_ ray (fst jc)))
    (numbered (columns p))
  && forallb (fun r => stays (row_lower r) (row_upper r) (form_at (entries r) ray)) (rows p).

Definition has_count {A B} (l : list A) (k : list B) : bool :=
  count l =? count k.

Definition accepts (s : statement) (e : evidence) : bool :=
  let p := about s in
  has_shape p &&
  match says s, e with
  | Between v b, Bounded denominator numerators m unit =>
      let t := index numerators in
      has_count numerators (columns p) && is_feasible p t denominator && attains p t denominator v
      && bounds p m unit b
  | Infeasible, Combination m =>
      match combine p m 0 with Some bound => 0 <? bound | None => false end
  | Infeasible, EmptyRow i =>
      match nth_z (rows p) i with Some r => is_empty (row_lower r) (row_upper r) | None => false end
  | Infeasible, EmptyColumn j =>
      match nth_z (columns p) j with
      | Some c => let '(_, lower, upper) := rounded c in is_empty lower upper
      | None => false
      end
  | Unbounded, Ray denominator numerators ray =>
      let t := index numerators in
      has_count numerators (columns p) && is_feasible p t denominator
      && has_count ray (columns p) && is_recession p (index ray)
      && (sign p * form_at (numbered (objective p)) (index ray) <? 0)
  | _, _ => false
  end.

(** ** How evidence is written *)

Definition read_multipliers : reader multipliers :=
  scale <- positive_integer ; of_rows <- list_of integer ; of_columns <- list_of integer ;
  give (Multipliers scale of_rows of_columns).

Definition read_evidence : reader evidence :=
  kind <- integer ;
  match kind with
  | 0 => d <- positive_integer ; x <- list_of integer ; m <- read_multipliers ;
         unit <- integer ; give (Bounded d x m unit)
  | 1 => m <- read_multipliers ; give (Combination m)
  | 2 => i <- integer ; give (EmptyRow i)
  | 3 => j <- integer ; give (EmptyColumn j)
  | 4 => d <- positive_integer ; x <- list_of integer ; ray <- list_of integer ;
         give (Ray d x ray)
  | _ => refuse
  end.
