(** 3SUM as an inner product.

    Theorem, in words. Let A, B, C be lists of numbers in 1, ..., U, B and C without repetition, and

      v = concatenation over a in A of 0^a 1_B 0^(U-a),
      u = (1_C 0^U)^|A|.

    Both have length 2 U |A|, and their inner product is the number of triples (a, b, c) in
    A x B x C with a + b = c. So it is nonzero if and only if the instance of 3SUM has a solution.

    Claim [ksum.three-sum-count]. The setting is that of Abboud, Backurs, Bringmann, Künnemann,
    "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors Indicators.
Import ListNotations.
Open Scope Z_scope.

Definition three_sum_v (U : nat) (A B : list nat) : vector :=
  concat (map (shifted U (indicator U B)) A).

Definition three_sum_u (U : nat) (A C : list nat) : vector :=
  concat (repeat (indicator U C ++ zeros U) (length A)).

(** The triples (a, (b, c)) with a + b = c. *)
Definition is_solution (triple : nat * (nat * nat)) : bool :=
  let '(a, (b, c)) := triple in (a + b =? c)%nat.

Definition solutions (A B C : list nat) : list (nat * (nat * nat)) :=
  filter is_solution (list_prod A (list_prod B C)).

Theorem three_sum_product_counts U A B C :
  in_range U A -> in_range U B -> in_range U C -> NoDup B -> NoDup C ->
  dot (three_sum_v U A B) (three_sum_u U A C) = Z.of_nat (length (solutions A B C)).
Proof.
  intros HA HB HC HsetB HsetC.
  rewrite dot_comm, <- overlap_dot; unfold three_sum_u, three_sum_v.
  assert (size (indicator U C ++ zeros U) = Z.of_nat (2 * U)) as Hsize.
  { unfold size, zeros; rewrite app_length, length_indicator, repeat_length; lia. }
  rewrite (overlap_blocks _ _ A (Z.of_nat (2 * U))); try lia.
  - unfold solutions; rewrite <- count_filter, count_list_prod.
    apply sum_over_ext; intros a _.
    rewrite overlap_block, overlap_indicators, count_list_prod by assumption.
    apply sum_over_ext; intros b _; apply count_ext; intros c; cbn.
    destruct (Z.eqb_spec (Z.of_nat b + (0 + Z.of_nat a)) (Z.of_nat c)), (Nat.eqb_spec (a + b) c);
      auto; lia.
  - intros a Ha; specialize (HA a Ha).
    unfold size; rewrite length_shifted, length_indicator by lia; lia.
  - intros a i Ha Hi; specialize (HA a Ha); apply at_outside.
    unfold size; rewrite length_shifted, length_indicator by lia; lia.
Qed.

Corollary three_sum_product_nonzero_iff U A B C :
  in_range U A -> in_range U B -> in_range U C -> NoDup B -> NoDup C ->
  dot (three_sum_v U A B) (three_sum_u U A C) <> 0 <->
  exists a b c, In a A /\ In b B /\ In c C /\ (a + b = c)%nat.
Proof.
  intros HA HB HC HsetB HsetC.
  rewrite three_sum_product_counts by assumption.
  unfold solutions; rewrite <- count_filter, count_positive_iff; split.
  - intros ((a & b & c) & Hin & Hsum); rewrite !in_prod_iff in Hin; apply Nat.eqb_eq in Hsum.
    exists a, b, c; tauto.
  - intros (a & b & c & Ha & Hb & Hc & Hsum); exists (a, (b, c)).
    rewrite !in_prod_iff; cbn; rewrite Nat.eqb_eq; auto.
Qed.

Theorem three_sum_length U A B C : in_range U A ->
  length (three_sum_v U A B) = (2 * U * length A)%nat /\
  length (three_sum_u U A C) = (2 * U * length A)%nat.
Proof.
  intros HA; unfold three_sum_v, three_sum_u; split.
  - induction A as [|a A IH]; [cbn; lia|].
    cbn [map concat length]; rewrite app_length, IH by (intros b Hb; apply HA; now right).
    specialize (HA a (or_introl eq_refl)).
    rewrite length_shifted, length_indicator by lia; lia.
  - clear HA; induction A as [|a A IH]; [cbn; lia|].
    cbn [repeat concat length]; rewrite app_length, IH; unfold zeros.
    rewrite app_length, length_indicator, repeat_length; lia.
Qed.

(** A = {1, 3}, B = {2, 4}, C = {3, 5, 7}, U = 8: 4 solutions, vectors of length 32. *)
Example worked :
  dot (three_sum_v 8 [1; 3] [2; 4])%nat (three_sum_u 8 [1; 3] [3; 5; 7])%nat = 4.
Proof. reflexivity. Qed.
