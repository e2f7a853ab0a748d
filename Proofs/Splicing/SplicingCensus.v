(** Different forests stand for different derivations.

    Theorem, in words. Two well-formed forests whose pre-orders are the same operations are the same
    forest. For from left to right each operation tells where it belongs: the one that stands where
    a node's piece ends before the last word of its segment opens a gap, and what it replaces tells
    where the neighbour goes on; a gap ends before the next operation that stands further right than
    its text reaches. And the least number of operations that make a text is the least number of
    nodes of a forest of it. So the forests with the fewest nodes, which are the lightest parses
    under the grammar with F -> T F | T in the place of S -> S S, are as many different shortest
    derivations. That there are no others is in SplicingClasses.v.

    Claim [splicing.census]: the setting is that of "Data-to-text Generation by Splicing Together
    Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingTheorem.
Import ListNotations.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The first of the operations, if any, stands at i or further right. *)
Definition starts_at_least (i : nat) (ops : list operation) : Prop :=
  match ops with [] => True | s :: _ => i <= at_ s end.

Lemma starts_weaken i j ops : i <= j -> starts_at_least j ops -> starts_at_least i ops.
Proof. destruct ops; cbn; [auto | lia]. Qed.

Lemma emit_first i h f :
  f <> Leaf -> exists s ops, emit ns i h f = s :: ops /\ at_ s = i /\ up_to s = i + h.
Proof. destruct f; [contradiction|]; intros _; rewrite emit_node; eauto. Qed.

Lemma rest_starts m i l r ops :
  well_formed_rest o ns m l r -> starts_at_least i ops ->
  starts_at_least i (emit_rest ns m i l r ++ ops).
Proof.
  destruct r as [|g s e r]; intros Hr Hops; [exact Hops|].
  destruct Hr as (Hne & _); rewrite emit_gap.
  destruct (emit_first i (s - l) g Hne) as (first & rest & -> & Hat & _); cbn; lia.
Qed.

Lemma forest_starts i f ops :
  starts_at_least (i + length (text_of ns f)) ops ->
  starts_at_least i (emit ns i 0 f ++ ops).
Proof.
  destruct f as [|m k l r f]; intros Hops.
  - apply (starts_weaken i) in Hops; [exact Hops | lia].
  - rewrite emit_node; cbn; lia.
Qed.

(** The forest, or the end of the first piece of a node and the rest of it, can be told from the
    operations; others may follow, of which the first stands beyond. *)
Lemma emission_decodes :
  (forall f, well_formed o ns f -> forall f' i h ops ops',
    well_formed o ns f' ->
    starts_at_least (S (i + length (text_of ns f))) ops ->
    starts_at_least (S (i + length (text_of ns f'))) ops' ->
    emit ns i h f ++ ops = emit ns i h f' ++ ops' -> f = f' /\ ops = ops')
  /\
  (forall r m l, well_formed_rest o ns m l r -> forall r' l' k i ops ops',
    is_segment ns m k l -> is_segment ns m k l' -> well_formed_rest o ns m l' r' ->
    last_end l r = last_end l' r' ->
    starts_at_least (i + (l - k) + length (text_of_rest ns m r)) ops ->
    starts_at_least (i + (l' - k) + length (text_of_rest ns m r')) ops' ->
    emit_rest ns m (i + (l - k)) l r ++ ops = emit_rest ns m (i + (l' - k)) l' r' ++ ops' ->
    l = l' /\ r = r' /\ ops = ops').
Proof.
  apply forest_rest_mutind.
  - intros _ [|m k l r f] i h ops ops' Hf Hops Hops' H; [auto|].
    cbn [emit app] in H; subst ops; cbn in Hops; lia.
  - intros m k l r IHr f IHf (Hseg & Hr & Hf) [|m' k' l' r' f'] i h ops ops' Hf' Hops Hops' H.
    + cbn [emit app] in H; subst ops'; cbn in Hops'; lia.
    + destruct Hf' as (Hseg' & Hr' & Hf').
      rewrite text_of_node in Hops, Hops'; rewrite !emit_node in H.
      cbn [app] in H; injection H as <- <- Hlast H.
      rewrite !app_length, segment_length in Hops, Hops' by assumption.
      rewrite <- !app_assoc in H.
      destruct (fun A B => IHr m l Hr r' l' k i _ _ Hseg Hseg' Hr' Hlast A B H)
        as (<- & <- & Hrest).
      * apply forest_starts; apply (starts_weaken _ _ _) with (2 := Hops); lia.
      * apply forest_starts; apply (starts_weaken _ _ _) with (2 := Hops'); lia.
      * destruct (fun A B => IHf Hf f' _ _ ops ops' Hf' A B Hrest) as (<- & <-); [| |auto].
        -- apply (starts_weaken _ _ _) with (2 := Hops); lia.
        -- apply (starts_weaken _ _ _) with (2 := Hops'); lia.
  - intros m l _ [|g s e r'] l' k i ops ops' Hseg Hseg' Hr' Hlast Hops Hops' H;
      cbn [last_end] in Hlast.
    + cbn [emit_rest app] in H; auto.
    + exfalso; destruct Hr' as (Hne & _ & Hls & He & Hr').
      destruct (last_end_segment _ _ _ _ _ _ He Hr') as [_ Hle]; apply follows_le in Hls.
      destruct (emit_first (i + (l' - k)) (s - l') g Hne) as (first & rest & Hg & Hat & _).
      rewrite emit_gap, Hg in H; cbn [emit_rest app] in H; subst ops; cbn in Hops.
      unfold is_segment in *; lia.
  - intros g IHg s e r IHr m l (Hne & Hg & Hls & He & Hr) r' l' k i ops ops' Hseg Hseg' Hr' Hlast
      Hops Hops' H.
    assert (Hs := follows_le _ _ _ Hls).
    destruct (last_end_segment _ _ _ _ _ _ He Hr) as [_ Hle].
    destruct (emit_first (i + (l - k)) (s - l) g Hne) as (first & rest & Hfirst & Hat & Hup).
    destruct r' as [|g' s' e' r']; cbn [last_end] in Hlast.
    { exfalso; rewrite emit_gap, Hfirst in H; cbn [emit_rest app] in H; subst ops'.
      cbn in Hops'; unfold is_segment in *; lia. }
    destruct Hr' as (Hne' & Hg' & Hls' & He' & Hr').
    assert (Hs' := follows_le _ _ _ Hls').
    destruct (emit_first (i + (l' - k)) (s' - l') g' Hne')
      as (first' & rest' & Hfirst' & Hat' & Hup').
    assert (Hsame : first = first')
      by (rewrite !emit_gap, Hfirst, Hfirst' in H; now injection H).
    assert (Hl : l = l') by (subst first'; unfold is_segment in *; lia); subst l'.
    assert (Hss : s = s') by (subst first'; lia); subst s'.
    rewrite !emit_gap, <- !app_assoc in H; rewrite text_of_gap in Hops, Hops'.
    rewrite !app_length, segment_length in Hops, Hops' by assumption.
    destruct (fun A B => IHg Hg g' _ _ _ _ Hg' A B H) as (<- & Hrest).
    + apply (starts_weaken _ (i + (l - k) + length (text_of ns g) + (e - s))).
      * unfold is_segment in He; lia.
      * apply rest_starts; [exact Hr | apply (starts_weaken _ _ _) with (2 := Hops); lia].
    + apply (starts_weaken _ (i + (l - k) + length (text_of ns g') + (e' - s))).
      * unfold is_segment in He'; lia.
      * apply rest_starts; [exact Hr' | apply (starts_weaken _ _ _) with (2 := Hops'); lia].
    + destruct (fun A B => IHr m e Hr r' e' s _ _ _ He He' Hr' Hlast A B Hrest)
        as (<- & <- & <-); auto.
      * apply (starts_weaken _ _ _) with (2 := Hops); lia.
      * apply (starts_weaken _ _ _) with (2 := Hops'); lia.
Qed.

(** Different forests have different pre-orders. *)
Theorem emission_injective f f' :
  well_formed o ns f -> well_formed o ns f' -> emit ns 0 0 f = emit ns 0 0 f' -> f = f'.
Proof.
  intros Hf Hf' H; destruct emission_decodes as [Hdecodes _].
  apply (Hdecodes f Hf f' 0 0 [] [] Hf'); [exact I | exact I | now rewrite !app_nil_r].
Qed.

(** The least number of operations is the least number of nodes. *)
Theorem fewest_operations_are_fewest_nodes y k :
  y <> [] ->
  least (makes o ns y) k
  <-> least (fun w => exists f, well_formed o ns f /\ text_of ns f = y /\ nodes f = w) k.
Proof.
  intros Hne; rewrite fewest_operations_are_lightest_parse by exact Hne.
  assert (Hsame : forall w, parse o ns Spliced y w
    <-> exists f, well_formed o ns f /\ text_of ns f = y /\ nodes f = w).
  { intros w; rewrite parses_are_forests; split.
    - intros (f & _ & Hf); now exists f.
    - intros (f & Hwf & Ht & Hn); exists f; repeat split; auto.
      intros ->; now apply Hne. }
  unfold least; rewrite Hsame; split; intros [Hk Hleast];
    split; auto; intros w Hw; apply Hleast, Hsame, Hw.
Qed.
End Neighbours.

(** Three forests of "a a a" from "a a", of two nodes each: a pair before a word, a word before a
    pair, and a word in the gap of a pair. Their operations differ. *)
Example worked :
  let ns := [[0; 0]] in
  let forests :=
    [Node 0 0 2 End (Node 0 0 1 End Leaf);
     Node 0 0 1 End (Node 0 0 2 End Leaf);
     Node 0 0 1 (Gap (Node 0 0 1 End Leaf) 1 2 End) Leaf] in
  map (text_of ns) forests = [[0; 0; 0]; [0; 0; 0]; [0; 0; 0]]
  /\ map (emit ns 0 0) forests
    = [[Splice 0 0 2 0 0; Splice 0 0 1 2 2];
       [Splice 0 0 1 0 0; Splice 0 0 2 1 1];
       [Splice 0 0 2 0 0; Splice 0 0 1 1 1]].
Proof. split; reflexivity. Qed.
