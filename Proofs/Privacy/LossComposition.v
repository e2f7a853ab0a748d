(** Bounds on privacy curves compose, and stay bounds under rounding.

    Theorem, in words. A curve is D(y) = c + Σ_j p_j (1 - y w_j)_+ for y ≥ 0, with masses p_j ≥ 0 at losses whose e^-loss is w_j ≥ 0, and the
    mass c ≥ 0 of an infinite loss, which is a mass with w = 0. The composition of two curves has the products of their masses at the
    products of their w. If one curve is at most another everywhere, and so are two others, then their compositions are as well. And
    a curve grows if masses grow, or are moved to higher losses (smaller w). So an upper bound stays one if masses are rounded up, and a
    lower bound if they are rounded down, after each of any number of compositions.

    Claim [privacy.integer-composition]. The compositions are those of P. Kairouz, S. Oh, P. Viswanath, "The Composition Theorem for
    Differential Privacy" (arXiv 1311.0776); the statement about bounds is derived. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Curves.
Variable R : realFieldType.

(** (a)_+ *)
Definition positive_part (a : R) : R := Num.max a 0.

Lemma positive_part_ge0 a : 0 <= positive_part a.
Proof. by rewrite /positive_part le_maxr lexx orbT. Qed.

Lemma positive_part_mono a b : a <= b -> positive_part a <= positive_part b.
Proof. by move=> ab; rewrite /positive_part le_maxl !le_maxr ab lexx orbT. Qed.

(** The curve of masses p at losses with e^-loss = w; an infinite loss has w = 0. *)
Definition curve (I : finType) (p w : I -> R) (y : R) : R := \sum_i p i * positive_part (1 - y * w i).

(** Masses and weights of the composition. *)
Definition both (I J : finType) (p : I -> R) (q : J -> R) (k : I * J) : R := p k.1 * q k.2.

Lemma curve_both (I J : finType) (p w : I -> R) (q v : J -> R) y :
  curve (both p q) (both w v) y = \sum_i p i * curve q v (y * w i).
Proof.
rewrite /curve /both.
rewrite -(pair_bigA _ (fun i j => p i * q j * positive_part (1 - y * (w i * v j)))) /=.
apply: eq_bigr => i _; rewrite big_distrr /=; apply: eq_bigr => j _.
by rewrite -mulrA (mulrA y).
Qed.

Lemma curve_swap (I J : finType) (p w : I -> R) (q v : J -> R) y :
  curve (both p q) (both w v) y = \sum_j q j * curve p w (y * v j).
Proof.
rewrite curve_both /curve.
under eq_bigr => i _ do rewrite big_distrr /=.
rewrite exchange_big /=; apply: eq_bigr => j _.
rewrite big_distrr /=; apply: eq_bigr => i _.
by rewrite mulrCA -!mulrA (mulrC (w i)).
Qed.

(** Bounds compose. *)
Theorem compose_monotone (I I' J J' : finType) (p w : I -> R) (p' w' : I' -> R) (q v : J -> R) (q' v' : J' -> R) :
  (forall i, 0 <= p i) -> (forall i, 0 <= w i) -> (forall j, 0 <= q' j) -> (forall j, 0 <= v' j) ->
  (forall y, 0 <= y -> curve p w y <= curve p' w' y) ->
  (forall y, 0 <= y -> curve q v y <= curve q' v' y) ->
  forall y, 0 <= y -> curve (both p q) (both w v) y <= curve (both p' q') (both w' v') y.
Proof.
move=> p0 w0 q0 v0 pp qq y y0.
apply: (@le_trans _ _ (curve (both p q') (both w v') y)).
  rewrite !curve_both; apply: ler_sum => i _.
  by rewrite ler_wpmul2l // qq // mulr_ge0.
rewrite !curve_swap; apply: ler_sum => j _.
by rewrite ler_wpmul2l // pp // mulr_ge0.
Qed.

(** Masses that grow, or move to higher losses, make the curve grow: what rounding does. *)
Theorem rounding_monotone (I : finType) (p w p' w' : I -> R) :
  (forall i, 0 <= p i <= p' i) -> (forall i, 0 <= w' i <= w i) ->
  forall y, 0 <= y -> curve p w y <= curve p' w' y.
Proof.
move=> pp ww y y0; apply: ler_sum => i _.
have /andP[p0 pi] := pp i; have /andP[w0 wi] := ww i.
apply: ler_pmul => //; first exact: positive_part_ge0.
by apply: positive_part_mono; rewrite ler_add2l ler_opp2 ler_wpmul2l.
Qed.

End Curves.
