(** Three optimal values of a kernel machine tell whether two of its points are close.

    Setting. K is the symmetric matrix of a kernel with entries >= 0 and diagonal 1, on points of which
    the first p are labelled +1, the last s are labelled -1, and r is at least the largest sum of a row
    without its diagonal. The Gram matrix with signs is G_ij = y_i y_j K_ij. V, V₊, V₋ are the optimal
    values with hard margin on all points, the first, the last; Δ = V - V₊ - V₋; and S is the sum of K
    over the pairs of a first and a last point.

    Theorems, in words.
    - Let D be the part of G on pairs with equal labels, Z = D - G, Dw = 1 and Gα = 1. Then
      1'α - 1'w = w'Zα = w'Zw + (α-w)'G(α-w), and so 2Δ = w'Zα.
    - If r < 1/2 then (1-r)² S <= Δ <= S / (1-r). For ridge regression with λ > 0 the same holds with
      r/(1+λ) for r and cS for S, where c = λ/(1+λ)². With a soft margin, coefficients in a box [0,C]
      with C <= 1/(1+r), Δ = C² S; with C >= 1/(1-r) the bounds are those of the hard margin.
      With a bias on mirrored data (KernelBias.v) the bounds hold with cS for S, c = 2/(1-t).
    - For principal components: the entries of an N × N kernel matrix with diagonal 1 add up to
      N (N - T), where T is the trace of the centred matrix, that is, the sum of its eigenvalues; and
      the difference of three such sums is 2S.
    - Suppose (1-r)² c S <= Δ <= c S / (1-r). If there is a close pair, S >= u; if there is none,
      S <= m u. If m < (1-r)³ then Δ is greater with a pair than without. If (1-r)² > 1/2 and
      m < (1-r)/2, then c u / 2 is a threshold between the two.
    - So if K is at least u on close pairs and at most q² u on others, and p s q² < (1-r)/2, then
      Δ > u/2 if and only if there is a close pair.

    The numbers are those of any ordered field. Claims [kernel.separation] and [kernel.spectrum], on
    Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv
    1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import KernelMachine KernelBias.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** ** The difference is a form in Z *)
Section Identity.
Variables (F : fieldType) (n : nat) (D Z : 'M[F]_n) (w a : 'cV[F]_n).
Hypotheses (symD : symmetric D) (symZ : symmetric Z).
Hypotheses (Dw : D *m w = const_mx 1) (Ga : (D - Z) *m a = const_mx 1).

Theorem difference_identity : total a - total w = dot w (Z *m a).
Proof.
have -> : total a = dot w (D *m a) by rewrite -dot_ones -Dw dot_symmetric.
have -> : total w = dot w ((D - Z) *m a) by rewrite Ga dot_ones.
by rewrite mulmxBl dotBr opprB addrC subrK.
Qed.

Theorem difference_second_order :
  dot w (Z *m a) = dot w (Z *m w) + dot (a - w) ((D - Z) *m (a - w)).
Proof.
have -> : (D - Z) *m (a - w) = Z *m w.
  by rewrite mulmxBr Ga mulmxBl Dw opprB addrC subrK.
by rewrite dotBl (dot_symmetric a w symZ) addrC subrK.
Qed.
End Identity.

(** ** The kernel on two classes *)
Section Difference.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)).

(** The label: 1 for the first p points, -1 for the others. *)
Definition label (i : 'I_(p + s)) : R := if split i is inl _ then 1 else -1.

(** y_i y_j K_ij. *)
Definition signed : 'M[R]_(p + s) := \matrix_(i, j) (label i * label j * K i j).

(** S. *)
Definition cross : R := \sum_i \sum_j K (lshift s i) (rshift p j).

(** K is a kernel's matrix as above. *)
Definition kernel_matrix r := [/\ symmetric K, forall i, K i i = 1, forall i j, 0 <= K i j
  & forall i, \sum_(j | j != i) K i j <= r].

Lemma label_left i : label (lshift s i) = 1.
Proof. by rewrite /label (unsplitK (inl i)). Qed.

Lemma label_right j : label (rshift p j) = -1.
Proof. by rewrite /label (unsplitK (inr j)). Qed.

Definition diagonal_part : 'M[R]_(p + s) := block_mx (ulsubmx K) 0 0 (drsubmx K).
Definition cross_part : 'M[R]_(p + s) := block_mx 0 (ursubmx K) (dlsubmx K) 0.

Lemma signedE : signed = diagonal_part - cross_part.
Proof.
rewrite /diagonal_part /cross_part opp_block_mx add_block_mx !oppr0 !addr0 !add0r.
rewrite -[LHS]submxK; congr block_mx; apply/matrixP => i j.
all: by rewrite !mxE ?label_left ?label_right ?mulrN1 ?opprK ?mul1r ?mulN1r.
Qed.

Variable r : R.
Hypothesis kernel : kernel_matrix r.

Lemma symmetricK i j : K i j = K j i.
Proof. by have [sym _ _ _] := kernel; rewrite -[in LHS]sym mxE. Qed.

Lemma dominated_signed : dominated signed r.
Proof.
have [_ diag entries rows] := kernel.
have labels i : label i * label i = 1 /\ `|label i| = 1.
  by rewrite /label; case: (split i) => _; rewrite ?mulrNN mulr1 ?normrN normr1.
split => i; first by rewrite mxE (labels i).1 mul1r diag.
rewrite (eq_bigr (K i)) // => j _.
by rewrite mxE !normrM (labels i).2 (labels j).2 !mul1r ger0_norm.
Qed.

Lemma dominated_left : dominated (ulsubmx K) r.
Proof.
have [_ diag entries rows] := kernel; split => i; first by rewrite !mxE diag.
apply: le_trans (rows (lshift s i)); rewrite big_split_ord /=.
under [X in _ <= X + _]eq_bigl do rewrite (inj_eq (@lshift_inj _ _)).
rewrite -[X in X <= _]addr0 ler_add ?sumr_ge0 //.
by apply: ler_sum => j _; rewrite !mxE ger0_norm.
Qed.

Lemma dominated_right : dominated (drsubmx K) r.
Proof.
have [_ diag entries rows] := kernel; split => i; first by rewrite !mxE diag.
apply: le_trans (rows (rshift p i)); rewrite big_split_ord /=.
under [X in _ <= _ + X]eq_bigl do rewrite (inj_eq (@rshift_inj _ _)).
rewrite -[X in X <= _]add0r ler_add ?sumr_ge0 //.
by apply: ler_sum => j _; rewrite !mxE ger0_norm.
Qed.

Lemma symmetric_left : symmetric (ulsubmx K).
Proof. by apply/matrixP => i j; rewrite !mxE symmetricK. Qed.

Lemma symmetric_right : symmetric (drsubmx K).
Proof. by apply/matrixP => i j; rewrite !mxE symmetricK. Qed.

Lemma symmetric_diagonal_part : symmetric diagonal_part.
Proof. by rewrite /symmetric tr_block_mx symmetric_left symmetric_right !trmx0. Qed.

Lemma symmetric_cross_part : symmetric cross_part.
Proof.
rewrite /symmetric tr_block_mx !trmx0; congr block_mx.
all: by apply/matrixP => i j; rewrite !mxE symmetricK.
Qed.

Lemma symmetric_signed : symmetric signed.
Proof.
by rewrite /symmetric signedE linearB /= symmetric_diagonal_part symmetric_cross_part.
Qed.

(** A form in Z is a sum over pairs of a first and a last point. *)
Lemma cross_form u v : dot u (cross_part *m v) = \sum_i \sum_j K (lshift s i) (rshift p j)
  * (u (lshift s i) 0 * v (rshift p j) 0 + u (rshift p j) 0 * v (lshift s i) 0).
Proof.
rewrite -[u in LHS]vsubmxK -[v in LHS]vsubmxK mul_block_col !mul0mx add0r addr0.
rewrite /dot big_split_ord /=.
under eq_bigr => i _ do rewrite !col_mxEu !mxE mulr_sumr.
under [X in _ + X]eq_bigr => j _ do rewrite !col_mxEd !mxE mulr_sumr.
rewrite [X in _ + X]exchange_big -big_split; apply: eq_bigr => i _ /=.
rewrite -big_split; apply: eq_bigr => j _ /=.
by rewrite !mxE (symmetricK (rshift p j)) mulrDr; congr (_ + _); rewrite mulrCA.
Qed.

Theorem central_inequality V Vleft Vright : r < 2%:R^-1 ->
  optimum signed V -> optimum (ulsubmx K) Vleft -> optimum (drsubmx K) Vright ->
  (1 - r) ^+ 2 * cross <= V - Vleft - Vright <= cross / (1 - r).
Proof.
move=> lt opt opt_left opt_right; have [_ diag entries rows] := kernel.
have lt1 : r < 1 by apply: lt_trans lt _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have gap_gt0 : 0 < 1 - r by rewrite subr_gt0.
have [a [sol pos opt_a]] := dominated_optimum symmetric_signed dominated_signed lt.
have [wl [sol_l pos_l opt_l]] := dominated_optimum symmetric_left dominated_left lt.
have [wr [sol_r pos_r opt_r]] := dominated_optimum symmetric_right dominated_right lt.
rewrite (optimum_unique opt opt_a) (optimum_unique opt_left opt_l) (optimum_unique opt_right opt_r).
pose w := col_mx wl wr.
have Dw : diagonal_part *m w = const_mx 1.
  by rewrite mul_block_col !mul0mx addr0 add0r sol_l sol_r col_mx_const.
have Ga : (diagonal_part - cross_part) *m a = const_mx 1 by rewrite -signedE.
have between i : 1 - r <= w i 0 <= 1.
  rewrite mxE; case: (split i) => k.
    by apply: dominated_between dominated_left lt sol_l _ => j l; rewrite !mxE.
  by apply: dominated_between dominated_right lt sol_r _ => j l; rewrite !mxE.
have w_ge i : 1 - r <= w i 0 by have /andP[] := between i.
have w_le i : w i 0 <= 1 by have /andP[] := between i.
have w_ge0 i : 0 <= w i 0 := le_trans (ltW gap_gt0) (w_ge i).
have a_le i : a i 0 <= (1 - r)^-1.
  by apply: le_trans (ler_norm _) (dominated_bound i dominated_signed lt1 sol).
have -> : total a / 2%:R - total wl / 2%:R - total wr / 2%:R = dot w (cross_part *m a) / 2%:R.
  have total_w : total w = total wl + total wr.
    rewrite [LHS]big_split_ord; congr (_ + _); apply: eq_bigr => i _.
      by rewrite col_mxEu.
    by rewrite col_mxEd.
  by rewrite -(difference_identity symmetric_diagonal_part Dw Ga) total_w -!mulrBl opprD addrA.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
rewrite ler_pdivl_mulr // ler_pdivr_mulr //; apply/andP; split.
  rewrite (difference_second_order symmetric_cross_part Dw Ga).
  apply: (@le_trans _ _ (dot w (cross_part *m w))); last first.
    rewrite ler_addl -signedE.
    exact: dominated_semidefinite symmetric_signed dominated_signed (ltW lt1) _.
  rewrite cross_form mulrAC mulr_sumr; apply: ler_sum => i _.
  rewrite mulr_sumr; apply: ler_sum => j _; rewrite mulrC ler_wpmul2l //.
  rewrite mulr_natr mulr2n ler_add // expr2; apply: ler_pmul => //; exact: ltW.
rewrite cross_form /cross -mulrA mulr_suml; apply: ler_sum => i _.
rewrite mulr_suml; apply: ler_sum => j _; rewrite ler_wpmul2l //.
have below k l : w k 0 * a l 0 <= (1 - r)^-1.
  by rewrite -[X in _ <= X]mul1r ler_pmul // ltW.
by rewrite mulr_natr mulr2n ler_add.
Qed.

End Difference.

(** ** Soft margins *)
Section Box.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)) (r c V Vleft Vright : R).
Hypotheses (kernel : kernel_matrix K r) (le1 : r <= 1).

Lemma regroup (x y f g z : R) : x + y - (f + g - z) - (x - f) - (y - g) = z.
Proof.
by rewrite !opprB -[LHS]addrA [f - x + _]addrACA -opprD addrA -(addrA (x + y)) subrK addrC addKr.
Qed.

Theorem small_box_difference : 0 <= c -> c * (1 + r) <= 1 ->
  box_optimum (signed K) c V -> box_optimum (ulsubmx K) c Vleft -> box_optimum (drsubmx K) c Vright ->
  V - Vleft - Vright = c ^+ 2 * cross K.
Proof.
move=> c_ge0 small opt opt_left opt_right.
rewrite (box_optimum_unique opt (dominated_small_box (symmetric_signed kernel)
  (dominated_signed kernel) le1 c_ge0 small)).
rewrite (box_optimum_unique opt_left (dominated_small_box (symmetric_left kernel)
  (dominated_left kernel) le1 c_ge0 small)).
rewrite (box_optimum_unique opt_right (dominated_small_box (symmetric_right kernel)
  (dominated_right kernel) le1 c_ge0 small)).
have ones : const_mx c = col_mx (const_mx c) (const_mx c) :> 'cV[R]_(p + s) by rewrite col_mx_const.
have form : dot (const_mx c) (signed K *m const_mx c)
    = dot (const_mx c) (ulsubmx K *m const_mx c) + dot (const_mx c) (drsubmx K *m const_mx c)
      - c ^+ 2 * cross K * 2%:R :> R.
  rewrite signedE mulmxBl dotBr (cross_form kernel); congr (_ - _).
    rewrite ones mul_block_col !mul0mx addr0 add0r [LHS]big_split_ord /=.
    by congr (_ + _); apply: eq_bigr => i _; rewrite ?col_mxEu ?col_mxEd.
  rewrite mulrC mulrA [2%:R * _]mulrC -mulrA /cross mulr_sumr mulr_sumr; apply: eq_bigr => i _.
  rewrite !mulr_sumr; apply: eq_bigr => j _; rewrite !mxE -expr2 -mulr2n -[X in _ * X]mulr_natr.
  by rewrite [LHS]mulrC -[LHS]mulrA.
have total_ones : total (const_mx c : 'cV[R]_(p + s)) = total (const_mx c : 'cV_p) + total (const_mx c : 'cV_s).
  by rewrite [LHS]big_split_ord; congr (_ + _); apply: eq_bigr => i _; rewrite !mxE.
rewrite /objective form total_ones mulrBl mulfK ?pnatr_eq0 // mulrDl.
exact: regroup.
Qed.
End Box.

(** With C >= 1/(1-r) the soft margin is hard. *)
Section LargeBox.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)) (r c V Vleft Vright : R).
Hypotheses (kernel : kernel_matrix K r) (lt_half : r < 2%:R^-1).

Theorem large_box_inequality : (1 - r)^-1 <= c ->
  box_optimum (signed K) c V -> box_optimum (ulsubmx K) c Vleft -> box_optimum (drsubmx K) c Vright ->
  (1 - r) ^+ 2 * cross K <= V - Vleft - Vright <= cross K / (1 - r).
Proof.
move=> le opt opt_left opt_right; apply: central_inequality => //.
- by move: opt; apply: box_is_hard (symmetric_signed kernel) (dominated_signed kernel) lt_half le.
- by move: opt_left; apply: box_is_hard (symmetric_left kernel) (dominated_left kernel) lt_half le.
- by move: opt_right; apply: box_is_hard (symmetric_right kernel) (dominated_right kernel) lt_half le.
Qed.
End LargeBox.

(** ** Ridge regression *)
Section Ridge.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)) (r l V Vleft Vright : R).
Hypotheses (kernel : kernel_matrix K r) (lt_half : r < 2%:R^-1) (l_gt0 : 0 < l).

Let c_gt0 : 0 < 1 + l. Proof. by rewrite addr_gt0 ?ltr01. Qed.

(** (M + λ)/(1 + λ). *)
Let ridged n (M : 'M[R]_n) := (1 + l)^-1 *: (M + l%:M).

Lemma ridged_kernel : kernel_matrix (ridged K) (r / (1 + l)).
Proof.
have [sym diag entries rows] := kernel; split.
- by rewrite /symmetric linearZ linearD /= sym tr_scalar_mx.
- by move=> i; rewrite !mxE diag eqxx mulr1n mulVf // gt_eqF.
- move=> i j; rewrite !mxE mulr_ge0 ?invr_ge0 ?(ltW c_gt0) // addr_ge0 // mulrn_wge0 // ltW //.
move=> i; rewrite mulrC (eq_bigr (fun j => (1 + l)^-1 * K i j)) => [|j neq].
  by rewrite -mulr_sumr ler_wpmul2l // invr_ge0 ltW.
by rewrite !mxE eq_sym (negbTE neq) mulr0n addr0.
Qed.

Lemma ridged_signed : signed (ridged K) = ridged (signed K).
Proof.
apply/matrixP => i j; rewrite !mxE mulrCA mulrDr; congr (_ * (_ + _)).
have [<-|_] := eqVneq i j; last by rewrite !mulr0n mulr0.
by rewrite /label; case: (split i) => _; rewrite ?mulrNN !mul1r.
Qed.

Lemma ridged_left : ulsubmx (ridged K) = ridged (ulsubmx K).
Proof. by apply/matrixP => i j; rewrite !mxE (inj_eq (@lshift_inj _ _)). Qed.

Lemma ridged_right : drsubmx (ridged K) = ridged (drsubmx K).
Proof. by apply/matrixP => i j; rewrite !mxE (inj_eq (@rshift_inj _ _)). Qed.

Lemma ridged_cross : cross (ridged K) = (1 + l)^-1 * cross K.
Proof.
rewrite /cross mulr_sumr; apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => j _.
by rewrite !mxE eq_lrshift mulr0n addr0.
Qed.

Theorem ridge_inequality :
  ridge_optimum (signed K) l V -> ridge_optimum (ulsubmx K) l Vleft ->
  ridge_optimum (drsubmx K) l Vright ->
  (1 - r / (1 + l)) ^+ 2 * (l / (1 + l) ^+ 2 * cross K) <= V - Vleft - Vright
    <= l / (1 + l) ^+ 2 * cross K / (1 - r / (1 + l)).
Proof.
move=> opt opt_left opt_right.
have lt1 : r <= 1 by apply: ltW; apply: lt_trans lt_half _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have lt' : r / (1 + l) < 2%:R^-1.
  rewrite ltr_pdivr_mulr //; apply: lt_trans lt_half _.
  by rewrite mulrDr mulr1 ltr_addl mulr_gt0 // invr_gt0 ltr0n.
have kernel' := ridged_kernel.
have optimal n (M : 'M[R]_n) W : symmetric M -> dominated M r -> dominated (ridged M) (r / (1 + l)) ->
    ridge_optimum M l W -> optimum (ridged M) (W * ((1 + l) / l)).
  move=> sym dom dom' opt_M.
  exact: (ridge_margin sym (dominated_semidefinite sym dom lt1) l_gt0 dom' lt' opt_M).
have opt' : optimum (signed (ridged K)) (V * ((1 + l) / l)).
  rewrite ridged_signed; apply: optimal (symmetric_signed kernel) (dominated_signed kernel) _ opt.
  by rewrite -ridged_signed; exact: dominated_signed kernel'.
have opt_left' : optimum (ulsubmx (ridged K)) (Vleft * ((1 + l) / l)).
  rewrite ridged_left; apply: optimal (symmetric_left kernel) (dominated_left kernel) _ opt_left.
  by rewrite -ridged_left; exact: dominated_left kernel'.
have opt_right' : optimum (drsubmx (ridged K)) (Vright * ((1 + l) / l)).
  rewrite ridged_right; apply: optimal (symmetric_right kernel) (dominated_right kernel) _ opt_right.
  by rewrite -ridged_right; exact: dominated_right kernel'.
have := central_inequality kernel' lt' opt' opt_left' opt_right'.
rewrite ridged_cross -!mulrBl.
have -> : l / (1 + l) ^+ 2 * cross K = (1 + l)^-1 * cross K * (l / (1 + l)).
  by rewrite -exprVn expr2 [RHS]mulrAC; congr (_ * _); rewrite mulrCA.
have factor_gt0 : 0 < l / (1 + l) by rewrite divr_gt0.
move=> /andP[lower upper]; apply/andP; split.
  rewrite mulrA -ler_pdivl_mulr //.
  by rewrite invf_div.
rewrite mulrAC -ler_pdivr_mulr //.
by rewrite invf_div.
Qed.
End Ridge.

(** ** The bias *)
Section Bias.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)) (r t V Vleft Vright : R).
Hypotheses (kernel : kernel_matrix K r) (lt_half : r < 2%:R^-1) (t_ge0 : 0 <= t) (t_lt1 : t < 1).

Theorem bias_inequality :
  biased_optimum (mirrored (signed K) t) (mirrored_labels (\col_i label R i)) V ->
  biased_optimum (mirrored (ulsubmx K) t) (mirrored_labels (const_mx 1)) Vleft ->
  biased_optimum (mirrored (drsubmx K) t) (mirrored_labels (const_mx (-1))) Vright ->
  (1 - r) ^+ 2 * (2%:R / (1 - t) * cross K) <= V - Vleft - Vright
    <= 2%:R / (1 - t) * cross K / (1 - r).
Proof.
move=> opt opt_left opt_right.
have lt1 : r <= 1 by apply: ltW; apply: lt_trans lt_half _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have c_ge0 : 0 <= 2%:R / (1 - t) by rewrite divr_ge0 ?ler0n // subr_ge0 ltW.
have value n (M : 'M[R]_n) y W : symmetric M -> dominated M r -> biased_optimum (mirrored M t) y W ->
    y = mirrored_labels (usubmx y) -> exists2 W', W = 2%:R / (1 - t) * W' & optimum M W'.
  move=> sym dom opt_W labels; have [a [_ _ opt_M]] := dominated_optimum sym dom lt_half.
  have psd := dominated_semidefinite sym dom lt1.
  exists (total a / 2%:R) => //; apply: biased_optimum_unique opt_W _.
  by rewrite labels; exact: mirrored_optimum.
have labels n (y : 'cV[R]_n) : mirrored_labels y = mirrored_labels (usubmx (mirrored_labels y)).
  by rewrite col_mxKu.
have [W -> opt_W] := value _ _ _ _ (symmetric_signed kernel) (dominated_signed kernel) opt (labels _ _).
have [Wl -> opt_l] := value _ _ _ _ (symmetric_left kernel) (dominated_left kernel) opt_left (labels _ _).
have [Wr -> opt_r] := value _ _ _ _ (symmetric_right kernel) (dominated_right kernel) opt_right (labels _ _).
have /andP[lower upper] := central_inequality kernel lt_half opt_W opt_l opt_r.
by rewrite -!mulrBr mulrCA -mulrA !ler_wpmul2l.
Qed.
End Bias.

(** ** Principal components *)
Section Principal.
Variable R : realFieldType.

Definition entry_sum n (M : 'M[R]_n) : R := \sum_i \sum_j M i j.

(** 1 - J/n, where all entries of J are 1. *)
Definition centring n : 'M[R]_n := 1%:M - n%:R^-1 *: const_mx 1.

Theorem principal_readout n (M : 'M[R]_n) : (0 < n)%N -> (forall i, M i i = 1) ->
  n%:R * (n%:R - \tr (centring n *m M *m centring n)) = entry_sum M.
Proof.
move=> n_gt0 diag; have n_nz : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
pose J : 'M[R]_n := const_mx 1.
have JJ : J *m J = n%:R *: J.
  apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> 1)) => [|k _]; last by rewrite !mxE mulr1.
  by rewrite sumr_const card_ord mulr1.
have idempotent : centring n *m centring n = centring n.
  rewrite /centring mulmxBr mulmx1 mulmxBl mul1mx -!scalemxAl -!scalemxAr -/J JJ.
  by rewrite !scalerA -mulrA mulVf // mulr1 subrr subr0.
rewrite mxtrace_mulC mulmxA idempotent mulmxBl mul1mx -scalemxAl raddfB /= mxtraceZ.
have -> : \tr M = n%:R by rewrite /mxtrace (eq_bigr (fun=> 1)) // sumr_const card_ord.
rewrite opprB addrC subrK mulrA mulfV // mul1r /entry_sum exchange_big.
apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _; by rewrite mxE mul1r.
Qed.

Lemma collect (x y z : R) : x + y + (y + z) - x - z = 2%:R * y.
Proof. by rewrite addrAC addrA addrK -(addrA x) addrC addKr mulr_natl mulr2n. Qed.

Theorem principal_difference p s (K : 'M[R]_(p + s)) : symmetric K ->
  entry_sum K - entry_sum (ulsubmx K) - entry_sum (drsubmx K) = 2%:R * cross K.
Proof.
move=> sym; pose S := \sum_(i < s) \sum_(j < p) K (rshift p i) (lshift s j).
have -> : entry_sum K = entry_sum (ulsubmx K) + cross K + (S + entry_sum (drsubmx K)).
  rewrite /entry_sum big_split_ord /= /cross /S -!big_split /=.
  congr (_ + _); apply: eq_bigr => i _; rewrite big_split_ord; congr (_ + _).
    by apply: eq_bigr => j _; rewrite !mxE.
  by apply: eq_bigr => j _; rewrite !mxE.
have -> : S = cross K.
  rewrite /S exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _.
  by rewrite -[in LHS]sym mxE.
exact: collect.
Qed.
End Principal.

(** ** The threshold *)
Section Threshold.
Variables (R : realFieldType) (r c u m : R).
Hypotheses (c_gt0 : 0 < c) (u_gt0 : 0 < u).

Theorem separation Syes Dyes Sno Dno : r < 1 -> m < (1 - r) ^+ 3 ->
  u <= Syes -> (1 - r) ^+ 2 * (c * Syes) <= Dyes ->
  Sno <= m * u -> Dno <= c * Sno / (1 - r) ->
  Dno < Dyes.
Proof.
move=> lt1 small some yes few no; have gap_gt0 : 0 < 1 - r by rewrite subr_gt0.
apply: le_lt_trans no _; apply: lt_le_trans yes.
apply: (@lt_le_trans _ _ ((1 - r) ^+ 2 * (c * u))); last first.
  by rewrite ler_wpmul2l ?sqr_ge0 // ler_wpmul2l // ltW.
rewrite ltr_pdivr_mulr // mulrAC -exprSr.
apply: (@le_lt_trans _ _ (c * (m * u))); first by rewrite ler_wpmul2l // ltW.
by rewrite mulrCA ltr_pmul2r // mulr_gt0.
Qed.

Theorem separation_yes S D : 2%:R^-1 < (1 - r) ^+ 2 -> u <= S ->
  (1 - r) ^+ 2 * (c * S) <= D -> c * u / 2%:R < D.
Proof.
move=> small some; apply: lt_le_trans.
apply: (@lt_le_trans _ _ ((1 - r) ^+ 2 * (c * u))).
  by rewrite mulrC ltr_pmul2r // mulr_gt0.
by rewrite ler_wpmul2l ?sqr_ge0 // ler_wpmul2l // ltW.
Qed.

Theorem separation_no S D : r < 1 -> m < (1 - r) / 2%:R -> S <= m * u ->
  D <= c * S / (1 - r) -> D < c * u / 2%:R.
Proof.
move=> lt1 small few le; have gap_gt0 : 0 < 1 - r by rewrite subr_gt0.
apply: le_lt_trans le _; rewrite ltr_pdivr_mulr //.
apply: (@le_lt_trans _ _ (c * (m * u))); first by rewrite ler_wpmul2l // ltW.
by rewrite mulrCA -[X in _ < X]mulrA [X in _ < X]mulrC ltr_pmul2r ?mulr_gt0 // mulrC.
Qed.
End Threshold.

(** ** The decision *)
Section Decision.
Variables (R : realFieldType) (p s : nat) (K : 'M[R]_(p + s)) (r u q V Vleft Vright : R).
Hypotheses (kernel : kernel_matrix K r) (u_gt0 : 0 < u).
Hypotheses (small : 2%:R^-1 < (1 - r) ^+ 2) (lt_half : r < 2%:R^-1).
Hypotheses (opt : optimum (signed K) V) (opt_left : optimum (ulsubmx K) Vleft)
  (opt_right : optimum (drsubmx K) Vright).

Theorem close_pair_above i j : u <= K (lshift s i) (rshift p j) -> u / 2%:R < V - Vleft - Vright.
Proof.
move=> close; have [_ _ entries _] := kernel.
have /andP[lower _] := central_inequality kernel lt_half opt opt_left opt_right.
rewrite -[u]mul1r; apply: (@separation_yes _ r 1 u _ _ (cross K)); rewrite ?ltr01 ?mul1r //.
apply: le_trans close _; rewrite /cross (bigD1 i) //= (bigD1 j) //= -addrA ler_addl.
by rewrite addr_ge0 // sumr_ge0 // => k _; rewrite ?sumr_ge0.
Qed.

Theorem no_close_pair_below : (p * s)%:R * q ^+ 2 < (1 - r) / 2%:R ->
  (forall i j, K (lshift s i) (rshift p j) <= q ^+ 2 * u) -> V - Vleft - Vright < u / 2%:R.
Proof.
move=> few far.
have lt1 : r < 1 by apply: lt_trans lt_half _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have /andP[_ upper] := central_inequality kernel lt_half opt opt_left opt_right.
rewrite -[u]mul1r; apply: (@separation_no _ r 1 u _ _ _ (cross K) _ lt1 few); rewrite ?ltr01 ?mul1r //.
apply: (@le_trans _ _ (\sum_(i < p) \sum_(j < s) q ^+ 2 * u)).
  by apply: ler_sum => i _; apply: ler_sum => j _; exact: far.
by rewrite !sumr_const !card_ord -mulrnA mulnC -mulrA mulr_natl.
Qed.
End Decision.

(** With r = 1/8, m = 1/4, c = u = 1: D = 4/5 is a yes, D = 1/4 a no. *)
Example worked : 1 * 1 / 2%:R < 4%:R / 5%:R :> rat /\ 1 / 4%:R < 1 * 1 / 2%:R :> rat.
Proof.
split.
  exact: (@separation_yes _ (1 / 8%:R) 1 1 _ _ 1).
exact: (@separation_no _ (1 / 8%:R) 1 1 (1 / 4%:R) _ _ (1 / 4%:R)).
Qed.
