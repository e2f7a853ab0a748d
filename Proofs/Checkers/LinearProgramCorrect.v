(** What the checker of linear and integer programs accepts holds. *)

From Coq Require Import Bool List ZArith QArith Qabs Lia Lqa Setoid Morphisms.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement LinearProgramCheck.
From Tightbound.Checkers Require Import LinearProgramPoints LinearProgramBounds.
Import ListNotations.
Open Scope Q_scope.

(** ** No point *)

Lemma is_empty_sound lower upper v : is_empty lower upper = true -> ~ between lower upper v.
Proof.
  unfold is_empty, between; destruct lower as [l|], upper as [u|]; try discriminate.
  rewrite Z.ltb_lt; intros H [Hl Hu]; assert (inject_Z l <= inject_Z u) as K by lra.
  rewrite <- Zle_Qle in K; lia.
Qed.

(** ** Rays *)

Definition along (x r : point) (t : Q) : point := fun j => x j + t * r j.

Lemma form_along l x r t : form l (along x r t) == form l x + t * form l r.
Proof.
  induction l as [|e l IH]; [cbn; ring|]; rewrite !form_cons, IH; unfold along; ring.
Qed.

Lemma form_integer l t : form l (fun j => inject_Z (at_ t j)) == inject_Z (form_at l t).
Proof.
  induction l as [|e l IH]; [reflexivity|].
  now rewrite form_cons, form_at_cons, IH, inject_Z_plus, inject_Z_mult.
Qed.

Lemma stays_sound lower upper slope v t :
  stays lower upper slope = true -> 0 <= t -> between lower upper v ->
  between lower upper (v + t * inject_Z slope).
Proof.
  unfold stays, between; intros Hstays Ht [Hl Hu].
  assert (Ht0 : t * inject_Z 0 == 0) by ring.
  destruct slope as [|m|m].
  - split; [destruct lower | destruct upper]; lra.
  - destruct upper; [discriminate|]; split; [|exact I]; destruct lower; [|exact I].
    assert (0 <= t * inject_Z (Zpos m)) by (apply Qmult_le_0_compat; [assumption | discriminate]); lra.
  - destruct lower; [discriminate|]; split; [exact I|]; destruct upper; [|exact I].
    assert (0 <= t * inject_Z (Zpos m)) by (apply Qmult_le_0_compat; [assumption | discriminate]).
    change (Zneg m) with (- Zpos m)%Z; rewrite inject_Z_opp; lra.
Qed.

Lemma is_recession_sound p ray x t :
  is_recession p ray = true -> 0 <= t -> feasible p x ->
  feasible p (along x (fun j => inject_Z (at_ ray j)) t).
Proof.
  unfold is_recession; rewrite andb_true_iff, !forallb_forall.
  intros [Hcolumns Hrows] Ht [Hx Hr]; split.
  - intros j c Hj; rewrite <- In_numbered in Hj; specialize (Hcolumns _ Hj); cbn [fst snd] in *.
    apply andb_true_iff in Hcolumns as [Hi%negb_true_iff Hstays].
    apply In_numbered in Hj; destruct (Hx j c Hj) as [Hin _]; split; [|congruence].
    rewrite within_between in *.
    assert (0 <= inject_Z (Zpos (column_over c)) * t) as Ht'
      by (apply Qmult_le_0_compat; [discriminate | assumption]).
    refine (between_proper _ _ _ _ _ (stays_sound _ _ _ _ _ Hstays Ht' Hin)).
    unfold along; ring.
  - intros r Hin; specialize (Hrows r Hin); specialize (Hr r Hin).
    rewrite row_between in *.
    refine (between_proper _ _ _ _ _ (stays_sound _ _ _ _ _ Hrows Ht Hr)).
    now rewrite form_along, form_integer.
Qed.

Lemma sign_good p a b : inject_Z (sign p) * a <= inject_Z (sign p) * b -> as_good p a b.
Proof.
  unfold as_good, sign; destruct (maximizes p); intros H.
  - change (inject_Z (-1)) with (- (1)) in H; lra.
  - change (inject_Z 1) with 1 in H; lra.
Qed.

Lemma improves p ray x v :
  (sign p * form_at (numbered (objective p)) ray < 0)%Z ->
  exists t, 0 <= t /\ as_good p (value p (along x (fun j => inject_Z (at_ ray j)) t)) v.
Proof.
  intros Hslope; set (O := inject_Z (Zpos (over p))).
  assert (0 < O) as HO by reflexivity; assert (~ O == 0) as HO' by discriminate.
  set (d := Qabs (value p x - v)); assert (0 <= d) as Hd by apply Qabs_nonneg.
  exists (O * d); split; [now apply Qmult_le_0_compat; [apply Qlt_le_weak|]|].
  apply sign_good; unfold value at 1; rewrite form_along, form_integer; fold O.
  setoid_replace ((form (numbered (objective p)) x + O * d * inject_Z (form_at (numbered (objective p)) ray)
      + inject_Z (constant p)) / O)
    with (value p x + d * inject_Z (form_at (numbered (objective p)) ray))
    by (unfold value; fold O; field; exact HO').
  rewrite Qmult_plus_distr_r.
  setoid_replace (inject_Z (sign p) * (d * inject_Z (form_at (numbered (objective p)) ray)))
    with (d * inject_Z (sign p * form_at (numbered (objective p)) ray))
    by (rewrite inject_Z_mult; ring).
  assert (sign p * form_at (numbered (objective p)) ray <= -1)%Z as Hs by lia.
  rewrite Zle_Qle in Hs; change (inject_Z (-1)) with (- (1)) in Hs.
  assert (d * inject_Z (sign p * form_at (numbered (objective p)) ray) <= d * - (1)) as Hdown.
  { rewrite !(Qmult_comm d); now apply Qmult_le_compat_r. }
  assert (value p x - v <= d) by apply Qle_Qabs.
  assert (- (value p x - v) <= d) by (unfold d; rewrite <- Qabs_opp; apply Qle_Qabs).
  unfold sign in *; destruct (maximizes p).
  - change (inject_Z (-1)) with (- (1)); lra.
  - change (inject_Z 1) with 1; lra.
Qed.

(** ** The theorem *)

Theorem accepts_sound s e : accepts s e = true -> holds s.
Proof.
  destruct s as [p c]; unfold accepts, holds; cbn [about says]; rewrite andb_true_iff.
  intros [Hshape H]; destruct c as [v b | |], e as [d x m unit | m | i | j | d x ray];
    try discriminate.
  - rewrite !andb_true_iff in H; destruct H as [[[_ Hx] Hv] Hb]; split.
    + exists (point_of (index x) d); split; [now apply is_feasible_sound | now apply attains_sound].
    + intros y Hy; now apply (bounds_sound p m unit).
  - intros x Hx; destruct (combine p m 0) as [bound|] eqn:Hcombine; [|discriminate].
    assert (K := combine_sound _ _ _ _ _ Hshape Hcombine Hx).
    apply Z.ltb_lt in H; rewrite Zlt_Qlt in H; change (inject_Z 0) with 0 in *; lra.
  - intros x [_ Hx]; destruct (nth_z (rows p) i) as [r|] eqn:Hr; [|discriminate].
    apply nth_z_In, Hx, row_between in Hr; exact (is_empty_sound _ _ _ H Hr).
  - intros x [Hx _]; destruct (nth_z (columns p) j) as [c|] eqn:Hc; [|discriminate].
    destruct (rounded c) as [[d lower] upper] eqn:Hround.
    exact (is_empty_sound _ _ _ H (rounded_sound _ _ _ _ _ Hround (Hx j c Hc))).
  - rewrite !andb_true_iff, Z.ltb_lt in H; destruct H as [[[[_ Hx] _] Hray] Hslope]; intros v.
    destruct (improves p (index ray) (point_of (index x) d) v Hslope) as (t & Ht & Hgood).
    exists (along (point_of (index x) d) (fun j => inject_Z (at_ (index ray) j)) t).
    split; [|assumption]; apply is_recession_sound; [assumption..|]; now apply is_feasible_sound.
Qed.
