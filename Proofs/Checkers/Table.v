(** Tables from numbers 0, 1, ... to values, with a cost of O(log n) a look-up, and the items of a
    list by number. *)

From Coq Require Import List ZArith Lia FMapPositive.
Import ListNotations.
Open Scope Z_scope.

Definition table := PositiveMap.t.

Definition key (i : Z) : positive := match i with Zpos p => Pos.succ p | _ => 1%positive end.

Lemma key_injective i j : 0 <= i -> 0 <= j -> key i = key j -> i = j.
Proof. destruct i, j; cbn; intros; try lia; f_equal; lia. Qed.

Definition find {A} (t : table A) (i : Z) : option A :=
  if i <? 0 then None else PositiveMap.find (key i) t.

Definition put {A} (t : table A) (i : Z) (a : A) : table A := PositiveMap.add (key i) a t.

Definition nothing {A} : table A := PositiveMap.empty A.

Lemma find_nothing {A} i : find (@nothing A) i = None.
Proof. unfold find, nothing; rewrite PositiveMap.gempty; now destruct (i <? 0). Qed.

Lemma find_put {A} (t : table A) i j a :
  0 <= i -> find (put t i a) j = if j =? i then Some a else find t j.
Proof.
  intros Hi; unfold find, put; destruct (Z.ltb_spec j 0), (Z.eqb_spec j i); try lia; auto.
  - subst; apply PositiveMap.gss.
  - apply PositiveMap.gso; intros Hkey; apply key_injective in Hkey; lia.
Qed.

(** The item at place i of a list. *)
Fixpoint nth_z {A} (l : list A) (i : Z) : option A :=
  match l with [] => None | a :: l => if i =? 0 then Some a else nth_z l (i - 1) end.

Lemma nth_z_range {A} (l : list A) : forall i a, nth_z l i = Some a -> 0 <= i < Z.of_nat (length l).
Proof.
  induction l as [|b l IH]; intros i a; [discriminate|]; cbn [nth_z length].
  destruct (Z.eqb_spec i 0); intros H; [lia | apply IH in H; lia].
Qed.

Lemma nth_z_In {A} (l : list A) : forall i a, nth_z l i = Some a -> In a l.
Proof.
  induction l as [|b l IH]; intros i a; [discriminate|]; cbn.
  destruct (i =? 0); [intros [= ->]; auto | eauto].
Qed.

Lemma nth_z_Some {A} (l : list A) :
  forall j, 0 <= j < Z.of_nat (length l) -> exists a, nth_z l j = Some a.
Proof.
  induction l as [|a l IH]; intros j Hj; cbn [length nth_z] in *; [lia|].
  destruct (Z.eqb_spec j 0); [eauto | apply IH; lia].
Qed.

(** The items of a list, numbered on from i. *)
Fixpoint index_from {A} (i : Z) (l : list A) (t : table A) : table A :=
  match l with [] => t | a :: l => index_from (i + 1) l (put t i a) end.

Definition index {A} (l : list A) : table A := index_from 0 l nothing.

Lemma find_index_from {A} (l : list A) : forall i t j,
  0 <= i -> find (index_from i l t) j = match nth_z l (j - i) with Some a => Some a | None => find t j end.
Proof.
  induction l as [|a l IH]; intros i t j Hi; cbn [index_from nth_z]; [reflexivity|].
  rewrite IH, find_put by lia; replace (j - (i + 1)) with (j - i - 1) by lia.
  destruct (Z.eqb_spec (j - i) 0) as [H|H], (Z.eqb_spec j i); try lia.
  - destruct (nth_z l (j - i - 1)) eqn:Hn; [apply nth_z_range in Hn; lia | reflexivity].
  - reflexivity.
Qed.

Lemma find_index {A} (l : list A) j : find (index l) j = nth_z l j.
Proof.
  unfold index; rewrite find_index_from, Z.sub_0_r, find_nothing by lia; now destruct (nth_z l j).
Qed.

(** The number of items. *)
Definition count {A} (l : list A) : Z := fold_left (fun n _ => n + 1) l 0.

Lemma count_length {A} (l : list A) : count l = Z.of_nat (length l).
Proof.
  unfold count; enough (forall n, fold_left (fun n _ => n + 1) l n = n + Z.of_nat (length l)) as H
    by apply H.
  induction l as [|a l IH]; intros n; cbn [fold_left length]; [lia | rewrite IH; lia].
Qed.

(** The numbers 0, 1, ... beside the items. *)
Fixpoint number_from {A} (i : Z) (l : list A) : list (Z * A) :=
  match l with [] => [] | a :: l => (i, a) :: number_from (i + 1) l end.

(** From the front, so that a long list needs no deep stack. *)
Definition numbered {A} (l : list A) : list (Z * A) :=
  rev' (fst (fold_left (fun done a => ((snd done, a) :: fst done, snd done + 1)) l ([], 0))).

Lemma numbered_from {A} (l : list A) : numbered l = number_from 0 l.
Proof.
  unfold numbered, rev'; rewrite <- rev_alt.
  enough (forall i done, rev (fst (fold_left (fun done a => ((snd done, a) :: fst done, snd done + 1))
    l (done, i))) = rev done ++ number_from i l) as H by apply H.
  induction l as [|a l IH]; intros i done; cbn [fold_left number_from fst snd].
  - now rewrite app_nil_r.
  - rewrite IH; cbn [rev]; now rewrite <- app_assoc.
Qed.

Lemma In_number_from {A} (l : list A) : forall i j a,
  In (j, a) (number_from i l) <-> nth_z l (j - i) = Some a.
Proof.
  induction l as [|b l IH]; intros i j a; cbn [number_from nth_z In]; [split; [tauto | discriminate]|].
  rewrite IH; replace (j - (i + 1)) with (j - i - 1) by lia.
  destruct (Z.eqb_spec (j - i) 0) as [H|H].
  - replace i with j by lia; split.
    + intros [[= ->] | Hn]; [reflexivity | apply nth_z_range in Hn; lia].
    + intros [= ->]; auto.
  - split; [intros [[= -> ->] | Hn]; [lia | exact Hn] | auto].
Qed.

Lemma In_numbered {A} (l : list A) j a : In (j, a) (numbered l) <-> nth_z l j = Some a.
Proof. rewrite numbered_from, In_number_from; now rewrite Z.sub_0_r. Qed.
