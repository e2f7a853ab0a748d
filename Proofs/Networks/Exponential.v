(** The logistic loss, from what an exponential function and its inverse obey.

    Setting. The ordered field has two functions, exp and ln, with
      exp (x + y) = exp x exp y,   1 + x <= exp x,   exp (ln x) = x for x > 0,   ln (exp x) = x,
    as the real numbers have. The logistic loss is l(z) = ln(1 + exp(-z)).

    Theorems, in words.
    - exp and ln are increasing, 1 - 1/x <= ln x <= x - 1 for x > 0, and 0 <= l(z) <= exp(-z), l(0) = ln 2.
    - The logistic loss has the derivative -1/2 at 0: |l(z) - l(0) + z/2| <= z² for |z| < 1/2.

    Claims [network.last-layer] and [network.gradient], on Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of
    Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics LastLayer.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** exp and ln are an exponential function and its inverse. *)
Record exponential (R : realFieldType) (exp ln : R -> R) : Prop := Exponential {
  exp_add : forall x y, exp (x + y) = exp x * exp y;
  exp_above : forall x, 1 + x <= exp x;
  exp_ln : forall x, 0 < x -> exp (ln x) = x;
  ln_exp : forall x, ln (exp x) = x }.

Section Exponential.
Variables (R : realFieldType) (exp ln : R -> R).
Hypothesis laws : exponential exp ln.
Implicit Types x y z : R.
Add Field R_field : (field_laws R).

Lemma exp0 : exp 0 = 1.
Proof.
have nz : exp 0 != 0.
  by rewrite gt_eqF // (lt_le_trans ltr01) //; have := exp_above laws 0; rewrite addr0.
by apply: (mulfI nz); rewrite -(exp_add laws) addr0 mulr1.
Qed.

Lemma exp_inverse x : exp x * exp (- x) = 1.
Proof. by rewrite -(exp_add laws) subrr exp0. Qed.

Lemma exp_gt0 x : 0 < exp x.
Proof.
have -> : exp x = exp (x / 2%:R) ^+ 2 by rewrite expr2 -(exp_add laws) -splitr.
rewrite exprn_even_gt0 //=; apply/eqP => zero; have := exp_inverse (x / 2%:R).
by rewrite zero mul0r => /eqP; rewrite eq_sym oner_eq0.
Qed.

Lemma exp_opp x : exp (- x) = (exp x)^-1.
Proof. by apply: (mulfI (lt0r_neq0 (exp_gt0 x))); rewrite exp_inverse mulfV // gt_eqF ?exp_gt0. Qed.

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof.
move=> le; have -> : exp y = exp x * exp (y - x) by rewrite -(exp_add laws) addrC subrK.
by rewrite ler_pemulr ?(ltW (exp_gt0 x)) // (le_trans _ (exp_above laws _)) // ler_addl subr_ge0.
Qed.

Lemma ln_below x : 0 < x -> ln x <= x - 1.
Proof. by move=> gt0; rewrite ler_subr_addl -[X in _ <= X](exp_ln laws gt0) (exp_above laws). Qed.

Lemma ln_above x : 0 < x -> 1 - x^-1 <= ln x.
Proof.
move=> gt0; rewrite ler_subl_addr -ler_subl_addl; have := exp_above laws (- ln x).
by rewrite exp_opp (exp_ln laws gt0).
Qed.

Lemma ln1 : ln 1 = 0. Proof. by rewrite -exp0 (ln_exp laws). Qed.

Lemma ln_le x y : 0 < x -> x <= y -> ln x <= ln y.
Proof.
move=> gt0 le; have gt0' : 0 < y := lt_le_trans gt0 le.
rewrite leNgt; apply/negP => lt; have := exp_above laws (ln x - ln y).
rewrite (exp_add laws) exp_opp !(exp_ln laws) // => above.
have : 1 < x / y by apply: lt_le_trans above; rewrite ltr_addl subr_gt0.
by rewrite ltr_pdivl_mulr // mul1r ltNge le.
Qed.

Lemma ln_div x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof.
move=> gt0 gt0'; rewrite -[RHS](ln_exp laws) (exp_add laws) exp_opp !(exp_ln laws) //.
Qed.

(** ** The logistic loss *)
Definition logistic z := ln (1 + exp (- z)).

Lemma one_exp_gt0 z : 0 < 1 + exp z.
Proof. by rewrite addr_gt0 ?ltr01 ?exp_gt0. Qed.

Lemma logistic_ge0 z : 0 <= logistic z.
Proof. by rewrite -ln1 ln_le ?ltr01 // ler_addl ltW ?exp_gt0. Qed.

Lemma logistic0 : logistic 0 = ln 2%:R.
Proof. by rewrite /logistic oppr0 exp0 -[1 + 1]mulr2n. Qed.

Lemma logistic_le z : logistic z <= exp (- z).
Proof. by apply: le_trans (ln_below (one_exp_gt0 _)) _; rewrite addrC addKr. Qed.

Lemma logistic_decreasing y z : y <= z -> logistic z <= logistic y.
Proof. by move=> le; rewrite ln_le ?one_exp_gt0 // ler_add2l exp_le // ler_opp2. Qed.

(** |l(z) - l(0) + z/2| <= z² for |z| < 1/2. *)
Theorem logistic_derivative : derivative_at_0 logistic (- 2%:R^-1).
Proof.
move=> eps eps_gt0; exists (Num.min eps 2%:R^-1); first by rewrite lt_minr eps_gt0 invr_gt0 ltr0n.
move=> z; rewrite lt_minr => /andP[lt_eps lt_half].
suff : `|logistic z - logistic 0 - - 2%:R^-1 * z| <= `|z| * `|z|.
  by move=> le; apply: le_trans le _; rewrite ler_wpmul2r // ltW.
have [z_gt z_lt] : - 2%:R^-1 < z /\ z < 2%:R^-1 by apply/andP; rewrite -ltr_norml.
have z1_gt0 : 0 < 1 + z.
  by rewrite -ltr_subl_addl sub0r; apply: lt_trans z_gt; rewrite ltr_opp2 invf_lt1 ?ltr1n ?ltr0n.
set E := exp (- z); have E_gt0 : 0 < E := exp_gt0 _.
have E_ge : 1 - z <= E := exp_above laws (- z).
have E_le : E <= (1 + z)^-1.
  by rewrite /E exp_opp lef_pinv ?qualifE ?exp_gt0 // (exp_above laws).
have E1_gt0 : 0 < 1 + E := one_exp_gt0 _.
have difference : logistic z - logistic 0 = ln ((1 + E) / 2%:R).
  by rewrite logistic0 ln_div ?ltr0n.
have half_gt0 : 0 < (1 + E) / 2%:R by rewrite divr_gt0 ?ltr0n.
have upper : logistic z - logistic 0 <= (E - 1) / 2%:R.
  rewrite difference; apply: le_trans (ln_below half_gt0) _; rewrite le_eqVlt; apply/predU1P; left.
  by by_field R; nonzero.
have lower : (E - 1) / (1 + E) <= logistic z - logistic 0.
  rewrite difference; apply: le_trans (ln_above half_gt0); rewrite le_eqVlt; apply/predU1P; left.
  by by_field R; nonzero.
have square : `|z| * `|z| = z ^+ 2 by rewrite -expr2 real_normK ?num_real.
rewrite square mulNr opprK [_^-1 * z]mulrC ler_norml; apply/andP; split.
  rewrite -ler_subl_addr; apply: le_trans lower; rewrite ler_pdivl_mulr //.
  (* (- z² - z/2)(1 + E) <= E - 1, for E >= 1 - z *)
  rewrite -subr_ge0.
  have -> : E - 1 - (- z ^+ 2 - z / 2%:R) * (1 + E)
      = (E - (1 - z)) * (1 + z / 2%:R + z ^+ 2) + z ^+ 2 * (3%:R / 2%:R - z).
    by by_field R; nonzero.
  rewrite addr_ge0 // mulr_ge0 ?sqr_ge0 ?subr_ge0 //.
    rewrite addr_ge0 ?sqr_ge0 // -ler_subl_addl sub0r ler_pdivl_mulr ?ltr0n // mulNr mul1r.
    apply: ltW; apply: lt_trans z_gt; rewrite ltr_opp2; apply: (@lt_trans _ _ 1); last by rewrite ltr1n.
    by rewrite invf_lt1 ?ltr1n ?ltr0n.
  apply: ltW; apply: lt_trans z_lt _; rewrite ltr_pdivl_mulr ?ltr0n // mulVf ?pnatr_eq0 // ltr1n //.
rewrite -ler_subr_addr; apply: le_trans upper _; rewrite ler_pdivr_mulr ?ltr0n //.
(* E - 1 <= 2 z² - z, for E (1 + z) <= 1 *)
apply: (@le_trans _ _ ((1 + z)^-1 - 1)); first by rewrite ler_add2r.
rewrite -subr_ge0.
have -> : (z ^+ 2 - z / 2%:R) * 2%:R - ((1 + z)^-1 - 1) = z ^+ 2 * (2%:R * (2%:R^-1 + z)) / (1 + z).
  by by_field R; nonzero.
rewrite divr_ge0 ?(ltW z1_gt0) // mulr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // -ler_subl_addl sub0r.
exact: ltW.
Qed.
End Exponential.
