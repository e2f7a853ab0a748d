(** A vertex of a slice of the cube has at most as many fractional coordinates as the matrix has rank.

    Theorems, in words. For an m × n matrix M and a point x of the cube [0,1]ⁿ let P be the set of
    the points y of the cube with M y = M x.
    - A point y of P is a vertex if and only if the columns of M in which y is fractional, that is
      neither 0 nor 1, are linearly independent. This is the certificate that is checked.
    - So a vertex has at most rank(M) fractional coordinates.
    - While those columns are dependent, there is a direction v with M v = 0 that is 0 in all other
      coordinates. Along every such v there is a step t > 0 after which y + t v lies in P, all
      coordinates that were 0 or 1 are as before, and one more is 0 or 1.
    - So P has a vertex that keeps the coordinates of x that are 0 or 1, and whoever steps as long
      as there is a direction arrives at one after at most n steps.

    A vertex is a point of P that is no midpoint of two others. The numbers are those of any ordered
    field: the rationals, in which the package computes, or the reals.

    Claim [discrepancy.vertex-rounding], on the linear program in Chee, Backurs, Heck, Zhang,
    Kulkarni, Rothvoss, Gopi, "DiscQuant" (arXiv 2501.06417). *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Columns.
Variables (F : fieldType) (m n : nat).

(** The columns of a matrix whose numbers lie in a set, side by side. *)
Definition columns (M : 'M[F]_(m, n)) (J : {set 'I_n}) : 'M[F]_(m, #|J|) :=
  \matrix_(i, k) M i (enum_val k).

Definition independent (M : 'M[F]_(m, n)) (J : {set 'I_n}) := \rank (columns M J) == #|J|.

(** The vector is 0 outside the set. *)
Definition supported (J : {set 'I_n}) (v : 'cV[F]_n) := forall j, j \notin J -> v j 0 = 0.

(** A vector on J, continued by 0. *)
Definition select (J : {set 'I_n}) : 'M[F]_(n, #|J|) := \matrix_(j, k) (j == enum_val k)%:R.

Lemma columnsE M J : columns M J = M *m select J.
Proof.
apply/matrixP => i k; rewrite !mxE (bigD1 (enum_val k)) //= mxE eqxx mulr1.
by rewrite big1 ?addr0 // => j /negbTE neq; rewrite mxE neq mulr0.
Qed.

Lemma select_free J : (select J)^T *m select J = 1%:M.
Proof.
apply/matrixP => k l; rewrite !mxE (bigD1 (enum_val k)) //= !mxE eqxx mul1r.
rewrite (inj_eq enum_val_inj) big1 ?addr0 // => j /negbTE neq.
by rewrite !mxE neq mul0r.
Qed.

Lemma select_supported J w : supported J (select J *m w).
Proof.
move=> j notJ; rewrite mxE big1 // => k _; rewrite mxE; case: eqP => [ej|_]; last by rewrite mul0r.
by move: notJ; rewrite ej enum_valP.
Qed.

Lemma supportedE J v : supported J v -> v = select J *m ((select J)^T *m v).
Proof.
move=> supp; apply/colP => j; rewrite mxE.
have [jJ|notJ] := boolP (j \in J); last first.
  rewrite supp // big1 // => k _; rewrite mxE; case: eqP => [ej|_]; last by rewrite mul0r.
  by move: notJ; rewrite ej enum_valP.
have [k ->] : exists k : 'I_#|J|, j = enum_val k by exists (enum_rank_in jJ j); rewrite enum_rankK_in.
have pick l : select J (enum_val k) l = (k == l)%:R by rewrite mxE (inj_eq enum_val_inj).
rewrite (bigD1 k) //= pick eqxx mul1r big1 ?addr0 => [|l]; last first.
  by rewrite pick eq_sym => /negbTE ->; rewrite mul0r.
rewrite mxE (bigD1 (enum_val k)) //= mxE pick eqxx mul1r big1 ?addr0 // => i /negbTE neq.
by rewrite !mxE neq mul0r.
Qed.

(** Dependent columns have a kernel vector. *)
Lemma kernel_direction M J : ~~ independent M J ->
  exists v, [/\ v != 0, M *m v = 0 & supported J v].
Proof.
rewrite /independent => dependent.
have rank_lt : (\rank (columns M J)^T < #|J|)%N.
  by rewrite mxrank_tr ltn_neqAle dependent rank_leq_col.
have kernel_nz : kermx (columns M J)^T != 0.
  by rewrite -mxrank_eq0 mxrank_ker subn_eq0 -ltnNge.
have /rowV0Pn[w /sub_kermxP wK w_nz] := kernel_nz.
exists (select J *m w^T); split; last exact: select_supported.
  apply: contraNneq w_nz => /(congr1 (mulmx (select J)^T)).
  by rewrite mulmxA select_free mul1mx mulmx0 => /(congr1 trmx); rewrite trmxK trmx0 => ->.
by rewrite mulmxA -columnsE -[columns M J]trmxK -trmx_mul wK trmx0.
Qed.

(** Independent columns have none. *)
Lemma independent_kernel M J v : independent M J -> M *m v = 0 -> supported J v -> v = 0.
Proof.
move=> indep Mv0 supp; rewrite (supportedE supp).
have : columns M J *m ((select J)^T *m v) = 0 by rewrite columnsE -mulmxA -supportedE.
move=> /(congr1 trmx); rewrite trmx_mul trmx0 => w0.
have free : row_free (columns M J)^T by rewrite /row_free mxrank_tr.
have : ((select J)^T *m v)^T = 0 by apply: (row_free_inj free); rewrite w0 mul0mx.
by move=> /(congr1 trmx); rewrite trmxK trmx0 => ->; rewrite mulmx0.
Qed.

End Columns.

Section Vertices.
Variables (R : realFieldType) (m n : nat).
Implicit Types (M : 'M[R]_(m, n)) (x y v : 'cV[R]_n).

Definition in_cube y := forall j, 0 <= y j 0 <= 1.

(** y lies in the cube, and M y = M x. *)
Definition feasible M x y := in_cube y /\ M *m y = M *m x.

(** y is no midpoint of two different feasible points. *)
Definition vertex M x y := feasible M x y /\
  forall u v, feasible M x u -> feasible M x v -> u + v = y + y -> u = v.

Definition fractional y : {set 'I_n} := [set j | 0 < y j 0 < 1].

Lemma notin_fractional y j : in_cube y -> j \notin fractional y -> y j 0 = 0 \/ y j 0 = 1.
Proof.
move=> /(_ j) /andP[ge0 le1]; rewrite inE negb_and -!leNgt => /orP[le0|ge1].
  by left; apply/eqP; rewrite eq_le le0.
by right; apply/eqP; rewrite eq_le le1.
Qed.

(** ** The step *)

(** How far coordinate j can go along v until it is 0 or 1. *)
Definition reach y v j := (if 0 < v j 0 then 1 - y j 0 else - y j 0) / v j 0.

(** The least of these, over the coordinates that move. Coordinate j0, one of them, is only there to take a least one of
    something. *)
Definition stride y v (j0 : 'I_n) := reach y v [arg min_(j < j0 | (v j 0 != 0)%R) reach y v j]%O.

Theorem stride_step M y v j0 :
  in_cube y -> M *m v = 0 -> v j0 0 != 0 -> supported (fractional y) v ->
  let t := stride y v j0 in
  [/\ 0 < t, in_cube (y + t *: v), M *m (y + t *: v) = M *m y,
    fractional (y + t *: v) \proper fractional y
  & forall j, j \notin fractional y -> (y + t *: v) j 0 = y j 0]
  /\ exists j, v j 0 != 0 /\ j \notin fractional (y + t *: v).
Proof.
move=> cube Mv0 vj0 supp t.
have moves j : v j 0 != 0 -> 0 < y j 0 < 1.
  by move=> vj; have := contraNN (fun h => introT eqP (supp j h)) vj; rewrite negbK inE.
have [j1 [vj1 tE least]] : exists j1, [/\ v j1 0 != 0, t = reach y v j1 & forall j, v j 0 != 0 -> t <= reach y v j].
  by rewrite /t /stride; case: arg_minP => // j1 vj1 least; exists j1.
clearbody t.
have reach_gt0 j : v j 0 != 0 -> 0 < reach y v j.
  move=> vj; have /andP[gt0 lt1] := moves j vj; rewrite /reach; case: (ltrP 0 (v j 0)) => [vpos|vneg].
    by rewrite divr_gt0 // subr_gt0.
  have {}vneg : v j 0 < 0 by rewrite lt_neqAle vj.
  by rewrite -mulrNN opprK -invrN divr_gt0 // oppr_gt0.
have t_gt0 : 0 < t by rewrite tE reach_gt0.
have fixed j : j \notin fractional y -> (y + t *: v) j 0 = y j 0.
  by move=> notF; rewrite !mxE supp // mulr0 addr0.
have cube' : in_cube (y + t *: v).
  move=> j; rewrite !mxE; have /andP[ge0 le1] := cube j.
  have [->|vj] := eqVneq (v j 0) 0; first by rewrite mulr0 addr0 ge0.
  have := least j vj; rewrite /reach; case: (ltrP 0 (v j 0)) => [vpos|vneg].
    rewrite ler_pdivl_mulr // => le; rewrite addr_ge0 ?mulr_ge0 ?(ltW vpos) ?(ltW t_gt0) //=.
    by rewrite -ler_subr_addl.
  have {}vneg : v j 0 < 0 by rewrite lt_neqAle vj.
  rewrite ler_ndivl_mulr // => le; rewrite -ler_subl_addl sub0r le /=.
  by rewrite -[1]addr0 ler_add // mulr_ge0_le0 ?(ltW t_gt0) ?(ltW vneg).
have stops : j1 \notin fractional (y + t *: v).
  rewrite inE !mxE tE /reach; case: (ltrP 0 (v j1 0)) => _; rewrite divfK //.
    by rewrite addrC subrK ltxx andbF.
  by rewrite subrr ltxx.
split; last by exists j1.
split => //.
  by rewrite mulmxDr -scalemxAr Mv0 scaler0 addr0.
apply/properP; split.
  apply/subsetP => j; apply: contraLR => notF; rewrite inE fixed //.
  by move: notF; rewrite inE.
by exists j1; first by rewrite inE moves.
Qed.

Theorem kernel_step M y v :
  in_cube y -> M *m v = 0 -> v != 0 -> supported (fractional y) v ->
  exists t, [/\ 0 < t, in_cube (y + t *: v), M *m (y + t *: v) = M *m y,
    fractional (y + t *: v) \proper fractional y
  & forall j, j \notin fractional y -> (y + t *: v) j 0 = y j 0].
Proof.
move=> cube Mv0 v_nz supp.
have [j0 vj0] : exists j, v j 0 != 0.
  apply/existsP; apply: contraNT v_nz => /existsPn all0; apply/eqP/colP => j.
  by rewrite mxE; apply/eqP; move: (all0 j); rewrite negbK.
by exists (stride y v j0); exact: (stride_step cube Mv0 vj0 supp).1.
Qed.

(** ** The certificate *)

(** Going forth and back along v stays in the cube, if v is 0 where y is. *)
Lemma small_step M y v : in_cube y -> M *m v = 0 -> v != 0 -> supported (fractional y) v ->
  exists t, [/\ t != 0, in_cube (y + t *: v) & in_cube (y - t *: v)].
Proof.
move=> cube Mv0 v_nz supp.
have Nv_nz : - v != 0 by rewrite oppr_eq0.
have Nsupp : supported (fractional y) (- v) by move=> j notF; rewrite mxE supp // oppr0.
have MNv0 : M *m - v = 0 by rewrite mulmxN Mv0 oppr0.
have [a [a_gt0 cube_a _ _ _]] := kernel_step cube Mv0 v_nz supp.
have [b [b_gt0 cube_b _ _ _]] := kernel_step cube MNv0 Nv_nz Nsupp.
have shorter s t w : 0 < s -> s <= t -> in_cube (y + t *: w) -> in_cube (y + s *: w).
  move=> s_gt0 le cube_t j; rewrite !mxE.
  have /andP[ge0 le1] := cube j; have := cube_t j; rewrite !mxE => /andP[ge0' le1'].
  case: (lerP 0 (w j 0)) => [wpos|/ltW wneg].
    rewrite addr_ge0 ?mulr_ge0 ?(ltW s_gt0) //=.
    by apply: le_trans le1'; rewrite ler_add2l ler_wpmul2r.
  apply/andP; split; first by apply: le_trans ge0' _; rewrite ler_add2l ler_wnmul2r.
  by rewrite -[1]addr0 ler_add // mulr_ge0_le0 // ltW.
exists (Num.min a b); rewrite -scalerN; split.
- by rewrite gt_eqF // lt_minr a_gt0 b_gt0.
- by apply: shorter cube_a; rewrite ?lt_minr ?a_gt0 ?b_gt0 // le_minl lexx.
- by apply: shorter cube_b; rewrite ?lt_minr ?a_gt0 ?b_gt0 // le_minl lexx orbT.
Qed.

Theorem vertex_iff_independent M x y : feasible M x y ->
  vertex M x y <-> independent M (fractional y).
Proof.
move=> [cube Myx]; split => [[_ extreme]|indep].
  apply/negPn/negP => /kernel_direction[v [v_nz Mv0 supp]].
  have [t [t_nz cube_p cube_m]] := small_step cube Mv0 v_nz supp.
  have feas_p : feasible M x (y + t *: v).
    by split => //; rewrite mulmxDr -scalemxAr Mv0 scaler0 addr0.
  have feas_m : feasible M x (y - t *: v).
    by split => //; rewrite mulmxDr mulmxN -scalemxAr Mv0 scaler0 subr0.
  have same : y + t *: v = y - t *: v by apply: extreme => //; rewrite addrACA subrr addr0.
  have : t *: v == - (t *: v) by apply/eqP/(addrI y).
  rewrite -addr_eq0 -mulr2n -scaler_nat scaler_eq0 pnatr_eq0 /= scaler_eq0.
  by rewrite (negbTE t_nz) (negbTE v_nz).
split=> [//|u w [cube_u Mu] [cube_w Mw] mid].
apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: (independent_kernel indep); first by rewrite mulmxBr Mu Mw subrr.
move=> j notF; rewrite !mxE.
have := congr1 (fun z : 'cV_n => z j 0) mid; rewrite !mxE.
have /andP[u0 u1] := cube_u j; have /andP[w0 w1] := cube_w j.
have [->|->] := notin_fractional cube notF => sum.
  have /eqP := sum; rewrite addr0 paddr_eq0 // => /andP[/eqP-> /eqP->].
  by rewrite subr0.
have : (1 - u j 0) + (1 - w j 0) == 0 by rewrite addrACA -opprD sum subrr.
rewrite paddr_eq0 ?subr_ge0 // !subr_eq0 => /andP[/eqP<- /eqP<-].
by rewrite subrr.
Qed.

Lemma independent_rank M (J : {set 'I_n}) : independent M J -> (#|J| <= \rank M)%N.
Proof. by rewrite /independent columnsE => /eqP <-; exact: mxrankM_maxl. Qed.

Theorem vertex_rounding M x y : vertex M x y -> (#|fractional y| <= \rank M)%N.
Proof.
by move=> isvertex; apply/independent_rank/(vertex_iff_independent isvertex.1).
Qed.

(** What the checker tests proves y a vertex with few fractional coordinates. *)
Corollary vertex_certificate M x y :
  in_cube y -> M *m y = M *m x -> \rank (columns M (fractional y)) = #|fractional y| ->
  vertex M x y /\ (#|fractional y| <= \rank M)%N.
Proof.
move=> cube Myx /eqP rank; have isvertex : vertex M x y by apply/vertex_iff_independent.
by split; last exact: vertex_rounding isvertex.
Qed.

(** ** The walk *)

(** One step of the walk, along any direction. *)
Definition step M y z := exists t v,
  [/\ v != 0, M *m v = 0, supported (fractional y) v & z = y + t *: v] /\
  [/\ in_cube z, fractional z \proper fractional y
    & forall j, j \notin fractional y -> z j 0 = y j 0].

(** Whoever is not at a vertex can go on, and whoever takes a step has less to go. *)
Theorem step_or_vertex M x y : feasible M x y -> vertex M x y \/ exists z, step M y z.
Proof.
move=> feas; have [indep|/kernel_direction[v [v_nz Mv0 supp]]] := boolP (independent M (fractional y)).
  by left; apply/vertex_iff_independent.
have [t [_ cube' _ less fixed]] := kernel_step feas.1 Mv0 v_nz supp.
by right; exists (y + t *: v), t, v.
Qed.

Theorem step_progress M x y z : feasible M x y -> step M y z ->
  feasible M x z /\ (#|fractional z| < #|fractional y|)%N.
Proof.
move=> [_ Myx] [t [v [[_ Mv0 _ ->] [cube' less _]]]]; split; last exact: proper_card.
by split => //; rewrite mulmxDr -scalemxAr Mv0 scaler0 addr0.
Qed.

Theorem vertex_exists M x : in_cube x -> exists y,
  [/\ vertex M x y, (#|fractional y| <= \rank M)%N
    & forall j, j \notin fractional x -> y j 0 = x j 0].
Proof.
move=> cube.
suff walk y : feasible M x y -> exists z, [/\ vertex M x z, fractional z \subset fractional y
    & forall j, j \notin fractional y -> z j 0 = y j 0].
  have [//|y [isvertex _ fixed]] := walk x.
  by exists y; split => //; exact: vertex_rounding isvertex.
have [k] := ubnP #|fractional y|; elim: k y => // k IH y small feas.
have [isvertex|[z stepz]] := step_or_vertex feas; first by exists y.
have [feasz lessz] := step_progress feas stepz.
have [w [isvertex sub fixed']] := IH z (leq_trans lessz small) feasz.
have [t [v [_ [_ /proper_sub sub' fixed]]]] := stepz.
exists w; split => // [|j notF]; first exact: subset_trans sub sub'.
by rewrite fixed' ?fixed //; apply: contraNN notF; exact: (subsetP sub').
Qed.

End Vertices.

(** ** A worked example

    M = [[1,2,3,4],[1,1,1,1]] and x = (1/2,1/2,1/2,1/2): the walk ends at (1,0,0,1), where nothing is
    fractional and M y = (5,2) = M x. *)
Section Worked.

Let M : 'M[rat]_(2, 4) := \matrix_(i, j) (if i == 0 then j.+1%:R else 1).
Let x : 'cV[rat]_4 := \col_j 2%:R^-1.
Let y : 'cV[rat]_4 := \col_j ((j == 0) || (j == 3))%:R.

Example worked : vertex M x y.
Proof.
have none : fractional y = set0.
  by apply/setP => j; rewrite !inE mxE; case: (_ || _); rewrite ltxx ?andbF.
apply: (vertex_certificate _ _ _).1.
- by move=> j; rewrite mxE; case: (_ || _); rewrite lexx ler01.
- apply/matrixP => i j; rewrite !mxE !big_ord_recl !big_ord0 !mxE.
  by case: i => [[|[|[]]]] //= lt; apply/eqP; vm_compute.
- apply/eqP; rewrite eqn_leq rank_leq_col none /=.
  by apply: leq_trans (leq0n _); rewrite cards0.
Qed.
End Worked.
