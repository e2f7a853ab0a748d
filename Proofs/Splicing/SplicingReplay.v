(** Derivations of a text from its neighbours, and the operations that carry them out.

    Theorem, in words. A text is spliced from neighbours by operations, each of which puts a
    segment of a neighbour in the place of a span of the canvas. Draw a derivation as an ordered
    forest: a node is a neighbour cut into pieces, and between two pieces lies a gap, a forest that
    is not empty. Read the forest in pre-order: a node becomes the operation that copies its
    neighbour whole, from the first piece to the last; the first node of a gap replaces the words
    that the gap hides, later ones are inserted. Then every operation is valid, the text of the
    forest stands on the canvas in the end, and there are as many operations as nodes.

    From "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
Import ListNotations.

(** Words are numbers. *)
Definition text := list nat.

(** The words from k to before l. *)
Definition slice (x : text) (k l : nat) : text := firstn (l - k) (skipn k x).

(** The segment of neighbour m from k to before l; a neighbour that does not exist is empty. *)
Definition segment (ns : list text) (m k l : nat) : text := slice (nth m ns []) k l.

(** Whether that segment exists and holds a word. *)
Definition is_segment (ns : list text) (m k l : nat) : Prop := k < l <= length (nth m ns []).

(** Operations may replace, or only insert. *)
Inductive mode := General | InsertOnly.

(** Copies words [from..<to] of a neighbour over words [at..<upto] of the canvas. *)
Record operation := Splice { neighbour : nat; from : nat; to : nat; at_ : nat; up_to : nat }.

Definition is_valid (o : mode) (ns : list text) (canvas : text) (s : operation) : bool :=
  (from s <? to s) && (to s <=? length (nth (neighbour s) ns []))
  && (at_ s <=? up_to s) && (up_to s <=? length canvas)
  && match o with General => true | InsertOnly => up_to s <=? at_ s end.

(** The canvas after one operation after the other; none when an operation is not valid. *)
Fixpoint replay (o : mode) (ns : list text) (canvas : text) (ops : list operation) : option text :=
  match ops with
  | [] => Some canvas
  | s :: ops =>
      if is_valid o ns canvas s then
        replay o ns
          (firstn (at_ s) canvas ++ segment ns (neighbour s) (from s) (to s)
            ++ skipn (up_to s) canvas) ops
      else None
  end.

(** Ordered forests: a node is a piece [k..<l] of neighbour m, the rest of the node, and the nodes
    to the right of it. The rest of a node is its gaps, each with the piece [s..<e] after it. *)
Inductive forest :=
| Leaf
| Node (m k l : nat) (r : rest) (f : forest)
with rest :=
| End
| Gap (g : forest) (s e : nat) (r : rest).

Scheme forest_rest_ind := Induction for forest Sort Prop
  with rest_forest_ind := Induction for rest Sort Prop.
Combined Scheme forest_rest_mutind from forest_rest_ind, rest_forest_ind.

(** After a piece that ends at l the host may go on at s: in insertions nothing is hidden. *)
Definition follows (o : mode) (l s : nat) : Prop :=
  match o with General => l <= s | InsertOnly => s = l end.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The pieces exist and are in order, and no gap is empty. *)
Fixpoint well_formed (f : forest) : Prop :=
  match f with
  | Leaf => True
  | Node m k l r f => is_segment ns m k l /\ well_formed_rest m l r /\ well_formed f
  end
with well_formed_rest (m l : nat) (r : rest) : Prop :=
  match r with
  | End => True
  | Gap g s e r =>
      g <> Leaf /\ well_formed g /\ follows o l s /\ is_segment ns m s e /\ well_formed_rest m e r
  end.

(** The text of a forest: its pieces from left to right. *)
Fixpoint text_of (f : forest) : text :=
  match f with
  | Leaf => []
  | Node m k l r f => segment ns m k l ++ text_of_rest m r ++ text_of f
  end
with text_of_rest (m : nat) (r : rest) : text :=
  match r with
  | End => []
  | Gap g s e r => text_of g ++ segment ns m s e ++ text_of_rest m r
  end.

(** The number of nodes. *)
Fixpoint nodes (f : forest) : nat :=
  match f with Leaf => 0 | Node _ _ _ r f => S (nodes_of_rest r + nodes f) end
with nodes_of_rest (r : rest) : nat :=
  match r with End => 0 | Gap g _ _ r => nodes g + nodes_of_rest r end.

(** Where the last piece of a node ends, when a piece ends at l and r follows. *)
Fixpoint last_end (l : nat) (r : rest) : nat :=
  match r with End => l | Gap _ _ e r => last_end e r end.

(** The operations in pre-order. The forest's text goes to place i of the canvas, where it replaces
    h words; what lies left of i is final. *)
Fixpoint emit (i h : nat) (f : forest) : list operation :=
  match f with
  | Leaf => []
  | Node m k l r f =>
      Splice m k (last_end l r) i (i + h) :: emit_rest m (i + (l - k)) l r
        ++ emit (i + (l - k) + length (text_of_rest m r)) 0 f
  end
with emit_rest (m i l : nat) (r : rest) : list operation :=
  match r with
  | End => []
  | Gap g s e r =>
      emit i (s - l) g ++ emit_rest m (i + length (text_of g) + (e - s)) e r
  end.

(** The defining equations, to rewrite with. *)
Lemma text_of_node m k l r f :
  text_of (Node m k l r f) = segment ns m k l ++ text_of_rest m r ++ text_of f.
Proof. reflexivity. Qed.

Lemma text_of_gap m g s e r :
  text_of_rest m (Gap g s e r) = text_of g ++ segment ns m s e ++ text_of_rest m r.
Proof. reflexivity. Qed.

Lemma emit_node i h m k l r f :
  emit i h (Node m k l r f)
  = Splice m k (last_end l r) i (i + h) :: emit_rest m (i + (l - k)) l r
      ++ emit (i + (l - k) + length (text_of_rest m r)) 0 f.
Proof. reflexivity. Qed.

Lemma emit_gap i m l g s e r :
  emit_rest m i l (Gap g s e r)
  = emit i (s - l) g ++ emit_rest m (i + length (text_of g) + (e - s)) e r.
Proof. reflexivity. Qed.

(** ** Slices *)

Lemma slice_length x k l : l <= length x -> length (slice x k l) = l - k.
Proof. intros H; unfold slice; rewrite firstn_length, skipn_length; lia. Qed.

Lemma skipn_skipn (a b : nat) (x : text) : skipn a (skipn b x) = skipn (a + b) x.
Proof.
  rewrite Nat.add_comm; revert x; induction b as [|b IH]; intros [|w x]; cbn; auto using skipn_nil.
Qed.

Lemma slice_app x k l r : k <= l -> l <= r -> slice x k l ++ slice x l r = slice x k r.
Proof.
  intros Hkl Hlr; unfold slice.
  replace (r - k) with ((l - k) + (r - l)) by lia.
  replace (skipn l x) with (skipn (l - k) (skipn k x)) by now rewrite skipn_skipn, Nat.sub_add.
  generalize (skipn k x) (l - k) (r - l); clear; intros x a b.
  revert x; induction a as [|a IH]; intros x; [reflexivity|].
  destruct x as [|w x]; cbn; [now destruct b | now rewrite IH].
Qed.

Lemma slice_empty x k l : l <= k -> slice x k l = [].
Proof. intros H; unfold slice; now replace (l - k) with 0 by lia. Qed.

Lemma slice_cut x k l p q :
  k <= l -> l <= length x -> slice x k l = p ++ q ->
  k + length p <= l /\ p = slice x k (k + length p) /\ q = slice x (k + length p) l.
Proof.
  intros Hkl Hl H.
  assert (Hlen : length p + length q = l - k) by now rewrite <- app_length, <- H, slice_length.
  split; [lia|].
  rewrite <- (slice_app x k (k + length p) l) in H by lia.
  assert (Hp : length (slice x k (k + length p)) = length p) by (rewrite slice_length; lia).
  generalize (slice x (k + length p) l) H; revert Hp.
  generalize (slice x k (k + length p)); clear; intros y Hp z H.
  revert p Hp H; induction y as [|w y IH]; intros [|w' p] Hp H; cbn in *; try discriminate; auto.
  injection H as -> H; injection Hp as Hp; destruct (IH p Hp H); now subst.
Qed.

Lemma segment_length m k l : is_segment ns m k l -> length (segment ns m k l) = l - k.
Proof. unfold is_segment; intros H; apply slice_length; lia. Qed.

Lemma segment_nonempty m k l : is_segment ns m k l -> segment ns m k l <> [].
Proof.
  intros H Hnil; apply segment_length in H as Hl; rewrite Hnil in Hl; destruct H; cbn in Hl; lia.
Qed.

Lemma segment_app m k l r :
  k <= l -> l <= r -> segment ns m k l ++ segment ns m l r = segment ns m k r.
Proof. apply slice_app. Qed.

(** ** Replay *)

Lemma replay_app canvas ops ops' :
  replay o ns canvas (ops ++ ops')
  = match replay o ns canvas ops with Some c => replay o ns c ops' | None => None end.
Proof.
  revert canvas; induction ops as [|s ops IH]; intros canvas; [reflexivity|].
  cbn [app replay]; destruct (is_valid o ns canvas s); [apply IH | reflexivity].
Qed.

Lemma is_valid_spec canvas s :
  is_valid o ns canvas s = true ->
  is_segment ns (neighbour s) (from s) (to s)
  /\ at_ s <= up_to s <= length canvas
  /\ (o = InsertOnly -> up_to s = at_ s).
Proof.
  unfold is_valid, is_segment; rewrite !andb_true_iff, Nat.ltb_lt, !Nat.leb_le.
  intros ((((? & ?) & ?) & ?) & Hmode); repeat split; auto.
  intros Ho; rewrite Ho in Hmode; apply Nat.leb_le in Hmode; lia.
Qed.

(** A canvas is what lies before a span, the span, and what lies behind it. *)
Lemma canvas_parts (c : text) i j :
  i <= j -> j <= length c -> c = firstn i c ++ slice c i j ++ skipn j c.
Proof.
  intros Hij Hj; rewrite app_assoc.
  assert (Hfirst : firstn i c = slice c 0 i) by (unfold slice; now rewrite Nat.sub_0_r).
  rewrite Hfirst, slice_app by lia; unfold slice; rewrite Nat.sub_0_r; cbn [skipn].
  now rewrite firstn_skipn.
Qed.

(** One operation at the place after [p] that replaces [d]. *)
Lemma replay_step p d q m k l ops :
  is_segment ns m k l -> match o with General => True | InsertOnly => d = [] end ->
  replay o ns (p ++ d ++ q) (Splice m k l (length p) (length p + length d) :: ops)
  = replay o ns (p ++ segment ns m k l ++ q) ops.
Proof.
  intros [Hkl Hl] Hmode; cbn [replay]; unfold is_valid; cbn [neighbour from to at_ up_to].
  replace (k <? l) with true by (symmetry; apply Nat.ltb_lt; lia).
  replace (l <=? length (nth m ns [])) with true by (symmetry; apply Nat.leb_le; lia).
  replace (length p <=? length p + length d) with true by (symmetry; apply Nat.leb_le; lia).
  rewrite !app_length.
  replace (length p + length d <=? length p + (length d + length q)) with true
    by (symmetry; apply Nat.leb_le; lia).
  replace (match o with General => true | InsertOnly => length p + length d <=? length p end)
    with true.
  2: { destruct o; [reflexivity|]; subst d; cbn; symmetry; apply Nat.leb_le; lia. }
  cbn [andb].
  rewrite firstn_app, Nat.sub_diag, firstn_O, app_nil_r, firstn_all.
  rewrite skipn_app, skipn_all2 by lia.
  replace (length p + length d - length p) with (length d) by lia.
  now rewrite skipn_app, skipn_all, Nat.sub_diag.
Qed.

Lemma follows_le l s : follows o l s -> l <= s.
Proof. destruct o; cbn; lia. Qed.

Lemma last_end_segment m k l r :
  is_segment ns m k l -> well_formed_rest m l r ->
  is_segment ns m k (last_end l r) /\ l <= last_end l r.
Proof.
  revert l; induction r as [|g s e r IH]; intros l H Hr; cbn in *; [split; [exact H | lia]|].
  destruct Hr as (_ & _ & Hls & He & Hr); apply follows_le in Hls.
  destruct (IH e) as [Hlast Hle]; [unfold is_segment in *; lia | exact Hr |].
  split; [exact Hlast | unfold is_segment in He; lia].
Qed.

(** What an emission does to a canvas: the first node of a forest replaces the words [d]. *)
Lemma emission :
  (forall f, well_formed f -> f <> Leaf ->
    forall p d q, match o with General => True | InsertOnly => d = [] end ->
      replay o ns (p ++ d ++ q) (emit (length p) (length d) f) = Some (p ++ text_of f ++ q))
  /\
  (forall r m k l, is_segment ns m k l -> well_formed_rest m l r ->
    forall p q,
      replay o ns (p ++ segment ns m l (last_end l r) ++ q) (emit_rest m (length p) l r)
      = Some (p ++ text_of_rest m r ++ q)).
Proof.
  apply forest_rest_mutind.
  - intros _ H; contradiction.
  - intros m k l r IHr f IHf (Hseg & Hr & Hf) _ p d q Hd; cbn [emit text_of].
    destruct (last_end_segment _ _ _ _ Hseg Hr) as [Hlast Hle].
    rewrite replay_step by assumption.
    rewrite replay_app.
    rewrite <- (segment_app m k l (last_end l r)) by (unfold is_segment in Hseg; lia).
    assert (Hlen : length (p ++ segment ns m k l) = length p + (l - k))
      by now rewrite app_length, segment_length.
    specialize (IHr m k l Hseg Hr (p ++ segment ns m k l) q).
    rewrite Hlen in IHr; rewrite <- !app_assoc in *; rewrite IHr; clear IHr.
    destruct f as [|m' k' l' r' f']; [reflexivity|].
    specialize (IHf Hf ltac:(discriminate) (p ++ segment ns m k l ++ text_of_rest m r) [] q
      ltac:(now destruct o)).
    rewrite !app_length, segment_length, Nat.add_assoc in IHf by assumption.
    cbn [length app] in IHf; rewrite <- !app_assoc in *; exact IHf.
  - intros m k l _ _ p q; cbn [emit_rest replay last_end text_of_rest].
    unfold segment; now rewrite slice_empty by lia.
  - intros g IHg s e r IHr m k l Hseg (Hne & Hg & Hls & He & Hr) p q.
    cbn [emit_rest last_end text_of_rest]; rewrite replay_app.
    destruct (last_end_segment _ _ _ _ He Hr) as [Hlast Hle].
    assert (Hs := follows_le _ _ Hls).
    assert (Hse := He); unfold is_segment in Hseg, Hse, Hlast.
    rewrite <- (segment_app m l s (last_end e r)), <- (segment_app m s e (last_end e r)) by lia.
    assert (Hhidden : length (segment ns m l s) = s - l) by (apply slice_length; lia).
    specialize (IHg Hg Hne p (segment ns m l s)
      (segment ns m s e ++ segment ns m e (last_end e r) ++ q)).
    rewrite Hhidden, <- !app_assoc in *; rewrite IHg.
    2: { destruct o; [exact I|]; cbn in Hls; subst s; apply slice_empty; lia. }
    clear IHg.
    specialize (IHr m s e He Hr (p ++ text_of g ++ segment ns m s e) q).
    rewrite !app_length, segment_length, Nat.add_assoc in IHr by assumption.
    rewrite <- !app_assoc in *; exact IHr.
Qed.

(** The operations of a forest are valid and make its text from the empty canvas. *)
Theorem emission_replays f : well_formed f -> replay o ns [] (emit 0 0 f) = Some (text_of f).
Proof.
  intros Hf; destruct f as [|m k l r f]; [reflexivity|].
  destruct emission as [H _].
  specialize (H _ Hf ltac:(discriminate) [] [] [] ltac:(now destruct o)).
  cbn [app length] in H; now rewrite !app_nil_r in H.
Qed.

Lemma emission_counts :
  (forall f i h, length (emit i h f) = nodes f)
  /\ (forall r m i l, length (emit_rest m i l r) = nodes_of_rest r).
Proof.
  apply forest_rest_mutind; cbn [emit emit_rest nodes nodes_of_rest length]; intros; auto.
  - now rewrite app_length, H, H0.
  - now rewrite app_length, H, H0.
Qed.

(** One operation for each node. *)
Theorem emission_length f : length (emit 0 0 f) = nodes f.
Proof. apply emission_counts. Qed.

(** Whether k operations make y from the empty canvas. *)
Definition makes (y : text) (k : nat) : Prop :=
  exists ops, replay o ns [] ops = Some y /\ length ops = k.
End Neighbours.

(** The least number with a property. *)
Definition least (property : nat -> Prop) (k : nat) : Prop :=
  property k /\ forall k', property k' -> k <= k'.

(** "a x c y e" from "a b c d e", "x" and "y", with a = 0, b = 1, ..., x = 10, y = 11: the first
    neighbour with a gap over b and a gap over d. *)
Example worked :
  let ns := [[0; 1; 2; 3; 4]; [10]; [11]] in
  let f := Node 0 0 1 (Gap (Node 1 0 1 End Leaf) 2 3 (Gap (Node 2 0 1 End Leaf) 4 5 End)) Leaf in
  text_of ns f = [0; 10; 2; 11; 4]
  /\ emit ns 0 0 f = [Splice 0 0 5 0 0; Splice 1 0 1 1 2; Splice 2 0 1 3 4]
  /\ replay General ns [] (emit ns 0 0 f) = Some [0; 10; 2; 11; 4]
  /\ replay InsertOnly ns [] (emit ns 0 0 f) = None.
Proof. repeat split. Qed.
