(** Bounds that the checker of linear programs finds proved by multipliers hold. *)

From Coq Require Import Bool List ZArith QArith Qabs Lia Lqa Setoid Morphisms.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement LinearProgramCheck.
From Tightbound.Checkers Require Import LinearProgramPoints.
Import ListNotations.
Open Scope Q_scope.

(** ** Combinations *)

(** The form with the coefficients of a table, over as many columns as the list has items. *)
Fixpoint table_form {A} (i : Z) (l : list A) (t : table Z) (x : point) : Q :=
  match l with [] => 0 | _ :: l => inject_Z (at_ t i) * x i + table_form (i + 1) l t x end.

Lemma table_form_put {A} (l : list A) t x j a : (0 <= j)%Z -> forall i,
  table_form i l (put t j (at_ t j + a)%Z) x
  == table_form i l t x
     + (if (i <=? j)%Z && (j <? i + Z.of_nat (length l))%Z then inject_Z a * x j else 0).
Proof.
  intros Hj; induction l as [|b l IH]; intros i; cbn [table_form length].
  - destruct (Z.leb_spec i j), (Z.ltb_spec j (i + Z.of_nat 0)); cbn [andb]; try lia; ring.
  - rewrite IH, at_put by assumption.
    destruct (Z.eqb_spec i j) as [->|Hij].
    + rewrite inject_Z_plus.
      destruct (Z.leb_spec (j + 1) j), (Z.leb_spec j j),
        (Z.ltb_spec j (j + Z.of_nat (S (length l)))); cbn [andb]; try lia; ring.
    + destruct (Z.leb_spec (i + 1) j), (Z.leb_spec i j),
        (Z.ltb_spec j (i + 1 + Z.of_nat (length l))), (Z.ltb_spec j (i + Z.of_nat (S (length l))));
        cbn [andb]; try lia; ring.
Qed.

Lemma table_form_nothing {A} (l : list A) x : forall i, table_form i l nothing x == 0.
Proof.
  induction l as [|b l IH]; intros i; cbn [table_form]; [reflexivity|]; rewrite IH.
  unfold at_; rewrite find_nothing; ring.
Qed.

Definition in_range {A} (l : list A) (e : Z * Z) : Prop := (0 <= fst e < Z.of_nat (length l))%Z.

Lemma add_terms_sound {A} (l : list A) m terms x : forall t, Forall (in_range l) terms ->
  table_form 0 l (add_terms m terms t) x == table_form 0 l t x + inject_Z m * form terms x.
Proof.
  unfold add_terms; induction terms as [|e terms IH]; intros t H; cbn [fold_left].
  - cbn; ring.
  - inversion_clear H as [|? ? He Hterms]; rewrite IH by assumption; unfold in_range in He.
    rewrite table_form_put, form_cons, inject_Z_mult by lia.
    destruct (Z.leb_spec 0 (fst e)), (Z.ltb_spec (fst e) (0 + Z.of_nat (length l))); try lia.
    cbn [andb]; ring.
Qed.

Lemma bound_used_sound m lower upper b v :
  bound_used m lower upper = Some b -> between lower upper v -> inject_Z b <= inject_Z m * v.
Proof.
  intros Hb [Hl Hu]; destruct m as [|m|m]; cbn in Hb.
  - injection Hb as <-; rewrite Qmult_0_l; apply Qle_refl.
  - destruct lower as [l|]; [|discriminate]; injection Hb as <-.
    change (inject_Z (Zpos m * l) <= inject_Z (Zpos m) * v); rewrite inject_Z_mult.
    apply Qmult_le_l; [reflexivity | assumption].
  - destruct upper as [u|]; [|discriminate]; injection Hb as <-.
    change (inject_Z (Zneg m * u) <= inject_Z (Zneg m) * v).
    change (Zneg m) with (- Zpos m)%Z; rewrite inject_Z_mult, inject_Z_opp.
    assert (inject_Z (Zpos m) * v <= inject_Z (Zpos m) * inject_Z u) as H
      by (apply Qmult_le_l; [reflexivity | assumption]).
    lra.
Qed.

(** The bound lies below the form. *)
Definition sound {A} (l : list A) (x : point) (s : sums) : Prop :=
  inject_Z (snd s) <= table_form 0 l (fst s) x.

Lemma add_sound {A} (l : list A) x m terms lower upper s s' :
  add m terms lower upper s = Some s' -> Forall (in_range l) terms ->
  between lower upper (form terms x) -> sound l x s -> sound l x s'.
Proof.
  unfold add, sound; destruct (bound_used m lower upper) as [b|] eqn:Hb; [|discriminate].
  intros [= <-] Hterms Hv Hs; destruct (m =? 0)%Z; [assumption|]; cbn [fst snd].
  rewrite add_terms_sound, inject_Z_plus by assumption.
  assert (H := bound_used_sound _ _ _ _ _ Hb Hv); lra.
Qed.

Lemma add_rows_sound {A} (l : list A) x rs : forall ms s s', add_rows rs ms s = Some s' ->
  (forall r, In r rs -> in_row r x /\ Forall (in_range l) (entries r)) -> sound l x s -> sound l x s'.
Proof.
  induction rs as [|r rs IH]; intros [|m ms] s s'; cbn [add_rows]; try discriminate.
  - now intros [= <-].
  - destruct (add m (entries r) (row_lower r) (row_upper r) s) as [s1|] eqn:Hadd; [|discriminate].
    intros Hrest Hrs Hs; destruct (Hrs r (or_introl eq_refl)) as [Hr Hrange].
    apply (IH _ _ _ Hrest); [intros r' Hr'; apply Hrs; now right|].
    apply (add_sound _ _ _ _ _ _ _ _ Hadd); [assumption | now apply row_between | assumption].
Qed.

Lemma between_proper lower upper v w : v == w -> between lower upper v -> between lower upper w.
Proof. intros H; unfold between; destruct lower, upper; rewrite ?H; tauto. Qed.

Lemma rounded_sound c v d lower upper :
  rounded c = (d, lower, upper) -> in_column c v -> between lower upper (inject_Z (Zpos d) * v).
Proof.
  unfold rounded, in_column; rewrite within_between; intros H [Hv Hi].
  destruct (integral c); injection H as <- <- <-; [|assumption].
  destruct (Hi eq_refl) as [z Hz].
  assert (inject_Z (Zpos (column_over c)) * v == inject_Z (Zpos (column_over c) * z)) as E
    by now rewrite Hz, inject_Z_mult.
  apply (between_proper _ _ _ _ E) in Hv; clear E.
  assert (inject_Z z == inject_Z 1 * v) as E by (rewrite Hz; ring).
  apply (between_proper _ _ _ _ E); clear E; destruct Hv as [Hl Hu]; split.
  - destruct (column_lower c) as [l|]; [|exact I]; cbn [option_map]; rewrite <- Zle_Qle in *.
    enough (- z <= - l / Zpos (column_over c))%Z by lia.
    apply Z.div_le_lower_bound; lia.
  - destruct (column_upper c) as [u|]; [|exact I]; cbn [option_map]; rewrite <- Zle_Qle in *.
    apply Z.div_le_lower_bound; lia.
Qed.

Lemma form_single j d x : form [(j, Zpos d)] x == inject_Z (Zpos d) * x j.
Proof. cbn; ring. Qed.

Lemma add_columns_sound {A} (l : list A) x cs : forall ms s s', add_columns cs ms s = Some s' ->
  (forall j c, In (j, c) cs -> in_column c (x j) /\ (0 <= j < Z.of_nat (length l))%Z) ->
  sound l x s -> sound l x s'.
Proof.
  induction cs as [|[j c] cs IH]; intros [|m ms] s s'; cbn [add_columns]; try discriminate.
  - now intros [= <-].
  - destruct (rounded c) as [[d lower] upper] eqn:Hc.
    destruct (add m [(j, Zpos d)] lower upper s) as [s1|] eqn:Hadd; [|discriminate].
    intros Hrest Hcs Hs; destruct (Hcs j c (or_introl eq_refl)) as [Hj Hrange].
    apply (IH _ _ _ Hrest); [intros j' c' Hj'; apply Hcs; now right|].
    apply (add_sound _ _ _ _ _ _ _ _ Hadd); [repeat constructor; apply Hrange | | assumption].
    apply (between_proper _ _ _ _ (Qeq_sym _ _ (form_single j d x))).
    now apply (rounded_sound _ _ _ _ _ Hc).
Qed.

Lemma table_form_target (o : list Z) t x f : forall i,
  (forall j a, In (j, a) (number_from i o) -> at_ t j = (f * a)%Z) ->
  table_form i o t x == inject_Z f * form (number_from i o) x.
Proof.
  induction o as [|a o IH]; intros i H; cbn [table_form number_from]; [cbn; ring|].
  rewrite form_cons, IH by (intros; apply H; now right); cbn [fst snd].
  rewrite (H i a (or_introl eq_refl)), inject_Z_mult; ring.
Qed.

Lemma has_shape_sound p : has_shape p = true ->
  length (objective p) = length (columns p)
  /\ forall r, In r (rows p) -> Forall (in_range (objective p)) (entries r).
Proof.
  unfold has_shape; rewrite andb_true_iff, !count_length, forallb_forall, Z.eqb_eq.
  intros [Hn Hrows]; apply Nat2Z.inj in Hn; split; [assumption|].
  intros r Hr; specialize (Hrows r Hr); rewrite forallb_forall in Hrows.
  apply Forall_forall; intros e He; specialize (Hrows e He); unfold in_range; rewrite Hn.
  apply andb_true_iff in Hrows as [H1%Z.leb_le H2%Z.ltb_lt]; lia.
Qed.

Lemma combine_sound p m factor bound x :
  has_shape p = true -> combine p m factor = Some bound -> feasible p x ->
  inject_Z bound <= inject_Z factor * form (numbered (objective p)) x.
Proof.
  intros Hshape Hcombine [Hcolumns Hrows]; apply has_shape_sound in Hshape as [Hn Hshape].
  unfold combine in Hcombine.
  destruct (add_rows (rows p) (of_rows m) (nothing, 0%Z)) as [s|] eqn:Hr; [|discriminate].
  destruct (add_columns (numbered (columns p)) (of_columns m) s) as [[t b]|] eqn:Hc; [|discriminate].
  destruct (forallb _ _) eqn:Htarget; [|discriminate]; injection Hcombine as <-.
  rewrite forallb_forall in Htarget.
  rewrite numbered_from, <- (table_form_target (objective p) t x factor 0).
  2: { intros j a Hj; apply Z.eqb_eq; apply (Htarget (j, a)); now rewrite numbered_from. }
  change (sound (objective p) x (t, b)).
  apply (add_columns_sound _ _ _ _ _ _ Hc).
  - intros j c Hj; apply In_numbered in Hj; split; [auto|].
    apply nth_z_range in Hj; rewrite Hn; lia.
  - apply (add_rows_sound _ _ _ _ _ _ Hr); [intros r Hin; split; auto|].
    unfold sound; cbn [fst snd]; rewrite table_form_nothing; apply Qle_refl.
Qed.

(** ** Bounds on the objective *)

Lemma divisible_sound x unit cs : forall objective i, all_divisible cs objective unit = true ->
  (0 < unit)%Z -> (forall j c, In (j, c) (number_from i cs) -> in_column c (x j)) ->
  exists k, form (number_from i objective) x == inject_Z (unit * k).
Proof.
  induction cs as [|c cs IH]; intros [|a o] i; cbn [all_divisible number_from]; try discriminate.
  - exists 0%Z; rewrite Z.mul_0_r; reflexivity.
  - rewrite andb_true_iff, orb_true_iff, andb_true_iff, !Z.eqb_eq; intros [Ha Ho] Hunit Hcs.
    destruct (IH o (i + 1)%Z Ho Hunit) as [k Hk]; [intros; apply Hcs; now right|].
    destruct Ha as [->|[Hint Ha]]; [exists k; rewrite form_cons, Hk; cbn [fst snd]; ring|].
    destruct (Hcs i c (or_introl eq_refl)) as [_ Hi]; destruct (Hi Hint) as [z Hz].
    exists (a / unit * z + k)%Z; rewrite form_cons, Hk; cbn [fst snd].
    rewrite Hz, <- inject_Z_mult, <- inject_Z_plus.
    assert (a = unit * (a / unit))%Z as E by (rewrite (Z.div_mod a unit) at 1; lia).
    replace (unit * (a / unit * z + k))%Z with (unit * (a / unit) * z + unit * k)%Z by ring.
    now rewrite <- E.
Qed.

Lemma sign_square p : (sign p * sign p = 1)%Z.
Proof. unfold sign; now destruct (maximizes p). Qed.

Lemma round_up_sound p x unit scale bound scale' bound' :
  feasible p x -> (0 < scale)%Z -> round_up p unit scale bound = (scale', bound') ->
  inject_Z bound <= inject_Z (scale * sign p) * form (numbered (objective p)) x ->
  (0 < scale')%Z
  /\ inject_Z bound' <= inject_Z (scale' * sign p) * form (numbered (objective p)) x.
Proof.
  intros [Hcolumns _] Hscale H Hbound; unfold round_up in H.
  destruct (Z.ltb_spec 0 unit) as [Hunit|]; cbn [andb] in H; [|now injection H as <- <-].
  destruct (all_divisible _ _ _) eqn:Hdiv; [|now injection H as <- <-].
  injection H as <- <-; split; [lia|].
  destruct (divisible_sound x unit _ _ 0%Z Hdiv Hunit) as [k Hk].
  { intros j c Hj; apply Hcolumns; apply In_numbered; now rewrite numbered_from. }
  rewrite numbered_from in *; rewrite Hk, <- inject_Z_mult, <- Zle_Qle in *.
  enough (- (- bound / (scale * unit)) <= sign p * k)%Z by nia.
  enough (- (sign p * k) <= - bound / (scale * unit))%Z by lia.
  apply Z.div_le_lower_bound; nia.
Qed.

Lemma bounds_sound p m unit b x :
  has_shape p = true -> bounds p m unit b = true -> feasible p x -> as_good p b (value p x).
Proof.
  intros Hshape Hbounds Hx; unfold bounds in Hbounds.
  destruct (combine p m (Zpos (scale m) * sign p)) as [bound|] eqn:Hcombine; [|discriminate].
  assert (H := combine_sound _ _ _ _ x Hshape Hcombine Hx).
  destruct (round_up p unit (Zpos (scale m)) bound) as [S B] eqn:Hround.
  destruct (round_up_sound _ x _ _ _ _ _ Hx (Pos2Z.is_pos _) Hround H) as [HS HB].
  apply Z.leb_le in Hbounds; rewrite Zle_Qle in Hbounds.
  destruct b as [n e]; cbn [Qnum Qden] in Hbounds.
  rewrite !inject_Z_mult, inject_Z_plus, !inject_Z_mult in Hbounds; rewrite inject_Z_mult in HB.
  unfold as_good, value.
  set (F := form (numbered (objective p)) x) in *; clearbody F.
  set (O := inject_Z (Zpos (over p))) in *; set (K := inject_Z (Zpos e)) in *.
  assert (0 < O) as HO by reflexivity; assert (0 < K) as HK by reflexivity.
  assert (0 < inject_Z S) as HSq by (change 0 with (inject_Z 0); now rewrite <- Zlt_Qlt).
  assert (forall a b, inject_Z (sign p) * a <= inject_Z (sign p) * b ->
    if maximizes p then b <= a else a <= b) as signed.
  { unfold sign; intros a b; destruct (maximizes p); intros H'.
    - change (inject_Z (-1)) with (- (1)) in H'; lra.
    - change (inject_Z 1) with 1 in H'; lra. }
  apply signed; clear signed; rewrite (over_form n e); fold K.
  set (C := inject_Z (constant p)) in *; set (N := inject_Z n) in *; set (T := inject_Z S) in *.
  set (G := inject_Z B) in *; clearbody O K C N T G; clear - HO HK HSq HB Hbounds.
  set (s := inject_Z (sign p)) in *; clearbody s.
  (* s N O <= s (F + C) K, and division by O K. *)
  assert (s * N * O <= s * (F + C) * K) as H.
  { apply (Qmult_le_l _ _ T); [assumption|].
    assert (G * K <= T * s * F * K) by (apply Qmult_le_compat_r; [assumption | lra]).
    lra. }
  apply (Qmult_le_r _ _ (O * K)); [apply Qmult_lt_0_compat; assumption|].
  assert (~ O == 0) by lra; assert (~ K == 0) by lra.
  setoid_replace (s * (N / K) * (O * K)) with (s * N * O) by (field; assumption).
  setoid_replace (s * ((F + C) / O) * (O * K)) with (s * (F + C) * K) by (field; assumption).
  assumption.
Qed.
