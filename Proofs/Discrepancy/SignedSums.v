(** Signs with a small sum and small prefix sums, by the kernel walk.

    Theorem, in words. Let v1, ..., vn be vectors of dimension d, none longer than 1 in some norm. They enter the kernel
    walk (KernelWalk.v) one after the other with the coordinate 1/2 each, and those that end at 1/2 or more get the sign 1,
    the others -1. Then the sum of all signed vectors has length at most d, and each prefix sum length less than 2d, if
    d ≥ 1. For Σ (2 y_j - 1) v_j stays 0, over the vectors that have entered as well; at most d coordinates are fractional
    at any time; each of these moves by less than 2 in 2y - 1 from then on, by at most 1 in the end; and the others stay.

    Claim [discrepancy.signed-sums]: I. Bárány, V. S. Grinberg, "On some combinatorial questions in finite-dimensional
    spaces", Linear Algebra and its Applications 41 (1981). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import VertexRounding KernelWalk.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Walk.
Variables (R : realFieldType) (m n : nat) (M : 'M[R]_(m, n)) (cost : 'rV[R]_n).
Implicit Types (x y : 'cV[R]_n) (J : {set 'I_n}).

(** Only coordinates that have entered move. *)
Definition settled (x : 'cV[R]_n) (entered : seq 'I_n) (state : 'cV[R]_n * {set 'I_n}) :=
  {subset state.2 <= entered} /\ forall i, i \notin entered -> state.1 i 0 = x i 0.

(** An entry leaves coordinates that are 0 or 1, and those that have not entered. *)
Lemma enter_keeps x entered state j i : invariant M cost x entered state ->
  i \notin fractional state.1 \/ (i \notin state.2 /\ i != j) -> (enter M cost state j).1 i 0 = state.1 i 0.
Proof.
case: state => y J [feas indep [sub _] _ _] /= still; rewrite /enter.
have [frac|//] := boolP (j \in fractional y); rewrite /=.
have [//|dep] := boolP (independent M (j |: J)).
have [kernel vj supp] := direction_correct cost indep dep.
have suppf : supported (fractional y) (direction M cost J j).
  by apply: supported_sub supp; rewrite subUset sub1set frac.
rewrite /=; case: still => [whole|[notJ neq]].
  by have [[_ _ _ _ fixed] _] := stride_step feas.1 kernel vj suppf; apply: fixed.
by rewrite !mxE supp ?mulr0 ?addr0 // in_setU1 negb_or neq.
Qed.

Lemma walk_settled x entered : in_cube x -> uniq entered ->
  settled x entered (foldl (enter M cost) (x, set0) entered).
Proof.
move=> cube; elim/last_ind: entered => [_|s j IH]; first by split => // i; rewrite inE.
rewrite rcons_uniq => /andP[new /IH[sub same]].
have inv := walk_invariant M cost s cube.
rewrite -cats1 foldl_cat cats1 /=; set state := foldl _ _ _ in sub same inv *.
split=> [i|i]; last first.
  rewrite mem_rcons in_cons negb_or => /andP[neq notin].
  rewrite (enter_keeps inv); first exact: same.
  by right; split => //; apply: contra notin; exact: sub.
rewrite mem_rcons in_cons; case: (state) sub => y J /= sub; rewrite /enter.
case: ifP => _ /=; first by move=> /sub ->; rewrite orbT.
case: ifP => _ /=; rewrite ?in_setI in_setU1; first by case/predU1P => [->|/sub ->]; rewrite ?eqxx ?orbT.
by case/andP => /predU1P[->|/sub ->] _; rewrite ?eqxx ?orbT.
Qed.

(** A coordinate that is 0 or 1 stays, whatever enters. *)
Lemma walk_stays x s s' i : in_cube x ->
  i \notin fractional (foldl (enter M cost) (x, set0) s).1 ->
  (foldl (enter M cost) (x, set0) (s ++ s')).1 i 0 = (foldl (enter M cost) (x, set0) s).1 i 0.
Proof.
move=> cube whole; elim/last_ind: s' => [|s' j IH]; first by rewrite cats0.
rewrite -rcons_cat -cats1 foldl_cat /= -IH.
apply: (enter_keeps (walk_invariant M cost _ cube)); left.
by move: whole; rewrite !inE IH.
Qed.
End Walk.

Section Signs.
Variables (R : realFieldType) (d n : nat) (M : 'M[R]_(d, n)).

(** A norm, or what is like one, in which no column is longer than 1. *)
Variable norm : 'cV[R]_d -> R.
Hypothesis norm_add : forall a b, norm (a + b) <= norm a + norm b.
Hypothesis norm_scale : forall (c : R) a, norm (c *: a) = `|c| * norm a.
Hypothesis short : forall j, norm (col j M) <= 1.

Definition centre : 'cV[R]_n := \col_j 2%:R^-1.

(** Where the walk is when k vectors have entered. *)
Definition after (k : nat) : 'cV[R]_n := (foldl (enter M 0) (centre, set0) (take k (enum 'I_n))).1.

Definition sign (j : 'I_n) : R := if 2%:R^-1 <= walk M 0 centre j 0 then 1 else -1.

Lemma centre_in_cube : in_cube centre.
Proof. by move=> j; rewrite mxE invr_ge0 ler0n invf_le1 ?ltr0n // ler1n. Qed.

Lemma norm_sum (I : finType) (P : pred I) (c : I -> R) (j : I -> 'I_n) :
  norm (\sum_(i | P i) c i *: col (j i) M) <= \sum_(i | P i) `|c i|.
Proof.
have norm0 : norm 0 = 0 by rewrite -(scale0r (0 : 'cV[R]_d)) norm_scale normr0 mul0r.
elim/big_ind2: _ => [|a u b v ua vb|i _]; first by rewrite norm0.
  by apply: le_trans (norm_add _ _) _; apply: ler_add.
by rewrite norm_scale -[X in _ <= X]mulr1 ler_wpmul2l.
Qed.

Lemma mulmx_columns (y : 'cV[R]_n) : M *m y = \sum_j y j 0 *: col j M.
Proof. by apply/colP => i; rewrite mxE summxE; apply: eq_bigr => j _; rewrite !mxE mulrC. Qed.

Lemma after_facts k :
  [/\ in_cube (after k), \sum_j (2%:R * after k j 0 - 1) *: col j M = 0,
      forall j : 'I_n, (k <= j)%N -> after k j 0 = 2%:R^-1,
      (#|fractional (after k) :&: [set j : 'I_n | (j < k)%N]| <= d)%N
    & forall j, j \notin fractional (after k) -> walk M 0 centre j 0 = after k j 0].
Proof.
have inv := walk_invariant M 0 (take k (enum 'I_n)) centre_in_cube.
have uniq_take : uniq (take k (enum 'I_n)) by rewrite take_uniq ?enum_uniq.
have [_ fresh] := walk_settled M 0 centre_in_cube uniq_take.
have mem j : (j \in take k (enum 'I_n)) = (j < k)%N by rewrite in_take ?mem_enum // index_enum_ord.
have stays j : j \notin fractional (after k) -> walk M 0 centre j 0 = after k j 0.
  move=> whole; rewrite /walk -[X in foldl _ _ X](cat_take_drop k (enum 'I_n)).
  by rewrite (walk_stays _ centre_in_cube whole).
rewrite /after in stays *; move: inv fresh stays; case: (foldl _ _ _) => y J /= [feas indep [sub all] _ _] fresh stays.
have two : (2%:R : R) != 0 by rewrite pnatr_eq0.
split => //; first exact: feas.1.
- transitivity (2%:R *: (M *m y) - 2%:R *: (M *m centre)); last by rewrite feas.2 subrr.
  rewrite !mulmx_columns !scaler_sumr -sumrB; apply: eq_bigr => j _.
  by rewrite !scalerA -scalerBl mxE mulfV.
- by move=> j le; rewrite fresh ?mxE // mem -leqNgt.
- apply: leq_trans (leq_trans (subset_leq_card _) (independent_rank indep)) (rank_leq_row M).
  by apply/subsetP => j; rewrite in_setI => /andP[fr]; rewrite inE -mem => entered; apply: all.
Qed.

(** The sum over the first k vectors. *)
Definition prefix (k : nat) : 'cV[R]_d := \sum_(j < n | (j < k)%N) sign j *: col j M.

(** It is what the signs change since these vectors entered. *)
Lemma prefix_change k :
  prefix k = \sum_(j < n | (j < k)%N && (j \in fractional (after k))) (sign j - (2%:R * after k j 0 - 1)) *: col j M.
Proof.
have [cube zero later _ stays] := after_facts k.
have -> : prefix k = \sum_(j < n | (j < k)%N) (sign j - (2%:R * after k j 0 - 1)) *: col j M.
  rewrite -[LHS]subr0 -[X in _ - X = _]zero [X in _ - X = _](bigID (fun j : 'I_n => (j < k)%N)) /=.
  rewrite [X in _ - (_ + X) = _]big1 ?addr0 => [|j]; last first.
    by rewrite -leqNgt => /later ->; rewrite mulfV ?pnatr_eq0 // subrr scale0r.
  by rewrite -sumrB; apply: eq_bigr => j _; rewrite -scalerBl.
rewrite [LHS](bigID (fun j => j \in fractional (after k))) /= [X in _ + X = _]big1 ?addr0 // => j /andP[_ whole].
have half : (2%:R^-1 : R) < 1 by rewrite invf_lt1 ?ltr0n // ltr1n.
rewrite /sign (stays j whole); have [->|->] := notin_fractional cube whole.
  by rewrite invr_le0 lern0 /= mulr0 sub0r subrr scale0r.
by rewrite (ltW half) mulr1 mulr2n addrK subrr scale0r.
Qed.

Lemma sign_near k j : j \in fractional (after k) -> `|sign j - (2%:R * after k j 0 - 1)| < 2%:R.
Proof.
rewrite inE => /andP[gt0 lt1]; have two : (0 : R) < 2%:R by rewrite ltr0n.
rewrite /sign; case: ifP => _.
  rewrite opprB addrA -mulr2n ger0_norm ?subr_ge0; last by rewrite ger_pmulr ?ltW // ?two.
  by rewrite ltr_subl_addl ltr_addr mulr_gt0.
rewrite opprB addrA addNr sub0r normrN gtr0_norm ?mulr_gt0 //.
by rewrite -[X in _ < X]mulr1 ltr_pmul2l.
Qed.

(** Each prefix sum is shorter than 2d. *)
Theorem prefix_sums k : (0 < d)%N -> norm (prefix k) < 2%:R * d%:R.
Proof.
move=> d_gt0; rewrite prefix_change; apply: le_lt_trans (norm_sum _ _ _) _.
have [_ _ _ few _] := after_facts k.
have count : #|fractional (after k) :&: [set j : 'I_n | (j < k)%N]|
    = #|[pred j : 'I_n | (j < k)%N && (j \in fractional (after k))]|.
  by apply: eq_card => j; rewrite !inE andbC.
rewrite count in few; have [j0 /= j0P|none] := pickP [pred j : 'I_n | (j < k)%N && (j \in fractional (after k))]; last first.
  by rewrite big_pred0 ?mulr_gt0 ?ltr0n.
apply: (@lt_le_trans _ _ (\sum_(j < n | (j < k)%N && (j \in fractional (after k))) 2%:R)).
  rewrite (bigD1 j0) //= [X in _ < X](bigD1 j0) //=; case/andP: j0P => lt fr.
  apply: ltr_le_add; first exact: sign_near.
  by apply: ler_sum => j /andP[/andP[_ /sign_near/ltW]].
by rewrite sumr_const -mulr_natl mulrC ler_pmul2l ?ltr0n // ler_nat.
Qed.

(** The sum of all is no longer than d. *)
Theorem signed_sum : norm (\sum_j sign j *: col j M) <= d%:R.
Proof.
have all : \sum_j sign j *: col j M = prefix n by apply: eq_bigl => j; rewrite ltn_ord.
have [cube _ _ few _] := after_facts n.
have last j : after n j 0 = walk M 0 centre j 0.
  by rewrite /after /walk take_oversize // size_enum_ord.
rewrite all prefix_change; apply: le_trans (norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(j < n | (j < n)%N && (j \in fractional (after n))) 1)).
  apply: ler_sum => j /andP[_]; rewrite inE => /andP[gt0 lt1]; rewrite /sign -last.
  have two : (0 : R) < 2%:R by rewrite ltr0n.
  have half : 2%:R * 2%:R^-1 = 1 :> R by rewrite mulfV // pnatr_eq0.
  case: (lerP 2%:R^-1 (after n j 0)) => cut.
    have ge1 : 1 <= 2%:R * after n j 0 by rewrite -[X in X <= _]half ler_pmul2l.
    rewrite opprB addrA -mulr2n ger0_norm ?subr_ge0; last by rewrite ger_pmulr ?ltW.
    by rewrite ler_subl_addl -ler_subl_addr mulr2n addrK.
  have lt1' : 2%:R * after n j 0 < 1 by rewrite -[X in _ < X]half ltr_pmul2l.
  by rewrite opprB addrA addNr sub0r normrN gtr0_norm ?mulr_gt0 // ltW.
rewrite sumr_const ler_nat; apply: leq_trans few.
by apply: subset_leq_card; apply/subsetP => j; rewrite unfold_in => /andP[lt fr]; rewrite in_setI fr inE lt.
Qed.
End Signs.
