(** The 0/1 words 1_X and their shifts: what the reductions from 3SUM and k-SUM are made of.

    All numbers lie in 1, ..., U; the letter of the number x stands at position x - 1. *)

From Coq Require Import Bool List ZArith Lia.
From Tightbound Require Import Vectors.
Import ListNotations.
Open Scope Z_scope.

(** All numbers of the list lie in 1, ..., U. *)
Definition in_range (U : nat) (X : list nat) : Prop := forall x, In x X -> (1 <= x <= U)%nat.

Definition member (x : nat) (X : list nat) : bool := existsb (Nat.eqb x) X.

(** 1_X: the 0/1 word of length U with ones at the positions x - 1, x in X. *)
Definition indicator (U : nat) (X : list nat) : vector :=
  map (fun x => if member x X then 1 else 0) (seq 1 U).

(** 0^a w 0^(U-a). *)
Definition shifted (U : nat) (w : vector) (a : nat) : vector := zeros a ++ w ++ zeros (U - a).

(** The number of elements with a property. *)
Fixpoint count {A} (p : A -> bool) (l : list A) : Z :=
  match l with
  | [] => 0
  | x :: l' => (if p x then 1 else 0) + count p l'
  end.

(** The sum of [f] over a list. *)
Fixpoint sum_over {A} (f : A -> Z) (l : list A) : Z :=
  match l with
  | [] => 0
  | x :: l' => f x + sum_over f l'
  end.

(** ** Counting *)

Lemma count_nonneg {A} (p : A -> bool) l : 0 <= count p l.
Proof. induction l as [|x l IH]; cbn; [|destruct (p x)]; lia. Qed.

Lemma count_positive_iff {A} (p : A -> bool) l : count p l <> 0 <-> exists x, In x l /\ p x = true.
Proof.
  induction l as [|x l IH]; cbn; [split; [lia | intros (x & [] & _)]|].
  pose proof (count_nonneg p l); destruct (p x) eqn:Hx.
  - split; [eauto | lia].
  - rewrite IH; split; [intros (y & Hy & Hp); eauto|].
    intros (y & [<- | Hy] & Hp); [congruence | eauto].
Qed.

Lemma count_app {A} (p : A -> bool) l l' : count p (l ++ l') = count p l + count p l'.
Proof. induction l as [|x l IH]; cbn; lia. Qed.

Lemma count_map {A B} (p : B -> bool) (f : A -> B) l :
  count p (map f l) = count (fun x => p (f x)) l.
Proof. induction l as [|x l IH]; cbn; lia. Qed.

Lemma count_ext {A} (p q : A -> bool) l : (forall x, p x = q x) -> count p l = count q l.
Proof. intros H; induction l as [|x l IH]; cbn; rewrite ?H, ?IH; reflexivity. Qed.

Lemma count_filter {A} (p : A -> bool) l : count p l = Z.of_nat (length (filter p l)).
Proof. induction l as [|x l IH]; cbn; [|destruct (p x); cbn [length]]; lia. Qed.

(** Pairs are counted one first component at a time. *)
Lemma count_list_prod {A B} (p : A * B -> bool) l l' :
  count p (list_prod l l') = sum_over (fun x => count (fun y => p (x, y)) l') l.
Proof.
  induction l as [|x l IH]; cbn; auto.
  now rewrite count_app, count_map, IH.
Qed.

Lemma sum_over_ext {A} (f g : A -> Z) l :
  (forall x, In x l -> f x = g x) -> sum_over f l = sum_over g l.
Proof.
  induction l as [|x l IH]; cbn; intros H; auto.
  rewrite H, IH; auto.
Qed.

(** ** Letters of 1_X *)

Lemma member_In x X : member x X = true <-> In x X.
Proof.
  unfold member; rewrite existsb_exists; split.
  - intros (y & Hy & Heq); apply Nat.eqb_eq in Heq; now subst.
  - intros Hx; exists x; now rewrite Nat.eqb_refl.
Qed.

Lemma length_indicator U X : length (indicator U X) = U.
Proof. unfold indicator; now rewrite map_length, seq_length. Qed.

Lemma size_indicator U X : size (indicator U X) = Z.of_nat U.
Proof. unfold size; now rewrite length_indicator. Qed.

(** In a set, being a member is counting. *)
Lemma member_count x X : NoDup X -> (if member x X then 1 else 0) = count (Nat.eqb x) X.
Proof.
  induction 1 as [|y X Hy _ IH]; cbn; auto.
  rewrite <- IH; destruct (Nat.eqb_spec x y) as [->|]; cbn; [|reflexivity].
  destruct (member y X) eqn:Hmember; auto.
  apply member_In in Hmember; contradiction.
Qed.

Lemma at_indicator U X p : in_range U X -> NoDup X ->
  at_ (indicator U X) p = count (fun x => Z.of_nat x =? p + 1) X.
Proof.
  intros Hrange Hset.
  assert (p < 0 \/ Z.of_nat U <= p \/ 0 <= p < Z.of_nat U) as [Hp | [Hp | Hp]] by lia.
  3: {
    replace p with (Z.of_nat (Z.to_nat p)) by lia.
    rewrite at_nth; unfold indicator.
    set (letter := fun x => if member x X then 1 else 0).
    rewrite (nth_indep _ 0 (letter 0%nat)) by (rewrite map_length, seq_length; lia).
    rewrite map_nth, seq_nth by lia; unfold letter; rewrite member_count by assumption.
    apply count_ext; intros x.
    destruct (Nat.eqb_spec (1 + Z.to_nat p) x),
      (Z.eqb_spec (Z.of_nat x) (Z.of_nat (Z.to_nat p) + 1)); auto; lia. }
  all: rewrite at_outside by (rewrite size_indicator; lia).
  all: clear Hset; induction X as [|x X IH]; cbn; auto.
  all: rewrite <- IH by (intros y Hy; apply Hrange; now right).
  all: specialize (Hrange x (or_introl eq_refl)).
  all: destruct (Z.eqb_spec (Z.of_nat x) (p + 1)); lia.
Qed.

(** ** Overlap sums with 1_X *)

Lemma overlap_letter u v p d : (forall i, at_ v i = if i =? p then 1 else 0) ->
  overlap u v d = at_ u (p + d).
Proof.
  intros Hv; revert d; induction u as [|x u IH]; intros d; cbn [overlap at_]; auto.
  rewrite Hv, IH.
  destruct (Z.eqb_spec (- d) p), (Z.eqb_spec (p + d) 0); try lia.
  - rewrite at_outside by lia; lia.
  - replace (p + (d - 1)) with (p + d - 1) by lia; lia.
Qed.

(** The overlap sum with 1_X adds the letters which the numbers of X meet. *)
Lemma overlap_indicator U X u d : in_range U X -> NoDup X ->
  overlap u (indicator U X) d = sum_over (fun x => at_ u (Z.of_nat x - 1 + d)) X.
Proof.
  intros Hrange Hset; induction X as [|x X IH].
  - cbn; apply overlap_vanishes; intros i _; rewrite at_indicator by assumption; reflexivity.
  - assert (in_range U X) as HrangeX by (intros y Hy; apply Hrange; now right).
    assert (NoDup X) as HsetX by now inversion Hset.
    pose proof (Hrange x (or_introl eq_refl)) as Hx.
    rewrite (overlap_add u (indicator U [x]) (indicator U X)).
    + rewrite IH by assumption; cbn [sum_over].
      rewrite (overlap_letter u _ (Z.of_nat x - 1)); [reflexivity|].
      intros i; rewrite at_indicator.
      * cbn; destruct (Z.eqb_spec (Z.of_nat x) (i + 1)), (Z.eqb_spec i (Z.of_nat x - 1)); lia.
      * intros y [<- | []]; assumption.
      * repeat constructor; intros [].
    + intros i; rewrite !at_indicator; auto; [cbn; lia | | repeat constructor; intros []].
      intros y [<- | []]; assumption.
Qed.

(** ⟨1_C, 1_B shifted by s⟩ counts the pairs with b + s = c. *)
Lemma overlap_indicators U B C s :
  in_range U B -> NoDup B -> in_range U C -> NoDup C ->
  overlap (indicator U C) (indicator U B) s =
  sum_over (fun b => count (fun c => Z.of_nat b + s =? Z.of_nat c) C) B.
Proof.
  intros HB HsetB HC HsetC; rewrite overlap_indicator by assumption.
  apply sum_over_ext; intros b _; rewrite at_indicator by assumption.
  apply count_ext; intros c.
  destruct (Z.eqb_spec (Z.of_nat c) (Z.of_nat b - 1 + s + 1)),
    (Z.eqb_spec (Z.of_nat b + s) (Z.of_nat c)); auto; lia.
Qed.

(** ** Blocks *)

Lemma length_shifted U w a : (a <= U)%nat -> length (shifted U w a) = (length w + U)%nat.
Proof. intros Ha; unfold shifted, zeros; rewrite !app_length, !repeat_length; lia. Qed.

(** A block 0^a w 0^(U-a) against u 0^U: w is shifted by a. *)
Lemma overlap_block U u w a s :
  overlap (u ++ zeros U) (shifted U w a) s = overlap u w (s + Z.of_nat a).
Proof.
  unfold shifted; rewrite overlap_app_l, overlap_zeros_l, !overlap_app_r, !overlap_zeros_r.
  unfold zeros; rewrite size_repeat; lia.
Qed.

(** Blocks against copies of one word. All have the length W; the blocks end in s zeros, so that,
    shifted by s, none reaches the next copy. *)
Lemma overlap_blocks {A} (u : vector) (block : A -> vector) (l : list A) W s :
  0 <= s -> size u = W -> (forall a, In a l -> size (block a) = W) ->
  (forall a i, In a l -> W - s <= i -> at_ (block a) i = 0) ->
  overlap (concat (repeat u (length l))) (concat (map block l)) s =
  sum_over (fun a => overlap u (block a) s) l.
Proof.
  intros Hs Hu; induction l as [|a l IH]; intros Hsize Hend; [reflexivity|].
  cbn [length repeat concat map sum_over].
  rewrite overlap_app_l, !overlap_app_r, Hu, Hsize by now left.
  rewrite (overlap_disjoint u (concat (map block l))) by lia.
  rewrite (overlap_vanishes _ (block a) (s - W)).
  - replace (s - W + W) with s by lia.
    rewrite IH; [lia | |]; intros; [apply Hsize | apply Hend]; auto; now right.
  - intros i Hi; apply Hend; [now left | lia].
Qed.
