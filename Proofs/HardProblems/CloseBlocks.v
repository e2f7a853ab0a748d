(** Close pairs are orthogonal pairs of looked-up blocks, one to one.

    Theorem, in words. Cut two vectors into blocks of equal lengths. Let a have, for each block of w coordinates, 2^w
    coordinates of which the one that the block names is 1, and let b have ones where the named block is at a distance from
    its own that a guess does not allow. The images are orthogonal if and only if each block's distance is allowed. A guess
    (z1, ..., z(m-1)) with a sum below t allows just these distances in the first m - 1 blocks, and in the last one at most
    t - 1 - z1 - ... - z(m-1). Then the vectors differ in fewer than t places if and only if the images are orthogonal for some
    guess, and for one guess alone. A tag with the same bits inverted makes images of different guesses meet.

    Claim [ov.close-blocks], the way back of a step of Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical
    Risk Minimization" (arXiv 1704.02958). *)

From Coq Require Import List Bool Arith Lia.
Import ListNotations.
From Tightbound Require Import HammingGadget.

(** All vectors of length w. *)
Fixpoint cube (w : nat) : list (list bool) :=
  match w with
  | 0 => [[]]
  | S w' => map (cons false) (cube w') ++ map (cons true) (cube w')
  end.

(** Whether two vectors are the same. *)
Fixpoint same (u v : list bool) : bool :=
  match u, v with
  | [], [] => true
  | x :: u', y :: v' => eqb x y && same u' v'
  | _, _ => false
  end.

(** A block of a: a 1 at the value that it names. *)
Definition one_hot (x : list bool) := map (same x) (cube (length x)).

(** A block of b: ones at the values whose distance from its own is not allowed. *)
Definition looked_up (allowed : nat -> bool) (y : list bool) :=
  map (fun v => negb (allowed (hamming v y))) (cube (length y)).

Fixpoint left_images (xs : list (list bool)) : list bool :=
  match xs with
  | [] => []
  | x :: xs' => one_hot x ++ left_images xs'
  end.

Fixpoint right_images (allowed : list (nat -> bool)) (ys : list (list bool)) : list bool :=
  match allowed, ys with
  | p :: allowed', y :: ys' => looked_up p y ++ right_images allowed' ys'
  | _, _ => []
  end.

(** What a guess z allows in each block: its own distances, and in the last block at most the rest. *)
Definition guess (t : nat) (z : list nat) : list (nat -> bool) :=
  map Nat.eqb z ++ [fun h => h <=? t - 1 - list_sum z].

(** The distance in each block. *)
Fixpoint distances (xs ys : list (list bool)) : list nat :=
  match xs, ys with
  | x :: xs', y :: ys' => hamming x y :: distances xs' ys'
  | _, _ => []
  end.

(** Blocks of equal lengths. *)
Definition alike := Forall2 (fun x y : list bool => length x = length y).

Lemma inner_app u u' v v' : length u = length v -> inner (u ++ u') (v ++ v') = inner u v + inner u' v'.
Proof.
  revert v; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; cbn [app inner]; rewrite (IH v Hlength); lia.
Qed.

Lemma hamming_app u u' v v' : length u = length v -> hamming (u ++ u') (v ++ v') = hamming u v + hamming u' v'.
Proof.
  revert v; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; cbn [app hamming]; rewrite (IH v Hlength); lia.
Qed.

Lemma inner_none (f g : list bool -> bool) l : (forall v, f v = false) -> inner (map f l) (map g l) = 0.
Proof. intros Hnone; induction l as [|v l IH]; [reflexivity|]; cbn; rewrite Hnone, IH; reflexivity. Qed.

Lemma inner_one_hot x (g : list bool -> bool) :
  inner (map (same x) (cube (length x))) (map g (cube (length x))) = if g x then 1 else 0.
Proof.
  revert g; induction x as [|b x IH]; intros g; [cbn; destruct (g []); reflexivity|].
  cbn [length cube]; rewrite !map_app, !map_map, inner_app by (rewrite !map_length; reflexivity).
  destruct b.
  - rewrite inner_none by reflexivity; exact (IH (fun v => g (true :: v))).
  - rewrite (inner_none (fun v => same (false :: x) (true :: v))) by reflexivity.
    rewrite Nat.add_0_r; exact (IH (fun v => g (false :: v))).
Qed.

(** One block: the inner product of the images is 0 if the distance is allowed, else 1. *)
Theorem block_look_up p x y : length x = length y ->
  inner (one_hot x) (looked_up p y) = if p (hamming x y) then 0 else 1.
Proof.
  intros Hlength; unfold one_hot, looked_up; rewrite <- Hlength, inner_one_hot.
  destruct (p (hamming x y)); reflexivity.
Qed.

Lemma length_images p x y : length x = length y -> length (one_hot x) = length (looked_up p y).
Proof. intros Hlength; unfold one_hot, looked_up; rewrite !map_length, Hlength; reflexivity. Qed.

Lemma length_distances xs ys : alike xs ys -> length (distances xs ys) = length xs.
Proof. induction 1; cbn; [reflexivity|]; rewrite IHForall2; reflexivity. Qed.

Lemma hamming_concat xs ys : alike xs ys -> hamming (concat xs) (concat ys) = list_sum (distances xs ys).
Proof.
  induction 1 as [|x y xs ys Hlength Halike IH]; [reflexivity|].
  cbn [concat distances list_sum fold_right]; rewrite (hamming_app _ _ _ _ Hlength), IH; reflexivity.
Qed.

(** All blocks: the images are orthogonal if and only if every distance is allowed. *)
Theorem images_orthogonal ps xs ys : alike xs ys -> length ps = length xs ->
  inner (left_images xs) (right_images ps ys) = 0 <->
  Forall2 (fun (p : nat -> bool) d => p d = true) ps (distances xs ys).
Proof.
  intros Halike; revert ps; induction Halike as [|x y xs ys Hlength Halike IH]; intros [|p ps] Hcount;
    try discriminate; [split; [constructor|reflexivity]|].
  injection Hcount as Hcount; cbn [left_images right_images distances].
  rewrite inner_app, (block_look_up p x y Hlength) by (apply length_images; exact Hlength).
  specialize (IH ps Hcount); split.
  - intros Hzero; constructor; [destruct (p (hamming x y)); [reflexivity|discriminate]|].
    apply IH; lia.
  - intros Hallowed; inversion Hallowed as [|p' d ps' ds Hp Hps]; subst.
    rewrite Hp; apply IH in Hps; lia.
Qed.

Lemma guess_allows t z ds last : length z = length ds ->
  Forall2 (fun (p : nat -> bool) d => p d = true) (guess t z) (ds ++ [last]) <->
  z = ds /\ last <= t - 1 - list_sum z.
Proof.
  unfold guess; generalize (t - 1 - list_sum z); intros rest; revert ds.
  induction z as [|k z IH]; intros [|d ds] Hlength; try discriminate; cbn [map app].
  - split.
    + intros Hallowed; inversion Hallowed as [|p' d' ps' ds' Hp Hps]; subst; apply Nat.leb_le in Hp; tauto.
    + intros [_ Hlast]; constructor; [apply Nat.leb_le; exact Hlast|constructor].
  - injection Hlength as Hlength; specialize (IH ds Hlength); split.
    + intros Hallowed; inversion Hallowed as [|p' d' ps' ds' Hp Hps]; subst; apply Nat.eqb_eq in Hp.
      apply IH in Hps; destruct Hps as [-> Hlast]; subst; tauto.
    + intros [Heq Hlast]; injection Heq as -> ->; constructor; [apply Nat.eqb_refl|].
      apply IH; tauto.
Qed.

Lemma distances_end xs ys : alike xs ys -> xs <> [] ->
  exists ds last, distances xs ys = ds ++ [last] /\ S (length ds) = length xs.
Proof.
  intros Halike Hsome; destruct (distances xs ys) as [|d ds] eqn:Hd using rev_ind.
  - apply length_distances in Halike; rewrite Hd in Halike; destruct xs; [tauto|discriminate].
  - exists ds, d; split; [reflexivity|].
    apply length_distances in Halike; rewrite Hd, app_length in Halike; cbn in Halike; lia.
Qed.

(** Vectors differ in fewer than t places if and only if their images are orthogonal for some guess. *)
Theorem close_iff_some_guess t xs ys : alike xs ys -> xs <> [] ->
  hamming (concat xs) (concat ys) < t <->
  exists z, S (length z) = length xs /\ list_sum z < t /\ inner (left_images xs) (right_images (guess t z) ys) = 0.
Proof.
  intros Halike Hsome; destruct (distances_end xs ys Halike Hsome) as (ds & last & Hd & Hcount).
  rewrite (hamming_concat xs ys Halike), Hd, list_sum_app; cbn [list_sum fold_right].
  assert (Hguess : forall z, S (length z) = length xs ->
    (inner (left_images xs) (right_images (guess t z) ys) = 0 <-> z = ds /\ last <= t - 1 - list_sum z)).
  { intros z Hz; rewrite (images_orthogonal _ _ _ Halike), Hd.
    - apply guess_allows; lia.
    - unfold guess; rewrite app_length, map_length; cbn; lia. }
  split.
  - intros Hclose; exists ds; rewrite (Hguess ds Hcount); repeat split; try assumption; lia.
  - intros (z & Hz & Hsum & Hzero); apply (Hguess z Hz) in Hzero; destruct Hzero as [-> Hlast]; lia.
Qed.

(** One guess alone is right. *)
Theorem one_guess t t' z z' xs ys : alike xs ys -> xs <> [] ->
  S (length z) = length xs -> S (length z') = length xs ->
  inner (left_images xs) (right_images (guess t z) ys) = 0 ->
  inner (left_images xs) (right_images (guess t' z') ys) = 0 -> z = z'.
Proof.
  intros Halike Hsome Hz Hz'; destruct (distances_end xs ys Halike Hsome) as (ds & last & Hd & Hcount).
  assert (Hguess : forall t z, S (length z) = length xs ->
    inner (left_images xs) (right_images (guess t z) ys) = 0 -> z = ds).
  { intros u w Hw; rewrite (images_orthogonal _ _ _ Halike), Hd.
    - intros Hallowed; apply guess_allows in Hallowed; [tauto|lia].
    - unfold guess; rewrite app_length, map_length; cbn; lia. }
  intros Hzero Hzero'; rewrite (Hguess t z Hz Hzero), (Hguess t' z' Hz' Hzero'); reflexivity.
Qed.

(** Tags: the bits of a number with the same bits inverted, exchanged on the other side. Images of different guesses meet. *)
Theorem tags_orthogonal u v : length u = length v ->
  inner (u ++ map negb u) (map negb v ++ v) = 0 <-> u = v.
Proof.
  intros Hlength; rewrite inner_app by (rewrite map_length; exact Hlength).
  revert v Hlength; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; [cbn; tauto|].
  injection Hlength as Hlength; specialize (IH v Hlength); cbn [map inner]; split.
  - intros Hzero; destruct x, y; cbn [negb andb] in Hzero; try lia; f_equal; apply IH; lia.
  - intros Heq; injection Heq as -> ->; destruct y; cbn [negb andb]; apply IH; reflexivity.
Qed.
