(** Clipping in integers, which never exceeds the threshold.

    Setting. A vector v of integers, n = |v|², the square of the threshold a fraction p/q, p >= 0, q > 0, and factors a/2^b. If n <= p/q, then
    a = 2^b; otherwise a = isqrt((4^b p) div (q n)), isqrt being the integer square root. Coordinates are cut towards zero.

    Theorems, in words.
    - (a/2^b)² n <= p/q. If n > p/q, then ((a+1)/2^b)² n > p/q and a < 2^b.
    - What is returned, with coordinates cut, has a squared norm of at most p/q, whatever v is; no coordinate changes its sign, and none grows.
    - A vector within the threshold stays as it is.

    Derived: floor(sqrt(floor x)) = floor(sqrt x) for x >= 0, so that the quotient may be cut before the root is taken. *)

From Coq Require Import ZArith List Lia Psatz.
Import ListNotations.
Open Scope Z_scope.

(** |v|². *)
Fixpoint norm2 (v : list Z) : Z := match v with [] => 0 | x :: v => x * x + norm2 v end.

(** The numerator of the factor for a vector of squared norm n. *)
Definition factor (b p q n : Z) : Z := if q * n <=? p then 2 ^ b else Z.sqrt (4 ^ b * p / (q * n)).

(** The exact clip: coordinates are cut towards zero. *)
Definition clip (b p q : Z) (v : list Z) : list Z :=
  map (fun x => Z.quot (factor b p q (norm2 v) * x) (2 ^ b)) v.

Lemma norm2_nonneg v : 0 <= norm2 v.
Proof. induction v as [|x v IH]; simpl; nia. Qed.

Lemma four_two b : 0 <= b -> 4 ^ b = 2 ^ b * 2 ^ b.
Proof. intros b0; rewrite <- Z.pow_mul_l; reflexivity. Qed.

Theorem factor_one b p q n : q * n <= p -> factor b p q n = 2 ^ b.
Proof. intros le; unfold factor; apply Z.leb_le in le; rewrite le; reflexivity. Qed.

(** Without fractions: (a/2^b)² n <= p/q < ((a+1)/2^b)² n. *)
Theorem factor_maximal b p q n : 0 <= b -> 0 <= p -> 0 < q -> p < q * n ->
  let a := factor b p q n in
  0 <= a < 2 ^ b /\ q * (a * a * n) <= 4 ^ b * p /\ 4 ^ b * p < q * ((a + 1) * (a + 1) * n).
Proof.
  intros b0 p0 q0 exceeds a.
  assert (m0 : 0 < q * n) by lia.
  assert (n0 : 0 < n) by nia.
  assert (two : 0 < 2 ^ b) by (apply Z.pow_pos_nonneg; lia).
  assert (t0 : 0 <= 4 ^ b * p) by (apply Z.mul_nonneg_nonneg; [apply Z.pow_nonneg; lia|lia]).
  assert (d0 : 0 <= 4 ^ b * p / (q * n)) by (apply Z.div_pos; lia).
  unfold a, factor.
  destruct (Z.leb_spec (q * n) p) as [le|_]; [lia|].
  pose proof (Z.sqrt_spec _ d0) as [low high].
  pose proof (Z.sqrt_nonneg (4 ^ b * p / (q * n))) as s0.
  pose proof (Z.mul_div_le (4 ^ b * p) (q * n) m0) as below.
  pose proof (Z.mul_succ_div_gt (4 ^ b * p) (q * n) m0) as above.
  set (s := Z.sqrt (4 ^ b * p / (q * n))) in *.
  set (d := 4 ^ b * p / (q * n)) in *.
  unfold Z.succ in *.
  assert (first : q * (s * s * n) <= 4 ^ b * p) by nia.
  assert (second : 4 ^ b * p < q * ((s + 1) * (s + 1) * n)).
  { assert (d + 1 <= (s + 1) * (s + 1)) by lia. nia. }
  repeat split; [exact s0| |exact first|exact second].
  rewrite (four_two b b0) in first.
  destruct (Z_lt_le_dec s (2 ^ b)) as [lt|le]; [exact lt|exfalso].
  clearbody s d; set (t := 2 ^ b) in *.
  assert (t * t <= s * s) by nia.
  assert (t * t * p < t * t * (q * n)) by nia.
  assert (t * t * (q * n) <= s * s * (q * n)) by nia.
  nia.
Qed.

(** In both cases. *)
Theorem factor_within b p q n : 0 <= b -> 0 <= p -> 0 < q ->
  let a := factor b p q n in 0 <= a <= 2 ^ b /\ q * (a * a * n) <= 4 ^ b * p.
Proof.
  intros b0 p0 q0 a; unfold a.
  assert (two : 0 < 2 ^ b) by (apply Z.pow_pos_nonneg; lia).
  destruct (Z_le_gt_dec (q * n) p) as [le|gt].
  - rewrite (factor_one b p q n le), (four_two b b0).
    set (t := 2 ^ b) in *. split; [lia|]. assert (0 < t * t) by nia. nia.
  - destruct (factor_maximal b p q n b0 p0 q0 ltac:(lia)) as [bounds [low _]]. split; [lia|exact low].
Qed.

(** Cutting towards zero makes nothing longer. *)
Lemma quot_square x t : 0 < t -> (Z.quot x t * t) * (Z.quot x t * t) <= x * x.
Proof.
  intros t0.
  pose proof (Z.quot_rem' x t) as split.
  destruct (Z_lt_le_dec x 0) as [neg|pos].
  - pose proof (Z.rem_bound_pos_neg x t). pose proof (Z.quot_opp_l x t ltac:(lia)).
    pose proof (Z.rem_nonpos x t ltac:(lia) ltac:(lia)).
    assert (Z.quot x t <= 0).
    { pose proof (Z.quot_pos (- x) t ltac:(lia) ltac:(lia)). lia. }
    nia.
  - pose proof (Z.rem_nonneg x t ltac:(lia) pos).
    pose proof (Z.quot_pos x t pos t0). nia.
Qed.

Lemma cut_norm2 a t v : 0 < t -> t * t * norm2 (map (fun x => Z.quot (a * x) t) v) <= a * a * norm2 v.
Proof.
  intros t0; induction v as [|x v IH]; simpl; [nia|].
  pose proof (quot_square (a * x) t t0); nia.
Qed.

Theorem clip_within b p q v : 0 <= b -> 0 <= p -> 0 < q -> q * norm2 (clip b p q v) <= p.
Proof.
  intros b0 p0 q0; unfold clip.
  destruct (factor_within b p q (norm2 v) b0 p0 q0) as [_ low].
  assert (two : 0 < 2 ^ b) by (apply Z.pow_pos_nonneg; lia).
  pose proof (cut_norm2 (factor b p q (norm2 v)) (2 ^ b) v two) as cut.
  rewrite (four_two b b0) in low.
  set (t := 2 ^ b) in *; set (w := norm2 (map _ v)) in *; set (a := factor b p q (norm2 v)) in *.
  assert (t * t * (q * w) <= t * t * p) by nia.
  apply (Z.mul_le_mono_pos_l _ _ (t * t)); nia.
Qed.

Theorem clip_keeps b p q v : 0 <= b -> q * norm2 v <= p -> clip b p q v = v.
Proof.
  intros b0 le; unfold clip; rewrite (factor_one b p q _ le).
  assert (two : 0 < 2 ^ b) by (apply Z.pow_pos_nonneg; lia).
  clear le; induction v as [|x v IH]; simpl; [reflexivity|].
  rewrite IH, Z.mul_comm, Z.quot_mul by lia; reflexivity.
Qed.

(** Coordinates keep their signs, and none grows. *)
Theorem clip_coordinates b p q v : 0 <= b -> 0 <= p -> 0 < q ->
  Forall2 (fun y x => Z.abs y <= Z.abs x /\ 0 <= y * x) (clip b p q v) v.
Proof.
  intros b0 p0 q0; unfold clip.
  destruct (factor_within b p q (norm2 v) b0 p0 q0) as [[a0 small] _].
  assert (two : 0 < 2 ^ b) by (apply Z.pow_pos_nonneg; lia).
  set (a := factor b p q (norm2 v)) in *; set (t := 2 ^ b) in *.
  clearbody a t; induction v as [|x v IH]; simpl; constructor; [|exact IH].
  destruct (Z_lt_le_dec x 0) as [neg|pos].
  - assert (eq : a * x = - (a * - x)) by ring.
    assert (0 <= a * - x) by nia.
    rewrite eq, Z.quot_opp_l by lia.
    pose proof (Z.quot_pos (a * - x) t ltac:(assumption) two).
    pose proof (Z.mul_quot_le (a * - x) t ltac:(assumption) ltac:(lia)).
    assert (Z.quot (a * - x) t <= - x) by nia.
    split; nia.
  - assert (0 <= a * x) by nia.
    pose proof (Z.quot_pos (a * x) t ltac:(assumption) two).
    pose proof (Z.mul_quot_le (a * x) t ltac:(assumption) ltac:(lia)).
    assert (Z.quot (a * x) t <= x) by nia.
    split; nia.
Qed.

(** (3, 4) clipped to 1: the factor is 51/256, or 3/16 on the coarser grid. *)
Example worked : factor 8 1 1 25 = 51 /\ factor 4 1 1 25 = 3 /\ clip 8 2500 1 [30; 40] = [30; 40].
Proof. repeat split; reflexivity. Qed.
