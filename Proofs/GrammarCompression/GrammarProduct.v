(** The inner product of two grammar-compressed vectors by a memoised recursion.

    Theorem, in words. Let X and Y be symbols of two straight-line programs. The recursion
    D(X, Y, d) returns the overlap sum of their expansions with Y shifted by d. It gives 0 at once
    if the two do not overlap or one is all zeros, looks (X, Y, d) up in a table, answers constant
    words by sums of ranges and two terminals by their product, splits the longer symbol otherwise,
    and stores the result. So D(X, Y, 0) is the inner product, whatever table is used, provided
    that the table returns only values which were stored under the very key it is asked for.

    Claim [grammar.memoised-product]. The setting is that of Abboud, Backurs, Bringmann, Künnemann,
    "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). *)

From Coq Require Import Bool List ZArith Lia.
From Tightbound Require Import Vectors.
Import ListNotations.
Open Scope Z_scope.

(** * Straight-line programs *)

Inductive rule :=
  | Terminal (z : Z)
  | Pair (left right : nat).

(** The rules, newest first. A symbol is the number of rules older than its own, so that symbols
    keep their numbers when rules are added. *)
Definition grammar := list rule.

Fixpoint rule_of (g : grammar) (s : nat) : option rule :=
  match g with
  | [] => None
  | r :: older => if (s =? length older)%nat then Some r else rule_of older s
  end.

(** A pair refers to older symbols only. *)
Fixpoint well_formed (g : grammar) : Prop :=
  match g with
  | [] => True
  | Terminal _ :: older => well_formed older
  | Pair x y :: older => (x < length older)%nat /\ (y < length older)%nat /\ well_formed older
  end.

(** What is computed once per symbol, from the values of its children. *)
Fixpoint by_rules {A} (leaf : Z -> A) (node : nat -> nat -> A -> A -> A) (g : grammar) (s : nat)
    : A :=
  match g with
  | [] => leaf 0
  | r :: older =>
      if (s =? length older)%nat then
        match r with
        | Terminal z => leaf z
        | Pair x y => node x y (by_rules leaf node older x) (by_rules leaf node older y)
        end
      else by_rules leaf node older s
  end.

(** The expansion val(X), the length |X|, and the sum. *)
Definition val : grammar -> nat -> vector :=
  by_rules (fun z => [z]) (fun _ _ u v => u ++ v).

Definition len : grammar -> nat -> Z :=
  by_rules (fun _ => 1) (fun _ _ m n => m + n).

Definition sum : grammar -> nat -> Z :=
  by_rules (fun z => z) (fun _ _ a b => a + b).

(** The flag "all letters are 0". *)
Definition is_zero : grammar -> nat -> bool :=
  by_rules (fun z => z =? 0) (fun _ _ a b => a && b).

(** The letter, if all letters are equal. *)
Definition constant : grammar -> nat -> option Z :=
  by_rules Some (fun _ _ a b =>
    match a, b with
    | Some c, Some c' => if c =? c' then Some c else None
    | _, _ => None
    end).

(** Random access: the letter at position [i], 0 outside. *)
Definition access (g : grammar) : nat -> Z -> Z :=
  by_rules (fun z i => if i =? 0 then z else 0)
    (fun x _ in_x in_y i => if i <? len g x then in_x i else in_y (i - len g x)) g.

(** The sum of the letters at positions less than [k]. *)
Definition prefix (g : grammar) : nat -> Z -> Z :=
  by_rules (fun z k => if k <=? 0 then 0 else z)
    (fun x _ in_x in_y k => if k <=? len g x then in_x k else sum g x + in_y (k - len g x)) g.

(** The sum of the letters at positions from, ..., to - 1. *)
Definition range_sum (g : grammar) (s : nat) (from to : Z) : Z := prefix g s to - prefix g s from.

(** ** Induction over the symbols of a grammar *)

Lemma rule_of_symbol g s : well_formed g -> (s < length g)%nat ->
  (exists z, rule_of g s = Some (Terminal z)) \/
  (exists x y, rule_of g s = Some (Pair x y) /\ (x < s)%nat /\ (y < s)%nat).
Proof.
  induction g as [|r older IH]; cbn; intros Hg Hs; [lia|].
  destruct (Nat.eqb_spec s (length older)) as [->|Hother].
  - destruct r as [z|x y]; [left; eauto | right; exists x, y; intuition].
  - apply IH; [destruct r; tauto | lia].
Qed.

Lemma by_rules_older {A} (leaf : Z -> A) node r g s : (s < length g)%nat ->
  by_rules leaf node (r :: g) s = by_rules leaf node g s.
Proof. intros Hs; cbn; destruct (Nat.eqb_spec s (length g)); [lia | reflexivity]. Qed.

Lemma by_rules_step {A} (leaf : Z -> A) node g s : well_formed g -> (s < length g)%nat ->
  by_rules leaf node g s =
  match rule_of g s with
  | Some (Terminal z) => leaf z
  | Some (Pair x y) => node x y (by_rules leaf node g x) (by_rules leaf node g y)
  | None => leaf 0
  end.
Proof.
  induction g as [|r older IH]; intros Hg Hs; [cbn in Hs; lia|].
  assert (well_formed older) as Holder by (destruct r; cbn in Hg; tauto).
  destruct (Nat.eq_dec s (length older)) as [->|Hother].
  - cbn [rule_of]; rewrite Nat.eqb_refl.
    destruct r as [z|x y]; cbn [well_formed] in Hg.
    + cbn; now rewrite Nat.eqb_refl.
    + rewrite (by_rules_older _ _ _ _ x), (by_rules_older _ _ _ _ y) by tauto.
      cbn; now rewrite Nat.eqb_refl.
  - cbn [length] in Hs; rewrite by_rules_older, IH by (auto; lia).
    cbn [rule_of]; destruct (Nat.eqb_spec s (length older)); [lia|].
    destruct (rule_of_symbol older s) as [[z ->] | (x & y & -> & Hx & Hy)];
      auto; try lia; rewrite !by_rules_older by lia; reflexivity.
Qed.

(** To prove something of every symbol, prove it of terminals and pass it from children to pairs. *)
Lemma symbol_induction (P : nat -> Prop) g : well_formed g ->
  (forall s z, (s < length g)%nat -> rule_of g s = Some (Terminal z) -> P s) ->
  (forall s x y, (s < length g)%nat -> rule_of g s = Some (Pair x y) ->
    (x < length g)%nat -> (y < length g)%nat -> P x -> P y -> P s) ->
  forall s, (s < length g)%nat -> P s.
Proof.
  intros Hg Hterminal Hpair s; induction s as [s IH] using lt_wf_ind; intros Hs.
  destruct (rule_of_symbol g s Hg Hs) as [[z Hz] | (x & y & Hxy & Hx & Hy)]; [eauto|].
  apply (Hpair s x y); auto; try lia; apply IH; lia.
Qed.

(** ** What is computed per symbol says what it should of the expansion *)

Ltac per_symbol f := unfold f; rewrite by_rules_step by assumption; fold f.

Section Symbols.
  Variable g : grammar.
  Hypothesis Hg : well_formed g.

  Lemma val_terminal s z : (s < length g)%nat -> rule_of g s = Some (Terminal z) -> val g s = [z].
  Proof. intros Hs Hrule; per_symbol val; now rewrite Hrule. Qed.

  Lemma val_pair s x y : (s < length g)%nat -> rule_of g s = Some (Pair x y) ->
    val g s = val g x ++ val g y.
  Proof. intros Hs Hrule; per_symbol val; now rewrite Hrule. Qed.

  Theorem len_correct s : (s < length g)%nat -> len g s = size (val g s).
  Proof.
    revert s; refine (symbol_induction _ g Hg _ _).
    - intros s z Hs Hrule; rewrite (val_terminal s z) by auto; per_symbol len; now rewrite Hrule.
    - intros s x y Hs Hrule _ _ IHx IHy; rewrite (val_pair s x y), size_app by auto.
      per_symbol len; rewrite Hrule; now rewrite IHx, IHy.
  Qed.

  Theorem sum_correct s : (s < length g)%nat -> sum g s = total (val g s).
  Proof.
    revert s; refine (symbol_induction _ g Hg _ _).
    - intros s z Hs Hrule; rewrite (val_terminal s z) by auto; per_symbol sum; rewrite Hrule.
      cbn; lia.
    - intros s x y Hs Hrule _ _ IHx IHy; rewrite (val_pair s x y), total_app by auto.
      per_symbol sum; rewrite Hrule; now rewrite IHx, IHy.
  Qed.

  Lemma constant_correct s : (s < length g)%nat ->
    forall c, constant g s = Some c -> val g s = repeat c (length (val g s)).
  Proof.
    revert s; refine (symbol_induction _ g Hg _ _).
    - intros s z Hs Hrule c; rewrite (val_terminal s z) by auto; per_symbol constant.
      rewrite Hrule; now intros [= ->].
    - intros s x y Hs Hrule _ _ IHx IHy c; rewrite (val_pair s x y) by auto; per_symbol constant.
      rewrite Hrule; destruct (constant g x) as [a|], (constant g y) as [b|]; try discriminate.
      destruct (Z.eqb_spec a b) as [<-|]; [intros [= ->] | discriminate].
      rewrite app_length, repeat_app; f_equal; auto.
  Qed.

  Lemma is_zero_correct s : (s < length g)%nat ->
    is_zero g s = true -> val g s = zeros (length (val g s)).
  Proof.
    revert s; refine (symbol_induction _ g Hg _ _).
    - intros s z Hs Hrule; rewrite (val_terminal s z) by auto; per_symbol is_zero.
      rewrite Hrule; intros Hz; apply Z.eqb_eq in Hz; now subst.
    - intros s x y Hs Hrule _ _ IHx IHy; rewrite (val_pair s x y) by auto; per_symbol is_zero.
      rewrite Hrule; intros Hxy; apply andb_prop in Hxy as [Hx Hy].
      unfold zeros in *; rewrite app_length, repeat_app; f_equal; auto.
  Qed.

  Theorem access_correct s : (s < length g)%nat -> forall i, access g s i = at_ (val g s) i.
  Proof.
    revert s; refine (symbol_induction _ g Hg _ _).
    - intros s z Hs Hrule i; rewrite (val_terminal s z) by auto.
      per_symbol access; now rewrite Hrule.
    - intros s x y Hs Hrule Hx Hy IHx IHy i; rewrite (val_pair s x y), at_app by auto.
      per_symbol access; rewrite Hrule, <- len_correct by auto.
      fold (access g x) (access g y); rewrite IHx, IHy.
      destruct (Z.ltb_spec i (len g x)); rewrite len_correct in * by auto.
      + rewrite (at_outside (val g y)) by lia; lia.
      + rewrite (at_outside (val g x)) by lia; lia.
  Qed.

  Lemma prefix_correct s : (s < length g)%nat -> forall k, prefix g s k = prefix_sum (val g s) k.
  Proof.
    revert s; refine (symbol_induction _ g Hg _ _).
    - intros s z Hs Hrule k; rewrite (val_terminal s z) by auto; per_symbol prefix; rewrite Hrule.
      cbn [prefix_sum]; destruct (k <=? 0); lia.
    - intros s x y Hs Hrule Hx Hy IHx IHy k; rewrite (val_pair s x y), prefix_sum_app by auto.
      per_symbol prefix; rewrite Hrule.
      fold (prefix g x) (prefix g y); rewrite IHx, IHy, sum_correct by auto.
      destruct (Z.leb_spec k (len g x)); rewrite len_correct in * by auto.
      + rewrite (prefix_sum_none (val g y)) by lia; lia.
      + rewrite (prefix_sum_all (val g x)) by lia; lia.
  Qed.
End Symbols.

(** * The recursion *)

(** A subproblem: X, Y and the offset d. X occupies [0, |X|), Y occupies [d, d+|Y|). *)
Definition key := (nat * nat * Z)%type.

(** How a subproblem is answered: at once, or by the sum of two smaller ones. *)
Inductive step :=
  | Value (v : Z)
  | Split (first second : key).

Section Recursion.
  (** X is a symbol of [g], Y a symbol of [h]; often the two are one grammar. *)
  Variables g h : grammar.

  (** Whether constant words are answered by sums of ranges. The theorems hold either way. *)
  Variable shortcut : bool.

  (** 1. No overlap, or only zeros on one side. *)
  Definition vanishes (k : key) : bool :=
    let '(x, y, d) := k in
    (len g x <=? d) || (d + len h y <=? 0) || is_zero g x || is_zero h y.

  Definition constant_step (k : key) : option Z :=
    let '(x, y, d) := k in
    let from := Z.max 0 d in
    let to := Z.min (len g x) (d + len h y) in
    match constant g x, constant h y with
    | Some c, _ => Some (c * range_sum h y (from - d) (to - d))
    | None, Some c => Some (c * range_sum g x from to)
    | None, None => None
    end.

  (** A pair is longer than a terminal; of two pairs the longer is split, the first if they tie. *)
  Definition rule_step (k : key) : step :=
    let '(x, y, d) := k in
    let split_x l r := Split (l, y, d) (r, y, d - len g l) in
    let split_y l r := Split (x, l, d) (x, r, d + len h l) in
    match rule_of g x, rule_of h y with
    | Some (Terminal a), Some (Terminal b) => Value (a * b)
    | Some (Pair l r), Some (Terminal _) => split_x l r
    | Some (Terminal _), Some (Pair l r) => split_y l r
    | Some (Pair l r), Some (Pair l' r') =>
        if len h y <=? len g x then split_x l r else split_y l' r'
    | _, _ => Value 0
    end.

  (** 3. Constants; 4. two terminals; 5. split. (2. is the table.) *)
  Definition work (k : key) : step :=
    match (if shortcut then constant_step k else None) with
    | Some v => Value v
    | None => rule_step k
    end.

  (** Without a table. [fuel] bounds the depth of the recursion. *)
  Fixpoint product (fuel : nat) (k : key) : Z :=
    match fuel with
    | O => 0
    | S fuel =>
        if vanishes k then 0
        else match work k with
          | Value v => v
          | Split p q => product fuel p + product fuel q
          end
    end.

  (** A depth that suffices: every split replaces a symbol by an older one. *)
  Definition depth (k : key) : nat := let '(x, y, _) := k in S (x + y).

  (** ** What a subproblem means, and that each step preserves it *)

  Hypothesis Hg : well_formed g.
  Hypothesis Hh : well_formed h.

  Definition valid (k : key) : Prop :=
    let '(x, y, _) := k in (x < length g)%nat /\ (y < length h)%nat.

  Definition meaning (k : key) : Z :=
    let '(x, y, d) := k in overlap (val g x) (val h y) d.

  Lemma vanishes_correct k : valid k -> vanishes k = true -> meaning k = 0.
  Proof.
    destruct k as [[x y] d]; intros [Hx Hy]; cbn.
    rewrite !orb_true_iff, !Z.leb_le; intros [[[H | H] | H] | H].
    - apply overlap_disjoint; rewrite <- len_correct by auto; auto.
    - apply overlap_disjoint; rewrite <- !len_correct by auto; auto.
    - apply is_zero_correct in H; auto; rewrite H; apply overlap_zeros_l.
    - apply is_zero_correct in H; auto; rewrite H; apply overlap_zeros_r.
  Qed.

  Lemma overlapping x y d :
    vanishes (x, y, d) = false -> d < len g x /\ 0 < d + len h y.
  Proof. cbn; rewrite !orb_false_iff, !Z.leb_gt; tauto. Qed.

  (** Sums of ranges may be clipped to the word. *)
  Lemma prefix_sum_clip v k : prefix_sum v (Z.max 0 (Z.min k (size v))) = prefix_sum v k.
  Proof.
    pose proof (size_nonneg v).
    destruct (Z.le_gt_cases k 0); [now rewrite !prefix_sum_none by lia|].
    destruct (Z.le_gt_cases k (size v)); [f_equal; lia|].
    now rewrite !prefix_sum_all by lia.
  Qed.

  Lemma constant_step_correct k v :
    valid k -> vanishes k = false -> constant_step k = Some v -> v = meaning k.
  Proof.
    destruct k as [[x y] d]; intros [Hx Hy] Hoverlap.
    apply overlapping in Hoverlap as [Hleft Hright].
    unfold constant_step, range_sum, meaning.
    rewrite !prefix_correct, !len_correct in * by auto.
    pose proof (size_nonneg (val g x)); pose proof (size_nonneg (val h y)).
    destruct (constant g x) as [c|] eqn:Hc;
      [|destruct (constant h y) as [c|] eqn:Hc'; [|discriminate]]; intros [= <-].
    - apply constant_correct in Hc; auto.
      transitivity (overlap (repeat c (length (val g x))) (val h y) d); [|now rewrite <- Hc].
      rewrite overlap_constant_l; fold (size (val g x)).
      rewrite <- (prefix_sum_clip _ (size (val g x) - d)), <- (prefix_sum_clip _ (- d)).
      f_equal; f_equal; f_equal; lia.
    - apply constant_correct in Hc'; auto.
      transitivity (overlap (val g x) (repeat c (length (val h y))) d); [|now rewrite <- Hc'].
      rewrite overlap_constant_r; fold (size (val h y)).
      rewrite <- (prefix_sum_clip _ (d + size (val h y))), <- (prefix_sum_clip _ d).
      f_equal; f_equal; f_equal; lia.
  Qed.

  (** What a correct step is. *)
  Definition sound_step (k : key) (s : step) : Prop :=
    match s with
    | Value v => v = meaning k
    | Split p q =>
        meaning k = meaning p + meaning q /\ valid p /\ valid q /\
        (depth p < depth k)%nat /\ (depth q < depth k)%nat
    end.

  Lemma split_x_sound x y d l r : valid (x, y, d) -> rule_of g x = Some (Pair l r) ->
    sound_step (x, y, d) (Split (l, y, d) (r, y, d - len g l)).
  Proof.
    intros [Hx Hy] Hrule.
    destruct (rule_of_symbol g x Hg Hx) as [[z Hz] | (l' & r' & Hlr & Hl & Hr)]; [congruence|].
    rewrite Hrule in Hlr; injection Hlr as <- <-; cbn [sound_step meaning valid depth].
    rewrite (val_pair g Hg x l r), overlap_app_l, len_correct by (auto; lia).
    repeat split; auto; lia.
  Qed.

  Lemma split_y_sound x y d l r : valid (x, y, d) -> rule_of h y = Some (Pair l r) ->
    sound_step (x, y, d) (Split (x, l, d) (x, r, d + len h l)).
  Proof.
    intros [Hx Hy] Hrule.
    destruct (rule_of_symbol h y Hh Hy) as [[z Hz] | (l' & r' & Hlr & Hl & Hr)]; [congruence|].
    rewrite Hrule in Hlr; injection Hlr as <- <-; cbn [sound_step meaning valid depth].
    rewrite (val_pair h Hh y l r), overlap_app_r, len_correct by (auto; lia).
    repeat split; auto; lia.
  Qed.

  Lemma rule_step_sound k : valid k -> vanishes k = false -> sound_step k (rule_step k).
  Proof.
    destruct k as [[x y] d]; intros Hvalid Hoverlap; pose proof Hvalid as [Hx Hy].
    unfold rule_step.
    destruct (rule_of_symbol g x Hg Hx) as [[a Ha] | (l & r & Hlr & _ & _)],
      (rule_of_symbol h y Hh Hy) as [[b Hb] | (l' & r' & Hlr' & _ & _)].
    - rewrite Ha, Hb; cbn [sound_step meaning].
      apply overlapping in Hoverlap.
      rewrite !len_correct, (val_terminal g Hg x a), (val_terminal h Hh y b) in * by auto.
      cbn in Hoverlap; replace d with 0 by lia; cbn; lia.
    - rewrite Ha, Hlr'; now apply split_y_sound.
    - rewrite Hlr, Hb; now apply split_x_sound.
    - rewrite Hlr, Hlr'.
      destruct (len h y <=? len g x); [apply split_x_sound | apply split_y_sound]; auto.
  Qed.

  Lemma work_sound k : valid k -> vanishes k = false -> sound_step k (work k).
  Proof.
    intros Hvalid Hoverlap; unfold work.
    destruct (if shortcut then constant_step k else None) as [v|] eqn:Hv.
    - destruct shortcut; [|discriminate]; now apply constant_step_correct.
    - now apply rule_step_sound.
  Qed.

  (** ** The recursion without a table *)

  Theorem overlap_product_correct fuel k :
    valid k -> (depth k <= fuel)%nat -> product fuel k = meaning k.
  Proof.
    revert k; induction fuel as [|fuel IH]; intros k Hvalid Hfuel.
    - destruct k as [[x y] d]; cbn in Hfuel; lia.
    - cbn; destruct (vanishes k) eqn:Hoverlap; [symmetry; now apply vanishes_correct|].
      pose proof (work_sound k Hvalid Hoverlap) as Hwork.
      destruct (work k) as [v | p q]; cbn in Hwork; [assumption|].
      destruct Hwork as (-> & Hp & Hq & Hdepth & Hdepth'); rewrite !IH by (auto; lia); reflexivity.
  Qed.
End Recursion.

(** * The table *)

(** A memo table, be it a hash table, a search tree or a list. All that is asked of it: what it
    returns for a key was stored under that key. It may forget. *)
Record memo := {
  table : Type;
  empty : table;
  find : table -> key -> option Z;
  store : table -> key -> Z -> table;
  find_empty : forall k, find empty k = None;
  find_store : forall t k v k' v', find (store t k v) k' = Some v' ->
    (k' = k /\ v' = v) \/ find t k' = Some v'
}.

Section Memoised.
  Variable m : memo.
  Variables g h : grammar.
  Variable shortcut : bool.

  (** The recursion, with the table handed from call to call. *)
  Fixpoint memoised (fuel : nat) (k : key) (t : table m) : Z * table m :=
    match fuel with
    | O => (0, t)
    | S fuel =>
        if vanishes g h k then (0, t)
        else match find m t k with
          | Some v => (v, t)
          | None =>
              match work g h shortcut k with
              | Value v => (v, store m t k v)
              | Split p q =>
                  let (a, t) := memoised fuel p t in
                  let (b, t) := memoised fuel q t in
                  (a + b, store m t k (a + b))
              end
          end
    end.

  Hypothesis Hg : well_formed g.
  Hypothesis Hh : well_formed h.

  (** The invariant: every entry is right. *)
  Definition right (t : table m) : Prop := forall k v, find m t k = Some v -> v = meaning g h k.

  Lemma right_empty : right (empty m).
  Proof. intros k v; rewrite find_empty; discriminate. Qed.

  Lemma right_store t k : right t -> right (store m t k (meaning g h k)).
  Proof. intros Ht k' v Hfind; apply find_store in Hfind as [[-> ->] | Hfind]; auto. Qed.

  Theorem memoised_overlap_correct fuel k t :
    valid g h k -> (depth k <= fuel)%nat -> right t ->
    fst (memoised fuel k t) = meaning g h k /\ right (snd (memoised fuel k t)).
  Proof.
    revert k t; induction fuel as [|fuel IH]; intros k t Hvalid Hfuel Ht.
    - destruct k as [[x y] d]; cbn in Hfuel; lia.
    - cbn; destruct (vanishes g h k) eqn:Hoverlap.
      { split; [symmetry; now apply vanishes_correct | exact Ht]. }
      destruct (find m t k) as [v|] eqn:Hfind; [split; [now apply Ht | exact Ht]|].
      pose proof (work_sound g h shortcut Hg Hh k Hvalid Hoverlap) as Hwork.
      destruct (work g h shortcut k) as [v | p q]; cbn in Hwork.
      { subst v; split; [reflexivity | now apply right_store]. }
      destruct Hwork as (Hsum & Hp & Hq & Hdepth & Hdepth').
      destruct (IH p t) as [Ha Ht1]; auto; [lia|].
      destruct (memoised fuel p t) as [a t1]; cbn in Ha, Ht1.
      destruct (IH q t1) as [Hb Ht2]; auto; [lia|].
      destruct (memoised fuel q t1) as [b t2]; cbn in Hb, Ht2 |- *.
      rewrite Ha, Hb, <- Hsum; split; [reflexivity | now apply right_store].
  Qed.

  (** The algorithm: the overlap sum at offset [d], and the inner product, from an empty table. *)
  Definition slp_overlap (x y : nat) (d : Z) : Z :=
    fst (memoised (depth (x, y, d)) (x, y, d) (empty m)).

  Definition slp_product (x y : nat) : Z := slp_overlap x y 0.
End Memoised.

Theorem slp_overlap_correct m g h shortcut x y d :
  well_formed g -> well_formed h -> (x < length g)%nat -> (y < length h)%nat ->
  slp_overlap m g h shortcut x y d = overlap (val g x) (val h y) d.
Proof.
  intros Hg Hh Hx Hy; apply (memoised_overlap_correct m g h shortcut Hg Hh _ (x, y, d));
    [split; assumption | apply le_n | apply right_empty].
Qed.

Theorem slp_product_correct m g h shortcut x y :
  well_formed g -> well_formed h -> (x < length g)%nat -> (y < length h)%nat ->
  slp_product m g h shortcut x y = dot (val g x) (val h y).
Proof. intros; rewrite <- overlap_dot; now apply slp_overlap_correct. Qed.

(** * A table, and a worked example *)

Definition same_key (k k' : key) : bool :=
  let '(x, y, d) := k in
  let '(x', y', d') := k' in
  (x =? x')%nat && (y =? y')%nat && (d =? d').

Lemma same_key_eq k k' : same_key k k' = true -> k = k'.
Proof.
  destruct k as [[x y] d], k' as [[x' y'] d']; cbn.
  rewrite !andb_true_iff, !Nat.eqb_eq, Z.eqb_eq; now intros [[-> ->] ->].
Qed.

(** The association list, newest entry first. *)
Definition association_list : memo.
Proof.
  refine {|
    table := list (key * Z);
    empty := [];
    find t k := option_map snd (List.find (fun entry => same_key k (fst entry)) t);
    store t k v := (k, v) :: t
  |}.
  - reflexivity.
  - intros t k v k' v'; cbn.
    destruct (same_key k' k) eqn:Hsame; cbn; [intros [= <-]; left; auto using same_key_eq | auto].
Defined.

(** Two words of length 32: ((1 2)(3 4)(5 6)(7 8))⁴ and (-1 -2)⁴ (-3 -4)⁴ (-5 -6)⁴ (-7 -8)⁴. *)
Definition letters (sign : Z) : list rule :=
  map (fun i => Terminal (sign * Z.of_nat i)) (seq 1 8)
    ++ [Pair 0 1; Pair 2 3; Pair 4 5; Pair 6 7].

Definition repeated : grammar :=
  rev (letters 1 ++ [Pair 8 9; Pair 10 11; Pair 12 13; Pair 14 14; Pair 15 15]).

Definition blocks : grammar :=
  rev (letters (-1) ++
    [Pair 8 8; Pair 12 12; Pair 9 9; Pair 14 14; Pair 10 10; Pair 16 16; Pair 11 11; Pair 18 18;
     Pair 13 15; Pair 17 19; Pair 20 21]).

Example worked_product : slp_product association_list repeated blocks true 16 22 = -656.
Proof. reflexivity. Qed.

Example worked_expansions :
  (length (val repeated 16), length (val blocks 22)) = (32, 32)%nat /\
  dot (val repeated 16) (val blocks 22) = -656.
Proof. split; reflexivity. Qed.

(** The table then holds 93 keys. *)
Example worked_keys :
  length (snd (memoised association_list repeated blocks true 39 (16%nat, 22%nat, 0) [])) = 93%nat.
Proof. reflexivity. Qed.
