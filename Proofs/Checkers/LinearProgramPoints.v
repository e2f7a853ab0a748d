(** Points of linear programs that the checker finds feasible are. *)

From Coq Require Import Bool List ZArith QArith Qabs Lia Lqa Setoid Morphisms.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement LinearProgramCheck.
Import ListNotations.
Open Scope Q_scope.

(** ** Rationals over a common denominator *)

Lemma over_le (l : Z) (d : positive) (q : Q) :
  l # d <= q <-> inject_Z l <= inject_Z (Zpos d) * q.
Proof.
  destruct q as [n e]; unfold Qle; cbn [inject_Z Qmult Qnum Qden]; rewrite Pos.mul_1_l; lia.
Qed.

Lemma le_over (l : Z) (d : positive) (q : Q) :
  q <= l # d <-> inject_Z (Zpos d) * q <= inject_Z l.
Proof.
  destruct q as [n e]; unfold Qle; cbn [inject_Z Qmult Qnum Qden]; rewrite Pos.mul_1_l; lia.
Qed.

Lemma pos_nonzero (d : positive) : ~ inject_Z (Zpos d) == 0.
Proof. discriminate. Qed.

Lemma pos_positive (d : positive) : 0 < inject_Z (Zpos d).
Proof. reflexivity. Qed.

Lemma mul_div (d : positive) (q : Q) : inject_Z (Zpos d) * (q / inject_Z (Zpos d)) == q.
Proof. field; apply pos_nonzero. Qed.

Lemma over_form (z : Z) (d : positive) : z # d == inject_Z z / inject_Z (Zpos d).
Proof. now rewrite Qmake_Qdiv. Qed.

(** The bounds of a form, without denominators. *)
Definition between (lower upper : option Z) (v : Q) : Prop :=
  match lower with Some l => inject_Z l <= v | None => True end
  /\ match upper with Some u => v <= inject_Z u | None => True end.

Lemma within_between lower upper d v :
  within lower upper d v <-> between lower upper (inject_Z (Zpos d) * v).
Proof.
  unfold within, between; destruct lower, upper; rewrite ?over_le, ?le_over; tauto.
Qed.

Lemma row_between r x : in_row r x <-> between (row_lower r) (row_upper r) (form (entries r) x).
Proof.
  unfold in_row; rewrite within_between; unfold between.
  destruct (row_lower r), (row_upper r); rewrite ?mul_div; tauto.
Qed.

(** ** Forms *)

Lemma at_put t i j a : (0 <= i)%Z -> at_ (put t i a) j = if (j =? i)%Z then a else at_ t j.
Proof. intros Hi; unfold at_; rewrite find_put by assumption; now destruct (j =? i)%Z. Qed.

Lemma form_cons e l x : form (e :: l) x = inject_Z (snd e) * x (fst e) + form l x.
Proof. reflexivity. Qed.

Lemma form_at_cons e l t : (form_at (e :: l) t = snd e * at_ t (fst e) + form_at l t)%Z.
Proof.
  unfold form_at; cbn [fold_left].
  enough (forall l a, fold_left (fun sum term => sum + snd term * at_ t (fst term)) l a
    = a + fold_left (fun sum term => sum + snd term * at_ t (fst term)) l 0)%Z as H
    by (rewrite H; lia).
  clear; induction l as [|b l IH]; intros a; cbn [fold_left]; [lia | rewrite IH, (IH (0 + _)%Z); lia].
Qed.

Lemma form_point l t d : form l (point_of t d) == inject_Z (form_at l t) / inject_Z (Zpos d).
Proof.
  induction l as [|e l IH].
  - cbn; field; apply pos_nonzero.
  - rewrite form_cons, form_at_cons, IH, inject_Z_plus, inject_Z_mult; unfold point_of.
    rewrite over_form; field; apply pos_nonzero.
Qed.

Lemma inside_between lower upper (d : positive) (v : Z) (q : Q) :
  inside lower upper (Zpos d) v = true -> q * inject_Z (Zpos d) == inject_Z v ->
  between lower upper q.
Proof.
  unfold inside, between; rewrite andb_true_iff; intros [Hl Hu] Hq.
  assert (Hd := pos_positive d); split.
  - destruct lower as [l|]; [|exact I]; apply Z.leb_le in Hl; rewrite Zle_Qle, inject_Z_mult in Hl.
    apply (Qmult_le_r _ _ (inject_Z (Zpos d))); [exact Hd | now rewrite Hq].
  - destruct upper as [u|]; [|exact I]; apply Z.leb_le in Hu; rewrite Zle_Qle, inject_Z_mult in Hu.
    apply (Qmult_le_r _ _ (inject_Z (Zpos d))); [exact Hd | now rewrite Hq].
Qed.

Lemma is_feasible_sound p t d : is_feasible p t d = true -> feasible p (point_of t d).
Proof.
  unfold is_feasible; rewrite andb_true_iff, !forallb_forall; intros [Hcolumns Hrows]; split.
  - intros j c Hj; rewrite <- In_numbered in Hj; specialize (Hcolumns _ Hj); cbn [fst snd] in *.
    unfold is_in_column in Hcolumns; rewrite andb_true_iff, orb_true_iff, negb_true_iff in Hcolumns.
    destruct Hcolumns as [Hin Hinteger]; split.
    + apply within_between, (inside_between _ _ _ _ _ Hin); unfold point_of.
      rewrite over_form, inject_Z_mult; field; apply pos_nonzero.
    + intros Hi; destruct Hinteger as [H | H]; [congruence|]; apply Z.eqb_eq in H.
      exists (at_ t j / Zpos d)%Z; unfold point_of.
      assert (at_ t j = Zpos d * (at_ t j / Zpos d))%Z as E.
      { rewrite (Z.div_mod (at_ t j) (Zpos d)) at 1; [rewrite H; lia | discriminate]. }
      rewrite E at 1; rewrite over_form, inject_Z_mult; field; apply pos_nonzero.
  - intros r Hr; apply row_between, (inside_between _ _ _ _ _ (Hrows r Hr)).
    rewrite form_point; field; apply pos_nonzero.
Qed.

Lemma attains_sound p t d v : attains p t d v = true -> value p (point_of t d) == v.
Proof.
  unfold attains; rewrite Z.eqb_eq; intros H; unfold value; rewrite form_point.
  assert (inject_Z ((form_at (numbered (objective p)) t + constant p * Zpos d) * Zpos (Qden v))
    == inject_Z (Qnum v * (Zpos (over p) * Zpos d))) as E by now rewrite H.
  rewrite !inject_Z_mult, inject_Z_plus, !inject_Z_mult in E.
  destruct v as [n e]; cbn [Qnum Qden] in E; rewrite (over_form n e).
  assert (Hd := pos_nonzero d); assert (He := pos_nonzero e); assert (Ho := pos_nonzero (over p)).
  set (F := inject_Z (form_at (numbered (objective p)) t)) in *.
  set (D := inject_Z (Zpos d)) in *; set (C := inject_Z (constant p)) in *.
  set (K := inject_Z (Zpos e)) in *; set (O := inject_Z (Zpos (over p))) in *.
  set (N := inject_Z n) in *.
  transitivity (((F + C * D) * K) / (D * K * O)); [field; auto|].
  rewrite E; field; auto.
Qed.
