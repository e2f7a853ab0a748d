(** What the checker of inner products accepts holds. *)

From Coq Require Import Bool List ZArith Lia.
From Tightbound Require Import Vectors.
From Tightbound.Checkers Require Import Tokens Table InnerProductStatement InnerProductCheck.
Import ListNotations.
Open Scope Z_scope.

Lemma spells_unique rules s u : spells rules s u -> forall v, spells rules s v -> u = v.
Proof.
  induction 1 as [s z Hs | s a b u w Hs Hu IHu Hw IHw]; intros v Hv; inversion Hv; subst; try congruence.
  assert (a0 = a /\ b0 = b) as [-> ->] by (split; congruence); f_equal; auto.
Qed.

(** The facts are those of the expansion. *)
Definition describe (f : facts) (w : vector) : Prop :=
  len f = size w /\ sum f = total w /\ (forall c, constant f = Some c -> w = repeat c (length w)).

Lemma describe_both fa fb u v : describe fa u -> describe fb v -> describe (both fa fb) (u ++ v).
Proof.
  intros (Hlu & Hsu & Hcu) (Hlv & Hsv & Hcv); unfold describe, both; cbn [len sum constant].
  rewrite size_app, total_app, Hlu, Hlv, Hsu, Hsv; split; [reflexivity|]; split; [reflexivity|].
  intros c; destruct (constant fa) as [a|], (constant fb) as [b|]; try discriminate.
  destruct (Z.eqb_spec a b) as [<-|]; [intros [= ->] | discriminate].
  rewrite app_length, repeat_app; f_equal; auto.
Qed.

(** A table of facts of symbols that spell something. *)
Definition right_facts (rules : list rule) (known : table facts) : Prop :=
  forall s f, find known s = Some f -> exists w, spells rules s w /\ describe f w.

Lemma facts_from_right all rules : forall i known t, 0 <= i ->
  (forall j r, nth_z rules j = Some r -> nth_z all (i + j) = Some r) ->
  right_facts all known -> facts_from i rules known = Some t -> right_facts all t.
Proof.
  induction rules as [|r rules IH]; intros i known t Hi Hall Hknown H; cbn [facts_from] in H.
  - now injection H as <-.
  - assert (nth_z all i = Some r) as Hr by (rewrite <- (Z.add_0_r i); now apply Hall).
    assert (forall j r', nth_z rules j = Some r' -> nth_z all (i + 1 + j) = Some r') as Hrest.
    { intros j r' Hj; rewrite <- Z.add_assoc; apply Hall; cbn [nth_z]; apply nth_z_range in Hj as Hrange.
      destruct (Z.eqb_spec (1 + j) 0); [lia|]; now replace (1 + j - 1) with j by lia. }
    destruct r as [z | a b].
    + refine (IH _ _ _ _ Hrest _ H); [lia|]; intros s f; rewrite find_put by assumption.
      destruct (Z.eqb_spec s i) as [->|]; [|apply Hknown]; intros [= <-].
      exists [z]; split; [now constructor|]; unfold describe; cbn; repeat split; try lia; congruence.
    + destruct (find known a) as [fa|] eqn:Ha; [|discriminate].
      destruct (find known b) as [fb|] eqn:Hb; [|discriminate].
      refine (IH _ _ _ _ Hrest _ H); [lia|]; intros s f; rewrite find_put by assumption.
      destruct (Z.eqb_spec s i) as [->|]; [|apply Hknown]; intros [= <-].
      destruct (Hknown a fa Ha) as (u & Hu & Hfu), (Hknown b fb Hb) as (v & Hv & Hfv).
      exists (u ++ v); split; [now apply (spells_pair _ _ a b) | now apply describe_both].
Qed.

(** An indexed grammar says what the grammar says. *)
Definition right_index (rules : list rule) (g : indexed) : Prop :=
  right_facts rules (facts_at g) /\ forall s r, find (rule_at g) s = Some r -> nth_z rules s = Some r.

Lemma index_grammar_right g i : index_grammar g = Some i -> right_index (rules g) i.
Proof.
  unfold index_grammar; destruct (facts_from 0 (rules g) nothing) as [t|] eqn:Ht; [|discriminate].
  intros [= <-]; split; cbn [facts_at rule_at].
  - apply (facts_from_right (rules g) (rules g) 0 nothing t); auto; [lia|].
    intros s f; now rewrite find_nothing.
  - intros s r; now rewrite find_index.
Qed.

Lemma fact_of rules g s f w : right_index rules g -> find (facts_at g) s = Some f ->
  spells rules s w -> describe f w.
Proof.
  intros [Hg _] Hf Hw; destruct (Hg s f Hf) as (w' & Hw' & Hdescribe).
  now rewrite (spells_unique _ _ _ Hw _ Hw').
Qed.

Lemma prefix_sum_repeat c n : forall k, 0 <= k <= Z.of_nat n -> prefix_sum (repeat c n) k = c * k.
Proof.
  induction n as [|n IH]; intros k Hk; cbn [repeat prefix_sum]; [replace k with 0 by lia; lia|].
  destruct (Z.leb_spec k 0); [replace k with 0 by lia; lia|]; rewrite IH by lia; lia.
Qed.

Lemma prefix_right rules g fuel : right_index rules g -> forall s k v w,
  prefix g fuel s k = Some v -> spells rules s w -> v = prefix_sum w k.
Proof.
  intros Hg; induction fuel as [|r fuel IH]; intros s k v w H Hw; cbn [prefix] in H.
  all: destruct (find (facts_at g) s) as [f|] eqn:Hf; [|discriminate].
  all: destruct (fact_of _ _ _ _ _ Hg Hf Hw) as (Hlen & Hsum & Hconstant).
  all: destruct (Z.leb_spec k 0); [injection H as <-; now rewrite prefix_sum_none|].
  all: destruct (Z.leb_spec (len f) k); [injection H as <-; rewrite prefix_sum_all; [auto | lia]|].
  all: destruct (constant f) as [c|]; [injection H as <-; rewrite (Hconstant c eq_refl);
    unfold size in Hlen; rewrite prefix_sum_repeat; lia|].
  - discriminate.
  - destruct (find (rule_at g) s) as [[z | a b]|] eqn:Hrule; try discriminate.
    apply Hg in Hrule; destruct (find (facts_at g) a) as [fa|] eqn:Hfa; [|discriminate].
    inversion Hw as [? ? K | ? a' b' u v' K Hu Hv]; subst; [congruence|].
    assert (a' = a /\ b' = b) as [-> ->] by (split; congruence).
    destruct (fact_of _ _ _ _ _ Hg Hfa Hu) as (Hlena & Hsuma & _).
    rewrite prefix_sum_app; destruct (Z.leb_spec k (len fa)).
    + rewrite (prefix_sum_none v') by lia; rewrite (IH _ _ _ _ H Hu); lia.
    + destruct (prefix g fuel b (k - len fa)) as [rest|] eqn:Hrest; [|discriminate]; injection H as <-.
      rewrite (prefix_sum_all u), <- Hsuma, <- Hlena, (IH _ _ _ _ Hrest Hv) by lia; reflexivity.
Qed.

Lemma range_right rules g c s from to v w : right_index rules g ->
  range g c s from to = Some v -> spells rules s w -> v = c * (prefix_sum w to - prefix_sum w from).
Proof.
  intros Hg; unfold range; destruct (prefix g _ s to) as [high|] eqn:Hhigh; [|discriminate].
  destruct (prefix g _ s from) as [low|] eqn:Hlow; [|discriminate]; intros [= <-] Hw.
  now rewrite (prefix_right _ _ _ Hg _ _ _ _ Hhigh Hw), (prefix_right _ _ _ Hg _ _ _ _ Hlow Hw).
Qed.

Section Entries.
  Variables (rg rh : list rule) (g h : indexed).
  Hypotheses (Hg : right_index rg g) (Hh : right_index rh h).

  (** The value is the sum over the overlap. *)
  Definition is_value (x y d v : Z) : Prop :=
    forall u w, spells rg x u -> spells rh y w -> overlap u w d = v.

  Definition all_right (proved : table entry) : Prop :=
    forall i e, find proved i = Some e -> is_value (x e) (y e) (offset e) (entry_value e).

  Lemma is_zero_right f w d u : describe f w -> is_zero f = true -> overlap w u d = 0 /\ overlap u w d = 0.
  Proof.
    intros (_ & _ & Hc) Hz; unfold is_zero in Hz; destruct (constant f) as [c|]; [|discriminate].
    apply Z.eqb_eq in Hz as ->; rewrite (Hc 0 eq_refl); split; [apply overlap_zeros_l | apply overlap_zeros_r].
  Qed.

  Lemma value_of_right proved x' y' d r v :
    all_right proved -> value_of g h proved x' y' d r = Some v -> is_value x' y' d v.
  Proof.
    unfold value_of; intros Hproved H u w Hu Hw.
    destruct (find (facts_at g) x') as [a|] eqn:Ha; [|discriminate].
    destruct (find (facts_at h) y') as [b|] eqn:Hb; [|discriminate].
    assert (Da := fact_of _ _ _ _ _ Hg Ha Hu); assert (Db := fact_of _ _ _ _ _ Hh Hb Hw).
    destruct (_ || _ || _ || _) eqn:Hzero.
    - injection H as <-; rewrite !orb_true_iff, !Z.leb_le in Hzero.
      destruct Da as (La & Sa & Ca) eqn:Ea, Db as (Lb & Sb & Cb) eqn:Eb.
      destruct Hzero as [[[H|H]|H]|H].
      + apply overlap_disjoint; lia.
      + apply overlap_disjoint; lia.
      + now apply (is_zero_right a u d w).
      + now apply (is_zero_right b w d u).
    - destruct (find proved r) as [e|] eqn:He; [|discriminate].
      destruct (_ && _ && _) eqn:Hkey; [|discriminate]; injection H as <-.
      rewrite !andb_true_iff, !Z.eqb_eq in Hkey; destruct Hkey as [[<- <-] <-].
      exact (Hproved r e He u w Hu Hw).
  Qed.

  Lemma plus_right a b v : plus a b = Some v -> exists p q, a = Some p /\ b = Some q /\ v = p + q.
  Proof. destruct a as [p|], b as [q|]; try discriminate; intros [= <-]; eauto. Qed.

  Lemma derive_right proved e v :
    all_right proved -> derive g h proved e = Some v -> is_value (x e) (y e) (offset e) v.
  Proof.
    unfold derive; intros Hproved H u w Hu Hw; set (d := offset e) in *.
    destruct (find (facts_at g) (x e)) as [a|] eqn:Ha; [|discriminate].
    destruct (find (facts_at h) (y e)) as [b|] eqn:Hb; [|discriminate].
    destruct (fact_of _ _ _ _ _ Hg Ha Hu) as (La & Sa & Ca).
    destruct (fact_of _ _ _ _ _ Hh Hb Hw) as (Lb & Sb & Cb).
    destruct (_ || _) eqn:Hdisjoint.
    { injection H as <-; rewrite orb_true_iff, !Z.leb_le in Hdisjoint; apply overlap_disjoint; lia. }
    destruct (constant a) as [c|].
    { rewrite (range_right _ _ _ _ _ _ _ _ Hh H Hw), (Ca c eq_refl), overlap_constant_l.
      fold (size u); now rewrite La. }
    destruct (constant b) as [c|].
    { rewrite (range_right _ _ _ _ _ _ _ _ Hg H Hu), (Cb c eq_refl), overlap_constant_r.
      fold (size w); now rewrite Lb. }
    assert (split_x : forall l r, find (rule_at g) (x e) = Some (Pair l r) ->
      match find (facts_at g) l with
      | Some fl => plus (value_of g h proved l (y e) d (left e))
          (value_of g h proved r (y e) (d - len fl) (right e))
      | None => None
      end = Some v -> overlap u w d = v).
    { intros l r Hrule K; destruct (find (facts_at g) l) as [fl|] eqn:Hl; [|discriminate].
      apply plus_right in K as (p & q & Hp & Hq & ->); apply Hg in Hrule.
      inversion Hu as [? ? K | ? l' r' ul ur K Hul Hur]; subst; [congruence|].
      assert (l' = l /\ r' = r) as [-> ->] by (split; congruence).
      destruct (fact_of _ _ _ _ _ Hg Hl Hul) as (Ll & _ & _).
      rewrite overlap_app_l, <- Ll.
      now rewrite (value_of_right _ _ _ _ _ _ Hproved Hp ul w Hul Hw),
        (value_of_right _ _ _ _ _ _ Hproved Hq ur w Hur Hw). }
    assert (split_y : forall l r, find (rule_at h) (y e) = Some (Pair l r) ->
      match find (facts_at h) l with
      | Some fl => plus (value_of g h proved (x e) l d (left e))
          (value_of g h proved (x e) r (d + len fl) (right e))
      | None => None
      end = Some v -> overlap u w d = v).
    { intros l r Hrule K; destruct (find (facts_at h) l) as [fl|] eqn:Hl; [|discriminate].
      apply plus_right in K as (p & q & Hp & Hq & ->); apply Hh in Hrule.
      inversion Hw as [? ? K | ? l' r' wl wr K Hwl Hwr]; subst; [congruence|].
      assert (l' = l /\ r' = r) as [-> ->] by (split; congruence).
      destruct (fact_of _ _ _ _ _ Hh Hl Hwl) as (Ll & _ & _).
      rewrite overlap_app_r, <- Ll.
      now rewrite (value_of_right _ _ _ _ _ _ Hproved Hp u wl Hu Hwl),
        (value_of_right _ _ _ _ _ _ Hproved Hq u wr Hu Hwr). }
    destruct (len b <=? len a), (find (rule_at g) (x e)) as [[? | l r]|] eqn:Hx,
      (find (rule_at h) (y e)) as [[? | l' r']|] eqn:Hy; try discriminate; eauto.
  Qed.

  Lemma prove_right es : forall i proved t, 0 <= i -> all_right proved ->
    prove g h i es proved = Some t -> all_right t.
  Proof.
    induction es as [|e es IH]; intros i proved t Hi Hproved H; cbn [prove] in H.
    - now injection H as <-.
    - destruct (derive g h proved e) as [v|] eqn:Hv; [|discriminate].
      destruct (Z.eqb_spec v (entry_value e)) as [->|]; [|discriminate].
      refine (IH _ _ _ _ _ H); [lia|]; intros j e'; rewrite find_put by assumption.
      destruct (j =? i); [|apply Hproved]; intros [= <-]; now apply (derive_right proved).
  Qed.
End Entries.

Theorem accepts_sound s e : accepts s e = true -> holds s.
Proof.
  unfold accepts, holds, is_vector_of.
  destruct (index_grammar (first s)) as [g|] eqn:Eg; [|discriminate].
  destruct (index_grammar (second s)) as [h|] eqn:Eh; [|discriminate].
  apply index_grammar_right in Eg as Hg; apply index_grammar_right in Eh as Hh.
  destruct (prove g h 0 (entries e) nothing) as [t|] eqn:Ht; [|discriminate].
  unfold product; destruct (root (first s)) as [v|], (root (second s)) as [u|]; try discriminate.
  2: { intros H%Z.eqb_eq; exists [], []; cbn; auto 10. }
  destruct (find (facts_at g) v) as [a|] eqn:Ha; [|discriminate].
  destruct (find (facts_at h) u) as [b|] eqn:Hb; [|discriminate].
  destruct (Z.eqb_spec (len a) (len b)) as [Hlen|]; [|discriminate].
  destruct (value_of g h t v u 0 (last e)) as [found|] eqn:Hfound; [|discriminate].
  intros ->%Z.eqb_eq.
  assert (all_right (rules (first s)) (rules (second s)) t) as Hall.
  { apply (prove_right _ _ g h Hg Hh (entries e) 0 nothing t); auto; [lia|].
    intros i e'; now rewrite find_nothing. }
  destruct (proj1 Hg v a Ha) as (wv & Hv & La & _), (proj1 Hh u b Hb) as (wu & Hu & Lb & _).
  exists wv, wu; split; [assumption|]; split; [assumption|]; split; [|split; [|split]].
  - intros v' Hv'; now apply (spells_unique _ _ _ Hv').
  - intros u' Hu'; now apply (spells_unique _ _ _ Hu').
  - unfold size in *; lia.
  - rewrite <- overlap_dot.
    exact (value_of_right _ _ g h Hg Hh t v u 0 (last e) (value s) Hall Hfound wv wu Hv Hu).
Qed.
