(** Three coordinates for each turn inner products into distances.

    Theorem, in words. Replace each coordinate of a by 0 -> 000, 1 -> 101, and each of b by
    0 -> 100, 1 -> 010. For vectors of equal length d the images differ in exactly d + 2⟨a,b⟩
    places. So they differ in fewer than d + 1 places if and only if a and b are orthogonal, and
    in at least d + 2 if they are not. Images of two vectors of one side differ in twice as many
    places as the vectors.

    Claim [ov.hamming-gadget], on a step of Backurs, Indyk, Schmidt, "On the Fine-Grained
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

(** {101, 110} and {010, 111}: the distances are 3, 7, 5, 7, and one pair is orthogonal. *)
Example worked :
  let I := true in let O := false in
  map (fun p => hamming (left_image (fst p)) (right_image (snd p)))
    (list_prod [[I; O; I]; [I; I; O]] [[O; I; O]; [I; I; I]]) = [3; 7; 5; 7].
Proof. reflexivity. Qed.
