(** Weak duality of the fit of a Lipschitz function on the line: why multipliers prove that no function is better.

    Points x_0, x_1, ... say y_0, y_1, ... with weights w_i; f_i are the values of a function that changes by at most L (x_(i+1) - x_i) from each point
    to the next. Theorem, in words: multipliers with |lambda_i| <= w_i that add up to 0 bound the sum of weighted errors from below by
    the sum of lambda_i y_i, less L (x_(i+1) - x_i) |lambda_0 + ... + lambda_i| for each step. Over the rationals.

    Claim [local-learning.lipschitz-fit]: the duality of linear programming; derived. *)
From Coq Require Import QArith Qabs Lqa.
Open Scope Q_scope.

Section Duality.

(** The sum of the first n terms. *)
Fixpoint sum (n : nat) (f : nat -> Q) : Q :=
  match n with
  | O => 0
  | S m => sum m f + f m
  end.

Variables (L : Q) (x y w f lambda : nat -> Q).

(** What the multipliers show of n points: each step i is between the points i and i + 1. *)
Definition bound (n : nat) : Q :=
  sum n (fun i => lambda i * y i)
  - sum (pred n) (fun i => L * (x (S i) - x i) * Qabs (sum (S i) lambda)).

Definition errors (n : nat) : Q := sum n (fun i => w i * Qabs (f i - y i)).

Lemma product_bound : forall a b c, Qabs a <= c -> a * b <= c * Qabs b.
Proof.
  intros a b c H. apply Qle_trans with (Qabs (a * b)); [apply Qle_Qabs |].
  rewrite Qabs_Qmult. apply Qmult_le_compat_r; [assumption | apply Qabs_nonneg].
Qed.

(** The errors with the open end: the last value times the sum of the multipliers. *)
Lemma open_duality : forall n,
  (forall i, (i <= n)%nat -> Qabs (lambda i) <= w i) ->
  (forall i, (i < n)%nat -> Qabs (f (S i) - f i) <= L * (x (S i) - x i)) ->
  bound (S n) <= errors (S n) + sum (S n) lambda * f n.
Proof.
  induction n as [| n IH]; intros Hw Hf.
  - unfold bound, errors. cbn [sum pred].
    pose proof (product_bound (lambda 0%nat) (y 0%nat - f 0%nat) (w 0%nat) (Hw 0%nat (le_n _))) as H.
    rewrite (Qabs_Qminus (y 0%nat)) in H.
    lra.
  - assert (IH' := IH (fun i Hi => Hw i (le_S _ _ Hi)) (fun i Hi => Hf i (le_S _ _ Hi))).
    pose proof (product_bound (lambda (S n)) (y (S n) - f (S n)) (w (S n)) (Hw (S n) (le_n _))) as Hn.
    rewrite (Qabs_Qminus (y (S n))) in Hn.
    pose proof (product_bound (- (f (S n) - f n)) (sum (S n) lambda) (L * (x (S n) - x n))) as Hs.
    rewrite Qabs_opp in Hs. specialize (Hs (Hf n (le_n _))).
    unfold bound, errors in *. cbn [pred] in *. cbn [sum] in *.
    set (A := sum n (fun i => lambda i * y i)) in *.
    set (B := sum n (fun i => w i * Qabs (f i - y i))) in *.
    set (C := sum n (fun i => L * (x (S i) - x i) * Qabs (sum i lambda + lambda i))) in *.
    set (S0 := sum n lambda) in *.
    set (D := L * (x (S n) - x n) * Qabs (S0 + lambda n)) in *.
    lra.
Qed.

Theorem weak_duality : forall n,
  (forall i, (i < n)%nat -> Qabs (lambda i) <= w i) ->
  (forall i, (S i < n)%nat -> Qabs (f (S i) - f i) <= L * (x (S i) - x i)) ->
  sum n lambda == 0 ->
  bound n <= errors n.
Proof.
  intros [| n] Hw Hf Hs.
  - unfold bound, errors. cbn [sum pred]. lra.
  - pose proof (open_duality n) as H.
    rewrite Hs in H. setoid_replace (errors (S n) + 0 * f n) with (errors (S n)) in H by ring.
    apply H.
    + intros i Hi. apply Hw. now apply le_n_S.
    + intros i Hi. apply Hf. now apply le_n_S.
Qed.

End Duality.
