(** The counting step of Beck and Fiala: there are fewer active sets than floating elements.

    Theorem, in words. Let every element lie in at most t sets, and call a set active while more
    than t of its elements float, that is, are not fixed yet. If there is an active set, there are
    fewer active sets than floating elements. So the equations "the sum of every active set stays"
    have a direction other than 0 in which to go on, until a further element is fixed.

    Claim [discrepancy.beck-fiala]: J. Beck, T. Fiala, "Integer-making theorems", Discrete Applied
    Mathematics 3 (1981). *)

From Coq Require Import List Bool Arith Lia.
Import ListNotations.

(** How many members of a list have a property. *)
Definition count {A} (p : A -> bool) (l : list A) : nat := length (filter p l).

(** The sum of a number for each member of a list. *)
Definition sum_over {A} (f : A -> nat) (l : list A) : nat := list_sum (map f l).

Section Incidences.
Variables (Sets Elements : Type) (member : Sets -> Elements -> bool).

(** Incidences counted by sets and by elements are the same number. *)
Theorem double_counting sets elements :
  sum_over (fun s => count (member s) elements) sets
  = sum_over (fun e => count (fun s => member s e) sets) elements.
Proof.
  induction sets as [|s sets IH].
  - unfold sum_over; cbn; induction elements as [|e elements IH]; [reflexivity | exact IH].
  - change (count (member s) elements + sum_over (fun s => count (member s) elements) sets
      = sum_over (fun e => count (fun s => member s e) (s :: sets)) elements).
    rewrite IH; clear IH; unfold sum_over, count.
    induction elements as [|e elements IH]; [reflexivity|].
    cbn [filter map list_sum fold_right]; cbn [filter] in IH.
    destruct (member s e); cbn [length]; unfold list_sum in *; cbn [fold_right]; lia.
Qed.

Lemma sum_over_le (A : Type) (f : A -> nat) l t :
  (forall x, In x l -> f x <= t) -> sum_over f l <= t * length l.
Proof.
  unfold sum_over; induction l as [|x l IH]; intros Hf; cbn; [lia|].
  specialize (IH (fun y Hy => Hf y (or_intror Hy))); specialize (Hf x (or_introl eq_refl)).
  unfold list_sum in IH; lia.
Qed.

Lemma sum_over_ge (A : Type) (f : A -> nat) l t :
  (forall x, In x l -> t <= f x) -> t * length l <= sum_over f l.
Proof.
  unfold sum_over; induction l as [|x l IH]; intros Hf; cbn; [lia|].
  specialize (IH (fun y Hy => Hf y (or_intror Hy))); specialize (Hf x (or_introl eq_refl)).
  unfold list_sum in IH; lia.
Qed.

Theorem beck_fiala_counting active floating t :
  (forall e, In e floating -> count (fun s => member s e) active <= t) ->
  (forall s, In s active -> t < count (member s) floating) ->
  active <> [] ->
  length active < length floating.
Proof.
  intros Hdegree Hactive Hsome.
  assert (Hfew := sum_over_le _ _ _ _ Hdegree).
  assert (Hmany := sum_over_ge _ (fun s => count (member s) floating) active (S t) Hactive).
  rewrite double_counting in Hmany.
  destruct active; [contradiction|]; cbn [length] in *; nia.
Qed.
End Incidences.

(** Two sets of three of four elements, each element in at most two sets: both are active, 2 < 4. *)
Example two_sets :
  let member s e := (s <=? e) && (e <=? s + 2) in
  map (fun s => count (member s) [0; 1; 2; 3]) [0; 1] = [3; 3]
  /\ map (fun e => count (fun s => member s e) [0; 1]) [0; 1; 2; 3] = [1; 2; 2; 1].
Proof. split; reflexivity. Qed.
