(** The walk along kernel vectors, as it is carried out, ends at a vertex.

    Theorems, in words. Coordinates of a point x of the cube [0,1]ⁿ enter one after the other; some of those that have
    entered are *moving*. One that is 0 or 1 is left alone. If the columns of M at the moving ones and at the next one are
    linearly independent, the next one moves as well. If not, its column is one combination of those of the moving ones:
    a direction along which M y stays. Of its two senses the walk takes the one along which the cost does not rise, goes
    until the first coordinate is 0 or 1, and lets all stop that are. After the last coordinate
    - the point is a vertex of the points y of the cube with M y = M x, so at most rank(M) coordinates are fractional,
    - coordinates of x that were 0 or 1 are as before,
    - the cost is not greater than that of x.
    This is a function, with one step for each coordinate: it ends, and needs no more than n steps.

    Claim [discrepancy.vertex-rounding]: derived; the linear program is that of Chee, Backurs, Heck, Zhang, Kulkarni,
    Rothvoss, Gopi, "DiscQuant" (arXiv 2501.06417). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import VertexRounding.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Dependencies.
Variables (F : fieldType) (m n : nat) (M : 'M[F]_(m, n)).
Implicit Types (J : {set 'I_n}) (j : 'I_n).

(** What takes column j for a combination of the columns in J: 1 at j, minus the factors of the combination in J. *)
Definition dependency J j : 'cV[F]_n :=
  delta_mx j 0 - select F J *m ((col j M)^T *m pinvmx (columns M J)^T)^T.

Lemma dependencyE J j i : dependency J j i 0
  = (i == j)%:R - (select F J *m ((col j M)^T *m pinvmx (columns M J)^T)^T) i 0.
Proof. by rewrite [LHS]mxE [X in X + _]mxE [X in _ + X]mxE eqxx andbT. Qed.

(** Sets whose columns have no kernel vector are independent. *)
Lemma no_kernel_independent J :
  (forall v, M *m v = 0 -> supported J v -> v = 0) -> independent M J.
Proof.
move=> none; apply/negPn/negP => /kernel_direction[v [v_nz Mv0 supp]].
by move: v_nz; rewrite (none v Mv0 supp) eqxx.
Qed.

Lemma supported_sub J (K : {set 'I_n}) (v : 'cV[F]_n) : J \subset K -> supported J v -> supported K v.
Proof. by move=> sub supp i notK; apply: supp; apply: contraNN notK; exact: (subsetP sub). Qed.

(** A column that is no help to independence is a combination. *)
Lemma dependency_correct J j : independent M J -> ~~ independent M (j |: J) ->
  [/\ M *m dependency J j = 0, dependency J j j 0 = 1 & supported (j |: J) (dependency J j)].
Proof.
move=> indep dep.
have notJ : j \notin J by apply: contraNN dep => jJ; rewrite (setUidPr _) // sub1set.
have zero (w : 'cV[F]_#|J|) : (select F J *m w) j 0 = 0 by exact: select_supported.
have [v [v_nz Mv0 supp]] := kernel_direction dep.
have vj : v j 0 != 0.
  apply: contraNneq v_nz => vj0; apply/eqP/(independent_kernel indep) => // i notin.
  have [->|neq] := eqVneq i j; first exact: vj0.
  by apply: supp; rewrite in_setU1 negb_or neq.
have colE : col j M = M *m delta_mx j 0 by rewrite colE.
have within : ((col j M)^T <= (columns M J)^T)%MS.
  have suppJ : supported J (v - v j 0 *: delta_mx j 0).
    move=> i notin; rewrite !mxE eqxx andbT; have [->|neq] := eqVneq i j; first by rewrite mulr1 subrr.
    by rewrite mulr0 subr0; apply: supp; rewrite in_setU1 negb_or neq.
  have : M *m (v - v j 0 *: delta_mx j 0) = - (v j 0 *: col j M).
    by rewrite mulmxBr Mv0 -scalemxAr -colE sub0r.
  rewrite (supportedE suppJ) mulmxA -columnsE => comb.
  have -> : (col j M)^T
      = (- (v j 0)^-1 *: ((select F J)^T *m (v - v j 0 *: delta_mx j 0)))^T *m (columns M J)^T.
    by rewrite -trmx_mul -scalemxAr comb scaleNr scalerN opprK scalerA mulVf // scale1r.
  exact: submxMl.
split.
- rewrite mulmxBr -colE mulmxA -columnsE; apply/eqP; rewrite subr_eq0; apply/eqP/trmx_inj.
  by rewrite trmx_mul trmxK mulmxKpV.
- by rewrite dependencyE zero eqxx subr0.
- move=> i; rewrite in_setU1 negb_or => /andP[/negbTE neq notin].
  by rewrite dependencyE select_supported // neq subr0.
Qed.

(** If one of the coordinates that the dependency moves is left out, the others are independent. *)
Lemma exchange J (K : {set 'I_n}) j v i : independent M J -> M *m v = 0 -> supported (j |: J) v -> v j 0 != 0 ->
  K \subset j |: J -> i \notin K -> v i 0 != 0 -> independent M K.
Proof.
move=> indep Mv0 supp vj sub notK vi; apply: no_kernel_independent => w Mw0 suppw.
have same : w - (w j 0 / v j 0) *: v = 0.
  apply: (independent_kernel indep); first by rewrite mulmxBr Mw0 -scalemxAr Mv0 scaler0 subrr.
  move=> k notJ; rewrite !mxE; have [->|neq] := eqVneq k j; first by rewrite divfK // subrr.
  have notin : k \notin j |: J by rewrite in_setU1 negb_or neq.
  by rewrite (supp k) // (supported_sub sub suppw) // mulr0 subr0.
have wE : w = (w j 0 / v j 0) *: v by apply/eqP; rewrite -subr_eq0 same.
have /eqP : w i 0 = 0 by exact: suppw.
by rewrite wE mxE mulf_eq0 (negbTE vi) orbF => /eqP ->; rewrite scale0r.
Qed.
End Dependencies.

Section Walk.
Variables (R : realFieldType) (m n : nat) (M : 'M[R]_(m, n)) (cost : 'rV[R]_n).
Implicit Types (x y v : 'cV[R]_n) (J : {set 'I_n}).

(** What a point costs. *)
Definition price y : R := (cost *m y) 0 0.

(** Of a dependency's two senses the one along which the price does not rise; if it rises along neither, the one that
    raises the new coordinate. *)
Definition direction J j :=
  if 0 < price (dependency M J j) then - dependency M J j else dependency M J j.

(** One coordinate enters: the point and the moving coordinates after it. *)
Definition enter (state : 'cV[R]_n * {set 'I_n}) (j : 'I_n) :=
  let: (y, J) := state in
  if j \notin fractional y then (y, J)
  else if independent M (j |: J) then (y, j |: J)
  else
    let v := direction J j in
    let z := y + stride y v j *: v in
    (z, (j |: J) :&: fractional z).

(** The walk from x: all coordinates enter, from the first to the last. *)
Definition walk x : 'cV[R]_n := (foldl enter (x, set0) (enum 'I_n)).1.

(** What holds after the coordinates of [entered]. *)
Definition invariant x (entered : seq 'I_n) (state : 'cV[R]_n * {set 'I_n}) :=
  let: (y, J) := state in
  [/\ feasible M x y, independent M J,
      J \subset fractional y /\ {in entered, forall i, i \in fractional y -> i \in J},
      forall i, i \notin fractional x -> y i 0 = x i 0
    & price y <= price x].

Lemma priceD y v (t : R) : price (y + t *: v) = price y + t * price v.
Proof. by rewrite /price mulmxDr -scalemxAr !mxE. Qed.

Lemma price_direction J j : price (direction J j) <= 0.
Proof.
rewrite /direction; case: (ltrP 0 (price (dependency M J j))) => [gt0|//].
by rewrite /price mulmxN mxE oppr_le0 ltW.
Qed.

Lemma direction_correct J j : independent M J -> ~~ independent M (j |: J) ->
  [/\ M *m direction J j = 0, direction J j j 0 != 0 & supported (j |: J) (direction J j)].
Proof.
move=> indep dep; have [kernel one supp] := dependency_correct indep dep.
rewrite /direction; case: (0 < _); last by rewrite one oner_eq0.
split; first by rewrite mulmxN kernel oppr0.
  by rewrite mxE one oppr_eq0 oner_eq0.
by move=> i notin; rewrite mxE supp // oppr0.
Qed.

Lemma enter_invariant x entered state j :
  invariant x entered state -> invariant x (rcons entered j) (enter state j).
Proof.
case: state => y J [feas indep [sub all] kept cheap]; rewrite /enter.
have [frac|whole] := boolP (j \in fractional y); last first.
  split => //; split => // i; rewrite mem_rcons in_cons => /predU1P[->|]; last exact: all.
  by rewrite (negbTE whole).
have [indep'|dep] := boolP (independent M (j |: J)).
  split => //; split.
    by rewrite subUset sub1set frac.
  move=> i; rewrite mem_rcons in_cons => /predU1P[->|ient ifr]; first by rewrite setU11.
  by rewrite setU1r // all.
have [kernel vj supp] := direction_correct indep dep.
set v := direction J j in kernel vj supp *.
have suppf : supported (fractional y) v.
  by apply: supported_sub supp; rewrite subUset sub1set frac.
have [[t_gt0 cube' same less fixed] [i [vi stops]]] := stride_step feas.1 kernel vj suppf.
set z := y + _ *: v in cube' same less fixed stops *.
split.
- by split => //; rewrite same; exact: feas.2.
- apply: (exchange indep kernel supp vj _ _ vi); first exact: subsetIl.
  by rewrite inE (negbTE stops) andbF.
- split; first exact: subsetIr.
  move=> k; rewrite mem_rcons in_cons in_setI => kin kfr; rewrite kfr andbT.
  case/predU1P: kin => [->|kent]; first by rewrite setU11.
  by rewrite setU1r // all //; exact: (subsetP (proper_sub less)).
- move=> k notF; have yx := kept k notF; rewrite fixed //.
  by move: notF; rewrite !inE yx.
- rewrite priceD; apply: le_trans cheap; rewrite ger_addl mulr_ge0_le0 ?(ltW t_gt0) //.
  exact: price_direction.
Qed.

Theorem walk_invariant x entered : in_cube x ->
  invariant x entered (foldl enter (x, set0) entered).
Proof.
move=> cube; elim/last_ind: entered => [|s j IH]; last by rewrite -cats1 foldl_cat cats1; exact: enter_invariant.
split => //; last by split; [exact: sub0set | move=> i].
by apply: no_kernel_independent => v _ supp; apply/colP => i; rewrite supp ?mxE // inE.
Qed.

(** The walk ends at a vertex. *)
Theorem walk_vertex x : in_cube x ->
  [/\ vertex M x (walk x), (#|fractional (walk x)| <= \rank M)%N,
      forall j, j \notin fractional x -> walk x j 0 = x j 0
    & price (walk x) <= price x].
Proof.
move=> cube; have := walk_invariant (enum 'I_n) cube; rewrite /walk.
case: (foldl _ _ _) => y J [feas indep [sub all] kept cheap] /=.
have same : fractional y = J.
  by apply/eqP; rewrite eqEsubset sub andbT; apply/subsetP => i; apply: all; rewrite mem_enum.
have isvertex : vertex M x y by apply/vertex_iff_independent; rewrite ?same.
by split => //; exact: vertex_rounding isvertex.
Qed.
End Walk.
