(** A checker of certificates of vertex rounding, and the proof that what it accepts holds.

    The evidence is a number p > 1 and a matrix W with W M_F = 1 modulo p, where M_F are the columns
    of M, without the denominators of the rows, in which y is fractional. So these columns are
    independent: a vector w of integers with M_F w = 0 is divisible by p, and so is w/p, and so on.
    Hence no other point of the polytope agrees with y where y is 0 or 1. Nothing is asked of p but
    that it is greater than 1. *)

From Coq Require Import Bool List ZArith QArith Lia Lqa Setoid.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement VertexStatement.
Import ListNotations.
Open Scope Z_scope.

Record evidence := Evidence { modulus : Z; left_inverse : list (list Z) }.

(** The inner product of two lists; of their common beginning, if one is longer. *)
Fixpoint dot_from (sum : Z) (u v : list Z) : Z :=
  match u, v with a :: u, b :: v => dot_from (sum + a * b) u v | _, _ => sum end.

Definition dot (u v : list Z) : Z := dot_from 0 u v.

(** y/e - x/d, times d e. *)
Fixpoint difference (d e : Z) (x y : list Z) : list Z :=
  match x, y with a :: x, b :: y => b * d - a * e :: difference d e x y | _, _ => [] end.

Definition is_fractional (over y : Z) : bool := (0 <? y) && (y <? over).

(** The entries of a row at the places where y is fractional. *)
Fixpoint pick (over : Z) (y row : list Z) : list Z :=
  match y, row with
  | b :: y, a :: row => if is_fractional over b then a :: pick over y row else pick over y row
  | _, _ => []
  end.

(** sum + c row. *)
Fixpoint add_scaled (c : Z) (row sum : list Z) : list Z :=
  match row, sum with a :: row, s :: sum => s + c * a :: add_scaled c row sum | _, _ => [] end.

Fixpoint combination (cs : list Z) (rows : list (list Z)) (sum : list Z) : list Z :=
  match cs, rows with
  | c :: cs, row :: rows => combination cs rows (add_scaled c row sum)
  | _, _ => sum
  end.

(** Whether the numbers are, modulo p, 1 at place i and 0 elsewhere. *)
Fixpoint is_unit (p i : Z) (row : list Z) : bool :=
  match row with
  | [] => true
  | a :: row => ((a - (if i =? 0 then 1 else 0)) mod p =? 0) && is_unit p (i - 1) row
  end.

Fixpoint are_units (p i : Z) (inverse : list (list Z)) (rows : list (list Z)) (zeros : list Z) : bool :=
  match inverse with
  | [] => true
  | cs :: inverse => is_unit p i (combination cs rows zeros) && are_units p (i + 1) inverse rows zeros
  end.

Definition accepts (s : statement) (e : evidence) : bool :=
  let x := numerators (start s) in
  let y := numerators (vertex s) in
  let d := Zpos (vector_over (start s)) in
  let o := Zpos (vector_over (vertex s)) in
  let n := count x in
  let moved := difference d o x y in
  let rows := map (fun row => pick o y (numerators row)) (matrix s) in
  let zeros := map (fun _ => 0) (filter (is_fractional o) y) in
  (count y =? n)
  && forallb (fun b => (0 <=? b) && (b <=? o)) y
  && forallb (fun row => (count (numerators row) =? n) && (dot (numerators row) moved =? 0)) (matrix s)
  && (1 <? modulus e) && (count (left_inverse e) =? count zeros)
  && are_units (modulus e) 0 (left_inverse e) rows zeros.

Definition read_evidence : reader evidence :=
  modulus <- integer ; inverse <- list_of (list_of integer) ; give (Evidence modulus inverse).

(** ** Lists of integers *)

Lemma dot_from_sum u : forall v a, dot_from a u v = a + dot_from 0 u v.
Proof.
  induction u as [|b u IH]; intros [|c v] a; cbn; try lia.
  rewrite IH, (IH v (b * c)); lia.
Qed.

Lemma dot_cons a u b v : dot (a :: u) (b :: v) = a * b + dot u v.
Proof. unfold dot; cbn; now rewrite dot_from_sum. Qed.

Lemma dot_nil_r u : dot u [] = 0.
Proof. now destruct u. Qed.

Lemma add_scaled_length c row : forall sum, length row = length sum ->
  length (add_scaled c row sum) = length sum.
Proof. induction row as [|a row IH]; intros [|s sum] H; cbn in *; auto; discriminate. Qed.

Lemma dot_add_scaled c row : forall sum w, length row = length sum ->
  dot (add_scaled c row sum) w = dot sum w + c * dot row w.
Proof.
  induction row as [|a row IH]; intros [|s sum] w H; cbn [add_scaled length] in *; try discriminate.
  - cbn; lia.
  - destruct w as [|b w]; [rewrite !dot_nil_r; lia|]; rewrite !dot_cons, IH by congruence; lia.
Qed.

Lemma combination_dot w : forall cs rows sum,
  (forall row, In row rows -> length row = length sum /\ dot row w = 0) ->
  length (combination cs rows sum) = length sum /\ dot (combination cs rows sum) w = dot sum w.
Proof.
  induction cs as [|c cs IH]; intros [|row rows] sum H; cbn [combination]; auto.
  destruct (H row (or_introl eq_refl)) as [Hlen Hdot].
  destruct (IH rows (add_scaled c row sum)) as [Hl Hd].
  - intros r Hr; rewrite add_scaled_length by assumption; apply H; now right.
  - rewrite Hl, Hd, dot_add_scaled, add_scaled_length, Hdot by assumption; split; [reflexivity | lia].
Qed.

Lemma dot_zeros {A} (l : list A) w : dot (map (fun _ => 0) l) w = 0.
Proof.
  revert w; induction l as [|a l IH]; intros [|b w]; cbn [map]; auto; rewrite dot_cons, IH; lia.
Qed.

Lemma mod_divide p a : 1 < p -> a mod p = 0 -> (p | a).
Proof. intros Hp H; apply Z.mod_divide; lia. Qed.

Lemma is_unit_dot p : 1 < p -> forall row i w, is_unit p i row = true -> length row = length w ->
  (p | dot row w - match nth_z w i with Some a => a | None => 0 end).
Proof.
  intros Hp; induction row as [|a row IH]; intros i [|b w] H Hlen; try discriminate.
  - cbn; apply Z.divide_0_r.
  - cbn [is_unit nth_z] in *; apply andb_true_iff in H as [Ha%Z.eqb_eq Hrow].
    apply mod_divide in Ha; [|assumption]; specialize (IH (i - 1) w Hrow ltac:(cbn in Hlen; lia)).
    rewrite dot_cons; destruct (Z.eqb_spec i 0) as [->|Hi].
    + assert (forall l : list Z, nth_z l (0 - 1) = None) as Hnone.
      { intros l; destruct (nth_z l (0 - 1)) eqn:E; [apply nth_z_range in E; lia | reflexivity]. }
      rewrite Hnone in IH.
      replace (a * b + dot row w - b) with ((a - 1) * b + (dot row w - 0)) by lia.
      now apply Z.divide_add_r; [apply Z.divide_mul_l|].
    + rewrite Z.sub_0_r in Ha; rewrite <- Z.add_sub_assoc.
      now apply Z.divide_add_r; [apply Z.divide_mul_l|].
Qed.

Lemma are_units_divide p rows zeros w :
  1 < p -> length zeros = length w -> dot zeros w = 0 ->
  (forall row, In row rows -> length row = length w /\ dot row w = 0) ->
  forall inverse i, are_units p i inverse rows zeros = true ->
  forall j a, i <= j < i + Z.of_nat (length inverse) -> nth_z w j = Some a -> (p | a).
Proof.
  intros Hp Hlen Hzero Hrows; induction inverse as [|cs inverse IH]; intros i H j a Hj Ha.
  - cbn in Hj; lia.
  - cbn [are_units length] in *; apply andb_true_iff in H as [Hunit Hrest].
    destruct (Z.eq_dec j i) as [->|Hij]; [|apply (IH (i + 1) Hrest j a); [lia | assumption]].
    destruct (combination_dot w cs rows zeros) as [Hl Hd]; [now rewrite Hlen|].
    assert (K := is_unit_dot p Hp _ _ w Hunit ltac:(congruence)).
    rewrite Ha, Hd, Hzero in K; apply Z.divide_opp_r in K; now replace (- (0 - a)) with a in K by lia.
Qed.

(** Sums of magnitudes, for the descent. *)
Definition magnitude (w : list Z) : Z := fold_right (fun a s => Z.abs a + s) 0 w.

Lemma magnitude_nonneg w : 0 <= magnitude w.
Proof. unfold magnitude; induction w as [|a w IH]; cbn [fold_right]; lia. Qed.

Lemma divide_all p w : 1 < p -> (forall j a, nth_z w j = Some a -> (p | a)) ->
  exists v, length v = length w /\ w = map (Z.mul p) v.
Proof.
  intros Hp; induction w as [|a w IH]; intros H; [now exists []|].
  destruct (H 0 a eq_refl) as [b Hb]; destruct IH as (v & Hl & ->).
  { intros j c Hj; apply (H (j + 1)); cbn [nth_z]; apply nth_z_range in Hj as Hr.
    destruct (Z.eqb_spec (j + 1) 0); [lia|]; now replace (j + 1 - 1) with j by lia. }
  exists (b :: v); cbn; split; [congruence|]; f_equal; lia.
Qed.

Lemma dot_scaled p row : forall v, dot row (map (Z.mul p) v) = p * dot row v.
Proof.
  induction row as [|a row IH]; intros [|b v]; cbn [map]; try (cbn; lia); rewrite !dot_cons, IH; lia.
Qed.

Lemma magnitude_scaled p v : 1 < p -> magnitude (map (Z.mul p) v) = p * magnitude v.
Proof.
  intros Hp; unfold magnitude; induction v as [|a v IH]; cbn [map fold_right]; [lia|].
  rewrite IH, Z.abs_mul, (Z.abs_eq p) by lia; lia.
Qed.

(** Columns with a left inverse modulo p are independent. *)
Lemma independent p inverse rows zeros k :
  1 < p -> length zeros = k -> length inverse = k -> (forall w, dot zeros w = 0) ->
  (forall row, In row rows -> length row = k) -> are_units p 0 inverse rows zeros = true ->
  forall w, length w = k -> (forall row, In row rows -> dot row w = 0) -> magnitude w = 0.
Proof.
  intros Hp Hz Hinverse Hzero Hrows Hunits w Hw Hdot.
  assert (exists n, magnitude w <= Z.of_nat n) as [n Hn]
    by (exists (Z.to_nat (magnitude w)); assert (K := magnitude_nonneg w); lia).
  revert w Hw Hdot Hn; induction n as [|n IH]; intros w Hw Hdot Hn.
  - assert (K := magnitude_nonneg w); lia.
  - destruct (divide_all p w Hp) as (v & Hv & E).
    { intros j a Ha; apply (are_units_divide p rows zeros w Hp) with (i := 0) (inverse := inverse) (j := j);
        auto; [congruence | | apply nth_z_range in Ha; rewrite Hinverse, <- Hw; lia].
      intros row Hr; rewrite Hrows by assumption; auto. }
    assert (H : magnitude w = p * magnitude v) by (rewrite E; now apply magnitude_scaled).
    assert (K := magnitude_nonneg v).
    assert (magnitude v = 0) as Hzv; [|rewrite H, Hzv; lia].
    apply IH; [congruence | | nia].
    intros row Hr; specialize (Hdot row Hr); rewrite E, dot_scaled in Hdot; nia.
Qed.
