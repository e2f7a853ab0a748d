(** Across a short slot of local learning: the line between two end values, and why two Lipschitz functions stay one.

    Theorems, in words. Let r - l = 1/L and 0 <= a, b <= 1. The line a + (x - l) L (b - a) has values from 0 to 1 between l and r. If f is L-Lipschitz up
    to l, where it is a, and g from r on, where it is b, then f, the line and g together are L-Lipschitz. Over the rationals.

    Claim [local-learning.function]: A. Backurs, A. Blum, N. Gupta, "Active Local Learning", arXiv 2008.13374. *)
From Coq Require Import QArith Qabs Lqa.
Open Scope Q_scope.

Section ShortSlot.

Variables (L l r a b : Q) (f g : Q -> Q).
Hypothesis length : L * (r - l) == 1.
Hypothesis slope : 0 < L.
Hypothesis range_a : 0 <= a <= 1.
Hypothesis range_b : 0 <= b <= 1.

Definition line (x : Q) : Q := a + (x - l) * L * (b - a).

Lemma slot : l < r.
Proof. destruct (Qlt_le_dec l r) as [H | H]; auto. nra. Qed.

Theorem line_range : forall x, l <= x <= r -> 0 <= line x <= 1.
Proof.
  intros x Hx. unfold line.
  assert (0 <= (x - l) * L) by nra.
  assert ((x - l) * L <= 1) by nra.
  set (t := (x - l) * L) in *. split; nra.
Qed.

Lemma line_step : forall x z, x <= z -> - (L * (z - x)) <= line z - line x <= L * (z - x).
Proof.
  intros x z H. unfold line.
  assert (0 <= L * (z - x)) by nra.
  setoid_replace (a + (z - l) * L * (b - a) - (a + (x - l) * L * (b - a))) with (L * (z - x) * (b - a)) by ring.
  set (t := L * (z - x)) in *. split; nra.
Qed.

Lemma line_left : line l == a.
Proof. unfold line. ring. Qed.

Lemma line_right : line r == b.
Proof.
  unfold line. setoid_replace ((r - l) * L) with (L * (r - l)) by ring. rewrite length. ring.
Qed.

(** f to the left, the line across the slot, g to the right. *)
Definition joined (x : Q) : Q :=
  if Qlt_le_dec x l then f x else if Qlt_le_dec r x then g x else line x.

Hypothesis left_end : forall x, x <= l -> Qabs (f x - a) <= L * Qabs (x - l).
Hypothesis left_lipschitz : forall x z, x <= l -> z <= l -> Qabs (f x - f z) <= L * Qabs (x - z).
Hypothesis right_end : forall x, r <= x -> Qabs (g x - b) <= L * Qabs (x - r).
Hypothesis right_lipschitz : forall x z, r <= x -> r <= z -> Qabs (g x - g z) <= L * Qabs (x - z).

Lemma joined_step : forall x z, x <= z -> - (L * (z - x)) <= joined z - joined x <= L * (z - x).
Proof.
  intros x z H. pose proof slot as Hlr. unfold joined.
  pose proof line_left as El. pose proof line_right as Er.
  destruct (Qlt_le_dec x l) as [Xl | Xl]; destruct (Qlt_le_dec z l) as [Zl | Zl];
    try destruct (Qlt_le_dec r x) as [Xr | Xr]; try destruct (Qlt_le_dec r z) as [Zr | Zr]; try lra.
  - pose proof (left_lipschitz z x ltac:(lra) ltac:(lra)) as F.
    rewrite (Qabs_pos (z - x)) in F by lra. apply Qabs_Qle_condition in F. lra.
  - pose proof (left_end x ltac:(lra)) as F. rewrite (Qabs_neg (x - l)) in F by lra. apply Qabs_Qle_condition in F.
    pose proof (right_end z ltac:(lra)) as G. rewrite (Qabs_pos (z - r)) in G by lra. apply Qabs_Qle_condition in G.
    pose proof (line_step l r ltac:(lra)) as M. lra.
  - pose proof (left_end x ltac:(lra)) as F. rewrite (Qabs_neg (x - l)) in F by lra. apply Qabs_Qle_condition in F.
    pose proof (line_step l z ltac:(lra)) as M. lra.
  - pose proof (right_lipschitz z x ltac:(lra) ltac:(lra)) as G.
    rewrite (Qabs_pos (z - x)) in G by lra. apply Qabs_Qle_condition in G. lra.
  - pose proof (right_end z ltac:(lra)) as G. rewrite (Qabs_pos (z - r)) in G by lra. apply Qabs_Qle_condition in G.
    pose proof (line_step x r ltac:(lra)) as M. lra.
  - apply line_step. lra.
Qed.

Theorem joined_lipschitz : forall x z, Qabs (joined x - joined z) <= L * Qabs (x - z).
Proof.
  intros x z. destruct (Qlt_le_dec x z) as [H | H].
  - pose proof (joined_step x z ltac:(lra)) as J.
    rewrite (Qabs_neg (x - z)) by lra. apply Qabs_Qle_condition. lra.
  - pose proof (joined_step z x ltac:(lra)) as J.
    rewrite (Qabs_pos (x - z)) by lra. apply Qabs_Qle_condition. lra.
Qed.

End ShortSlot.
