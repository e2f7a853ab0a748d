(** The beginning and the end of a text cost no more than the text.

    Theorem, in words. If p d has a parse of weight w, then p is empty or has a parse of weight w at
    most ([prefix_within]). If operations may replace and d q has a parse of weight w, then q is
    empty or has a parse of weight w at most ([suffix_within]). A node that is cut keeps its
    operation, which copies less: before a cut it ends earlier, after one it starts later.

    From "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar.
Import ListNotations.

Section Neighbours.
Context {o : mode} {ns : list text}.

(** A parse of weight w at most; the empty text needs none. *)
Definition within (y : text) (w : nat) : Prop :=
  y = [] \/ exists w', w' <= w /\ parse o ns Spliced y w'.

Lemma within_weaken y w w' : within y w -> w <= w' -> within y w'.
Proof. intros [->|(v & Hv & H)] Hle; [now left | right; exists v; split; [lia | exact H]]. Qed.

Lemma within_app u v a b : within u a -> within v b -> within (u ++ v) (a + b).
Proof.
  intros [->|(a' & Ha & Hu)] [->|(b' & Hb & Hv)]; cbn.
  - now left.
  - right; exists b'; split; [lia | exact Hv].
  - right; exists a'; rewrite app_nil_r; split; [lia | exact Hu].
  - right; exists (a' + b'); split; [lia | now constructor].
Qed.

Lemma within_parse y w : parse o ns Spliced y w -> within y w.
Proof. right; exists w; auto. Qed.

(** The rest of neighbour m from l, and then anything, of weight w at most. *)
Definition rest_within (m l : nat) (y : text) (w : nat) : Prop :=
  exists u v a b, y = u ++ v /\ parse o ns (Rest m l) u a /\ within v b /\ a + b <= w.

(** What may follow a piece of neighbour m that ends at l, of weight w at most: the end of the
    node, or a gap and more of it. *)
Definition tail_within (m l : nat) (y : text) (w : nat) : Prop :=
  within y w
  \/ exists s g y' a b, follows o l s /\ y = g ++ y' /\ parse o ns Spliced g a
       /\ rest_within m s y' b /\ a + b <= w.

(** The rest of a neighbour is a node by itself, with an operation of its own. *)
Lemma rest_is_node m l u a : parse o ns (Rest m l) u a -> parse o ns Spliced u (S a).
Proof.
  intros H; remember (Rest m l) as x eqn:Hx; destruct H; try discriminate.
  - now constructor.
  - eapply parse_node; eassumption.
Qed.

Lemma rest_within_node m l y w : rest_within m l y w -> within y (S w).
Proof.
  intros (u & v & a & b & -> & Hu & Hv & Hw).
  apply (within_weaken _ (S a + b)); [|lia].
  apply within_app; [apply within_parse, (rest_is_node m l), Hu | exact Hv].
Qed.

Lemma parse_nonempty x y w :
  parse o ns x y w ->
  y <> [] /\ match x with Spliced | GapThen _ _ => 1 <= w | _ => True end.
Proof.
  induction 1; split; try exact I;
    try (apply segment_nonempty; assumption);
    try (intros Hnil%app_eq_nil; tauto);
    repeat match goal with H : _ /\ _ |- _ => destruct H end; lia.
Qed.

(** A piece that ends at l, and what may follow it, make a node. *)
Lemma piece_tail m k l y w :
  is_segment ns m k l -> tail_within m l y w -> within (segment ns m k l ++ y) (S w).
Proof.
  intros Hseg [Hy|(s & g & y' & a & b & Hls & -> & Hg & Hrest & Hab)];
    [|destruct Hrest as (u & v & c & d & -> & Hu & Hv & Hcd)].
  - apply (within_app _ _ 1 w); [apply within_parse; now constructor | exact Hy].
  - apply (within_weaken _ (1 + 0 + (a + c) + d)); [|lia].
    rewrite 2!app_assoc; apply within_app; [apply within_parse | exact Hv].
    rewrite <- app_assoc.
    apply (parse_node _ _ m k l s); [exact Hls | now constructor | now constructor].
Qed.

Lemma rest_piece_tail m k l y w :
  is_segment ns m k l -> tail_within m l y w -> rest_within m k (segment ns m k l ++ y) w.
Proof.
  intros Hseg [Hy|(s & g & y' & a & b & Hls & -> & Hg & Hrest & Hab)];
    [|destruct Hrest as (u & v & c & d & -> & Hu & Hv & Hcd)].
  - exists (segment ns m k l), y, 0, w; split; [reflexivity | split; [now constructor | auto]].
  - exists (segment ns m k l ++ g ++ u), v, (0 + (a + c)), d; rewrite <- !app_assoc.
    repeat split; auto; [|lia].
    apply (parse_rest_gap _ _ m k l s); [exact Hls | now constructor | now constructor].
Qed.

(** With a gap in front of the rest; an empty one costs the node its unity. *)
Lemma tail_gap m l s g y a b :
  follows o l s -> within g a -> rest_within m s y b -> (g = [] -> 1 <= a) ->
  tail_within m l (g ++ y) (a + b).
Proof.
  intros Hls [->|(a' & Ha & Hg)] Hy Hempty.
  - left; apply (within_weaken _ (S b)); [now apply (rest_within_node m s)|].
    specialize (Hempty eq_refl); lia.
  - right; exists s, g, y, a', b; repeat split; auto; lia.
Qed.

Lemma follows_refl l : follows o l l.
Proof. destruct o; cbn; lia. Qed.

Lemma follows_trans k l s : follows o k l -> follows o l s -> follows o k s.
Proof. destruct o; cbn; lia. Qed.

(** More in front of what may follow. *)
Lemma tail_prepend m k l z y a b :
  follows o k l -> within z a -> tail_within m l y b -> tail_within m k (z ++ y) (a + b).
Proof.
  intros Hkl Hz [Hy|(s & g & y' & c & d & Hls & -> & Hg & Hrest & Hcd)].
  - left; now apply within_app.
  - right; rewrite app_assoc.
    destruct (within_app _ _ _ _ Hz (within_parse _ _ Hg)) as [Hnil|(e & He & Hzg)].
    + apply app_eq_nil in Hnil as [_ Hnil]; apply parse_nonempty in Hg; tauto.
    + exists s, (z ++ g), y', e, d; repeat split; auto; [now apply (follows_trans _ l) | lia].
Qed.

(** Without the piece before it, what may follow costs an operation more at most. *)
Lemma tail_loose m l y w : tail_within m l y w -> within y (S w).
Proof.
  intros [Hy|(s & g & y' & c & d & Hls & -> & Hg & Hrest & Hcd)].
  - apply (within_weaken _ w); [exact Hy | lia].
  - apply (within_weaken _ (c + S d)); [|lia].
    apply within_app; [now apply within_parse | now apply (rest_within_node m s)].
Qed.

Lemma parse_rest_within m l y w : parse o ns (Rest m l) y w -> rest_within m l y w.
Proof.
  intros H; exists y, [], w, 0; rewrite app_nil_r; repeat split; [exact H | now left | lia].
Qed.

Lemma parse_tail_within m l s y w :
  follows o l s -> parse o ns (GapThen m s) y w -> tail_within m l y w.
Proof.
  intros Hls H; remember (GapThen m s) as x eqn:Hx; destruct H; try discriminate.
  injection Hx as -> ->; right; exists s, u, v, a, b; repeat split; auto.
  now apply parse_rest_within.
Qed.

Lemma parse_piece_is m k l y w :
  parse o ns (Piece m k l) y w -> is_segment ns m k l /\ y = segment ns m k l /\ w = 0.
Proof. apply parse_forest. Qed.

(** ** The beginning of a text *)

Lemma piece_prefix m k l p d :
  is_segment ns m k l -> segment ns m k l = p ++ d ->
  p = [] \/ exists k', k < k' <= l /\ is_segment ns m k k' /\ p = segment ns m k k'.
Proof.
  intros Hseg H; unfold is_segment in *.
  apply slice_cut in H as (Hle & Hp & _); [|lia|lia].
  destruct p as [|x p]; [now left | right].
  exists (k + length (x :: p)); cbn in *; repeat split; [lia|lia|lia|lia|exact Hp].
Qed.

Lemma prefix_within x y w :
  parse o ns x y w -> forall p d, y = p ++ d ->
  match x with
  | Spliced => within p w
  | Piece _ _ _ => True
  | GapThen m s => forall l, follows o l s -> tail_within m l p w
  | Rest m l => p = [] \/ rest_within m l p w
  end.
Proof.
  induction 1 as [m k l Hseg|u v a b Hu IHu Hv IHv|m k l s u v a b Hls Hu IHu Hv IHv
    |m s u v a b Hu IHu Hv IHv|m l r Hseg|m l r s u v a b Hls Hu IHu Hv IHv|m k l Hseg];
    intros p d H.
  - destruct (piece_prefix _ _ _ _ _ Hseg H) as [->|(k' & Hk & Hk' & ->)]; [now left|].
    apply within_parse; now constructor.
  - destruct (app_eq_app _ _ _ _ H) as (t & [[-> _]|[-> Ht]]).
    + apply (within_weaken _ a); [now apply (IHu _ t) | lia].
    + apply within_app; [now apply within_parse | now apply (IHv _ d)].
  - destruct (parse_piece_is _ _ _ _ _ Hu) as (Hseg & -> & ->).
    destruct (app_eq_app _ _ _ _ H) as (t & [[Ht _]|[-> Ht]]).
    + destruct (piece_prefix _ _ _ _ _ Hseg Ht) as [->|(k' & Hk & Hk' & ->)]; [now left|].
      apply (within_weaken _ 1); [apply within_parse; now constructor | lia].
    + apply piece_tail; [exact Hseg | now apply (IHv _ d)].
  - intros l Hls; destruct (app_eq_app _ _ _ _ H) as (t & [[-> _]|[-> Ht]]).
    + left; apply (within_weaken _ a); [now apply (IHu _ t) | lia].
    + destruct (IHv _ d Ht) as [->|Hrest].
      * rewrite app_nil_r; left; apply (within_weaken _ a); [now apply within_parse | lia].
      * apply (tail_gap _ _ s); [exact Hls | now apply within_parse | exact Hrest |].
        intros ->; apply parse_nonempty in Hu; tauto.
  - destruct (piece_prefix _ _ _ _ _ Hseg H) as [->|(k' & Hk & Hk' & ->)]; [now left | right].
    apply parse_rest_within; now constructor.
  - destruct (parse_piece_is _ _ _ _ _ Hu) as (Hseg & -> & ->).
    destruct (app_eq_app _ _ _ _ H) as (t & [[Ht _]|[-> Ht]]).
    + destruct (piece_prefix _ _ _ _ _ Hseg Ht) as [->|(k' & Hk & Hk' & ->)]; [now left | right].
      rewrite <- (app_nil_r (segment _ _ _ _)); apply rest_piece_tail; [exact Hk' | left; now left].
    + right; apply rest_piece_tail; [exact Hseg | now apply (IHv _ d)].
  - exact I.
Qed.

(** ** The end of a text, when operations may replace *)

(** Part of a gap after l, and then perhaps the rest of neighbour m. *)
Definition end_within (m l : nat) (y : text) (w : nat) : Prop :=
  exists f r a b, y = f ++ r /\ within f a /\ a + b <= w
    /\ (r = [] \/ exists s, l <= s /\ rest_within m s r b).

Lemma end_within_weaken m l l' y w : end_within m l y w -> l' <= l -> end_within m l' y w.
Proof.
  intros (f & r & a & b & Hy & Hf & Hab & Hr) Hl; exists f, r, a, b; repeat split; auto.
  destruct Hr as [Hr|(s & Hs & Hr)]; [now left | right; exists s; split; [lia | exact Hr]].
Qed.

Lemma end_within_tail m k l z y a b :
  o = General -> k <= l -> within z a -> 1 <= a -> end_within m l y b ->
  tail_within m k (z ++ y) (a + b).
Proof.
  intros Hgeneral Hkl Hz Ha (f & r & c & d & -> & Hf & Hcd & Hr).
  destruct Hr as [->|(s & Hls & Hr)]; rewrite app_assoc.
  - rewrite app_nil_r; left.
    apply (within_weaken _ (a + c)); [now apply within_app | lia].
  - destruct (tail_gap m k s (z ++ f) r (a + c) d) as [H|(s' & H)].
    + rewrite Hgeneral; cbn; lia.
    + now apply within_app.
    + exact Hr.
    + lia.
    + left; apply (within_weaken _ _ _ H); lia.
    + right; exists s'; destruct H as (g & y' & e & e' & ? & ? & ? & ? & ?).
      exists g, y', e, e'; repeat split; auto; lia.
Qed.

Lemma end_within_loose m l y w : end_within m l y w -> within y (S w).
Proof.
  intros (f & r & c & d & -> & Hf & Hcd & [->|(s & _ & Hr)]).
  - rewrite app_nil_r; apply (within_weaken _ _ _ Hf); lia.
  - apply (within_weaken _ (c + S d)); [|lia].
    apply within_app; [exact Hf | now apply (rest_within_node m s)].
Qed.

Lemma piece_suffix m k l d q :
  is_segment ns m k l -> segment ns m k l = d ++ q ->
  q = [] \/ exists k', k <= k' < l /\ is_segment ns m k' l /\ q = segment ns m k' l.
Proof.
  intros Hseg H; unfold is_segment in *; assert (H' := H).
  apply slice_cut in H as (Hle & _ & Hq); [|lia|lia].
  destruct q as [|x q]; [now left | right].
  apply (f_equal (@length nat)) in H'; unfold segment in H'.
  rewrite slice_length, app_length in H' by lia; cbn in H'.
  exists (k + length d); repeat split; [lia|lia|lia|lia|exact Hq].
Qed.

Lemma suffix_within x y w :
  o = General -> parse o ns x y w -> forall d q, y = d ++ q ->
  match x with
  | Spliced => within q w
  | Piece _ _ _ => True
  | GapThen m l | Rest m l => end_within m l q w
  end.
Proof.
  intros Hgeneral.
  induction 1 as [m k l Hseg|u v a b Hu IHu Hv IHv|m k l s u v a b Hls Hu IHu Hv IHv
    |m s u v a b Hu IHu Hv IHv|m l r Hseg|m l r s u v a b Hls Hu IHu Hv IHv|m k l Hseg];
    intros d q H.
  - destruct (piece_suffix _ _ _ _ _ Hseg H) as [->|(k' & Hk & Hk' & ->)]; [now left|].
    apply within_parse; now constructor.
  - destruct (app_eq_app _ _ _ _ H) as (t & [[-> ->]|[-> Ht]]).
    + apply within_app; [now apply (IHu d t) | now apply within_parse].
    + apply (within_weaken _ b); [now apply (IHv t q) | lia].
  - destruct (parse_piece_is _ _ _ _ _ Hu) as (Hseg & -> & ->).
    destruct (app_eq_app _ _ _ _ H) as (t & [[Ht ->]|[-> Ht]]).
    + assert (Htail := parse_tail_within _ _ _ _ _ Hls Hv).
      destruct (piece_suffix _ _ _ _ _ Hseg Ht) as [->|(k' & Hk & Hk' & ->)].
      * now apply (tail_loose m l).
      * now apply piece_tail.
    + apply (end_within_loose m s); now apply (IHv t q).
  - destruct (app_eq_app _ _ _ _ H) as (t & [[-> ->]|[-> Ht]]).
    + exists t, v, a, b; repeat split; [now apply (IHu d t) | lia |].
      right; exists s; split; [lia | now apply parse_rest_within].
    + destruct (IHv t q Ht) as (f & r & c & e & -> & Hf & Hce & Hr).
      exists f, r, c, e; repeat split; auto; lia.
  - destruct (piece_suffix _ _ _ _ _ Hseg H) as [->|(k' & Hk & Hk' & ->)].
    + exists [], [], 0, 0; repeat split; [now left | lia | now left].
    + exists [], (segment ns m k' r), 0, 0; repeat split; [now left | lia |].
      right; exists k'; split; [lia | apply parse_rest_within; now constructor].
  - destruct (parse_piece_is _ _ _ _ _ Hu) as (Hseg & -> & ->).
    destruct (app_eq_app _ _ _ _ H) as (t & [[Ht ->]|[-> Ht]]).
    + assert (Htail := parse_tail_within _ _ _ _ _ Hls Hv).
      destruct (piece_suffix _ _ _ _ _ Hseg Ht) as [->|(k' & Hk & Hk' & ->)].
      * apply (end_within_weaken m s); [apply (IHv [] v eq_refl) | apply follows_le in Hls].
        unfold is_segment in Hseg; lia.
      * exists [], (segment ns m k' r ++ v), 0, b; repeat split; [now left | lia |].
        right; exists k'; split; [lia | now apply rest_piece_tail].
    + apply (end_within_weaken m s); [now apply (IHv t q) | apply follows_le in Hls].
      unfold is_segment in Hseg; lia.
  - exact I.
Qed.
End Neighbours.

Arguments within : clear implicits.
Arguments rest_within : clear implicits.
Arguments tail_within : clear implicits.
Arguments end_within : clear implicits.

(** Of "a x c", which has a parse of weight 2, "a x" has one of weight 2 at most. *)
Example worked : within General [[0; 1; 2]; [10]] [0; 10] 2.
Proof. exact (prefix_within _ _ _ SplicingGrammar.worked [0; 10] [2] eq_refl). Qed.
