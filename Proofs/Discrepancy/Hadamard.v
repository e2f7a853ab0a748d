(** Sylvester's matrices have discrepancy at least √n.

    Theorem, in words. Let H be Sylvester's matrix of order n = 2^k: that of order 2n is H H over H -H. For every z the
    squares of the entries of Hz add up to n times those of z, so to n² for signs. Hence for all signs some entry of Hz has
    at least the square n. The least greatest entry over all signs is 1, 2, 2, 4, 4 for n = 1, 2, 4, 8, 16.

    Claim [discrepancy.hadamard]: J. Spencer, "Six standard deviations suffice" (Transactions of the AMS 289, 1985). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors.
Import ListNotations.
Open Scope Z_scope.

(** The rows of Sylvester's matrix of order 2^k. *)
Fixpoint sylvester (k : nat) : list vector :=
  match k with
  | O => [[1]]
  | S k => map (fun r => r ++ r) (sylvester k) ++ map (fun r => r ++ map Z.opp r) (sylvester k)
  end.

(** Hz. *)
Definition image (k : nat) (z : vector) : vector := map (fun r => dot r z) (sylvester k).

Definition square (a : Z) : Z := a * a.

Definition squares (v : vector) : Z := total (map square v).

Lemma sylvester_sizes k : length (sylvester k) = (2 ^ k)%nat /\ Forall (fun r => length r = (2 ^ k)%nat) (sylvester k).
Proof.
  induction k as [|k [IH IH']]; [cbn; auto|].
  cbn [sylvester Nat.pow]; unfold vector in *; rewrite app_length, !map_length, IH; split; [lia|].
  apply Forall_app; split; apply Forall_map; eapply Forall_impl; try exact IH'; cbn; intros r Hr;
    rewrite app_length, ?map_length; lia.
Qed.

Lemma dot_opp r z : dot (map Z.opp r) z = - dot r z.
Proof. revert z; induction r as [|a r IH]; intros [|b z]; cbn; rewrite ?IH; lia. Qed.

Lemma squares_app u v : squares (u ++ v) = squares u + squares v.
Proof. unfold squares; now rewrite map_app, total_app. Qed.

(** The squares of sums and of differences. *)
Lemma parallelogram (f g : vector -> Z) rows :
  squares (map (fun r => f r + g r) rows) + squares (map (fun r => f r + - g r) rows)
  = 2 * (squares (map f rows) + squares (map g rows)).
Proof. unfold squares, total, square; induction rows as [|r rows IH]; cbn [map fold_right]; lia. Qed.

Theorem sylvester_squares k : forall z, length z = (2 ^ k)%nat -> squares (image k z) = 2 ^ Z.of_nat k * squares z.
Proof.
  induction k as [|k IH]; intros z Hz.
  - destruct z as [|a [|]]; try discriminate; unfold squares, image, total, square; cbn [sylvester map dot fold_right]; lia.
  - rewrite <- (firstn_skipn (2 ^ k) z) in *; set (u := firstn (2 ^ k) z) in *; set (v := skipn (2 ^ k) z) in *.
    assert (Hu : length u = (2 ^ k)%nat /\ length v = (2 ^ k)%nat).
    { unfold u, v in *; rewrite firstn_skipn in Hz; cbn [Nat.pow] in Hz.
      rewrite firstn_length, skipn_length, Hz; lia. }
    destruct Hu as [Hu Hv]; unfold image; cbn [sylvester]; rewrite map_app, !map_map, squares_app.
    destruct (sylvester_sizes k) as [_ Hrows].
    assert (Hdot : forall r, In r (sylvester k) -> dot (r ++ r) (u ++ v) = dot r u + dot r v
      /\ dot (r ++ map Z.opp r) (u ++ v) = dot r u + - dot r v).
    { intros r Hr; apply (proj1 (Forall_forall _ _) Hrows) in Hr.
      rewrite !dot_app, dot_opp by congruence; lia. }
    rewrite (map_ext_in (fun r => dot (r ++ r) (u ++ v)) (fun r => dot r u + dot r v)) by (intros r Hr; apply Hdot, Hr).
    rewrite (map_ext_in (fun r => dot (r ++ map Z.opp r) (u ++ v)) (fun r => dot r u + - dot r v))
      by (intros r Hr; apply Hdot, Hr).
    rewrite parallelogram.
    change (map (fun r => dot r u) (sylvester k)) with (image k u).
    change (map (fun r => dot r v) (sylvester k)) with (image k v).
    rewrite !IH, squares_app, Nat2Z.inj_succ, Z.pow_succ_r by (auto; lia); lia.
Qed.

Definition signs (z : vector) : Prop := Forall (fun a => a = 1 \/ a = -1) z.

Lemma squares_signs z : signs z -> squares z = size z.
Proof.
  unfold squares, size, total, square; induction 1 as [|a z Ha Hz IH]; [reflexivity|].
  cbn [map fold_right length]; rewrite IH; destruct Ha as [-> | ->]; lia.
Qed.

(** For signs the squares add up to n². *)
Theorem sylvester_signs k z : length z = (2 ^ k)%nat -> signs z ->
  squares (image k z) = 2 ^ Z.of_nat k * 2 ^ Z.of_nat k.
Proof.
  intros Hz Hs; rewrite sylvester_squares, squares_signs by assumption.
  unfold size; rewrite Hz, Nat2Z.inj_pow; reflexivity.
Qed.

(** So some entry is at least √n: its square is at least n. *)
Theorem sylvester_discrepancy k z : length z = (2 ^ k)%nat -> signs z ->
  exists a, In a (image k z) /\ 2 ^ Z.of_nat k <= square a.
Proof.
  intros Hz Hs; assert (H := sylvester_signs k z Hz Hs).
  assert (Hl : size (image k z) = 2 ^ Z.of_nat k).
  { unfold size, image; rewrite map_length, (proj1 (sylvester_sizes k)), Nat2Z.inj_pow; reflexivity. }
  set (n := 2 ^ Z.of_nat k) in *; assert (Hn : 0 < n) by (apply Z.pow_pos_nonneg; lia).
  destruct (Exists_dec (fun a => n <= square a) (image k z) (fun a => Z_le_dec n (square a))) as [E|E].
  - apply Exists_exists in E; exact E.
  - exfalso; apply Forall_Exists_neg in E.
    assert (Hle : forall v, Forall (fun a => ~ n <= square a) v -> squares v <= size v * (n - 1)).
    { intros v; unfold squares, size, total; induction 1 as [|a v Ha Hv IHv]; [reflexivity|].
      cbn [map fold_right length]; rewrite Nat2Z.inj_succ; lia. }
    specialize (Hle _ E); rewrite H, Hl in Hle; nia.
Qed.

(** ** The least maxima up to order 16 *)

Lemma sylvester_entries k : Forall signs (sylvester k).
Proof.
  induction k as [|k IH]; [repeat constructor|]; cbn [sylvester].
  apply Forall_app; split; apply Forall_map; eapply Forall_impl; try exact IH; cbn; intros r Hr;
    apply Forall_app; split; auto; apply Forall_map; eapply Forall_impl; try exact Hr; cbn; lia.
Qed.

(** A sum of n odd numbers has the parity of n. *)
Lemma dot_parity r : forall z, signs r -> signs z -> length r = length z -> exists h, dot r z = size r + 2 * h.
Proof.
  induction r as [|a r IH]; intros [|b z] Hr Hz Hl; try discriminate; [now exists 0|].
  inversion Hr as [|? ? Ha Hr']; subst; inversion Hz as [|? ? Hb Hz']; subst; injection Hl as Hl.
  destruct (IH z Hr' Hz' Hl) as (h & Hh); unfold size in *; cbn [dot length]; rewrite Hh.
  destruct Ha as [-> | ->], Hb as [-> | ->]; [exists h | exists (h - 1) | exists (h - 1) | exists h]; lia.
Qed.

Definition least_maximum (k : nat) (m : Z) : Prop :=
  (forall z, length z = (2 ^ k)%nat -> signs z -> exists a, In a (image k z) /\ m <= Z.abs a)
  /\ exists z, length z = (2 ^ k)%nat /\ signs z /\ Forall (fun a => Z.abs a <= m) (image k z).

(** Even entries, of which one has at least the square n. *)
Lemma even_entry k z : length z = (2 ^ S k)%nat -> signs z ->
  exists a h, In a (image (S k) z) /\ a = 2 * h /\ 2 ^ Z.of_nat (S k) <= square a.
Proof.
  intros Hz Hs; destruct (sylvester_discrepancy (S k) z Hz Hs) as (a & Ha & Hsq).
  assert (Hin := Ha); apply in_map_iff in Hin as (r & Er & Hr).
  destruct (sylvester_sizes (S k)) as [_ Hl]; apply (proj1 (Forall_forall _ _) Hl) in Hr as Hlr.
  apply (proj1 (Forall_forall _ _) (sylvester_entries (S k))) in Hr.
  destruct (dot_parity r z Hr Hs ltac:(congruence)) as (h & Hh).
  exists a, (2 ^ Z.of_nat k + h); split; [exact Ha|]; split; [|exact Hsq].
  unfold size in Hh; rewrite Hlr, Nat2Z.inj_pow, (Nat2Z.inj_succ k), Z.pow_succ_r in Hh by lia.
  change (Z.of_nat 2) with 2 in Hh; lia.
Qed.

(** 1, 2, 2, 4, 4 for the orders 1, 2, 4, 8, 16. *)
Theorem sylvester_least_maxima :
  least_maximum 0 1 /\ least_maximum 1 2 /\ least_maximum 2 2 /\ least_maximum 3 4 /\ least_maximum 4 4.
Proof.
  assert (all_signs : forall z, forallb (fun a => (a =? 1) || (a =? -1))%bool z = true -> signs z).
  { intros z H; apply Forall_forall; intros a Ha; apply (proj1 (forallb_forall _ _) H) in Ha.
    apply Bool.orb_true_iff in Ha as [Ha|Ha]; apply Z.eqb_eq in Ha; auto. }
  assert (all_below : forall m v, forallb (fun a => Z.abs a <=? m) v = true -> Forall (fun a => Z.abs a <= m) v).
  { intros m v H; apply Forall_forall; intros a Ha; apply Z.leb_le, (proj1 (forallb_forall _ _) H), Ha. }
  assert (even : forall k m, 2 * m * (2 * m) < 2 ^ Z.of_nat (S k) -> 0 <= m ->
    forall z, length z = (2 ^ S k)%nat -> signs z -> exists a, In a (image (S k) z) /\ 2 * m + 2 <= Z.abs a).
  { intros k m Hm Hm0 z Hz Hs; destruct (even_entry k z Hz Hs) as (a & h & Ha & -> & Hsq).
    exists (2 * h); split; [exact Ha|]; unfold square in Hsq.
    destruct (Z_le_dec (Z.abs h) m) as [Hh|Hh]; [exfalso|lia].
    assert (2 * h * (2 * h) <= 2 * m * (2 * m)) by nia; lia. }
  split; [|split; [|split; [|split]]].
  - split.
    + intros [|b [|]] Hz Hs; try discriminate; inversion Hs as [|? ? Hb _]; subst.
      exists (1 * b + 0); split; [now left | lia].
    + exists [1]; split; [reflexivity|]; split; [now apply all_signs | now apply all_below].
  - split; [exact (even 0%nat 0 ltac:(cbn; lia) ltac:(lia))|].
    exists [1; 1]; split; [reflexivity|]; split; [now apply all_signs | now apply all_below].
  - split; [exact (even 1%nat 0 ltac:(cbn; lia) ltac:(lia))|].
    exists [1; 1; 1; -1]; split; [reflexivity|]; split; [now apply all_signs | now apply all_below].
  - split; [exact (even 2%nat 1 ltac:(cbn; lia) ltac:(lia))|].
    exists [1; 1; 1; -1; 1; 1; 1; -1]; split; [reflexivity|]; split; [now apply all_signs | now apply all_below].
  - split; [exact (even 3%nat 1 ltac:(cbn; lia) ltac:(lia))|].
    exists [1; 1; 1; -1; 1; 1; 1; -1; 1; 1; 1; -1; -1; -1; -1; 1].
    split; [reflexivity|]; split; [now apply all_signs | now apply all_below].
Qed.

(** Order 4: the image of (1, 1, 1, -1), with squares that add up to 16. *)
Example worked :
  sylvester 2 = [[1; 1; 1; 1]; [1; -1; 1; -1]; [1; 1; -1; -1]; [1; -1; -1; 1]]
  /\ image 2 [1; 1; 1; -1] = [2; 2; 2; -2].
Proof. split; reflexivity. Qed.
