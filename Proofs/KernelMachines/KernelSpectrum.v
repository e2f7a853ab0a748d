(** Eigenvalues of centred matrices of a kernel tell the number of close pairs.

    Theorems, in words.
    - If the characteristic polynomial of a matrix is the product of X - λ over a list of numbers, its
      eigenvalues with their multiplicities, then these numbers add up to the trace.
    - Let K be an N × N matrix with diagonal 1 and K' = (1 - J/N) K (1 - J/N), where all entries of J are
      1. Then N (N - Σλ), λ running over the eigenvalues of K', is the sum of all entries of K.
    - So if K is the matrix of a kernel on two classes, the difference of these numbers over all points,
      the first class and the second is 2S, S the sum over the pairs of the two classes.
    - For distances as in KernelGadget.v and q <= 1/(8n²), S/q^m is less than 1/2 above the number of
      close pairs, and not below it.

    The numbers are those of any ordered field in which the eigenvalues lie. Claim [kernel.spectrum], on
    Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv
    1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics KernelMachine KernelBias KernelSeparation KernelGadget.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Eigenvalues.
Variable R : realFieldType.

(** The eigenvalues of M, each as often as its multiplicity says. *)
Definition eigenvalues n (M : 'M[R]_n) (ls : seq R) := char_poly M = \prod_(l <- ls) ('X - l%:P).

Lemma last_but_one_coefficient (l : R) ls :
  (\prod_(k <- l :: ls) ('X - k%:P))`_(size ls) = - \sum_(k <- l :: ls) k.
Proof.
elim: ls l => [|k ls IH] l.
  by rewrite !big_cons !big_nil mulr1 addr0 coefB coefX coefC sub0r.
rewrite big_cons mulrBl coefB coefXM /= IH coefCM.
set P := \prod_(j <- k :: ls) ('X - j%:P).
have /monicP lead : P \is monic by exact: monic_prod_XsubC.
have -> : P`_(size ls).+1 = 1 by rewrite -lead lead_coefE size_prod_XsubC.
by rewrite mulr1 [X in _ = - X]big_cons opprD addrC.
Qed.

Theorem eigenvalue_sum n (M : 'M[R]_n) ls : eigenvalues M ls -> \sum_(l <- ls) l = \tr M.
Proof.
move=> poly; have size_ls : size ls = n.
  by apply: succn_inj; rewrite -(size_prod_XsubC ls id) -poly size_char_poly.
case: n => [|n] in M poly size_ls *.
  by case: ls size_ls {poly} => // _; rewrite big_nil /mxtrace big_ord0.
case: ls => [|l ls] // in poly size_ls *; case: size_ls => size_ls.
apply: oppr_inj; rewrite -last_but_one_coefficient -poly size_ls.
exact: (char_poly_trace M).
Qed.

Theorem spectrum_readout n (M : 'M[R]_n) ls : (0 < n)%N -> (forall i, M i i = 1) ->
  eigenvalues (centring R n *m M *m centring R n) ls ->
  n%:R * (n%:R - \sum_(l <- ls) l) = entry_sum M.
Proof. by move=> n_gt0 diag /eigenvalue_sum->; exact: principal_readout. Qed.

(** What principal components of n points say. *)
Definition readout n (ls : seq R) : R := n%:R * (n%:R - \sum_(l <- ls) l).

(** The eigenvalues of the centred matrix M. *)
Definition spectrum n (M : 'M[R]_n) := eigenvalues (centring R n *m M *m centring R n).

Theorem spectrum_difference p s (K : 'M[R]_(p + s)) ls left right : (0 < p)%N -> (0 < s)%N ->
  symmetric K -> (forall i, K i i = 1) ->
  spectrum K ls -> spectrum (ulsubmx K) left -> spectrum (drsubmx K) right ->
  readout (p + s) ls - readout p left - readout s right = 2%:R * cross K.
Proof.
move=> p_gt0 s_gt0 sym diag all_ls left_ls right_ls; rewrite -principal_difference //.
rewrite /readout (spectrum_readout _ diag all_ls) ?addn_gt0 ?p_gt0 //.
by rewrite (spectrum_readout _ _ left_ls) ?(spectrum_readout _ _ right_ls) // => i; rewrite !mxE.
Qed.
End Eigenvalues.

Section Count.
Variables (R : realFieldType) (p s n m : nat) (q : R).
Variables (h : 'I_(p + s) -> 'I_(p + s) -> nat) (close : 'I_p -> 'I_s -> bool).
Hypotheses (apart : separated h m close) (q_gt0 : 0 < q) (q_le : q <= (8 * n ^ 2)%:R^-1).
Hypotheses (p_gt0 : (0 < p)%N) (s_gt0 : (0 < s)%N) (p_le : (p <= n)%N) (s_le : (s <= n)%N).

Lemma counting_product : n%:R ^+ 2 * q <= 8%:R^-1.
Proof.
have n_gt0 : (0 < n)%N by exact: leq_trans p_gt0 p_le.
have N_gt0 : 0 < n%:R ^+ 2 :> R by rewrite exprn_gt0 ?ltr0n.
by rewrite mulrC -ler_pdivl_mulr // -invfM -natrX -natrM.
Qed.

Lemma counting_base : q <= 8%:R^-1.
Proof.
have n_gt0 : (0 < n)%N by exact: leq_trans p_gt0 p_le.
apply: le_trans counting_product; rewrite ler_pemull ?(ltW q_gt0) //.
by rewrite -natrX ler1n expn_gt0 n_gt0.
Qed.

Lemma counting_noise : n%:R ^+ 2 * q ^+ 2 <= 64%:R^-1.
Proof.
have -> : 64%:R^-1 = 8%:R^-1 * 8%:R^-1 :> R by rewrite -invfM -natrM.
by rewrite expr2 mulrA ler_pmul ?counting_product ?counting_base ?mulr_ge0 ?exprn_ge0 ?ler0n ?(ltW q_gt0).
Qed.

Lemma counting_base_le1 : q <= 1.
Proof. by apply: le_trans counting_base _; rewrite invf_le1 ?ler1n ?ltr0n. Qed.

(** S in units. *)
Lemma cross_units : (close_pairs close)%:R <= cross (kernel h q) / q ^+ m
  <= (close_pairs close)%:R + n%:R ^+ 2 * q ^+ 2.
Proof.
have unit_gt0 : 0 < q ^+ m by rewrite exprn_gt0.
have /andP[lower upper] := gadget_cross apart q_gt0 counting_base_le1 p_le s_le.
by rewrite ler_pdivl_mulr // ler_pdivr_mulr // lower mulrDl -mulrA.
Qed.

Theorem spectrum_counts ls left right : spectrum (kernel h q) ls ->
  spectrum (ulsubmx (kernel h q)) left -> spectrum (drsubmx (kernel h q)) right ->
  let S := (readout (p + s) ls - readout p left - readout s right) / 2%:R in
  (close_pairs close)%:R <= S / q ^+ m < (close_pairs close)%:R + 2%:R^-1.
Proof.
move=> all_ls left_ls right_ls /=.
rewrite (spectrum_difference p_gt0 s_gt0 _ _ all_ls left_ls right_ls); last first.
- by move=> i; rewrite mxE (self_distance apart).
- exact: kernel_symmetric apart.
rewrite [2%:R * _]mulrC mulfK ?pnatr_eq0 //; have /andP[-> upper] /= := cross_units.
apply: le_lt_trans upper _; rewrite ltr_add2l; apply: le_lt_trans counting_noise _.
by rewrite ltf_pinv ?qualifE ?ltr0n // ltr_nat.
Qed.
End Count.
