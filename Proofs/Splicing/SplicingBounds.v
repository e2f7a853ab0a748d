(** The fewest operations lie between half the seams and the fewest tiles, which are fewer than
    twice as many.

    Theorem, in words. For a text that is not empty, let OPT be the least number of operations that
    make it, the same with INSERT when nothing is replaced, and TILE the least number of segments of
    neighbours that it is the concatenation of. Then OPT <= INSERT <= TILE <= 2 OPT - 1: tiles are
    appended one by one; and the canvas after k operations is a concatenation of 2k - 1 segments at
    most, for an operation adds a segment and cuts one at most in two. A seam is a pair of adjacent
    words of the text that are adjacent in no neighbour. With b of them, b + 1 <= TILE and so
    b/2 + 1 <= OPT, rounded up. OPT is at most the number of words, and 1 exactly for segments. The
    factor 2 is attained: n nested pairs around a word take n + 1 operations and 2n + 1 tiles.

    Claim [splicing.bounds]: the setting is that of "Data-to-text Generation by Splicing Together
    Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay.
Import ListNotations.

(** [tiling ns y t]: the text y is a concatenation of t segments. *)
Inductive tiling (ns : list text) : text -> nat -> Prop :=
| no_tile : tiling ns [] 0
| tile m k l y t :
    is_segment ns m k l -> tiling ns y t -> tiling ns (segment ns m k l ++ y) (S t).

(** Whether a and b are adjacent in a text, or in one of the neighbours. *)
Fixpoint adjacent_in (x : text) (a b : nat) : bool :=
  match x with
  | c :: x' => match x' with d :: _ => (c =? a) && (d =? b) | [] => false end || adjacent_in x' a b
  | [] => false
  end.

Definition adjacent (ns : list text) (a b : nat) : bool := existsb (fun x => adjacent_in x a b) ns.

(** The number of adjacent pairs that are adjacent in no neighbour. *)
Fixpoint seams (ns : list text) (y : text) : nat :=
  match y with
  | a :: y' =>
      match y' with b :: _ => if adjacent ns a b then 0 else 1 | [] => 0 end + seams ns y'
  | [] => 0
  end.

Section Neighbours.
Variable ns : list text.

(** ** Tiles *)

Lemma tiling_app u v a b : tiling ns u a -> tiling ns v b -> tiling ns (u ++ v) (a + b).
Proof.
  induction 1; intros Hv; [exact Hv|].
  rewrite <- app_assoc; cbn [Nat.add]; constructor; auto.
Qed.

Lemma one_tile m k l : is_segment ns m k l -> tiling ns (segment ns m k l) 1.
Proof. intros H; rewrite <- (app_nil_r (segment _ _ _ _)); repeat constructor; apply H. Qed.

Lemma tiling_segment_or_empty m k l :
  k <= l -> l <= length (nth m ns []) -> exists t, t <= 1 /\ tiling ns (segment ns m k l) t.
Proof.
  intros Hkl Hl; destruct (Nat.eq_dec k l) as [->|Hne].
  - exists 0; unfold segment; rewrite slice_empty by lia; split; [lia | constructor].
  - exists 1; split; [lia | apply one_tile; unfold is_segment; lia].
Qed.

(** A cut makes of one tile two at most. *)
Lemma tiling_cut y t :
  tiling ns y t -> forall p q, y = p ++ q ->
  exists a b, tiling ns p a /\ tiling ns q b /\ a + b <= t + 1 /\ b <= t.
Proof.
  induction 1 as [|m k l y t Hseg Hy IH]; intros p q H.
  - symmetry in H; apply app_eq_nil in H as [-> ->]; exists 0, 0.
    repeat split; try constructor; lia.
  - destruct (app_eq_app _ _ _ _ H) as (z & [[Hz ->]|[-> Hq]]).
    + unfold is_segment in Hseg; apply slice_cut in Hz as (Hle & Hp & Hz); [|lia|lia].
      destruct (tiling_segment_or_empty m k (k + length p)) as (a & Ha & Hpa); [lia|lia|].
      destruct (tiling_segment_or_empty m (k + length p) l) as (b & Hb & Hzb); [lia|lia|].
      unfold segment in Hpa, Hzb; rewrite <- Hp in Hpa; rewrite <- Hz in Hzb.
      exists a, (b + t); repeat split; [exact Hpa | now apply tiling_app | lia | lia].
    + destruct (IH z q Hq) as (a & b & Ha & Hb & Hab & Hbt).
      exists (S a), b; repeat split; [now constructor | exact Hb | lia | lia].
Qed.

Lemma replay_tiling ops : forall c t y,
  tiling ns c t -> replay General ns c ops = Some y ->
  exists t', tiling ns y t' /\ t' <= t + 2 * length ops.
Proof.
  induction ops as [|s ops IH]; intros c t y Hc H; cbn [replay length] in *.
  - injection H as <-; exists t; split; [exact Hc | lia].
  - destruct (is_valid General ns c s) eqn:Hvalid; [|discriminate].
    apply is_valid_spec in Hvalid as (Hseg & [Hij Hj] & _).
    destruct (tiling_cut _ _ Hc _ _ (canvas_parts c _ _ Hij Hj)) as (a & b & Ha & Hb & Hab & _).
    destruct (tiling_cut _ _ Hb _ _ eq_refl) as (d & e & _ & He & _ & Heb).
    assert (Hone := one_tile _ _ _ Hseg).
    destruct (IH _ _ _ (tiling_app _ _ _ _ Ha (tiling_app _ _ _ _ Hone He)) H) as (t' & Ht' & Hle).
    exists t'; split; [exact Ht' | lia].
Qed.

(** k operations make a concatenation of 2k - 1 segments at most. *)
Theorem operations_tile y k :
  makes General ns y k -> exists t, tiling ns y t /\ t <= 2 * k - 1.
Proof.
  intros (ops & H & <-); destruct ops as [|s ops]; cbn [replay length] in *.
  - injection H as <-; exists 0; split; [constructor | lia].
  - destruct (is_valid General ns [] s) eqn:Hvalid; [|discriminate].
    apply is_valid_spec in Hvalid as (Hseg & _).
    rewrite firstn_nil, skipn_nil, app_nil_r in H.
    destruct (replay_tiling ops _ _ _ (one_tile _ _ _ Hseg) H) as (t & Ht & Hle).
    exists t; split; [exact Ht | lia].
Qed.

(** Tiles are inserted at the end, one by one. *)
Theorem tiles_are_insertions y t : tiling ns y t -> makes InsertOnly ns y t.
Proof.
  intros H; assert (Hall : forall p, exists ops,
    replay InsertOnly ns p ops = Some (p ++ y) /\ length ops = t).
  { induction H as [|m k l y t Hseg _ IH]; intros p.
    - exists []; cbn; now rewrite app_nil_r.
    - destruct (IH (p ++ segment ns m k l)) as (ops & Hops & Hlen).
      exists (Splice m k l (length p) (length p + length (@nil nat)) :: ops).
      cbn [length]; split; [|now rewrite Hlen].
      rewrite <- (app_nil_r p) at 1.
      rewrite (replay_step InsertOnly ns p [] []) by easy.
      now rewrite app_nil_r, app_assoc. }
  exact (Hall []).
Qed.

Lemma insertions_are_operations y k : makes InsertOnly ns y k -> makes General ns y k.
Proof.
  intros (ops & H & Hlen); exists ops; split; [|exact Hlen]; clear Hlen; revert H.
  generalize (@nil nat); induction ops as [|s ops IH]; intros c; cbn [replay]; [auto|].
  destruct (is_valid InsertOnly ns c s) eqn:Hvalid; [|discriminate].
  replace (is_valid General ns c s) with true; [apply IH|].
  revert Hvalid; unfold is_valid; rewrite !andb_true_iff; rewrite andb_true_r.
  intros [Hvalid _]; symmetry; rewrite !andb_true_iff; exact Hvalid.
Qed.

Theorem tiling_bounds y opt insert t :
  y <> [] -> least (makes General ns y) opt -> least (makes InsertOnly ns y) insert ->
  least (tiling ns y) t -> opt <= insert <= t /\ t <= 2 * opt - 1.
Proof.
  intros Hne [Hopt Hleast] [Hinsert Hleast'] [Ht Hleast'']; repeat split.
  - now apply Hleast, insertions_are_operations.
  - now apply Hleast', tiles_are_insertions.
  - destruct (operations_tile _ _ Hopt) as (t' & Ht' & Hle); specialize (Hleast'' _ Ht'); lia.
Qed.

(** ** Seams *)

Lemma seams_app u v : seams ns (u ++ v) <= seams ns u + 1 + seams ns v.
Proof.
  induction u as [|a u IH]; [cbn; lia|].
  destruct u as [|b u]; [destruct v as [|b v]; cbn; [lia | destruct (adjacent ns a b); lia]|].
  cbn [app seams] in *; destruct (adjacent ns a b); lia.
Qed.

Lemma adjacent_in_app p a b q : adjacent_in (p ++ a :: b :: q) a b = true.
Proof.
  induction p as [|c p IH]; cbn [app adjacent_in].
  - now rewrite !Nat.eqb_refl.
  - now rewrite IH, orb_true_r.
Qed.

Lemma neighbour_exists m k l : is_segment ns m k l -> In (nth m ns []) ns.
Proof.
  intros Hseg; destruct (nth_in_or_default m ns []) as [H|H]; [exact H|].
  unfold is_segment in Hseg; rewrite H in Hseg; cbn in Hseg; lia.
Qed.

Lemma segment_seams m k l : is_segment ns m k l -> seams ns (segment ns m k l) = 0.
Proof.
  intros Hseg; assert (Hin := neighbour_exists _ _ _ Hseg); unfold is_segment in Hseg.
  assert (Hparts := canvas_parts (nth m ns []) k l ltac:(lia) ltac:(lia)).
  unfold segment; revert Hparts; generalize (firstn k (nth m ns [])) (skipn l (nth m ns [])).
  induction (slice (nth m ns []) k l) as [|a z IH]; intros p q Hparts; [reflexivity|].
  cbn [seams]; rewrite (IH (p ++ [a]) q) by (rewrite Hparts at 1; now rewrite <- app_assoc).
  destruct z as [|b z]; [reflexivity|].
  replace (adjacent ns a b) with true; [reflexivity|].
  symmetry; apply existsb_exists; exists (nth m ns []); split; [exact Hin|].
  rewrite Hparts; apply adjacent_in_app.
Qed.

(** Tiles meet at every seam. *)
Theorem seams_tile y t : y <> [] -> tiling ns y t -> seams ns y + 1 <= t.
Proof.
  intros Hne H; induction H as [|m k l y t Hseg Hy IH]; [contradiction|].
  assert (Happ := seams_app (segment ns m k l) y).
  rewrite segment_seams in Happ by assumption.
  destruct y as [|a y]; [rewrite app_nil_r, segment_seams by assumption; lia|].
  specialize (IH ltac:(discriminate)); lia.
Qed.

(** Each operation after the first makes two seams at most. *)
Theorem seams_bound y k : y <> [] -> makes General ns y k -> (seams ns y + 1) / 2 + 1 <= k.
Proof.
  intros Hne H; destruct (operations_tile _ _ H) as (t & Ht & Hle).
  apply seams_tile in Ht; [|exact Hne].
  assert (Hdiv := Nat.mul_div_le (seams ns y + 1) 2); lia.
Qed.

(** ** Words and segments *)

(** Whether every word of a text occurs in a neighbour. *)
Definition available (y : text) : Prop := forall w, In w y -> exists x, In x ns /\ In w x.

Lemma available_tiling y : available y -> tiling ns y (length y).
Proof.
  induction y as [|w y IH]; intros H; [constructor|].
  destruct (H w (or_introl eq_refl)) as (x & Hx & Hw).
  destruct (In_nth ns x [] Hx) as (m & Hm & Hnth), (In_nth x w 0 Hw) as (k & Hk & Hkw).
  assert (Hseg : is_segment ns m k (S k)) by (unfold is_segment; rewrite Hnth; lia).
  assert (Hone : segment ns m k (S k) = [w]).
  { unfold segment, slice; rewrite Hnth; replace (S k - k) with 1 by lia; clear - Hk Hkw.
    revert k Hk Hkw; induction x as [|v x IHx]; intros [|k] Hk Hkw; cbn in *; try lia.
    - now subst.
    - apply IHx; [lia | exact Hkw]. }
  change (tiling ns ([w] ++ y) (S (length y))); rewrite <- Hone.
  constructor; [exact Hseg | apply IH; intros v Hv; apply H; now right].
Qed.

Lemma tiling_available y t : tiling ns y t -> available y.
Proof.
  induction 1 as [|m k l y t Hseg Hy IH]; intros w Hw; [destruct Hw|].
  apply in_app_or in Hw as [Hw|Hw]; [|now apply IH].
  exists (nth m ns []); split; [now apply (neighbour_exists m k l)|unfold is_segment in Hseg].
  rewrite (canvas_parts (nth m ns []) k l) by lia; rewrite !in_app_iff; now right; left.
Qed.

(** A text can be made exactly if all its words occur in neighbours. *)
Theorem makes_iff_available y : (exists k, makes General ns y k) <-> available y.
Proof.
  split.
  - intros (k & Hk); destruct (operations_tile _ _ Hk) as (t & Ht & _).
    now apply (tiling_available y t).
  - intros H; exists (length y); apply insertions_are_operations, tiles_are_insertions.
    now apply available_tiling.
Qed.

(** As many operations as words are enough. *)
Theorem words_bound y opt : least (makes General ns y) opt -> opt <= length y.
Proof.
  intros [Hopt Hleast]; apply Hleast, insertions_are_operations, tiles_are_insertions.
  apply available_tiling, makes_iff_available; now exists opt.
Qed.

(** One operation makes a segment, and nothing else. *)
Theorem one_iff_segment y :
  least (makes General ns y) 1 <-> exists m k l, is_segment ns m k l /\ y = segment ns m k l.
Proof.
  split.
  - intros [(ops & H & Hlen) _].
    destruct ops as [|s [|]]; try discriminate; cbn [replay] in H.
    destruct (is_valid General ns [] s) eqn:Hvalid; [|discriminate].
    apply is_valid_spec in Hvalid as (Hseg & _).
    rewrite firstn_nil, skipn_nil, app_nil_r in H; injection H as <-.
    now exists (neighbour s), (from s), (to s).
  - intros (m & k & l & Hseg & ->); split.
    + now apply insertions_are_operations, tiles_are_insertions, one_tile.
    + intros [|k'] ([|s ops] & H & Hlen); try discriminate; [|lia].
      injection H as H; symmetry in H; now apply segment_nonempty in Hseg.
Qed.
End Neighbours.

(** ** Nested pairs *)

(** The word c in n pairs of words, a b around the rest. *)
Fixpoint nest (ps : list (nat * nat)) (c : nat) : text :=
  match ps with [] => [c] | (a, b) :: ps => a :: nest ps c ++ [b] end.

Definition nest_neighbours (ps : list (nat * nat)) (c : nat) : list text :=
  map (fun p => [fst p; snd p]) ps ++ [[c]].

Lemma nest_in ps c a b : In (a, b) ps -> In a (nest ps c) /\ In b (nest ps c).
Proof.
  induction ps as [|[a' b'] ps IH]; intros H; [destruct H|]; cbn [nest].
  destruct H as [H|H]; [injection H as -> ->|destruct (IH H)];
    split; cbn [In]; rewrite ?in_app_iff; cbn [In]; auto.
Qed.

Lemma nest_apart ps c a b u v :
  NoDup (nest ps c) -> In (a, b) ps -> nest ps c <> u ++ a :: b :: v.
Proof.
  revert u v; induction ps as [|[a' b'] ps IH]; intros u v Hdup Hin H; [destruct Hin|].
  cbn [nest] in *; apply NoDup_cons_iff in Hdup as [Hfirst Hdup].
  assert (Hlast : ~ In b' (nest ps c)) by
    (intros Hb; apply NoDup_remove_2 in Hdup; rewrite app_nil_r in Hdup; contradiction).
  assert (Hrest : NoDup (nest ps c))
    by (apply NoDup_remove_1 in Hdup; now rewrite app_nil_r in Hdup).
  destruct Hin as [Hpair|Hin].
  - injection Hpair as -> ->.
    destruct u as [|x u]; apply (f_equal (@tl nat)) in H; cbn [app tl] in H.
    + destruct (nest ps c) as [|d z] eqn:Hnest; [destruct ps as [|[]]; discriminate|].
      injection H as -> _; apply Hlast; now left.
    + apply Hfirst; rewrite H, in_app_iff; right; now left.
  - destruct (nest_in _ c _ _ Hin) as [Ha Hb].
    assert (Hx := f_equal (hd 0) H).
    destruct u as [|x u]; apply (f_equal (@tl nat)) in H; cbn [app hd tl] in *.
    + apply Hfirst; subst; apply in_app_iff; now left.
    + destruct (exists_last (l := a :: b :: v) ltac:(discriminate)) as (z & d & Hz).
      rewrite Hz, app_assoc in H; apply app_inj_tail in H as [H ->].
      destruct z as [|a1 [|b1 z]]; cbn [app] in Hz.
      * discriminate Hz.
      * injection Hz as _ Hb' _; subst; contradiction.
      * injection Hz as <- <- Hz; exact (IH _ _ Hrest Hin H).
Qed.

Lemma all_seams ns y :
  (forall u a b v, y = u ++ a :: b :: v -> adjacent ns a b = false) -> seams ns y = length y - 1.
Proof.
  induction y as [|a y IH]; intros H; [reflexivity|].
  destruct y as [|b y]; [reflexivity|].
  cbn [seams length] in *; rewrite (H [] a b y eq_refl), IH; [lia|].
  intros u c d v Hu; apply (H (a :: u) c d v); cbn; now rewrite Hu.
Qed.

Lemma nest_length ps c : length (nest ps c) = 2 * length ps + 1.
Proof.
  induction ps as [|[a b] ps IH]; cbn [nest length]; [reflexivity|].
  rewrite app_length, IH; cbn; lia.
Qed.

Lemma nest_seams ps c :
  NoDup (nest ps c) -> seams (nest_neighbours ps c) (nest ps c) = 2 * length ps.
Proof.
  intros Hdup; rewrite all_seams; [rewrite nest_length; lia|].
  intros u a b v H.
  destruct (adjacent (nest_neighbours ps c) a b) eqn:Hadjacent; [exfalso|reflexivity].
  apply existsb_exists in Hadjacent as (x & Hx & Hab).
  apply in_app_iff in Hx as [((a' & b') & <- & Hin)%in_map_iff|[<-|[]]]; [|discriminate].
  cbn in Hab; rewrite !orb_false_r in Hab; apply andb_true_iff in Hab as [Ha Hb].
  apply Nat.eqb_eq in Ha; apply Nat.eqb_eq in Hb; subst a' b'.
  exact (nest_apart _ _ _ _ _ _ Hdup Hin H).
Qed.

(** A pair is one operation, in the middle of which the next is inserted. *)
Lemma nest_makes ns ps : forall c,
  (forall x, In x (nest_neighbours ps c) -> In x ns) ->
  forall p q, exists ops,
    replay General ns (p ++ q) ops = Some (p ++ nest ps c ++ q) /\ length ops = length ps + 1.
Proof.
  assert (Hcopy : forall x p q ops, In x ns -> x <> [] -> exists m,
    replay General ns (p ++ q) (Splice m 0 (length x) (length p) (length p + 0) :: ops)
    = replay General ns (p ++ x ++ q) ops).
  { intros x p q ops Hx Hne; destruct (In_nth ns x [] Hx) as (m & Hm & Hnth); exists m.
    assert (Hseg : segment ns m 0 (length x) = x)
      by (unfold segment, slice; rewrite Hnth, Nat.sub_0_r; apply firstn_all).
    rewrite <- Hseg at 2; apply (replay_step General ns p [] q); [|exact I].
    unfold is_segment; rewrite Hnth; destruct x; [contradiction | cbn; lia]. }
  induction ps as [|[a b] ps IH]; intros c Hns p q.
  - destruct (Hcopy [c] p q [] (Hns [c] (or_introl eq_refl)) ltac:(discriminate)) as (m & Hm).
    eexists; split; [exact Hm | reflexivity].
  - destruct (IH c (fun x Hx => Hns x (or_intror Hx)) (p ++ [a]) (b :: q)) as (ops & Hops & Hlen).
    destruct (Hcopy [a; b] p q ops (Hns _ (or_introl eq_refl)) ltac:(discriminate)) as (m & Hm).
    eexists; split; [rewrite Hm | cbn [length]; now rewrite Hlen].
    rewrite <- !app_assoc in Hops; cbn [app] in Hops |- *; rewrite Hops; cbn [nest].
    now rewrite <- !app_comm_cons, <- app_assoc.
Qed.

(** The factor 2 is attained: n pairs take n + 1 operations, and 2n + 1 tiles. *)
Theorem nested_pairs ps c :
  NoDup (nest ps c) ->
  least (makes General (nest_neighbours ps c) (nest ps c)) (length ps + 1)
  /\ least (tiling (nest_neighbours ps c) (nest ps c)) (2 * length ps + 1).
Proof.
  intros Hdup; assert (Hne : nest ps c <> []) by now destruct ps as [|[]].
  assert (Hmakes : makes General (nest_neighbours ps c) (nest ps c) (length ps + 1)).
  { destruct (nest_makes (nest_neighbours ps c) ps c (fun x Hx => Hx) [] []) as (ops & Hops & Hlen).
    exists ops; split; [|exact Hlen]; cbn [app] in Hops; now rewrite app_nil_r in Hops. }
  assert (Hseams := nest_seams ps c Hdup).
  split; split.
  - exact Hmakes.
  - intros k Hk; apply seams_bound in Hk; [|exact Hne]; rewrite Hseams in Hk.
    replace (2 * length ps + 1) with (1 + length ps * 2) in Hk by lia.
    rewrite Nat.div_add in Hk by lia; cbn in Hk; lia.
  - rewrite <- (nest_length ps c); apply available_tiling, makes_iff_available.
    now exists (length ps + 1).
  - intros t Ht; apply seams_tile in Ht; [|exact Hne]; lia.
Qed.

(** "a b c d e" from "a e", "b d" and "c", a = 0, ..., e = 4: four seams, three operations. *)
Example worked :
  let ns := nest_neighbours [(0, 4); (1, 3)] 2 in
  ns = [[0; 4]; [1; 3]; [2]] /\ nest [(0, 4); (1, 3)] 2 = [0; 1; 2; 3; 4]
  /\ seams ns [0; 1; 2; 3; 4] = 4
  /\ replay General ns [] [Splice 0 0 2 0 0; Splice 1 0 2 1 1; Splice 2 0 1 2 2]
     = Some [0; 1; 2; 3; 4].
Proof. repeat split. Qed.
