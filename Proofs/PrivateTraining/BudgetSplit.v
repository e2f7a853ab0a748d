(** What the private estimate of thresholds costs.

    Setting. Besides the clipped gradients, each step releases for each of K groups the number of examples within its threshold, as
    the sum of b - 1/2 for bits b, with noise of standard deviation σ_b.

    Theorems, in words.
    - One example more moves each sum of centred bits by exactly 1/2, and all K of them by K/4 in squared norm. It moves a sum of raw bits
      by at most 1, which is attained.
    - Let the gradients alone have the multiplier σ_new. If 1/σ_new² = 1/σ² - K/(4 σ_b²), the squares of sensitivity over noise of gradients
      and counts add up to 1/σ². Such a positive σ_new² exists if and only if K σ² < 4 σ_b².
    - For a fraction r of the budget, between 0 and 1, σ_b² = σ² K/(4r) and σ_new² = σ²/(1 - r) obey this.
    - With raw bits the same deviations add up to 1/σ² + 3K/(4 σ_b²): more than is claimed.

    The numbers are those of any ordered field. Derived; for K = 1 the form is that of Andrew, Thakkar, McMahan, Ramaswamy,
    "Differentially Private Learning with Adaptive Clipping" (arXiv 1905.03871). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Bits.
Variables (R : realFieldType) (E : Type) (K : nat) (bit : E -> 'I_K -> bool).
Add Field R_field : (field_laws R).
Implicit Types (e : E) (s t : seq E).

Definition raw s k : R := \sum_(e <- s) (bit e k)%:R.
Definition centred s k : R := \sum_(e <- s) ((bit e k)%:R - 2%:R^-1).

Lemma insert (f : E -> R) e s t : \sum_(x <- s ++ e :: t) f x - \sum_(x <- s ++ t) f x = f e.
Proof. by rewrite !big_cat big_cons /= [f e + _]addrC addrA addrAC subrr add0r. Qed.

Lemma raw_insert e s t k : raw (s ++ e :: t) k - raw (s ++ t) k = (bit e k)%:R.
Proof. exact: insert. Qed.

Lemma centred_insert e s t k : centred (s ++ e :: t) k - centred (s ++ t) k = (bit e k)%:R - 2%:R^-1.
Proof. exact: insert. Qed.

Lemma half (b : bool) : `|b%:R - 2%:R^-1| = 2%:R^-1 :> R.
Proof.
have pos : 0 <= 2%:R^-1 :> R by rewrite invr_ge0 ler0n.
case: b; last by rewrite sub0r normrN ger0_norm.
have -> : 1 - 2%:R^-1 = 2%:R^-1 :> R; last by rewrite ger0_norm.
by by_field R; nonzero.
Qed.

Theorem centred_moves e s t k : `|centred (s ++ e :: t) k - centred (s ++ t) k| = 2%:R^-1.
Proof. by rewrite centred_insert half. Qed.

Theorem centred_sensitivity e s t :
  \sum_k (centred (s ++ e :: t) k - centred (s ++ t) k) ^+ 2 = K%:R / 4%:R.
Proof.
rewrite (eq_bigr (fun=> 4%:R^-1)) => [|k _]; first by rewrite sumr_const card_ord mulr_natl.
by rewrite -real_normK ?num_real // centred_moves exprVn -natrX.
Qed.

Theorem raw_moves e s t k : `|raw (s ++ e :: t) k - raw (s ++ t) k| <= 1.
Proof. by rewrite raw_insert normr_nat lern1 leq_b1. Qed.

Theorem raw_attained e s t : (forall k, bit e k) ->
  \sum_k (raw (s ++ e :: t) k - raw (s ++ t) k) ^+ 2 = K%:R.
Proof.
move=> all; rewrite (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => k _.
by rewrite raw_insert all expr1n.
Qed.
End Bits.

Section Split.
Variables (R : realFieldType) (K : nat) (sigma counts : R).
Add Field R_field : (field_laws R).
Hypotheses (sigma_gt0 : 0 < sigma) (counts_gt0 : 0 < counts).

(** 1/σ_new². *)
Definition left_over : R := (sigma ^+ 2)^-1 - K%:R / (4%:R * counts ^+ 2).

(** What gradients of multiplier [fresh] and counts whose squared sensitivity is [bits] use together. *)
Definition together (fresh bits : R) : R := (fresh ^+ 2)^-1 + bits / counts ^+ 2.

Lemma quarter : K%:R / 4%:R / counts ^+ 2 = K%:R / (4%:R * counts ^+ 2).
Proof. by rewrite -mulrA -invfM. Qed.

Theorem split_identity fresh : (fresh ^+ 2)^-1 = left_over -> together fresh (K%:R / 4%:R) = (sigma ^+ 2)^-1.
Proof. by rewrite /together quarter => ->; rewrite /left_over subrK. Qed.

Theorem split_exists : (0 < left_over) = (K%:R * sigma ^+ 2 < 4%:R * counts ^+ 2).
Proof.
rewrite subr_gt0 ltr_pdivr_mulr ?mulr_gt0 ?ltr0n ?exprn_gt0 // [_^-1 * _]mulrC ltr_pdivl_mulr ?exprn_gt0 //.
Qed.

Theorem raw_excess fresh : (fresh ^+ 2)^-1 = left_over ->
  together fresh K%:R = (sigma ^+ 2)^-1 + 3%:R * K%:R / (4%:R * counts ^+ 2).
Proof.
move=> eq; rewrite /together eq /left_over -addrA; congr (_ + _).
by set k := K%:R; by_field R; nonzero.
Qed.

Theorem split_fraction r fresh : (0 < K)%N -> 0 < r -> r < 1 ->
  counts ^+ 2 = sigma ^+ 2 * K%:R / (4%:R * r) -> fresh ^+ 2 = sigma ^+ 2 / (1 - r) ->
  (fresh ^+ 2)^-1 = left_over /\ K%:R * sigma ^+ 2 < 4%:R * counts ^+ 2.
Proof.
move=> K_gt0 r_gt0 r_lt1 counts2 fresh2.
have k0 : 0 < K%:R :> R by rewrite ltr0n.
have rest : 0 < 1 - r by rewrite subr_gt0.
have eq : (fresh ^+ 2)^-1 = left_over.
  rewrite fresh2 /left_over counts2 invf_div.
  have -> : K%:R / (4%:R * (sigma ^+ 2 * K%:R / (4%:R * r))) = r / sigma ^+ 2.
    by set k := K%:R in k0 *; by_field R; nonzero.
  by rewrite mulrBl mul1r.
split=> //; rewrite -split_exists -eq invr_gt0 fresh2 divr_gt0 // exprn_gt0 //.
Qed.
End Split.

(** σ = 0.8, σ_b = 5, 25 groups: raw bits use 37/16 where 25/16 are claimed, a multiplier of 0.6576. *)
Example worked : (25%:R / 16%:R + 3%:R * 25%:R / (4%:R * 5%:R ^+ 2) = 37%:R / 16%:R :> rat)%R.
Proof. by []. Qed.
