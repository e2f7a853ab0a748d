(** The threshold of the kernel machines separates yes from no.

    Theorem, in words. Let S be the sum of the kernel over pairs, u what a close pair adds to it at
    least, c > 0 the factor of the machine, r < 1 the largest sum of a row of the Gram matrix
    without its diagonal, and D the difference of the three optimal values, of which
    (1-r)² c S <= D <= c S / (1-r) is known. With a close pair S >= u; without one S <= m u, where
    m bounds what all other pairs add. If (1-r)² > 1/2 and m < (1-r)/2, then D is above c u / 2 with
    a close pair and below it without one.

    Claim [kernel.separation], on Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of
    Empirical Risk Minimization" (arXiv 1704.02958). That D lies between the two bounds is not
    proved here; the check compares them with exact values. *)

From Coq Require Import QArith Lqa.
Open Scope Q_scope.

Theorem separation_yes (r c u S D : Q) :
  0 < c -> 0 < u -> 1 # 2 < (1 - r) * (1 - r) -> u <= S ->
  (1 - r) * (1 - r) * (c * S) <= D ->
  c * u * (1 # 2) < D.
Proof.
  intros Hc Hu Hr HS HD.
  assert (Hcu : 0 < c * u) by nra.
  assert (HcS : c * u <= c * S) by nra.
  apply Qlt_le_trans with ((1 - r) * (1 - r) * (c * S)); [|assumption].
  apply Qlt_le_trans with ((1 - r) * (1 - r) * (c * u)); nra.
Qed.

Theorem separation_no (r c u m S D : Q) :
  0 < c -> 0 < u -> r < 1 -> m < (1 - r) * (1 # 2) -> S <= m * u ->
  D * (1 - r) <= c * S ->
  D < c * u * (1 # 2).
Proof.
  intros Hc Hu Hr Hm HS HD.
  assert (Hcu : 0 < c * u) by nra.
  assert (HcS : c * S <= m * (c * u)) by nra.
  assert (Hstrict : m * (c * u) < (1 - r) * (1 # 2) * (c * u)) by nra.
  apply Qmult_lt_r with (1 - r); [lra|].
  apply Qle_lt_trans with (c * S); [assumption|]. nra.
Qed.

(** With r = 1/100, m = 1/8, c = u = 1: D = 981/1000 is a yes, D = 12/100 a no. *)
Example worked : 1 * 1 * (1 # 2) < 981 # 1000 /\ 12 # 100 < 1 * 1 * (1 # 2).
Proof.
  split; [apply (separation_yes (1 # 100) 1 1 1) | apply (separation_no (1 # 100) 1 1 (1 # 8) (1 # 8))]; reflexivity || lra.
Qed.
