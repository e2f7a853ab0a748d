(** The loop of rational coins that is true with probability e^-x.

    Theorem, in words. For k = 1, 2, ... a coin of probability x/k is tossed until one fails, and the answer is whether the number of
    tosses is odd. Of the tree that is cut off after n tosses, the paths that are cut off have the mass x^n/n!; those that end in true
    have, for n = 2m, the mass Σ_{i < 2m} (-x)^i/i!, the beginning of the series of e^-x. So the law is the stated one up to x^n/n!, for every n.

    Claim [privacy.exponential-coin]: C. Canonne, G. Kamath, T. Steinke, "The Discrete Gaussian for Differential Privacy"
    (arXiv 2004.00010), algorithm 1. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Loop.
Variables (R : numFieldType) (x : R).

(** The mass of what is still tossing, and of what has ended in true, in a tree cut off after n tosses, from toss number k + 1 on. [odd] tells
    whether the answer is true if this toss fails. *)
Fixpoint tossing (n k : nat) : R := if n is n'.+1 then x / k.+1%:R * tossing n' k.+1 else 1.
Fixpoint ended (n k : nat) (odd : bool) : R :=
  if n is n'.+1 then (1 - x / k.+1%:R) * odd%:R + x / k.+1%:R * ended n' k.+1 (~~ odd) else 0.

(** x^n k!/(n + k)! *)
Lemma tossing_value n k : tossing n k = x ^+ n * k`!%:R / (n + k)`!%:R.
Proof.
have f0 j : j`!%:R != 0 :> R by rewrite pnatr_eq0 -lt0n fact_gt0.
have s0 j : j.+1%:R != 0 :> R by rewrite pnatr_eq0.
elim: n k => [|n IH] k; first by rewrite /= expr0 mul1r add0n divff.
rewrite /= IH addnS addSn exprS factS natrM.
by rewrite -!mulrA; congr (_ * _); rewrite [LHS]mulrCA; congr (_ * _); rewrite mulKf.
Qed.

(** The mass that is cut off. *)
Theorem cut_off n : tossing n 0 = x ^+ n / n`!%:R.
Proof. by rewrite tossing_value addn0 fact0 mulr1. Qed.

(** Two more tosses. *)
Lemma ended_step m k : ended m.+2 k true =
  1 - x / k.+1%:R + x / k.+1%:R * (x / k.+2%:R) * ended m k.+2 true.
Proof. by rewrite /= mulr1 mulr0 add0r mulrA. Qed.

(** The beginning of the series, from toss k + 1 on. *)
Definition series m k : R := \sum_(i < m.*2) (- x) ^+ i * k`!%:R / (i + k)`!%:R.

Lemma ended_value m k : ended m.*2 k true = series m k.
Proof.
have f0 j : j`!%:R != 0 :> R by rewrite pnatr_eq0 -lt0n fact_gt0.
have s0 j : j.+1%:R != 0 :> R by rewrite pnatr_eq0.
(* k!/(j + k + 1)! and (k+1)!/(j + k + 1)! *)
have down j k : k`!%:R / (j.+1 + k)`!%:R = k.+1%:R^-1 * (k.+1`!%:R / (j + k.+1)`!%:R) :> R.
  by rewrite addnS -addSn factS natrM -mulrA mulKf.
elim: m k => [|m IH] k; first by rewrite /series big_ord0.
rewrite doubleS ended_step IH /series doubleS !big_ord_recl /=.
rewrite expr0 mul1r add0n divff // addrA; congr (_ + _ + _).
  by rewrite /bump /= expr1 -mulrA down add0n divff // mulr1 mulNr.
rewrite big_distrr /=; apply: eq_bigr => i _.
rewrite /bump /= !add1n -!mulrA [in RHS]down [in RHS]down !exprS.
by rewrite !mulrA mulNr mulrN opprK -!mulrA; do 2! (rewrite [LHS]mulrCA; congr (_ * _)); rewrite !mulrA.
Qed.

(** What has ended in true after 2m tosses. *)
Theorem true_mass m : ended m.*2 0 true = \sum_(i < m.*2) (- x) ^+ i / i`!%:R.
Proof. by rewrite ended_value /series; apply: eq_bigr => i _; rewrite addn0 fact0 mulr1. Qed.

End Loop.
