(** The optimal value of a machine with hard margin lies between two numbers that any coefficients give.

    Setting. G is a symmetric matrix with x'Gx >= 0 for all x: the Gram matrix with the signs of the
    labels. The machine maximises 1'α - α'Gα/2 over α >= 0; its value V is the greatest. Margins are
    the entries of Gα.

    Theorems, in words.
    - For all α >= 0 whose margins are at least m > 0: 1'α - α'Gα/2 <= V <= α'Gα / (2 m²).
    - If α >= 0 solves Gα = 1, then V = 1'α/2.
    - If the diagonal of G is 1 and the absolute values of the other entries of each row add up to at
      most r < 1, then x'Gx >= (1-r) x'x, so that Gα = 1 has a solution; all |α_i| <= 1/(1-r); and for
      r < 1/2 all α_i > 0, so the solution gives the value.

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
End Machine.
