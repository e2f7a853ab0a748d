(** Vectors of integers: inner products, overlap sums, sums of ranges.

    Everything the other files share. A vector is a list of integers. Positions are integers, not
    naturals, and [at_ v i] is 0 outside the vector; this makes the laws of shifting hold without
    side conditions. *)

From Coq Require Import Bool List ZArith Lia.
Import ListNotations.
Open Scope Z_scope.

Definition vector := list Z.

(** |v| as an integer. *)
Definition size (v : vector) : Z := Z.of_nat (length v).

(** 0^n. *)
Definition zeros (n : nat) : vector := repeat 0 n.

(** ⟨u,v⟩. On vectors of different lengths: the inner product of their common prefix. *)
Fixpoint dot (u v : vector) : Z :=
  match u, v with
  | x :: u', y :: v' => x * y + dot u' v'
  | _, _ => 0
  end.

(** The letter of [v] at position [i], counted from 0; 0 outside [v]. *)
Fixpoint at_ (v : vector) (i : Z) : Z :=
  match v with
  | [] => 0
  | x :: v' => if i =? 0 then x else at_ v' (i - 1)
  end.

(** The overlap sum Σᵢ u[i]·v[i-d]: [u] occupies [0, |u|), [v] occupies [d, d+|v|). *)
Fixpoint overlap (u v : vector) (d : Z) : Z :=
  match u with
  | [] => 0
  | x :: u' => x * at_ v (- d) + overlap u' v (d - 1)
  end.

(** The sum of the letters at positions less than [k]. *)
Fixpoint prefix_sum (v : vector) (k : Z) : Z :=
  match v with
  | [] => 0
  | x :: v' => if k <=? 0 then 0 else x + prefix_sum v' (k - 1)
  end.

(** The sum of all letters. *)
Definition total (v : vector) : Z := fold_right Z.add 0 v.

(** A table stores a number per symbol of a grammar, the newest first. What it stores for [s]; 0 if
    there is no such symbol. *)
Fixpoint lookup (t : list Z) (s : nat) : Z :=
  match t with
  | [] => 0
  | a :: older => if (s =? length older)%nat then a else lookup older s
  end.

(** ** Sizes *)

Lemma size_nonneg v : 0 <= size v.
Proof. unfold size; lia. Qed.

Lemma size_cons x v : size (x :: v) = 1 + size v.
Proof. unfold size; cbn [length]; lia. Qed.

Lemma size_app u v : size (u ++ v) = size u + size v.
Proof. unfold size; rewrite app_length; lia. Qed.

Lemma size_repeat x n : size (repeat x n) = Z.of_nat n.
Proof. unfold size; now rewrite repeat_length. Qed.

(** ** Inner products *)

Lemma dot_nil_r u : dot u [] = 0.
Proof. now destruct u. Qed.

Lemma dot_app u u' v v' :
  length u = length v -> dot (u ++ u') (v ++ v') = dot u v + dot u' v'.
Proof.
  revert v; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; cbn in *.
  - lia.
  - rewrite IH by lia; lia.
Qed.

Lemma dot_repeat x y n : dot (repeat x n) (repeat y n) = x * y * Z.of_nat n.
Proof. induction n as [|n IH]; cbn [repeat dot]; lia. Qed.

Lemma dot_zeros_l n v : dot (zeros n) v = 0.
Proof. unfold zeros; revert v; induction n as [|n IH]; intros [|y v]; cbn; auto. Qed.

Lemma dot_comm u v : dot u v = dot v u.
Proof. revert v; induction u as [|x u IH]; intros [|y v]; cbn; rewrite ?IH; lia. Qed.

(** ** Letters *)

Lemma at_outside v i : i < 0 \/ size v <= i -> at_ v i = 0.
Proof.
  revert i; induction v as [|x v IH]; intros i Hi; cbn [at_]; auto.
  rewrite size_cons in Hi; pose proof (size_nonneg v).
  destruct (Z.eqb_spec i 0); [lia | apply IH; lia].
Qed.

Lemma at_app u v i : at_ (u ++ v) i = at_ u i + at_ v (i - size u).
Proof.
  revert i; induction u as [|x u IH]; intros i; cbn [app at_].
  - cbn; f_equal; lia.
  - rewrite size_cons; pose proof (size_nonneg u); destruct (Z.eqb_spec i 0).
    + rewrite (at_outside v) by lia; lia.
    + rewrite IH; f_equal; f_equal; lia.
Qed.

Lemma at_repeat x n i : at_ (repeat x n) i = if (0 <=? i) && (i <? Z.of_nat n) then x else 0.
Proof.
  revert i; induction n as [|n IH]; intros i; cbn [repeat at_].
  - destruct (Z.leb_spec 0 i), (Z.ltb_spec i (Z.of_nat 0)); cbn [andb]; lia.
  - rewrite IH; destruct (Z.eqb_spec i 0), (Z.leb_spec 0 i), (Z.leb_spec 0 (i - 1)),
      (Z.ltb_spec i (Z.of_nat (S n))), (Z.ltb_spec (i - 1) (Z.of_nat n)); cbn [andb]; lia.
Qed.

Lemma at_zeros n i : at_ (zeros n) i = 0.
Proof. unfold zeros; rewrite at_repeat; now destruct ((0 <=? i) && (i <? Z.of_nat n))%bool. Qed.

(** [at_] is the library's [nth] at positions that are naturals. *)
Lemma at_nth v i : at_ v (Z.of_nat i) = nth i v 0.
Proof.
  revert i; induction v as [|x v IH]; intros [|i]; cbn [at_ nth]; auto.
  destruct (Z.eqb_spec (Z.of_nat (S i)) 0); [lia|].
  rewrite <- IH; f_equal; lia.
Qed.

(** ** Overlap sums *)

(** The letters of [v] decide; positions outside [v] count for nothing. *)
Lemma overlap_ext u v w d : (forall i, at_ v i = at_ w i) -> overlap u v d = overlap u w d.
Proof. intros H; revert d; induction u as [|x u IH]; intros d; cbn; rewrite ?H, ?IH; auto. Qed.

Lemma overlap_add u v w z d :
  (forall i, at_ z i = at_ v i + at_ w i) -> overlap u z d = overlap u v d + overlap u w d.
Proof. intros H; revert d; induction u as [|x u IH]; intros d; cbn; rewrite ?H, ?IH; lia. Qed.

Lemma overlap_app_l u u' v d : overlap (u ++ u') v d = overlap u v d + overlap u' v (d - size u).
Proof.
  revert d; induction u as [|x u IH]; intros d; cbn [app overlap].
  - cbn; f_equal; lia.
  - rewrite IH, size_cons.
    replace (d - 1 - size u) with (d - (1 + size u)) by lia; lia.
Qed.

Lemma overlap_app_r u v v' d : overlap u (v ++ v') d = overlap u v d + overlap u v' (d + size v).
Proof.
  revert d; induction u as [|x u IH]; intros d; cbn [overlap]; auto.
  rewrite IH, at_app.
  replace (- d - size v) with (- (d + size v)) by lia.
  replace (d + size v - 1) with (d - 1 + size v) by lia; lia.
Qed.

(** If no nonzero letter meets a nonzero letter, the sum is 0. *)
Lemma overlap_vanishes u v d :
  (forall i, 0 <= i < size u -> at_ v (i - d) = 0) -> overlap u v d = 0.
Proof.
  revert d; induction u as [|x u IH]; intros d H; cbn [overlap]; auto.
  rewrite size_cons in H; pose proof (size_nonneg u).
  replace (- d) with (0 - d) by lia.
  rewrite H, IH; try lia.
  intros i Hi; replace (i - (d - 1)) with (i + 1 - d) by lia; apply H; lia.
Qed.

Lemma overlap_disjoint u v d : size u <= d \/ d + size v <= 0 -> overlap u v d = 0.
Proof. intros H; apply overlap_vanishes; intros i Hi; apply at_outside; lia. Qed.

Lemma overlap_zeros_l n v d : overlap (zeros n) v d = 0.
Proof. revert d; unfold zeros; induction n as [|n IH]; intros d; cbn; auto. Qed.

Lemma overlap_zeros_r u n d : overlap u (zeros n) d = 0.
Proof. apply overlap_vanishes; intros; apply at_zeros. Qed.

(** ** Sums of ranges *)

Lemma prefix_sum_none v k : k <= 0 -> prefix_sum v k = 0.
Proof. intros Hk; destruct v; cbn; auto; destruct (Z.leb_spec k 0); lia. Qed.

Lemma prefix_sum_all v k : size v <= k -> prefix_sum v k = total v.
Proof.
  revert k; induction v as [|x v IH]; intros k Hk; cbn; auto.
  rewrite size_cons in Hk; pose proof (size_nonneg v).
  destruct (Z.leb_spec k 0); [lia|]; rewrite IH; unfold total; lia.
Qed.

Lemma prefix_sum_app u v k : prefix_sum (u ++ v) k = prefix_sum u k + prefix_sum v (k - size u).
Proof.
  revert k; induction u as [|x u IH]; intros k; cbn [app prefix_sum].
  - cbn; f_equal; lia.
  - rewrite size_cons; pose proof (size_nonneg u); destruct (Z.leb_spec k 0).
    + rewrite prefix_sum_none by lia; lia.
    + rewrite IH; replace (k - 1 - size u) with (k - (1 + size u)) by lia; lia.
Qed.

Lemma total_app u v : total (u ++ v) = total u + total v.
Proof. unfold total; induction u as [|x u IH]; cbn; lia. Qed.

Lemma prefix_sum_next v k : prefix_sum v (k + 1) = prefix_sum v k + at_ v k.
Proof.
  revert k; induction v as [|x v IH]; intros k; cbn [prefix_sum at_]; auto.
  replace (k + 1 - 1) with (k - 1 + 1) by lia; rewrite IH.
  destruct (Z.leb_spec (k + 1) 0), (Z.leb_spec k 0), (Z.eqb_spec k 0); try lia.
  - rewrite (at_outside v) by lia; lia.
  - rewrite (prefix_sum_none v), (at_outside v) by lia; lia.
Qed.

(** A constant against a word is the constant times the sum of a range: left, then right. *)
Lemma overlap_constant_l c n v d :
  overlap (repeat c n) v d = c * (prefix_sum v (Z.of_nat n - d) - prefix_sum v (- d)).
Proof.
  revert d; induction n as [|n IH]; intros d; cbn [repeat overlap].
  - replace (Z.of_nat 0 - d) with (- d) by lia; lia.
  - rewrite IH.
    replace (Z.of_nat n - (d - 1)) with (Z.of_nat (S n) - d) by lia.
    replace (- (d - 1)) with (- d + 1) by lia.
    rewrite prefix_sum_next; lia.
Qed.

Lemma overlap_constant_r c n u d :
  overlap u (repeat c n) d = c * (prefix_sum u (d + Z.of_nat n) - prefix_sum u d).
Proof.
  revert d; induction u as [|x u IH]; intros d; cbn [prefix_sum overlap]; [lia|].
  rewrite IH, at_repeat.
  replace (d - 1 + Z.of_nat n) with (d + Z.of_nat n - 1) by lia.
  destruct (Z.leb_spec 0 (- d)), (Z.ltb_spec (- d) (Z.of_nat n)), (Z.leb_spec (d + Z.of_nat n) 0),
    (Z.leb_spec d 0); cbn [andb]; try lia;
    rewrite ?(prefix_sum_none u (d - 1)), ?(prefix_sum_none u (d + Z.of_nat n - 1)) by lia; lia.
Qed.

(** ** At offset 0 the overlap sum is the inner product. *)
Lemma overlap_dot_skipn u v k : overlap u v (- Z.of_nat k) = dot u (skipn k v).
Proof.
  revert k; induction u as [|x u IH]; intros k; cbn [overlap dot]; auto.
  replace (- Z.of_nat k - 1) with (- Z.of_nat (S k)) by lia.
  rewrite IH, Z.opp_involutive, at_nth.
  clear IH; revert k; induction v as [|y v IH]; intros [|k]; cbn [skipn nth];
    rewrite ?dot_nil_r; try lia.
  apply IH.
Qed.

Lemma overlap_dot u v : overlap u v 0 = dot u v.
Proof. exact (overlap_dot_skipn u v 0). Qed.
