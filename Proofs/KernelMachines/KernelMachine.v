(** The optimal value of a machine with hard margin lies between two numbers that any coefficients give.

    Setting. G is a symmetric matrix with x'Gx >= 0 for all x: the Gram matrix with the signs of the
    labels. The machine maximises 1'α - α'Gα/2 over α >= 0; its value V is the greatest. Margins are
    the entries of Gα.

    Theorems, in words.
    - For all α >= 0 whose margins are at least m > 0: 1'α - α'Gα/2 <= V <= α'Gα / (2 m²).
    - If α >= 0 solves Gα = 1, then V = 1'α/2.
    - With α in a box [0,c], c <= 1/(1+r) puts all α_i at c, and c >= 1/(1-r) changes nothing, where r
      is as follows.
    - If the diagonal of G is 1 and the absolute values of the other entries of each row add up to at
      most r < 1, then x'Gx >= (1-r) x'x, so that Gα = 1 has a solution; all |α_i| <= 1/(1-r); and for
      r < 1/2 all α_i > 0, so the solution gives the value.
    - Ridge regression is the same with (G + λ)/(1 + λ) for G, up to a factor.

    The numbers are those of any ordered field. Claim [kernel.certificates], on the hard margin in
    Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization"
    (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Dot.
Variables (F : fieldType) (n : nat).
Implicit Types (u v w : 'cV[F]_n) (G : 'M[F]_n).

(** u'v. *)
Definition dot u v : F := \sum_i u i 0 * v i 0.

(** 1'u. *)
Definition total u : F := \sum_i u i 0.

Lemma dotC u v : dot u v = dot v u.
Proof. by apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotDr u v w : dot u (v + w) = dot u v + dot u w.
Proof. by rewrite -big_split; apply: eq_bigr => i _; rewrite mxE mulrDr. Qed.

Lemma dotNr u v : dot u (- v) = - dot u v.
Proof. by rewrite -sumrN; apply: eq_bigr => i _; rewrite mxE mulrN. Qed.

Lemma dotBr u v w : dot u (v - w) = dot u v - dot u w.
Proof. by rewrite dotDr dotNr. Qed.

Lemma dotZr c u v : dot u (c *: v) = c * dot u v.
Proof. by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite mxE mulrCA. Qed.

Lemma dotBl u v w : dot (u - v) w = dot u w - dot v w.
Proof. by rewrite dotC dotBr !(dotC w). Qed.

Lemma dotDl u v w : dot (u + v) w = dot u w + dot v w.
Proof. by rewrite dotC dotDr !(dotC w). Qed.

Lemma dotZl c u v : dot (c *: u) v = c * dot u v.
Proof. by rewrite dotC dotZr dotC. Qed.

Lemma dot_ones u : dot u (const_mx 1) = total u.
Proof. by apply: eq_bigr => i _; rewrite mxE mulr1. Qed.

Definition symmetric G := G^T = G.

Lemma dot_symmetric G u v : symmetric G -> dot u (G *m v) = dot v (G *m u).
Proof.
move=> sym; rewrite /dot (eq_bigr (fun i => \sum_j u i 0 * (G i j * v j 0))) => [|i _]; last first.
  by rewrite mxE mulr_sumr.
rewrite exchange_big; apply: eq_bigr => j _; rewrite mxE mulr_sumr; apply: eq_bigr => i _.
by rewrite -[in RHS]sym mxE mulrCA mulrA mulrC mulrA.
Qed.
End Dot.

Section Machine.
Variables (R : realFieldType) (n : nat).
Implicit Types (a b x : 'cV[R]_n) (G : 'M[R]_n).

Definition nonnegative a := forall i, 0 <= a i 0.
Definition semidefinite G := forall x, 0 <= dot x (G *m x).

(** What the machine maximises. *)
Definition objective G a : R := total a - dot a (G *m a) / 2%:R.

(** V is the greatest value. *)
Definition optimum G (V : R) :=
  (exists2 a, nonnegative a & objective G a = V) /\ forall a, nonnegative a -> objective G a <= V.

Lemma optimum_unique G V W : optimum G V -> optimum G W -> V = W.
Proof.
move=> [[a a_ge0 <-] maxV] [[b b_ge0 <-] maxW].
by apply/eqP; rewrite eq_le maxW ?maxV.
Qed.

(** Coefficients whose margins are at least 1 bound the value from above: weak duality. *)
Theorem weak_duality G a b : symmetric G -> semidefinite G ->
  (forall i, 1 <= (G *m a) i 0) -> nonnegative b -> objective G b <= dot a (G *m a) / 2%:R.
Proof.
move=> sym psd feasible b_ge0.
have le : total b <= dot b (G *m a).
  by apply: ler_sum => i _; rewrite ler_pemulr.
have := psd (a - b); rewrite mulmxBr dotBl !dotBr (dot_symmetric a b sym) => ge0.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
rewrite /objective ler_subl_addr; apply: le_trans le _.
rewrite -mulrDl ler_pdivl_mulr // mulr_natr mulr2n -subr_ge0.
by move: ge0; rewrite opprB addrACA -opprD.
Qed.

Theorem sandwich G V a m : symmetric G -> semidefinite G -> optimum G V ->
  nonnegative a -> 0 < m -> (forall i, m <= (G *m a) i 0) ->
  objective G a <= V <= dot a (G *m a) / (2%:R * m ^+ 2).
Proof.
move=> sym psd [[b b_ge0 <-] greatest] a_ge0 m_gt0 margins; rewrite greatest //=.
have m_nz : m != 0 by rewrite gt_eqF.
have scaled i : 1 <= (G *m (m^-1 *: a)) i 0.
  by rewrite -scalemxAr mxE mulrC ler_pdivl_mulr // mul1r.
apply: le_trans (weak_duality sym psd scaled b_ge0) _.
rewrite -scalemxAr dotZl dotZr invfM -exprVn expr2 le_eqVlt; apply/orP; left; apply/eqP.
rewrite [in LHS]mulrA [X in X / _ = _]mulrC -[LHS]mulrA; congr (_ * _).
by rewrite mulrC.
Qed.

(** A solution of Gα = 1 is optimal. *)
Theorem optimum_of_solution G a : symmetric G -> semidefinite G ->
  nonnegative a -> G *m a = const_mx 1 -> optimum G (total a / 2%:R).
Proof.
move=> sym psd a_ge0 sol.
have form : dot a (G *m a) = total a by rewrite sol dot_ones.
split.
  by exists a => //; rewrite /objective form {1}[total a]splitr addrK.
move=> b b_ge0; rewrite -form; apply: weak_duality => // i.
by rewrite sol mxE.
Qed.

(** ** Boxes and ridges *)

(** V is the greatest value among coefficients in [0,c]: a soft margin. *)
Definition box_optimum G (c V : R) :=
  (exists2 a : 'cV[R]_n, forall i, 0 <= a i 0 <= c & objective G a = V)
  /\ forall a : 'cV[R]_n, (forall i, 0 <= a i 0 <= c) -> objective G a <= V.

Lemma box_optimum_unique G c V W : box_optimum G c V -> box_optimum G c W -> V = W.
Proof.
move=> [[a a_in <-] maxV] [[b b_in <-] maxW].
by apply/eqP; rewrite eq_le maxW ?maxV.
Qed.

(** A box that holds the optimal coefficients changes nothing. *)
Theorem large_box G (c : R) a V : nonnegative a -> objective G a = V -> optimum G V ->
  (forall i, a i 0 <= c) -> box_optimum G c V.
Proof.
move=> a_ge0 value [_ greatest] inside; split; first by exists a => // i; rewrite a_ge0 inside.
by move=> b b_in; apply: greatest => i; have /andP[] := b_in i.
Qed.

Lemma expand_objective (x y P Q T : R) :
  x - y - (P - Q - (Q - T)) / 2%:R = x - P / 2%:R - (y - Q) - T / 2%:R.
Proof.
have two_nz : 2%:R != 0 :> R by rewrite pnatr_eq0.
have -> : P - Q - (Q - T) = P + T - Q * 2%:R.
  by rewrite opprB addrACA -opprD mulr_natr.
rewrite mulrBl mulrDl mulfK // !opprB opprD !addrA.
by congr (_ - _); rewrite addrAC [RHS]addrAC; congr (_ + _); rewrite addrAC.
Qed.

(** In a small box all coefficients are at its upper end. *)
Theorem small_box G (c : R) : symmetric G -> semidefinite G -> 0 <= c ->
  (forall i, c * (G *m (const_mx 1 : 'cV_n)) i 0 <= 1) ->
  box_optimum G c (objective G (const_mx c)).
Proof.
move=> sym psd c_ge0 rows; split; first by exists (const_mx c) => // i; rewrite mxE c_ge0 lexx.
move=> b b_in; pose top : 'cV[R]_n := const_mx c; pose h := top - b.
have -> : b = top - h by rewrite /h opprB addrC subrK.
have le : dot h (G *m top) <= total h.
  apply: ler_sum => i _; rewrite ler_pimulr //.
    by rewrite !mxE subr_ge0; have /andP[] := b_in i.
  have -> : top = c *: const_mx 1 by apply/colP => k; rewrite !mxE mulr1.
  by rewrite -scalemxAr mxE.
have ge0 := psd h.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
have -> : objective G (top - h) = objective G top - (total h - dot h (G *m top)) - dot h (G *m h) / 2%:R.
  rewrite /objective mulmxBr dotBl !dotBr (dot_symmetric top h sym).
  have -> : total (top - h) = total top - total h by rewrite -!dot_ones dotBl.
  exact: expand_objective.
by rewrite -addrA ger_addl -opprD oppr_le0 addr_ge0 ?subr_ge0 // divr_ge0 // ltW.
Qed.

(** What ridge regression minimises. With coefficients b_i = y_i a_i and labels y_i of 1 and -1,
    |1 - Gb|² is |y - Ka|², and b'Gb is a'Ka. *)
Definition ridge_objective G (l : R) b : R :=
  (l * dot b (G *m b) + dot (const_mx 1 - G *m b) (const_mx 1 - G *m b)) / 2%:R.

(** V is the least value. *)
Definition ridge_optimum G (l V : R) :=
  (exists b, ridge_objective G l b = V) /\ forall b, V <= ridge_objective G l b.

Lemma ridge_optimum_unique G l V W : ridge_optimum G l V -> ridge_optimum G l W -> V = W.
Proof. by move=> [[a <-] minV] [[b <-] minW]; apply/eqP; rewrite eq_le minW minV. Qed.

Lemma expand_ridge (A B H N D : R) : A + B + (B + H) + (D - B - (B - N)) = A + D + (H + N).
Proof.
rewrite opprB [B + H]addrC [A + B + _]addrACA [D - B + _]addrACA.
by rewrite addrACA -opprD subrr addr0 addrACA.
Qed.

Theorem ridge_of_solution G l b : symmetric G -> semidefinite G -> 0 <= l ->
  G *m b + l *: b = const_mx 1 -> ridge_optimum G l (l * total b / 2%:R).
Proof.
move=> sym psd l_ge0 sol.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
have rest : const_mx 1 - G *m b = l *: b by rewrite -sol addrC addKr.
have value : l * total b = l * dot b (G *m b) + dot (l *: b) (l *: b).
  by rewrite -dot_ones -sol dotDr dotZl !dotZr mulrDr.
split; first by exists b; rewrite /ridge_objective rest value.
move=> c; pose h := c - b; have -> : c = b + h by rewrite /h addrC subrK.
rewrite /ridge_objective ler_pdivr_mulr // divfK ?lt0r_neq0 // mulmxDr opprD addrA rest value.
have swap : dot b (G *m h) = dot h (G *m b) := dot_symmetric b h sym.
have -> : dot (b + h) (G *m b + G *m h)
    = dot b (G *m b) + dot h (G *m b) + (dot h (G *m b) + dot h (G *m h)).
  by rewrite [in LHS]dotDl !dotDr swap.
have -> : dot (l *: b - G *m h) (l *: b - G *m h)
    = dot (l *: b) (l *: b) - l * dot h (G *m b) - (l * dot h (G *m b) - dot (G *m h) (G *m h)).
  by rewrite dotBl !dotBr dotZl (dotC (G *m h) (l *: b)) dotZl swap.
rewrite !mulrDr expand_ridge ler_addl addr_ge0 // ?mulr_ge0 //.
by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0.
Qed.

(** ** A dominant diagonal *)

(** The diagonal is 1, and the rest of each row adds up to at most r. *)
Definition dominated G r :=
  (forall i, G i i = 1) /\ forall i, \sum_(j | j != i) `|G i j| <= r.

Lemma square_sum_ge (c y z : R) : - `|c| * (y ^+ 2 + z ^+ 2) / 2%:R <= y * (c * z).
Proof.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
rewrite ler_pdivr_mulr // mulNr ler_oppl -mulNr.
apply: le_trans (ler_norm _) _; rewrite mulNr normrN !normrM normr_nat mulrCA -!mulrA.
rewrite ler_wpmul2l // -subr_ge0.
have -> : y ^+ 2 + z ^+ 2 - `|y| * (`|z| * 2%:R) = (`|y| - `|z|) ^+ 2.
  by rewrite sqrrB !real_normK ?num_real // addrAC mulrA mulr_natr.
exact: sqr_ge0.
Qed.

Theorem dominated_form G r x : symmetric G -> dominated G r ->
  (1 - r) * (\sum_i x i 0 ^+ 2) <= dot x (G *m x).
Proof.
move=> sym [diag rows].
have row_bound : \sum_i \sum_(j | j != i) `|G i j| * x i 0 ^+ 2 <= r * \sum_i x i 0 ^+ 2.
  by rewrite mulr_sumr; apply: ler_sum => i _; rewrite -mulr_suml ler_wpmul2r ?sqr_ge0.
have col_bound : \sum_i \sum_(j | j != i) `|G i j| * x j 0 ^+ 2 <= r * \sum_i x i 0 ^+ 2.
  rewrite (exchange_big_dep xpredT) //= mulr_sumr; apply: ler_sum => j _.
  rewrite -mulr_suml ler_wpmul2r ?sqr_ge0 //; apply: le_trans (rows j).
  rewrite le_eqVlt; apply/orP; left; apply/eqP; apply: eq_big => [i|i _]; first by rewrite eq_sym.
  by rewrite -[in LHS]sym mxE.
have expand : dot x (G *m x) = \sum_i x i 0 ^+ 2 + \sum_i \sum_(j | j != i) x i 0 * (G i j * x j 0).
  rewrite /dot -big_split; apply: eq_bigr => i _ /=.
  by rewrite mxE mulr_sumr (bigD1 i) //= diag mul1r expr2.
rewrite expand mulrBl mul1r ler_add2l.
apply: (@le_trans _ _ (\sum_i \sum_(j | j != i) - `|G i j| * (x i 0 ^+ 2 + x j 0 ^+ 2) / 2%:R)); last first.
  by apply: ler_sum => i _; apply: ler_sum => j _; exact: square_sum_ge.
rewrite -[X in _ <= X]opprK ler_opp2 -sumrN.
under eq_bigr => i _ do rewrite -sumrN.
have -> : \sum_i \sum_(j | j != i) - (- `|G i j| * (x i 0 ^+ 2 + x j 0 ^+ 2) / 2%:R)
    = (\sum_i \sum_(j | j != i) `|G i j| * x i 0 ^+ 2 + \sum_i \sum_(j | j != i) `|G i j| * x j 0 ^+ 2) / 2%:R.
  rewrite -big_split mulr_suml; apply: eq_bigr => i _ /=; rewrite -big_split mulr_suml.
  by apply: eq_bigr => j _ /=; rewrite mulNr mulNr opprK mulrDr.
by rewrite ler_pdivr_mulr ?ltr0n // mulr_natr mulr2n ler_add.
Qed.

Corollary dominated_semidefinite G r : symmetric G -> dominated G r -> r <= 1 -> semidefinite G.
Proof.
move=> sym dom le1 x; apply: le_trans (dominated_form x sym dom).
by rewrite mulr_ge0 ?subr_ge0 // sumr_ge0 // => i _; rewrite sqr_ge0.
Qed.

Theorem dominated_solution G r : symmetric G -> dominated G r -> r < 1 ->
  exists a, G *m a = const_mx 1.
Proof.
move=> sym dom lt1; exists (invmx G *m const_mx 1); rewrite mulKVmx //.
rewrite -row_free_unit -kermx_eq0; apply/rowV0P => v /sub_kermxP vG.
have Gv : G *m v^T = 0 by rewrite -[G]sym -trmx_mul vG trmx0.
have := dominated_form v^T sym dom; rewrite Gv.
have -> : dot v^T 0 = 0 by apply: big1 => i _; rewrite !mxE mulr0.
rewrite pmulr_rle0 ?subr_gt0 // => le0.
have zero : \sum_i v^T i 0 ^+ 2 == 0 by rewrite eq_le le0 sumr_ge0 // => i _; rewrite sqr_ge0.
apply/rowP => i; have := zero; rewrite psumr_eq0 => [/allP/(_ i)|j _]; last by rewrite sqr_ge0.
by rewrite mem_index_enum sqrf_eq0 !mxE => /(_ isT)/eqP.
Qed.

Lemma dominated_row G r a i : dominated G r -> G *m a = const_mx 1 ->
  a i 0 = 1 - \sum_(j | j != i) G i j * a j 0.
Proof.
move=> [diag _] /(congr1 (fun x : 'cV_n => x i 0)); rewrite !mxE (bigD1 i) //= diag mul1r => <-.
by rewrite addrK.
Qed.

Theorem dominated_bound G r a i : dominated G r -> r < 1 -> G *m a = const_mx 1 ->
  `|a i 0| <= (1 - r)^-1.
Proof.
move=> dom lt1 sol.
have [k greatest] : exists k, forall j, `|a j 0| <= `|a k 0|.
  exists [arg max_(j > i) `|(a j 0)%R|]%O.
  by case: arg_maxP => // k _ greatest j; exact: greatest.
apply: le_trans (greatest i) _; rewrite -[(1 - r)^-1]mul1r ler_pdivl_mulr ?subr_gt0 //.
rewrite mulrBr mulr1 ler_subl_addr {1}(dominated_row k dom sol).
apply: le_trans (ler_norm_sub _ _) _; rewrite normr1 ler_add2l.
apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(j | j != k) `|G k j| * `|a k 0|)).
  by apply: ler_sum => j _; rewrite normrM ler_wpmul2l.
by rewrite -mulr_suml mulrC ler_wpmul2l //; exact: dom.2.
Qed.

Theorem dominated_positive G r a i : dominated G r -> r < 2%:R^-1 -> G *m a = const_mx 1 ->
  0 < a i 0.
Proof.
move=> dom lt sol.
have lt1 : r < 1 by apply: lt_trans lt _; rewrite invf_lt1 ?ltr1n ?ltr0n.
rewrite (dominated_row i dom sol) subr_gt0.
apply: le_lt_trans (ler_norm _) _; apply: le_lt_trans (ler_norm_sum _ _ _) _.
apply: (@le_lt_trans _ _ (\sum_(j | j != i) `|G i j| * (1 - r)^-1)).
  by apply: ler_sum => j _; rewrite normrM ler_wpmul2l // (dominated_bound _ dom).
rewrite -mulr_suml; apply: (@le_lt_trans _ _ (r / (1 - r))).
  by rewrite ler_wpmul2r ?invr_ge0 ?subr_ge0 ?(ltW lt1) //; exact: dom.2.
rewrite ltr_pdivr_mulr ?subr_gt0 // mul1r ltr_subr_addl -mulr2n -mulr_natr.
by rewrite -ltr_pdivl_mulr ?ltr0n // mul1r.
Qed.

(** Without negative entries, coefficients are near 1. *)
Corollary dominated_between G r a i : dominated G r -> r < 2%:R^-1 -> G *m a = const_mx 1 ->
  (forall j k, 0 <= G j k) -> 1 - r <= a i 0 <= 1.
Proof.
move=> dom lt sol entries.
have below j : a j 0 <= 1.
  rewrite (dominated_row j dom sol) ler_subl_addr ler_addl; apply: sumr_ge0 => k _.
  by rewrite mulr_ge0 // ltW // (dominated_positive k dom).
rewrite below andbT (dominated_row i dom sol) ler_add2l ler_opp2; apply: le_trans (dom.2 i).
apply: ler_sum => j _; rewrite ger0_norm //.
by rewrite -[X in _ <= X]mulr1 ler_wpmul2l.
Qed.

(** So the solution gives the value. *)
Corollary dominated_optimum G r : symmetric G -> dominated G r -> r < 2%:R^-1 ->
  exists a, [/\ G *m a = const_mx 1, forall i, 0 < a i 0 & optimum G (total a / 2%:R)].
Proof.
move=> sym dom lt.
have lt1 : r < 1 by apply: lt_trans lt _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have [a sol] := dominated_solution sym dom lt1.
have pos i : 0 < a i 0 := dominated_positive i dom lt sol.
exists a; split => //; apply: optimum_of_solution => //.
  exact: dominated_semidefinite sym dom (ltW lt1).
by move=> i; exact: ltW.
Qed.

(** A soft margin with a box of (1-r)⁻¹ or more is a hard margin. *)
Corollary dominated_large_box G r c V : symmetric G -> dominated G r -> r < 2%:R^-1 ->
  (1 - r)^-1 <= c -> optimum G V -> box_optimum G c V.
Proof.
move=> sym dom lt le opt.
have lt1 : r < 1 by apply: lt_trans lt _; rewrite invf_lt1 ?ltr1n ?ltr0n.
have [a [sol pos opt_a]] := dominated_optimum sym dom lt.
have a_ge0 : nonnegative a by move=> i; exact: ltW.
apply: (large_box a_ge0 _ opt) => [|i].
  rewrite (optimum_unique opt opt_a) /objective sol dot_ones.
  by rewrite {1}[total a]splitr addrK.
exact: le_trans (ler_norm _) (le_trans (dominated_bound i dom lt1 sol) le).
Qed.

Corollary box_is_hard G r c V : symmetric G -> dominated G r -> r < 2%:R^-1 ->
  (1 - r)^-1 <= c -> box_optimum G c V -> optimum G V.
Proof.
move=> sym dom lt le box; have [a [_ _ opt]] := dominated_optimum sym dom lt.
by rewrite (box_optimum_unique box (dominated_large_box sym dom lt le opt)).
Qed.

(** In a box of (1+r)⁻¹ or less all coefficients are at its upper end. *)
Corollary dominated_small_box G r c : symmetric G -> dominated G r -> r <= 1 ->
  0 <= c -> c * (1 + r) <= 1 -> box_optimum G c (objective G (const_mx c)).
Proof.
move=> sym dom le1 c_ge0 small; apply: small_box => // [|i].
  exact: dominated_semidefinite sym dom le1.
apply: le_trans small; rewrite ler_wpmul2l // mxE (bigD1 i) //= dom.1 mxE mulr1 ler_add2l.
apply: le_trans (dom.2 i); apply: ler_sum => j _; rewrite mxE mulr1; exact: ler_norm.
Qed.

(** A ridge is a hard margin with a smaller rest of the rows. *)
Theorem ridge_margin G l r V : symmetric G -> semidefinite G -> 0 < l ->
  dominated ((1 + l)^-1 *: (G + l%:M)) r -> r < 2%:R^-1 -> ridge_optimum G l V ->
  optimum ((1 + l)^-1 *: (G + l%:M)) (V * ((1 + l) / l)).
Proof.
move=> sym psd l_gt0 dom lt opt.
have l_nz : l != 0 by rewrite gt_eqF.
have c_nz : 1 + l != 0 by rewrite gt_eqF // addr_gt0 ?ltr01.
have sym' : symmetric ((1 + l)^-1 *: (G + l%:M)).
  by rewrite /symmetric linearZ linearD /= sym tr_scalar_mx.
have [a [sol _ opt_a]] := dominated_optimum sym' dom lt.
have sol' : G *m ((1 + l)^-1 *: a) + l *: ((1 + l)^-1 *: a) = const_mx 1.
  rewrite -sol -scalemxAl mulmxDl mul_scalar_mx -scalemxAr scalerDr; congr (_ + _).
  by rewrite !scalerA mulrC.
rewrite (ridge_optimum_unique opt (ridge_of_solution sym psd (ltW l_gt0) sol')).
have -> : total ((1 + l)^-1 *: a) = (1 + l)^-1 * total a by rewrite -!dot_ones dotZl.
have -> // : l * ((1 + l)^-1 * total a) / 2%:R * ((1 + l) / l) = total a / 2%:R.
rewrite mulrAC; congr (_ / _).
by rewrite [l * _]mulrC mulrA mulrAC mulfK // mulrC mulrA mulfV // mul1r.
Qed.
End Machine.

(** ** A worked example

    Two points of different classes with kernel 1/4 between them: α = (1,1) has margins 3/4, so
    2 - 3/4 = 5/4 <= V <= (3/2) / (2 · 9/16) = 4/3. In fact V = 4/3, at α = (4/3, 4/3). *)
Section Worked.

Let G : 'M[rat]_2 := \matrix_(i, j) (if i == j then 1 else - (1 / 4%:R)).

Example worked V : optimum G V -> 5%:R / 4%:R <= V <= 4%:R / 3%:R.
Proof.
have sym : symmetric G by apply/matrixP => i j; rewrite !mxE eq_sym.
have dom : dominated G (1 / 4%:R).
  split=> i; first by rewrite mxE eqxx.
  by rewrite big_mkcond !big_ord_recl big_ord0 !mxE; case: i => [[|[|[]]]].
have psd : semidefinite G by apply: dominated_semidefinite sym dom _.
pose a : 'cV[rat]_2 := const_mx 1.
have margin i : (G *m a) i 0 = 3%:R / 4%:R.
  rewrite mxE !big_ord_recl big_ord0 !mxE.
  by case: i => [[|[|[]]]] //= lt; apply/eqP; vm_compute.
have form : dot a (G *m a) = 3%:R / 2%:R.
  by rewrite /dot !big_ord_recl big_ord0 !margin !mxE; apply/eqP; vm_compute.
have value : objective G a = 5%:R / 4%:R.
  by rewrite /objective form /total !big_ord_recl big_ord0 !mxE; apply/eqP; vm_compute.
move=> opt; have := @sandwich _ _ G V a (3%:R / 4%:R) sym psd opt _ _ _.
rewrite value form => bounds; apply: bounds => // i; last by rewrite margin.
by rewrite mxE.
Qed.
End Worked.
