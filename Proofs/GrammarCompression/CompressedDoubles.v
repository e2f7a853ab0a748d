(** The products of a compressed matrix of integers, computed in doubles.

    Theorem, in words. Let an arithmetic add and multiply integers exactly whenever the result is less than a limit in
    absolute value, and in any way otherwise. So doubles do for integers and the limit 2^53: such results are doubles
    themselves, and the operations of IEEE 754 return the result if it is one. If all partial sums, that is the results of
    all additions and multiplications of the two products of a compressed matrix, carried out over the integers, are less
    than the limit, then the algorithms return in that arithmetic what they return over the integers: the products of the
    dense matrix.

    Claim [grammar.matrix-products]; the algorithms are those of CompressedMatrix.v, step by step. *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors CompressedMatrix.
Import ListNotations.
Open Scope Z_scope.

Section Arithmetic.
Variables (limit : Z) (add mul : Z -> Z -> Z).

Definition small (a : Z) : Prop := Z.abs a < limit.

(** The operations are exact where the result is small. *)
Definition exact_if_small : Prop :=
  (forall a b, small (a + b) -> add a b = a + b) /\ (forall a b, small (a * b) -> mul a b = a * b).

(** ** The algorithms in that arithmetic *)

Fixpoint weights_in (g : grammar) (x : vector) : list Z :=
  match g with
  | [] => []
  | r :: older =>
      let t := weights_in older x in
      match r with
      | Entry v j => mul v (nth j x 0)
      | Pair l r => add (lookup t l) (lookup t r)
      end :: t
  end.

Fixpoint emit_in (sum : Z) (t : list Z) (final : list letter) : vector :=
  match final with
  | [] => []
  | Symbol s :: final => emit_in (add sum (lookup t s)) t final
  | Separator :: final => sum :: emit_in 0 t final
  end.

Definition right_product_in (g : grammar) (final : list letter) (x : vector) : vector :=
  emit_in 0 (weights_in g x) final.

Fixpoint increase_in (s : nat) (amount : Z) (t : list Z) : list Z :=
  match t with
  | [] => []
  | a :: older =>
      if (s =? length older)%nat then add a amount :: older else a :: increase_in s amount older
  end.

Fixpoint increase_at_in (j : nat) (amount : Z) (x : vector) : vector :=
  match x, j with
  | [], _ => []
  | a :: x, O => add a amount :: x
  | a :: x, S j => a :: increase_at_in j amount x
  end.

Fixpoint scan_in (y : vector) (t : list Z) (final : list letter) : list Z :=
  match final with
  | [] => t
  | Symbol s :: final => scan_in y (increase_in s (hd 0 y) t) final
  | Separator :: final => scan_in (tl y) t final
  end.

Fixpoint push_in (g : grammar) (t : list Z) (x : vector) : vector :=
  match g, t with
  | Entry v j :: older, a :: t => push_in older t (increase_at_in j (mul v a) x)
  | Pair l r :: older, a :: t => push_in older (increase_in r a (increase_in l a t)) x
  | _, _ => x
  end.

Definition left_product_in (n : nat) (g : grammar) (final : list letter) (y : vector) : vector :=
  push_in g (scan_in y (zeros (length g)) final) (zeros n).

(** ** The results of all operations, over the integers *)

(** Every sum of a row, after each symbol. *)
Fixpoint row_sums (sum : Z) (t : list Z) (final : list letter) : list Z :=
  match final with
  | [] => []
  | Symbol s :: final => sum + lookup t s :: row_sums (sum + lookup t s) t final
  | Separator :: final => row_sums 0 t final
  end.

(** The weights of all symbols, each one product or one sum, and the sums of rows. *)
Definition right_partial_sums (g : grammar) (final : list letter) (x : vector) : list Z :=
  weights g x ++ row_sums 0 (weights g x) final.

(** The weights of symbols, after each row that has them. *)
Fixpoint scan_sums (y : vector) (t : list Z) (final : list letter) : list Z :=
  match final with
  | [] => []
  | Symbol s :: final => lookup t s + hd 0 y :: scan_sums y (increase s (hd 0 y) t) final
  | Separator :: final => scan_sums (tl y) t final
  end.

(** What entries add to columns, the sums of columns, and the weights that pairs hand down, after each. *)
Fixpoint push_sums (g : grammar) (t : list Z) (x : vector) : list Z :=
  match g, t with
  | Entry v j :: older, a :: t => v * a :: nth j x 0 + v * a :: push_sums older t (increase_at j (v * a) x)
  | Pair l r :: older, a :: t =>
      lookup t l + a :: lookup (increase l a t) r + a :: push_sums older (increase r a (increase l a t)) x
  | _, _ => []
  end.

Definition left_partial_sums (n : nat) (g : grammar) (final : list letter) (y : vector) : list Z :=
  scan_sums y (zeros (length g)) final
    ++ push_sums g (scan y (zeros (length g)) final) (zeros n).

(** ** If they are small, nothing is rounded *)

Hypothesis exact : exact_if_small.

Lemma weights_exact g x : Forall small (weights g x) -> weights_in g x = weights g x.
Proof.
  induction g as [|[v j|l r] g IH]; cbn; intros H; [reflexivity| |]; inversion H as [|? ? Hs Hrest]; subst;
    rewrite IH by assumption; f_equal; now apply exact.
Qed.

Lemma emit_exact t final : forall sum, Forall small (row_sums sum t final) -> emit_in sum t final = emit sum t final.
Proof.
  induction final as [|[s|] final IH]; intros sum H; cbn in *; [reflexivity| |].
  - inversion H as [|? ? Hs Hrest]; subst; rewrite (proj1 exact) by assumption; now apply IH.
  - f_equal; now apply IH.
Qed.

Theorem right_product_exact n g final x : length x = n -> Forall small (right_partial_sums g final x) ->
  right_product_in g final x = dense_product (dense n g final) x.
Proof.
  intros Hx [Hw Hr]%Forall_app; rewrite <- (right_product_correct n) by exact Hx.
  unfold right_product_in, right_product; rewrite weights_exact by exact Hw; now apply emit_exact.
Qed.

Lemma increase_exact s a t : small (lookup t s + a) -> increase_in s a t = increase s a t.
Proof.
  induction t as [|b t IH]; cbn; intros H; [reflexivity|]; destruct (s =? length t)%nat.
  - f_equal; now apply exact.
  - f_equal; now apply IH.
Qed.

Lemma increase_at_exact j a x : small (nth j x 0 + a) -> increase_at_in j a x = increase_at j a x.
Proof.
  revert j; induction x as [|b x IH]; intros [|j]; cbn; intros H; auto.
  - f_equal; now apply exact.
  - f_equal; now apply IH.
Qed.

Lemma scan_exact final : forall y t, Forall small (scan_sums y t final) -> scan_in y t final = scan y t final.
Proof.
  induction final as [|[s|] final IH]; intros y t H; cbn in *; [reflexivity| |now apply IH].
  inversion H as [|? ? Hs Hrest]; subst; rewrite increase_exact by assumption; now apply IH.
Qed.

Lemma push_exact g : forall t x, Forall small (push_sums g t x) -> push_in g t x = push g t x.
Proof.
  induction g as [|[v j|l r] g IH]; intros [|a t] x H; cbn in *; auto;
    inversion H as [|? ? Hs Hrest]; subst; inversion Hrest as [|? ? Hs' Hrest']; subst.
  - rewrite (proj2 exact), increase_at_exact by assumption; now apply IH.
  - rewrite (increase_exact l), increase_exact by assumption; now apply IH.
Qed.

Theorem left_product_exact n g final y :
  length y = length (rows g final) -> Forall small (left_partial_sums n g final y) ->
  left_product_in n g final y = dense_product (transpose n (dense n g final)) y.
Proof.
  intros Hy [Hs Hp]%Forall_app; rewrite <- left_product_correct by exact Hy.
  unfold left_product_in, left_product; rewrite scan_exact by exact Hs; now apply push_exact.
Qed.
End Arithmetic.

(** ** Such an arithmetic

    Of integers that are rounded to p significant bits, toward zero: exact below 2^p, and not beyond. *)
Definition truncated (p a : Z) : Z :=
  let spare := Z.log2 (Z.abs a) + 1 - p in
  if spare <=? 0 then a else Z.sgn a * (Z.abs a / 2 ^ spare * 2 ^ spare).

Lemma truncated_exact p a : small (2 ^ p) a -> truncated p a = a.
Proof.
  unfold small, truncated; intros H.
  destruct (Z.leb_spec (Z.log2 (Z.abs a) + 1 - p) 0) as [_|Hs]; [reflexivity|].
  destruct (Z.eq_dec (Z.abs a) 0) as [E|E]; [rewrite E; now destruct a|].
  assert (Hp : 0 <= p) by (destruct (Z.neg_nonneg_cases p) as [Hn|]; [rewrite Z.pow_neg_r in H by exact Hn; lia | lia]).
  assert (Z.log2 (Z.abs a) < p) by (apply Z.log2_lt_pow2; lia); lia.
Qed.

Example worked :
  let add a b := truncated 10 (a + b) in
  let mul a b := truncated 10 (a * b) in
  exact_if_small (2 ^ 10) add mul
  /\ right_product_in add mul example_rules example_final [1; -1; 10; 100] = [32; 532; 0; 13; 532]
  /\ right_product_in add mul example_rules example_final [1; -1; 10; 999] = [32; 5024; 0; 13; 5024]
  /\ right_product example_rules example_final [1; -1; 10; 999] = [32; 5027; 0; 13; 5027].
Proof.
  cbv zeta; split; [split; intros a b H; now apply truncated_exact | repeat split; vm_compute; reflexivity].
Qed.
