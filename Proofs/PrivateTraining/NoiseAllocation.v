(** How noise may be divided among groups of parameters.

    Setting. Group k has d_k parameters and the threshold C_k, and gets Gaussian noise of standard deviation s_k. The noise multiplier σ of
    the whole release obeys Σ C_k²/s_k² = σ⁻²: noise over sensitivity, once each group is divided by its s_k.

    Theorems, in words.
    - For any positive weights γ_k the deviations s_k = σ γ_k sqrt(Σ C_j²/γ_j²) have the multiplier σ exactly, and group k has the
      share (C_k²/γ_k²)/(Σ C_j²/γ_j²) of the budget.
    - For γ_k = 1 all s_k are σ sqrt(Σ C_j²). For γ_k = C_k the shares are 1/K and s_k² = σ² K C_k². For γ_k² = C_k²/d_k the
      shares are d_k/d and s_k² = σ² C_k² d/d_k, where d is the number of all parameters.
    - Deviations whose multiplier is at least σ have Σ d_k s_k² >= σ² (Σ C_k sqrt(d_k))². The weights γ_k² = C_k/sqrt(d_k) attain it.

    The numbers are those of any ordered field; a square root is a positive number r with r² = x. Derived; the setting is that of He et al.,
    "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping" (arXiv 2212.01539). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Allocation.
Variables (R : realFieldType) (K : nat) (C : 'I_K -> R) (sigma : R).
Add Field R_field : (field_laws R).
Hypotheses (C_gt0 : forall k, 0 < C k) (sigma_gt0 : 0 < sigma).
Implicit Types (gamma s d r : 'I_K -> R).

(** Σ C_k²/s_k². *)
Definition budget s : R := \sum_k C k ^+ 2 / s k ^+ 2.

(** [root] is the root of Σ C_k²/γ_k². *)
Definition is_root gamma (root : R) := 0 < root /\ root ^+ 2 = budget gamma.

(** The deviations of weights γ. *)
Definition deviations gamma root k : R := sigma * gamma k * root.

(** What group k has of the budget σ⁻². *)
Definition share s k : R := C k ^+ 2 / s k ^+ 2 * sigma ^+ 2.

Section Weights.
Variables (gamma : 'I_K -> R) (root : R).
Hypotheses (gamma_gt0 : forall k, 0 < gamma k) (rooted : is_root gamma root).

Theorem weights_share k : share (deviations gamma root) k = (C k ^+ 2 / gamma k ^+ 2) / budget gamma.
Proof.
have [root_gt0 <-] := rooted; rewrite /share /deviations; by_field R; nonzero.
Qed.

Theorem weights_budget : budget (deviations gamma root) = (sigma ^+ 2)^-1.
Proof.
have [root_gt0 root2] := rooted.
have nz : budget gamma != 0 by rewrite -root2 expf_neq0 // gt_eqF.
have s_nz : sigma ^+ 2 != 0 by rewrite expf_neq0 // gt_eqF.
apply: (mulIf s_nz); rewrite mulVf // /budget mulr_suml.
rewrite (eq_bigr _ (fun k _ => weights_share k)) -mulr_suml divff //.
Qed.
End Weights.

Theorem equal_noise root k : is_root (fun=> 1) root ->
  deviations (fun=> 1) root k = sigma * root /\ root ^+ 2 = \sum_j C j ^+ 2.
Proof.
case=> _ root2; split; first by rewrite /deviations mulr1.
by rewrite root2; apply: eq_bigr => j _; rewrite expr1n divr1.
Qed.

Lemma equal_budget_total : budget C = K%:R.
Proof.
rewrite /budget (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => k _.
by rewrite divff // expf_neq0 // gt_eqF.
Qed.

Theorem equal_budget root k : is_root C root ->
  share (deviations C root) k = K%:R^-1 /\ deviations C root k ^+ 2 = sigma ^+ 2 * K%:R * C k ^+ 2.
Proof.
move=> rooted; rewrite weights_share // equal_budget_total.
split; first by rewrite divff ?div1r // expf_neq0 // gt_eqF.
by have [_] := rooted; rewrite equal_budget_total /deviations => root2; rewrite !exprMn root2 mulrAC.
Qed.

Section Dimensions.
Variable d : 'I_K -> R.
Hypothesis d_gt0 : forall k, 0 < d k.

Theorem dimension_weighted gamma root k :
  (forall j, 0 < gamma j) -> (forall j, gamma j ^+ 2 = C j ^+ 2 / d j) -> is_root gamma root ->
  share (deviations gamma root) k = d k / (\sum_j d j)
  /\ deviations gamma root k ^+ 2 = sigma ^+ 2 * C k ^+ 2 * (\sum_j d j) / d k.
Proof.
move=> gamma_gt0 gamma2 rooted.
have quotient j : C j ^+ 2 / gamma j ^+ 2 = d j.
  by rewrite gamma2 invfM invrK mulrA divff ?mul1r // expf_neq0 // gt_eqF.
have all : budget gamma = \sum_j d j by apply: eq_bigr => j _; exact: quotient.
rewrite weights_share // quotient all; split=> //.
by have [_ root2] := rooted; rewrite /deviations !exprMn root2 all gamma2; rewrite mulrA mulrAC.
Qed.

(** Σ d_k s_k², the expected squared norm of the noise. *)
Definition energy s : R := \sum_k d k * s k ^+ 2.

Variable r : 'I_K -> R.
Hypotheses (r_gt0 : forall k, 0 < r k) (r2 : forall k, r k ^+ 2 = d k).

(** (Σ a_k b_k)² <= (Σ a_k²)(Σ b_k²). *)
Lemma cauchy_schwarz (a b : 'I_K -> R) : (\sum_k a k * b k) ^+ 2 <= (\sum_k a k ^+ 2) * (\sum_k b k ^+ 2).
Proof.
have twice : 0 <= \sum_i \sum_j (a i * b j - a j * b i) ^+ 2.
  by apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; exact: sqr_ge0.
have expand : \sum_i \sum_j (a i * b j - a j * b i) ^+ 2
    = 2%:R * ((\sum_k a k ^+ 2) * (\sum_k b k ^+ 2) - (\sum_k a k * b k) ^+ 2).
  transitivity (\sum_i \sum_j (a i ^+ 2 * b j ^+ 2 + b i ^+ 2 * a j ^+ 2 - 2%:R * (a i * b i) * (a j * b j))).
    by apply: eq_bigr => i _; apply: eq_bigr => j _; by_ring R.
  under eq_bigr do rewrite sumrB big_split /= -!mulr_sumr.
  rewrite sumrB big_split /= -!mulr_suml -mulr_sumr.
  set x := \sum_k a k ^+ 2; set y := \sum_k b k ^+ 2; set z := \sum_k a k * b k.
  by by_ring R.
by rewrite expand pmulr_rge0 ?ltr0n // subr_ge0 in twice.
Qed.

Theorem energy_bound s : (forall k, 0 < s k) -> budget s <= (sigma ^+ 2)^-1 ->
  sigma ^+ 2 * (\sum_k C k * r k) ^+ 2 <= energy s.
Proof.
move=> s_gt0 within.
have cs := cauchy_schwarz (fun k => C k / s k) (fun k => r k * s k).
have sum : \sum_k C k / s k * (r k * s k) = \sum_k C k * r k.
  by apply: eq_bigr => k _; have := s_gt0 k => s0; by_field R; nonzero.
have budgets : \sum_k (C k / s k) ^+ 2 = budget s by apply: eq_bigr => k _; rewrite expr_div_n.
have energies : \sum_k (r k * s k) ^+ 2 = energy s by apply: eq_bigr => k _; rewrite exprMn r2.
rewrite sum budgets energies in cs.
have energy_ge0 : 0 <= energy s by apply: sumr_ge0 => k _; rewrite mulr_ge0 ?sqr_ge0 // ltW.
rewrite mulrC -ler_pdivl_mulr ?exprn_gt0 //.
by apply: le_trans cs _; rewrite mulrC ler_wpmul2l.
Qed.

Theorem minimal_energy gamma root :
  (forall j, 0 < gamma j) -> (forall j, gamma j ^+ 2 = C j / r j) -> is_root gamma root ->
  energy (deviations gamma root) = sigma ^+ 2 * (\sum_k C k * r k) ^+ 2.
Proof.
move=> gamma_gt0 gamma2 [_ root2].
have all : budget gamma = \sum_k C k * r k.
  by apply: eq_bigr => k _; rewrite gamma2; have := C_gt0 k; have := r_gt0 k => r0 C0; by_field R; nonzero.
rewrite all in root2.
rewrite /energy (eq_bigr (fun k => sigma ^+ 2 * root ^+ 2 * (C k * r k))) => [|k _].
  by rewrite -mulr_sumr root2 -mulrA -expr2.
rewrite /deviations !exprMn gamma2 -r2; have := r_gt0 k => r0; by_field R; nonzero.
Qed.
End Dimensions.
End Allocation.

(** Square roots exist in a real closed field: there the deviations of the text are these. *)
Corollary root_exists (R : rcfType) K (C gamma : 'I_K.+1 -> R) : (forall k, 0 < C k) -> (forall k, 0 < gamma k) ->
  is_root C gamma (Num.sqrt (budget C gamma)).
Proof.
move=> C_gt0 gamma_gt0.
have gt0 : 0 < budget C gamma.
  rewrite /budget big_ord_recl ltr_paddr ?divr_gt0 ?exprn_gt0 //.
  by apply: sumr_ge0 => k _; rewrite ltW // divr_gt0 ?exprn_gt0.
by split; rewrite ?sqrtr_gt0 // sqr_sqrtr // ltW.
Qed.
