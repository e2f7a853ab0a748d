(** Three coordinates for each turn inner products into distances.

    Theorem, in words. Replace each coordinate of a by 0 -> 000, 1 -> 101, and each of b by
    0 -> 100, 1 -> 010. For vectors of equal length d the images differ in exactly d + 2⟨a,b⟩
    places. So they differ in fewer than d + 1 places if and only if a and b are orthogonal, and
    in at least d + 2 if they are not. Images of two vectors of one side differ in twice as many
    places as the vectors.

    With 0 -> 010, 1 -> 100 for a and 0 -> 001, 1 -> 100 for b the images differ in exactly
    2d - 2⟨a,b⟩ places: in 2d if a and b are orthogonal, which is the most, and in at most 2d - 2 if
    they are not.

    Claims [ov.hamming-gadget] and [ov.furthest-pair], on a step of Backurs, Indyk, Schmidt, "On the Fine-Grained
    Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From Coq Require Import List Bool Arith Lia.
Import ListNotations.

(** The number of places in which two vectors of equal length differ. *)
Fixpoint hamming (u v : list bool) : nat :=
  match u, v with
  | x :: u', y :: v' => (if xorb x y then 1 else 0) + hamming u' v'
  | _, _ => 0
  end.

(** ⟨u,v⟩: the number of places where both are 1. *)
Fixpoint inner (u v : list bool) : nat :=
  match u, v with
  | x :: u', y :: v' => (if x && y then 1 else 0) + inner u' v'
  | _, _ => 0
  end.

(** 0 -> 000, 1 -> 101. *)
Fixpoint left_image (a : list bool) : list bool :=
  match a with
  | [] => []
  | x :: a' => x :: false :: x :: left_image a'
  end.

(** 0 -> 100, 1 -> 010. *)
Fixpoint right_image (b : list bool) : list bool :=
  match b with
  | [] => []
  | y :: b' => negb y :: y :: false :: right_image b'
  end.

Theorem hamming_gadget a b : length a = length b ->
  hamming (left_image a) (right_image b) = length a + 2 * inner a b.
Proof.
  revert b; induction a as [|x a IH]; intros [|y b] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; specialize (IH b Hlength).
  destruct x, y; cbn [left_image right_image hamming inner xorb negb andb length]; lia.
Qed.

Corollary orthogonal_iff_close a b : length a = length b ->
  inner a b = 0 <-> hamming (left_image a) (right_image b) < length a + 1.
Proof. intros Hlength; rewrite (hamming_gadget a b Hlength); lia. Qed.

Corollary gadget_gap a b : length a = length b -> inner a b <> 0 ->
  length a + 2 <= hamming (left_image a) (right_image b).
Proof. intros Hlength; rewrite (hamming_gadget a b Hlength); lia. Qed.

Theorem left_images_differ u v : length u = length v ->
  hamming (left_image u) (left_image v) = 2 * hamming u v.
Proof.
  revert v; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; specialize (IH v Hlength).
  destruct x, y; cbn [left_image hamming xorb]; lia.
Qed.

Theorem right_images_differ u v : length u = length v ->
  hamming (right_image u) (right_image v) = 2 * hamming u v.
Proof.
  revert v; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; specialize (IH v Hlength).
  destruct x, y; cbn [right_image hamming xorb negb]; lia.
Qed.

(** Orthogonal pairs are the furthest: 0 -> 010, 1 -> 100. *)
Fixpoint left_far_image (a : list bool) : list bool :=
  match a with
  | [] => []
  | x :: a' => x :: negb x :: false :: left_far_image a'
  end.

(** 0 -> 001, 1 -> 100. *)
Fixpoint right_far_image (b : list bool) : list bool :=
  match b with
  | [] => []
  | y :: b' => y :: false :: negb y :: right_far_image b'
  end.

Theorem furthest_gadget a b : length a = length b ->
  hamming (left_far_image a) (right_far_image b) + 2 * inner a b = 2 * length a.
Proof.
  revert b; induction a as [|x a IH]; intros [|y b] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; specialize (IH b Hlength).
  destruct x, y; cbn [left_far_image right_far_image hamming inner xorb negb andb length]; lia.
Qed.

Corollary furthest_iff_orthogonal a b : length a = length b ->
  hamming (left_far_image a) (right_far_image b) <= 2 * length a
  /\ (inner a b = 0 <-> hamming (left_far_image a) (right_far_image b) = 2 * length a).
Proof. intros Hlength; pose proof (furthest_gadget a b Hlength); lia. Qed.

(** {101, 110} and {010, 111}: the distances are 3, 7, 5, 7, and one pair is orthogonal; by
    the other gadget they are 6, 2, 4, 2. *)
Example worked :
  let I := true in let O := false in
  let pairs := list_prod [[I; O; I]; [I; I; O]] [[O; I; O]; [I; I; I]] in
  map (fun p => hamming (left_image (fst p)) (right_image (snd p))) pairs = [3; 7; 5; 7]
  /\ map (fun p => hamming (left_far_image (fst p)) (right_far_image (snd p))) pairs = [6; 2; 4; 2].
Proof. split; reflexivity. Qed.
