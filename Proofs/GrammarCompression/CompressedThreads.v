(** The left product of a compressed matrix whose rows several threads share.

    Theorem, in words. Let the rows be cut into parts. Each thread scans its part into weights of its own, beginning with
    zeros; the weights of the threads are added up, one thread after the other; then they are pushed through the rules. In
    an arithmetic that is exact where the result is small (CompressedDoubles.v) this is the product of the transpose of the
    whole matrix, if the results of all additions and multiplications, carried out over the integers, are small. The right
    product has each row by itself, so that it does not matter which thread computes it.

    Claim [grammar.matrix-products]. *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors CompressedMatrix CompressedDoubles.
Import ListNotations.
Open Scope Z_scope.

(** The final sequence of whole rows, each a list of symbols. *)
Definition final_of (rs : list (list nat)) : list letter := flat_map (fun r => map Symbol r ++ [Separator]) rs.

(** A thread's part: the entries of y and the rows. *)
Definition part := (vector * list (list nat))%type.

Fixpoint plus_in (add : Z -> Z -> Z) (t u : list Z) : list Z :=
  match t, u with a :: t, b :: u => add a b :: plus_in add t u | _, _ => [] end.

(** ** Over the integers *)

Definition plus : list Z -> list Z -> list Z := plus_in Z.add.

Lemma plus_length t u : length t = length u -> length (plus t u) = length t.
Proof. revert u; induction t as [|a t IH]; intros [|b u] H; try discriminate; cbn; auto. Qed.

Lemma plus_zeros t : plus t (zeros (length t)) = t.
Proof.
  induction t as [|a t IH]; [reflexivity|]; change (a + 0 :: plus t (zeros (length t)) = a :: t); rewrite IH; f_equal; lia.
Qed.

Lemma increase_plus s a t u : length t = length u -> increase s a (plus t u) = plus t (increase s a u).
Proof.
  revert u; induction t as [|b t IH]; intros [|c u] H; try discriminate; [reflexivity|]; injection H as H.
  change (plus (b :: t) (c :: u)) with (b + c :: plus t u); cbn [increase]; rewrite plus_length, H by exact H.
  destruct (s =? length u)%nat.
  - change (b + c + a :: plus t u = b + (c + a) :: plus t u); f_equal; lia.
  - change (b + c :: increase s a (plus t u) = b + c :: plus t (increase s a u)); now rewrite IH.
Qed.

Lemma scan_plus f : forall y t u, length t = length u -> scan y (plus t u) f = plus t (scan y u f).
Proof.
  induction f as [|[s|] f IH]; intros y t u H; cbn [scan]; [reflexivity| |now apply IH].
  rewrite increase_plus by exact H; apply IH; now rewrite increase_length.
Qed.

Lemma scan_row r : forall h y t f, scan (h :: y) t (map Symbol r ++ Separator :: f) = scan y (scan [h] t (map Symbol r)) f.
Proof. induction r as [|s r IH]; intros h y t f; cbn; [reflexivity|]; apply IH. Qed.

Lemma scan_rows r1 : forall y1 y2 t f, length y1 = length r1 ->
  scan (y1 ++ y2) t (final_of r1 ++ f) = scan y2 (scan y1 t (final_of r1)) f.
Proof.
  induction r1 as [|r r1 IH]; intros [|h y1] y2 t f H; try discriminate; [reflexivity|]; injection H as H.
  cbn [final_of flat_map app]; fold (final_of r1); rewrite <- !app_assoc; cbn [app]; rewrite !scan_row; now apply IH.
Qed.

(** The weights of a part, and of all parts added up. *)
Definition part_weights (size : nat) (p : part) : list Z := scan (fst p) (zeros size) (final_of (snd p)).

Definition added (size : nat) (first : part) (others : list part) : list Z :=
  fold_left (fun t p => plus t (part_weights size p)) others (part_weights size first).

Definition whole (p : part) : Prop := length (fst p) = length (snd p).

Lemma part_weights_length size p : length (part_weights size p) = size.
Proof. unfold part_weights, zeros; now rewrite scan_length, repeat_length. Qed.

Lemma added_correct size others : forall y rs t, length y = length rs -> Forall whole others ->
  t = scan y (zeros size) (final_of rs) ->
  fold_left (fun t p => plus t (part_weights size p)) others t
  = scan (y ++ concat (map fst others)) (zeros size) (final_of (rs ++ concat (map snd others))).
Proof.
  induction others as [|[y' rs'] others IH]; intros y rs t Hy Hw Ht; cbn [fold_left map concat fst snd].
  - now rewrite !app_nil_r.
  - inversion Hw as [|? ? Hp Hw']; subst; rewrite !app_assoc; unfold whole in Hp; cbn [fst snd] in Hp.
    apply IH; [now rewrite !app_length, Hy, Hp | exact Hw' |].
    unfold final_of; rewrite flat_map_app; fold (final_of rs) (final_of rs').
    assert (Hl : length (scan y (zeros size) (final_of rs)) = size) by (unfold zeros; now rewrite scan_length, repeat_length).
    rewrite scan_rows by exact Hy; unfold part_weights; cbn [fst snd].
    rewrite <- (plus_zeros (scan y (zeros size) (final_of rs))) at 2; rewrite Hl.
    symmetry; apply scan_plus; unfold zeros at 2; now rewrite repeat_length.
Qed.

Lemma rows_length g rs : length (rows g (final_of rs)) = length rs.
Proof.
  unfold rows; induction rs as [|r rs IH]; [reflexivity|].
  cbn [final_of flat_map length]; fold (final_of rs); rewrite <- app_assoc; cbn [app].
  generalize (@nil (Z * nat)) at 1; induction r as [|s r IHr]; intros row; cbn [map app rows_after].
  - cbn [length]; now rewrite IH.
  - apply IHr.
Qed.

Lemma whole_length others : Forall whole others ->
  length (concat (map fst others)) = length (concat (map snd others)).
Proof.
  induction 1 as [|p others Hp Ho IH]; [reflexivity|]; cbn [map concat]; rewrite !app_length, IH; unfold whole in Hp; lia.
Qed.

(** ** In an arithmetic that is exact where results are small *)

Section Arithmetic.
Variables (limit : Z) (add mul : Z -> Z -> Z).

Definition part_weights_in (size : nat) (p : part) : list Z := scan_in add (fst p) (zeros size) (final_of (snd p)).

Definition left_product_parts_in (n : nat) (g : grammar) (first : part) (others : list part) : vector :=
  push_in add mul g
    (fold_left (fun t p => plus_in add t (part_weights_in (length g) p)) others (part_weights_in (length g) first))
    (zeros n).

(** The results of all additions and multiplications, over the integers. *)
Fixpoint merged_sums (size : nat) (t : list Z) (others : list part) : list Z :=
  match others with
  | [] => []
  | p :: others =>
      scan_sums (fst p) (zeros size) (final_of (snd p)) ++ plus t (part_weights size p)
        ++ merged_sums size (plus t (part_weights size p)) others
  end.

Definition parts_partial_sums (n : nat) (g : grammar) (first : part) (others : list part) : list Z :=
  scan_sums (fst first) (zeros (length g)) (final_of (snd first))
    ++ merged_sums (length g) (part_weights (length g) first) others
    ++ push_sums g (added (length g) first others) (zeros n).

(** The right product of rows that threads share is what they compute, one part after the other: every row is by itself. *)
Theorem right_product_threads g x (parts : list (list (list nat))) :
  right_product_in add mul g (final_of (concat parts)) x
  = concat (map (fun rs => right_product_in add mul g (final_of rs) x) parts).
Proof.
  unfold right_product_in; generalize (weights_in add mul g x); intros t.
  assert (Happ : forall rs f, emit_in add 0 t (final_of rs ++ f) = emit_in add 0 t (final_of rs) ++ emit_in add 0 t f).
  { induction rs as [|r rs IH]; intros f; [reflexivity|].
    cbn [final_of flat_map]; fold (final_of rs); rewrite <- !app_assoc; cbn [app].
    generalize 0 at 1 2; induction r as [|s r IHr]; intros sum; cbn [map app emit_in]; [now rewrite IH | apply IHr]. }
  induction parts as [|rs parts IH]; [reflexivity|]; cbn [concat map].
  unfold final_of; rewrite flat_map_app; fold (final_of rs) (final_of (concat parts)); now rewrite Happ, IH.
Qed.

Hypothesis exact : exact_if_small limit add mul.

Lemma plus_exact t : forall u, Forall (small limit) (plus t u) -> plus_in add t u = plus t u.
Proof.
  induction t as [|a t IH]; intros [|b u] H; try reflexivity; inversion H as [|? ? Hs Hrest]; subst.
  change (add a b :: plus_in add t u = a + b :: plus t u); rewrite (proj1 exact) by exact Hs; f_equal; now apply IH.
Qed.

Lemma merged_exact size others : forall t, Forall (small limit) (merged_sums size t others) ->
  fold_left (fun t p => plus_in add t (part_weights_in size p)) others t
  = fold_left (fun t p => plus t (part_weights size p)) others t.
Proof.
  induction others as [|p others IH]; intros t H; cbn [merged_sums fold_left] in *; [reflexivity|].
  apply Forall_app in H as [Hscan H]; apply Forall_app in H as [Hplus H].
  assert (E : part_weights_in size p = part_weights size p) by (apply (scan_exact limit add mul exact); exact Hscan).
  rewrite E, plus_exact by exact Hplus; now apply IH.
Qed.

(** However many threads share the rows. *)
Theorem left_product_threads n g first others : whole first -> Forall whole others ->
  Forall (small limit) (parts_partial_sums n g first others) ->
  left_product_parts_in n g first others
  = dense_product (transpose n (dense n g (final_of (snd first ++ concat (map snd others)))))
      (fst first ++ concat (map fst others)).
Proof.
  intros Hf Ho H; unfold parts_partial_sums in H; apply Forall_app in H as [Hscan H]; apply Forall_app in H as [Hm Hp].
  rewrite <- left_product_correct by (rewrite rows_length, !app_length, whole_length by exact Ho; now rewrite Hf); unfold left_product_parts_in, left_product.
  assert (E : part_weights_in (length g) first = part_weights (length g) first)
    by (apply (scan_exact limit add mul exact); exact Hscan).
  rewrite E, merged_exact by exact Hm.
  assert (A : added (length g) first others
    = scan (fst first ++ concat (map fst others)) (zeros (length g)) (final_of (snd first ++ concat (map snd others)))).
  { apply added_correct; [exact Hf | exact Ho | reflexivity]. }
  fold (added (length g) first others); rewrite <- A; apply (push_exact limit add mul exact); exact Hp.
Qed.
End Arithmetic.
