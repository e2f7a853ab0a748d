(** A checker of certificates of inner products of grammar-compressed vectors.

    Evidence is a list of entries (X, Y, d, value): when the expansion of X of the first grammar starts
    at 0 and that of Y of the second at d, then the sum of the products over the overlap is the value.
    An entry follows from the grammars alone if X or Y is constant, otherwise from the entries for the
    two halves of the longer symbol. It names by number, from 0, which earlier entries these are. *)

From Coq Require Import Bool List ZArith.
From Tightbound.Checkers Require Import Tokens Table InnerProductStatement.
Import ListNotations.
Open Scope Z_scope.

(** What is known of a symbol's expansion: its length, its sum, and its letter if all are equal. *)
Record facts := Facts { len : Z; sum : Z; constant : option Z }.

Definition both (a b : facts) : facts :=
  Facts (len a + len b) (sum a + sum b)
    (match constant a, constant b with
     | Some c, Some c' => if c =? c' then Some c else None
     | _, _ => None
     end).

(** The facts of all symbols; none if a symbol is used before it is defined. *)
Fixpoint facts_from (i : Z) (rules : list rule) (known : table facts) : option (table facts) :=
  match rules with
  | [] => Some known
  | Terminal z :: rules => facts_from (i + 1) rules (put known i (Facts 1 z (Some z)))
  | Pair a b :: rules =>
      match find known a, find known b with
      | Some fa, Some fb => facts_from (i + 1) rules (put known i (both fa fb))
      | _, _ => None
      end
  end.

(** A grammar with tables of its rules and facts. *)
Record indexed := Indexed { rule_at : table rule; facts_at : table facts; all_rules : list rule }.

Definition index_grammar (g : grammar) : option indexed :=
  option_map (fun facts => Indexed (index (rules g)) facts (rules g)) (facts_from 0 (rules g) nothing).

(** The sum of the first k letters of a symbol; [fuel] bounds the depth. *)
Fixpoint prefix (g : indexed) (fuel : list rule) (s k : Z) : option Z :=
  match find (facts_at g) s with
  | None => None
  | Some f =>
      if k <=? 0 then Some 0
      else if len f <=? k then Some (sum f)
      else match constant f with
        | Some c => Some (c * k)
        | None =>
            match fuel, find (rule_at g) s with
            | _ :: fuel, Some (Pair a b) =>
                match find (facts_at g) a with
                | None => None
                | Some fa =>
                    if k <=? len fa then prefix g fuel a k
                    else option_map (Z.add (sum fa)) (prefix g fuel b (k - len fa))
                end
            | _, _ => None
            end
        end
  end.

(** c times the sum of the letters from place [from] to before [to]. *)
Definition range (g : indexed) (c s from to : Z) : option Z :=
  match prefix g (all_rules g) s to, prefix g (all_rules g) s from with
  | Some high, Some low => Some (c * (high - low))
  | _, _ => None
  end.

Record entry := Entry { x : Z; y : Z; offset : Z; entry_value : Z; left : Z; right : Z }.

Definition is_zero (f : facts) : bool := match constant f with Some c => c =? 0 | None => false end.

(** The value of a part: 0 without overlap or beside zeros, else that of the entry, which must be
    about this very part. *)
Definition value_of (g h : indexed) (proved : table entry) (x' y' d reference : Z) : option Z :=
  match find (facts_at g) x', find (facts_at h) y' with
  | Some a, Some b =>
      if (len a <=? d) || (d + len b <=? 0) || is_zero a || is_zero b then Some 0
      else match find proved reference with
        | Some e =>
            if (x e =? x') && (y e =? y') && (offset e =? d) then Some (entry_value e) else None
        | None => None
        end
  | _, _ => None
  end.

Definition plus (a b : option Z) : option Z :=
  match a, b with Some a, Some b => Some (a + b) | _, _ => None end.

(** The value that follows for an entry from the grammars and the entries before it. *)
Definition derive (g h : indexed) (proved : table entry) (e : entry) : option Z :=
  let d := offset e in
  match find (facts_at g) (x e), find (facts_at h) (y e) with
  | Some a, Some b =>
      if (len a <=? d) || (d + len b <=? 0) then Some 0
      else match constant a, constant b with
        | Some c, _ => range h c (y e) (- d) (len a - d)
        | None, Some c => range g c (x e) d (d + len b)
        | None, None =>
            match len b <=? len a, find (rule_at g) (x e), find (rule_at h) (y e) with
            | true, Some (Pair l r), _ =>
                match find (facts_at g) l with
                | Some fl =>
                    plus (value_of g h proved l (y e) d (left e))
                      (value_of g h proved r (y e) (d - len fl) (right e))
                | None => None
                end
            | _, _, Some (Pair l r) =>
                match find (facts_at h) l with
                | Some fl =>
                    plus (value_of g h proved (x e) l d (left e))
                      (value_of g h proved (x e) r (d + len fl) (right e))
                | None => None
                end
            | _, _, _ => None
            end
        end
  | _, _ => None
  end.

(** All entries, if each follows from those before it. *)
Fixpoint prove (g h : indexed) (i : Z) (entries : list entry) (proved : table entry)
    : option (table entry) :=
  match entries with
  | [] => Some proved
  | e :: entries =>
      match derive g h proved e with
      | Some v =>
          if v =? entry_value e then prove g h (i + 1) entries (put proved i e) else None
      | None => None
      end
  end.

(** The entries, and the number of the one for the roots. *)
Record evidence := Evidence { entries : list entry; last : Z }.

(** The value that follows for two vectors; that of two empty ones is 0. *)
Definition product (g h : indexed) (v u : option Z) (proved : table entry) (last : Z) : option Z :=
  match v, u with
  | None, None => Some 0
  | Some v, Some u =>
      match find (facts_at g) v, find (facts_at h) u with
      | Some a, Some b => if len a =? len b then value_of g h proved v u 0 last else None
      | _, _ => None
      end
  | _, _ => None
  end.

Definition accepts (s : statement) (e : evidence) : bool :=
  match index_grammar (first s), index_grammar (second s) with
  | Some g, Some h =>
      match prove g h 0 (entries e) nothing with
      | Some proved =>
          match product g h (root (first s)) (root (second s)) proved (last e) with
          | Some v => v =? value s
          | None => false
          end
      | None => false
      end
  | _, _ => false
  end.

Definition read_entry : reader entry :=
  x <- integer ; y <- integer ; offset <- integer ; value <- integer ; left <- integer ;
  right <- integer ; give (Entry x y offset value left right).

Definition read_evidence : reader evidence :=
  entries <- list_of read_entry ; last <- integer ; give (Evidence entries last).
