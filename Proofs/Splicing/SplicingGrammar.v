(** The weighted grammar of splices: its parses are the ordered forests of [SplicingReplay].

    Theorem, in words. The grammar has the nonterminals S (anything spliced), X k l of a neighbour
    (its segment from k to before l), C s ("a gap, then the rest of the neighbour from exactly s")
    and R l ("the rest from exactly l"), and the rules

      1  S -> segment k l     0  S -> S S          1  S -> X k l  C s    where s >= l
      0  C s -> S  R s        0  R l -> segment l r   0  R l -> X l r  C s  where s >= r
      0  X k l -> segment k l

    with s = l instead when operations only insert. A text has a parse of weight w exactly if it is
    the text of a well-formed forest of w nodes that is not empty. So every parse of weight w is
    carried out by w operations, which are valid and make the text from the empty canvas.

    From "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay.
Import ListNotations.

Inductive symbol :=
| Spliced
| Piece (m k l : nat)
| GapThen (m s : nat)
| Rest (m l : nat).

(** [parse o ns x y w]: symbol x derives the text y with weight w. *)
Inductive parse (o : mode) (ns : list text) : symbol -> text -> nat -> Prop :=
| parse_segment m k l :
    is_segment ns m k l -> parse o ns Spliced (segment ns m k l) 1
| parse_both u v a b :
    parse o ns Spliced u a -> parse o ns Spliced v b -> parse o ns Spliced (u ++ v) (a + b)
| parse_node m k l s u v a b :
    follows o l s -> parse o ns (Piece m k l) u a -> parse o ns (GapThen m s) v b ->
    parse o ns Spliced (u ++ v) (1 + a + b)
| parse_gap m s u v a b :
    parse o ns Spliced u a -> parse o ns (Rest m s) v b -> parse o ns (GapThen m s) (u ++ v) (a + b)
| parse_rest m l r :
    is_segment ns m l r -> parse o ns (Rest m l) (segment ns m l r) 0
| parse_rest_gap m l r s u v a b :
    follows o r s -> parse o ns (Piece m l r) u a -> parse o ns (GapThen m s) v b ->
    parse o ns (Rest m l) (u ++ v) (a + b)
| parse_piece m k l :
    is_segment ns m k l -> parse o ns (Piece m k l) (segment ns m k l) 0.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The forest that stands for a symbol's derivation of y with weight w. *)
Definition has_forest (x : symbol) (y : text) (w : nat) : Prop :=
  match x with
  | Spliced => exists f, f <> Leaf /\ well_formed o ns f /\ text_of ns f = y /\ nodes f = w
  | Piece m k l => is_segment ns m k l /\ y = segment ns m k l /\ w = 0
  | GapThen m s => exists g e r, g <> Leaf /\ well_formed o ns g /\ is_segment ns m s e
      /\ well_formed_rest o ns m e r /\ text_of_rest ns m (Gap g s e r) = y
      /\ nodes g + nodes_of_rest r = w
  | Rest m l => exists e r, is_segment ns m l e /\ well_formed_rest o ns m e r
      /\ segment ns m l e ++ text_of_rest ns m r = y /\ nodes_of_rest r = w
  end.

(** Two forests side by side. *)
Fixpoint beside (f g : forest) : forest :=
  match f with Leaf => g | Node m k l r f => Node m k l r (beside f g) end.

Lemma beside_correct f g :
  text_of ns (beside f g) = text_of ns f ++ text_of ns g
  /\ nodes (beside f g) = nodes f + nodes g
  /\ (well_formed o ns f -> well_formed o ns g -> well_formed o ns (beside f g)).
Proof.
  induction f as [|m k l r f IH]; cbn; [auto|].
  destruct IH as (-> & -> & Hwf); rewrite <- !app_assoc; split; [reflexivity|].
  split; [lia | tauto].
Qed.

Lemma parse_forest x y w : parse o ns x y w -> has_forest x y w.
Proof.
  induction 1; cbn [has_forest] in *.
  - exists (Node m k l End Leaf); cbn; rewrite !app_nil_r; split; [discriminate | auto].
  - destruct IHparse1 as (f & Hf & Hwf & <- & <-), IHparse2 as (g & Hg & Hwg & <- & <-).
    destruct (beside_correct f g) as (Ht & Hn & Hw).
    exists (beside f g); split; [destruct f; [now contradiction Hf | discriminate] | auto].
  - destruct IHparse1 as (Hseg & -> & ->), IHparse2 as (g & e & r & Hg & Hwg & He & Hr & <- & <-).
    exists (Node m k l (Gap g s e r) Leaf); cbn; rewrite !app_nil_r, Nat.add_0_r.
    split; [discriminate | auto 10].
  - destruct IHparse1 as (g & Hg & Hwg & <- & <-), IHparse2 as (e & r & He & Hr & <- & <-).
    exists g, e, r; cbn; auto 8.
  - exists r, End; cbn; rewrite app_nil_r; auto.
  - destruct IHparse1 as (Hseg & -> & ->), IHparse2 as (g & e & t & Hg & Hwg & He & Ht & <- & <-).
    exists r, (Gap g s e t); cbn; split; [exact Hseg|]; auto 8.
  - auto.
Qed.

Lemma forest_parse :
  (forall f, well_formed o ns f -> f <> Leaf -> parse o ns Spliced (text_of ns f) (nodes f))
  /\
  (forall r m k l, is_segment ns m k l -> well_formed_rest o ns m l r ->
    parse o ns (Rest m k) (segment ns m k l ++ text_of_rest ns m r) (nodes_of_rest r)
    /\ parse o ns Spliced (segment ns m k l ++ text_of_rest ns m r) (1 + nodes_of_rest r)).
Proof.
  apply forest_rest_mutind.
  - intros _ H; contradiction.
  - intros m k l r IHr f IHf (Hseg & Hr & Hf) _; cbn [text_of nodes].
    destruct (IHr m k l Hseg Hr) as [_ Htree].
    destruct f as [|m' k' l' r' f']; [cbn; now rewrite app_nil_r, Nat.add_0_r|].
    specialize (IHf Hf ltac:(discriminate)).
    rewrite app_assoc; exact (parse_both _ _ _ _ _ _ Htree IHf).
  - intros m k l Hseg _; cbn; rewrite app_nil_r; split; now constructor.
  - intros g IHg s e r IHr m k l Hseg (Hne & Hg & Hls & He & Hr).
    destruct (IHr m s e He Hr) as [Hrest _].
    assert (Hgap := parse_gap _ _ _ _ _ _ _ _ (IHg Hg Hne) Hrest).
    assert (Hpiece := parse_piece o ns m k l Hseg).
    cbn [text_of_rest nodes_of_rest]; split.
    + exact (parse_rest_gap _ _ _ _ _ _ _ _ _ _ Hls Hpiece Hgap).
    + exact (parse_node _ _ _ _ _ _ _ _ _ _ Hls Hpiece Hgap).
Qed.

(** Parses from S and forests are the same thing. *)
Theorem parses_are_forests y w :
  parse o ns Spliced y w
  <-> exists f, f <> Leaf /\ well_formed o ns f /\ text_of ns f = y /\ nodes f = w.
Proof.
  split; [apply parse_forest|].
  intros (f & Hne & Hf & <- & <-); now apply forest_parse.
Qed.
End Neighbours.

(** "a x c" from "a b c" and "x", with a = 0, b = 1, c = 2, x = 10: weight 2, the gap over b. *)
Example worked : parse General [[0; 1; 2]; [10]] Spliced [0; 10; 2] 2.
Proof.
  set (ns := [[0; 1; 2]; [10]]).
  refine (parse_node General ns 0 0 1 2 [0] [10; 2] 0 1 _ _ _); [cbn; lia | |].
  - refine (parse_piece _ _ 0 0 1 _); unfold is_segment; cbn; lia.
  - refine (parse_gap _ _ 0 2 [10] [2] 1 0 _ _).
    + refine (parse_segment _ _ 1 0 1 _); unfold is_segment; cbn; lia.
    + refine (parse_rest _ _ 0 2 3 _); unfold is_segment; cbn; lia.
Qed.
