(** Rows of costs: that each operation of the checker of splices on them gives lower bounds. *)

From Coq Require Import Bool List ZArith NArith Lia.
From Tightbound.Checkers Require Import SplicingCheck.
Import ListNotations.
Open Scope nat_scope.

(** ** Costs *)

Definition le (a b : cost) : Prop := cost_le a b = true.

Lemma le_refl a : le a a.
Proof. destruct a; cbn; [apply N.leb_refl | reflexivity]. Qed.

Lemma le_trans a b c : le a b -> le b c -> le a c.
Proof.
  unfold le; destruct a, b, c; cbn; intros; try discriminate; auto; rewrite N.leb_le in *; lia.
Qed.

Lemma zero_le a : le (Some 0%N) a.
Proof. destruct a as [[|p]|]; reflexivity. Qed.

Lemma le_infinity a : le a None.
Proof. now destruct a. Qed.

Lemma min_le a b : le (cost_min a b) a /\ le (cost_min a b) b.
Proof.
  unfold cost_min, le; destruct (cost_le a b) eqn:H; [split; [apply le_refl | exact H]|].
  split; [|apply le_refl]; destruct a, b; cbn in *; try discriminate; auto.
  rewrite N.leb_le; rewrite N.leb_gt in H; lia.
Qed.

Lemma add_le a b c d : le a b -> le c d -> le (cost_add a c) (cost_add b d).
Proof.
  unfold le; destruct a, b, c, d; cbn; intros; try discriminate; auto; rewrite N.leb_le in *; lia.
Qed.

(** The entry of a row; 0, which is never too much, behind its end. *)
Definition cell (r : row) (j : nat) : cost := nth j r (Some 0%N).

Lemma cell_nil j : cell [] j = Some 0%N.
Proof. now destruct j. Qed.

Lemma row_min_le a : forall b j,
  le (cell (row_min a b) j) (cell a j) /\ le (cell (row_min a b) j) (cell b j).
Proof.
  induction a as [|c a IH]; intros [|d b] j; cbn [row_min]; rewrite ?cell_nil; auto using zero_le.
  destruct j; cbn; [apply min_le | apply IH].
Qed.

Lemma cell_map f r j : j < length r -> cell (map f r) j = f (cell r j).
Proof.
  intros H; unfold cell; rewrite (nth_indep _ _ (f (Some 0%N))) by (now rewrite map_length).
  apply map_nth.
Qed.

Lemma map_add_le c r j : le (cell (map (cost_add c) r) j) (cost_add c (cell r j)).
Proof.
  destruct (Nat.lt_ge_cases j (length r)) as [H|H]; [rewrite cell_map by assumption; apply le_refl|].
  unfold cell at 1; rewrite nth_overflow by (now rewrite map_length); apply zero_le.
Qed.

Lemma row_add_le c r j : le (cell (row_add c r) j) (cost_add c (cell r j)).
Proof.
  destruct c as [[|p]|]; [|apply map_add_le | apply map_add_le].
  cbn [row_add]; destruct (cell r j); cbn; [apply N.leb_refl | reflexivity].
Qed.

Lemma row_le_sound a : forall b j, row_le a b = true -> le (cell a j) (cell b j).
Proof.
  induction a as [|c a IH]; intros [|d b] j H; cbn [row_le] in H; rewrite ?cell_nil; auto using zero_le;
    try discriminate.
  apply andb_true_iff in H as [Hc Ha]; destruct j; cbn; [exact Hc | now apply IH].
Qed.

Lemma row_gaps_le costs : forall rows r j, le (cell (row_gaps costs rows r) j) (cell r j).
Proof.
  induction costs as [|c costs IH]; intros [|m rows] r j; cbn [row_gaps]; try apply le_refl.
  eapply le_trans; [apply IH|]; destruct c; [apply row_min_le | apply le_refl].
Qed.

Lemma row_gaps_term costs : forall rows r j k, k < length costs -> k < length rows ->
  le (cell (row_gaps costs rows r) j) (cost_add (nth k costs None) (cell (nth k rows []) j)).
Proof.
  induction costs as [|c costs IH]; intros [|m rows] r j k Hc Hr; cbn [length] in *; try lia.
  cbn [row_gaps]; destruct k as [|k]; cbn [nth]; [|apply IH; lia].
  destruct c as [c|]; [|apply le_infinity].
  eapply le_trans; [apply row_gaps_le|].
  eapply le_trans; [apply (proj2 (row_min_le _ _ _)) | apply row_add_le].
Qed.

Lemma unit_row_le i n : i <= n -> le (cell (unit_row i n) i) (Some 0%N).
Proof.
  intros H; unfold unit_row, cell; set (f := fun j => if (j =? i)%nat then Some 0%N else None).
  rewrite (nth_indep _ _ (f 0)) by (rewrite map_length, seq_length; lia).
  rewrite map_nth, seq_nth by lia; unfold f; cbn; rewrite Nat.eqb_refl; reflexivity.
Qed.
