(** The loop of rational coins that is true with probability e^-x: how long it goes on.

    Theorem, in words. For k = 1, 2, ... a coin of probability x/k is tossed until one fails. Of the tree that is cut off after n tosses, the
    paths that are cut off have the mass x^n/n!.

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

(** The mass of what is still tossing in a tree cut off after n tosses, from toss number k + 1 on. *)
Fixpoint tossing (n k : nat) : R := if n is n'.+1 then x / k.+1%:R * tossing n' k.+1 else 1.

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

End Loop.
