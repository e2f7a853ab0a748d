(** Linear discrepancy is at most hereditary discrepancy.

    Theorem, in words. For some norm let every set J of columns of a matrix A have signs for which the signed sum of the
    columns is no longer than H. Then every point w of the cube [0,1]ⁿ has a rounding z in {0,1}ⁿ with A(w - z) no longer
    than H. Binary digits are rounded from the last to the first: the coordinates whose last digit is 1 move by half of its
    unit up or down, as signs for them tell, which costs H times that; so a point of k digits costs less than
    H (1/2 + 1/4 + ...). Other points are limits, and there are finitely many z.

    Claim [discrepancy.linear-hereditary]: L. Lovász, J. Spencer, K. Vesztergombi, "Discrepancy of set-systems and
    matrices", European Journal of Combinatorics 7 (1986). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import VertexRounding.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section LinearDiscrepancy.
Variables (R : archiFieldType) (m n : nat) (A : 'M[R]_(m, n)).

(** A norm, or what is like one: the greatest absolute value of an entry, for one. *)
Variable norm : 'cV[R]_m -> R.
Hypothesis norm_add : forall a b, norm (a + b) <= norm a + norm b.
Hypothesis norm_scale : forall (c : R) a, norm (c *: a) = `|c| * norm a.

(** Signs for the columns in J, and 0 for the others. *)
Definition signed (J : {set 'I_n}) (e : 'I_n -> bool) : 'cV[R]_n :=
  \col_j (if j \in J then (-1) ^+ e j else 0).

(** H is at least the hereditary discrepancy: every set of columns has signs with a sum no longer than H. *)
Variable H : R.
Hypothesis hereditary : forall J, exists e, norm (A *m signed J e) <= H.

(** A corner of the cube. *)
Definition corner (z : {ffun 'I_n -> bool}) : 'cV[R]_n := \col_j (z j)%:R.

Lemma norm_ge0 a : 0 <= norm a.
Proof.
have norm0 : norm 0 = 0 by rewrite -(scale0r (0 : 'cV[R]_m)) norm_scale normr0 mul0r.
have := norm_add a (- a); rewrite subrr norm0 -scaleN1r norm_scale normrN1 mul1r -mulr2n.
by rewrite pmulrn_lge0.
Qed.

Lemma H_ge0 : 0 <= H.
Proof. by have [e le] := hereditary set0; apply: le_trans le; exact: norm_ge0. Qed.

(** Points of k binary digits. *)
Lemma dyadic k (v : 'I_n -> nat) : (forall j, v j <= 2 ^ k)%N ->
  exists z, norm (A *m ((\col_j ((v j)%:R / (2 ^ k)%:R)) - corner z)) <= H * (1 - (2 ^ k)%:R^-1).
Proof.
elim: k v => [|k IH] v vle.
  exists [ffun j => v j == 1%N]; have -> : (\col_j ((v j)%:R / (2 ^ 0)%:R)) = corner [ffun j => v j == 1%N].
    apply/colP => j; rewrite !mxE ffunE expn0 divr1; have := vle j; rewrite expn0.
    by case: (v j) => [|[|]].
  by rewrite subrr mulmx0 -(scale0r (0 : 'cV[R]_m)) norm_scale normr0 mul0r expn0 invr1 subrr mulr0.
pose J := [set j | odd (v j)]; have [e small] := hereditary J.
pose v' j := (if odd (v j) then if e j then (v j)./2 else (v j)./2.+1 else (v j)./2)%N.
have v'le j : (v' j <= 2 ^ k)%N.
  have := vle j; rewrite -[v j in X in X -> _]odd_double_half expnS mul2n /v'.
  case: (odd (v j)) => /=; last by rewrite add0n leq_double.
  rewrite add1n ltn_double => lt; case: (e j) => //; exact: ltnW.
have [z near] := IH v' v'le; exists z.
have p0 : (0 : R) < (2 ^ k)%:R by rewrite ltr0n expn_gt0.
have q0 : (0 : R) < (2 ^ k.+1)%:R by rewrite ltr0n expn_gt0.
have step : (\col_j ((v j)%:R / (2 ^ k.+1)%:R) : 'cV[R]_n)
    = \col_j ((v' j)%:R / (2 ^ k)%:R) - (2 ^ k.+1)%:R^-1 *: signed J e.
  apply/colP => j; rewrite !mxE inE /v'.
  have two : (2%:R : R) != 0 by rewrite pnatr_eq0.
  have split x : x / (2 ^ k)%:R = 2%:R * x / (2 ^ k.+1)%:R :> R.
    by rewrite expnS natrM invfM mulrACA mulfV // mul1r.
  have up (h : R) : 1 + 2%:R * h = 2%:R * (h + 1) - 1 by rewrite mulrDr mulr1 mulr2n addrA addrK addrC.
  rewrite split -[v j in LHS]odd_double_half natrD -mul2n natrM.
  case: (odd (v j)); last by rewrite mulr0 subr0 add0r.
  rewrite [_^-1 * _]mulrC -mulrBl; congr (_ / _); case: (e j).
    by rewrite expr1 opprK addrC.
  by rewrite expr0 -[(_./2).+1]addn1 natrD -up.
rewrite step -addrA [- _ + _]addrC addrA mulmxDr; apply: le_trans (norm_add _ _) _.
rewrite mulmxN -scalemxAr -scaleNr norm_scale normrN gtr0_norm ?invr_gt0 //.
apply: le_trans (ler_add near (ler_wpmul2l _ small)) _; first by rewrite invr_ge0 ltW.
rewrite [_^-1 * H]mulrC -mulrDr ler_wpmul2l ?H_ge0 //.
have -> : (2 ^ k)%:R^-1 = 2%:R * (2 ^ k.+1)%:R^-1 :> R.
  by rewrite expnS natrM invfM mulrA mulfV ?mul1r // pnatr_eq0.
by rewrite mulr_natl mulr2n opprD addrA subrK.
Qed.

(** Every point of the cube has a rounding that is no farther than H. *)
Theorem linear_at_most_hereditary w : in_cube w -> exists z, norm (A *m (w - corner z)) <= H.
Proof.
move=> cube; pose far z := norm (A *m (w - corner z)).
pose best := [arg min_(z < [ffun=> false]) far z]%O.
have least z : far best <= far z by rewrite /best; case: arg_minP => // z0 _; exact.
pose C := \sum_j norm (col j A); have C0 : 0 <= C by apply: sumr_ge0 => j _; exact: norm_ge0.
exists best; rewrite -/(far best) leNgt; apply/negP => worse.
have gap : 0 < far best - H by rewrite subr_gt0.
pose k := Num.bound (C / (far best - H)).
have bound : C / (2 ^ k)%:R < far best - H.
  rewrite ltr_pdivr_mulr ?ltr0n ?expn_gt0 // -ltr_pdivr_mull // mulrC.
  apply: lt_trans (archi_boundP _) _; first by rewrite divr_ge0 // ltW.
  by rewrite ltr_nat ltn_expl.
have floor j : exists v, (w j 0 * (2 ^ k)%:R < v.+1%:R).
  exists (Num.bound (w j 0 * (2 ^ k)%:R)); have /andP[ge0 _] := cube j.
  by apply: lt_trans (archi_boundP _) _; rewrite ?mulr_ge0 ?ler0n // ltr_nat.
pose v j := ex_minn (floor j).
have vP j : (v j)%:R <= w j 0 * (2 ^ k)%:R < (v j).+1%:R.
  rewrite /v; case: ex_minnP => u -> minimal; rewrite andbT; case: u minimal => [|u] minimal.
    by have /andP[ge0 _] := cube j; rewrite mulr_ge0 ?ler0n.
  rewrite leNgt; apply/negP => /minimal; by rewrite ltnn.
have p0 : (0 : R) < (2 ^ k)%:R by rewrite ltr0n expn_gt0.
have vle j : (v j <= 2 ^ k)%N.
  have /andP[le _] := vP j; have /andP[_ le1] := cube j.
  by rewrite -(ler_nat R); apply: le_trans le _; rewrite -[X in _ <= X]mul1r ler_wpmul2r ?ler0n.
have [z near] := dyadic vle.
suff : far z < far best by rewrite ltNge least.
have -> : far z = norm (A *m (w - \col_j ((v j)%:R / (2 ^ k)%:R))
    + A *m ((\col_j ((v j)%:R / (2 ^ k)%:R)) - corner z)) by rewrite -mulmxDr addrA subrK.
apply: le_lt_trans (norm_add _ _) _; rewrite -[far best](subrK H); apply: ltr_le_add; last first.
  by apply: le_trans near _; rewrite -[X in _ <= X]mulr1 ler_wpmul2l ?H_ge0 // ler_subl_addr ler_addl invr_ge0 ltW.
apply: le_lt_trans bound.
have norm0 : norm 0 = 0 by rewrite -(scale0r (0 : 'cV[R]_m)) norm_scale normr0 mul0r.
have -> : A *m (w - \col_j ((v j)%:R / (2 ^ k)%:R)) = \sum_j (w j 0 - (v j)%:R / (2 ^ k)%:R) *: col j A.
  by apply/colP => i; rewrite mxE summxE; apply: eq_bigr => j _; rewrite !mxE mulrC.
rewrite /C mulr_suml; elim/big_ind2: _ => [|a x b y ax byy|j _]; first by rewrite norm0.
  by apply: le_trans (norm_add _ _) _; apply: ler_add.
rewrite norm_scale mulrC ler_wpmul2l ?norm_ge0 //.
have /andP[lo hi] := vP j; rewrite ger0_norm; last by rewrite subr_ge0 ler_pdivr_mulr.
rewrite ler_subl_addr -[X in _ <= X + _]mul1r -mulrDl ler_pdivl_mulr //.
by move: hi; rewrite -[(v j).+1]add1n natrD => /ltW.
Qed.
End LinearDiscrepancy.
