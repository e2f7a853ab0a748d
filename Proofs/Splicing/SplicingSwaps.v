(** The order of independent operations does not tell derivations apart.

    Theorem, in words. Let one operation follow another and replace or precede only words that stand right of all that the
    first has written. Carried out before it, with places that count the words then on the canvas, it is still valid, the
    same text comes out, and every word has the same origin. (An operation left of what the one before has written is the
    same read backward.) *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingOrigins SplicingForests.
Import ListNotations.

(** ** Numbers of operations are names *)

Definition renamed (name : nat -> nat) (x : mark) : mark := Mark (name (author x)) (source x) (place x).

Definition one_to_one (name : nat -> nat) : Prop := forall i j, name i = name j -> i = j.

Lemma origins_renamed name c : one_to_one name -> origins (map (renamed name) c) = origins c.
Proof.
  intros H; unfold origins; rewrite map_map; apply map_ext; intros x; cbn; do 2 f_equal.
  generalize (author x); intros n; induction c as [|y c IH]; [reflexivity|]; cbn; rewrite IH.
  destruct (Nat.eqb_spec (author y) n) as [->|E]; [now rewrite Nat.eqb_refl|].
  destruct (Nat.eqb_spec (name (author y)) (name n)) as [E'|_]; [destruct (E (H _ _ E')) | reflexivity].
Qed.

Lemma marks_renamed name n m k l : map (renamed name) (marks n m k l) = marks (name n) m k l.
Proof. unfold marks; now rewrite map_map. Qed.

Lemma write_renamed name ops : forall n c, (forall i, n <= i -> name i = i) ->
  write n (map (renamed name) c) ops = map (renamed name) (write n c ops).
Proof.
  induction ops as [|s ops IH]; intros n c H; [reflexivity|]; cbn [write].
  rewrite <- IH by (intros i Hi; apply H; lia); f_equal.
  now rewrite !map_app, marks_renamed, H, firstn_map, skipn_map by lia.
Qed.

(** Numbers n and n + 1 exchanged. *)
Definition exchanged (n i : nat) : nat := if i =? n then S n else if i =? S n then n else i.

Lemma exchanged_one_to_one n : one_to_one (exchanged n).
Proof.
  intros i j; unfold exchanged.
  destruct (Nat.eqb_spec i n), (Nat.eqb_spec j n), (Nat.eqb_spec i (S n)), (Nat.eqb_spec j (S n)); lia.
Qed.

Lemma renamed_same name c : (forall x, In x c -> name (author x) = author x) -> map (renamed name) c = c.
Proof.
  intros H; rewrite <- (map_id c) at 2; apply map_ext_in; intros x Hx; unfold renamed; rewrite (H x Hx); now destruct x.
Qed.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The operation t, which came after s, if it comes before it. *)
Definition earlier (s t : operation) : operation :=
  let shift i := i - (to s - from s) + (up_to s - at_ s) in
  Splice (neighbour t) (from t) (to t) (shift (at_ t)) (shift (up_to t)).

(** A canvas cut at both operations. *)
Lemma commute_parts n m k l m' k' l' a b d e f after (y : text) :
  let len := l - k in
  let s := Splice m k l (length a) (length a + length b) in
  let t := Splice m' k' l' (length a + len + length d) (length a + len + length d + length e) in
  is_segment ns m k l -> is_segment ns m' k' l' -> (o = InsertOnly -> b = [] /\ e = []) ->
  (forall x, In x (a ++ b ++ d ++ e ++ f) -> author x < n) ->
  replay o ns (map (word_of ns) (a ++ b ++ d ++ e ++ f)) (s :: t :: after) = Some y ->
  replay o ns (map (word_of ns) (a ++ b ++ d ++ e ++ f)) (earlier s t :: s :: after) = Some y
  /\ origins (write n (a ++ b ++ d ++ e ++ f) (s :: t :: after))
     = origins (write n (a ++ b ++ d ++ e ++ f) (earlier s t :: s :: after)).
Proof.
  intros len s t Hs Ht Hmode Hn H.
  assert (Et : earlier s t = Splice m' k' l' (length a + length b + length d) (length a + length b + length d + length e)).
  { unfold earlier, s, t; cbn [at_ up_to from to neighbour]; fold len; f_equal; lia. }
  rewrite Et; clear Et; set (w := map (word_of ns)) in *.
  assert (Hw : forall c, length (w c) = length c) by (intros c; apply map_length).
  assert (Hms : forall c, match o with General => True | InsertOnly => c = @nil nat end <-> (o = InsertOnly -> c = [])).
  { intros c; destruct o; split; auto; discriminate. }
  split.
  - unfold s, t in *; rewrite <- (Hw a), <- (Hw b) in H; unfold w in H; rewrite !map_app in H; fold w in H.
    rewrite replay_step in H by (auto; apply Hms; intros Ho; now destruct (Hmode Ho) as [-> _]).
    assert (E : length (w a) + length (segment ns m k l) + length d = length (w a ++ segment ns m k l ++ w d))
      by (rewrite !app_length, !Hw; lia).
    unfold len in H; rewrite <- (segment_length ns m k l Hs), E, <- (Hw e) in H.
    replace (w a ++ segment ns m k l ++ w d ++ w e ++ w f)
      with ((w a ++ segment ns m k l ++ w d) ++ w e ++ w f) in H by now rewrite <- !app_assoc.
    rewrite replay_step in H by (auto; apply Hms; intros Ho; now destruct (Hmode Ho) as [_ ->]).
    unfold w; rewrite !map_app; fold w.
    replace (w a ++ w b ++ w d ++ w e ++ w f) with ((w a ++ w b ++ w d) ++ w e ++ w f) by now rewrite <- !app_assoc.
    replace (length a + length b + length d) with (length (w a ++ w b ++ w d)) by (rewrite !app_length, !Hw; lia).
    rewrite <- (Hw e), replay_step by (auto; apply Hms; intros Ho; now destruct (Hmode Ho) as [_ ->]).
    rewrite <- !app_assoc, <- (Hw a), <- (Hw b).
    rewrite replay_step by (auto; apply Hms; intros Ho; now destruct (Hmode Ho) as [-> _]).
    rewrite <- !app_assoc in H; exact H.
  - unfold s, t; rewrite write_step.
    replace (a ++ marks n m k l ++ d ++ e ++ f) with ((a ++ marks n m k l ++ d) ++ e ++ f) by now rewrite <- !app_assoc.
    replace (length a + len + length d) with (length (a ++ marks n m k l ++ d))
      by (rewrite !app_length, marks_length; unfold len; lia).
    rewrite write_step.
    replace (a ++ b ++ d ++ e ++ f) with ((a ++ b ++ d) ++ e ++ f) by now rewrite <- !app_assoc.
    replace (length a + length b + length d) with (length (a ++ b ++ d)) by (rewrite !app_length; lia).
    rewrite write_step, <- !app_assoc, write_step.
    rewrite <- (origins_renamed (exchanged n)) by apply exchanged_one_to_one.
    rewrite <- write_renamed by (intros i Hi; unfold exchanged; destruct (Nat.eqb_spec i n), (Nat.eqb_spec i (S n)); lia).
    do 2 f_equal; rewrite !map_app, !marks_renamed.
    replace (exchanged n n) with (S n) by (unfold exchanged; now rewrite Nat.eqb_refl).
    replace (exchanged n (S n)) with n
      by (unfold exchanged; rewrite Nat.eqb_refl; destruct (Nat.eqb_spec (S n) n); lia).
    assert (K : forall c, (forall x, In x c -> In x (a ++ b ++ d ++ e ++ f)) -> map (renamed (exchanged n)) c = c).
    { intros c Hc; apply renamed_same; intros x Hx; specialize (Hn x (Hc x Hx)); unfold exchanged.
      destruct (Nat.eqb_spec (author x) n), (Nat.eqb_spec (author x) (S n)); lia. }
    rewrite !K; [reflexivity | | |]; intros x Hx; rewrite !in_app_iff; auto 10.
Qed.

Lemma cut i j (c : list mark) : i <= j -> j <= length c ->
  exists a b f, c = a ++ b ++ f /\ length a = i /\ length b = j - i.
Proof.
  intros Hij Hj; exists (firstn i c), (firstn (j - i) (skipn i c)), (skipn (j - i) (skipn i c)).
  rewrite !firstn_skipn, !firstn_length, skipn_length; repeat split; lia.
Qed.

(** An operation right of what the one before has written may be carried out before it. *)
Theorem independent_operations_commute before s t after y :
  replay o ns [] (before ++ s :: t :: after) = Some y ->
  at_ s + (to s - from s) <= at_ t ->
  replay o ns [] (before ++ earlier s t :: s :: after) = Some y
  /\ same_derivation (before ++ s :: t :: after) (before ++ earlier s t :: s :: after).
Proof.
  intros H Hright; unfold same_derivation; rewrite !write_app, !replay_app in *.
  destruct (replay o ns [] before) as [x|] eqn:Hx; [|discriminate].
  destruct (write_good o ns before 0 [] x Hx (good_nil o ns) ltac:(intros z [])) as [_ Hn].
  apply (write_replay o ns before 0 []) in Hx; revert Hx Hn.
  change (0 + length before) with (length before).
  generalize (length before) (write 0 [] before); intros n c Hx Hn; subst x.
  assert (Vs : is_valid o ns (map (word_of ns) c) s = true).
  { cbn [replay] in H; destruct (is_valid o ns (map (word_of ns) c) s); congruence. }
  assert (V := Vs); apply is_valid_spec in V as (Hseg & [Hij Hj] & Hmode); rewrite map_length in Hj.
  destruct s as [m k l i j]; cbn [at_ up_to from to neighbour] in *.
  destruct (cut i j c Hij Hj) as (a & b & rest & -> & <- & Hb).
  assert (Ej : j = length a + length b) by lia; subst j; clear Hb.
  assert (Hw : forall c, length (map (word_of ns) c) = length c) by (intros c; apply map_length).
  assert (H' := H).
  rewrite !map_app, <- (Hw a), <- (Hw b), replay_step in H'.
  2: exact Hseg. 2: { destruct o; [exact I|]; specialize (Hmode eq_refl); destruct b; [reflexivity | cbn in Hmode; lia]. }
  cbn [replay] in H'; destruct (is_valid o ns _ t) eqn:Vt in H'; [|discriminate]; clear H'.
  apply is_valid_spec in Vt as (Hseg' & [Hij' Hj'] & Hmode').
  rewrite !app_length, (segment_length ns), !Hw in Hj' by exact Hseg.
  destruct t as [m' k' l' i' j']; cbn [at_ up_to from to neighbour] in *.
  destruct (cut (i' - (length a + (l - k))) (j' - (length a + (l - k))) rest) as (d & e & f & -> & Hd & He); try lia.
  assert (Ei : i' = length a + (l - k) + length d) by lia; subst i'.
  assert (Ej : j' = length a + (l - k) + length d + length e) by lia; subst j'.
  refine (commute_parts n m k l m' k' l' a b d e f after y Hseg Hseg' _ Hn H).
  intros Ho; specialize (Hmode Ho); specialize (Hmode' Ho).
  split; [destruct b | destruct e]; auto; cbn in *; lia.
Qed.
End Neighbours.
