(** The signatures of a forest, and that its pre-order leaves them.

    Theorem, in words. Let every node of a forest be an operation that signs the node's pieces (SplicingOrigins.v). The
    origins that the signatures tell are read off the forest, with the place where a node's first piece begins in the
    place of its operation (`origins_of`). The pre-order of the forest leaves just these (`emission_origins`). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingOrigins.
Import ListNotations.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** ** The signatures of a forest *)

(** No operation signed in both. *)
Definition apart (c d : list mark) : Prop := forall x y, In x c -> In y d -> author x <> author y.

(** [draws f c]: the signatures c are those of the forest f, each node being an operation. *)
Inductive draws : forest -> list mark -> Prop :=
| draws_leaf : draws Leaf []
| draws_node n m k l r f cr cf :
    draws_rest n m r cr -> draws f cf -> apart (Mark n m k :: cr) cf ->
    draws (Node m k l r f) (marks n m k l ++ cr ++ cf)
with draws_rest : nat -> nat -> rest -> list mark -> Prop :=
| draws_end n m : draws_rest n m End []
| draws_gap n m g s e r cg cr :
    draws g cg -> draws_rest n m r cr -> apart cg (Mark n m s :: cr) ->
    draws_rest n m (Gap g s e r) (cg ++ marks n m s e ++ cr).

Scheme draws_mut := Minimality for draws Sort Prop
  with draws_rest_mut := Minimality for draws_rest Sort Prop.
Combined Scheme draws_mutind from draws_mut, draws_rest_mut.

Lemma apart_incl c d c' d' : apart c d ->
  (forall x, In x c' -> exists y, In y c /\ author y = author x) ->
  (forall x, In x d' -> exists y, In y d /\ author y = author x) -> apart c' d'.
Proof.
  intros H Hc Hd x y Hx Hy E; destruct (Hc x Hx) as (x' & Hx' & Ex), (Hd y Hy) as (y' & Hy' & Ey).
  apply (H x' y' Hx' Hy'); congruence.
Qed.

Lemma first_of_app n c d : (forall x, In x c -> author x <> n) ->
  first_of n (c ++ d) = length c + first_of n d.
Proof.
  induction c as [|x c IH]; intros H; [reflexivity|]; cbn [app first_of length].
  destruct (Nat.eqb_spec (author x) n) as [E|E]; [now destruct (H x (or_introl eq_refl))|].
  cbn; f_equal; apply IH; intros y Hy; apply H; now right.
Qed.

Lemma first_of_app_in n c d : (exists x, In x c /\ author x = n) -> first_of n (c ++ d) = first_of n c.
Proof.
  induction c as [|x c IH]; intros (y & Hy & E); [destruct Hy|]; cbn [app first_of].
  destruct (Nat.eqb_spec (author x) n); [reflexivity|].
  f_equal; apply IH; exists y; split; [destruct Hy as [->|]; [contradiction | assumption] | exact E].
Qed.

(** ** The origins of a forest *)

Definition piece (h m k l : nat) : list (nat * nat * nat) := map (fun p => (h, m, p)) (seq k (l - k)).

(** The origins of the words of a forest whose text begins at place i; of the rest of a node whose text begins at h. *)
Fixpoint origins_of (i : nat) (f : forest) : list (nat * nat * nat) :=
  match f with
  | Leaf => []
  | Node m k l r f =>
      piece i m k l ++ origins_of_rest i m (i + (l - k)) r
        ++ origins_of (i + (l - k) + length (text_of_rest ns m r)) f
  end
with origins_of_rest (h m i : nat) (r : rest) : list (nat * nat * nat) :=
  match r with
  | End => []
  | Gap g s e r =>
      origins_of i g ++ piece h m s e ++ origins_of_rest h m (i + length (text_of ns g) + (e - s)) r
  end.

Lemma draws_length :
  (forall f c, draws f c -> well_formed o ns f -> length c = length (text_of ns f))
  /\ (forall n m r c, draws_rest n m r c -> forall l, well_formed_rest o ns m l r ->
      length c = length (text_of_rest ns m r)).
Proof.
  apply draws_mutind; cbn [well_formed well_formed_rest text_of text_of_rest]; auto.
  - intros n m k l r f cr cf _ IHr _ IHf _ (Hseg & Hr & Hf).
    now rewrite !app_length, marks_length, (segment_length ns), (IHr l), IHf.
  - intros n m g s e r cg cr _ IHg _ IHr _ l (_ & Hg & _ & He & Hr).
    now rewrite !app_length, marks_length, (segment_length ns), (IHr e), IHg.
Qed.

(** What the signatures of the whole tell of a part that begins at place i. *)
Definition told (c : list mark) (first : nat -> nat) : list (nat * nat * nat) :=
  map (fun x => (first (author x), source x, place x)) c.

Lemma told_app c d first : told (c ++ d) first = told c first ++ told d first.
Proof. apply map_app. Qed.

Lemma told_marks n m k l first : told (marks n m k l) first = piece (first n) m k l.
Proof. unfold told, marks, piece; now rewrite map_map. Qed.

Lemma told_ext c first first' :
  (forall x, In x c -> first (author x) = first' (author x)) -> told c first = told c first'.
Proof. intros H; apply map_ext_in; intros x Hx; now rewrite (H x Hx). Qed.

Lemma draws_told :
  (forall f c, draws f c -> well_formed o ns f -> forall i, told c (fun n => i + first_of n c) = origins_of i f)
  /\ (forall n m r c, draws_rest n m r c -> forall l, well_formed_rest o ns m l r -> forall i h,
      told c (fun a => if a =? n then h else i + first_of a c) = origins_of_rest h m i r).
Proof.
  apply draws_mutind; cbn [well_formed well_formed_rest origins_of origins_of_rest]; auto.
  - intros n m k l r f cr cf Hdr IHr Hdf IHf Hap (Hseg & Hr & Hf) i.
    assert (Hlr := proj2 draws_length _ _ _ _ Hdr _ Hr).
    assert (Hown : exists y, In y (marks n m k l) /\ author y = n).
    { exists (Mark n m k); split; [|reflexivity]; unfold marks; apply in_map_iff; exists k; split; [reflexivity|].
      apply in_seq; unfold is_segment in Hseg; lia. }
    rewrite !told_app; f_equal; [|f_equal].
    + rewrite told_marks, first_of_app_in by exact Hown; f_equal.
      unfold marks; destruct (l - k) as [|d] eqn:E; [unfold is_segment in Hseg; lia|]; cbn; rewrite Nat.eqb_refl; lia.
    + rewrite <- (IHr l Hr (i + (l - k)) i); apply told_ext; intros x Hx.
      destruct (Nat.eqb_spec (author x) n) as [->|Hne].
      * rewrite first_of_app_in by exact Hown.
        unfold marks; destruct (l - k) as [|d] eqn:E; [unfold is_segment in Hseg; lia|]; cbn; rewrite Nat.eqb_refl; lia.
      * rewrite first_of_app.
        -- rewrite marks_length, first_of_app_in; [lia | now exists x].
        -- intros y Hy; apply in_marks in Hy; intuition congruence.
    + rewrite <- (IHf Hf); apply told_ext; intros x Hx; rewrite app_assoc, first_of_app.
      * rewrite app_length, marks_length, Hlr; lia.
      * intros y; rewrite in_app_iff; intros [Hy|Hy].
        -- apply in_marks in Hy as (-> & _ & _); exact (Hap (Mark n m k) x (or_introl eq_refl) Hx).
        -- exact (Hap y x (or_intror Hy) Hx).
  - intros n m g s e r cg cr Hdg IHg Hdr IHr Hap l (Hne & Hg & Hls & He & Hr) i h.
    assert (Hlg := proj1 draws_length _ _ Hdg Hg).
    rewrite !told_app; f_equal; [|f_equal].
    + rewrite <- (IHg Hg i); apply told_ext; intros x Hx.
      destruct (Nat.eqb_spec (author x) n) as [E|_]; [destruct (Hap x (Mark n m s) Hx (or_introl eq_refl) E)|].
      rewrite first_of_app_in; [reflexivity | now exists x].
    + now rewrite told_marks, Nat.eqb_refl.
    + rewrite <- (IHr e Hr (i + length (text_of ns g) + (e - s)) h); apply told_ext; intros x Hx.
      destruct (Nat.eqb_spec (author x) n) as [_|E]; [reflexivity|].
      rewrite app_assoc, first_of_app; [rewrite app_length, marks_length, Hlg; lia|].
      intros y; rewrite in_app_iff; intros [Hy|Hy].
      * exact (Hap y x Hy (or_intror Hx)).
      * apply in_marks in Hy; intuition congruence.
Qed.

(** Signatures of a forest have its origins. *)
Theorem draws_origins f c : draws f c -> well_formed o ns f -> origins c = origins_of 0 f.
Proof. intros Hd Hf; exact (proj1 draws_told f c Hd Hf 0). Qed.

(** ** The pre-order of a forest leaves the forest's signatures *)

Definition signed_from (n n' : nat) (c : list mark) : Prop := forall x, In x c -> n <= author x < n'.

Lemma firstn_exact {A} (p q : list A) : firstn (length p) (p ++ q) = p.
Proof. now rewrite firstn_app, Nat.sub_diag, firstn_all, firstn_O, app_nil_r. Qed.

Lemma skipn_exact {A} (p q : list A) : skipn (length p) (p ++ q) = q.
Proof. now rewrite skipn_app, Nat.sub_diag, skipn_all. Qed.

Lemma write_step n p d q ops m k l :
  write n (p ++ d ++ q) (Splice m k l (length p) (length p + length d) :: ops)
  = write (S n) (p ++ marks n m k l ++ q) ops.
Proof.
  cbn [write at_ up_to neighbour from to]; rewrite firstn_exact.
  replace (length p + length d) with (length (p ++ d)) by apply app_length.
  now rewrite (app_assoc p d q), skipn_exact.
Qed.

Lemma marks_app n m k l r : k <= l -> l <= r -> marks n m k l ++ marks n m l r = marks n m k r.
Proof.
  intros Hkl Hlr; unfold marks; rewrite <- map_app; f_equal.
  replace (r - k) with ((l - k) + (r - l)) by lia.
  rewrite seq_app; repeat f_equal; lia.
Qed.

Lemma marks_empty n m k : marks n m k k = [].
Proof. unfold marks; now rewrite Nat.sub_diag. Qed.

Lemma emission_draws :
  (forall f, well_formed o ns f -> f <> Leaf -> forall n p d q,
    exists c, write n (p ++ d ++ q) (emit ns (length p) (length d) f) = p ++ c ++ q
      /\ draws f c /\ signed_from n (n + nodes f) c)
  /\
  (forall r m l k, is_segment ns m k l -> well_formed_rest o ns m l r -> forall h n p q, h < n ->
    exists c, write n (p ++ marks h m l (last_end l r) ++ q) (emit_rest ns m (length p) l r) = p ++ c ++ q
      /\ draws_rest h m r c /\ (forall x, In x c -> author x = h \/ n <= author x < n + nodes_of_rest r)).
Proof.
  apply forest_rest_mutind.
  - intros _ H; contradiction.
  - intros m k l r IHr f IHf (Hseg & Hr & Hf) _ n p d q; rewrite emit_node, write_step, write_app.
    destruct (last_end_segment o ns _ _ _ _ Hseg Hr) as [_ Hle].
    rewrite <- (marks_app n m k l (last_end l r)) by (unfold is_segment in Hseg; lia).
    destruct (IHr m l k Hseg Hr n (S n) (p ++ marks n m k l) q ltac:(lia)) as (cr & Hw & Hdr & Hsr).
    rewrite app_length, marks_length in Hw; rewrite <- !app_assoc in *; rewrite Hw; clear Hw.
    rewrite (proj2 (emission_counts ns)); cbn [nodes].
    assert (Hown : In (Mark n m k) (marks n m k l))
      by (unfold marks; apply in_map_iff; exists k; split; [reflexivity | apply in_seq; unfold is_segment in Hseg; lia]).
    destruct f as [|m' k' l' r' f'].
    + exists (marks n m k l ++ cr ++ []); rewrite app_nil_r, <- !app_assoc; split; [reflexivity|]; split.
      * rewrite <- (app_nil_r cr); constructor; [exact Hdr | constructor | intros x y _ []].
      * intros x; rewrite in_app_iff; intros [Hx|Hx]; [apply in_marks in Hx; cbn; lia|].
        destruct (Hsr x Hx); cbn; lia.
    + destruct (IHf Hf ltac:(discriminate) (S n + nodes_of_rest r) (p ++ marks n m k l ++ cr) [] q)
        as (cf & Hw & Hdf & Hsf).
      rewrite !app_length, marks_length, (proj2 draws_length _ _ _ _ Hdr _ Hr), Nat.add_assoc in Hw.
      cbn [length app] in Hw; rewrite <- !app_assoc in *; rewrite Hw.
      exists (marks n m k l ++ cr ++ cf); rewrite <- !app_assoc; split; [reflexivity|]; split.
      * constructor; [exact Hdr | exact Hdf|].
        intros x y Hx Hy E; specialize (Hsf y Hy); destruct Hx as [<-|Hx]; [cbn in E; lia|].
        destruct (Hsr x Hx); lia.
      * intros x; rewrite !in_app_iff; intros [Hx|[Hx|Hx]].
        -- apply in_marks in Hx; lia.
        -- destruct (Hsr x Hx); lia.
        -- specialize (Hsf x Hx); lia.
  - intros m l k _ _ h n p q _; cbn [emit_rest write last_end]; exists []; rewrite marks_empty.
    split; [reflexivity|]; split; [constructor | intros x []].
  - intros g IHg s e r IHr m l k Hseg (Hne & Hg & Hls & He & Hr) h n p q Hh; rewrite emit_gap, write_app.
    cbn [last_end]; assert (Hs := follows_le o _ _ Hls).
    destruct (last_end_segment o ns _ _ _ _ He Hr) as [_ Hle].
    assert (Hse := He); unfold is_segment in Hse.
    rewrite <- (marks_app h m l s (last_end e r)), <- (marks_app h m s e (last_end e r)) by lia.
    destruct (IHg Hg Hne n p (marks h m l s) (marks h m s e ++ marks h m e (last_end e r) ++ q)) as (cg & Hw & Hdg & Hsg).
    rewrite marks_length in Hw; rewrite <- !app_assoc in *; rewrite Hw; clear Hw.
    rewrite (proj1 (emission_counts ns)).
    destruct (IHr m e s He Hr h (n + nodes g) (p ++ cg ++ marks h m s e) q ltac:(lia)) as (cr & Hw & Hdr & Hsr).
    rewrite !app_length, marks_length, (proj1 draws_length _ _ Hdg Hg), Nat.add_assoc in Hw.
    rewrite <- !app_assoc in *; rewrite Hw.
    exists (cg ++ marks h m s e ++ cr); rewrite <- !app_assoc; split; [reflexivity|]; cbn [nodes_of_rest]; split.
    + constructor; [exact Hdg | exact Hdr|].
      intros x y Hx Hy E; specialize (Hsg x Hx); destruct Hy as [<-|Hy]; [cbn in E; lia|].
      destruct (Hsr y Hy); lia.
    + intros x; rewrite !in_app_iff; intros [Hx|[Hx|Hx]].
      * specialize (Hsg x Hx); lia.
      * apply in_marks in Hx; lia.
      * destruct (Hsr x Hx); lia.
Qed.

(** The pre-order of a forest leaves the words with the forest's origins. *)
Theorem emission_origins f : well_formed o ns f -> origins (write 0 [] (emit ns 0 0 f)) = origins_of 0 f.
Proof.
  intros Hf; destruct f as [|m k l r f]; [reflexivity|].
  destruct (proj1 emission_draws _ Hf ltac:(discriminate) 0 [] [] []) as (c & Hw & Hd & _).
  cbn [app length] in Hw; rewrite app_nil_r in Hw; rewrite Hw; exact (draws_origins _ _ Hd Hf).
Qed.
End Neighbours.
