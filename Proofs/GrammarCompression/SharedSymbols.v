(** Grammars whose symbols are shared: powers and concatenations, and how many symbols they cost.

    A symbol is the tree that it unfolds to, a store that never holds two symbols for the same thing holds each tree once,
    and the size of a program is the number of different trees below its root, itself among them.

    Theorems, in words. Halving the list again and again concatenates k symbols with at most k - 1 new ones. The k-th power
    joins the squares of the set bits of k, from the lowest: it costs at most ⌊log₂ k⌋ symbols beyond the squares, and
    these ⌊log₂ k⌋. Both expand to what they should.

    These are the conventions of the grammars that the reductions from k-SUM build (KSumSizes.v). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors.
Import ListNotations.
Open Scope nat_scope.

Inductive tree :=
| Letter (x : Z)
| Pair (left right : tree).

Definition tree_eq_dec (t u : tree) : {t = u} + {t <> u}.
Proof. decide equality; apply Z.eq_dec. Defined.

Fixpoint expansion (t : tree) : vector :=
  match t with Letter x => [x] | Pair l r => expansion l ++ expansion r end.

(** The symbols that a symbol needs. *)
Fixpoint below (t : tree) : list tree :=
  t :: match t with Letter _ => [] | Pair l r => below l ++ below r end.

(** The number of symbols of a program with this root. *)
Definition symbols (t : tree) : nat := length (nodup tree_eq_dec (below t)).

(** ** Stores *)

(** A list of symbols, in which are the children of all. *)
Definition closed (B : list tree) : Prop := forall l r, In (Pair l r) B -> In l B /\ In r B.

(** A store that holds these, and at most n symbols more than the other. *)
Definition grows (B : list tree) (n : nat) (ts : list tree) : Prop :=
  exists B', closed B' /\ incl B B' /\ length B' <= length B + n /\ incl ts B'.

Lemma below_closed B t : closed B -> In t B -> incl (below t) B.
Proof.
  intros HB; induction t as [x|l IHl r IHr]; cbn; intros H s [<-|Hs]; auto; [destruct Hs|].
  destruct (HB l r H); apply in_app_iff in Hs as [Hs|Hs]; [apply IHl | apply IHr]; auto.
Qed.

Theorem symbols_bound B t : closed B -> In t B -> symbols t <= length B.
Proof.
  intros HB Ht; apply NoDup_incl_length; [apply NoDup_nodup|].
  intros s Hs; apply nodup_In in Hs; exact (below_closed B t HB Ht s Hs).
Qed.

Lemma grows_symbols B n t : grows B n [t] -> symbols t <= length B + n.
Proof.
  intros (B' & HB & _ & Hl & Ht); assert (H := symbols_bound B' t HB (Ht t (or_introl eq_refl))); lia.
Qed.

Lemma grows_none B ts : closed B -> incl ts B -> grows B 0 ts.
Proof. intros HB H; exists B; split; [exact HB|]; split; [apply incl_refl|]; split; [lia | exact H]. Qed.

Lemma grows_weaken B n n' ts : n <= n' -> grows B n ts -> grows B n' ts.
Proof.
  intros Hn (B' & HB & Hi & Hl & Ht); exists B'; split; [exact HB|]; split; [exact Hi|]; split; [lia | exact Ht].
Qed.

(** First some, then more. *)
Lemma grows_then B n n' ts us :
  grows B n ts -> (forall B', closed B' -> incl B B' -> incl ts B' -> grows B' n' us) -> grows B (n + n') (ts ++ us).
Proof.
  intros (B' & HB' & Hi & Hl & Ht) H; destruct (H B' HB' Hi Ht) as (B'' & HB'' & Hi' & Hl' & Hu).
  exists B''; split; [exact HB''|]; split; [eapply incl_tran; eauto|]; split; [lia|].
  apply incl_app; [eapply incl_tran; eauto | exact Hu].
Qed.

Lemma grows_last B n n' ts us :
  grows B n ts -> (forall B', closed B' -> incl B B' -> incl ts B' -> grows B' n' us) -> grows B (n + n') us.
Proof.
  intros Ht H; destruct (grows_then _ _ _ _ _ Ht H) as (B' & HB & Hi & Hl & Hu); exists B'.
  split; [exact HB|]; split; [exact Hi|]; split; [exact Hl|]; intros u Hin; apply Hu, in_app_iff; auto.
Qed.

Lemma grows_pair B l r : closed B -> In l B -> In r B -> grows B 1 [Pair l r].
Proof.
  intros HB Hl Hr; exists (Pair l r :: B); split.
  - intros l' r' [E|H]; [injection E as <- <-; cbn; auto|]; destruct (HB l' r' H); cbn; auto.
  - split; [intros t Ht; now right|]; split; [cbn; lia|]; intros t [<-|[]]; now left.
Qed.

(** ** Concatenation *)

(** Neighbours are paired; the last of an odd number stays. *)
Fixpoint level (ts : list tree) : list tree :=
  match ts with a :: b :: rest => Pair a b :: level rest | _ => ts end.

(** Level by level until one symbol is left; none for no symbols. *)
Fixpoint levels (n : nat) (ts : list tree) : list tree :=
  match n with 0 => ts | S n => levels n (level ts) end.

Definition concatenation (ts : list tree) : list tree := levels (length ts) ts.

Lemma two_steps (P : list tree -> Prop) :
  P [] -> (forall a, P [a]) -> (forall a b rest, P rest -> P (a :: b :: rest)) -> forall ts, P ts.
Proof.
  intros H0 H1 H2 ts; enough (P ts /\ forall a, P (a :: ts)) by tauto.
  induction ts as [|b ts [IH IH']]; split; auto.
Qed.

Lemma level_length ts : 2 <= length ts -> 1 <= length (level ts) < length ts.
Proof.
  enough (length (level ts) <= length ts /\ (2 <= length ts -> 1 <= length (level ts) < length ts)) by tauto.
  induction ts as [|a|a b rest [IH IH']] using two_steps; cbn; lia.
Qed.

Lemma level_grows ts : forall B, closed B -> incl ts B -> grows B (length ts - length (level ts)) (level ts).
Proof.
  induction ts as [|a|a b rest IH] using two_steps; intros B HB Hts.
  - now apply grows_none.
  - cbn; now apply grows_none.
  - cbn [level length].
    assert (Hlen : length (level rest) <= length rest).
    { destruct rest as [|x [|y rest]]; cbn; auto; assert (H := level_length (x :: y :: rest)); cbn in H; lia. }
    replace (S (S (length rest)) - S (length (level rest)))
      with (1 + (length rest - length (level rest))) by lia.
    apply (grows_then B 1 _ [Pair a b] (level rest)).
    + apply grows_pair; [exact HB | apply Hts; now left | apply Hts; right; now left].
    + intros B' HB' Hi _; apply IH; [exact HB'|]; intros t Ht; apply Hi, Hts; right; now right.
Qed.

Lemma levels_one n t : levels n [t] = [t].
Proof. induction n; auto. Qed.

Lemma levels_short n : forall ts, length ts <= S n -> length (levels n ts) <= 1.
Proof.
  induction n as [|n IH]; intros ts Hn; cbn [levels]; [lia|].
  apply IH; destruct (le_lt_dec (length ts) 1) as [H1|H1].
  - destruct ts as [|a [|b ts]]; cbn in *; lia.
  - assert (H := level_length ts H1); lia.
Qed.

Lemma levels_grows n : forall ts B, length ts <= S n -> closed B -> incl ts B ->
  grows B (length ts - 1) (levels n ts).
Proof.
  induction n as [|n IH]; intros ts B Hn HB Hts; cbn [levels].
  - apply (grows_weaken _ 0); [lia | now apply grows_none].
  - destruct (le_lt_dec (length ts) 1) as [H1|H1].
    + assert (E : level ts = ts) by (destruct ts as [|a [|b ts]]; cbn in *; auto; lia); rewrite E.
      apply IH; auto; lia.
    + assert (H := level_length ts H1).
      replace (length ts - 1) with ((length ts - length (level ts)) + (length (level ts) - 1)) by lia.
      apply (grows_last B _ _ (level ts)); [now apply level_grows|].
      intros B' HB' _ Hl; apply IH; auto; lia.
Qed.

(** k symbols cost k - 1, and give one, or none for none. *)
Theorem concatenation_grows ts B : closed B -> incl ts B -> grows B (length ts - 1) (concatenation ts).
Proof. intros; unfold concatenation; apply levels_grows; auto. Qed.

Lemma concatenation_short ts : length (concatenation ts) <= 1.
Proof. unfold concatenation; apply levels_short; lia. Qed.

(** What a list of symbols spells. *)
Definition spelling (ts : list tree) : vector := concat (map expansion ts).

Lemma spelling_app ts us : spelling (ts ++ us) = spelling ts ++ spelling us.
Proof. unfold spelling; now rewrite map_app, concat_app. Qed.

Lemma level_spelling ts : spelling (level ts) = spelling ts.
Proof.
  induction ts as [|a|a b rest IH] using two_steps; auto; unfold spelling in *; cbn; rewrite IH; now rewrite app_assoc.
Qed.

Theorem concatenation_spelling ts : spelling (concatenation ts) = spelling ts.
Proof.
  unfold concatenation; generalize (length ts) as n; intros n; revert ts.
  induction n as [|n IH]; intros ts; cbn [levels]; [reflexivity|]; now rewrite IH, level_spelling.
Qed.

(** ** Powers *)

Definition joined (product : option tree) (t : tree) : tree :=
  match product with Some p => Pair p t | None => t end.

(** The product of the squares for the set bits of k; the lowest belongs to [square]. *)
Fixpoint power_from (square : tree) (product : option tree) (k : positive) : tree :=
  match k with
  | xH => joined product square
  | xO k => power_from (Pair square square) product k
  | xI k => power_from (Pair square square) (Some (joined product square)) k
  end.

Definition power (t : tree) (k : positive) : tree := power_from t None k.

(** i times squared. *)
Fixpoint squared (t : tree) (i : nat) : tree :=
  match i with 0 => t | S i => squared (Pair t t) i end.

(** ⌊log₂ k⌋ *)
Fixpoint log (k : positive) : nat :=
  match k with xH => 0 | xO k => S (log k) | xI k => S (log k) end.

Lemma log_correct k : log k = Nat.log2 (Pos.to_nat k).
Proof.
  induction k as [k IH|k IH|]; cbn [log]; [| |reflexivity].
  - rewrite Pos2Nat.inj_xI, IH, <- (Nat.add_1_r (2 * _)); symmetry; apply Nat.log2_succ_double, Pos2Nat.is_pos.
  - rewrite Pos2Nat.inj_xO, IH; symmetry; apply Nat.log2_double, Pos2Nat.is_pos.
Qed.

Lemma power_from_grows k : forall square product B, closed B ->
  (forall i, i <= log k -> In (squared square i) B) ->
  match product with Some p => In p B | None => True end ->
  grows B (log k + match product with Some _ => 1 | None => 0 end) [power_from square product k].
Proof.
  assert (one : forall (t : tree) B, In t B -> incl [t] B) by (intros t B H s [<-|[]]; exact H).
  induction k as [k IH|k IH|]; intros square product B HB Hs Hp; cbn [power_from log] in *.
  - assert (H0 : In square B) by (apply (Hs 0); lia).
    destruct product as [p|]; cbn [joined].
    + replace (S (log k) + 1) with (1 + (log k + 1)) by lia.
      apply (grows_last B 1 _ [Pair p square]); [now apply grows_pair|].
      intros B' HB' Hi Hin; apply (IH _ (Some (Pair p square))); [exact HB' | | apply Hin; now left].
      intros i Hlog; apply Hi, (Hs (S i)); lia.
    + apply (grows_weaken _ (log k + 1)); [lia|].
      apply (IH _ (Some square)); [exact HB | | exact H0]; intros i Hi; apply (Hs (S i)); lia.
  - apply (grows_weaken _ (log k + match product with Some _ => 1 | None => 0 end)); [lia|].
    apply IH; [exact HB | | exact Hp]; intros i Hi; apply (Hs (S i)); lia.
  - assert (H0 : In square B) by (apply (Hs 0); lia).
    destruct product as [p|]; cbn [joined]; [now apply grows_pair | apply grows_none; auto].
Qed.

Lemma squares_grow n : forall t B, closed B -> In t B -> grows B n (map (squared t) (seq 0 (S n))).
Proof.
  induction n as [|n IH]; intros t B HB Ht.
  - apply grows_none; [exact HB | intros s [<-|[]]; exact Ht].
  - replace (map (squared t) (seq 0 (S (S n))))
      with ([t] ++ map (squared (Pair t t)) (seq 0 (S n))).
    2: { change (seq 0 (S (S n))) with (0 :: seq 1 (S n)).
         rewrite <- seq_shift; cbn [map]; now rewrite map_map. }
    change (S n) with (0 + S n) at 1; apply grows_then.
    + apply grows_none; [exact HB | intros s [<-|[]]; exact Ht].
    + intros B' HB' Hi Hin; change (S n) with (1 + n) at 1.
      apply (grows_last B' 1 n [Pair t t]); [apply grows_pair; auto|].
      intros B'' HB'' _ Hp; apply IH; [exact HB'' | apply Hp; now left].
Qed.

(** If the squares are there, only the joins cost. *)
Theorem power_of_squares t k B : closed B -> (forall i, i <= log k -> In (squared t i) B) -> grows B (log k) [power t k].
Proof. intros HB Hs; rewrite <- (Nat.add_0_r (log k)); now apply (power_from_grows k t None). Qed.

Theorem power_grows t k B : closed B -> In t B -> grows B (2 * log k) [power t k].
Proof.
  intros HB Ht; replace (2 * log k) with (log k + log k) by lia.
  apply (grows_last B _ _ (map (squared t) (seq 0 (S (log k))))); [now apply squares_grow|].
  intros B' HB' _ Hs; apply power_of_squares; [exact HB'|].
  intros i Hi; apply Hs, in_map, in_seq; lia.
Qed.

Lemma repeated_twice (v : vector) n : concat (repeat (v ++ v) n) = concat (repeat v (2 * n)).
Proof.
  induction n as [|n IH]; [reflexivity|]; replace (2 * S n) with (S (S (2 * n))) by lia.
  cbn [repeat concat]; now rewrite IH, app_assoc.
Qed.

Lemma power_from_expansion k : forall square product,
  expansion (power_from square product k)
  = match product with Some p => expansion p | None => [] end ++ concat (repeat (expansion square) (Pos.to_nat k)).
Proof.
  induction k as [k IH|k IH|]; intros square product; cbn [power_from].
  - rewrite IH, Pos2Nat.inj_xI; cbn [expansion repeat concat]; rewrite repeated_twice.
    destruct product; cbn [joined expansion]; [now rewrite app_assoc | reflexivity].
  - rewrite IH, Pos2Nat.inj_xO; cbn [expansion]; now rewrite repeated_twice.
  - rewrite Pos2Nat.inj_1; cbn [repeat concat]; rewrite app_nil_r; destruct product; reflexivity.
Qed.

Theorem power_expansion t k : expansion (power t k) = concat (repeat (expansion t) (Pos.to_nat k)).
Proof. apply power_from_expansion. Qed.

(** The power 0^5 by 0, 00, 0000 and their product 0 0000; three copies of 1 and a 2 concatenated. *)
Example worked :
  let z := Letter 0 in
  power z 5 = Pair z (Pair (Pair z z) (Pair z z)) /\ symbols (power z 5) = 4
  /\ concatenation [Letter 1; Letter 1; Letter 1; Letter 2]
     = [Pair (Pair (Letter 1) (Letter 1)) (Pair (Letter 1) (Letter 2))]
  /\ map symbols (concatenation [Letter 1; Letter 1; Letter 1; Letter 2]) = [5].
Proof. repeat split. Qed.
