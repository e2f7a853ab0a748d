(** The loop of rational coins that is true with probability e^-x.

    Theorem, in words. For k = 1, 2, ... a coin of probability x/k is tossed until one fails; the loop is true if the number of tosses is odd. Of
    the tree that is cut off after n tosses, the paths that are cut off have the mass x^n/n!. If n is even, the paths that end in true have
    the mass Σ_{i<n} (-x)^i/i!, which is the partial sum of the series of e^-x; and those that end in false have the rest.

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

(** The mass of the paths that end with this answer within n tosses, from toss number k + 1 on: the toss fails, and the answer is whether its
    number is odd; or it succeeds, and the next one follows. *)
Fixpoint ending (answer : bool) (n k : nat) : R :=
  if n is n'.+1 then (odd k.+1 == answer)%:R * (1 - x / k.+1%:R) + x / k.+1%:R * ending answer n' k.+1 else 0.

(** Every path ends in true, ends in false, or is cut off. *)
Theorem all_paths n k : ending true n k + ending false n k + tossing n k = 1.
Proof.
elim: n k => [|n IH] k; first by rewrite /= !add0r.
rewrite /= addrACA -mulrDl -addrA -mulrDr -mulrDr IH mulr1.
have -> : (~~ odd k == true)%:R + (~~ odd k == false)%:R = 1 :> R by case: (odd k); rewrite ?addr0 ?add0r.
by rewrite mul1r subrK.
Qed.

(** x^i/i! *)
Definition term (i : nat) : R := x ^+ i / i`!%:R.

Lemma term_step i : term i * (x / i.+1%:R) = term i.+1.
Proof. by rewrite /term exprSr factS natrM invfM mulrACA [_^-1 * _^-1]mulrC. Qed.

Lemma ending_value answer n k :
  term k * ending answer n k = \sum_(i < n) (odd (k + i).+1 == answer)%:R * (term (k + i) - term (k + i).+1).
Proof.
elim: n k => [|n IH] k; first by rewrite big_ord0 /= mulr0.
have step : term k * ending answer n.+1 k =
    (odd k.+1 == answer)%:R * (term k - term k.+1) + term k.+1 * ending answer n k.+1.
  rewrite -(term_step k) [ending _ _ _]/= mulrDr; congr (_ + _); last by rewrite mulrA.
  by rewrite mulrCA mulrBr mulr1.
rewrite step IH big_ord_recl; congr (_ + _); first by rewrite addn0.
by apply: eq_bigr => i _; rewrite lift0 addSnnS.
Qed.

(** The law: the partial sum of the series of e^-x. *)
Theorem true_paths m : ending true m.*2 0 = \sum_(i < m.*2) (- x) ^+ i / i`!%:R.
Proof.
have one : term 0 = 1 by rewrite /term expr0 fact0 divr1.
have -> : ending true m.*2 0 = term 0 * ending true m.*2 0 by rewrite one mul1r.
rewrite ending_value; elim: m => [|m IH]; first by rewrite !big_ord0.
have odd_term : (- x) ^+ (m.*2).+1 / ((m.*2).+1)`!%:R = - term (m.*2).+1.
  by rewrite /term exprNn -signr_odd /= odd_double /= expr1 mulN1r mulNr.
have even_term : (- x) ^+ m.*2 / (m.*2)`!%:R = term m.*2.
  by rewrite /term exprNn -signr_odd odd_double expr0 mul1r.
rewrite doubleS big_ord_recr big_ord_recr [RHS]big_ord_recr [X in _ = X + _]big_ord_recr [LHS]/= [RHS]/= IH.
rewrite odd_term even_term !add0n /= odd_double /= mul0r addr0 mul1r -addrA //.
Qed.

End Loop.
