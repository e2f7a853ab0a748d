(** The value of a machine with hard margin as a power series in the base of its kernel.

    Setting. Points with distances h, h_ii = 0 and h_ij > 0 for i <> j, and labels y_i = 1 or -1. The Gram
    matrix is G(q) with entries y_i y_j q^h_ij. A power series in q is the sequence of its coefficients; α(q)
    is a column of such series, and 2V(q) = 1'α(q) for the solution of G(q) α(q) = 1.

    Theorems, in words.
    - G(q) α(q) = 1 has exactly one solution, whose coefficients are integers.
    - Let the points be cut into two parts, A and B, with distances of m or more between them, and let β, γ
      be the solutions for A and B alone. Then in 1'α - 1'β - 1'γ all terms below that of q^m vanish, and
      that of q^m is -Σ y_i y_j over the ordered pairs of points of different parts at the distance m.
    - So if A has the label 1 and B -1, then 2Δ = 2V(A ∪ B) - 2V(A) - 2V(B) = 2N q^m + ..., where N is the
      number of pairs at the distance m. On mirrored points, which serve a machine with a bias, it is
      4N q^m + ... .
    - For the images of vectors m is their dimension and the bits of the tags, and N the number of
      orthogonal pairs.

    Claim [kernel.certificates], on Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical
    Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import KernelGadget KernelPoints.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** ** One set of points *)
Section Solution.
Variables (n : nat) (h : 'I_n -> 'I_n -> nat) (y : 'I_n -> int).
Hypotheses (self : forall i, h i i = 0%N) (apart : forall i j, i != j -> (0 < h i j)%N).
Hypothesis label : forall i, y i * y i = 1.
Implicit Types alpha beta : nat -> 'I_n -> int.

(** The coefficient of q^k in the i-th row of G(q) α(q). *)
Definition row alpha k i : int := \sum_(j | (h i j <= k)%N) y i * y j * alpha (k - h i j)%N j.

(** G(q) α(q) = 1. *)
Definition solves alpha := forall k i, row alpha k i = (k == 0%N)%:R.

(** The same, as a way to compute α: what is left of the row without its diagonal. *)
Lemma solves_next alpha : solves alpha <-> forall k i, alpha k i =
  (k == 0%N)%:R - \sum_(j | (h i j <= k)%N && (j != i)) y i * y j * alpha (k - h i j)%N j.
Proof.
have rowE k i : row alpha k i
    = alpha k i + \sum_(j | (h i j <= k)%N && (j != i)) y i * y j * alpha (k - h i j)%N j.
  by rewrite /row (bigD1 i) ?self //= subn0 label mul1r.
split=> eqs k i; first by rewrite -(eqs k i) rowE addrK.
by rewrite rowE eqs subrK.
Qed.

Theorem series_unique alpha beta : solves alpha -> solves beta -> forall k i, alpha k i = beta k i.
Proof.
move=> /solves_next next_a /solves_next next_b k.
elim/ltn_ind: k => k IH i; rewrite next_a next_b; congr (_ - _).
apply: eq_bigr => j /andP[le neq]; congr (_ * _); apply: IH.
by rewrite ltn_subrL apart 1?eq_sym // (leq_trans _ le) // apart // eq_sym.
Qed.

(** The coefficients up to that of q^(fuel-1). *)
Fixpoint terms (fuel k : nat) (i : 'I_n) : int :=
  if fuel is fuel'.+1 then
    (k == 0%N)%:R - \sum_(j | (h i j <= k)%N && (j != i)) y i * y j * terms fuel' (k - h i j) j
  else 0.

Lemma enough_terms fuel fuel' k i : (k < fuel)%N -> (k < fuel')%N -> terms fuel k i = terms fuel' k i.
Proof.
elim: fuel fuel' k i => // fuel IH [|fuel'] // k i lt lt' /=; congr (_ - _).
apply: eq_bigr => j /andP[le neq]; congr (_ * _).
have less : (k - h i j < k)%N by rewrite ltn_subrL apart 1?eq_sym // (leq_trans _ le) // apart // eq_sym.
by apply: IH; rewrite (leq_trans less).
Qed.

Definition series k := terms k.+1 k.

Theorem series_solves : solves series.
Proof.
apply/solves_next => k i; rewrite [LHS]/series [LHS]/=; congr (_ - _).
apply: eq_bigr => j /andP[le neq]; congr (_ * _); apply: enough_terms => //.
by rewrite ltn_subrL apart 1?eq_sym // (leq_trans _ le) // apart // eq_sym.
Qed.

(** The coefficient of q^k in 1'α = 2V. *)
Definition doubled alpha k : int := \sum_i alpha k i.
End Solution.

(** ** Two parts *)
Section Parts.
Variables (p s m : nat) (h : 'I_(p + s) -> 'I_(p + s) -> nat) (y : 'I_(p + s) -> int).
Hypotheses (self : forall i, h i i = 0%N) (apart : forall i j, i != j -> (0 < h i j)%N).
Hypothesis label : forall i, y i * y i = 1.
Hypothesis symmetric : forall i j, h i j = h j i.
Hypothesis far : forall i j, (m <= h (lshift s i) (rshift p j))%N.

Variables (alpha : nat -> 'I_(p + s) -> int) (beta : nat -> 'I_p -> int) (gamma : nat -> 'I_s -> int).
Hypothesis sol : solves h y alpha.
Hypothesis sol_left : solves (fun i j => h (lshift s i) (lshift s j)) (fun i => y (lshift s i)) beta.
Hypothesis sol_right : solves (fun i j => h (rshift p i) (rshift p j)) (fun i => y (rshift p i)) gamma.

(** The coefficient of q^k in 2Δ. *)
Definition doubled_difference k := doubled alpha k - doubled beta k - doubled gamma k.

Let next := (solves_next self label alpha).1 sol.
Let next_left := (solves_next (fun i => self (lshift s i)) (fun i => label (lshift s i)) beta).1 sol_left.
Let next_right := (solves_next (fun i => self (rshift p i)) (fun i => label (rshift p i)) gamma).1 sol_right.

(** The sum over the points of the other part at the distance m. *)
Definition near_left i := \sum_(j | h (lshift s i) (rshift p j) == m) y (lshift s i) * y (rshift p j).
Definition near_right j := \sum_(i | h (lshift s i) (rshift p j) == m) y (rshift p j) * y (lshift s i).

Lemma first_terms i : alpha 0 i = 1.
Proof.
rewrite next big1 ?subr0 // => j /andP[le neq].
by move: le; rewrite leqNgt apart // eq_sym.
Qed.

Lemma less k d : (0 < d)%N -> (d <= k)%N -> (k - d < k)%N.
Proof. by move=> d_gt0 le; rewrite ltn_subrL d_gt0 (leq_trans d_gt0). Qed.

Lemma parts k : (k <= m)%N ->
  (forall i, alpha k (lshift s i) = beta k i - (if k == m then near_left i else 0))
  /\ (forall j, alpha k (rshift p j) = gamma k j - (if k == m then near_right j else 0)).
Proof.
elim/ltn_ind: k => k IH le_m.
have below j : (j < k)%N -> (j == m) = false by move=> lt; rewrite ltn_eqF // (leq_trans lt).
have across (f : nat -> int -> int) d v : (m <= d)%N -> f 0%N v = v ->
    (if (d <= k)%N then f (k - d)%N v else 0) = (if (k == m) && (d == m) then v else 0).
  move=> far_d f0; case: ifP => [le|/negbT]; last first.
    by rewrite -ltnNge => lt; case: eqP => //= eq; rewrite gtn_eqF // -eq.
  have eq : d = m by apply/eqP; rewrite eqn_leq far_d (leq_trans le).
  have eq' : k = m by apply/eqP; rewrite eqn_leq le_m -{1}eq.
  by rewrite eq eq' !eqxx subnn.
split=> [i|j].
  rewrite next next_left -addrA -opprD; congr (_ - _).
  rewrite big_mkcond big_split_ord /=; congr (_ + _).
    rewrite [RHS]big_mkcond; apply: eq_bigr => j _; rewrite (inj_eq (@lshift_inj _ _)).
    case: ifP => // /andP[le neq]; congr (_ * _).
    have lt : (k - h (lshift s i) (lshift s j) < k)%N.
      by apply: less le; apply: apart; rewrite (inj_eq (@lshift_inj _ _)) eq_sym.
    by have [-> _] := IH _ lt (ltnW (leq_trans lt le_m)); rewrite below // subr0.
  transitivity (\sum_j (if (k == m) && (h (lshift s i) (rshift p j) == m) then
      y (lshift s i) * y (rshift p j) else 0)); last first.
    by case: (k == m) => /=; [rewrite /near_left [RHS]big_mkcond|rewrite big1].
  apply: eq_bigr => j _; rewrite eq_sym eq_lrshift andbT.
  have := across (fun e v => v * alpha e (rshift p j)) _ (y (lshift s i) * y (rshift p j)) (far i j).
  by rewrite first_terms mulr1 => ->.
rewrite next next_right -addrA -opprD; congr (_ - _).
rewrite big_mkcond big_split_ord [LHS]addrC /=; congr (_ + _).
  rewrite [RHS]big_mkcond; apply: eq_bigr => i _; rewrite (inj_eq (@rshift_inj _ _)).
  case: ifP => // /andP[le neq]; congr (_ * _).
  have lt : (k - h (rshift p j) (rshift p i) < k)%N.
    by apply: less le; apply: apart; rewrite (inj_eq (@rshift_inj _ _)) eq_sym.
  by have [_ ->] := IH _ lt (ltnW (leq_trans lt le_m)); rewrite below // subr0.
transitivity (\sum_i (if (k == m) && (h (lshift s i) (rshift p j) == m) then
    y (rshift p j) * y (lshift s i) else 0)); last first.
  by case: (k == m) => /=; [rewrite /near_right [RHS]big_mkcond|rewrite big1].
apply: eq_bigr => i _; rewrite eq_lrshift andbT symmetric.
have := across (fun e v => v * alpha e (lshift s i)) _ (y (rshift p j) * y (lshift s i)) (far i j).
by rewrite first_terms mulr1 => ->.
Qed.

Theorem series_below k : (k < m)%N -> doubled_difference k = 0.
Proof.
move=> lt; have [left right] := parts (ltnW lt).
rewrite /doubled_difference /doubled big_split_ord /=.
under eq_bigr do rewrite left (ltn_eqF lt) subr0.
under [X in _ + X - _ - _]eq_bigr do rewrite right (ltn_eqF lt) subr0.
by rewrite addrAC addrK subrr.
Qed.

Lemma collect_terms (b c x : int) : b - x + (c - x) - b - c = - x *+ 2.
Proof. by rewrite addrACA -[LHS]addrA -[- b - c]opprD [LHS]addrC addKr mulr2n. Qed.

Theorem series_first : doubled_difference m
  = - (\sum_i \sum_(j | h (lshift s i) (rshift p j) == m) y (lshift s i) * y (rshift p j)) *+ 2.
Proof.
have [left right] := parts (leqnn m).
rewrite /doubled_difference /doubled big_split_ord /=.
under eq_bigr do rewrite left eqxx.
under [X in _ + X - _ - _]eq_bigr do rewrite right eqxx.
rewrite !sumrB.
have -> : \sum_j near_right j = \sum_i near_left i.
  rewrite /near_right /near_left (exchange_big_dep xpredT) //=; apply: eq_bigr => i _.
  by apply: eq_bigr => j _; rewrite mulrC.
exact: collect_terms.
Qed.
End Parts.

(** ** Two classes *)
Section Classes.
Variables (p s m : nat) (h : 'I_(p + s) -> 'I_(p + s) -> nat) (close : 'I_p -> 'I_s -> bool).
Hypotheses (separate : separated h m close) (m_gt0 : (0 < m)%N).

Lemma far_apart i j : (m <= h (lshift s i) (rshift p j))%N.
Proof.
case: (boolP (close i j)) => [/(close_distance separate)->//|/(far_distance separate)].
by apply: leq_trans; rewrite leq_addr.
Qed.

Lemma at_least_distance i j : (h (lshift s i) (rshift p j) == m) = close i j.
Proof.
case: (boolP (close i j)) => [/(close_distance separate)->|/(far_distance separate) far]; first exact: eqxx.
by rewrite gtn_eqF // (leq_trans _ far) // addn2 ltnS leqnSn.
Qed.

Lemma apart_all i j : i != j -> (0 < h i j)%N.
Proof.
have cross k l : (0 < h (lshift s k) (rshift p l))%N by exact: leq_trans m_gt0 (far_apart k l).
case: (split_ordP i) => k ->; case: (split_ordP j) => l -> neq.
- by apply: leq_trans (left_distance separate _); rewrite // -(inj_eq (@lshift_inj _ s)).
- exact: cross.
- by rewrite (symmetric_distance separate) cross.
by apply: leq_trans (right_distance separate _); rewrite // -(inj_eq (@rshift_inj p _)).
Qed.

(** The label: 1 for the first p points, -1 for the others. *)
Definition sign (i : 'I_(p + s)) : int := if split i is inl _ then 1 else -1.

Lemma sign_left i : sign (lshift s i) = 1. Proof. by rewrite /sign (unsplitK (inl i)). Qed.
Lemma sign_right j : sign (rshift p j) = -1. Proof. by rewrite /sign (unsplitK (inr j)). Qed.

Variables (alpha : nat -> 'I_(p + s) -> int) (beta : nat -> 'I_p -> int) (gamma : nat -> 'I_s -> int).
Hypothesis sol : solves h sign alpha.
Hypothesis sol_left : solves (fun i j => h (lshift s i) (lshift s j)) (fun=> 1) beta.
Hypothesis sol_right : solves (fun i j => h (rshift p i) (rshift p j)) (fun=> -1) gamma.

Theorem classes_series k : (k <= m)%N -> doubled_difference alpha beta gamma k
  = if k == m then (close_pairs close)%:R *+ 2 else 0.
Proof.
move=> le; have label i : sign i * sign i = 1 by rewrite /sign; case: (split i) => _; rewrite ?mulrNN mulr1.
have sol_l : solves (fun i j => h (lshift s i) (lshift s j)) (fun i => sign (lshift s i)) beta.
  by move=> l i; rewrite -(sol_left l i); apply: eq_bigr => j _; rewrite !sign_left.
have sol_r : solves (fun i j => h (rshift p i) (rshift p j)) (fun j => sign (rshift p j)) gamma.
  by move=> l i; rewrite -(sol_right l i); apply: eq_bigr => j _; rewrite !sign_right.
have self := self_distance separate; have symm := symmetric_distance separate.
case: eqP => [->|/eqP neq]; last first.
  apply: (series_below self apart_all label symm far_apart sol sol_l sol_r).
  by rewrite ltn_neqAle neq.
rewrite (series_first self apart_all label symm far_apart sol sol_l sol_r); congr (_ *+ 2).
rewrite /close_pairs natr_sum -sumrN; apply: eq_bigr => i _; rewrite natr_sum -sumrN [LHS]big_mkcond.
apply: eq_bigr => j _; rewrite at_least_distance sign_left sign_right mul1r opprK.
by case: (close i j).
Qed.
End Classes.

(** ** Mirrored points

    Each point once with a 0 and once, with the opposite label, with a 1 appended. *)
Section Mirrored.
Variables (p s m : nat) (h : 'I_(p + s) -> 'I_(p + s) -> nat) (close : 'I_p -> 'I_s -> bool).
Hypotheses (separate : separated h m close) (m_gt0 : (0 < m)%N).

(** The point of which the i-th is a copy, and the bit that is appended. *)
Definition copy n (i : 'I_(n + n)) : 'I_n * bool :=
  match split i with inl k => (k, false) | inr k => (k, true) end.

Definition original (i : 'I_((p + p) + (s + s))) : 'I_(p + s) * bool :=
  match split i with
  | inl k => (lshift s (copy k).1, (copy k).2)
  | inr k => (rshift p (copy k).1, (copy k).2)
  end.

Definition mirrored_distance i j : nat :=
  h (original i).1 (original j).1 + ((original i).2 != (original j).2).

Definition mirrored_sign i : int := (if (original i).2 then -1 else 1) * sign (original i).1.

Lemma copy_left n (k : 'I_n) : copy (lshift n k) = (k, false).
Proof. by rewrite /copy (unsplitK (inl k)). Qed.

Lemma copy_right n (k : 'I_n) : copy (rshift n k) = (k, true).
Proof. by rewrite /copy (unsplitK (inr k)). Qed.

Lemma original_left k : original (lshift (s + s) k) = (lshift s (copy k).1, (copy k).2).
Proof. by rewrite /original (unsplitK (inl k)). Qed.

Lemma original_right k : original (rshift (p + p) k) = (rshift p (copy k).1, (copy k).2).
Proof. by rewrite /original (unsplitK (inr k)). Qed.

Lemma copy_inj n : injective (@copy n).
Proof.
move=> i j; case: (split_ordP i) => k ->; case: (split_ordP j) => l ->; rewrite ?copy_left ?copy_right.
all: by case/pair_equal_spec => ->.
Qed.

Lemma original_inj : injective original.
Proof.
have same n (k l : 'I_(n + n)) : (copy k).1 = (copy l).1 -> (copy k).2 = (copy l).2 -> k = l.
  by move=> eq eq'; apply: copy_inj; rewrite [LHS]surjective_pairing [RHS]surjective_pairing eq eq'.
move=> i j; case: (split_ordP i) => k ->; case: (split_ordP j) => l ->; rewrite ?original_left ?original_right.
all: case/pair_equal_spec.
- by move=> /lshift_inj eq eq'; rewrite (same _ k l).
- by move/eqP; rewrite eq_lrshift.
- by move/eqP; rewrite eq_sym eq_lrshift.
by move=> /rshift_inj eq eq'; rewrite (same _ k l).
Qed.

Variables (alpha : nat -> 'I_((p + p) + (s + s)) -> int).
Variables (beta : nat -> 'I_(p + p) -> int) (gamma : nat -> 'I_(s + s) -> int).
Hypothesis sol : solves mirrored_distance mirrored_sign alpha.
Hypothesis sol_left : solves (fun i j => mirrored_distance (lshift (s + s) i) (lshift (s + s) j))
  (fun i => mirrored_sign (lshift (s + s) i)) beta.
Hypothesis sol_right : solves (fun i j => mirrored_distance (rshift (p + p) i) (rshift (p + p) j))
  (fun i => mirrored_sign (rshift (p + p) i)) gamma.

Theorem mirrored_series k : (k <= m)%N -> doubled_difference alpha beta gamma k
  = if k == m then (close_pairs close)%:R *+ 4 else 0.
Proof.
move=> le; have label i : mirrored_sign i * mirrored_sign i = 1.
  by rewrite /mirrored_sign /sign; case: ifP => _; case: (split _) => _.
have self i : mirrored_distance i i = 0%N by rewrite /mirrored_distance eqxx (self_distance separate).
have symm i j : mirrored_distance i j = mirrored_distance j i.
  by rewrite /mirrored_distance (symmetric_distance separate) eq_sym.
have apart i j : i != j -> (0 < mirrored_distance i j)%N.
  rewrite -(inj_eq original_inj) /mirrored_distance addn_gt0 lt0b => neq.
  case: (boolP ((original i).1 == (original j).1)) => [/eqP eq|/(apart_all separate m_gt0)->]//.
  apply/orP; right; apply: contra neq => /eqP eq'.
  by rewrite [X in X == _]surjective_pairing [X in _ == X]surjective_pairing eq eq'.
have cross i j : mirrored_distance (lshift (s + s) i) (rshift (p + p) j)
    = (h (lshift s (copy i).1) (rshift p (copy j).1) + ((copy i).2 != (copy j).2))%N.
  by rewrite /mirrored_distance original_left original_right.
have far i j : (m <= mirrored_distance (lshift (s + s) i) (rshift (p + p) j))%N.
  by rewrite cross; apply: leq_trans (far_apart separate _ _) (leq_addr _ _).
case: eqP => [->|/eqP neq]; last first.
  apply: (series_below self apart label symm far sol sol_left sol_right).
  by rewrite ltn_neqAle neq.
rewrite (series_first self apart label symm far sol sol_left sol_right).
have product i j : mirrored_distance (lshift (s + s) i) (rshift (p + p) j) == m ->
    mirrored_sign (lshift (s + s) i) * mirrored_sign (rshift (p + p) j) = -1.
  rewrite cross /mirrored_sign original_left original_right /= sign_left sign_right.
  have := far_apart separate (copy i).1 (copy j).1.
  by case: (copy i).2 (copy j).2 => [] [] //=; rewrite addn1 => le' /eqP eq; rewrite -eq ltnn in le'.
have at_least i j : mirrored_distance (lshift (s + s) i) (rshift (p + p) j) == m
    = ((copy i).2 == (copy j).2) && close (copy i).1 (copy j).1.
  rewrite cross; case: ((copy i).2 == _); first by rewrite addn0 (at_least_distance separate).
  by rewrite addn1 gtn_eqF // ltnS; exact: far_apart separate _ _.
have total : \sum_i \sum_(j | mirrored_distance (lshift (s + s) i) (rshift (p + p) j) == m)
    mirrored_sign (lshift (s + s) i) * mirrored_sign (rshift (p + p) j)
    = - ((close_pairs close)%:R *+ 2).
  transitivity (- \sum_i \sum_j (((copy i).2 == (copy j).2) && close (copy i).1 (copy j).1)%:R : int).
    rewrite -sumrN; apply: eq_bigr => i _; rewrite -sumrN [LHS]big_mkcond; apply: eq_bigr => j _.
    by case: ifP => [eq|]; rewrite -at_least; [rewrite product ?eq|move->].
  congr (- _); rewrite big_split_ord /close_pairs natr_sum mulr2n /=; congr (_ + _).
    apply: eq_bigr => i _; rewrite natr_sum big_split_ord /= [X in _ + X]big1 ?addr0 => [|j _].
      by apply: eq_bigr => j _; rewrite !copy_left eqxx.
    by rewrite copy_left copy_right.
  apply: eq_bigr => i _; rewrite natr_sum big_split_ord /= [X in X + _]big1 ?add0r => [|j _].
    by apply: eq_bigr => j _; rewrite !copy_right eqxx.
  by rewrite copy_right copy_left.
by rewrite total opprK -mulrnA.
Qed.
End Mirrored.

(** ** Orthogonal vectors *)
Section OrthogonalVectors.
Variables (p s d e f : nat).
Variables (a : 'I_p -> seq bool) (b : 'I_s -> seq bool) (ta : 'I_p -> seq bool) (tb : 'I_s -> seq bool).
Hypotheses (size_a : forall i, size (a i) = d) (size_b : forall j, size (b j) = d).
Hypotheses (size_ta : forall i, size (ta i) = e) (size_tb : forall j, size (tb j) = f).
Hypotheses (told_a : forall i j, a i = a j -> ta i = ta j -> i = j).
Hypotheses (told_b : forall i j, b i = b j -> tb i = tb j -> i = j).

Let h := distance e f a b ta tb.

Variables (alpha : nat -> 'I_(p + s) -> int) (beta : nat -> 'I_p -> int) (gamma : nat -> 'I_s -> int).
Hypothesis sol : solves h (@sign p s) alpha.
Hypothesis sol_left : solves (fun i j => h (lshift s i) (lshift s j)) (fun=> 1) beta.
Hypothesis sol_right : solves (fun i j => h (rshift p i) (rshift p j)) (fun=> -1) gamma.

Theorem orthogonal_vectors_series k : (0 < d + e + f)%N -> (k <= d + e + f)%N ->
  doubled_difference alpha beta gamma k
    = if k == (d + e + f)%N then (\sum_i \sum_j orthogonal a b i j)%:R *+ 2 else 0.
Proof.
move=> m_gt0.
exact: (classes_series (points_separated size_a size_b size_ta size_tb told_a told_b) m_gt0 sol sol_left
  sol_right).
Qed.
End OrthogonalVectors.

(** One point of each class at the distance 1: α = 1 + q + q² + ..., so that 2Δ = 2q + 2q² + ... *)
Example worked : solves (fun i j : 'I_2 => (i != j) : nat) (fun i => if i == 0 then 1 else -1) (fun _ _ => 1).
Proof.
move=> k i; rewrite /row big_mkcond !big_ord_recl big_ord0 /=.
by case: k => [|k]; case: i => [[|[|[]]]].
Qed.
