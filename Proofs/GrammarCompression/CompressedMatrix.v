(** The two products of a grammar-compressed matrix with a vector.

    Theorem, in words. A matrix is read row by row as a word of entries (value, column) and row
    separators. The word is compressed by rules, each an entry or a pair of older symbols, and a
    final sequence of symbols and separators; no separator stands in a rule. The right product Mx
    weighs an entry by value·x[column] and a pair by the sum of its two children, oldest first,
    scans the final sequence, adds the weights up and emits the sum at each separator. The left
    product Mᵀy scans the final sequence and adds y[row] to the weight of each symbol, then goes
    through the rules, newest first: a pair adds its weight to both children, an entry adds
    value·weight to its column. They are the products of the matrix that the word spells, and of
    its transpose, and ⟨y,Mx⟩ = ⟨Mᵀy,x⟩.

    Claim [grammar.matrix-products]. The format and both algorithms are from Ferragina, Manzini, Gagie,
    Köppl, Navarro, Striani, Tosoni, "Improving Matrix-vector Multiplication via Lossless
    Grammar-Compressed Matrices" (arXiv 2203.14540). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors.
Import ListNotations.
Open Scope Z_scope.

(** * Dense matrices *)

(** A list of rows. *)
Definition matrix := list vector.

(** Mx. *)
Definition dense_product (m : matrix) (x : vector) : vector := map (fun row => dot row x) m.

(** Mᵀ, for a matrix of [n] columns. *)
Definition transpose (n : nat) (m : matrix) : matrix :=
  map (fun j => map (fun row => nth j row 0) m) (seq 0 n).

(** * Compressed matrices *)

Inductive rule :=
  | Entry (value : Z) (column : nat)
  | Pair (left right : nat).

(** The rules, newest first. A symbol is the number of rules older than its own. What refers to a
    symbol that is not older, or to a column that does not exist, counts for nothing. *)
Definition grammar := list rule.

Inductive letter :=
  | Symbol (s : nat)
  | Separator.

(** Entries of one row, in any order. *)
Definition word := list (Z * nat).

(** The expansion val(s). *)
Fixpoint val (g : grammar) (s : nat) : word :=
  match g with
  | [] => []
  | r :: older =>
      if (s =? length older)%nat then
        match r with
        | Entry v j => [(v, j)]
        | Pair x y => val older x ++ val older y
        end
      else val older s
  end.

(** The rows that a final sequence spells; [row] is what stands before it in the first of them. A
    separator ends a row; symbols after the last separator belong to none. *)
Fixpoint rows_after (row : word) (g : grammar) (final : list letter) : list word :=
  match final with
  | [] => []
  | Symbol s :: final => rows_after (row ++ val g s) g final
  | Separator :: final => row :: rows_after [] g final
  end.

Definition rows : grammar -> list letter -> list word := rows_after [].

(** The dense row of [n] columns. Entries of the same column add up. *)
Definition cell (row : word) (j : nat) : Z :=
  total (map (fun e => if (snd e =? j)%nat then fst e else 0) row).

Definition dense_row (n : nat) (row : word) : vector := map (cell row) (seq 0 n).

Definition dense (n : nat) (g : grammar) (final : list letter) : matrix :=
  map (dense_row n) (rows g final).

(** * The algorithms *)

(** Adds [amount] to the entry of [s]. *)
Fixpoint increase (s : nat) (amount : Z) (t : list Z) : list Z :=
  match t with
  | [] => []
  | a :: older =>
      if (s =? length older)%nat then a + amount :: older else a :: increase s amount older
  end.

(** The same on a vector, whose positions count from its beginning. *)
Fixpoint increase_at (j : nat) (amount : Z) (x : vector) : vector :=
  match x, j with
  | [], _ => []
  | a :: x, O => a + amount :: x
  | a :: x, S j => a :: increase_at j amount x
  end.

(** ** The right product: rules, oldest first, then the final sequence *)

Fixpoint weights (g : grammar) (x : vector) : list Z :=
  match g with
  | [] => []
  | r :: older =>
      let t := weights older x in
      match r with
      | Entry v j => v * nth j x 0
      | Pair l r => lookup t l + lookup t r
      end :: t
  end.

Fixpoint emit (sum : Z) (t : list Z) (final : list letter) : vector :=
  match final with
  | [] => []
  | Symbol s :: final => emit (sum + lookup t s) t final
  | Separator :: final => sum :: emit 0 t final
  end.

Definition right_product (g : grammar) (final : list letter) (x : vector) : vector :=
  emit 0 (weights g x) final.

(** ** The left product: the final sequence, then rules, newest first *)

(** [y] starts with the entry of the current row. *)
Fixpoint scan (y : vector) (t : list Z) (final : list letter) : list Z :=
  match final with
  | [] => t
  | Symbol s :: final => scan y (increase s (hd 0 y) t) final
  | Separator :: final => scan (tl y) t final
  end.

Fixpoint push (g : grammar) (t : list Z) (x : vector) : vector :=
  match g, t with
  | Entry v j :: older, a :: t => push older t (increase_at j (v * a) x)
  | Pair l r :: older, a :: t => push older (increase r a (increase l a t)) x
  | _, _ => x
  end.

Definition left_product (n : nat) (g : grammar) (final : list letter) (y : vector) : vector :=
  push g (scan y (zeros (length g)) final) (zeros n).

(** * The right product is right *)

(** What a word of entries makes of [x]. *)
Definition weigh (x : vector) (row : word) : Z :=
  total (map (fun e => fst e * nth (snd e) x 0) row).

Lemma weigh_app x u v : weigh x (u ++ v) = weigh x u + weigh x v.
Proof. unfold weigh; now rewrite map_app, total_app. Qed.

Lemma weights_length g x : length (weights g x) = length g.
Proof. induction g as [|r g IH]; cbn; auto. Qed.

Lemma weights_correct g x s : lookup (weights g x) s = weigh x (val g s).
Proof.
  revert s; induction g as [|r g IH]; intros s; [reflexivity|].
  cbn [weights lookup val]; rewrite weights_length.
  destruct (Nat.eqb_spec s (length g)); [|apply IH].
  destruct r as [v j|l r]; [unfold weigh, total; cbn; lia|].
  now rewrite weigh_app, !IH.
Qed.

Lemma emit_correct g x final row :
  emit (weigh x row) (weights g x) final = map (weigh x) (rows_after row g final).
Proof.
  revert row; induction final as [|[s|] final IH]; intros row; cbn; [reflexivity| |].
  - now rewrite weights_correct, <- weigh_app, IH.
  - f_equal; exact (IH []).
Qed.

(** ** Linear combinations of functions on the columns *)

Lemma dot_map_add f f' (l : list nat) x :
  dot (map (fun j => f j + f' j) l) x = dot (map f l) x + dot (map f' l) x.
Proof. revert x; induction l as [|j l IH]; intros [|a x]; cbn; rewrite ?IH; lia. Qed.

Lemma dot_map_scale f c (l : list nat) x : dot (map (fun j => c * f j) l) x = c * dot (map f l) x.
Proof. revert x; induction l as [|j l IH]; intros [|a x]; cbn; rewrite ?IH; lia. Qed.

Lemma dot_map_zero (l : list nat) x : dot (map (fun _ => 0) l) x = 0.
Proof. revert x; induction l as [|j l IH]; intros [|a x]; cbn; auto. Qed.

Lemma map_nth_seq (v : vector) : map (fun j => nth j v 0) (seq 0 (length v)) = v.
Proof. induction v as [|a v IH]; cbn; [|rewrite <- seq_shift, map_map]; congruence. Qed.

(** One entry against [x]. *)
Lemma dot_indicator c n x : length x = n ->
  dot (map (fun j => if (c =? j)%nat then 1 else 0) (seq 0 n)) x = nth c x 0.
Proof.
  intros <-; revert c; induction x as [|a x IH]; intros c; cbn [length seq map dot];
    [now destruct c|].
  rewrite <- seq_shift, map_map; destruct c as [|c]; cbn [Nat.eqb nth].
  - rewrite dot_map_zero; lia.
  - rewrite IH; lia.
Qed.

Lemma dense_row_correct n row x : length x = n -> dot (dense_row n row) x = weigh x row.
Proof.
  intros Hx; unfold dense_row; induction row as [|[v c] row IH]; [apply dot_map_zero|].
  change (weigh x ((v, c) :: row)) with (v * nth c x 0 + weigh x row).
  rewrite <- IH, <- (dot_indicator c n x Hx), <- dot_map_scale, <- dot_map_add.
  f_equal; apply map_ext; intros j; unfold cell, total; cbn [map fold_right fst snd].
  destruct (c =? j)%nat; lia.
Qed.

Theorem right_product_correct n g final x : length x = n ->
  right_product g final x = dense_product (dense n g final) x.
Proof.
  intros Hx; unfold right_product, dense_product, dense, rows.
  rewrite map_map; change 0 with (weigh x []); rewrite emit_correct.
  apply map_ext; intros row; symmetry; now apply dense_row_correct.
Qed.

(** * Adjointness *)

Lemma dot_increase s a t u : length t = length u ->
  dot (increase s a t) u = dot t u + a * lookup u s.
Proof.
  revert u; induction t as [|b t IH]; intros [|c u] Hlength; try discriminate;
    cbn [increase dot lookup]; [lia|].
  injection Hlength as Hlength; rewrite Hlength.
  destruct (s =? length u)%nat; cbn [dot]; rewrite ?IH by assumption; lia.
Qed.

Lemma increase_length s a t : length (increase s a t) = length t.
Proof. induction t as [|b t IH]; cbn; [|destruct (s =? length t)%nat; cbn]; auto. Qed.

Lemma dot_increase_at j a x z : length x = length z ->
  dot (increase_at j a x) z = dot x z + a * nth j z 0.
Proof.
  revert j z; induction x as [|b x IH]; intros j [|c z] Hlength; try discriminate.
  - destruct j; cbn [increase_at dot nth]; lia.
  - injection Hlength as Hlength; destruct j as [|j]; cbn [increase_at dot nth];
      rewrite ?IH by assumption; lia.
Qed.

Lemma increase_at_length j a x : length (increase_at j a x) = length x.
Proof. revert j; induction x as [|b x IH]; intros [|j]; cbn; auto. Qed.

Lemma scan_length y t final : length (scan y t final) = length t.
Proof.
  revert y t; induction final as [|[s|] final IH]; intros y t; cbn; rewrite ?IH;
    auto using increase_length.
Qed.

Lemma push_length g t x : length (push g t x) = length x.
Proof.
  revert t x; induction g as [|[v j|l r] g IH]; intros [|a t] x; cbn; rewrite ?IH;
    auto using increase_at_length.
Qed.

(** Scanning [y] into a table is adjoint to emitting from a table. *)
Lemma scan_emit final y t u sum : length t = length u -> length y = length (emit sum u final) ->
  dot (scan y t final) u + sum * hd 0 y = dot t u + dot y (emit sum u final).
Proof.
  revert y t sum; induction final as [|[s|] final IH]; intros y t sum Ht Hy; cbn in *.
  - destruct y; [cbn; lia | discriminate].
  - rewrite <- (increase_length s (hd 0 y)) in Ht; specialize (IH y _ (sum + lookup u s) Ht Hy).
    rewrite increase_length in Ht; rewrite dot_increase in IH by assumption; lia.
  - destruct y as [|b y]; [discriminate|]; injection Hy as Hy; specialize (IH y t 0 Ht Hy).
    cbn in *; lia.
Qed.

(** Pushing a table through the rules is adjoint to computing a table. *)
Lemma push_weights g t x z : length t = length g -> length x = length z ->
  dot (push g t x) z = dot x z + dot t (weights g z).
Proof.
  revert t x; induction g as [|[v j|l r] g IH]; intros [|a t] x Ht Hx; try discriminate;
    cbn [push weights dot]; [lia| |]; injection Ht as Ht.
  - rewrite IH, dot_increase_at by (rewrite ?increase_at_length; auto); lia.
  - rewrite IH, !dot_increase by (rewrite ?increase_length, ?weights_length; auto); lia.
Qed.

Lemma emit_length sum t g row final :
  length (emit sum t final) = length (rows_after row g final).
Proof. revert sum row; induction final as [|[s|] final IH]; intros sum row; cbn; auto. Qed.

Theorem adjointness n g final x y : length x = n -> length y = length (rows g final) ->
  dot y (right_product g final x) = dot (left_product n g final y) x.
Proof.
  intros Hx Hy; unfold left_product, right_product.
  assert (length (zeros (length g)) = length (weights g x)) as Hzeros
    by (unfold zeros; now rewrite repeat_length, weights_length).
  rewrite push_weights, dot_zeros_l.
  - assert (length y = length (emit 0 (weights g x) final)) as Hemit
      by (rewrite Hy; symmetry; apply emit_length).
    pose proof (scan_emit final y _ _ 0 Hzeros Hemit) as H; rewrite dot_zeros_l in H; lia.
  - rewrite scan_length, Hzeros; apply weights_length.
  - unfold zeros; now rewrite repeat_length.
Qed.

(** * The left product is right *)

Lemma dense_adjointness n m x y : Forall (fun row => length row = n) m -> length y = length m ->
  dot (dense_product (transpose n m) y) x = dot y (dense_product m x).
Proof.
  unfold dense_product, transpose; rewrite map_map.
  intros Hm; revert y; induction Hm as [|row m Hrow Hm IH]; intros [|b y] Hy; try discriminate;
    cbn [map dot]; [apply dot_map_zero|].
  injection Hy as Hy; rewrite <- IH by assumption.
  replace (dot row x) with (dot (map (fun j => nth j row 0) (seq 0 n)) x)
    by now rewrite <- Hrow, map_nth_seq.
  rewrite <- dot_map_scale, <- dot_map_add.
  f_equal; apply map_ext; intros j; cbn [map dot]; lia.
Qed.

(** A vector is known by its inner products. *)
Lemma dot_extensionality u v : length u = length v ->
  (forall x, length x = length u -> dot u x = dot v x) -> u = v.
Proof.
  revert v; induction u as [|a u IH]; intros [|b v] Hlength H; try discriminate; [reflexivity|].
  f_equal.
  - specialize (H (1 :: zeros (length u))); unfold zeros in H; cbn in H.
    rewrite repeat_length in H; fold (zeros (length u)) in H.
    rewrite !(dot_comm _ (zeros _)), !dot_zeros_l in H; lia.
  - apply IH; [now injection Hlength|].
    intros x Hx; specialize (H (0 :: x)); cbn in H; rewrite !Z.mul_0_r in H; apply H; lia.
Qed.

Theorem left_product_correct n g final y : length y = length (rows g final) ->
  left_product n g final y = dense_product (transpose n (dense n g final)) y.
Proof.
  intros Hy.
  assert (length (left_product n g final y) = n) as Hleft
    by (unfold left_product, zeros; now rewrite push_length, repeat_length).
  apply dot_extensionality.
  - rewrite Hleft; unfold dense_product, transpose; now rewrite !map_length, seq_length.
  - rewrite Hleft; intros x Hx.
    rewrite <- (adjointness n), dense_adjointness, (right_product_correct n);
      auto; [|unfold dense; now rewrite map_length].
    unfold dense; apply Forall_map, Forall_forall; intros row _.
    unfold dense_row; now rewrite map_length, seq_length.
Qed.

(** * A worked example *)

(** The rows (2 0 3 0), (2 0 3 5), (0 0 0 0), (0 7 2 0), (2 0 3 5) by five entries and two pairs. *)
Definition example_rules : grammar :=
  rev [Entry 2 0; Entry 3 2; Entry 5 3; Entry 7 1; Entry 2 2; Pair 0 1; Pair 5 2].

Definition example_final : list letter :=
  [Symbol 5; Separator; Symbol 6; Separator; Separator; Symbol 4; Symbol 3; Separator;
   Symbol 6; Separator].

Example worked_matrix :
  dense 4 example_rules example_final =
  [[2; 0; 3; 0]; [2; 0; 3; 5]; [0; 0; 0; 0]; [0; 7; 2; 0]; [2; 0; 3; 5]].
Proof. reflexivity. Qed.

Example worked_products :
  right_product example_rules example_final [1; -1; 10; 100] = [32; 532; 0; 13; 532] /\
  left_product 4 example_rules example_final [1; 2; 3; 4; 5] = [16; 28; 32; 35] /\
  dot [1; 2; 3; 4; 5] [32; 532; 0; 13; 532] = dot [16; 28; 32; 35] [1; -1; 10; 100].
Proof. repeat split; reflexivity. Qed.
