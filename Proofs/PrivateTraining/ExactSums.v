(** Sums of integers, which do not depend on who adds them, nor in which order.

    Theorems, in words.
    - The sum of the clipped gradients of a batch is the same in any order of the batch.
    - It is the sum, over micro-batches or machines, of the sums of their examples, however the batch is cut.
    - Each coordinate of the sum of any part of n examples is at most n C in absolute value, if each clipped coordinate is at most C: 64 bits
      that hold n C hold every partial sum, in any order.
    - Replacing an example changes nobody else's clipped gradient, and the sum by the difference of its two clipped gradients.

    They hold of integers, and not of floating-point numbers, whose addition is not associative. Derived. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sums.
Variables (E : eqType) (P : Type) (clip : E -> P -> int).
Implicit Types (batch s t : seq E) (p : P).

Definition total batch p : int := \sum_(e <- batch) clip e p.

Theorem any_order s t p : perm_eq s t -> total s p = total t p.
Proof. exact: perm_big. Qed.

Theorem micro_batches (parts : seq (seq E)) p : total (flatten parts) p = \sum_(part <- parts) total part p.
Proof. by rewrite /total big_flatten. Qed.

(** However a batch is dealt out to machines. *)
Corollary dealt batch (parts : seq (seq E)) p :
  perm_eq batch (flatten parts) -> total batch p = \sum_(part <- parts) total part p.
Proof. by move=> perm; rewrite -micro_batches; exact: any_order. Qed.

Theorem partial_sums (C : int) batch part p :
  0 <= C -> (forall e, `|clip e p| <= C) -> subseq part batch -> `|total part p| <= (size batch)%:R * C.
Proof.
move=> C_ge0 within part_of; apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(e <- part) C)); first by apply: ler_sum => e _; exact: within.
rewrite big_const_seq count_predT iter_addr_0 -[C *+ _]mulr_natl ler_wpmul2r // ler_nat.
exact: size_subseq.
Qed.

(** Example e takes the place of example i. *)
Theorem isolation batch x0 i e j p : j != i ->
  clip (nth x0 (set_nth x0 batch i e) j) p = clip (nth x0 batch j) p.
Proof. by move=> no; rewrite nth_set_nth /= (negPf no). Qed.

Theorem isolation_sum s x y t p : total (s ++ x :: t) p - total (s ++ y :: t) p = clip x p - clip y p.
Proof.
rewrite /total !big_cat !big_cons /= opprD addrACA subrr add0r opprD addrACA subrr addr0 //.
Qed.
End Sums.
