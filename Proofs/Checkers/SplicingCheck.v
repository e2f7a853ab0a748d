(** A checker of derivations by splicing.

    The operations are carried out. That no fewer make the text is proved by a table S: S(i, j) is at
    most the weight of every parse of the words i..<j of the text under the grammar of
    [SplicingGrammar.v]. The table is evidence, and may be anything; the checker finds that it obeys

      S(i, j) <= S(i, k) + S(k, j)   and   S(i, j) <= 1 + R(q, i, j),

    where R(q, i, j) is the least cost, as S has it, of the words i..<j when the first is copied from
    place q of a neighbour and the rest of its segment may follow, with gaps:

      R(q, i, j) = min(0 if j = i + 1,  R(q + 1, i + 1, j),
                       min over k and s > q of S(i + 1, k) + R(s, k, j))

    if the words at q and i are equal, infinite otherwise. *)

From Coq Require Import Bool List ZArith NArith.
From Tightbound Require Import SplicingReplay.
From Tightbound.Checkers Require Import Tokens Table SplicingStatement.
Import ListNotations.

(** ** Carrying out the operations *)

Definition is_valid_at (ns : list (list Z)) (canvas : list Z) (s : operation) : bool :=
  (from s <? to s)%nat && (to s <=? length (nth (neighbour s) ns []))%nat
  && (at_ s <=? up_to s)%nat && (up_to s <=? length canvas)%nat.

Fixpoint replay_words (ns : list (list Z)) (canvas : list Z) (ops : list operation)
    : option (list Z) :=
  match ops with
  | [] => Some canvas
  | s :: ops =>
      if is_valid_at ns canvas s then
        replay_words ns
          (firstn (at_ s) canvas
            ++ firstn (to s - from s) (skipn (from s) (nth (neighbour s) ns []))
            ++ skipn (up_to s) canvas) ops
      else None
  end.

Fixpoint equal (u v : list Z) : bool :=
  match u, v with
  | [], [] => true
  | a :: u, b :: v => (a =? b)%Z && equal u v
  | _, _ => false
  end.

(** ** Costs *)

(** None is infinity. *)
Definition cost := option N.

Definition cost_le (a b : cost) : bool :=
  match a, b with _, None => true | None, Some _ => false | Some a, Some b => (a <=? b)%N end.

Definition cost_min (a b : cost) : cost := if cost_le a b then a else b.

Definition cost_add (a b : cost) : cost :=
  match a, b with Some a, Some b => Some (a + b)%N | _, _ => None end.

(** Costs of the words from some place to before 0, 1, ... *)
Definition row := list cost.

Fixpoint row_min (a b : row) : row :=
  match a, b with c :: a, d :: b => cost_min c d :: row_min a b | _, _ => [] end.

Definition row_add (c : cost) (r : row) : row :=
  match c with Some 0%N => r | _ => map (cost_add c) r end.

(** Whether the first row is nowhere more than the second, and no longer. *)
Fixpoint row_le (a b : row) : bool :=
  match a, b with
  | [], _ => true
  | c :: a, d :: b => cost_le c d && row_le a b
  | _, [] => false
  end.

(** The least of [r] and all costs(k) + rows(k). *)
Fixpoint row_gaps (costs : row) (rows : list row) (r : row) : row :=
  match costs, rows with
  | c :: costs, m :: rows =>
      row_gaps costs rows (match c with None => r | _ => row_min r (row_add c m) end)
  | _, _ => r
  end.

(** 0 at place i, infinite elsewhere; n places and one. *)
Definition unit_row (i n : nat) : row :=
  map (fun j => if (j =? i)%nat then Some 0%N else None) (seq 0 (S n)).

Definition infinite_row (n : nat) : row := repeat None (S n).

(** R(q, i, ·) for all places i of the text, of which [text] is what remains, from those of q + 1:
    [next] has R(q + 1, i + 1, ·), R(q + 1, i + 2, ·), ..., [sums] S(i + 1, ·), S(i + 2, ·), ...; and
    [least] has for each k the least R(s, k, ·) of all s > q. *)
Fixpoint rows_at (n : nat) (w : Z) (i : nat) (text : list Z) (next sums least : list row) : list row :=
  match text with
  | [] => []
  | v :: text =>
      (if (v =? w)%Z then
         row_gaps (hd [] sums) least (row_min (unit_row (S i) n) (hd (infinite_row n) next))
       else infinite_row n)
      :: rows_at n w (S i) text (tl next) (tl sums) least
  end.

Fixpoint rows_min (a b : list row) : list row :=
  match a, b with r :: a, s :: b => row_min r s :: rows_min a b | _, _ => [] end.

Fixpoint rows_le (a b : list row) : bool :=
  match a, b with
  | [], _ => true
  | r :: a, s :: b => row_le r (map (cost_add (Some 1%N)) s) && rows_le a b
  | _, [] => false
  end.

(** R of the first word of [neighbour], the least R of all its words, and whether S(i, j) is at most
    1 + R for all its words. *)
Fixpoint places (text : list Z) (sums : list row) (neighbour : list Z)
    : list row * list row * bool :=
  let n := length text in
  match neighbour with
  | [] => (repeat (infinite_row n) n, repeat (infinite_row n) n, true)
  | w :: neighbour =>
      let '(next, least, so_far) := places text sums neighbour in
      let rows := rows_at n w 0 text (tl next) (tl sums) least in
      (rows, rows_min rows least, so_far && rows_le (firstn n sums) rows)
  end.

(** Whether S(i, j) is at most S(i, k) + S(k, j) for all k and j. *)
Fixpoint is_sum (r : row) (costs : row) (sums : list row) : bool :=
  match costs, sums with
  | c :: costs, s :: sums =>
      match c with None => true | _ => row_le r (row_add c s) end && is_sum r costs sums
  | [], _ => true
  | _ :: _, [] => false
  end.

Definition bounds (s : statement) (sums : list row) : bool :=
  let n := length (target s) in
  (length sums =? S n)%nat && forallb (fun r => (length r =? S n)%nat) sums
  && forallb (fun r => is_sum r r sums) sums
  && forallb (fun neighbour => snd (places (target s) sums neighbour)) (neighbours s)
  && cost_le (Some (N.of_nat (length (operations s)))) (last (hd [] sums) None).

Definition are_words_b (l : list Z) : bool := forallb (Z.leb 0) l.

(** The table, row by row, is the evidence where the operations are said to be the fewest. *)
Definition accepts (s : statement) (sums : list row) : bool :=
  are_words_b (target s) && forallb are_words_b (neighbours s)
  && match replay_words (neighbours s) [] (operations s) with
     | Some canvas => equal canvas (target s)
     | None => false
     end
  && (negb (is_shortest s)
      || match target s with [] => (length (operations s) =? 0)%nat | _ => bounds s sums end).

(** -1 is infinity. *)
Definition read_cost : reader cost :=
  z <- integer ;
  match z with
  | 0%Z => give (Some 0%N)
  | Zpos p => give (Some (Npos p))
  | Zneg 1 => give None
  | _ => refuse
  end.

Definition read_evidence : reader (list row) := list_of (list_of read_cost).
