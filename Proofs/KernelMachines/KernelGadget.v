(** The kernel of the images of vectors is small except on orthogonal pairs.

    Setting. p points of one class, s of the other, and the distances h between them, with numbers m and
    some pairs of the two classes called close: two points of a class are at least 2 apart, those of a
    close pair m, those of any other pair of the two classes m + 2 or more. The kernel is K_ij = q^h_ij.
    S is its sum over the pairs of the two classes, ρ the largest sum of a row without its diagonal.

    Theorems, in words.
    - Images of vectors under the gadget of HammingGadget.v are such points, with the orthogonal pairs for
      the close ones. If a vector occurs more than once on its side, images get tags that differ: the
      bits of a tag and the same inverted, where those of the other side have zeros. m is the dimension
      of the vectors and the number of bits of a tag on either side.
    - If p, s <= n and 0 < q <= 1, then ρ <= (n-1) q² + n q^m, and N q^m <= S <= N q^m + n² q^(m+2) for
      N the number of close pairs.
    - So ρ <= 2/7 if q <= 1/(4n) and m > 0, and ρ <= q/2 <= 1/8 if m >= 2.

    The numbers are those of any ordered field. Claim [kernel.separation], on Backurs, Indyk, Schmidt, "On
    the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics HammingGadget KernelMachine KernelBias KernelSeparation.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** ** Distances of two classes *)
Section Distances.
Variables (p s : nat) (h : 'I_(p + s) -> 'I_(p + s) -> nat) (m : nat) (close : 'I_p -> 'I_s -> bool).

Record separated : Prop := Separated {
  self_distance : forall i, h i i = 0%N;
  symmetric_distance : forall i j, h i j = h j i;
  left_distance : forall i j, i != j -> (2 <= h (lshift s i) (lshift s j))%N;
  right_distance : forall i j, i != j -> (2 <= h (rshift p i) (rshift p j))%N;
  close_distance : forall i j, close i j -> h (lshift s i) (rshift p j) = m;
  far_distance : forall i j, ~~ close i j -> (m + 2 <= h (lshift s i) (rshift p j))%N }.

(** The number of close pairs. *)
Definition close_pairs : nat := \sum_i \sum_j close i j.

Lemma close_pairs_gt0 : (0 < close_pairs)%N = [exists i, exists j, close i j].
Proof.
rewrite lt0n sum_nat_eq0 negb_forall; apply: eq_existsb => i /=.
by rewrite sum_nat_eq0 negb_forall; apply: eq_existsb => j /=; rewrite eqb0 negbK.
Qed.
End Distances.

Section Kernel.
Variables (R : realFieldType) (p s : nat) (h : 'I_(p + s) -> 'I_(p + s) -> nat) (q : R).

(** q^h. *)
Definition kernel : 'M[R]_(p + s) := \matrix_(i, j) q ^+ h i j.

(** r is the largest sum of a row without its diagonal. *)
Definition largest_rest (K : 'M[R]_(p + s)) (r : R) :=
  (forall i, \sum_(j | j != i) K i j <= r) /\ exists i, \sum_(j | j != i) K i j = r.

Variables (m n : nat) (close : 'I_p -> 'I_s -> bool).
Hypotheses (apart : separated h m close) (q_gt0 : 0 < q) (q_le1 : q <= 1).
Hypotheses (p_le : (p <= n)%N) (s_le : (s <= n)%N).

Let q_ge0 : 0 <= q := ltW q_gt0.

Lemma power_le a b : (a <= b)%N -> q ^+ b <= q ^+ a.
Proof. by move=> le; rewrite -(subnK le) exprD ler_pimull ?exprn_ge0 ?exprn_ile1. Qed.

(** The bound on ρ. *)
Definition rest_bound : R := n.-1%:R * q ^+ 2 + n%:R * q ^+ m.

Lemma rest_bound_ge0 : 0 <= rest_bound.
Proof. by rewrite addr_ge0 ?mulr_ge0 ?ler0n ?exprn_ge0. Qed.

Lemma others k (i : 'I_k) (f : 'I_k -> R) c : (k <= n)%N -> 0 <= c ->
  (forall j, j != i -> f j <= c) -> \sum_(j | j != i) f j <= n.-1%:R * c.
Proof.
move=> le c_ge0 small; apply: (@le_trans _ _ (\sum_(j | j != i) c)); first exact: ler_sum.
rewrite sumr_const -[c *+ _]mulr_natl ler_wpmul2r // ler_nat cardC1 card_ord.
by case: (k) n le => [|k'] [|n'].
Qed.

Lemma all_of k (f : 'I_k -> R) c : (k <= n)%N -> 0 <= c -> (forall j, f j <= c) -> \sum_j f j <= n%:R * c.
Proof.
move=> le c_ge0 small; apply: (@le_trans _ _ (\sum_(j < k) c)); first exact: ler_sum.
by rewrite sumr_const card_ord -[c *+ _]mulr_natl ler_wpmul2r // ler_nat.
Qed.

Lemma cross_entry i j : kernel (lshift s i) (rshift p j) <= q ^+ m.
Proof.
rewrite mxE; case: (boolP (close i j)) => [/(close_distance apart)->//|/(far_distance apart)].
by move=> far; apply: power_le; apply: leq_trans far; rewrite leq_addr.
Qed.

Lemma kernel_symmetric : symmetric kernel.
Proof. by apply/matrixP => i j; rewrite !mxE (symmetric_distance apart). Qed.

Lemma rest_rows i : \sum_(j | j != i) kernel i j <= rest_bound.
Proof.
have square_ge0 : 0 <= q ^+ 2 by rewrite exprn_ge0.
have unit_ge0 : 0 <= q ^+ m by rewrite exprn_ge0.
rewrite big_split_ord /=; case: (split_ordP i) => k ->.
  under eq_bigl do rewrite (inj_eq (@lshift_inj _ _)).
  under [X in _ + X]eq_bigl do rewrite eq_sym eq_lrshift.
  apply: ler_add; first apply: others => // j neq; last by apply: all_of => // j; exact: cross_entry.
  by rewrite mxE power_le // (left_distance apart) // eq_sym.
under eq_bigl do rewrite eq_lrshift.
under [X in _ + X]eq_bigl do rewrite (inj_eq (@rshift_inj _ _)).
rewrite addrC; apply: ler_add; first apply: others => // j neq.
  by rewrite mxE power_le // (right_distance apart) // eq_sym.
by apply: all_of => // j; rewrite mxE (symmetric_distance apart); have := cross_entry j k; rewrite mxE.
Qed.

Lemma gadget_kernel r : (forall i, \sum_(j | j != i) kernel i j <= r) -> kernel_matrix kernel r.
Proof.
move=> rows; split => //; first exact: kernel_symmetric.
- by move=> i; rewrite mxE (self_distance apart) expr0.
by move=> i j; rewrite mxE exprn_ge0.
Qed.

Theorem gadget_rest r : largest_rest kernel r -> kernel_matrix kernel r /\ r <= rest_bound.
Proof.
move=> [rows [i eq]]; split; last by rewrite -eq; exact: rest_rows.
exact: gadget_kernel rows.
Qed.

Lemma close_pairs_le : (close_pairs close)%:R <= n%:R ^+ 2 :> R.
Proof.
rewrite expr2 -natrM ler_nat /close_pairs.
apply: (@leq_trans (\sum_(i < p) \sum_(j < s) 1)).
  by apply: leq_sum => i _; apply: leq_sum => j _; exact: leq_b1.
by rewrite !sum_nat_const !card_ord muln1 leq_mul.
Qed.

(** N units at least, and not much more. *)
Theorem gadget_cross : (close_pairs close)%:R * q ^+ m <= cross kernel
  <= (close_pairs close)%:R * q ^+ m + n%:R ^+ 2 * (q ^+ 2 * q ^+ m).
Proof.
have expand : (close_pairs close)%:R * q ^+ m = \sum_i \sum_j (close i j)%:R * q ^+ m :> R.
  rewrite /close_pairs natr_sum mulr_suml; apply: eq_bigr => i _.
  by rewrite natr_sum mulr_suml.
have entry i j : (close i j)%:R * q ^+ m <= kernel (lshift s i) (rshift p j)
    <= (close i j)%:R * q ^+ m + q ^+ 2 * q ^+ m.
  rewrite mxE; case: (boolP (close i j)) => [/(close_distance apart)->|/(far_distance apart) far].
    by rewrite mul1r lexx ler_addl mulr_ge0 ?exprn_ge0.
  by rewrite mul0r add0r exprn_ge0 //= -exprD addnC power_le.
apply/andP; split.
  by rewrite expand; apply: ler_sum => i _; apply: ler_sum => j _; case/andP: (entry i j).
apply: (@le_trans _ _ (\sum_(i < p) (\sum_(j < s) (close i j)%:R * q ^+ m + n%:R * (q ^+ 2 * q ^+ m)))).
  apply: ler_sum => i _.
  apply: (@le_trans _ _ (\sum_(j < s) ((close i j)%:R * q ^+ m + q ^+ 2 * q ^+ m))).
    by apply: ler_sum => j _; case/andP: (entry i j).
  by rewrite big_split ler_add2l; apply: all_of; rewrite ?mulr_ge0 ?exprn_ge0.
rewrite big_split expand ler_add2l expr2 -[X in _ <= X]mulrA.
by apply: all_of; rewrite ?mulr_ge0 ?ler0n ?exprn_ge0.
Qed.
End Kernel.

(** ** How small q must be *)
Section Small.
Variables (R : realFieldType) (n m : nat) (q : R).
Hypotheses (n_gt0 : (0 < n)%N) (q_gt0 : 0 < q) (q_le : q <= (4 * n)%:R^-1).
Add Field R_field : (field_laws R).

Lemma small_product : n%:R * q <= 4%:R^-1.
Proof.
have N_gt0 : 0 < n%:R :> R by rewrite ltr0n.
by rewrite mulrC -ler_pdivl_mulr // -invfM -natrM.
Qed.

Lemma small_base : q <= 4%:R^-1.
Proof.
apply: le_trans small_product; rewrite ler_pemull ?(ltW q_gt0) //.
by rewrite ler1n.
Qed.

Lemma small_base_le1 : q <= 1.
Proof. by apply: le_trans small_base _; rewrite invf_le1 ?ler1n ?ltr0n. Qed.

Lemma predecessor : n.-1%:R = n%:R - 1 :> R.
Proof. by rewrite -[in RHS](prednK n_gt0) -addn1 natrD addrK. Qed.

(** x = nq: (n-1) q² <= x²/4 <= x/16 <= 1/64 and n q^m <= x <= 1/4. *)
Theorem rest_small : (0 < m)%N -> rest_bound q m n <= 2%:R / 7%:R.
Proof.
move=> m_gt0; pose x := n%:R * q.
have x_le : x <= 4%:R^-1 := small_product.
have x_ge0 : 0 <= x by rewrite mulr_ge0 ?ler0n ?(ltW q_gt0).
have last : n%:R * q ^+ m <= x.
  by rewrite ler_wpmul2l ?ler0n // -[X in _ <= X]expr1 power_le ?small_base_le1.
have first : n.-1%:R * q ^+ 2 <= x / 16%:R.
  apply: (@le_trans _ _ (x ^+ 2 / 4%:R)).
    rewrite predecessor -subr_ge0.
    have -> : x ^+ 2 / 4%:R - (n%:R - 1) * q ^+ 2 = ((n%:R - 2%:R) * q) ^+ 2 / 4%:R.
      by rewrite /x; by_field R; nonzero.
    by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
  have -> : x / 16%:R = x * 4%:R^-1 / 4%:R by by_field R; nonzero.
  by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // expr2 ler_wpmul2l.
apply: le_trans (ler_add first last) _.
apply: (@le_trans _ _ (4%:R^-1 / 16%:R + 4%:R^-1)); last first.
  rewrite -subr_ge0.
  have -> : 2%:R / 7%:R - (4%:R^-1 / 16%:R + 4%:R^-1) = 9%:R / (8%:R * 8%:R * 7%:R) :> R.
    by by_field R; nonzero.
  by rewrite ?(divr_ge0, mulr_ge0, ler0n).
by rewrite ler_add // ler_wpmul2r // invr_ge0 ler0n.
Qed.

Theorem rest_tiny : (1 < m)%N -> rest_bound q m n <= q / 2%:R.
Proof.
move=> m_gt1; apply: (@le_trans _ _ (n%:R * q ^+ 2 + n%:R * q ^+ 2)).
  apply: ler_add; first by rewrite ler_wpmul2r ?exprn_ge0 ?(ltW q_gt0) // ler_nat leq_pred.
  by rewrite ler_wpmul2l ?ler0n // power_le ?small_base_le1.
have -> : n%:R * q ^+ 2 + n%:R * q ^+ 2 = n%:R * q * (q * 2%:R) by by_ring R.
apply: (@le_trans _ _ (4%:R^-1 * (q * 2%:R))).
  by rewrite ler_wpmul2r ?small_product // mulr_ge0 ?ler0n ?(ltW q_gt0).
have -> // : 4%:R^-1 * (q * 2%:R) = q / 2%:R.
by by_field R; nonzero.
Qed.
End Small.
