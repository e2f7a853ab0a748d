(** One operation more on the canvas, one more in the weight of its parse.

    Theorem, in words. Let a canvas p d q have a parse of weight w, and put a segment z, or nothing,
    in the place of d. Then p z q is empty or has a parse of weight w + 1 at most ([step_within]).
    For the replacement cuts out of the parse what wrote d. A node around the hole keeps its
    operation: z, with what is left of its gaps at both ends of the hole, lies in a gap between its
    pieces. A node that lies in d vanishes, one that reaches into d is cut short. If z is empty, the
    node around it falls into two. Where operations only insert, d is empty.

    From "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingParts.
Import ListNotations.

(** Where a cut p d q of u v falls: it leaves v whole, or u and more, or else d reaches into v. *)
Lemma cut_cases (u v p d q : text) :
  u ++ v = p ++ d ++ q ->
  (exists q', u = p ++ d ++ q' /\ q = q' ++ v)
  \/ (exists p', p' <> [] /\ p = u ++ p' /\ v = p' ++ d ++ q)
  \/ (exists d' d'', d'' <> [] /\ d = d' ++ d'' /\ u = p ++ d' /\ v = d'' ++ q).
Proof.
  intros H; destruct (app_eq_app _ _ _ _ H) as (t & [[-> Ht]|[-> Ht]]).
  - destruct (app_eq_app _ _ _ _ (eq_sym Ht)) as (t' & [[-> Ht']|[-> Ht']]); subst.
    + left; exists t'; now rewrite <- ?app_assoc.
    + destruct t' as [|x t'].
      * left; exists []; now rewrite ?app_nil_r.
      * right; right; exists t, (x :: t'); repeat split; discriminate.
  - destruct t as [|x t].
    + destruct d as [|x d].
      * left; exists []; subst; now rewrite ?app_nil_r.
      * right; right; exists [], (x :: d); rewrite !app_nil_r; cbn in *.
        repeat split; auto; discriminate.
    + right; left; exists (x :: t); repeat split; auto; discriminate.
Qed.

Section Neighbours.
Variables (o : mode) (ns : list text).

Local Notation within := (within o ns).
Local Notation rest_within := (rest_within o ns).
Local Notation tail_within := (tail_within o ns).
Local Notation end_within := (end_within o ns).

(** What an operation may replace. *)
Definition replaceable (d : text) : Prop := match o with General => True | InsertOnly => d = [] end.

Lemma piece_cut m k l p d q :
  is_segment ns m k l -> segment ns m k l = p ++ d ++ q -> replaceable d ->
  exists i j, k <= i /\ i <= j /\ j <= l /\ follows o i j
    /\ p = segment ns m k i /\ q = segment ns m j l.
Proof.
  intros Hseg H Hd; unfold is_segment in Hseg.
  assert (Hlen := f_equal (@length nat) H).
  apply slice_cut in H as (Hi & Hp & H); [|lia|lia].
  symmetry in H; apply slice_cut in H as (Hj & _ & Hq); [|lia|lia].
  exists (k + length p), (k + length p + length d); repeat split; [lia|lia|lia| |exact Hp|exact Hq].
  unfold replaceable in Hd; destruct o; cbn; [lia | subst d; cbn; lia].
Qed.

(** A cut in a piece: what stands behind the beginning of it. *)
Lemma piece_cut_tail m i j l z t a w :
  i <= j -> j <= l -> follows o i j -> l <= length (nth m ns []) -> within z a -> 1 <= a -> 
  tail_within m l t w ->
  tail_within m i (z ++ segment ns m j l ++ t) (a + w).
Proof.
  intros Hij Hjl Hfollows Hl Hz Ha Ht.
  destruct (Nat.eq_dec j l) as [->|Hne].
  - unfold segment; rewrite slice_empty by lia; now apply (tail_prepend _ _ l).
  - apply (tail_gap _ _ j); [exact Hfollows | exact Hz | | auto].
    apply rest_piece_tail; [unfold is_segment; lia | exact Ht].
Qed.

Lemma tail_nil m l : tail_within m l [] 0.
Proof. left; now left. Qed.

Lemma segment_nil m k : segment ns m k k = [].
Proof. apply slice_empty; lia. Qed.

(** A piece with a cut in it and what may follow it, as a node or nodes. *)
Lemma piece_cut_within m k l p d q z t a w :
  is_segment ns m k l -> segment ns m k l = p ++ d ++ q -> replaceable d -> within z a -> 1 <= a ->
  tail_within m l t w -> within (p ++ z ++ q ++ t) (S w + a).
Proof.
  intros Hseg H Hd Hz Ha Ht.
  destruct (piece_cut _ _ _ _ _ _ Hseg H Hd) as (i & j & Hki & Hij & Hjl & Hfollows & -> & ->).
  assert (Hl : l <= length (nth m ns [])) by apply Hseg.
  destruct (Nat.eq_dec k i) as [->|Hne].
  - rewrite segment_nil; cbn [app]; rewrite Nat.add_comm; apply within_app; [exact Hz|].
    destruct (Nat.eq_dec j l) as [->|Hne].
    + rewrite segment_nil; now apply (tail_loose m l).
    + apply piece_tail; [unfold is_segment; lia | exact Ht].
  - replace (S w + a) with (S (a + w)) by lia; apply piece_tail; [unfold is_segment; lia|].
    now apply piece_cut_tail.
Qed.

Lemma rest_piece_cut m k l p d q z t a w :
  is_segment ns m k l -> segment ns m k l = p ++ d ++ q -> replaceable d -> within z a -> 1 <= a ->
  p <> [] -> tail_within m l t w -> rest_within m k (p ++ z ++ q ++ t) (w + a).
Proof.
  intros Hseg H Hd Hz Ha Hp Ht.
  destruct (piece_cut _ _ _ _ _ _ Hseg H Hd) as (i & j & Hki & Hij & Hjl & Hfollows & -> & ->).
  assert (Hl : l <= length (nth m ns [])) by apply Hseg.
  destruct (Nat.eq_dec k i) as [->|Hne]; [rewrite segment_nil in Hp; contradiction|].
  rewrite Nat.add_comm; apply rest_piece_tail; [unfold is_segment; lia|].
  now apply piece_cut_tail.
Qed.

Lemma replaceable_general d' d'' : replaceable (d' ++ d'') -> d'' <> [] -> o = General.
Proof.
  unfold replaceable; destruct o; [reflexivity|].
  intros Hnil%app_eq_nil Hne; tauto.
Qed.

(** The heart of the matter: z of weight a in the place of d costs a more at most. *)
Lemma cut_within x y w :
  parse o ns x y w -> forall p d q z a, y = p ++ d ++ q -> replaceable d -> within z a -> 1 <= a ->
  match x with
  | Spliced => within (p ++ z ++ q) (w + a)
  | Piece _ _ _ => True
  | GapThen m s => forall l, follows o l s -> tail_within m l (p ++ z ++ q) (w + a)
  | Rest m l => p <> [] -> rest_within m l (p ++ z ++ q) (w + a)
  end.
Proof.
  induction 1 as [m k l Hseg|u v b c Hu IHu Hv IHv|m k l s u v b c Hls Hu IHu Hv IHv
    |m s u v b c Hu IHu Hv IHv|m l r Hseg|m l r s u v b c Hls Hu IHu Hv IHv|m k l Hseg];
    intros p d q z a H Hd Hz Ha.
  - rewrite <- (app_nil_r q); apply (piece_cut_within m k l p d); auto using tail_nil.
  - destruct (cut_cases _ _ _ _ _ H)
      as [(q' & Hq & ->)|[(p' & Hp' & -> & Hp)|(d' & d'' & Hne & -> & -> & ->)]].
    + specialize (IHu _ _ _ _ _ Hq Hd Hz Ha).
      apply (within_weaken _ (b + a + c)); [|lia].
      rewrite 2!app_assoc, <- (app_assoc p); apply within_app; [exact IHu | now apply within_parse].
    + specialize (IHv _ _ _ _ _ Hp Hd Hz Ha).
      rewrite <- app_assoc, <- Nat.add_assoc.
      apply within_app; [now apply within_parse | exact IHv].
    + assert (Hgeneral := replaceable_general _ _ Hd Hne).
      apply (within_weaken _ (b + (a + c))); [|lia].
      apply within_app; [exact (prefix_within _ _ _ Hu _ _ eq_refl)|].
      apply within_app; [exact Hz | exact (suffix_within _ _ _ Hgeneral Hv _ _ eq_refl)].
  - destruct (parse_piece_is _ _ _ _ _ Hu) as (Hseg & -> & ->).
    assert (Htail := parse_tail_within _ _ _ _ _ Hls Hv).
    destruct (cut_cases _ _ _ _ _ H)
      as [(q' & Hq & ->)|[(p' & Hp' & -> & Hp)|(d' & d'' & Hne & -> & Hpiece & ->)]].
    + now apply (piece_cut_within m k l p d).
    + specialize (IHv _ _ _ _ _ Hp Hd Hz Ha _ Hls).
      rewrite <- app_assoc; now apply (piece_tail m k l).
    + assert (Hgeneral := replaceable_general _ _ Hd Hne).
      assert (Hend := suffix_within _ _ _ Hgeneral Hv _ _ eq_refl); cbn in Hend.
      destruct (piece_prefix _ _ _ _ _ Hseg Hpiece) as [->|(i & Hi & Hki & ->)].
      * cbn [app]; apply (within_weaken _ (a + S c)); [|lia].
        apply within_app; [exact Hz | now apply (end_within_loose m s)].
      * replace (1 + 0 + c + a) with (S (a + c)) by lia; apply piece_tail; [exact Hki|].
        apply (end_within_tail _ _ s); auto; apply (follows_le o) in Hls; lia.
  - intros l Hls; destruct (cut_cases _ _ _ _ _ H)
      as [(q' & Hq & ->)|[(p' & Hp' & -> & Hp)|(d' & d'' & Hne & -> & -> & ->)]].
    + specialize (IHu _ _ _ _ _ Hq Hd Hz Ha).
      replace (b + c + a) with (b + a + c) by lia.
      rewrite 2!app_assoc, <- (app_assoc p).
      apply (tail_gap _ _ s); [exact Hls | exact IHu | now apply parse_rest_within | lia].
    + specialize (IHv _ _ _ _ _ Hp Hd Hz Ha Hp').
      rewrite <- app_assoc, <- Nat.add_assoc.
      apply (tail_gap _ _ s); [exact Hls | now apply within_parse | exact IHv |].
      apply parse_nonempty in Hu; tauto.
    + assert (Hgeneral := replaceable_general _ _ Hd Hne).
      assert (Hbegin := prefix_within _ _ _ Hu _ _ eq_refl); cbn in Hbegin.
      assert (Hend := suffix_within _ _ _ Hgeneral Hv _ _ eq_refl); cbn in Hend.
      replace (b + c + a) with (b + (a + c)) by lia.
      apply (tail_prepend _ _ l); [apply follows_refl | exact Hbegin |].
      apply (end_within_tail _ _ s); auto; now apply (follows_le o).
  - intros Hp; rewrite <- (app_nil_r q).
    apply (rest_piece_cut m l r p d); auto using tail_nil.
  - intros Hp0; destruct (parse_piece_is _ _ _ _ _ Hu) as (Hseg & -> & ->).
    assert (Htail := parse_tail_within _ _ _ _ _ Hls Hv).
    destruct (cut_cases _ _ _ _ _ H)
      as [(q' & Hq & ->)|[(p' & Hp' & -> & Hp)|(d' & d'' & Hne & -> & Hpiece & ->)]].
    + now apply (rest_piece_cut m l r p d).
    + specialize (IHv _ _ _ _ _ Hp Hd Hz Ha _ Hls).
      rewrite <- app_assoc; now apply (rest_piece_tail m l r).
    + assert (Hgeneral := replaceable_general _ _ Hd Hne).
      assert (Hend := suffix_within _ _ _ Hgeneral Hv _ _ eq_refl); cbn in Hend.
      destruct (piece_prefix _ _ _ _ _ Hseg Hpiece) as [->|(i & Hi & Hki & ->)]; [contradiction|].
      replace (0 + c + a) with (a + c) by lia; apply rest_piece_tail; [exact Hki|].
      apply (end_within_tail _ _ s); auto; apply (follows_le o) in Hls; lia.
  - exact I.
Qed.

(** One operation on a canvas, or one deletion when z is empty, costs one more at most. *)
Theorem step_within p d q z w :
  within (p ++ d ++ q) w -> replaceable d -> within z 1 -> within (p ++ z ++ q) (S w).
Proof.
  intros [Hnil|(w' & Hw & H)] Hd Hz.
  - apply app_eq_nil in Hnil as [-> [_ ->]%app_eq_nil]; cbn; rewrite app_nil_r.
    apply (within_weaken _ _ _ Hz); lia.
  - apply (within_weaken _ (w' + 1)); [|lia].
    exact (cut_within _ _ _ H _ _ _ _ _ eq_refl Hd Hz (Nat.le_refl 1)).
Qed.
End Neighbours.

(** "a b c" is a neighbour; with "x", another, in the place of b, the weight is 2 at most. *)
Example worked : within General [[0; 1; 2]; [10]] [0; 10; 2] 2.
Proof.
  apply (step_within General _ [0] [1] [2] [10]); [|exact I|]; apply within_parse.
  - refine (parse_segment _ _ 0 0 3 _); unfold is_segment; cbn; lia.
  - refine (parse_segment _ _ 1 0 1 _); unfold is_segment; cbn; lia.
Qed.
