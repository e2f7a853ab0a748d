(** The pigeonhole of offsets of local learning.

    Slots are numbered from 0. For an offset b from 0 to k the slot s is short if s - b is a multiple of k + 1. Theorem, in words: the first offset with
    the fewest points in short slots has at most N/(k + 1) of N points there, and no offset has fewer.

    Claim [local-learning.offsets]: A. Backurs, A. Blum, N. Gupta, "Active Local Learning", arXiv 2008.13374; that the best offset is worked
    out is derived. *)
From Coq Require Import Arith List Lia Bool.
Import ListNotations.

Section Offsets.

Variable k : nat.

(** Slot [s] is short for the offset [b]; [s - b] is taken up by k + 1 to stay in the natural numbers. *)
Definition short (b s : nat) : bool := (s + (S k - b)) mod S k =? 0.

(** How many points, given by their slots, lie in short slots. *)
Definition count (b : nat) (slots : list nat) : nat := length (filter (short b) slots).

(** The first of the offsets 0 to n whose count is least. *)
Fixpoint best (n : nat) (slots : list nat) : nat :=
  match n with
  | 0 => 0
  | S m => let b := best m slots in if count (S m) slots <? count b slots then S m else b
  end.

Lemma short_spec : forall b s, b <= k -> short b s = (s mod S k =? b).
Proof.
  intros b s Hb. unfold short.
  pose proof (Nat.div_mod s (S k) ltac:(lia)) as Hs.
  pose proof (Nat.mod_upper_bound s (S k) ltac:(lia)) as Ht.
  set (q := s / S k) in *. set (t := s mod S k) in *.
  replace (s + (S k - b)) with ((t + (S k - b)) + q * S k) by lia.
  rewrite Nat.mod_add by lia.
  destruct (Nat.eq_dec t b) as [E | E].
  - replace (t + (S k - b)) with (1 * S k) by lia.
    rewrite Nat.mod_mul by lia. symmetry. now apply Nat.eqb_eq.
  - rewrite (proj2 (Nat.eqb_neq t b) E). apply Nat.eqb_neq.
    destruct (le_lt_dec b t) as [L | L].
    + replace (t + (S k - b)) with ((t - b) + 1 * S k) by lia.
      rewrite Nat.mod_add by lia. rewrite Nat.mod_small by lia. lia.
    + rewrite Nat.mod_small by lia. lia.
Qed.

Fixpoint sum (n : nat) (f : nat -> nat) : nat :=
  match n with
  | 0 => 0
  | S m => sum m f + f m
  end.

Lemma sum_add : forall n f g, sum n (fun b => f b + g b) = sum n f + sum n g.
Proof. induction n; intros; simpl; auto. rewrite IHn. lia. Qed.

Lemma sum_ext : forall n f g, (forall b, b < n -> f b = g b) -> sum n f = sum n g.
Proof. induction n; intros f g H; simpl; auto. rewrite (IHn f g), (H n); auto. Qed.

Lemma sum_zero : forall n, sum n (fun _ => 0) = 0.
Proof. induction n; simpl; lia. Qed.

Lemma sum_one : forall n t, t < n -> sum n (fun b => Nat.b2n (t =? b)) = 1.
Proof.
  induction n; intros t H; [lia |]. simpl.
  destruct (Nat.eq_dec t n) as [E | E].
  - subst. rewrite Nat.eqb_refl. simpl.
    rewrite (sum_ext n _ (fun _ => 0)), sum_zero; auto.
    intros b Hb. rewrite (proj2 (Nat.eqb_neq n b)); auto. lia.
  - rewrite IHn by lia. rewrite (proj2 (Nat.eqb_neq t n) E). simpl. lia.
Qed.

Lemma sum_at_least : forall n f m, (forall b, b < n -> m <= f b) -> n * m <= sum n f.
Proof.
  induction n; intros f m H; simpl; auto.
  pose proof (IHn f m (fun b Hb => H b (Nat.lt_lt_succ_r _ _ Hb))). pose proof (H n (Nat.lt_succ_diag_r n)). lia.
Qed.

Lemma count_cons : forall b s slots, count b (s :: slots) = Nat.b2n (short b s) + count b slots.
Proof. intros. unfold count. simpl. destruct (short b s); reflexivity. Qed.

(** Each point lies in a short slot for exactly one offset. *)
Lemma count_sum : forall slots, sum (S k) (fun b => count b slots) = length slots.
Proof.
  induction slots as [| s slots IH].
  - rewrite (sum_ext _ _ (fun _ => 0)), sum_zero; auto.
  - rewrite (sum_ext _ _ (fun b => Nat.b2n (s mod S k =? b) + count b slots)).
    + rewrite sum_add, IH, sum_one; [reflexivity |]. apply Nat.mod_upper_bound. lia.
    + intros b Hb. rewrite count_cons, short_spec by lia. reflexivity.
Qed.

Lemma best_range : forall n slots, best n slots <= n.
Proof. induction n; intros; simpl; auto. destruct (_ <? _); auto. Qed.

Lemma best_least : forall n slots b, b <= n -> count (best n slots) slots <= count b slots.
Proof.
  induction n; intros slots b H; simpl.
  - replace b with 0 by lia. auto.
  - destruct (count (S n) slots <? count (best n slots) slots) eqn:E.
    + apply Nat.ltb_lt in E. destruct (Nat.eq_dec b (S n)) as [-> | N]; auto.
      pose proof (IHn slots b ltac:(lia)). lia.
    + apply Nat.ltb_ge in E. destruct (Nat.eq_dec b (S n)) as [-> | N]; auto. apply IHn. lia.
Qed.

Theorem best_offset : forall slots,
  best k slots <= k
  /\ count (best k slots) slots * (k + 1) <= length slots
  /\ forall b, b <= k -> count (best k slots) slots <= count b slots.
Proof.
  intros slots. split; [apply best_range |]. split.
  - rewrite <- (count_sum slots).
    pose proof (sum_at_least (S k) (fun b => count b slots) (count (best k slots) slots)) as H.
    rewrite Nat.mul_comm, Nat.add_1_r. apply H. intros b Hb. apply best_least. lia.
  - intros b Hb. now apply best_least.
Qed.

End Offsets.
