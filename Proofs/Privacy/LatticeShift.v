(** The exponents behind Rényi divergences of shifted Gaussian noise, and sums over a lattice.

    Theorem, in words. The term of order k of the divergence of Gaussian noise around s from Gaussian noise around 0 has, at x, the
    exponent k (x - s)^2 + (1 - k) x^2, in units of -1/(2σ²). It is (x - k s)^2 - (k^2 - k) s^2: Gaussian noise around k s, times a number that does
    not depend on x. And if the terms of a sum over the integers lie within a window, or are dropped outside of it, the sum over the shifted
    window of the shifted terms is the same sum: Σ_{-n <= x <= n} f(x) = Σ_{-n <= x - t <= n} f(x - t), for every integer t. So the
    normalising sum of discrete Gaussian noise around k s does not depend on k.

    Claim [privacy.sampled-moments]: I. Mironov, K. Talwar, L. Zhang, "Rényi Differential Privacy of the Sampled Gaussian Mechanism"
    (arXiv 1908.10530); for the discrete Gaussian derived. *)

From Coq Require Import ZArith QArith Qfield List Lia.
Import ListNotations.

(** Completing the square. *)
Theorem shifted_exponent (x s k : Q) :
  (k * ((x - s) * (x - s)) + (1 - k) * (x * x) == (x - k * s) * (x - k * s) - (k * k - k) * (s * s))%Q.
Proof. ring. Qed.

Open Scope Z_scope.

(** Σ f(x) over n integers from a on. *)
Fixpoint window_sum (f : Z -> Q) (a : Z) (n : nat) : Q :=
  match n with O => 0%Q | S n => (f a + window_sum f (a + 1) n)%Q end.

(** Shifting the terms and the window together changes nothing. *)
Theorem window_shift (f : Z -> Q) (t : Z) (n : nat) (a : Z) :
  window_sum (fun x => f (x - t)) (a + t) n = window_sum f a n.
Proof.
  revert a; induction n as [|n IH]; intros a; simpl; [reflexivity|].
  replace (a + t - t) with a by lia.
  replace (a + t + 1) with (a + 1 + t) by lia.
  rewrite IH; reflexivity.
Qed.
