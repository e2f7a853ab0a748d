(** Reductions between problems on 0/1 vectors: pairs are kept one to one.

    Theorems, in words.
    - As many pairs of images are at the distance 2d as pairs are orthogonal, for the gadget of furthest pairs; the images
      have the dimension 3d.
    - With (1, 0) appended to the vectors of A and (0, 1) to those of B, the orthogonal pairs of one list of all are those
      of A and B.
    - a and b are orthogonal if and only if the complement of b contains a.
    - Tags of b bits and the same bits inverted, against zeros, add b to every distance; tags of different numbers below 2^b
      are different, and ⌈log₂ m⌉ bits do for m numbers.
    - With such tags for the guesses, the pairs of images of close pairs (CloseBlocks.v) that are orthogonal are the close
      pairs, one to one.

    Claims [ov.furthest-pair], [ov.one-list], [ov.subset-query], [ov.hamming-gadget] and [ov.close-blocks]. *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import HammingGadget CloseBlocks.
Import ListNotations.

(** ** Furthest pairs *)

Theorem furthest_pairs d A B :
  Forall (fun a : list bool => length a = d) A -> Forall (fun b : list bool => length b = d) B ->
  length (filter (fun p => hamming (left_far_image (fst p)) (right_far_image (snd p)) =? 2 * d) (list_prod A B))
  = length (filter (fun p => inner (fst p) (snd p) =? 0) (list_prod A B)).
Proof.
  intros HA HB; f_equal; apply filter_ext_in; intros [a b] Hin; apply in_prod_iff in Hin as [Ha Hb]; cbn [fst snd].
  apply (proj1 (Forall_forall _ _) HA) in Ha; apply (proj1 (Forall_forall _ _) HB) in Hb.
  destruct (furthest_iff_orthogonal a b ltac:(congruence)) as [_ H]; rewrite Ha in H.
  apply eq_iff_eq_true; rewrite !Nat.eqb_eq; tauto.
Qed.

Theorem far_image_lengths a : length (left_far_image a) = 3 * length a /\ length (right_far_image a) = 3 * length a.
Proof. induction a as [|x a [IH IH']]; cbn [left_far_image right_far_image length]; lia. Qed.

(** ** One list *)

Definition tagged_list (A B : list (list bool)) : list (list bool) :=
  map (fun a => a ++ [true; false]) A ++ map (fun b => b ++ [false; true]) B.

(** Of the list of all tagged vectors numbers i <= j are orthogonal if and only if i is the number of a vector of A, j that of
    a vector of B, and these are. *)
Theorem one_list d A B i j u w :
  Forall (fun a : list bool => length a = d) A -> Forall (fun b : list bool => length b = d) B -> i <= j ->
  nth_error (tagged_list A B) i = Some u -> nth_error (tagged_list A B) j = Some w ->
  inner u w = 0
  <-> exists a b, nth_error A i = Some a /\ nth_error B (j - length A) = Some b /\ length A <= j /\ inner a b = 0.
Proof.
  intros HA HB Hij Hu Hw; unfold tagged_list in *.
  assert (Hat : forall k v, nth_error (map (fun a => a ++ [true; false]) A ++ map (fun b => b ++ [false; true]) B) k = Some v ->
    (k < length A /\ exists a, nth_error A k = Some a /\ length a = d /\ v = a ++ [true; false])
    \/ (length A <= k /\ exists b, nth_error B (k - length A) = Some b /\ length b = d /\ v = b ++ [false; true])).
  { intros k v H; destruct (le_lt_dec (length A) k) as [Hk|Hk].
    - rewrite nth_error_app2, map_length, nth_error_map in H by (rewrite map_length; exact Hk).
      destruct (nth_error B (k - length A)) as [b|] eqn:Eb; [|discriminate]; injection H as <-.
      right; split; [exact Hk|]; exists b; repeat split; auto.
      apply nth_error_In in Eb; exact (proj1 (Forall_forall _ _) HB b Eb).
    - rewrite nth_error_app1, nth_error_map in H by (rewrite map_length; exact Hk).
      destruct (nth_error A k) as [a|] eqn:Ea; [|discriminate]; injection H as <-.
      left; split; [exact Hk|]; exists a; repeat split; auto.
      apply nth_error_In in Ea; exact (proj1 (Forall_forall _ _) HA a Ea). }
  destruct (Hat _ _ Hu) as [(Hi & a & Ea & La & ->)|(Hi & a & Ea & La & ->)],
    (Hat _ _ Hw) as [(Hj & b & Eb & Lb & ->)|(Hj & b & Eb & Lb & ->)]; try lia;
    rewrite inner_app by congruence; cbn [inner andb].
  - split; [lia | intros (? & ? & _ & _ & H & _); lia].
  - split.
    + intros H; exists a, b; repeat split; auto; lia.
    + intros (a' & b' & Ea' & Eb' & _ & H); assert (a' = a) by congruence; assert (b' = b) by congruence; subst; lia.
  - split; [lia|]; intros (a' & _ & Ea' & _); assert (nth_error A i <> None) as K by congruence.
    apply nth_error_Some in K; lia.
Qed.

Theorem one_list_sizes d A B :
  Forall (fun a : list bool => length a = d) A -> Forall (fun b : list bool => length b = d) B ->
  length (tagged_list A B) = length A + length B /\ Forall (fun v => length v = d + 2) (tagged_list A B).
Proof.
  intros HA HB; unfold tagged_list; rewrite app_length, !map_length; split; [reflexivity|].
  apply Forall_app; split; apply Forall_map; [apply (Forall_impl _ (P := fun a => length a = d)) | apply (Forall_impl _ (P := fun a => length a = d))];
    auto; intros v Hv; rewrite app_length, Hv; reflexivity.
Qed.

(** ** Subsets *)

(** Every element of u is one of v. *)
Definition subset (u v : list bool) : Prop := Forall2 (fun x y => x = true -> y = true) u v.

Theorem subset_query a b : length a = length b -> inner a b = 0 <-> subset a (map negb b).
Proof.
  unfold subset; revert b; induction a as [|x a IH]; intros [|y b] Hlength; try discriminate.
  - cbn; split; [constructor | reflexivity].
  - injection Hlength as Hlength; specialize (IH b Hlength); cbn [inner map]; split.
    + intros H; constructor; [destruct x, y; cbn in *; auto; lia | apply IH; lia].
    + intros H; inversion H as [|? ? ? ? Hx Hrest]; subst; apply IH in Hrest; rewrite Hrest.
      destruct x, y; cbn in *; auto; specialize (Hx eq_refl); discriminate.
Qed.

(** Complements are back where they were. *)
Theorem complement_twice (b : list bool) : map negb (map negb b) = b.
Proof. rewrite map_map, (map_ext _ (fun x => x)) by apply negb_involutive; apply map_id. Qed.

Corollary subset_query_back a c : length a = length c -> subset a c <-> inner a (map negb c) = 0.
Proof. intros H; rewrite subset_query by (now rewrite map_length); now rewrite complement_twice. Qed.

(** ** Tags *)

(** The b lowest bits of a number. *)
Definition bits (b n : nat) : list bool := map (Nat.testbit n) (seq 0 b).

Lemma bits_length b n : length (bits b n) = b.
Proof. unfold bits; now rewrite map_length, seq_length. Qed.

Theorem bits_injective b n n' : n < 2 ^ b -> n' < 2 ^ b -> bits b n = bits b n' -> n = n'.
Proof.
  intros Hn Hn' E; apply Nat.bits_inj; intros i; destruct (le_lt_dec b i) as [Hi|Hi].
  - assert (High : forall k, k < 2 ^ b -> Nat.testbit k i = false).
    { intros k Hk; destruct (Nat.eq_dec k 0) as [->|Hk0]; [apply Nat.bits_0|].
      apply Nat.bits_above_log2; enough (Nat.log2 k < b) by lia; apply Nat.log2_lt_pow2; lia. }
    now rewrite !High.
  - apply (f_equal (fun l => nth i l false)) in E; unfold bits in E.
    rewrite !(nth_indep _ false (Nat.testbit 0 0)) in E by (rewrite map_length, seq_length; exact Hi).
    rewrite (nth_indep _ _ (Nat.testbit n 0)), (nth_indep (map (Nat.testbit n') _) _ (Nat.testbit n' 0)), !map_nth, !seq_nth in E
      by (rewrite ?map_length, ?seq_length; exact Hi); exact E.
Qed.

(** ⌈log₂ m⌉ bits do for the numbers below m. *)
Lemma bits_enough m n : n < m -> n < 2 ^ Nat.log2_up m.
Proof.
  intros H; destruct (le_lt_dec m 1) as [Hm|Hm].
  - assert (H0 := Nat.pow_nonzero 2 (Nat.log2_up m) ltac:(lia)); lia.
  - assert (K := Nat.log2_up_spec m Hm); lia.
Qed.

(** Bits, and the same bits inverted. *)
Definition tag (u : list bool) : list bool := u ++ map negb u.

Lemma tag_weight u : hamming (tag u) (repeat false (length u + length u)) = length u
  /\ hamming (repeat false (length u + length u)) (tag u) = length u.
Proof.
  unfold tag; rewrite repeat_app, !hamming_app by (rewrite ?map_length, ?repeat_length; reflexivity).
  induction u as [|x u [IH IH']]; [auto|]; destruct x; cbn in *; lia.
Qed.

(** Each side has its tags where the other side has zeros: distances across grow by the numbers of bits. *)
Theorem tags_add a b u v : length a = length b ->
  hamming (a ++ tag u ++ repeat false (length v + length v)) (b ++ repeat false (length u + length u) ++ tag v)
  = hamming a b + (length u + length v).
Proof.
  intros H; rewrite !hamming_app by (unfold tag; rewrite ?app_length, ?map_length, ?repeat_length; auto; lia).
  destruct (tag_weight u) as [-> _], (tag_weight v) as [_ ->]; reflexivity.
Qed.

Lemma same_front (u v x y : list bool) : length u = length v -> u ++ x = v ++ y -> u = v.
Proof.
  revert v; induction u as [|a u IH]; intros [|b v] H E; try discriminate; [reflexivity|].
  injection H as H; cbn in E; injection E as -> E; now rewrite (IH v H E).
Qed.

(** Copies of one vector, told apart by their numbers, have different images. *)
Theorem tags_differ m n n' (a z : list bool) : n < m -> n' < m ->
  a ++ tag (bits (Nat.log2_up m) n) ++ z = a ++ tag (bits (Nat.log2_up m) n') ++ z -> n = n'.
Proof.
  intros Hn Hn' E; apply app_inv_head, app_inv_tail in E; unfold tag in E.
  apply (bits_injective (Nat.log2_up m)); try now apply bits_enough.
  exact (same_front _ _ _ _ (eq_trans (bits_length _ n) (eq_sym (bits_length _ n'))) E).
Qed.

(** ** All guesses together *)

Section Guesses.
(** All guesses for m blocks and the threshold t, each once. *)
Variables (t m : nat) (zs : list (list nat)).
Hypotheses (once : NoDup zs) (all : forall z, In z zs <-> S (length z) = m /\ list_sum z < t).

Definition guess_bits (g : nat) : list bool := bits (Nat.log2_up (length zs)) g.

(** The images for guess number g, with 2⌈log₂ G⌉ coordinates that tell the G guesses apart. *)
Definition left_copy (xs : list (list bool)) (g : nat) : list bool :=
  left_images xs ++ guess_bits g ++ map negb (guess_bits g).

Definition right_copy (ys : list (list bool)) (g : nat) : list bool :=
  right_images (guess t (nth g zs [])) ys ++ map negb (guess_bits g) ++ guess_bits g.

Lemma images_length ps xs : forall ys, alike xs ys -> length ps = length xs ->
  length (left_images xs) = length (right_images ps ys).
Proof.
  revert ps; induction xs as [|x xs IH]; intros [|p ps] ys Ha Hl; inversion Ha; subst; try discriminate; [reflexivity|].
  injection Hl as Hl; cbn [left_images right_images]; rewrite !app_length; f_equal; [now apply length_images | now apply IH].
Qed.

Lemma copies_orthogonal xs ys g g' : alike xs ys -> length xs = m -> g < length zs -> g' < length zs ->
  inner (left_copy xs g) (right_copy ys g') = 0
  <-> g = g' /\ inner (left_images xs) (right_images (guess t (nth g zs [])) ys) = 0.
Proof.
  intros Ha Hm Hg Hg'.
  assert (Hz : S (length (nth g' zs [])) = m) by (apply all, nth_In, Hg').
  unfold left_copy, right_copy; rewrite inner_app.
  2: { apply images_length; [exact Ha|]; unfold guess; rewrite app_length, map_length; cbn; lia. }
  assert (Ht := tags_orthogonal (guess_bits g) (guess_bits g') ltac:(unfold guess_bits; now rewrite !bits_length)).
  split.
  - intros H; assert (E : guess_bits g = guess_bits g') by (apply Ht; lia).
    apply bits_injective in E; try (now apply bits_enough); subst g'; split; [reflexivity | lia].
  - intros [<- H]; rewrite H; apply Ht; reflexivity.
Qed.

(** A pair is close if and only if some pair of its images is orthogonal, and then one alone. *)
Theorem close_pairs_once xs ys : alike xs ys -> xs <> [] -> length xs = m ->
  (hamming (concat xs) (concat ys) < t ->
    exists! p, fst p < length zs /\ snd p < length zs /\ inner (left_copy xs (fst p)) (right_copy ys (snd p)) = 0)
  /\ (forall g g', g < length zs -> g' < length zs -> inner (left_copy xs g) (right_copy ys g') = 0 ->
    hamming (concat xs) (concat ys) < t).
Proof.
  intros Ha Hne Hm; split.
  - intros Hclose; apply (close_iff_some_guess t xs ys Ha Hne) in Hclose as (z & Hz & Hsum & Horth).
    destruct (In_nth zs z [] (proj2 (all z) (conj (eq_trans Hz Hm) Hsum))) as (g & Hg & Eg).
    exists (g, g); split.
    + cbn; repeat split; auto; apply copies_orthogonal; auto; split; [reflexivity | now rewrite Eg].
    + intros [h h'] (Hh & Hh' & H); cbn in *; apply copies_orthogonal in H as [<- H]; auto.
      assert (E : nth h zs [] = z).
      { apply (one_guess t t _ _ xs ys Ha Hne); auto; rewrite Hm; apply all, nth_In, Hh. }
      assert (g = h) by (apply (proj1 (NoDup_nth zs []) once); congruence); congruence.
  - intros g g' Hg Hg' H; apply copies_orthogonal in H as [<- H]; auto.
    destruct (proj1 (all (nth g zs [])) (nth_In zs [] Hg)) as [Hz Hsum].
    apply (close_iff_some_guess t xs ys Ha Hne); exists (nth g zs []); rewrite Hm; auto.
Qed.
End Guesses.
