(** Mirrored data make the bias of a machine vanish.

    Theorem, in words. Let G be the Gram matrix with signs of a machine without a bias, y the labels,
    and V its optimal value. Append 0 to the points, add the points with 1 appended and the opposite
    labels, and let t in [0,1) be the kernel between 0 and 1: the Gram matrix is now
    (G, -tG; -tG, G) and the labels are (y, -y). The machine with a bias maximises the same objective
    over the α >= 0 with y'α = 0. On the mirrored data its optimal value is 2 V / (1 - t).

    Claim [kernel.separation], on Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of
    Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import KernelMachine.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Columns.
Variables (F : fieldType) (m n : nat).

Lemma dot_col (a c : 'cV[F]_m) (b d : 'cV[F]_n) :
  dot (col_mx a b) (col_mx c d) = dot a c + dot b d.
Proof.
rewrite [LHS]big_split_ord; congr (_ + _); apply: eq_bigr => i _.
  by rewrite !col_mxEu.
by rewrite !col_mxEd.
Qed.

Lemma total_col (a : 'cV[F]_m) (b : 'cV[F]_n) : total (col_mx a b) = total a + total b.
Proof. by rewrite -!dot_ones -col_mx_const dot_col. Qed.
End Columns.

Section Bias.
Variable R : realFieldType.

(** V is the greatest value of the machine with a bias. *)
Definition biased_optimum n (G : 'M[R]_n) (y : 'cV[R]_n) (V : R) :=
  (exists2 a, nonnegative a /\ dot y a = 0 & objective G a = V)
  /\ forall a, nonnegative a -> dot y a = 0 -> objective G a <= V.

(** The same for coefficients in [0,c]. *)
Definition biased_box_optimum n (G : 'M[R]_n) (y : 'cV[R]_n) (c V : R) :=
  (exists2 a : 'cV[R]_n, (forall i, 0 <= a i 0 <= c) /\ dot y a = 0 & objective G a = V)
  /\ forall a : 'cV[R]_n, (forall i, 0 <= a i 0 <= c) -> dot y a = 0 -> objective G a <= V.

Lemma biased_optimum_unique n (G : 'M[R]_n) y V W :
  biased_optimum G y V -> biased_optimum G y W -> V = W.
Proof.
move=> [[a [a_ge0 a_y] <-] maxV] [[b [b_ge0 b_y] <-] maxW].
by apply/eqP; rewrite eq_le maxW ?maxV.
Qed.

Variables (n : nat) (G : 'M[R]_n) (y : 'cV[R]_n) (t : R).
Hypotheses (sym : symmetric G) (psd : semidefinite G) (t_ge0 : 0 <= t) (t_lt1 : t < 1).

Definition mirrored : 'M[R]_(n + n) := block_mx G (- t *: G) (- t *: G) G.
Definition mirrored_labels : 'cV[R]_(n + n) := col_mx y (- y).

Lemma expand_mirrored (A B C : R) :
  A + B + (B + C) - t * (A + B - (B + C)) + (- (t * (A - B + (B - C))) + (A - B - (B - C)))
    = ((1 - t) * A + (1 + t) * C) * 2%:R.
Proof.
have -> : A + B - (B + C) = A - C by rewrite opprD addrA addrK.
have -> : A - B + (B - C) = A - C by rewrite addrA subrK.
rewrite [- _ + _]addrC addrACA.
have -> : A + B + (B + C) + (A - B - (B - C)) = (A + C) + (A + C).
  by rewrite opprB addrACA [A + B + _]addrACA subrr addr0 [B + C]addrC [C + B + _]addrACA subrr addr0 addrACA.
rewrite addrACA -[LHS]mulr2n -[LHS]mulr_natr; congr (_ * _).
by rewrite mulrBr opprB mulrBl mulrDl !mul1r [t * C - _]addrC addrACA.
Qed.

(** The objective in the mean g and half the difference h of the coefficients of the two copies. *)
Lemma mirrored_objective g h : objective mirrored (col_mx (g + h) (g - h))
  = 2%:R / (1 - t) * objective G ((1 - t) *: g) - (1 + t) * dot h (G *m h).
Proof.
have two_nz : 2%:R != 0 :> R by rewrite pnatr_eq0.
have gap_nz : 1 - t != 0 by rewrite subr_eq0 gt_eqF.
have form : dot (col_mx (g + h) (g - h)) (mirrored *m col_mx (g + h) (g - h))
    = ((1 - t) * dot g (G *m g) + (1 + t) * dot h (G *m h)) * 2%:R.
  rewrite mul_block_col dot_col -!scalemxAl !mulmxBr !mulmxDr !scaleNr.
  rewrite !(dotBr, dotDr, dotNr, dotZr, dotBl, dotDl) (dot_symmetric g h sym).
  exact: expand_mirrored.
rewrite /objective form mulfK // total_col -!dot_ones dotDl dotBl addrACA subrr addr0.
rewrite -scalemxAr !dotZl dotZr mulrBr [X in _ = X - _ - _]mulrA divfK //.
rewrite [X in _ = _ - X - _]mulrA [X in _ - X / _ - _]mulrA divfK //.
by rewrite [2%:R * _ / _]mulrAC mulfV // mul1r mulr_natl mulr2n opprD addrA.
Qed.

(** The coefficients divided by 1 - t, on both copies. *)
Definition copies (a : 'cV[R]_n) : 'cV[R]_(n + n) := col_mx ((1 - t)^-1 *: a) ((1 - t)^-1 *: a).

Lemma copies_balanced a : dot mirrored_labels (copies a) = 0.
Proof. by rewrite dot_col (dotC (- y)) dotNr (dotC _ y) subrr. Qed.

Theorem mirrored_copies a : objective mirrored (copies a) = 2%:R / (1 - t) * objective G a.
Proof.
have gap_nz : 1 - t != 0 by rewrite subr_eq0 gt_eqF.
have := mirrored_objective ((1 - t)^-1 *: a) 0; rewrite addr0 subr0 => ->.
rewrite mulmx0 scalerA mulfV ?scale1r // (_ : dot 0 0 = 0) ?mulr0 ?subr0 //.
by apply: big1 => i _; rewrite !mxE mulr0.
Qed.

(** The mean of the coefficients of the two copies. *)
Definition mean (c : 'cV[R]_(n + n)) := 2%:R^-1 *: (usubmx c + dsubmx c).

Theorem mirrored_mean c : objective mirrored c <= 2%:R / (1 - t) * objective G ((1 - t) *: mean c).
Proof.
pose a := usubmx c; pose b := dsubmx c; pose h := 2%:R^-1 *: (a - b).
have half (x : 'cV[R]_n) : 2%:R^-1 *: (x + x) = x.
  by rewrite -mulr2n -scaler_nat scalerA mulVf ?scale1r // pnatr_eq0.
have {1}-> : c = col_mx (mean c + h) (mean c - h).
  rewrite -[LHS]vsubmxK /mean -/a -/b /h -scalerDr -scalerBr.
  by rewrite addrACA subrr addr0 opprB [b - a]addrC addrACA subrr add0r !half.
by rewrite mirrored_objective ler_subl_addr ler_addl mulr_ge0 // addr_ge0 ?ler01.
Qed.

Let gap_gt0 : 0 < 1 - t. Proof. by rewrite subr_gt0. Qed.
Let factor_ge0 : 0 <= 2%:R / (1 - t). Proof. by rewrite divr_ge0 ?ler0n // ltW. Qed.

Theorem mirrored_optimum V : optimum G V ->
  biased_optimum mirrored mirrored_labels (2%:R / (1 - t) * V).
Proof.
move=> [[a a_ge0 <-] greatest]; split.
  exists (copies a); last exact: mirrored_copies.
  split; last exact: copies_balanced.
  by move=> i; rewrite mxE; case: (split i) => j; rewrite mxE mulr_ge0 // invr_ge0 ltW.
move=> c c_ge0 _; apply: le_trans (mirrored_mean c) _; rewrite ler_wpmul2l //.
apply: greatest => i; rewrite !mxE !mulr_ge0 ?invr_ge0 ?ler0n ?(ltW gap_gt0) //.
by rewrite addr_ge0 ?c_ge0.
Qed.

Theorem mirrored_box_optimum c V : box_optimum G (c * (1 - t)) V ->
  biased_box_optimum mirrored mirrored_labels c (2%:R / (1 - t) * V).
Proof.
move=> [[a a_in <-] greatest]; split.
  exists (copies a); last exact: mirrored_copies.
  split; last exact: copies_balanced.
  have inside j : 0 <= ((1 - t)^-1 *: a) j 0 <= c.
    have /andP[ge0 le] := a_in j.
    by rewrite mxE mulrC ler_pdivr_mulr // divr_ge0 // ltW.
  by move=> i; rewrite mxE; case: (split i) => j; exact: inside.
move=> b b_in _; apply: le_trans (mirrored_mean b) _; rewrite ler_wpmul2l //.
have b_ge0 k : 0 <= b k 0 by have /andP[] := b_in k.
have b_le k : b k 0 <= c by have /andP[] := b_in k.
apply: greatest => i; rewrite !mxE; apply/andP; split.
  by rewrite !mulr_ge0 ?invr_ge0 ?ler0n ?(ltW gap_gt0) // addr_ge0 ?b_ge0.
rewrite mulrC ler_wpmul2r ?(ltW gap_gt0) //.
by rewrite mulrC ler_pdivr_mulr ?ltr0n // mulr_natr mulr2n ler_add.
Qed.
End Bias.

(** ** A worked example

    One point has the value 1/2. Two mirrored copies with the kernel 1/4 between them have the value
    2 / (3/4) · 1/2 = 4/3. *)
Example worked : biased_optimum (mirrored (1%:M : 'M[rat]_1) (1 / 4%:R))
  (mirrored_labels (const_mx 1)) (4%:R / 3%:R).
Proof.
have sym : symmetric (1%:M : 'M[rat]_1) by exact: trmx1.
have psd : semidefinite (1%:M : 'M[rat]_1).
  by move=> x; rewrite mul1mx; apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0.
have one : optimum (1%:M : 'M[rat]_1) (total (const_mx 1 : 'cV[rat]_1) / 2%:R).
  by apply: optimum_of_solution => //; [move=> i; rewrite mxE | rewrite mul1mx].
have -> : 4%:R / 3%:R = 2%:R / (1 - 1 / 4%:R) * (total (const_mx 1 : 'cV[rat]_1) / 2%:R) :> rat.
  by rewrite /total big_ord1 mxE; apply/eqP; vm_compute.
exact: mirrored_optimum.
Qed.
