(** The grammars of the vectors made from a k-SUM instance are as small as promised.

    Theorem, in words. Build the two vectors of KSum.v with shared symbols (SharedSymbols.v): a run of zeros as a power of
    the letter 0, a set's word 1_X as the concatenation of its runs and ones, each v_(i+1) as that of 0^a, v_i and 0^(U-a)
    for all a in A_(i+1), each u_(i+1) as the power |A_(i+1)| of u_i 0^U. Let L = ⌊log₂ max(U, (k-3)U)⌋. Then the programs
    expand to v and u, and have at most

      n_v <= 4 + 2L + (|A_1| + 1) L + 2 |A_1| + L + 2 + sum over i = 2, ..., k-1 of |A_i| (2L + 3)
      n_u <= 4 + 2L + (|A_k| + 1) L + 2 |A_k| + L + 2 + sum over i = 2, ..., k-1 of 1 + 2 ⌊log₂ |A_i|⌋

    symbols; for k = 3 and sets of m elements each also n_v <= (3m+2)(L+1) + 5m + 4 and
    n_u <= (m+3)(L+1) + 2m + 2⌊log₂ m⌋ + 6. (⌊log₂ 0⌋ counts as 0.) A_1 is the set whose word is
    nested innermost: for k = 3 the reduction takes the second set for it, else the first.

    Claim [ksum.sizes]. The construction is from Abboud, Backurs, Bringmann, Künnemann, "Impossibility Results for
    Grammar-Compressed Linear Algebra" (arXiv 2010.14181); the constants are derived. *)

From Coq Require Import List ZArith Lia Sorted.
From Tightbound Require Import Vectors Indicators KSum SharedSymbols.
Import ListNotations.
Open Scope nat_scope.

(** A word is one symbol, or none if it is empty. *)
Definition word := list tree.

(** 0^n. *)
Definition zeros_word (n : nat) : word :=
  match n with 0 => [] | S _ => [power (Letter 0) (Pos.of_nat n)] end.

(** w^n. *)
Definition power_word (w : word) (n : nat) : word :=
  match w, n with t :: _, S _ => [power t (Pos.of_nat n)] | _, _ => [] end.

(** The runs and ones of 1_X from position [start] on, X ascending and its numbers greater than [start]. *)
Fixpoint indicator_pieces (U start : nat) (X : list nat) : word :=
  match X with
  | [] => zeros_word (U - start)
  | x :: X => zeros_word (x - 1 - start) ++ [Letter 1] ++ indicator_pieces U x X
  end.

Definition indicator_word (U : nat) (X : list nat) : word := concatenation (indicator_pieces U 0 X).

(** 0^a w 0^(U-a) for all a in A. *)
Fixpoint shift_pieces (U : nat) (w : word) (A : list nat) : word :=
  match A with
  | [] => []
  | a :: A => (zeros_word a ++ w ++ zeros_word (U - a)) ++ shift_pieces U w A
  end.

Definition widen_v_word (U : nat) (w : word) (A : list nat) : word := concatenation (shift_pieces U w A).

Definition widen_u_word (U : nat) (w : word) (A : list nat) : word :=
  power_word (concatenation (w ++ zeros_word U)) (length A).

(** The innermost word, 1_X 0^pad. *)
Definition innermost_word (U pad : nat) (X : list nat) : word :=
  concatenation (indicator_word U X ++ zeros_word pad).

Definition k_sum_v_word (U : nat) (first : list nat) (middle : list (list nat)) : word :=
  fold_left (widen_v_word U) middle (innermost_word U (padding U middle) first).

Definition k_sum_u_word (U : nat) (middle : list (list nat)) (last : list nat) : word :=
  fold_left (widen_u_word U) middle (innermost_word U (padding U middle) last).

(** ** They spell the vectors *)

Lemma zeros_spelling n : spelling (zeros_word n) = zeros n.
Proof.
  destruct n as [|n]; [reflexivity|]; unfold spelling, zeros_word; cbn [map concat].
  rewrite power_expansion, Nat2Pos.id, app_nil_r by discriminate; cbn [expansion].
  generalize (S n); clear; intros n; induction n as [|n IH]; [reflexivity|]; cbn; now rewrite IH.
Qed.

Lemma power_spelling w n : length w <= 1 -> spelling (power_word w n) = concat (repeat (spelling w) n).
Proof.
  destruct w as [|t [|t' w]]; cbn [length]; intros H; [| |lia].
  - cbn [power_word]; unfold spelling; cbn; induction n; auto.
  - destruct n as [|n]; [reflexivity|]; unfold spelling; cbn [power_word map concat].
    now rewrite power_expansion, Nat2Pos.id, !app_nil_r by discriminate.
Qed.

Lemma member_greater x X : Forall (lt x) X -> member x X = false.
Proof.
  intros H; apply Bool.not_true_iff_false; rewrite member_In; intros Hin.
  apply (proj1 (Forall_forall _ _) H) in Hin; lia.
Qed.

Lemma indicator_part X : forall Y start n, (forall y, In y Y -> y <= start) ->
  map (fun x => if member x (Y ++ X) then 1%Z else 0%Z) (seq (S start) n)
  = map (fun x => if member x X then 1%Z else 0%Z) (seq (S start) n).
Proof.
  intros Y start n H; apply map_ext_in; intros x Hx; apply in_seq in Hx.
  replace (member x (Y ++ X)) with (member x X); [reflexivity|].
  apply Bool.eq_iff_eq_true; rewrite !member_In, in_app_iff; split; [auto|].
  intros [Hy|Hx']; [specialize (H x Hy); lia | exact Hx'].
Qed.

Lemma map_zero (f : nat -> Z) l : (forall x, In x l -> f x = 0%Z) -> map f l = zeros (length l).
Proof.
  induction l as [|a l IH]; intros H; [reflexivity|]; cbn [map length].
  rewrite H by (now left); unfold zeros in *; cbn [repeat]; rewrite IH; auto; intros x Hx; apply H; now right.
Qed.

Lemma indicator_pieces_spelling U X : forall start, StronglySorted lt X -> Forall (lt start) X ->
  Forall (fun x => x <= U) X -> start <= U ->
  spelling (indicator_pieces U start X)
  = map (fun x => if member x X then 1%Z else 0%Z) (seq (S start) (U - start)).
Proof.
  induction X as [|x X IH]; intros start Hs Hg Hl Hstart; cbn [indicator_pieces].
  - rewrite zeros_spelling; symmetry; rewrite map_zero by reflexivity; now rewrite seq_length.
  - inversion Hs as [|? ? Hs' Hx]; subst; inversion Hg as [|? ? Hgx _]; subst; inversion Hl as [|? ? Hlx Hl']; subst.
    rewrite !spelling_app, zeros_spelling, IH by assumption.
    replace (U - start) with ((x - 1 - start) + (1 + (U - x))) by lia.
    rewrite seq_app, seq_app, !map_app.
    replace (S start + (x - 1 - start)) with x by lia; replace (x + 1) with (S x) by lia.
    f_equal; [|f_equal].
    + rewrite map_zero, seq_length; [reflexivity|]; intros y Hy; apply in_seq in Hy; rewrite member_greater; [reflexivity|].
      constructor; [lia|]; eapply Forall_impl; [|exact Hx]; cbn; lia.
    + cbn; now rewrite Nat.eqb_refl.
    + symmetry; apply (indicator_part X [x] x); intros y [<-|[]]; lia.
Qed.

Definition ascending (X : list nat) : Prop := StronglySorted lt X.

Lemma indicator_spelling U X : ascending X -> in_range U X -> spelling (indicator_word U X) = indicator U X.
Proof.
  intros Ha Hr; unfold indicator_word; rewrite concatenation_spelling, indicator_pieces_spelling.
  - now rewrite Nat.sub_0_r.
  - exact Ha.
  - apply Forall_forall; intros x Hx; specialize (Hr x Hx); lia.
  - apply Forall_forall; intros x Hx; specialize (Hr x Hx); lia.
  - lia.
Qed.

Lemma shift_spelling U w A : spelling (shift_pieces U w A) = widen_v U (spelling w) A.
Proof.
  unfold widen_v, shifted; induction A as [|a A IH]; [reflexivity|]; cbn [shift_pieces map concat].
  now rewrite !spelling_app, !zeros_spelling, IH.
Qed.

Lemma innermost_spelling U pad X : ascending X -> in_range U X ->
  spelling (innermost_word U pad X) = (indicator U X ++ zeros pad)%list.
Proof.
  intros; unfold innermost_word; now rewrite concatenation_spelling, spelling_app, indicator_spelling, zeros_spelling.
Qed.

(** The programs expand to the vectors. *)
Theorem k_sum_words U first middle last : ascending first -> in_range U first -> ascending last -> in_range U last ->
  spelling (k_sum_v_word U first middle) = k_sum_v U first middle
  /\ spelling (k_sum_u_word U middle last) = k_sum_u U middle last.
Proof.
  intros Hf Hfr Hl Hlr; unfold k_sum_v_word, k_sum_u_word, k_sum_v, k_sum_u.
  rewrite <- (innermost_spelling U _ first), <- (innermost_spelling U _ last) by assumption.
  generalize (innermost_word U (padding U middle) first) (innermost_word U (padding U middle) last).
  induction middle as [|A middle IH]; intros v u; cbn [fold_left]; [auto|].
  unfold widen_v at 1, widen_u at 1.
  destruct (IH (widen_v_word U v A) (widen_u_word U u A)) as [Hv Hu]; rewrite Hv, Hu; split; f_equal.
  - unfold widen_v_word; now rewrite concatenation_spelling, shift_spelling.
  - unfold widen_u_word; rewrite power_spelling by apply concatenation_short.
    now rewrite concatenation_spelling, spelling_app, zeros_spelling.
Qed.

(** ** They are small *)

(** The letters, and the squares of 0. *)
Definition letters (L : nat) : list tree := Letter 1 :: map (squared (Letter 0)) (seq 0 (S L)).

Definition has_zeros (L : nat) (B : list tree) : Prop := incl (letters L) B.

Lemma letters_length L : length (letters L) = L + 2.
Proof. unfold letters; cbn [length]; rewrite map_length, seq_length; lia. Qed.

Lemma squared_next t i : squared t (S i) = Pair (squared t i) (squared t i).
Proof. revert t; induction i as [|i IH]; intros t; [reflexivity|]; exact (IH (Pair t t)). Qed.

Lemma letters_closed L : closed (letters L).
Proof.
  intros l r [E|H]; [discriminate|]; apply in_map_iff in H as (i & E & Hi); apply in_seq in Hi.
  destruct i as [|i]; [discriminate|]; rewrite squared_next in E; injection E as <- <-.
  split; right; apply in_map, in_seq; lia.
Qed.

(** A run of zeros costs at most L. *)
Lemma zeros_grow L n B : closed B -> has_zeros L B -> n < 2 ^ (S L) -> grows B L (zeros_word n).
Proof.
  intros HB Hz Hn; destruct n as [|n]; [apply (grows_weaken _ 0); [lia | apply grows_none; [exact HB | intros t []]]|].
  assert (Hlog : log (Pos.of_nat (S n)) <= L).
  { rewrite log_correct, Nat2Pos.id by discriminate; apply Nat.lt_succ_r, Nat.log2_lt_pow2; lia. }
  apply (grows_weaken _ (log (Pos.of_nat (S n)))); [exact Hlog|].
  apply power_of_squares; [exact HB|]; intros i Hi; apply Hz; right; apply in_map, in_seq; lia.
Qed.

Lemma has_zeros_incl L B B' : has_zeros L B -> incl B B' -> has_zeros L B'.
Proof. intros H H' t Ht; apply H', H, Ht. Qed.

Lemma indicator_pieces_grow L U X : U < 2 ^ (S L) -> in_range U X -> forall start B, closed B -> has_zeros L B ->
  grows B ((length X + 1) * L) (indicator_pieces U start X).
Proof.
  intros HU; induction X as [|x X IH]; intros HX start B HB Hz; cbn [indicator_pieces length].
  - rewrite Nat.mul_1_l; apply zeros_grow; auto; lia.
  - replace ((S (length X) + 1) * L) with (L + (0 + (length X + 1) * L)) by lia.
    assert (x <= U) by (specialize (HX x (or_introl eq_refl)); lia).
    apply grows_then; [apply zeros_grow; auto; lia|]; intros B' HB' Hi _; apply grows_then.
    + apply grows_none; [exact HB'|]; intros t [<-|[]]; apply Hi, Hz; now left.
    + intros B'' HB'' Hi' _; apply IH; [intros y Hy; apply HX; now right | exact HB'' |].
      eapply has_zeros_incl; [exact Hz|]; eapply incl_tran; eauto.
Qed.

Lemma zeros_word_length n : length (zeros_word n) <= 1.
Proof. destruct n; cbn; lia. Qed.

Lemma indicator_pieces_length U X : forall start, length (indicator_pieces U start X) <= 2 * length X + 1.
Proof.
  induction X as [|x X IH]; intros start; cbn [indicator_pieces length]; [apply zeros_word_length|].
  rewrite !app_length; cbn [length]; specialize (IH x); assert (H := zeros_word_length (x - 1 - start)); lia.
Qed.

Lemma indicator_grows L U X B : U < 2 ^ (S L) -> in_range U X -> closed B -> has_zeros L B ->
  grows B ((length X + 1) * L + 2 * length X) (indicator_word U X).
Proof.
  intros HU HX HB Hz; apply (grows_last _ _ _ (indicator_pieces U 0 X)); [now apply indicator_pieces_grow|].
  intros B' HB' _ Hp; apply (grows_weaken _ (length (indicator_pieces U 0 X) - 1)).
  - assert (H := indicator_pieces_length U X 0); lia.
  - now apply concatenation_grows.
Qed.

(** What padding costs: nothing if there is none. *)
Definition padding_cost (L pad : nat) : nat := match pad with 0 => 0 | S _ => L + 1 end.

Lemma innermost_grows L U pad X B : U < 2 ^ (S L) -> pad < 2 ^ (S L) -> in_range U X -> closed B -> has_zeros L B ->
  grows B ((length X + 1) * L + 2 * length X + padding_cost L pad) (innermost_word U pad X).
Proof.
  intros HU Hpad HX HB Hz; unfold innermost_word.
  assert (Hone : length (indicator_word U X) <= 1) by apply concatenation_short.
  destruct pad as [|pad]; cbn [padding_cost].
  - cbn [zeros_word]; rewrite app_nil_r, Nat.add_0_r.
    apply (grows_weaken _ ((length X + 1) * L + 2 * length X + 0)); [lia|].
    apply (grows_last _ _ _ (indicator_word U X)); [now apply indicator_grows|].
    intros B' HB' _ Hi; apply (grows_weaken _ (length (indicator_word U X) - 1)); [lia | now apply concatenation_grows].
  - rewrite Nat.add_assoc.
    apply (grows_last _ _ _ (indicator_word U X ++ zeros_word (S pad))).
    + apply grows_then; [now apply indicator_grows|].
      intros B' HB' Hi _; apply zeros_grow; [exact HB' | eapply has_zeros_incl; eauto | exact Hpad].
    + intros B' HB' _ Hi; apply (grows_weaken _ (length (indicator_word U X ++ zeros_word (S pad)) - 1));
        [rewrite app_length; assert (H := zeros_word_length (S pad)); lia | now apply concatenation_grows].
Qed.

Lemma shift_pieces_grow L U w A : U < 2 ^ (S L) -> in_range U A -> forall B, closed B -> has_zeros L B -> incl w B ->
  grows B (length A * (2 * L)) (shift_pieces U w A).
Proof.
  intros HU; induction A as [|a A IH]; intros HA B HB Hz Hw; cbn [shift_pieces length].
  - apply grows_none; [exact HB | intros t []].
  - assert (a <= U) by (specialize (HA a (or_introl eq_refl)); lia).
    replace (S (length A) * (2 * L)) with ((L + (0 + L)) + length A * (2 * L)) by lia.
    apply grows_then.
    + apply grows_then; [apply zeros_grow; auto; lia|]; intros B' HB' Hi _; apply grows_then.
      * apply grows_none; [exact HB' | eapply incl_tran; eauto].
      * intros B'' HB'' Hi' _; apply zeros_grow; [exact HB'' | | lia].
        eapply has_zeros_incl; [exact Hz|]; eapply incl_tran; eauto.
    + intros B' HB' Hi _; apply IH; [intros b Hb; apply HA; now right | exact HB' | | eapply incl_tran; eauto].
      eapply has_zeros_incl; eauto.
Qed.

Lemma shift_pieces_length U w A : length w <= 1 -> length (shift_pieces U w A) <= 3 * length A.
Proof.
  intros Hw; induction A as [|a A IH]; cbn [shift_pieces length]; [lia|]; rewrite !app_length.
  assert (H := zeros_word_length a); assert (H' := zeros_word_length (U - a)); lia.
Qed.

Lemma widen_v_grows L U w A B : U < 2 ^ (S L) -> in_range U A -> length w <= 1 -> closed B -> has_zeros L B -> incl w B ->
  grows B (length A * (2 * L + 3)) (widen_v_word U w A).
Proof.
  intros HU HA Hone HB Hz Hw.
  replace (length A * (2 * L + 3)) with (length A * (2 * L) + 3 * length A) by lia.
  apply (grows_last _ _ _ (shift_pieces U w A)); [now apply shift_pieces_grow|].
  intros B' HB' _ Hp; apply (grows_weaken _ (length (shift_pieces U w A) - 1));
    [assert (H := shift_pieces_length U w A Hone); lia | now apply concatenation_grows].
Qed.

Lemma widen_u_grows U w A B : length w <= 1 -> closed B -> incl w B -> incl (zeros_word U) B ->
  grows B (1 + 2 * Nat.log2 (length A)) (widen_u_word U w A).
Proof.
  intros Hone HB Hw Hz; unfold widen_u_word.
  apply (grows_last _ _ _ (concatenation (w ++ zeros_word U))).
  - apply (grows_weaken _ (length (w ++ zeros_word U) - 1));
      [rewrite app_length; assert (H := zeros_word_length U); lia | apply concatenation_grows; [exact HB | now apply incl_app]].
  - intros B' HB' _ Hi; destruct (concatenation (w ++ zeros_word U)) as [|t r] eqn:E.
    { cbn; apply (grows_weaken _ 0); [lia | apply grows_none; [exact HB' | intros t []]]. }
    destruct (length A) as [|n]; [cbn; apply grows_none; [exact HB' | intros s []]|].
    cbn [power_word]; rewrite <- (Nat2Pos.id (S n)) at 1 by discriminate; rewrite <- log_correct.
    apply power_grows; [exact HB' | apply Hi; now left].
Qed.

Lemma widen_u_short U w A : length (widen_u_word U w A) <= 1.
Proof. unfold widen_u_word, power_word; destruct (concatenation _) as [|t r], (length A); cbn; lia. Qed.

(** The sizes of the programs: those of their roots, 0 for the empty word. *)
Definition program_size (w : word) : nat := match w with t :: _ => symbols t | [] => 0 end.

Lemma program_size_bound B n w : grows B n w -> program_size w <= length B + n.
Proof.
  destruct w as [|t w]; intros (B' & HB & Hi & Hl & Ht); cbn [program_size]; [lia|].
  assert (H := symbols_bound B' t HB (Ht t (or_introl eq_refl))); lia.
Qed.

Definition sum_of (f : list nat -> nat) (middle : list (list nat)) : nat := list_sum (map f middle).

Section Bounds.
Variables (U L : nat) (first last : list nat) (middle : list (list nat)).
Hypotheses (HL : U < 2 ^ (S L)) (Hpad : padding U middle < 2 ^ (S L)).
Hypotheses (Hfirst : in_range U first) (Hlast : in_range U last) (Hmiddle : Forall (in_range U) middle).

(** With the cost of padding told apart. *)
Lemma k_sum_v_cost : program_size (k_sum_v_word U first middle)
  <= L + 2 + ((length first + 1) * L + 2 * length first + padding_cost L (padding U middle)
    + sum_of (fun A => length A * (2 * L + 3)) middle).
Proof.
  rewrite <- letters_length; apply program_size_bound; unfold k_sum_v_word.
  apply (grows_last _ _ _ (innermost_word U (padding U middle) first)).
  - apply innermost_grows; auto using letters_closed; apply incl_refl.
  - assert (Hone : length (innermost_word U (padding U middle) first) <= 1) by apply concatenation_short.
    revert Hone; generalize (innermost_word U (padding U middle) first) as w; clear Hpad.
    intros w Hone B HB Hi Hw; assert (Hz : has_zeros L B) by exact Hi; clear Hi; revert w Hone B HB Hz Hw.
    induction Hmiddle as [|A rest HA _ IH]; intros w Hone B HB Hz Hw; cbn [fold_left sum_of map list_sum fold_right].
    + apply grows_none; auto.
    + change (sum_of (fun A => length A * (2 * L + 3)) (A :: rest))
        with (length A * (2 * L + 3) + sum_of (fun A => length A * (2 * L + 3)) rest).
      apply (grows_last _ _ _ (widen_v_word U w A)); [now apply widen_v_grows|].
      intros B' HB' Hi Hw'; apply IH; auto; [now inversion Hmiddle | apply concatenation_short | eapply has_zeros_incl; eauto].
Qed.

Lemma k_sum_u_cost : program_size (k_sum_u_word U middle last)
  <= L + 2 + ((length last + 1) * L + 2 * length last + padding_cost L (padding U middle)
    + (L + sum_of (fun A => 1 + 2 * Nat.log2 (length A)) middle)).
Proof.
  rewrite <- letters_length; apply program_size_bound; unfold k_sum_u_word.
  apply (grows_last _ _ _ (innermost_word U (padding U middle) last)).
  - apply innermost_grows; auto using letters_closed; apply incl_refl.
  - assert (Hone : length (innermost_word U (padding U middle) last) <= 1) by apply concatenation_short.
    revert Hone; generalize (innermost_word U (padding U middle) last) as w; clear Hpad.
    intros w Hone B HB Hi Hw; apply (grows_last _ _ _ (w ++ zeros_word U)).
    { change L with (0 + L); apply grows_then; [now apply grows_none|].
      intros B' HB' Hi' _; apply zeros_grow; auto; eapply has_zeros_incl; eauto. }
    intros B' HB' Hi' Hwz; apply incl_app_inv in Hwz as [Hw' Hz]; clear B HB Hi Hw Hi'.
    revert w Hone B' HB' Hw' Hz.
    induction Hmiddle as [|A rest HA _ IH]; intros w Hone B HB Hw Hz; cbn [fold_left].
    + apply grows_none; auto.
    + change (sum_of (fun A => 1 + 2 * Nat.log2 (length A)) (A :: rest))
        with (1 + 2 * Nat.log2 (length A) + sum_of (fun A => 1 + 2 * Nat.log2 (length A)) rest).
      apply (grows_last _ _ _ (widen_u_word U w A)); [now apply widen_u_grows|].
      intros B' HB' Hi Hw'; apply IH; auto; [now inversion Hmiddle | apply widen_u_short | eapply incl_tran; eauto].
Qed.
End Bounds.

(** ⌊log₂ max(U, (k-3)U)⌋, (k-3)U being the padding. *)
Definition zeros_log (U : nat) (middle : list (list nat)) : nat := Nat.log2 (max U (padding U middle)).

Lemma zeros_log_enough U middle : U < 2 ^ S (zeros_log U middle) /\ padding U middle < 2 ^ S (zeros_log U middle).
Proof.
  unfold zeros_log; generalize (padding U middle) as p; intros p.
  destruct (Nat.eq_dec (max U p) 0) as [E|E].
  - rewrite E; cbn; lia.
  - destruct (Nat.log2_spec (max U p) ltac:(lia)); lia.
Qed.

Lemma padding_cost_bound L p : padding_cost L p <= L + 1.
Proof. destruct p; cbn; lia. Qed.

(** The promised sizes, term by term as the claim has them. *)
Theorem k_sum_sizes U first middle last :
  in_range U first -> in_range U last -> Forall (in_range U) middle ->
  let L := zeros_log U middle in
  program_size (k_sum_v_word U first middle)
  <= 4 + 2 * L + (length first + 1) * L + 2 * length first + L + 2 + sum_of (fun A => length A * (2 * L + 3)) middle
  /\ program_size (k_sum_u_word U middle last)
  <= 4 + 2 * L + (length last + 1) * L + 2 * length last + L + 2 + sum_of (fun A => 1 + 2 * Nat.log2 (length A)) middle.
Proof.
  intros Hf Hl Hm L; destruct (zeros_log_enough U middle) as [HU Hp]; fold L in HU, Hp.
  assert (H := padding_cost_bound L (padding U middle)).
  assert (Hv := k_sum_v_cost U L first middle HU Hp Hf Hm).
  assert (Hu := k_sum_u_cost U L last middle HU Hp Hl Hm); lia.
Qed.

(** Three sets of m elements. *)
Theorem three_sum_sizes U first second third m :
  in_range U first -> in_range U second -> in_range U third ->
  length first = m -> length second = m -> length third = m ->
  let L := Nat.log2 U in
  program_size (k_sum_v_word U first [second]) <= (3 * m + 2) * (L + 1) + 5 * m + 4
  /\ program_size (k_sum_u_word U [second] third) <= (m + 3) * (L + 1) + 2 * m + 2 * Nat.log2 m + 6.
Proof.
  intros Hf Hs Ht Ef Es Et L; destruct (zeros_log_enough U [second]) as [HU Hp].
  assert (E : zeros_log U [second] = L) by (unfold zeros_log, padding, L; cbn; now rewrite Nat.max_0_r).
  rewrite E in HU, Hp.
  assert (Hv := k_sum_v_cost U L first [second] HU Hp Hf ltac:(now constructor)).
  assert (Hu := k_sum_u_cost U L third [second] HU Hp Ht ltac:(now constructor)).
  change (padding U [second]) with 0 in Hv, Hu; unfold sum_of in Hv, Hu.
  cbn [padding_cost map list_sum fold_right] in Hv, Hu; rewrite Ef, Es in Hv; rewrite Et, Es in Hu.
  split; lia.
Qed.

(** The examples that stand beside the reduction, to the symbol: {1,3}, {2,4}, {3,5,7} with U = 8, where the second set is
    innermost, and {1,2}, {1,3}, {2,5}, {4,7,10} with U = 10. *)
Example worked :
  let v := k_sum_v_word 8 [2; 4] [[1; 3]] in
  let u := k_sum_u_word 8 [[1; 3]] [3; 5; 7] in
  spelling v = k_sum_v 8 [2; 4] [[1; 3]] /\ program_size v = 15
  /\ spelling u = k_sum_u 8 [[1; 3]] [3; 5; 7] /\ program_size u = 12
  /\ program_size (k_sum_v_word 10 [1; 2] [[1; 3]; [2; 5]]) = 23
  /\ program_size (k_sum_u_word 10 [[1; 3]; [2; 5]] [4; 7; 10]) = 16.
Proof. repeat split. Qed.
