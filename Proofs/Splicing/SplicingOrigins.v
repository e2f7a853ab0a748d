(** Where the words of a text come from: what makes two derivations the same.

    Theorem, in words. Let each operation sign the words that it writes: with its own number, with the neighbour, and
    with the place in it. The *origins* of a derivation are the signatures of the words that stand in the end, the
    operation being told by the first place of the text that it signed. Two derivations are the same if they have the
    same origins: every word comes from the same word of the same neighbour in both, and words that come from one
    operation in one do so in the other (`origins_spec`). So neither the order of operations matters, nor words
    that are overwritten later.

    Signatures of a derivation are in good order: those of one operation go forward in one neighbour, side by side where
    they stand side by side, and those of two operations do not cross. For what an operation writes stays in one piece
    until a later one writes into it, and a gap never closes, because no operation writes nothing. *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay.
Import ListNotations.

(** The number of the operation, its neighbour, and the place of the word in the neighbour. *)
Record mark := Mark { author : nat; source : nat; place : nat }.

(** What operation number n signs: words k to before l of neighbour m. *)
Definition marks (n m k l : nat) : list mark := map (Mark n m) (seq k (l - k)).

(** The signatures on the canvas after one operation after the other, the first of them number n. *)
Fixpoint write (n : nat) (canvas : list mark) (ops : list operation) : list mark :=
  match ops with
  | [] => canvas
  | s :: ops =>
      write (S n)
        (firstn (at_ s) canvas ++ marks n (neighbour s) (from s) (to s) ++ skipn (up_to s) canvas) ops
  end.

(** The first place with a signature of operation n. *)
Fixpoint first_of (n : nat) (c : list mark) : nat :=
  match c with [] => 0 | x :: c => if author x =? n then 0 else S (first_of n c) end.

(** For each word: the first word that its operation signed, its neighbour, and its place there. *)
Definition origins (c : list mark) : list (nat * nat * nat) :=
  map (fun x => (first_of (author x) c, source x, place x)) c.

(** Derivations are the same if they leave every word with the same origin. *)
Definition same_derivation (ops ops' : list operation) : Prop :=
  origins (write 0 [] ops) = origins (write 0 [] ops').

(** ** What the same means *)

Lemma first_of_in n c : (exists x, In x c /\ author x = n) ->
  exists x, nth_error c (first_of n c) = Some x /\ author x = n.
Proof.
  induction c as [|x c IH]; intros (y & Hy & Hn); [destruct Hy|]; cbn.
  destruct (Nat.eqb_spec (author x) n) as [E|E]; [now exists x|].
  apply IH; exists y; split; [destruct Hy as [->|]; [contradiction | assumption] | exact Hn].
Qed.

Lemma first_of_least n c i x :
  nth_error c i = Some x -> author x = n -> first_of n c <= i.
Proof.
  revert i; induction c as [|y c IH]; intros [|i] H Hn; cbn in *; try discriminate.
  - injection H as ->; now rewrite Hn, Nat.eqb_refl.
  - destruct (author y =? n); [lia|]; apply le_n_S; now apply IH.
Qed.

Lemma same_author c i j x y : nth_error c i = Some x -> nth_error c j = Some y ->
  first_of (author x) c = first_of (author y) c <-> author x = author y.
Proof.
  intros Hx Hy; split; [|now intros ->].
  intros E.
  destruct (first_of_in (author x) c) as (x' & Hx' & Ex); [exists x; split; [now apply nth_error_In in Hx | reflexivity]|].
  destruct (first_of_in (author y) c) as (y' & Hy' & Ey); [exists y; split; [now apply nth_error_In in Hy | reflexivity]|].
  rewrite E in Hx'; congruence.
Qed.

Lemma list_ext {A} (l l' : list A) : (forall i, nth_error l i = nth_error l' i) -> l = l'.
Proof.
  revert l'; induction l as [|a l IH]; intros [|b l'] H; auto; try (specialize (H 0); discriminate).
  f_equal; [specialize (H 0); cbn in H; congruence | apply IH; intros i; exact (H (S i))].
Qed.

(** Equal origins mean: as many words, each from the same word of the same neighbour, and two words come from one
    operation here if and only if they do there. *)
Theorem origins_spec c c' :
  origins c = origins c' <->
  map (fun x => (source x, place x)) c = map (fun x => (source x, place x)) c'
  /\ forall i j x y x' y', nth_error c i = Some x -> nth_error c j = Some y ->
       nth_error c' i = Some x' -> nth_error c' j = Some y' ->
       (author x = author y <-> author x' = author y').
Proof.
  unfold origins; split.
  - intros E; split.
    + assert (H := f_equal (map (fun t => (snd (fst t), snd t))) E); rewrite !map_map in H; exact H.
    + intros i j x y x' y' Hx Hy Hx' Hy'.
      assert (F : forall k z z', nth_error c k = Some z -> nth_error c' k = Some z' ->
        first_of (author z) c = first_of (author z') c').
      { intros k z z' Hz Hz'; assert (H := f_equal (fun l => nth_error l k) E); cbn beta in H.
        rewrite !nth_error_map, Hz, Hz' in H; cbn in H; congruence. }
      rewrite <- (same_author c i j x y Hx Hy), <- (same_author c' i j x' y' Hx' Hy').
      now rewrite (F i x x' Hx Hx'), (F j y y' Hy Hy').
  - intros [E Hsame].
    assert (Hlen : length c = length c') by (apply (f_equal (@length _)) in E; now rewrite !map_length in E).
    apply list_ext; intros i; rewrite !nth_error_map.
    assert (H := f_equal (fun l => nth_error l i) E); cbn beta in H; rewrite !nth_error_map in H.
    destruct (nth_error c i) as [x|] eqn:Hx, (nth_error c' i) as [x'|] eqn:Hx'; cbn in *; try discriminate; [|reflexivity].
    injection H as -> ->; do 3 f_equal.
    assert (Hle : forall d d' z z', length d = length d' -> nth_error d i = Some z -> nth_error d' i = Some z' ->
      (forall i j x y x' y', nth_error d i = Some x -> nth_error d j = Some y ->
       nth_error d' i = Some x' -> nth_error d' j = Some y' -> (author x = author y <-> author x' = author y')) ->
      first_of (author z') d' <= first_of (author z) d).
    { intros d d' z z' Hl Hz Hz' Hd.
      destruct (first_of_in (author z) d) as (w & Hw & Ew); [exists z; split; [now apply nth_error_In in Hz | reflexivity]|].
      destruct (nth_error d' (first_of (author z) d)) as [w'|] eqn:Hw'.
      - apply (first_of_least _ _ _ w' Hw'); now apply (Hd _ _ _ _ _ _ Hw Hz Hw' Hz').
      - apply nth_error_None in Hw'; assert (nth_error d (first_of (author z) d) <> None) as K by congruence.
        apply nth_error_Some in K; lia. }
    apply Nat.le_antisymm.
    + apply (Hle c' c x' x); auto; intros; symmetry; eapply Hsame; eauto.
    + apply (Hle c c' x x'); auto.
Qed.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The word that a signature stands for. *)
Definition word_of (x : mark) : nat := nth (place x) (nth (source x) ns []) 0.

Lemma marks_length n m k l : length (marks n m k l) = l - k.
Proof. unfold marks; now rewrite map_length, seq_length. Qed.

Lemma marks_words n m k l : l <= length (nth m ns []) -> map word_of (marks n m k l) = segment ns m k l.
Proof.
  intros H; unfold marks, segment, slice, word_of; rewrite map_map; cbn.
  generalize (nth m ns []) H; clear; intros x H.
  remember (l - k) as d; revert k Heqd; induction d as [|d IH]; intros k Heqd; [reflexivity|].
  cbn [seq map]; rewrite (IH (S k)) by lia.
  destruct (skipn k x) as [|w t] eqn:E.
  - apply (f_equal (@length _)) in E; rewrite skipn_length in E; cbn in E; lia.
  - cbn [firstn]; f_equal.
    + rewrite <- (firstn_skipn k x), app_nth2, E; rewrite firstn_length; [|lia].
      now replace (k - min k (length x)) with 0 by lia.
    + f_equal; change t with (tl (w :: t)); rewrite <- E; clear; revert x; induction k as [|k IH]; intros [|a x]; cbn; auto.
      destruct k; apply (IH x).
Qed.

(** Signatures follow the words. *)
Theorem write_replay ops : forall n c y,
  replay o ns (map word_of c) ops = Some y -> map word_of (write n c ops) = y.
Proof.
  induction ops as [|s ops IH]; intros n c y H; cbn [replay write] in *; [congruence|].
  destruct (is_valid o ns (map word_of c) s) eqn:V; [|discriminate].
  apply is_valid_spec in V as ([Hkl Hl] & _); apply IH.
  rewrite !map_app, marks_words by exact Hl; now rewrite <- firstn_map, <- skipn_map.
Qed.

Lemma write_app n c ops ops' : write n c (ops ++ ops') = write (n + length ops) (write n c ops) ops'.
Proof.
  revert n c; induction ops as [|s ops IH]; intros n c; cbn [app write length]; [now rewrite Nat.add_0_r|].
  now rewrite IH, Nat.add_succ_r.
Qed.

(** ** Good order *)

(** Nothing that counts stands between places i and j: no word at all, or, if operations only insert, none of the same
    operation. *)
Definition consecutive (c : list mark) (i j : nat) (n : nat) : Prop :=
  match o with
  | General => j = S i
  | InsertOnly => forall h z, i < h < j -> nth_error c h = Some z -> author z <> n
  end.

Record good (c : list mark) : Prop := {
  forward : forall i j x y, i < j -> nth_error c i = Some x -> nth_error c j = Some y -> author x = author y ->
    source x = source y /\ place x < place y /\ (consecutive c i j (author x) -> place y = S (place x));
  laminar : forall a b i j x y z w, a < b -> b < i -> i < j ->
    nth_error c a = Some x -> nth_error c b = Some y -> nth_error c i = Some z -> nth_error c j = Some w ->
    author x = author z -> author y = author w -> author x = author y;
  within : forall x, In x c -> place x < length (nth (source x) ns [])
}.

Lemma nth_error_parts (a b c : list mark) p x : nth_error (a ++ b ++ c) p = Some x ->
  (p < length a /\ nth_error a p = Some x)
  \/ (length a <= p < length a + length b /\ nth_error b (p - length a) = Some x)
  \/ (length a + length b <= p /\ nth_error c (p - length a - length b) = Some x).
Proof.
  intros H; destruct (le_lt_dec (length a) p) as [Ha|Ha].
  - rewrite nth_error_app2 in H by exact Ha; destruct (le_lt_dec (length b) (p - length a)) as [Hb|Hb].
    + rewrite nth_error_app2 in H by exact Hb; right; right; split; [lia | exact H].
    + rewrite nth_error_app1 in H by exact Hb; right; left; split; [lia | exact H].
  - rewrite nth_error_app1 in H by exact Ha; auto.
Qed.

Lemma nth_error_left (a b c : list mark) p x : nth_error a p = Some x -> nth_error (a ++ b ++ c) p = Some x.
Proof. intros H; rewrite nth_error_app1; [exact H | apply nth_error_Some; congruence]. Qed.

Lemma nth_error_middle (a b c : list mark) p x :
  nth_error b p = Some x -> nth_error (a ++ b ++ c) (length a + p) = Some x.
Proof.
  intros H; rewrite nth_error_app2 by lia; replace (length a + p - length a) with p by lia.
  rewrite nth_error_app1; [exact H | apply nth_error_Some; congruence].
Qed.

Lemma nth_error_right (a b c : list mark) p x :
  nth_error c p = Some x -> nth_error (a ++ b ++ c) (length a + length b + p) = Some x.
Proof.
  intros H; rewrite !nth_error_app2 by lia.
  now replace (length a + length b + p - length a - length b) with p by lia.
Qed.

(** A part of what is in good order is. *)
Lemma good_part a b c : good (a ++ b ++ c) -> good b.
Proof.
  intros [F L W]; split.
  - intros i j x y Hij Hx Hy E.
    destruct (F (length a + i) (length a + j) x y ltac:(lia) (nth_error_middle _ _ _ _ _ Hx)
      (nth_error_middle _ _ _ _ _ Hy) E) as (Hs & Hp & Hc).
    repeat split; auto; intros C; apply Hc; unfold consecutive in *; destruct o; [lia|].
    intros h z Hh Hz; apply (C (h - length a) z); [lia|].
    assert (Hj : j < length b) by (apply nth_error_Some; congruence).
    apply nth_error_parts in Hz as [[? _]|[[_ Hz]|[? _]]]; [lia | exact Hz | lia].
  - intros p q i j x y z w Hpq Hqi Hij Hx Hy Hz Hw.
    apply (L (length a + p) (length a + q) (length a + i) (length a + j) x y z w); try lia; now apply nth_error_middle.
  - intros x Hx; apply W; rewrite !in_app_iff; auto.
Qed.

Lemma good_nil : good [].
Proof. split; [intros i j x y _ H | intros a b i j x y z w _ _ _ H | intros x H]; [destruct i | destruct a | destruct H]; discriminate. Qed.

Lemma nth_error_marks n m k l p x :
  nth_error (marks n m k l) p = Some x -> x = Mark n m (k + p) /\ k + p < l.
Proof.
  unfold marks; rewrite nth_error_map.
  assert (H : forall d k p, nth_error (seq k d) p = if p <? d then Some (k + p) else None).
  { clear; induction d as [|d IH]; intros k [|p]; cbn [seq nth_error]; [reflexivity | reflexivity | |].
    - cbn; now rewrite Nat.add_0_r.
    - rewrite IH; change (S p <? S d) with (p <? d); now rewrite Nat.add_succ_comm. }
  rewrite H; destruct (Nat.ltb_spec p (l - k)); cbn; [|discriminate].
  intros E; injection E as <-; split; [reflexivity | lia].
Qed.

Lemma in_marks n m k l x : In x (marks n m k l) -> author x = n /\ source x = m /\ k <= place x < l.
Proof.
  unfold marks; intros (p & <- & Hp)%in_map_iff; apply in_seq in Hp; cbn; lia.
Qed.

(** An operation of a new number keeps good order, if the words that it replaces are there to be replaced. *)
Lemma good_step n m k l a b c :
  good (a ++ b ++ c) -> (forall x, In x (a ++ b ++ c) -> author x < n) -> is_segment ns m k l ->
  (o = InsertOnly -> b = []) -> good (a ++ marks n m k l ++ c).
Proof.
  intros [F L W] Hn [Hkl Hl] Hmode.
  assert (Hnew : 0 < length (marks n m k l)) by (rewrite marks_length; lia).
  assert (Hmark := nth_error_marks n m k l).
  set (new := marks n m k l) in *.
  assert (Hat : forall p x, nth_error (a ++ new ++ c) p = Some x ->
    (p < length a /\ nth_error (a ++ b ++ c) p = Some x /\ author x < n)
    \/ (length a <= p < length a + length new /\ nth_error new (p - length a) = Some x /\ author x = n)
    \/ (length a + length new <= p /\ nth_error (a ++ b ++ c) (p - length new + length b) = Some x /\ author x < n)).
  { intros p x [[Hp H]|[[Hp H]|[Hp H]]]%nth_error_parts.
    - left; assert (K := nth_error_left a b c p x H); repeat split; auto; apply Hn; now apply nth_error_In in K.
    - right; left; repeat split; try lia; auto; now destruct (Hmark _ _ H) as [-> _].
    - right; right; assert (K := nth_error_right a b c _ x H).
      replace (length a + length b + (p - length a - length new)) with (p - length new + length b) in K by lia.
      repeat split; auto; apply Hn; now apply nth_error_In in K. }
  split.
  - intros i j x y Hij Hx Hy E.
    assert (Hc := fun h z => Hat h z).
    destruct (Hat _ _ Hx) as [(Hi & Hx' & Ax)|[(Hi & Hx' & Ax)|(Hi & Hx' & Ax)]],
      (Hat _ _ Hy) as [(Hj & Hy' & Ay)|[(Hj & Hy' & Ay)|(Hj & Hy' & Ay)]]; try lia.
    + destruct (F i j x y Hij Hx' Hy' E) as (Hs & Hp & Hcons); repeat split; auto.
      intros C; apply Hcons; unfold consecutive in *; destruct o; [exact C|].
      intros h z Hh Hz; apply (C h z Hh).
      apply nth_error_parts in Hz as [[_ Hz]|[[? _]|[? _]]]; [now apply nth_error_left | lia | lia].
    + destruct (F i (j - length new + length b) x y ltac:(lia) Hx' Hy' E) as (Hs & Hp & Hcons); repeat split; auto.
      intros C; apply Hcons; unfold consecutive in *; destruct o; [lia|].
      rewrite (Hmode eq_refl) in *; cbn [length app] in *; rewrite Nat.add_0_r.
      intros h z Hh Hz; destruct (le_lt_dec (length a) h) as [Hah|Hah].
      * rewrite nth_error_app2 in Hz by exact Hah.
        apply (C (length a + length new + (h - length a)) z); [lia | now apply nth_error_right].
      * rewrite nth_error_app1 in Hz by exact Hah; apply (C h z); [lia | now apply nth_error_left].
    + destruct (Hmark _ _ Hx') as [-> Hlx], (Hmark _ _ Hy') as [-> Hly]; cbn [source place author] in *.
      repeat split; [lia|].
      intros C; unfold consecutive in C; destruct o; [lia|].
      destruct (Nat.eq_dec j (S i)) as [->|Hne]; [lia|].
      destruct (nth_error (a ++ new ++ c) (S i)) as [z|] eqn:Hz.
      * exfalso; apply (C (S i) z ltac:(lia) Hz).
        destruct (Hat _ _ Hz) as [(? & _)|[(_ & _ & Az)|(? & _)]]; [lia | exact Az | lia].
      * apply nth_error_None in Hz; assert (K : nth_error (a ++ new ++ c) j <> None) by congruence.
        apply nth_error_Some in K; lia.
    + destruct (F (i - length new + length b) (j - length new + length b) x y ltac:(lia) Hx' Hy' E)
        as (Hs & Hp & Hcons); repeat split; auto.
      intros C; apply Hcons; unfold consecutive in *; destruct o; [lia|].
      intros h z Hh Hz; apply (C (h - length b + length new) z ltac:(lia)).
      apply nth_error_parts in Hz as [[? _]|[[? _]|[_ Hz]]]; [lia | lia |].
      apply (nth_error_right a new c) in Hz.
      now replace (length a + length new + (h - length a - length b)) with (h - length b + length new) in Hz by lia.
  - intros p q i j x y z w Hpq Hqi Hij Hx Hy Hz Hw Exz Eyw.
    destruct (Hat _ _ Hx) as [(Hp & Hx' & Ax)|[(Hp & Hx' & Ax)|(Hp & Hx' & Ax)]],
      (Hat _ _ Hz) as [(Hi & Hz' & Az)|[(Hi & Hz' & Az)|(Hi & Hz' & Az)]]; try lia;
    destruct (Hat _ _ Hy) as [(Hq & Hy' & Ay)|[(Hq & Hy' & Ay)|(Hq & Hy' & Ay)]]; try lia;
    destruct (Hat _ _ Hw) as [(Hj & Hw' & Aw)|[(Hj & Hw' & Aw)|(Hj & Hw' & Aw)]]; try lia;
    refine (L _ _ _ _ _ _ _ _ _ _ _ Hx' Hy' Hz' Hw' Exz Eyw); lia.
  - intros x; rewrite !in_app_iff; intros [Hx|[Hx|Hx]].
    + apply W; rewrite !in_app_iff; auto.
    + destruct (in_marks _ _ _ _ _ Hx) as (_ & -> & Hp); lia.
    + apply W; rewrite !in_app_iff; auto.
Qed.

Lemma skip_more p q (c : list mark) : skipn p (skipn q c) = skipn (p + q) c.
Proof.
  revert c; induction q as [|q IH]; intros c; [now rewrite Nat.add_0_r|].
  rewrite Nat.add_succ_r; destruct c; cbn; [now rewrite skipn_nil | apply IH].
Qed.

(** Derivations leave their signatures in good order, and sign with the numbers of their operations. *)
Theorem write_good ops : forall n c y,
  replay o ns (map word_of c) ops = Some y -> good c -> (forall x, In x c -> author x < n) ->
  good (write n c ops) /\ forall x, In x (write n c ops) -> author x < n + length ops.
Proof.
  induction ops as [|s ops IH]; intros n c y H Hc Hn; cbn [replay write length] in *.
  - split; [exact Hc|]; intros x Hx; specialize (Hn x Hx); lia.
  - destruct (is_valid o ns (map word_of c) s) eqn:V; [|discriminate].
    apply is_valid_spec in V as (Hseg & [Hij Hj] & Hmode); rewrite map_length in Hj.
    rewrite <- Nat.add_succ_comm.
    set (a := firstn (at_ s) c); set (d := skipn (up_to s) c).
    set (b := firstn (up_to s - at_ s) (skipn (at_ s) c)).
    assert (E : c = a ++ b ++ d).
    { unfold a, b, d; rewrite <- (firstn_skipn (at_ s) c) at 1; f_equal.
      rewrite <- (firstn_skipn (up_to s - at_ s) (skipn (at_ s) c)) at 1; f_equal.
      now rewrite skip_more, Nat.sub_add by exact Hij. }
    apply (IH _ _ y).
    + rewrite !map_app, marks_words by apply Hseg; unfold a, d.
      now rewrite <- firstn_map, <- skipn_map.
    + apply (good_step _ _ _ _ a b d); [now rewrite <- E | now rewrite <- E | exact Hseg |].
      intros Ho; unfold b; rewrite (Hmode Ho), Nat.sub_diag; reflexivity.
    + intros x; rewrite !in_app_iff; intros [Hx|[Hx|Hx]].
      * assert (In x c) by (rewrite E, !in_app_iff; auto); specialize (Hn x); auto with arith.
      * apply in_marks in Hx; lia.
      * assert (In x c) by (rewrite E, !in_app_iff; auto); specialize (Hn x); auto with arith.
Qed.
End Neighbours.
