(** k-SUM as an inner product.

    Theorem, in words. Let A_1, ..., A_k (k >= 2) be lists of numbers in 1, ..., U, A_1 and A_k
    without repetition, and

      v_1 = 1_{A_1} 0^((k-3)U),    v_(i+1) = concatenation over a in A_(i+1) of 0^a v_i 0^(U-a),
      u_1 = 1_{A_k} 0^((k-3)U),    u_(i+1) = (u_i 0^U)^|A_(i+1)|,         i+1 = 2, ..., k-1.

    The inner product of v = v_(k-1) and u = u_(k-1) is the number of tuples (a_1, ..., a_k) with
    a_1 + ... + a_(k-1) = a_k, and so is the number of positions where both are not 0. Both vectors
    have the length N given by L_1 = U + (k-3)U and L_(i+1) = |A_(i+1)| (L_i + U); if k >= 3 and
    A_2, ..., A_(k-1) have m elements each, then
    N = (k-2) U m^(k-2) + U (m + m^2 + ... + m^(k-2)).

    Why: all shifts together are at most (k-2)U, and each v_i ends in (k-3)U zeros; so a block of
    v_(i+1), shifted by what the later levels add, does not reach the next block of u_(i+1).

    Claim [ksum.count]. The setting is that of Abboud, Backurs, Bringmann, Künnemann,
    "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors Indicators.
From Tightbound Require ThreeSum.
Import ListNotations.
Open Scope Z_scope.

(** [first] is A_1, [middle] is A_2, ..., A_(k-1), [last] is A_k. [padding] is (k-3)U, where k - 2
    is the length of [middle]; for k = 2 it is 0. *)
Definition padding (U : nat) (middle : list (list nat)) : nat := (length middle - 1) * U.

Definition widen_v (U : nat) (v : vector) (A : list nat) : vector := concat (map (shifted U v) A).

Definition widen_u (U : nat) (u : vector) (A : list nat) : vector :=
  concat (repeat (u ++ zeros U) (length A)).

Definition k_sum_v (U : nat) (first : list nat) (middle : list (list nat)) : vector :=
  fold_left (widen_v U) middle (indicator U first ++ zeros (padding U middle)).

Definition k_sum_u (U : nat) (middle : list (list nat)) (last : list nat) : vector :=
  fold_left (widen_u U) middle (indicator U last ++ zeros (padding U middle)).

(** All ways to choose one number from each list. *)
Fixpoint choices (sets : list (list nat)) : list (list nat) :=
  match sets with
  | [] => [[]]
  | A :: sets' => flat_map (fun a => map (cons a) (choices sets')) A
  end.

Definition is_solution (tuple : list nat * nat) : bool :=
  (list_sum (fst tuple) =? snd tuple)%nat.

(** The tuples ((a_1, ..., a_(k-1)), a_k) with a_1 + ... + a_(k-1) = a_k. *)
Definition solutions (first : list nat) (middle : list (list nat)) (last : list nat)
    : list (list nat * nat) :=
  filter is_solution (list_prod (choices (first :: middle)) last).

(** [choices] is what it says: the tuples whose i-th number is from the i-th list. *)
Lemma in_choices sets tuple : In tuple (choices sets) <-> Forall2 (@In nat) tuple sets.
Proof.
  revert tuple; induction sets as [|A sets IH]; intros tuple; cbn.
  - split; [intros [<- | []]; constructor | intros H; inversion H; auto].
  - rewrite in_flat_map; split.
    + intros (a & Ha & Hin); apply in_map_iff in Hin as (rest & <- & Hrest).
      constructor; [assumption | now apply IH].
    + intros H; inversion H as [|a A' rest sets' Ha Hrest]; subst.
      exists a; split; [assumption | apply in_map_iff; exists rest; now rewrite IH].
Qed.

(** ** Sums over choices *)

Lemma sum_over_app {A} (f : A -> Z) l l' : sum_over f (l ++ l') = sum_over f l + sum_over f l'.
Proof. induction l as [|x l IH]; cbn; lia. Qed.

Lemma sum_over_map {A B} (f : B -> Z) (g : A -> B) l :
  sum_over f (map g l) = sum_over (fun x => f (g x)) l.
Proof. induction l as [|x l IH]; cbn; lia. Qed.

Lemma sum_over_flat_map {A B} (f : B -> Z) (g : A -> list B) l :
  sum_over f (flat_map g l) = sum_over (fun x => sum_over f (g x)) l.
Proof. induction l as [|x l IH]; cbn; rewrite ?sum_over_app; lia. Qed.

Lemma sum_over_add {A} (f g : A -> Z) l :
  sum_over (fun x => f x + g x) l = sum_over f l + sum_over g l.
Proof. induction l as [|x l IH]; cbn; lia. Qed.

Lemma sum_over_swap {A B} (f : A -> B -> Z) l l' :
  sum_over (fun x => sum_over (f x) l') l = sum_over (fun y => sum_over (fun x => f x y) l) l'.
Proof.
  induction l as [|x l IH]; cbn.
  - induction l' as [|y l' IH']; cbn; lia.
  - now rewrite IH, <- sum_over_add.
Qed.

(** What depends on the sum of a choice only may be summed with the last list outermost. *)
Lemma sum_over_choices_last (f : nat -> Z) sets A :
  sum_over (fun tuple => f (list_sum tuple)) (choices (sets ++ [A])) =
  sum_over (fun a => sum_over (fun tuple => f (list_sum tuple + a)%nat) (choices sets)) A.
Proof.
  revert f; induction sets as [|B sets IH]; intros f; cbn [app choices].
  - rewrite sum_over_flat_map; apply sum_over_ext; intros a _; cbn; now rewrite Nat.add_0_r.
  - rewrite sum_over_flat_map.
    erewrite sum_over_ext.
    2: { intros b _; rewrite sum_over_map; cbn [list_sum fold_right].
         exact (IH (fun n => f (b + n)%nat)). }
    rewrite sum_over_swap; apply sum_over_ext; intros a _.
    rewrite sum_over_flat_map; apply sum_over_ext; intros b _.
    rewrite sum_over_map; apply sum_over_ext; intros tuple _.
    change (list_sum (b :: tuple)) with (b + list_sum tuple)%nat; f_equal; lia.
Qed.

(** ** Lengths *)

Lemma size_widen_v U v A : in_range U A ->
  size (widen_v U v A) = Z.of_nat (length A) * (size v + Z.of_nat U).
Proof.
  unfold widen_v; induction A as [|a A IH]; intros HA; [reflexivity|].
  cbn [map concat length]; rewrite size_app, IH by (intros b Hb; apply HA; now right).
  specialize (HA a (or_introl eq_refl)).
  unfold size; rewrite length_shifted by lia; lia.
Qed.

Lemma size_widen_u U u A :
  size (widen_u U u A) = Z.of_nat (length A) * (size u + Z.of_nat U).
Proof.
  unfold widen_u; induction A as [|a A IH]; [reflexivity|].
  cbn [repeat concat length]; rewrite !size_app, IH; unfold zeros; rewrite size_repeat; lia.
Qed.

(** L_1, and L_(i+1) from L_i. *)
Definition k_sum_dimension (U : nat) (middle : list (list nat)) : nat :=
  fold_left (fun L A => length A * (L + U))%nat middle (U + padding U middle)%nat.

Theorem k_sum_length U first middle last : Forall (in_range U) middle ->
  length (k_sum_v U first middle) = k_sum_dimension U middle /\
  length (k_sum_u U middle last) = k_sum_dimension U middle.
Proof.
  unfold k_sum_v, k_sum_u, k_sum_dimension; generalize (padding U middle) as pad.
  intros pad Hmiddle.
  enough (forall v u L, length v = L -> length u = L ->
    length (fold_left (widen_v U) middle v) =
      fold_left (fun L A => length A * (L + U))%nat middle L /\
    length (fold_left (widen_u U) middle u) =
      fold_left (fun L A => length A * (L + U))%nat middle L) as Hfold.
  { apply Hfold; unfold zeros; rewrite app_length, length_indicator, repeat_length; reflexivity. }
  induction Hmiddle as [|A middle HA _ IH]; intros v u L Hv Hu; [now split|].
  cbn [fold_left]; apply IH; apply Nat2Z.inj.
  - fold (size (widen_v U v A)); rewrite size_widen_v by assumption; unfold size; lia.
  - fold (size (widen_u U u A)); rewrite size_widen_u; unfold size; lia.
Qed.

(** m + m^2 + ... + m^n. *)
Definition power_sum (m n : nat) : nat := list_sum (map (fun i => m ^ i)%nat (seq 1 n)).

Lemma power_sum_next m n : power_sum m (S n) = (power_sum m n + m ^ S n)%nat.
Proof.
  unfold power_sum; rewrite seq_S, map_app, list_sum_app; cbn [map list_sum fold_right plus]; lia.
Qed.

Corollary k_sum_length_equal U m first middle last :
  middle <> [] -> Forall (in_range U) middle -> Forall (fun A => length A = m) middle ->
  let n := length middle in
  length (k_sum_v U first middle) = (n * U * m ^ n + U * power_sum m n)%nat /\
  length (k_sum_u U middle last) = (n * U * m ^ n + U * power_sum m n)%nat.
Proof.
  intros Hsome Hrange Hsizes n.
  enough (k_sum_dimension U middle = (n * U * m ^ n + U * power_sum m n)%nat) as <-
    by now apply k_sum_length.
  unfold k_sum_dimension.
  replace (U + padding U middle)%nat with (n * U)%nat.
  2: { unfold padding, n; destruct middle as [|A middle]; [contradiction | cbn [length]; lia]. }
  generalize (n * U)%nat as L; subst n; clear Hsome Hrange.
  induction Hsizes as [|A middle HA _ IH]; intros L; cbn [fold_left length].
  - cbn; lia.
  - rewrite IH, HA, power_sum_next; cbn [Nat.pow]; lia.
Qed.

(** ** The product *)

Lemma Forall_snoc {A} (P : A -> Prop) l x : Forall P (l ++ [x]) -> Forall P l /\ P x.
Proof. rewrite Forall_app; intros [Hl Hx]; split; [exact Hl | now inversion Hx]. Qed.

Section Levels.
  Variables U pad : nat.
  Variables first last : list nat.
  Hypothesis Hfirst : in_range U first.
  Hypothesis HsetFirst : NoDup first.
  Hypothesis Hlast : in_range U last.
  Hypothesis HsetLast : NoDup last.

  (** The vectors of the level at which [middle] has been used up. *)
  Let v (middle : list (list nat)) := fold_left (widen_v U) middle (indicator U first ++ zeros pad).
  Let u (middle : list (list nat)) := fold_left (widen_u U) middle (indicator U last ++ zeros pad).

  Lemma size_level middle : Forall (in_range U) middle -> size (u middle) = size (v middle).
  Proof.
    induction middle as [|A middle IH] using rev_ind; unfold u, v.
    - intros _; cbn [fold_left]; now rewrite !size_app, !size_indicator.
    - rewrite !fold_left_app; intros [Hmiddle HA]%Forall_snoc; cbn [fold_left].
      rewrite size_widen_u, size_widen_v by assumption.
      specialize (IH Hmiddle); unfold u, v in IH; now rewrite IH.
  Qed.

  Lemma at_shifted w a i : at_ (shifted U w a) i = at_ w (i - Z.of_nat a).
  Proof. unfold shifted; rewrite !at_app, !at_zeros; unfold zeros; rewrite size_repeat; lia. Qed.

  (** Each v_i ends in [pad] zeros. *)
  Lemma end_of_level middle i : Forall (in_range U) middle ->
    size (v middle) - Z.of_nat pad <= i -> at_ (v middle) i = 0.
  Proof.
    revert i; induction middle as [|A middle IH] using rev_ind; unfold v; intros i.
    - cbn [fold_left]; intros _ Hi; rewrite size_app, size_indicator in Hi; unfold zeros in Hi.
      rewrite size_repeat in Hi.
      rewrite at_app, at_zeros, at_outside by (rewrite size_indicator; lia); lia.
    - rewrite fold_left_app; intros [Hmiddle HA]%Forall_snoc; cbn [fold_left]; fold (v middle).
      specialize (fun i => IH i Hmiddle).
      unfold widen_v; revert i; induction A as [|a A IHA]; intros i; [reflexivity|].
      cbn [map concat]; rewrite size_app, at_app; intros Hi.
      assert (in_range U A) as HA' by (intros b Hb; apply HA; now right).
      specialize (HA a (or_introl eq_refl)).
      assert (size (shifted U (v middle) a) = size (v middle) + Z.of_nat U) as Hblock.
      { unfold size; rewrite length_shifted by lia; lia. }
      rewrite Hblock in *; pose proof (size_nonneg (concat (map (shifted U (v middle)) A))).
      rewrite at_shifted, IH, IHA by (assumption || lia); lia.
  Qed.

  (** The invariant of the induction: shifted by s, v_i meets u_i in the solutions of
      s + a_1 + ... + a_i = a_k, as long as s leaves room for the levels so far. *)
  Lemma level_counts middle s : Forall (in_range U) middle ->
    0 <= s -> s + Z.of_nat (length middle * U) <= Z.of_nat (pad + U) ->
    overlap (u middle) (v middle) s =
    sum_over (fun tuple => count (fun c => Z.of_nat (list_sum tuple) + s =? Z.of_nat c) last)
      (choices (first :: middle)).
  Proof.
    revert s; induction middle as [|A middle IH] using rev_ind; intros s.
    - intros _ Hs _; unfold u, v; cbn [fold_left].
      rewrite overlap_app_l, overlap_zeros_l, overlap_app_r, overlap_zeros_r.
      rewrite overlap_indicators by assumption.
      cbn [choices]; rewrite sum_over_flat_map, !Z.add_0_r.
      apply sum_over_ext; intros b _; cbn; now rewrite Nat.add_0_r, Z.add_0_r.
    - intros HmiddleA Hs Hroom; pose proof HmiddleA as [Hmiddle HA]%Forall_snoc.
      rewrite app_length in Hroom; cbn [length] in Hroom.
      unfold u, v; rewrite !fold_left_app; cbn [fold_left]; fold (u middle) (v middle).
      unfold widen_u, widen_v.
      rewrite (overlap_blocks _ _ A (size (v middle) + Z.of_nat U)).
      + rewrite app_comm_cons.
        rewrite (sum_over_choices_last
          (fun n => count (fun c => Z.of_nat n + s =? Z.of_nat c) last) (first :: middle) A).
        apply sum_over_ext; intros a Ha; specialize (HA a Ha).
        rewrite overlap_block, IH by (assumption || lia).
        apply sum_over_ext; intros tuple _; apply count_ext; intros c; f_equal; lia.
      + exact Hs.
      + rewrite size_app, size_level by assumption; unfold zeros; now rewrite size_repeat.
      + intros a Ha; specialize (HA a Ha); unfold size; rewrite length_shifted by lia; lia.
      + intros a i Ha Hi; specialize (HA a Ha); rewrite at_shifted.
        apply end_of_level; [assumption | lia].
  Qed.
End Levels.

Theorem k_sum_product_counts U first middle last :
  in_range U first -> NoDup first -> Forall (in_range U) middle -> in_range U last -> NoDup last ->
  dot (k_sum_v U first middle) (k_sum_u U middle last) =
  Z.of_nat (length (solutions first middle last)).
Proof.
  intros Hfirst HsetFirst Hmiddle Hlast HsetLast.
  rewrite dot_comm, <- overlap_dot; unfold k_sum_u, k_sum_v.
  rewrite level_counts; auto; try lia.
  - unfold solutions; rewrite <- count_filter, count_list_prod.
    apply sum_over_ext; intros tuple _; apply count_ext; intros c.
    unfold is_solution; cbn [fst snd].
    destruct (Z.eqb_spec (Z.of_nat (list_sum tuple) + 0) (Z.of_nat c)),
      (Nat.eqb_spec (list_sum tuple) c); auto; lia.
  - unfold padding; destruct middle as [|A middle]; cbn [length]; lia.
Qed.

Corollary k_sum_product_nonzero_iff U first middle last :
  in_range U first -> NoDup first -> Forall (in_range U) middle -> in_range U last -> NoDup last ->
  dot (k_sum_v U first middle) (k_sum_u U middle last) <> 0 <->
  exists tuple c, Forall2 (@In nat) tuple (first :: middle) /\ In c last /\ list_sum tuple = c.
Proof.
  intros; rewrite k_sum_product_counts by assumption.
  unfold solutions; rewrite <- count_filter, count_positive_iff; split.
  - intros ([tuple c] & [Htuple Hc]%in_prod_iff & Hsum); exists tuple, c.
    apply in_choices in Htuple; apply Nat.eqb_eq in Hsum; auto.
  - intros (tuple & c & Htuple & Hc & Hsum); exists (tuple, c).
    rewrite in_prod_iff, in_choices; unfold is_solution; rewrite Nat.eqb_eq; auto.
Qed.

(** ** Positions where both vectors are not zero *)

(** All letters are 0 or 1. *)
Definition binary (v : vector) : Prop := Forall (fun x => x = 0 \/ x = 1) v.

(** The letters at the positions where both vectors are not 0. *)
Definition meetings (v u : vector) : list (Z * Z) :=
  filter (fun letters => negb (fst letters =? 0) && negb (snd letters =? 0))%bool (combine v u).

Lemma dot_binary v u : binary v -> binary u -> dot v u = Z.of_nat (length (meetings v u)).
Proof.
  intros Hv; revert u; induction Hv as [|x v Hx _ IH]; intros u Hu; [reflexivity|].
  inversion Hu as [|y u' Hy Hu']; subst; [reflexivity|]; cbn [dot].
  rewrite (IH u' Hu'); unfold meetings.
  destruct Hx as [-> | ->], Hy as [-> | ->]; cbn [combine filter fst snd Z.eqb negb andb length]; lia.
Qed.

Lemma binary_zeros n : binary (zeros n).
Proof. apply Forall_forall; intros x Hx; apply repeat_spec in Hx; auto. Qed.

Lemma binary_app v u : binary v -> binary u -> binary (v ++ u).
Proof. intros Hv Hu; apply Forall_app; split; assumption. Qed.

Lemma binary_indicator U X : binary (indicator U X).
Proof.
  apply Forall_forall; intros x Hx; apply in_map_iff in Hx as (y & <- & _).
  destruct (member y X); auto.
Qed.

Lemma k_sum_binary U first middle last :
  binary (k_sum_v U first middle) /\ binary (k_sum_u U middle last).
Proof.
  unfold k_sum_v, k_sum_u; generalize (padding U middle) as pad; intros pad.
  assert (forall v u, binary v -> binary u ->
    binary (fold_left (widen_v U) middle v) /\ binary (fold_left (widen_u U) middle u)) as Hfold.
  { induction middle as [|A middle IH]; intros v u Hv Hu; [split; assumption|].
    cbn [fold_left]; apply IH; [unfold widen_v | unfold widen_u];
      induction A as [|a A IHA]; cbn; try apply Forall_nil; apply binary_app; auto.
    - unfold shifted; auto using binary_app, binary_zeros.
    - auto using binary_app, binary_zeros. }
  apply Hfold; auto using binary_app, binary_zeros, binary_indicator.
Qed.

(** There are as many such positions as solutions. *)
Theorem k_sum_meetings U first middle last :
  in_range U first -> NoDup first -> Forall (in_range U) middle -> in_range U last -> NoDup last ->
  length (meetings (k_sum_v U first middle) (k_sum_u U middle last)) =
  length (solutions first middle last).
Proof.
  intros; destruct (k_sum_binary U first middle last).
  apply Nat2Z.inj; rewrite <- dot_binary by assumption.
  now apply k_sum_product_counts.
Qed.

(** For k = 3 the vectors are those of the reduction from 3SUM, with A_2 as the list of shifts. *)
Theorem k_sum_is_three_sum U A B C :
  k_sum_v U B [A] = ThreeSum.three_sum_v U A B /\ k_sum_u U [A] C = ThreeSum.three_sum_u U A C.
Proof.
  unfold k_sum_v, k_sum_u, padding; cbn [length Nat.sub Nat.mul fold_left].
  unfold zeros at 1 2; cbn [repeat]; now rewrite !app_nil_r.
Qed.

(** {1, 2}, {1, 3}, {2, 5}, {4, 7, 10}, U = 10: 4 solutions, vectors of length 140. *)
Example worked :
  dot (k_sum_v 10 [1; 2] [[1; 3]; [2; 5]])%nat (k_sum_u 10 [[1; 3]; [2; 5]] [4; 7; 10])%nat = 4 /\
  length (k_sum_v 10 [1; 2] [[1; 3]; [2; 5]])%nat = 140%nat.
Proof. split; reflexivity. Qed.
