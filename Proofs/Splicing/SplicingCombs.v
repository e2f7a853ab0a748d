(** Combs: replacement saves half of the operations.

    Theorem, in words. Let c0, d1, x1, c1, ..., dq, xq, cq be different words. The text c0 x1 c1 ... xq cq takes q + 1
    operations from the neighbours c0 d1 c1 ... dq cq and x1, ..., xq: the first neighbour whole, in which each x replaces
    its d. It has 2q seams, so fewer do not do. If operations only insert it takes 2q + 1: what is inserted stays, so no
    operation may hold a d, and all segments without one are single words.

    Claim [splicing.bounds]: "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248); the family
    is derived. *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingParts SplicingCuts SplicingTheorem SplicingBounds.
Import ListNotations.

(** Teeth (d, x, c): the comb after c0, and the text after c0. *)
Fixpoint teeth (ts : list (nat * nat * nat)) : text :=
  match ts with [] => [] | (d, x, c) :: ts => d :: c :: teeth ts end.

Fixpoint filled (ts : list (nat * nat * nat)) : text :=
  match ts with [] => [] | (d, x, c) :: ts => x :: c :: filled ts end.

Definition fillers (ts : list (nat * nat * nat)) : list text := map (fun t => [snd (fst t)]) ts.

Definition comb_neighbours (c0 : nat) (ts : list (nat * nat * nat)) : list text := (c0 :: teeth ts) :: fillers ts.

Definition comb_text (c0 : nat) (ts : list (nat * nat * nat)) : text := c0 :: filled ts.

(** All words. *)
Fixpoint words (ts : list (nat * nat * nat)) : text :=
  match ts with [] => [] | (d, x, c) :: ts => d :: x :: c :: words ts end.

(** The words that no text may keep. *)
Definition hidden (ts : list (nat * nat * nat)) : text := map (fun t => fst (fst t)) ts.

Lemma filled_words ts w : In w (filled ts) -> In w (words ts).
Proof. induction ts as [|[[d x] c] ts IH]; cbn; [auto|]; intuition. Qed.

Lemma hidden_words ts w : In w (hidden ts) -> In w (words ts).
Proof. induction ts as [|[[d x] c] ts IH]; cbn; [auto|]; intuition. Qed.

Lemma filled_not_hidden c0 ts : NoDup (c0 :: words ts) -> forall w, In w (comb_text c0 ts) -> ~ In w (hidden ts).
Proof.
  intros H; apply NoDup_cons_iff in H as [H0 H]; intros w [<-|Hw] Hh; [now apply H0, hidden_words|].
  clear H0; induction ts as [|[[d x] c] ts IH]; [destruct Hh|]; cbn in H, Hw, Hh.
  inversion H as [|? ? Hd H1]; subst; inversion H1 as [|? ? Hx H2]; subst; inversion H2 as [|? ? Hc H3]; subst.
  destruct Hw as [<-|[<-|Hw]], Hh as [<-|Hh].
  - apply Hd; now left.
  - apply Hx; right; now apply hidden_words.
  - apply Hd; right; now left.
  - apply Hc; now apply hidden_words.
  - apply Hd; right; right; now apply filled_words.
  - now apply IH.
Qed.

(** Of two adjacent words of a neighbour one is hidden. *)
Definition alternates (h : list nat) (x : text) : Prop := forall u a b v, x = u ++ a :: b :: v -> In a h \/ In b h.

Lemma teeth_alternate ts : forall c, alternates (hidden ts) (c :: teeth ts).
Proof.
  induction ts as [|[[d x] c'] ts IH]; intros c u a b v E; cbn [teeth hidden map fst] in *.
  - destruct u as [|? [|]]; discriminate.
  - destruct u as [|e [|f u]]; cbn [app] in E.
    + injection E as _ <- _; right; now left.
    + injection E as _ <- _; left; now left.
    + injection E as _ _ E; destruct (IH c' u a b v E); [left | right]; now right.
Qed.

Lemma neighbours_alternate c0 ts x : In x (comb_neighbours c0 ts) -> alternates (hidden ts) x.
Proof.
  intros [<-|Hx]; [apply teeth_alternate|]; apply in_map_iff in Hx as (t & <- & _).
  intros [|? [|]] a b v E; discriminate.
Qed.

(** ** The first neighbour whole, and each x over its d *)

Lemma slice_one (p q : text) w : slice (p ++ w :: q) (length p) (S (length p)) = [w].
Proof.
  unfold slice; replace (S (length p) - length p) with 1 by lia.
  now rewrite skipn_app, skipn_all, Nat.sub_diag.
Qed.

(** The gaps of the comb whose piece ended at l, the next filler being neighbour j. *)
Fixpoint gaps (j l : nat) (ts : list (nat * nat * nat)) : rest :=
  match ts with
  | [] => End
  | _ :: ts => Gap (Node j 0 1 End Leaf) (S l) (S (S l)) (gaps (S j) (S (S l)) ts)
  end.

Lemma gaps_correct c0 all ts : forall front before,
  c0 :: teeth all = front ++ teeth ts -> comb_neighbours c0 all = before ++ fillers ts -> before <> [] ->
  let ns := comb_neighbours c0 all in
  well_formed_rest General ns 0 (length front) (gaps (length before) (length front) ts)
  /\ text_of_rest ns 0 (gaps (length before) (length front) ts) = filled ts
  /\ nodes_of_rest (gaps (length before) (length front) ts) = length ts.
Proof.
  induction ts as [|[[d x] c] ts IH]; intros front before Ec En Hb ns; [cbn; auto|].
  cbn [teeth fillers map fst snd] in Ec, En.
  assert (Hcomb : nth 0 ns [] = front ++ d :: c :: teeth ts) by exact Ec.
  assert (Hfill : nth (length before) ns [] = [x]) by (unfold ns; rewrite En, app_nth2, Nat.sub_diag by lia; reflexivity).
  destruct (IH (front ++ [d; c]) (before ++ [[x]])) as (Hw & Ht & Hn).
  { now rewrite <- app_assoc. } { now rewrite <- app_assoc. } { now destruct before. }
  fold ns in Hw, Ht; rewrite !app_length in Hw, Ht, Hn; cbn [length] in Hw, Ht, Hn.
  replace (length before + 1) with (S (length before)) in Hw, Ht, Hn by lia.
  replace (length front + 2) with (S (S (length front))) in Hw, Ht, Hn by lia.
  assert (Hx : segment ns (length before) 0 1 = [x]) by (unfold segment; now rewrite Hfill).
  assert (Hc : segment ns 0 (S (length front)) (S (S (length front))) = [c]).
  { unfold segment; rewrite Hcomb.
    replace (front ++ d :: c :: teeth ts) with ((front ++ [d]) ++ c :: teeth ts) by now rewrite <- app_assoc.
    replace (S (length front)) with (length (front ++ [d])) by (rewrite app_length; cbn; lia); apply slice_one. }
  cbn [gaps]; split; [|split].
  - change (Node (length before) 0 1 End Leaf <> Leaf
      /\ (is_segment ns (length before) 0 1 /\ True /\ True) /\ length front <= S (length front)
      /\ is_segment ns 0 (S (length front)) (S (S (length front)))
      /\ well_formed_rest General ns 0 (S (S (length front))) (gaps (S (length before)) (S (S (length front))) ts)).
    unfold is_segment; rewrite Hfill, Hcomb, app_length; cbn [length]; repeat split; try lia; [discriminate | exact Hw].
  - rewrite text_of_gap, text_of_node, Hx, Hc, Ht; reflexivity.
  - change (S (0 + 0) + nodes_of_rest (gaps (S (length before)) (S (S (length front))) ts) = S (length ts)).
    rewrite Hn; reflexivity.
Qed.

Lemma comb_makes c0 ts : makes General (comb_neighbours c0 ts) (comb_text c0 ts) (length ts + 1).
Proof.
  set (ns := comb_neighbours c0 ts).
  destruct (gaps_correct c0 ts ts [c0] [c0 :: teeth ts] eq_refl eq_refl ltac:(discriminate)) as (Hw & Ht & Hn); fold ns in Hw, Ht.
  set (f := Node 0 0 1 (gaps 1 1 ts) Leaf).
  assert (Hf : well_formed General ns f).
  { split; [unfold is_segment, ns; cbn; lia | split; [exact Hw | exact I]]. }
  exists (emit ns 0 0 f); split.
  - rewrite (emission_replays General ns f Hf); unfold f; rewrite text_of_node; f_equal.
    cbn [length] in Ht; rewrite Ht; cbn [text_of]; now rewrite app_nil_r.
  - rewrite (emission_length ns); unfold f; cbn [nodes]; cbn [length] in Hn; lia.
Qed.

(** ** No fewer *)

Lemma filled_length ts : length (filled ts) = 2 * length ts.
Proof. induction ts as [|[[d x] c] ts IH]; cbn [filled length]; lia. Qed.

Lemma comb_seams c0 ts : NoDup (c0 :: words ts) -> seams (comb_neighbours c0 ts) (comb_text c0 ts) = 2 * length ts.
Proof.
  intros Hdup; rewrite all_seams; [cbn [comb_text length]; rewrite filled_length; lia|].
  intros u a b v E; destruct (adjacent (comb_neighbours c0 ts) a b) eqn:Hadj; [exfalso|reflexivity].
  apply existsb_exists in Hadj as (x & Hx & Hab); apply neighbours_alternate in Hx.
  assert (Hparts : exists u' v', x = u' ++ a :: b :: v').
  { clear - Hab; induction x as [|c x IH]; [discriminate|]; cbn [adjacent_in] in Hab; apply orb_true_iff in Hab as [H|H].
    - destruct x as [|d x]; [discriminate|]; apply andb_true_iff in H as [Ha Hb].
      apply Nat.eqb_eq in Ha, Hb; subst; now exists [], x.
    - destruct (IH H) as (u' & v' & ->); now exists (c :: u'), v'. }
  destruct Hparts as (u' & v' & Ex).
  assert (Hin : forall w, In w [a; b] -> In w (comb_text c0 ts)).
  { intros w Hw; rewrite E, in_app_iff; right; destruct Hw as [<-|[<-|[]]]; cbn; auto. }
  destruct (Hx u' a b v' Ex) as [H|H]; revert H; apply (filled_not_hidden c0 ts Hdup), Hin; cbn; auto.
Qed.

(** What is inserted stays; so without hidden words an insertion adds one word at most. *)
Lemma insertions_add h ns ops : (forall x, In x ns -> alternates h x) -> forall c y,
  replay InsertOnly ns c ops = Some y ->
  (forall w, In w c -> In w y) /\ ((forall w, In w y -> ~ In w h) -> length y <= length c + length ops).
Proof.
  intros Hns; induction ops as [|s ops IH]; intros c y H; cbn [replay length] in *.
  - injection H as <-; split; [auto | lia].
  - destruct (is_valid InsertOnly ns c s) eqn:V; [|discriminate].
    apply is_valid_spec in V as ([Hkl Hl] & [Hij Hj] & Hmode); specialize (Hmode eq_refl).
    destruct (IH _ _ H) as [Hkeep Hlen]; rewrite Hmode in *; split.
    + intros w Hw; apply Hkeep; rewrite <- (firstn_skipn (at_ s) c), in_app_iff in Hw; rewrite !in_app_iff; tauto.
    + intros Hy; specialize (Hlen Hy); rewrite !app_length in Hlen.
      assert (Hc : length c = length (firstn (at_ s) c) + length (skipn (at_ s) c))
        by (rewrite <- app_length, firstn_skipn; reflexivity).
      enough (length (segment ns (neighbour s) (from s) (to s)) <= 1) by lia.
      destruct (segment ns (neighbour s) (from s) (to s)) as [|a [|b rest]] eqn:Eseg; cbn; try lia; exfalso.
      assert (Hm : In (nth (neighbour s) ns []) ns).
      { destruct (le_lt_dec (length ns) (neighbour s)) as [Hm|Hm]; [|now apply nth_In].
        rewrite nth_overflow in Hl by exact Hm; cbn in Hl; lia. }
      assert (Hparts := canvas_parts (nth (neighbour s) ns []) (from s) (to s) ltac:(lia) Hl).
      change (slice (nth (neighbour s) ns []) (from s) (to s)) with (segment ns (neighbour s) (from s) (to s)) in Hparts.
      rewrite Eseg in Hparts; cbn [app] in Hparts.
      assert (Hin : forall w, In w [a; b] -> In w y).
      { intros w Hw; apply Hkeep; rewrite !in_app_iff; right; left; destruct Hw as [<-|[<-|[]]]; cbn; auto. }
      destruct (Hns _ Hm _ _ _ _ Hparts) as [K|K]; revert K; apply Hy, Hin; cbn; auto.
Qed.

Lemma comb_available c0 ts : available (comb_neighbours c0 ts) (comb_text c0 ts).
Proof. apply makes_iff_available; exists (length ts + 1); apply comb_makes. Qed.

(** A comb of q teeth takes q + 1 operations, and 2q + 1 if they only insert. *)
Theorem combs c0 ts : NoDup (c0 :: words ts) ->
  least (makes General (comb_neighbours c0 ts) (comb_text c0 ts)) (length ts + 1)
  /\ least (makes InsertOnly (comb_neighbours c0 ts) (comb_text c0 ts)) (2 * length ts + 1).
Proof.
  intros Hdup; assert (Hlen : length (comb_text c0 ts) = 2 * length ts + 1)
    by (cbn [comb_text length]; rewrite filled_length; lia).
  split; split.
  - apply comb_makes.
  - intros k Hk; apply seams_bound in Hk; [|discriminate]; rewrite comb_seams in Hk by exact Hdup.
    replace (2 * length ts + 1) with (1 + length ts * 2) in Hk by lia.
    rewrite Nat.div_add in Hk by lia; cbn in Hk; lia.
  - rewrite <- Hlen; apply tiles_are_insertions, available_tiling, comb_available.
  - intros k (ops & H & <-); destruct (insertions_add (hidden ts) _ _ (neighbours_alternate c0 ts) [] _ H) as [_ Hl].
    specialize (Hl (filled_not_hidden c0 ts Hdup)); cbn [length Nat.add] in Hl; lia.
Qed.

(** c0 = 0 and two teeth. *)
Example worked :
  let ts := [(1, 2, 3); (4, 5, 6)] in
  comb_neighbours 0 ts = [[0; 1; 3; 4; 6]; [2]; [5]] /\ comb_text 0 ts = [0; 2; 3; 5; 6]
  /\ replay General (comb_neighbours 0 ts) [] [Splice 0 0 5 0 0; Splice 1 0 1 1 2; Splice 2 0 1 3 4]
     = Some (comb_text 0 ts).
Proof. repeat split. Qed.
