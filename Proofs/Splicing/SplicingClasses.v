(** The lightest forests are the shortest derivations, each once.

    Theorem, in words. Call derivations the same if they leave every word of the text with the same origin
    (SplicingOrigins.v): then neither the order of operations nor words that are overwritten later matter. Every shortest
    derivation of a text is the same as the pre-order of exactly one of the forests of the text with the fewest nodes, and
    the pre-order of each of these is a shortest derivation. So there are as many of them as of those forests, which are
    the lightest parses under the grammar with F -> T F | T in the place of S -> S S.

    The order of independent operations alone would tell more apart (`order_is_not_enough`): "x z", of which z is
    overwritten by y, makes "x y" as "x" and y do, and no order of the latter is that of the former.

    Claim [splicing.census]: the setting is that of "Data-to-text Generation by Splicing Together Nearest Neighbors"
    (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingOrigins SplicingForests SplicingLaminar.
Import ListNotations.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** ** Origins tell the forest *)

Definition host (t : nat * nat * nat) : nat := fst (fst t).

(** No word of the operation whose text begins at h. *)
Definition free_of (h : nat) (c : list (nat * nat * nat)) : Prop := forall t, In t c -> host t <> h.

Lemma in_piece h m k l t : In t (piece h m k l) -> host t = h.
Proof. unfold piece; intros (p & <- & _)%in_map_iff; reflexivity. Qed.

Lemma piece_cons h m k l : k < l -> piece h m k l = (h, m, k) :: piece h m (S k) l.
Proof. intros H; unfold piece; replace (l - k) with (S (l - S k)) by lia; reflexivity. Qed.

Lemma hosts :
  (forall f, well_formed o ns f -> forall i t, In t (origins_of ns i f) -> i <= host t)
  /\ (forall r m l, well_formed_rest o ns m l r -> forall h i t, In t (origins_of_rest ns h m i r) ->
      host t = h \/ i <= host t).
Proof.
  apply forest_rest_mutind; cbn [well_formed well_formed_rest origins_of origins_of_rest].
  - intros _ i t [].
  - intros m k l r IHr f IHf (Hseg & Hr & Hf) i t; rewrite !in_app_iff; intros [H|[H|H]].
    + apply in_piece in H; lia.
    + destruct (IHr m l Hr _ _ _ H); lia.
    + specialize (IHf Hf _ _ H); lia.
  - intros m l _ h i t [].
  - intros g IHg s e r IHr m l (Hne & Hg & Hls & He & Hr) h i t; rewrite !in_app_iff; intros [H|[H|H]].
    + right; exact (IHg Hg _ _ H).
    + left; exact (in_piece _ _ _ _ _ H).
    + destruct (IHr m e Hr _ _ _ H); [now left | right; lia].
Qed.

Lemma origins_of_gap h m i g s e r :
  origins_of_rest ns h m i (Gap g s e r)
  = origins_of ns i g ++ piece h m s e ++ origins_of_rest ns h m (i + length (text_of ns g) + (e - s)) r.
Proof. reflexivity. Qed.

Lemma origins_nonempty i f : well_formed o ns f -> f <> Leaf -> exists t c, origins_of ns i f = t :: c.
Proof.
  destruct f as [|m k l r f]; [contradiction|]; intros ([Hkl _] & _) _; cbn [origins_of].
  rewrite piece_cons by exact Hkl; cbn [app]; eauto.
Qed.

(** Two pieces that begin at the same word end at the same, if other words follow. *)
Lemma piece_decodes h m l l' c c' : (forall t d, c = t :: d -> host t <> h) -> (forall t d, c' = t :: d -> host t <> h) ->
  forall k, k <= l -> k <= l' -> piece h m k l ++ c = piece h m k l' ++ c' -> l = l' /\ c = c'.
Proof.
  intros Hc Hc' k; remember (l - k) as d; revert k Heqd; induction d as [|d IH]; intros k E Hl Hl' H.
  - destruct (Nat.eq_dec k l') as [<-|Hne].
    + replace l with k in * by lia; unfold piece in H; rewrite Nat.sub_diag in H; auto.
    + replace l with k in H by lia; rewrite (piece_cons h m k l') in H by lia.
      unfold piece at 1 in H; rewrite Nat.sub_diag in H; destruct (Hc _ _ H); reflexivity.
  - rewrite (piece_cons h m k l) in H by lia; destruct (Nat.eq_dec k l') as [->|Hne].
    + unfold piece at 2 in H; rewrite Nat.sub_diag in H; destruct (Hc' _ _ (eq_sym H)); reflexivity.
    + rewrite (piece_cons h m k l') in H by lia; injection H as H; apply (IH (S k)) in H; auto; lia.
Qed.

(** The part before the first word of an operation is determined. *)
Lemma free_decodes h a a' t t' b b' : free_of h a -> free_of h a' -> host t = h -> host t' = h ->
  a ++ t :: b = a' ++ t' :: b' -> a = a' /\ t :: b = t' :: b'.
Proof.
  intros Ha Ha' Ht Ht'; revert a' Ha'; induction a as [|x a IH]; intros [|x' a'] Ha' H; cbn in H.
  - auto.
  - injection H as -> H; destruct (Ha' x' (or_introl eq_refl) Ht).
  - injection H as -> H; destruct (Ha t' (or_introl eq_refl) Ht').
  - injection H as -> H; destruct (IH (fun y Hy => Ha y (or_intror Hy)) a' (fun y Hy => Ha' y (or_intror Hy)) H) as [-> E].
    auto.
Qed.

Lemma rest_starts_free h m i l r c : h < i -> well_formed_rest o ns m l r -> free_of h c ->
  forall t d, origins_of_rest ns h m i r ++ c = t :: d -> host t <> h.
Proof.
  intros Hh Hr Hc t d H; destruct r as [|g s e r].
  - apply Hc; cbn [origins_of_rest app] in H; rewrite H; now left.
  - rewrite origins_of_gap in H; destruct Hr as (Hne & Hg & _); destruct (origins_nonempty i g Hg Hne) as (t' & c' & E).
    rewrite E in H; cbn [app] in H; injection H as <- _.
    assert (i <= host t') by (apply (proj1 hosts g Hg i); rewrite E; now left); lia.
Qed.

Lemma origins_decode :
  (forall f, well_formed o ns f -> forall f' i, well_formed o ns f' ->
    origins_of ns i f = origins_of ns i f' -> f = f')
  /\ (forall r m l, well_formed_rest o ns m l r -> forall l' r' k h i c c', well_formed_rest o ns m l' r' ->
    h < i + (l - k) -> h < i + (l' - k) -> k <= l -> k <= l' -> free_of h c -> free_of h c' ->
    piece h m k l ++ origins_of_rest ns h m (i + (l - k)) r ++ c
    = piece h m k l' ++ origins_of_rest ns h m (i + (l' - k)) r' ++ c' -> l = l' /\ r = r' /\ c = c').
Proof.
  apply forest_rest_mutind.
  - intros _ f' i Hf' H; destruct f' as [|m k l r f]; [reflexivity|].
    destruct (origins_nonempty i _ Hf' ltac:(discriminate)) as (t & c & E); rewrite E in H; discriminate.
  - intros m k l r IHr f IHf Hwf f' i Hf' H; destruct f' as [|m' k' l' r' f'].
    { destruct (origins_nonempty i _ Hwf ltac:(discriminate)) as (t & c & E); rewrite E in H; discriminate. }
    destruct Hwf as ([Hkl Hl] & Hr & Hf), Hf' as ([Hkl' Hl'] & Hr' & Hf'); cbn [origins_of] in H.
    assert (E := H); rewrite (piece_cons i m k l), (piece_cons i m' k' l') in E by assumption.
    injection E as <- <- _.
    assert (Hfree : forall j f, well_formed o ns f -> i < j -> free_of i (origins_of ns j f)).
    { intros j f0 Hf0 Hj t Ht; apply (proj1 hosts f0 Hf0) in Ht; lia. }
    destruct (fun A B C D X Y => IHr m l Hr l' r' k i i _ _ Hr' A B C D X Y H) as (<- & <- & Hrest);
      [lia | lia | lia | lia | apply Hfree; [exact Hf | lia] | apply Hfree; [exact Hf' | lia] |].
    now rewrite (IHf Hf f' _ Hf' Hrest).
  - intros m l _ l' r' k h i c c' Hr' Hh Hh' Hk Hk' Hc Hc' H.
    destruct (piece_decodes h m l l' _ _ (rest_starts_free h m _ l End c Hh I Hc)
      (rest_starts_free h m _ l' r' c' Hh' Hr' Hc') k Hk Hk' H) as [<- E]; cbn [origins_of_rest app] in E.
    destruct r' as [|g s e r']; [auto|]; exfalso; destruct Hr' as (Hne & Hg & Hls & [He _] & Hr'); cbn [origins_of_rest] in E.
    apply (Hc (h, m, s)); [|reflexivity]; rewrite E, piece_cons, !in_app_iff by exact He; left; right; left; now left.
  - intros g IHg s e r IHr m l Hwf l' r' k h i c c' Hr' Hh Hh' Hk Hk' Hc Hc' H.
    destruct (piece_decodes h m l l' _ _ (rest_starts_free h m _ l (Gap g s e r) c Hh Hwf Hc)
      (rest_starts_free h m _ l' r' c' Hh' Hr' Hc') k Hk Hk' H) as [<- E].
    destruct Hwf as (Hne & Hg & Hls & [He Hle] & Hr); cbn [origins_of_rest] in E.
    destruct r' as [|g' s' e' r']; cbn [origins_of_rest app] in E.
    { exfalso; apply (Hc' (h, m, s)); [|reflexivity]; rewrite <- E, piece_cons, !in_app_iff by exact He.
      left; right; left; now left. }
    destruct Hr' as (Hne' & Hg' & Hls' & [He' Hle'] & Hr'); set (j := i + (l - k)) in *.
    assert (Hfree : forall f, well_formed o ns f -> free_of h (origins_of ns j f)).
    { intros f Hf t Ht; apply (proj1 hosts f Hf) in Ht; lia. }
    assert (E' := E); rewrite (piece_cons h m s e), (piece_cons h m s' e'), <- !app_assoc in E' by assumption.
    cbn [app] in E'.
    destruct (free_decodes h _ _ (h, m, s) (h, m, s') _ _ (Hfree g Hg) (Hfree g' Hg') eq_refl eq_refl E') as [Eg Es].
    assert (g = g') by exact (IHg Hg g' j Hg' Eg); subst g'; injection Es as <- _.
    rewrite <- !app_assoc in E; apply app_inv_head in E.
    destruct (fun A B C D => IHr m e Hr e' r' s h (j + length (text_of ns g)) c c' Hr' A B C D Hc Hc' E)
      as (<- & <- & ->); auto; lia.
Qed.

(** Different forests have different origins. *)
Theorem origins_injective f f' : well_formed o ns f -> well_formed o ns f' ->
  origins_of ns 0 f = origins_of ns 0 f' -> f = f'.
Proof. intros Hf Hf'; exact (proj1 origins_decode f Hf f' 0 Hf'). Qed.

(** ** Derivations and forests *)

(** Operations that make y from the empty canvas, no fewer of which do. *)
Definition shortest (y : text) (ops : list operation) : Prop :=
  replay o ns [] ops = Some y /\ forall ops', replay o ns [] ops' = Some y -> length ops <= length ops'.

(** A forest of y, with no more nodes than any other. *)
Definition lightest (y : text) (f : forest) : Prop :=
  well_formed o ns f /\ text_of ns f = y
  /\ forall f', well_formed o ns f' -> text_of ns f' = y -> nodes f <= nodes f'.

(** Every derivation, shortest or not, is the same as the pre-order of exactly one forest: that of the words that are
    left. It has no more nodes than the derivation has operations. *)
Theorem derivation_forest ops y : replay o ns [] ops = Some y ->
  exists f, (well_formed o ns f /\ same_derivation ops (emit ns 0 0 f))
    /\ text_of ns f = y /\ nodes f <= length ops
    /\ forall f', well_formed o ns f' /\ same_derivation ops (emit ns 0 0 f') -> f' = f.
Proof.
  intros H.
  destruct (write_good o ns ops 0 [] y H (good_nil o ns) ltac:(intros x [])) as [Hgood Hn].
  destruct (good_forest o ns _ Hgood) as (f & Hf & Hd).
  assert (Hsame : same_derivation ops (emit ns 0 0 f)).
  { unfold same_derivation; now rewrite (emission_origins o ns f Hf), (draws_origins o ns f _ Hd Hf). }
  exists f; split; [now split|]; split; [|split].
  - assert (Hy := write_replay o ns ops 0 [] y H).
    assert (Hy' := write_replay o ns (emit ns 0 0 f) 0 [] _ (emission_replays o ns f Hf)).
    rewrite <- Hy, <- Hy'; apply origins_spec in Hsame as [Hs _].
    apply (f_equal (map (fun p => nth (snd p) (nth (fst p) ns []) 0))) in Hs; rewrite !map_map in Hs; exact (eq_sym Hs).
  - destruct (proj1 (draws_cover o ns) f _ Hd Hf) as (a & Ha & <- & Hc).
    rewrite <- (seq_length (length ops) 0); apply NoDup_incl_length; [exact Ha|].
    intros n Hin; destruct (Hc n Hin) as (x & Hx & <-); apply in_seq; specialize (Hn x Hx); lia.
  - intros f' [Hf' Hs']; apply origins_injective; auto.
    rewrite <- (emission_origins o ns f Hf), <- (emission_origins o ns f' Hf').
    unfold same_derivation in *; congruence.
Qed.

(** The pre-orders of lightest forests are shortest derivations, and each shortest derivation is the same as that of exactly
    one lightest forest. *)
Theorem lightest_forests_are_shortest_derivations y :
  (forall f, lightest y f -> shortest y (emit ns 0 0 f))
  /\ (forall ops, shortest y ops -> exists! f, lightest y f /\ same_derivation ops (emit ns 0 0 f)).
Proof.
  split.
  - intros f (Hf & Ht & Hleast); split; [now rewrite emission_replays, Ht|].
    intros ops H; rewrite (emission_length ns); destruct (derivation_forest ops y H) as (f' & (Hf' & _) & Ht' & Hn & _).
    specialize (Hleast f' Hf' Ht'); lia.
  - intros ops [H Hleast]; destruct (derivation_forest ops y H) as (f & (Hf & Hs) & Ht & Hn & Hunique).
    exists f; split.
    + split; [|exact Hs]; split; [exact Hf | split; [exact Ht|]].
      intros f' Hf' Ht'; assert (K := Hleast (emit ns 0 0 f')).
      rewrite emission_replays, Ht', (emission_length ns) in K by exact Hf'; specialize (K eq_refl); lia.
    + intros f' [(Hf' & _) Hs']; symmetry; apply Hunique; auto.
Qed.

(** A list that has each class of derivations once, of those of which [these] holds. *)
Definition each_once (these : list operation -> Prop) (ds : list (list operation)) : Prop :=
  (forall ops, In ops ds -> these ops)
  /\ (forall i j ops ops', nth_error ds i = Some ops -> nth_error ds j = Some ops' -> same_derivation ops ops' -> i = j)
  /\ (forall ops, these ops -> exists ops', In ops' ds /\ same_derivation ops ops').

Lemma each_once_bound these ds ds' : each_once these ds -> each_once these ds' -> length ds <= length ds'.
Proof.
  intros (Hin & Honce & _) (_ & _ & Hall).
  assert (K : forall ops, In ops ds -> exists o', In o' (map (fun d => origins (write 0 [] d)) ds')
    /\ origins (write 0 [] ops) = o').
  { intros ops H; destruct (Hall ops (Hin ops H)) as (ops' & Hi & E).
    exists (origins (write 0 [] ops')); split; [apply (in_map (fun d => origins (write 0 [] d)) _ _ Hi) | exact E]. }
  rewrite <- (map_length (fun d => origins (write 0 [] d)) ds), <- (map_length (fun d => origins (write 0 [] d)) ds').
  apply NoDup_incl_length.
  - apply NoDup_nth_error; intros i j Hi E; rewrite map_length in Hi; rewrite !nth_error_map in E.
    destruct (nth_error ds i) as [a|] eqn:Ea; [|apply nth_error_Some in Hi; contradiction].
    destruct (nth_error ds j) as [b|] eqn:Eb; [|discriminate].
    injection E as E; exact (Honce i j a b Ea Eb E).
  - intros t (ops & <- & Hi)%in_map_iff; destruct (K ops Hi) as (o' & Ho & ->); exact Ho.
Qed.

(** There are as many shortest derivations, those that are the same counted once, as lightest forests. *)
Theorem as_many_derivations_as_forests y fs ds :
  NoDup fs -> (forall f, In f fs <-> lightest y f) -> each_once (shortest y) ds -> length ds = length fs.
Proof.
  intros Hnodup Hfs Hds; destruct (lightest_forests_are_shortest_derivations y) as [Hshort Hunique].
  assert (Hes : each_once (shortest y) (map (emit ns 0 0) fs)).
  { split; [|split].
    - intros ops (f & <- & Hf)%in_map_iff; now apply Hshort, Hfs.
    - intros i j ops ops'; rewrite !nth_error_map.
      destruct (nth_error fs i) as [f|] eqn:Ei; [|discriminate].
      destruct (nth_error fs j) as [f'|] eqn:Ej; [|discriminate].
      cbn; intros E E' Hs; injection E as <-; injection E' as <-.
      assert (Hf : lightest y f) by (apply Hfs; now apply nth_error_In in Ei).
      assert (Hf' : lightest y f') by (apply Hfs; now apply nth_error_In in Ej).
      destruct (Hunique _ (Hshort f Hf)) as (g & _ & Hg).
      assert (f = f').
      { rewrite <- (Hg f), <- (Hg f'); [reflexivity | split; [exact Hf' | exact Hs] | split; [exact Hf | reflexivity]]. }
      subst f'; apply (proj1 (NoDup_nth_error fs) Hnodup); [apply nth_error_Some|]; congruence.
    - intros ops Hops; destruct (Hunique ops Hops) as (f & (Hf & Hs) & _).
      exists (emit ns 0 0 f); split; [apply in_map; now apply Hfs | exact Hs]. }
  rewrite <- (map_length (emit ns 0 0) fs); apply Nat.le_antisymm; eapply each_once_bound; eauto.
Qed.
End Neighbours.

(** "x y" from "x z" and "y", with x = 0, z = 1, y = 2: the word x, then y behind it; or x z, then y over z. Both are
    shortest, and the same. *)
Example order_is_not_enough :
  let ns := [[0; 1]; [2]] in
  let plain := [Splice 0 0 1 0 0; Splice 1 0 1 1 1] in
  let wasteful := [Splice 0 0 2 0 0; Splice 1 0 1 1 2] in
  replay General ns [] plain = Some [0; 2] /\ replay General ns [] wasteful = Some [0; 2]
  /\ same_derivation plain wasteful.
Proof. repeat split. Qed.
