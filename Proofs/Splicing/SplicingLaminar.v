(** Signatures in good order are those of a forest.

    Theorem, in words. Let signatures go forward in one neighbour and not cross (SplicingOrigins.v). Then they are those
    of a well-formed forest: the words of each operation are its node's pieces, and what stands between two pieces that
    are apart is the gap's forest. The forest has one node for each operation of which a word is left. *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingOrigins SplicingForests.
Import ListNotations.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The front of a list without a signature of n, and what follows. *)
Lemma front n (c : list mark) : exists g t, c = g ++ t /\ (forall x, In x g -> author x <> n)
  /\ (t = [] \/ exists z t', t = z :: t' /\ author z = n).
Proof.
  induction c as [|x c (g & t & -> & Hg & Ht)].
  - exists [], []; repeat split; auto; intros x [].
  - destruct (Nat.eq_dec (author x) n) as [E|E].
    + exists [], (x :: g ++ t); repeat split; [intros y [] | right; eauto].
    + exists (x :: g), t; repeat split; auto; intros y [<-|Hy]; auto.
Qed.

(** The list up to the last signature of n, and what follows. *)
Lemma back n (c : list mark) : exists t f, c = t ++ f /\ (forall x, In x f -> author x <> n)
  /\ (t = [] \/ exists t' z, t = t' ++ [z] /\ author z = n).
Proof.
  induction c as [|x c (t & f & -> & Hf & [->|(t' & z & -> & Hz)])].
  - exists [], []; repeat split; auto; intros x [].
  - destruct (Nat.eq_dec (author x) n) as [E|E].
    + exists [x], f; repeat split; auto; right; exists [], x; auto.
    + exists [], (x :: f); repeat split; auto; intros y [<-|Hy]; auto.
  - exists ((x :: t') ++ [z]), f; repeat split; auto; right; eauto.
Qed.

Definition ends_in (n : nat) (c : list mark) : Prop := c = [] \/ exists c' z, c = c' ++ [z] /\ author z = n.

Lemma ends_in_tail n c d : ends_in n (c ++ d) -> ends_in n d.
Proof.
  intros [E|(c' & z & E & Hz)]; [left; now destruct c, d|].
  destruct d as [|a d] using rev_ind; [now left|].
  right; exists d, a; split; [reflexivity|].
  rewrite app_assoc in E; apply app_inj_tail in E as [_ ->]; exact Hz.
Qed.

(** The forest has no more nodes than operations signed. *)
Definition authors_cover (k : nat) (c : list mark) : Prop :=
  exists a, NoDup a /\ length a = k /\ forall n, In n a -> exists x, In x c /\ author x = n.

Lemma draws_cover :
  (forall f c, draws f c -> well_formed o ns f -> authors_cover (nodes f) c)
  /\ (forall n m r c, draws_rest n m r c -> forall l, well_formed_rest o ns m l r ->
      exists a, NoDup a /\ ~ In n a /\ length a = nodes_of_rest r /\ forall i, In i a -> exists x, In x c /\ author x = i).
Proof.
  apply draws_mutind; cbn [well_formed well_formed_rest nodes nodes_of_rest].
  - intros _; exists []; repeat split; [constructor | intros n []].
  - intros n m k l r f cr cf _ IHr _ IHf Hap (Hseg & Hr & Hf).
    destruct (IHr l Hr) as (a & Ha & Hna & La & Ca), (IHf Hf) as (b & Hb & Lb & Cb).
    exists (n :: a ++ b); split; [|split].
    + constructor.
      * rewrite in_app_iff; intros [Hn|Hn]; [contradiction|].
        destruct (Cb n Hn) as (x & Hx & E); exact (Hap (Mark n m k) x (or_introl eq_refl) Hx (eq_sym E)).
      * clear Hna La Lb; induction a as [|i a IH]; [exact Hb|]; inversion Ha as [|? ? Hi Ha']; subst; cbn; constructor.
        -- rewrite in_app_iff; intros [H|H]; [contradiction|].
           destruct (Ca i (or_introl eq_refl)) as (x & Hx & Ex), (Cb i H) as (y & Hy & Ey).
           apply (Hap x y (or_intror Hx) Hy); congruence.
        -- apply IH; auto; intros j Hj; apply Ca; now right.
    + cbn; rewrite app_length; lia.
    + intros i; cbn [In]; rewrite in_app_iff; intros [<-|[Hi|Hi]].
      * exists (Mark n m k); split; [|reflexivity]; rewrite in_app_iff; left; unfold marks; apply in_map_iff.
        exists k; split; [reflexivity | apply in_seq; unfold is_segment in Hseg; lia].
      * destruct (Ca i Hi) as (x & Hx & E); exists x; rewrite !in_app_iff; auto.
      * destruct (Cb i Hi) as (x & Hx & E); exists x; rewrite !in_app_iff; auto.
  - intros n m l _; exists []; repeat split; [constructor | auto | intros i []].
  - intros n m g s e r cg cr _ IHg _ IHr Hap l (Hne & Hg & Hls & He & Hr).
    destruct (IHr e Hr) as (a & Ha & Hna & La & Ca), (IHg Hg) as (b & Hb & Lb & Cb).
    exists (b ++ a); split; [|split; [|split]].
    + clear Lb; induction b as [|i b IH]; [exact Ha|]; inversion Hb as [|? ? Hi Hb']; subst; cbn; constructor.
      * rewrite in_app_iff; intros [H|H]; [contradiction|].
        destruct (Cb i (or_introl eq_refl)) as (x & Hx & Ex), (Ca i H) as (y & Hy & Ey).
        apply (Hap x y Hx (or_intror Hy)); congruence.
      * apply IH; auto; intros j Hj; apply Cb; now right.
    + rewrite in_app_iff; intros [H|H]; [|contradiction].
      destruct (Cb n H) as (x & Hx & E); exact (Hap x (Mark n m s) Hx (or_introl eq_refl) E).
    + rewrite app_length; lia.
    + intros i; rewrite in_app_iff; intros [Hi|Hi].
      * destruct (Cb i Hi) as (x & Hx & E); exists x; rewrite !in_app_iff; auto.
      * destruct (Ca i Hi) as (x & Hx & E); exists x; rewrite !in_app_iff; auto.
Qed.

Lemma marks_cons x l : place x < l -> x :: marks (author x) (source x) (S (place x)) l
  = marks (author x) (source x) (place x) l.
Proof.
  intros H; unfold marks; replace (l - place x) with (S (l - S (place x))) by lia.
  destruct x; reflexivity.
Qed.

(** What follows the mark h of a node: its piece to the end, and the rest of the node. *)
Lemma rest_of_good bound
  (forests : forall c, length c < bound -> good o ns c -> exists f, well_formed o ns f /\ draws f c) :
  forall size t h, length t <= size -> size < bound -> good o ns (h :: t) -> ends_in (author h) t ->
  exists e cr r, t = marks (author h) (source h) (S (place h)) e ++ cr
    /\ S (place h) <= e <= length (nth (source h) ns [])
    /\ well_formed_rest o ns (source h) e r /\ draws_rest (author h) (source h) r cr.
Proof.
  induction size as [|size IH]; intros t h Ht Hb Hgood Hend.
  - destruct t; [|cbn in Ht; lia].
    assert (Hw := within _ _ _ Hgood h (or_introl eq_refl)).
    exists (S (place h)), [], End; rewrite marks_empty; repeat split; auto; constructor.
  - destruct t as [|x t]; [apply (IH [] h); cbn; auto; lia|].
    destruct (Nat.eq_dec (author x) (author h)) as [E|E].
    + destruct (forward _ _ _ Hgood 0 1 h x ltac:(lia) eq_refl eq_refl (eq_sym E)) as (Hs & _ & Hp).
      assert (Px : place x = S (place h))
        by (apply Hp; unfold consecutive; destruct o; [reflexivity | intros; lia]).
      assert (Hgood' : good o ns (x :: t)).
      { apply (good_part o ns [h] (x :: t) []); cbn [app]; now rewrite app_nil_r. }
      destruct (IH t x) as (e & cr & r & -> & He & Hr & Hd); [cbn in Ht; lia | lia | exact Hgood' | |].
      { rewrite E; exact (ends_in_tail _ [x] t Hend). }
      exists e, cr, r; rewrite <- E, Hs, <- Px; split; [|split; [lia | auto]].
      rewrite <- marks_cons by lia; reflexivity.
    + destruct (front (author h) (x :: t)) as (g & t' & Hsplit & Hg & [->|(z & t'' & -> & Hz)]).
      * exfalso; rewrite app_nil_r in Hsplit; subst g.
        destruct Hend as [H|(c' & z & H & Hz)]; [discriminate|].
        apply (Hg z); [rewrite H, in_app_iff; right; now left | exact Hz].
      * assert (Hlen : length (x :: t) = length g + S (length t'')) by (rewrite Hsplit, app_length; reflexivity).
        assert (Hgne : 0 < length g).
        { destruct g as [|y g]; [|cbn; lia]; cbn in Hsplit; injection Hsplit as -> ->; contradiction. }
        rewrite Hsplit in *; clear Hsplit E.
        assert (Hzh : nth_error (h :: g ++ z :: t'') (S (length g)) = Some z)
          by (cbn; rewrite nth_error_app2, Nat.sub_diag by lia; reflexivity).
        destruct (forward _ _ _ Hgood 0 (S (length g)) h z ltac:(lia) eq_refl Hzh (eq_sym Hz)) as (Hs & Hp & Hcons).
        assert (Hgoodz : good o ns (z :: t'')).
        { apply (good_part o ns (h :: g) (z :: t'') []); cbn [app]; now rewrite app_nil_r. }
        assert (Hgoodg : good o ns g).
        { exact (good_part o ns [h] g (z :: t'') Hgood). }
        destruct (IH t'' z) as (e & cr & r & -> & He & Hr & Hd); [cbn in Ht, Hlen; lia | lia | exact Hgoodz | |].
        { rewrite Hz; apply (ends_in_tail _ (g ++ [z])); now rewrite <- app_assoc. }
        destruct (forests g) as (f & Hf & Hdf); [cbn in Ht; lia | exact Hgoodg |].
        exists (S (place h)), (g ++ marks (author h) (source h) (place z) e ++ cr), (Gap f (place z) e r).
        rewrite marks_empty; cbn [app]; split; [|split; [|split]].
        -- rewrite <- Hz, Hs, <- marks_cons by lia; reflexivity.
        -- assert (Hw := within _ _ _ Hgood h (or_introl eq_refl)); lia.
        -- cbn [well_formed_rest]; rewrite Hs; split; [|split; [exact Hf | split; [|split; [|exact Hr]]]].
           ++ intros ->; inversion Hdf; subst; cbn in Hgne; lia.
           ++ unfold follows; destruct o eqn:Ho; [lia|]; apply Hcons; unfold consecutive.
              intros j y Hj Hy; apply Hg; destruct j as [|j]; [lia|]; cbn in Hy.
              rewrite nth_error_app1 in Hy by lia; now apply nth_error_In in Hy.
           ++ unfold is_segment; lia.
        -- constructor; [exact Hdf | now rewrite <- Hz, Hs|].
           intros y w Hy Hw Eyw; destruct Hw as [<-|Hw]; [exact (Hg y Hy Eyw)|].
           destruct (In_nth_error _ _ Hy) as (j & Hj).
           assert (Hwt : In w (marks (author z) (source z) (S (place z)) e ++ cr)) by (rewrite in_app_iff; auto).
           destruct (In_nth_error _ _ Hwt) as (q & Hq).
           assert (Hjl : j < length g) by (apply nth_error_Some; congruence).
           assert (Hyh : nth_error (h :: g ++ z :: marks (author z) (source z) (S (place z)) e ++ cr) (S j) = Some y)
             by (cbn [nth_error]; rewrite nth_error_app1 by exact Hjl; exact Hj).
           assert (Hwh : nth_error (h :: g ++ z :: marks (author z) (source z) (S (place z)) e ++ cr)
             (S (length g + S q)) = Some w).
           { cbn [nth_error]; rewrite nth_error_app2 by lia.
             replace (length g + S q - length g) with (S q) by lia; exact Hq. }
           apply (Hg y Hy); symmetry.
           exact (laminar _ _ _ Hgood 0 (S j) (S (length g)) (S (length g + S q)) h y z w ltac:(lia) ltac:(lia) ltac:(lia)
             eq_refl Hyh Hzh Hwh (eq_sym Hz) Eyw).
Qed.

Theorem good_forest c : good o ns c -> exists f, well_formed o ns f /\ draws f c.
Proof.
  remember (length c) as size; assert (Hsize : length c <= size) by lia; clear Heqsize.
  revert c Hsize; induction size as [|size IH]; intros c Hc Hgood.
  - destruct c; [|cbn in Hc; lia]; exists Leaf; split; [exact I | constructor].
  - destruct c as [|h c]; [exists Leaf; split; [exact I | constructor]|].
    destruct (back (author h) c) as (t & cf & -> & Hcf & Hend).
    assert (Hgt : good o ns (h :: t)) by exact (good_part o ns [] (h :: t) cf Hgood).
    assert (Hgf : good o ns cf).
    { apply (good_part o ns (h :: t) cf []); cbn [app]; now rewrite app_nil_r. }
    cbn in Hc; rewrite app_length in Hc.
    destruct (IH cf) as (f & Hf & Hdf); [lia | exact Hgf |].
    destruct (rest_of_good (S size) (fun c Hl => IH c ltac:(lia)) size t h)
      as (e & cr & r & -> & He & Hr & Hdr); [lia | lia | exact Hgt | exact Hend |].
    exists (Node (source h) (place h) e r f); split.
    + cbn [well_formed]; unfold is_segment; repeat split; auto; lia.
    + rewrite <- app_assoc, app_comm_cons, marks_cons by lia; constructor; [exact Hdr | exact Hdf|].
      intros y w Hy Hw E; destruct Hy as [<-|Hy]; [exact (Hcf w Hw (eq_sym E))|].
      assert (Hyt : In y (marks (author h) (source h) (S (place h)) e ++ cr)) by (rewrite in_app_iff; auto).
      set (t := marks (author h) (source h) (S (place h)) e ++ cr) in *.
      destruct Hend as [Hnil|(t' & z & Ht & Hz)]; [rewrite Hnil in Hyt; destruct Hyt|].
      destruct (Nat.eq_dec (author y) (author h)) as [Ey|Ey]; [apply (Hcf w Hw); congruence|].
      rewrite Ht in Hyt, Hgood; apply in_app_iff in Hyt as [Hyt|[->|[]]]; [|contradiction].
      destruct (In_nth_error _ _ Hyt) as (j & Hj), (In_nth_error _ _ Hw) as (q & Hq).
      assert (Hjl : j < length t') by (apply nth_error_Some; congruence).
      apply Ey; symmetry.
      refine (laminar _ _ _ Hgood 0 (S j) (S (length t')) (S (length t' + S q)) h y z w ltac:(lia) ltac:(lia) ltac:(lia)
        eq_refl _ _ _ (eq_sym Hz) E); cbn [nth_error]; rewrite <- app_assoc.
      * rewrite nth_error_app1 by exact Hjl; exact Hj.
      * rewrite nth_error_app2, Nat.sub_diag by lia; reflexivity.
      * rewrite nth_error_app2 by lia; replace (length t' + S q - length t') with (S q) by lia; exact Hq.
Qed.
End Neighbours.
