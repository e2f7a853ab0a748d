(** What the checker of vertex rounding accepts holds. *)

From Coq Require Import Bool List ZArith QArith Lia Lqa Setoid.
From Tightbound.Checkers Require Import Tokens Table LinearProgramStatement LinearProgramPoints.
From Tightbound.Checkers Require Import VertexStatement VertexCheck.
Import ListNotations.
Open Scope Q_scope.

(** ** Points as lists *)

Fixpoint qdot (row : list Z) (qs : list Q) : Q :=
  match row, qs with a :: row, q :: qs => inject_Z a * q + qdot row qs | _, _ => 0 end.

(** The coordinates of a point from i on, as many as the list has items. *)
Fixpoint sample {A} (i : Z) (l : list A) (x : point) : list Q :=
  match l with [] => [] | _ :: l => x i :: sample (i + 1) l x end.

Lemma form_sample {A} row : forall (l : list A) i x, length row = length l ->
  form (number_from i row) x == qdot row (sample i l x).
Proof.
  induction row as [|a row IH]; intros [|b l] i x H; try discriminate; cbn [number_from sample qdot].
  - reflexivity.
  - rewrite form_cons; cbn [fst snd]; cbn in H; rewrite (IH l (i + 1)%Z x) by congruence; reflexivity.
Qed.

Lemma sample_coordinates d (xs : list Z) (x : point) : forall i,
  (forall j a, nth_z xs (j - i) = Some a -> x j = a # d) -> sample i xs x = map (fun a => a # d) xs.
Proof.
  induction xs as [|a xs IH]; intros i H; cbn [sample map]; [reflexivity|].
  rewrite (H i a) by (rewrite Z.sub_diag; reflexivity); f_equal; apply IH.
  intros j b Hj; apply H; cbn [nth_z]; apply nth_z_range in Hj as Hr.
  destruct (Z.eqb_spec (j - i) 0); [lia|]; now replace (j - i - 1)%Z with (j - (i + 1))%Z by lia.
Qed.

Lemma sample_vector v : sample 0 (numerators v) (coordinate v) = map (fun a => a # vector_over v) (numerators v).
Proof.
  apply sample_coordinates; intros j a Hj; rewrite Z.sub_0_r in Hj; unfold coordinate; now rewrite Hj.
Qed.

Lemma sample_lists {A B} (x : point) (l : list A) : forall (k : list B) i,
  length l = length k -> sample i l x = sample i k x.
Proof.
  induction l as [|a l IH]; intros [|b k] i H; try discriminate; cbn; [reflexivity|].
  f_equal; apply IH; cbn in H; congruence.
Qed.

Lemma qdot_difference d e row : forall x y, length x = length row -> length y = length row ->
  inject_Z (dot row (difference (Zpos d) (Zpos e) x y))
  == inject_Z (Zpos d) * inject_Z (Zpos e)
     * (qdot row (map (fun a => a # e) y) - qdot row (map (fun a => a # d) x)).
Proof.
  assert (Hd := pos_nonzero d); assert (He := pos_nonzero e).
  induction row as [|a row IH]; intros [|b x] [|c y] Hx Hy; try discriminate; cbn [difference map qdot].
  - cbn; ring.
  - rewrite dot_cons, inject_Z_plus, IH by (cbn in *; congruence).
    unfold Z.sub; rewrite inject_Z_mult, inject_Z_plus, inject_Z_opp, !inject_Z_mult.
    rewrite (over_form c e), (over_form b d); field; auto.
Qed.

Lemma qdot_sub row : forall (i : Z) {A} (l : list A) u y,
  qdot row (sample i l (fun j => u j - y j)) == qdot row (sample i l u) - qdot row (sample i l y).
Proof.
  induction row as [|a row IH]; intros i A [|b l] u y; cbn [sample qdot]; try ring.
  rewrite IH; ring.
Qed.

(** Those of the numbers at whose place y is fractional. *)
Fixpoint qpick (over : Z) (y : list Z) (qs : list Q) : list Q :=
  match y, qs with
  | b :: y, q :: qs => if is_fractional over b then q :: qpick over y qs else qpick over y qs
  | _, _ => []
  end.

Lemma qdot_pick over row : forall y qs, length y = length row -> length qs = length row ->
  Forall2 (fun b q => is_fractional over b = false -> q == 0) y qs ->
  qdot row qs == qdot (pick over y row) (qpick over y qs).
Proof.
  induction row as [|a row IH]; intros [|b y] [|q qs] Hy Hqs H; try discriminate; cbn [qdot pick qpick].
  - reflexivity.
  - inversion_clear H as [|? ? ? ? Hq Hrest]; cbn in Hy, Hqs.
    rewrite (IH y qs) by (auto; congruence); destruct (is_fractional over b); cbn [qdot]; [reflexivity|].
    rewrite Hq by reflexivity; ring.
Qed.

Lemma pick_length over row : forall y, length y = length row ->
  length (pick over y row) = length (filter (is_fractional over) y).
Proof.
  induction row as [|a row IH]; intros [|b y] H; try discriminate; cbn [pick filter]; [reflexivity|].
  cbn in H; destruct (is_fractional over b); cbn [length]; rewrite IH; congruence.
Qed.

Lemma qpick_length over qs : forall y, length y = length qs ->
  length (qpick over y qs) = length (filter (is_fractional over) y).
Proof.
  induction qs as [|q qs IH]; intros [|b y] H; try discriminate; cbn [qpick filter]; [reflexivity|].
  cbn in H; destruct (is_fractional over b); cbn [length]; rewrite IH; congruence.
Qed.

Lemma qpick_zero over y : forall qs, length y = length qs ->
  Forall2 (fun b q => is_fractional over b = false -> q == 0) y qs ->
  Forall (fun q => q == 0) (qpick over y qs) -> Forall (fun q => q == 0) qs.
Proof.
  induction y as [|b y IH]; intros [|q qs] Hlen H Hpick; try discriminate; [constructor|].
  inversion_clear H as [|? ? ? ? Hq Hrest]; cbn in Hpick, Hlen; constructor.
  - destruct (is_fractional over b); [now inversion Hpick | auto].
  - apply IH; [congruence | assumption|].
    destruct (is_fractional over b); [now inversion Hpick | assumption].
Qed.

(** ** Integers instead of rationals *)

Lemma clear_denominators (qs : list Q) :
  exists d zs, length zs = length qs /\ Forall2 (fun z q => inject_Z z == inject_Z (Zpos d) * q) zs qs.
Proof.
  induction qs as [|q qs (d & zs & Hl & H)]; [exists 1%positive, []; split; [reflexivity | constructor]|].
  exists (Qden q * d)%positive, (Qnum q * Zpos d :: map (Z.mul (Zpos (Qden q))) zs)%Z.
  split; [cbn; now rewrite map_length, Hl|]; rewrite Pos2Z.inj_mul; constructor.
  - rewrite !inject_Z_mult; assert (E : inject_Z (Zpos (Qden q)) * q == inject_Z (Qnum q)).
    { destruct q as [n e]; cbn [Qden Qnum]; rewrite (over_form n e); apply mul_div. }
    rewrite <- E; ring.
  - clear Hl; induction H as [|z p zs qs Hz H IH]; cbn [map]; constructor; [|exact IH].
    rewrite !inject_Z_mult, Hz; ring.
Qed.

Lemma qdot_integers d zs qs row :
  Forall2 (fun z q => inject_Z z == inject_Z (Zpos d) * q) zs qs ->
  inject_Z (dot row zs) == inject_Z (Zpos d) * qdot row qs.
Proof.
  intros H; revert row; induction H as [|z q zs qs Hz H IH]; intros [|a row]; cbn [qdot].
  - cbn; ring.
  - rewrite dot_nil_r; cbn; ring.
  - cbn; ring.
  - rewrite dot_cons, inject_Z_plus, inject_Z_mult, IH, Hz; ring.
Qed.

Lemma magnitude_zero zs : magnitude zs = 0%Z -> Forall (fun z => z = 0%Z) zs.
Proof.
  induction zs as [|z zs IH]; intros H; constructor; assert (K := magnitude_nonneg zs);
    unfold magnitude in *; cbn [fold_right] in H; [lia | apply IH; lia].
Qed.

Lemma inject_zero z : inject_Z z == 0 -> z = 0%Z.
Proof. unfold Qeq; cbn; lia. Qed.

Lemma sample_Forall {A} (l : list A) x : forall i, Forall (fun q => q == 0) (sample i l x) ->
  forall j, (i <= j < i + Z.of_nat (length l))%Z -> x j == 0.
Proof.
  induction l as [|a l IH]; intros i H j Hj; cbn [sample length] in *; [lia|]; inversion_clear H as [|? ? Hi Hl].
  destruct (Z.eq_dec j i) as [->|]; [assumption | apply (IH (i + 1)%Z); [assumption | lia]].
Qed.

Lemma sample_Forall2 {A} (P : A -> Q -> Prop) (l : list A) x : forall i,
  (forall j a, nth_z l (j - i) = Some a -> P a (x j)) -> Forall2 P l (sample i l x).
Proof.
  induction l as [|a l IH]; intros i H; cbn [sample]; constructor.
  - apply H; now rewrite Z.sub_diag.
  - apply IH; intros j b Hj; apply H; cbn [nth_z]; apply nth_z_range in Hj as Hr.
    destruct (Z.eqb_spec (j - i) 0); [lia|]; now replace (j - i - 1)%Z with (j - (i + 1))%Z by lia.
Qed.

Lemma sample_length {A} (l : list A) x : forall i, length (sample i l x) = length l.
Proof. induction l as [|a l IH]; intros i; cbn; auto. Qed.

(** ** The theorem *)

Lemma mean_zero u v y : 0 <= u -> 0 <= v -> y == 0 -> y == (u + v) / 2 -> u - y == 0.
Proof.
  intros Hu Hv H0 H; assert (E : (u + v) / 2 == (u + v) * (1 # 2)) by reflexivity; rewrite E in H; lra.
Qed.

Lemma mean_one u v y : u <= 1 -> v <= 1 -> y == 1 -> y == (u + v) / 2 -> u - y == 0.
Proof.
  intros Hu Hv H0 H; assert (E : (u + v) / 2 == (u + v) * (1 # 2)) by reflexivity; rewrite E in H; lra.
Qed.

Theorem accepts_sound s e : accepts s e = true -> holds s.
Proof.
  unfold accepts; rewrite !andb_true_iff, !count_length, !forallb_forall, !Z.eqb_eq.
  intros [[[[[Hn Hbounds] Hrows] Hp] Hinverse] Hunits].
  apply Nat2Z.inj in Hn; apply Nat2Z.inj in Hinverse; apply Z.ltb_lt in Hp.
  set (x := start s) in *; set (y := vertex s) in *.
  assert (Hlength : forall row, In row (matrix s) -> length (numerators row) = length (numerators x)).
  { intros row Hr; specialize (Hrows row Hr); rewrite andb_true_iff, !count_length, Z.eqb_eq in Hrows; lia. }
  assert (Hdot : forall row, In row (matrix s) -> dot (numerators row)
    (difference (Zpos (vector_over x)) (Zpos (vector_over y)) (numerators x) (numerators y)) = 0%Z).
  { intros row Hr; specialize (Hrows row Hr); rewrite andb_true_iff, !Z.eqb_eq in Hrows; tauto. }
  assert (Hy : forall j, is_coordinate s j -> exists b, nth_z (numerators y) j = Some b
    /\ coordinate y j = b # vector_over y /\ (0 <= b <= Zpos (vector_over y))%Z).
  { intros j Hj; unfold is_coordinate in Hj; fold x in Hj; rewrite <- Hn in Hj.
    destruct (nth_z_Some _ _ Hj) as [b Hb]; exists b; unfold coordinate; rewrite Hb.
    apply nth_z_In, Hbounds, andb_true_iff in Hb as [H1%Z.leb_le H2%Z.leb_le]; auto. }
  assert (Hproduct : forall row u, product row u
    == form (numbered (numerators row)) u / inject_Z (Zpos (vector_over row))) by reflexivity.
  unfold holds; fold x y; split; [assumption|]; split; [assumption|]; split.
  - split.
    + intros j Hj; destruct (Hy j Hj) as (b & _ & -> & Hb); unfold Qle; cbn; lia.
    + intros row Hr; rewrite !Hproduct; fold x; apply Qdiv_comp; [|reflexivity].
      rewrite numbered_from, (form_sample _ (numerators y) _ (coordinate y)),
        (form_sample _ (numerators x) _ (coordinate x))
        by (assert (Hlr := Hlength row Hr); congruence).
      rewrite !sample_vector; assert (H := Hdot row Hr).
      assert (K := qdot_difference (vector_over x) (vector_over y) (numerators row) (numerators x)
        (numerators y) ltac:(symmetry; auto) ltac:(rewrite Hn; symmetry; auto)).
      rewrite H in K; symmetry in K.
      destruct (Qmult_integral _ _ K) as [K'|K'].
      * destruct (Qmult_integral _ _ K'); [now apply pos_nonzero in H0 | now apply pos_nonzero in H0].
      * lra.
  - intros u v [Hu HuM] [Hv HvM] Hmean.
    enough (forall j, is_coordinate s j -> u j - coordinate y j == 0) as Hzero.
    { intros j Hj; specialize (Hzero j Hj); specialize (Hmean j Hj).
      assert (E : (u j + v j) / 2 == (u j + v j) * (1 # 2)) by reflexivity; rewrite E in Hmean.
      split; lra. }
    set (w := fun j => u j - coordinate y j); set (o := Zpos (vector_over y)) in *.
    set (ws := sample 0 (numerators y) w).
    assert (Hwhole : Forall2 (fun b q => is_fractional o b = false -> q == 0) (numerators y) ws).
    { apply sample_Forall2; intros j b Hj Hb; rewrite Z.sub_0_r in Hj.
      assert (is_coordinate s j) as Hcoordinate.
      { unfold is_coordinate; fold x; rewrite <- Hn; now apply nth_z_range in Hj. }
      destruct (Hy j Hcoordinate) as (b' & Hb' & E & Hrange); rewrite Hb' in Hj; injection Hj as ->.
      unfold w; unfold is_fractional in Hb.
      destruct (Hu j Hcoordinate), (Hv j Hcoordinate); specialize (Hmean j Hcoordinate).
      apply andb_false_iff in Hb as [Hb%Z.ltb_ge | Hb%Z.ltb_ge].
      - apply (mean_zero (u j) (v j)); auto; rewrite E; replace b with 0%Z by lia; reflexivity.
      - apply (mean_one (u j) (v j)); auto; rewrite E; replace b with o by lia; unfold Qeq; cbn; lia. }
    set (rows := map (fun row => pick o (numerators y) (numerators row)) (matrix s)) in *.
    set (fractional := filter (is_fractional o) (numerators y)) in *.
    assert (Hlen : length ws = length (numerators y)) by apply sample_length.
    destruct (clear_denominators (qpick o (numerators y) ws)) as (d & zs & Hzs & Hz).
    assert (length zs = length fractional) as Hk by (rewrite Hzs; apply qpick_length; congruence).
    assert (Hmagnitude : magnitude zs = 0%Z).
    { refine (independent (modulus e) (left_inverse e) rows (map (fun _ => 0%Z) fractional)
        (length fractional) Hp _ _ _ _ Hunits zs Hk _).
      - apply map_length.
      - rewrite Hinverse; apply map_length.
      - intros; apply dot_zeros.
      - intros r Hr; apply in_map_iff in Hr as (row & <- & Hr); apply pick_length.
        assert (Hlr := Hlength row Hr); congruence.
      - intros r Hr; apply in_map_iff in Hr as (row & <- & Hr); apply inject_zero.
        assert (Hlr := Hlength row Hr).
        rewrite (qdot_integers d zs _ _ Hz), <- qdot_pick by (auto; congruence).
        unfold ws, w; rewrite qdot_sub, <- !form_sample by congruence; rewrite <- !numbered_from.
        enough (form (numbered (numerators row)) u == form (numbered (numerators row)) (coordinate y)) as ->
          by ring.
        assert (H := HuM row Hr); rewrite !Hproduct in H; fold x in H.
        rewrite <- (mul_div (vector_over row) (form _ u)), H, mul_div.
        rewrite numbered_from, (form_sample _ (numerators y) _ (coordinate y)),
          (form_sample _ (numerators x) _ (coordinate x)) by congruence.
        rewrite !sample_vector; assert (K := qdot_difference (vector_over x) (vector_over y)
          (numerators row) (numerators x) (numerators y) ltac:(congruence) ltac:(congruence)).
        fold o in K; rewrite (Hdot row Hr) in K; symmetry in K; destruct (Qmult_integral _ _ K) as [K'|K'].
        * destruct (Qmult_integral _ _ K') as [K2|K2]; now apply pos_nonzero in K2.
        * lra. }
    apply magnitude_zero in Hmagnitude.
    assert (Forall (fun q => q == 0) (qpick o (numerators y) ws)) as Hq.
    { clear - Hz Hmagnitude; induction Hz as [|z q zs qs Hz H IH]; constructor; inversion_clear Hmagnitude.
      - rewrite H0 in Hz; symmetry in Hz; destruct (Qmult_integral _ _ Hz); [|assumption].
        now apply pos_nonzero in H2.
      - auto. }
    apply qpick_zero in Hq; [|congruence | assumption].
    intros j Hj; apply (sample_Forall (numerators y) w 0%Z Hq); unfold is_coordinate in Hj; fold x in Hj.
    rewrite Hn; lia.
Qed.
