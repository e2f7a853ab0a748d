(** A checker of roundings after Beck and Fiala, and the proof that what it accepts holds.

    There is no evidence but the statement itself. *)

From Coq Require Import Bool List ZArith QArith Qabs Lia Lqa Setoid.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement LinearProgramCheck.
From Tightbound.Checkers Require Import LinearProgramPoints VertexStatement BeckFialaStatement.
Import ListNotations.
Open Scope Z_scope.

(** One more at each element of a set; none if it holds something else or the same twice. [seen]
    has the number of the last set that an element was met in. *)
Fixpoint enter (n number : Z) (set : list Z) (seen : table Z) (degrees : table Z)
    : option (table Z * table Z) :=
  match set with
  | [] => Some (seen, degrees)
  | e :: set =>
      if (0 <=? e) && (e <? n) && negb (at_ seen e =? number)
      then enter n number set (put seen e number) (put degrees e (at_ degrees e + 1))
      else None
  end.

(** Sets are numbered from 1. *)
Fixpoint enter_all (n number : Z) (sets : list (list Z)) (seen degrees : table Z) : option (table Z) :=
  match sets with
  | [] => Some degrees
  | set :: sets =>
      match enter n number set seen degrees with
      | Some (seen, degrees) => enter_all n (number + 1) sets seen degrees
      | None => None
      end
  end.

(** x - z, times the denominator d. *)
Fixpoint change_of (d : Z) (x z : list Z) : list Z :=
  match x, z with a :: x, b :: z => a - d * b :: change_of d x z | _, _ => [] end.

Definition sum_at (changes : table Z) (set : list Z) : Z :=
  fold_left (fun s e => s + at_ changes e) set 0.

Definition accepts (s : statement) : bool :=
  let x := numerators (start s) in
  let d := Zpos (vector_over (start s)) in
  let changes := index (change_of d x (rounded s)) in
  (count (rounded s) =? count x)
  && forallb (fun a => (0 <=? a) && (a <=? d)) x
  && forallb (fun z => (z =? 0) || (z =? 1)) (rounded s)
  && match enter_all (count x) 1 (sets s) nothing nothing with
     | None => false
     | Some degrees =>
         forallb (fun ea => at_ degrees (fst ea) <=? degree s) (numbered x)
         && ((degree s =? 0) || existsb (fun ea => at_ degrees (fst ea) =? degree s) (numbered x))
     end
  && forallb (fun set => Z.abs (sum_at changes set) <=? change s) (sets s)
  && ((change s <? degree s * d) || (change s =? 0)).

(** Nothing is to be read. *)
Definition read_evidence : reader unit := give tt.

(** ** Degrees *)

Lemma at_nothing j : at_ nothing j = 0.
Proof. unfold at_; now rewrite find_nothing. Qed.

(** Whether an element is in a set, as a number. *)
Definition indicator (e : Z) (set : list Z) : Z := if existsb (Z.eqb e) set then 1 else 0.

Lemma not_in e set : ~ In e set -> existsb (Z.eqb e) set = false.
Proof.
  intros H; apply not_true_is_false; rewrite existsb_exists; intros (a & Ha & E%Z.eqb_eq); now subst.
Qed.

Lemma enter_sound n number set : forall seen degrees seen' degrees',
  enter n number set seen degrees = Some (seen', degrees') ->
  NoDup set /\ (forall e, In e set -> 0 <= e < n /\ at_ seen e <> number)
  /\ (forall e, at_ degrees' e = at_ degrees e + indicator e set)
  /\ (forall e, at_ seen' e = at_ seen e \/ at_ seen' e = number).
Proof.
  induction set as [|a set IH]; intros seen degrees seen' degrees'; cbn [enter].
  - intros [= <- <-]; repeat split; try contradiction; [constructor | | auto]; intros e; cbn; lia.
  - destruct (_ && _) eqn:Ha; [|discriminate]; intros H.
    rewrite !andb_true_iff, negb_true_iff, Z.leb_le, Z.ltb_lt, Z.eqb_neq in Ha.
    destruct Ha as [[Ha0 Han] Hseen]; destruct (IH _ _ _ _ H) as (Hnodup & Hin & Hdegrees & Hseen').
    assert (~ In a set) as Hnew.
    { intros Hi; destruct (Hin a Hi) as [_ K]; rewrite at_put, Z.eqb_refl in K by assumption; lia. }
    split; [now constructor|]; split; [|split].
    + intros e [<-|He]; [auto|]; destruct (Hin e He) as [Hrange K]; split; [assumption|].
      rewrite at_put in K by assumption; destruct (Z.eqb_spec e a) as [->|]; [contradiction | assumption].
    + intros e; rewrite Hdegrees, at_put by assumption; unfold indicator; cbn [existsb].
      destruct (Z.eqb_spec e a) as [->|]; cbn [orb]; [rewrite (not_in a set Hnew); lia | reflexivity].
    + intros e; destruct (Hseen' e) as [->|]; [|auto]; rewrite at_put by assumption.
      destruct (e =? a); auto.
Qed.

Lemma degree_cons set sets e : degree_of (set :: sets) e = indicator e set + degree_of sets e.
Proof. unfold degree_of, indicator; cbn [filter]; destruct (existsb _ set); cbn [length]; lia. Qed.

Lemma enter_all_sound n sets : forall number seen degrees degrees',
  enter_all n number sets seen degrees = Some degrees' ->
  (forall set, In set sets -> NoDup set /\ forall e, In e set -> 0 <= e < n)
  /\ forall e, at_ degrees' e = at_ degrees e + degree_of sets e.
Proof.
  induction sets as [|set sets IH]; intros number seen degrees degrees'; cbn [enter_all].
  - intros [= <-]; split; [contradiction|]; intros e; cbn; lia.
  - destruct (enter n number set seen degrees) as [[seen1 degrees1]|] eqn:Henter; [|discriminate].
    intros H; destruct (enter_sound _ _ _ _ _ _ _ Henter) as (Hnodup & Hin & Hdegrees & _).
    destruct (IH _ _ _ _ H) as [Hsets Hrest]; split.
    + intros set' [<-|Hs]; [|auto]; split; [assumption|]; intros e He; now apply Hin.
    + intros e; rewrite Hrest, Hdegrees, degree_cons; lia.
Qed.

(** ** Sums *)

Lemma nth_change d x : forall z j, length z = length x ->
  nth_z (change_of d x z) j
  = match nth_z x j, nth_z z j with Some a, Some b => Some (a - d * b) | _, _ => None end.
Proof.
  induction x as [|a x IH]; intros [|b z] j H; try discriminate; cbn [change_of nth_z]; [reflexivity|].
  destruct (j =? 0); [reflexivity|]; apply IH; cbn in H; congruence.
Qed.

Lemma sum_at_cons t e set : sum_at t (e :: set) = at_ t e + sum_at t set.
Proof.
  unfold sum_at; cbn [fold_left].
  enough (forall l a, fold_left (fun s e => s + at_ t e) l a = a + fold_left (fun s e => s + at_ t e) l 0)
    as H by (rewrite H; lia).
  clear; induction l as [|b l IH]; intros a; cbn [fold_left]; [lia | rewrite IH, (IH (0 + _)); lia].
Qed.

Lemma sum_changes (x : vector) (z : list Z) set : length z = length (numerators x) ->
  (forall e, In e set -> 0 <= e < Z.of_nat (length (numerators x))) ->
  (sum set (coordinate x) - sum set (coordinate (Vector 1 z))
  == sum_at (index (change_of (Zpos (vector_over x)) (numerators x) z)) set # vector_over x)%Q.
Proof.
  intros Hlen; set (d := Zpos (vector_over x)); assert (Hd := pos_nonzero (vector_over x)).
  induction set as [|e set IH]; intros Hin; [cbn; reflexivity|].
  rewrite sum_at_cons; cbn [sum fold_right]; fold (sum set (coordinate x)).
  fold (sum set (coordinate (Vector 1 z))).
  assert (forall a b : Z, (a + b # vector_over x == (a # vector_over x) + (b # vector_over x))%Q) as Hplus.
  { intros a b; rewrite !over_form, inject_Z_plus; field; assumption. }
  rewrite Hplus, <- IH by (intros; apply Hin; now right).
  assert (He := Hin e (or_introl eq_refl)).
  destruct (nth_z_Some _ _ He) as [a Ha]; rewrite <- Hlen in He; destruct (nth_z_Some _ _ He) as [b Hb].
  unfold coordinate at 1 3, at_; cbn [numerators vector_over].
  rewrite find_index, nth_change, Ha, Hb by assumption.
  assert ((a - d * b # vector_over x == (a # vector_over x) - (b # 1))%Q) as ->; [|ring].
  unfold Z.sub; rewrite !over_form, inject_Z_plus, inject_Z_opp, inject_Z_mult; fold d; unfold d; field.
  assumption.
Qed.

Lemma abs_over a d : (Qabs (a # d) == Z.abs a # d)%Q.
Proof. reflexivity. Qed.

(** ** The theorem *)

Theorem accepts_sound s : accepts s = true -> holds s.
Proof.
  unfold accepts, holds, is_element; rewrite !andb_true_iff, !count_length, !forallb_forall, Z.eqb_eq.
  intros [[[[[Hn Hx] Hz] Hdegrees] Hsums] Hchange]; apply Nat2Z.inj in Hn.
  destruct (enter_all _ _ _ _ _) as [degrees|] eqn:Henter; [|discriminate].
  destruct (enter_all_sound _ _ _ _ _ _ Henter) as [Hsets Hdegree].
  assert (forall e, at_ degrees e = degree_of (sets s) e) as Hd.
  { intros e; rewrite Hdegree, at_nothing; lia. }
  apply andb_true_iff in Hdegrees as [Hall Hmost]; rewrite forallb_forall in Hall.
  split; [assumption|]; split; [assumption|]; split; [|split; [|split; [|split; [|split]]]].
  - intros e He; destruct (nth_z_Some _ _ He) as [a Ha]; unfold coordinate; rewrite Ha.
    apply nth_z_In, Hx, andb_true_iff in Ha as [H1%Z.leb_le H2%Z.leb_le].
    unfold Qle; cbn; lia.
  - intros e He; rewrite <- Hn in He; destruct (nth_z_Some _ _ He) as [b Hb].
    unfold result, coordinate; cbn [numerators vector_over]; rewrite Hb.
    apply nth_z_In, Hz, orb_true_iff in Hb as [->%Z.eqb_eq | ->%Z.eqb_eq]; [left | right]; reflexivity.
  - intros e He; destruct (nth_z_Some _ _ He) as [a Ha]; rewrite <- Hd.
    apply In_numbered in Ha; exact (proj1 (Z.leb_le _ _) (Hall (e, a) Ha)).
  - apply orb_true_iff in Hmost as [H%Z.eqb_eq | H]; [now left | right].
    apply existsb_exists in H as ([e a] & Ha & E%Z.eqb_eq); cbn [fst] in E.
    apply In_numbered, nth_z_range in Ha; exists e; split; [assumption | now rewrite <- Hd].
  - intros set Hset; unfold result, largest_change.
    rewrite sum_changes by (auto; apply Hsets; assumption); rewrite abs_over.
    specialize (Hsums set Hset); apply Z.leb_le in Hsums; unfold Qle; cbn; nia.
  - unfold largest_change; apply orb_true_iff in Hchange as [H%Z.ltb_lt | ->%Z.eqb_eq]; [left | right].
    + unfold Qlt; cbn; lia.
    + reflexivity.
Qed.
