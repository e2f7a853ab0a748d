(** What the checker of splices accepts holds. *)

From Coq Require Import Bool List ZArith NArith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingParts SplicingTheorem.
From Tightbound.Checkers Require Import Tokens Table SplicingStatement SplicingCheck SplicingCosts.
Import ListNotations.
Open Scope nat_scope.

(** ** The rows of a place *)

Lemma skip_skip {A} a b (l : list A) : skipn a (skipn b l) = skipn (a + b) l.
Proof.
  rewrite Nat.add_comm; revert l; induction b as [|b IH]; intros [|w l]; cbn; auto using skipn_nil.
Qed.

Lemma rows_at_length n w text : forall i next sums least,
  length (rows_at n w i text next sums least) = length text.
Proof. induction text as [|v text IH]; intros; cbn; auto. Qed.

Lemma nth_tl {A} (l : list A) k d : nth k (tl l) d = nth (S k) l d.
Proof. destruct l; [now destruct k | reflexivity]. Qed.

Lemma hd_nth {A} (l : list A) d : hd d l = nth 0 l d.
Proof. now destruct l. Qed.

Lemma rows_at_nth n w text : forall i next sums least k, nth_error text k = Some w ->
  nth k (rows_at n w i text next sums least) []
  = row_gaps (nth k sums []) least (row_min (unit_row (S (i + k)) n) (nth k next (infinite_row n))).
Proof.
  induction text as [|v text IH]; intros i next sums least k H; [now destruct k|].
  cbn [rows_at]; destruct k as [|k]; cbn [nth nth_error] in *.
  - injection H as ->; rewrite Z.eqb_refl, Nat.add_0_r, !hd_nth; reflexivity.
  - rewrite IH, !nth_tl by assumption; now rewrite Nat.add_succ_comm.
Qed.

Lemma rows_min_nth a : forall b k, k < length a -> k < length b ->
  nth k (rows_min a b) [] = row_min (nth k a []) (nth k b []).
Proof.
  induction a as [|r a IH]; intros [|s b] k Ha Hb; cbn [length] in *; try lia.
  destruct k; cbn; [reflexivity | apply IH; lia].
Qed.

Lemma rows_min_length a : forall b, length a = length b -> length (rows_min a b) = length a.
Proof. induction a as [|r a IH]; intros [|s b] H; cbn in *; auto; discriminate. Qed.

Lemma rows_le_nth a : forall b k j, rows_le a b = true -> k < length a ->
  le (cell (nth k a []) j) (cost_add (Some 1%N) (cell (nth k b []) j)).
Proof.
  induction a as [|r a IH]; intros [|s b] k j H Hk; cbn [rows_le length] in *; try lia; try discriminate.
  apply andb_true_iff in H as [Hr Ha]; destruct k; cbn [nth]; [|apply IH; auto; lia].
  eapply le_trans; [apply (row_le_sound _ _ _ Hr) | apply map_add_le].
Qed.

Lemma is_sum_nth r costs : forall sums k j, is_sum r costs sums = true -> k < length costs ->
  le (cell r j) (cost_add (nth k costs None) (cell (nth k sums []) j)).
Proof.
  induction costs as [|c costs IH]; intros [|s sums] k j H Hk; cbn [is_sum length] in *; try lia; try discriminate.
  apply andb_true_iff in H as [Hc Hrest]; destruct k; cbn [nth]; [|apply IH; auto; lia].
  destruct c as [c|]; [|apply le_infinity].
  eapply le_trans; [apply (row_le_sound _ _ _ Hc) | apply row_add_le].
Qed.

Section Bounds.
  Variables (y : list Z) (sums : list row).
  Let n := length y.
  Hypotheses (Hrows : length sums = S n) (Hcells : forall i, i <= n -> length (nth i sums []) = S n).

  Definition first_rows (x : list Z) : list row := fst (fst (places y sums x)).
  Definition least_rows (x : list Z) : list row := snd (fst (places y sums x)).

  Lemma places_cons w x :
    first_rows (w :: x) = rows_at n w 0 y (tl (first_rows x)) (tl sums) (least_rows x)
    /\ least_rows (w :: x) = rows_min (first_rows (w :: x)) (least_rows x).
  Proof.
    unfold first_rows, least_rows; cbn [places]; destruct (places y sums x) as [[next least] b]; auto.
  Qed.

  Lemma rows_length x : length (first_rows x) = n /\ length (least_rows x) = n.
  Proof.
    induction x as [|w x [IHf IHl]]; [split; apply repeat_length|].
    destruct (places_cons w x) as [Hf Hl].
    assert (length (first_rows (w :: x)) = n) as K by (rewrite Hf; apply rows_at_length).
    split; [assumption | rewrite Hl, rows_min_length; congruence].
  Qed.

  Lemma alone w x i : nth_error y i = Some w ->
    le (cell (nth i (first_rows (w :: x)) []) (S i)) (Some 0%N).
  Proof.
    intros H; rewrite (proj1 (places_cons w x)), rows_at_nth by assumption.
    eapply le_trans; [apply row_gaps_le|]; eapply le_trans; [apply (proj1 (row_min_le _ _ _))|].
    apply unit_row_le; assert (i < n) by (apply nth_error_Some; congruence); cbn; lia.
  Qed.

  Lemma goes_on w x i j : nth_error y i = Some w -> S i < n ->
    le (cell (nth i (first_rows (w :: x)) []) j) (cell (nth (S i) (first_rows x) []) j).
  Proof.
    intros H Hi; rewrite (proj1 (places_cons w x)), rows_at_nth, !nth_tl by assumption.
    eapply le_trans; [apply row_gaps_le|].
    assert (nth (S i) (first_rows x) (infinite_row n) = nth (S i) (first_rows x) []) as E.
    { apply nth_indep; destruct (rows_length x) as [-> _]; exact Hi. }
    fold n; rewrite E; apply (proj2 (row_min_le _ _ _)).
  Qed.

  Lemma gap w x i j k : nth_error y i = Some w -> k < n ->
    le (cell (nth i (first_rows (w :: x)) []) j)
      (cost_add (nth k (nth (S i) sums []) None) (cell (nth k (least_rows x) []) j)).
  Proof.
    intros H Hk; assert (i < n) by (apply nth_error_Some; unfold n in *; congruence).
    rewrite (proj1 (places_cons w x)), rows_at_nth, !nth_tl by assumption.
    apply row_gaps_term; [rewrite Hcells; lia | now rewrite (proj2 (rows_length x))].
  Qed.

  Lemma least_le x : forall t k j, t < length x -> k < n ->
    le (cell (nth k (least_rows x) []) j) (cell (nth k (first_rows (skipn t x)) []) j).
  Proof.
    induction x as [|w x IH]; intros t k j Ht Hk; cbn [length] in Ht; [lia|].
    rewrite (proj2 (places_cons w x)), rows_min_nth
      by (rewrite ?(proj1 (rows_length _)), ?(proj2 (rows_length _)); assumption).
    destruct t as [|t]; cbn [skipn]; [apply row_min_le|].
    eapply le_trans; [apply (proj2 (row_min_le _ _ _)) | apply IH; lia].
  Qed.

  Lemma start_le x : snd (places y sums x) = true -> forall t i j, t < length x -> i < n ->
    le (cell (nth i sums []) j) (cost_add (Some 1%N) (cell (nth i (first_rows (skipn t x)) []) j)).
  Proof.
    induction x as [|w x IH]; intros H t i j Ht Hi; cbn [length] in Ht; [lia|].
    assert (Hall : snd (places y sums x) && rows_le (firstn n sums) (first_rows (w :: x)) = true).
    { revert H; unfold first_rows; cbn [places]; destruct (places y sums x) as [[next least] b]; auto. }
    apply andb_true_iff in Hall as [Hx Hle]; destruct t as [|t]; cbn [skipn]; [|apply IH; auto; lia].
    assert (Hfirst : nth i sums [] = nth i (firstn n sums) []).
    { rewrite <- (firstn_skipn n sums) at 1; apply app_nth1; rewrite firstn_length; lia. }
    rewrite Hfirst; apply rows_le_nth; [exact Hle | rewrite firstn_length; lia].
  Qed.

  (** ** Parses *)

  Variable ns : list (list Z).
  Hypotheses (Hy : are_words y) (Hns : Forall are_words ns).
  Hypothesis Hsums : forall r, In r sums -> is_sum r r sums = true.
  Hypothesis Hplaces : forall x, In x ns -> snd (places y sums x) = true.

  Let host m := nth m ns [].

  (** The words stand in the text from place i on. *)
  Definition occurs (i : nat) (u : text) : Prop :=
    exists p q, words y = p ++ u ++ q /\ length p = i.

  Lemma occurs_app i u v : occurs i (u ++ v) -> occurs i u /\ occurs (i + length u) v.
  Proof.
    intros (p & q & H & Hp); split.
    - exists p, (v ++ q); now rewrite app_assoc_reverse in H.
    - exists (p ++ u), q; split; [now rewrite H, !app_assoc | rewrite app_length; lia].
  Qed.

  Lemma occurs_end i u : occurs i u -> i + length u <= n.
  Proof.
    intros (p & q & H & Hp); apply (f_equal (@length nat)) in H.
    unfold words in H; rewrite map_length, !app_length in H; unfold n; lia.
  Qed.

  (** A word that stands in the text and in a neighbour is one word. *)
  Lemma occurs_word i a u m l : occurs i (a :: u) -> nth_error (words (host m)) l = Some a ->
    exists w, nth_error y i = Some w /\ nth_error (host m) l = Some w.
  Proof.
    intros (p & q & H & Hp) Hl; unfold words in *.
    assert (Ha : nth_error (map Z.to_nat y) i = Some a).
    { rewrite H, <- Hp, nth_error_app2, Nat.sub_diag by lia; reflexivity. }
    rewrite nth_error_map in Ha, Hl.
    destruct (nth_error y i) as [w|] eqn:Hw; [|discriminate]; injection Ha as Ha.
    destruct (nth_error (host m) l) as [w'|] eqn:Hw'; [|discriminate]; injection Hl as Hl.
    exists w; split; [reflexivity|]; f_equal; apply Z2Nat.inj; [| |congruence].
    - apply nth_error_In in Hw'; unfold host in Hw'.
      destruct (nth_in_or_default m ns []) as [Hin | Hnil]; [|rewrite Hnil in Hw'; contradiction].
      rewrite Forall_forall in Hns; specialize (Hns _ Hin); unfold are_words in Hns.
      rewrite Forall_forall in Hns; auto.
    - apply nth_error_In in Hw; unfold are_words in Hy; rewrite Forall_forall in Hy; auto.
  Qed.

  Definition place (m l : nat) : list row := first_rows (skipn l (host m)).

  Lemma skipn_nth {A} (x : list A) l w : nth_error x l = Some w -> skipn l x = w :: skipn (S l) x.
  Proof.
    revert x; induction l as [|l IH]; intros [|v x] H; try discriminate; [now injection H as -> | now apply IH].
  Qed.

  Lemma segment_words m k l : segment (map words ns) m k l = slice (words (host m)) k l.
  Proof.
    unfold segment, host; change ([] : text) with (words []) at 1; now rewrite map_nth.
  Qed.

  Lemma is_segment_words m k l : is_segment (map words ns) m k l <-> k < l <= length (host m).
  Proof.
    unfold is_segment; change ([] : text) with (words []) at 1; rewrite map_nth.
    unfold words; now rewrite map_length.
  Qed.

  Lemma slice_first (x : text) k l : k < l <= length x ->
    exists a, nth_error x k = Some a /\ slice x k l = a :: slice x (S k) l.
  Proof.
    intros H; destruct (nth_error x k) as [a|] eqn:Ha; [|apply nth_error_None in Ha; lia].
    exists a; split; [reflexivity|]; unfold slice; rewrite (skipn_nth _ _ _ Ha).
    now replace (l - k) with (S (l - S k)) by lia.
  Qed.

  (** What holds of the last word of a piece holds of its first. *)
  Lemma piece_le m r j c i' : forall d l i, r = S (l + d) -> r <= length (host m) -> i' = i + d ->
    occurs i (segment (map words ns) m l r) -> le (cell (nth i' (place m (l + d)) []) j) c ->
    le (cell (nth i (place m l) []) j) c.
  Proof.
    induction d as [|d IH]; intros l i Hr Hlen Hi Hocc Hc.
    - now rewrite Nat.add_0_r in *; subst i'.
    - rewrite segment_words in Hocc.
      assert (length (words (host m)) = length (host m)) as Hw by apply map_length.
      destruct (slice_first (words (host m)) l r) as (a & Ha & E); [lia|]; rewrite E in Hocc.
      destruct (occurs_word _ _ _ _ _ Hocc Ha) as (w & Hi' & Hl).
      destruct (slice_first (words (host m)) (S l) r) as (b & _ & E'); [lia|].
      assert (Hend := occurs_end _ _ Hocc); rewrite E' in Hend; cbn [length] in Hend.
      change (a :: slice (words (host m)) (S l) r) with ([a] ++ slice (words (host m)) (S l) r) in Hocc.
      apply occurs_app in Hocc as [_ Hocc]; cbn [length] in Hocc.
      unfold place; rewrite (skipn_nth _ _ _ Hl).
      eapply le_trans; [apply goes_on; [assumption | lia]|].
      apply (IH (S l) (S i)); [lia | assumption | lia | |].
      + rewrite segment_words; now rewrite Nat.add_1_r in Hocc.
      + now rewrite Nat.add_succ_comm.
  Qed.

  (** The last word of a piece stands where it should. *)
  Lemma last_word m l d i : S (l + d) <= length (host m) ->
    occurs i (segment (map words ns) m l (S (l + d))) ->
    exists w, nth_error y (i + d) = Some w /\ nth_error (host m) (l + d) = Some w.
  Proof.
    intros Hlen Hocc; assert (length (words (host m)) = length (host m)) as Hw by apply map_length.
    rewrite segment_words in Hocc.
    rewrite <- (slice_app _ l (l + d) (S (l + d))) in Hocc by lia.
    apply occurs_app in Hocc as [_ Hocc]; rewrite slice_length in Hocc by lia.
    replace (l + d - l) with d in Hocc by lia.
    destruct (slice_first (words (host m)) (l + d) (S (l + d))) as (a & Ha & E); [lia|].
    rewrite E in Hocc; exact (occurs_word _ _ _ _ _ Hocc Ha).
  Qed.

  (** What the table says of each symbol of the grammar. *)
  Definition bound (x : symbol) (i j : nat) (c : cost) : Prop :=
    match x with
    | Spliced => le (cell (nth i sums []) j) c
    | Piece m k l => True
    | Rest m l => le (cell (nth i (place m l) []) j) c
    | GapThen m s => s < length (host m) /\ exists k, k < n
        /\ le (cost_add (nth k (nth i sums []) None) (cell (nth k (place m s) []) j)) c
    end.

  Lemma parse_nonempty x u w : parse General (map words ns) x u w -> 0 < length u.
  Proof.
    assert (Hseg : forall m k l, is_segment (map words ns) m k l -> 0 < length (segment (map words ns) m k l)).
    { intros m k l H; rewrite (segment_length _ _ _ _ H); destruct H; lia. }
    induction 1; try (now apply Hseg); rewrite app_length; lia.
  Qed.

  Lemma parse_piece_inv m k l u a : parse General (map words ns) (Piece m k l) u a ->
    is_segment (map words ns) m k l /\ u = segment (map words ns) m k l /\ a = 0.
  Proof. intros H; inversion H; subst; auto. Qed.

  (** A piece, and then a gap and the rest of the neighbour. *)
  Lemma piece_gap m k l s i j c :
    is_segment (map words ns) m k l -> occurs i (segment (map words ns) m k l) -> l <= s ->
    bound (GapThen m s) (i + (l - k)) j c -> le (cell (nth i (place m k) []) j) c.
  Proof.
    intros Hseg Hocc Hls (Hs & t & Ht & Hc); apply is_segment_words in Hseg.
    destruct (Nat.le_exists_sub k (l - 1)) as (d & Hd & _); [lia|].
    assert (l = S (k + d)) as -> by lia.
    destruct (last_word m k d i ltac:(lia) Hocc) as (w & Hi & Hl).
    refine (piece_le m (S (k + d)) j c (i + d) d k i eq_refl ltac:(lia) eq_refl Hocc _).
    unfold place; rewrite (skipn_nth _ _ _ Hl).
    eapply le_trans; [apply (gap w _ (i + d) j t Hi Ht)|].
    eapply le_trans; [|exact Hc]; apply add_le.
    - replace (i + (S (k + d) - k)) with (S (i + d)) by lia; apply le_refl.
    - eapply le_trans; [apply (least_le _ (s - S (k + d)) t j); [rewrite skipn_length; lia | assumption]|].
      unfold place; rewrite skip_skip; replace (s - S (k + d) + S (k + d)) with s by lia; apply le_refl.
  Qed.

  Lemma piece_end m k l i :
    is_segment (map words ns) m k l -> occurs i (segment (map words ns) m k l) ->
    le (cell (nth i (place m k) []) (i + (l - k))) (Some 0%N).
  Proof.
    intros Hseg Hocc; apply is_segment_words in Hseg.
    destruct (Nat.le_exists_sub k (l - 1)) as (d & Hd & _); [lia|].
    assert (l = S (k + d)) as -> by lia.
    destruct (last_word m k d i ltac:(lia) Hocc) as (w & Hi & Hl).
    refine (piece_le m (S (k + d)) _ _ (i + d) d k i eq_refl ltac:(lia) eq_refl Hocc _).
    unfold place; rewrite (skipn_nth _ _ _ Hl).
    replace (i + (S (k + d) - k)) with (S (i + d)) by lia; now apply alone.
  Qed.

  Lemma start_at m k i j : k < length (host m) -> i < n ->
    le (cell (nth i sums []) j) (cost_add (Some 1%N) (cell (nth i (place m k) []) j)).
  Proof.
    intros Hk Hi; apply start_le; auto; apply Hplaces; unfold host in *.
    apply nth_In; destruct (Nat.lt_ge_cases m (length ns)) as [|H]; [assumption|].
    rewrite nth_overflow in Hk by assumption; cbn in Hk; lia.
  Qed.

  Lemma at_sum i k j : i <= n -> k <= n ->
    le (cell (nth i sums []) j) (cost_add (cell (nth i sums []) k) (cell (nth k sums []) j)).
  Proof.
    intros Hi Hk.
    assert (cell (nth i sums []) k = nth k (nth i sums []) None) as ->
      by (apply nth_indep; rewrite Hcells; lia).
    apply is_sum_nth; [apply Hsums, nth_In; lia | rewrite Hcells; lia].
  Qed.

  Theorem parse_bound x u w : parse General (map words ns) x u w ->
    forall i, occurs i u -> bound x i (i + length u) (Some (N.of_nat w)).
  Proof.
    induction 1 as [m k l Hseg | u v a b Hu IHu Hv IHv | m k l s u v a b Hls Hu IHu Hv IHv
      | m s u v a b Hu IHu Hv IHv | m l r Hseg | m l r s u v a b Hls Hu IHu Hv IHv | m k l Hseg];
      intros i Hocc; cbn [bound].
    - rewrite (segment_length _ _ _ _ Hseg).
      assert (Hend := occurs_end _ _ Hocc); rewrite (segment_length _ _ _ _ Hseg) in Hend.
      assert (K := proj1 (is_segment_words _ _ _) Hseg).
      eapply le_trans; [apply (start_at m k); lia|].
      eapply le_trans; [apply add_le; [apply le_refl | apply (piece_end _ _ _ _ Hseg Hocc)]|]; reflexivity.
    - apply occurs_app in Hocc as [Hoccu Hoccv]; rewrite app_length, Nat.add_assoc.
      assert (Hend := occurs_end _ _ Hoccu).
      eapply le_trans; [apply (at_sum i (i + length u)); lia|].
      rewrite Nat2N.inj_add; apply (add_le _ (Some _) _ (Some _)); [now apply IHu | now apply IHv].
    - apply occurs_app in Hocc as [Hoccu Hoccv]; rewrite app_length, Nat.add_assoc.
      destruct (parse_piece_inv _ _ _ _ _ Hu) as (Hseg & -> & ->).
      specialize (IHv _ Hoccv).
      assert (Hend := occurs_end _ _ Hoccu); rewrite (segment_length _ _ _ _ Hseg) in *.
      assert (K := proj1 (is_segment_words _ _ _) Hseg).
      eapply le_trans; [apply (start_at m k); lia|].
      replace (N.of_nat (1 + 0 + b)) with (1 + N.of_nat b)%N by lia.
      apply (add_le _ (Some _) _ (Some _)); [apply le_refl|].
      exact (piece_gap m k l s i _ _ Hseg Hoccu Hls IHv).
    - apply occurs_app in Hocc as [Hoccu Hoccv]; rewrite app_length, Nat.add_assoc.
      assert (Hend := occurs_end _ _ Hoccv); assert (Hne := parse_nonempty _ _ _ Hv).
      split.
      { inversion Hv; subst; match goal with H : is_segment _ _ _ _ |- _ => apply is_segment_words in H; lia
          | H : parse _ _ (Piece _ _ _) _ _ |- _ => apply parse_piece_inv in H as (H & _ & _);
              apply is_segment_words in H; lia end. }
      exists (i + length u); split; [lia|]; rewrite Nat2N.inj_add.
      apply (add_le _ (Some _) _ (Some _)); [|now apply IHv].
      assert (Hu' := occurs_end _ _ Hoccu).
      assert (nth (i + length u) (nth i sums []) None = cell (nth i sums []) (i + length u)) as ->
        by (apply nth_indep; rewrite Hcells; lia).
      now apply IHu.
    - rewrite (segment_length _ _ _ _ Hseg); apply (piece_end _ _ _ _ Hseg Hocc).
    - apply occurs_app in Hocc as [Hoccu Hoccv]; rewrite app_length, Nat.add_assoc.
      destruct (parse_piece_inv _ _ _ _ _ Hu) as (Hseg & -> & ->).
      specialize (IHv _ Hoccv); rewrite (segment_length _ _ _ _ Hseg) in *.
      exact (piece_gap m l r s i _ _ Hseg Hoccu Hls IHv).
    - exact I.
  Qed.
End Bounds.

(** ** Carrying out the operations *)

Lemma replay_words_right ns ops : forall canvas result, replay_words ns canvas ops = Some result ->
  replay General (map words ns) (words canvas) ops = Some (words result).
Proof.
  induction ops as [|s ops IH]; intros canvas result H; cbn [replay_words replay] in *; [congruence|].
  destruct (is_valid_at ns canvas s) eqn:Hvalid; [|discriminate].
  assert (Hhost : nth (neighbour s) (map words ns) [] = words (nth (neighbour s) ns []))
    by (change ([] : text) with (words []) at 1; apply map_nth).
  assert (is_valid General (map words ns) (words canvas) s = true) as ->.
  { unfold is_valid, is_valid_at in *; rewrite Hhost; unfold words; rewrite !map_length.
    now rewrite andb_true_r. }
  apply IH in H; rewrite <- H; f_equal; unfold segment, slice; rewrite Hhost; unfold words.
  now rewrite !map_app, !firstn_map, !skipn_map, firstn_map.
Qed.

Lemma equal_right u : forall v, equal u v = true -> u = v.
Proof.
  induction u as [|a u IH]; intros [|b v]; cbn; try discriminate; auto.
  intros [->%Z.eqb_eq H]%andb_true_iff; f_equal; auto.
Qed.

Lemma are_words_right l : are_words_b l = true -> are_words l.
Proof.
  unfold are_words_b, are_words; rewrite forallb_forall, Forall_forall; intros H w Hw.
  now apply Z.leb_le, H.
Qed.

Lemma last_cell (r : row) : forall n, length r = S n -> last r None = cell r n.
Proof.
  induction r as [|c r IH]; intros n H; [discriminate|].
  destruct r as [|d r]; [destruct n; [reflexivity | discriminate]|].
  destruct n as [|n]; [discriminate|]; apply (IH n); cbn in *; congruence.
Qed.

Theorem accepts_sound s sums : accepts s sums = true -> holds s.
Proof.
  destruct s as [y ns ops is_shortest]; unfold accepts, holds.
  cbn [target neighbours operations SplicingStatement.is_shortest].
  rewrite !andb_true_iff, orb_true_iff, negb_true_iff; intros [[[Hy Hns] Hreplay] Hleast].
  apply are_words_right in Hy.
  assert (Forall are_words ns) as Hns'.
  { rewrite forallb_forall in Hns; apply Forall_forall; intros; now apply are_words_right, Hns. }
  destruct (replay_words ns [] ops) as [canvas|] eqn:Hcanvas; [|discriminate].
  apply equal_right in Hreplay as ->; apply replay_words_right in Hcanvas; cbn [words map] in Hcanvas.
  split; [assumption|]; split; [assumption|]; split; [exact Hcanvas|]; intros ->.
  destruct Hleast as [Hleast|Hleast]; [discriminate|].
  split; [now exists ops|]; intros k (ops' & Hops' & <-).
  destruct y as [|w0 y0]; [apply Nat.eqb_eq in Hleast; lia|]; set (y := w0 :: y0) in *.
  unfold bounds in Hleast; cbn [target neighbours operations] in Hleast.
  rewrite !andb_true_iff, !forallb_forall, Nat.eqb_eq in Hleast.
  destruct Hleast as [[[[Hrows Hcells] Hsums] Hplaces] Hbound].
  destruct (operations_parse General (map words ns) ops' (words y) ltac:(discriminate) Hops')
    as (w & Hw & Hparse).
  assert (Hcells' : forall i, i <= length y -> length (nth i sums []) = S (length y)).
  { intros i Hi; apply Nat.eqb_eq, Hcells, nth_In; lia. }
  assert (K := parse_bound y sums Hrows Hcells' ns Hy Hns' Hsums Hplaces _ _ _ Hparse 0
    ltac:(exists [], []; split; [now rewrite app_nil_r | reflexivity])).
  cbn [bound] in K; unfold words in K at 1; rewrite map_length in K; cbn [Nat.add] in K.
  assert (Hlast : last (hd [] sums) None = cell (nth 0 sums []) (length y)).
  { rewrite hd_nth; apply last_cell, Hcells'; lia. }
  rewrite Hlast in Hbound; assert (L := le_trans _ _ _ Hbound K); unfold le in L; cbn in L.
  apply N.leb_le in L; lia.
Qed.
