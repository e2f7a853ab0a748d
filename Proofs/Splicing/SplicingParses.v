(** There are as many shortest derivations as lightest parses.

    Theorem, in words. Take the grammar of splices (SplicingGrammar.v) with F -> T F | T in the place of S -> S S:

      0  F -> T F             0  F -> T
      1  T -> segment k l     1  T -> X k l  C s    where s >= l
      0  C s -> F  R s        0  R l -> segment l r   0  R l -> X l r  C s  where s >= r
      0  X k l -> segment k l

    with s = l instead when operations only insert. Its parse trees of a text are the forests of the text, one to one, with
    a node for each unit of weight. So every shortest derivation is the same as the one that exactly one lightest parse
    stands for, and there are as many shortest derivations, those that are the same counted once, as lightest parses.
    Derivations are the same if they leave every word with the same origin (SplicingOrigins.v).

    Claim [splicing.census]: the setting is that of "Data-to-text Generation by Splicing Together Nearest Neighbors"
    (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia FinFun.
From Tightbound Require Import SplicingReplay SplicingOrigins SplicingForests SplicingClasses.
Import ListNotations.

(** Parse trees from F, T, C s and R l. The nonterminal holds m and s or l, so that the tree of a rule for C or R does not;
    X k l has one rule and needs no tree. *)
Inductive tree_F :=
| Both (t : tree_T) (f : tree_F)
| One (t : tree_T)
with tree_T :=
| Segment (m k l : nat)
| Host (m k l s : nat) (c : tree_C)
with tree_C :=
| GapThen (f : tree_F) (r : tree_R)
with tree_R :=
| RestSegment (r : nat)
| RestHost (r s : nat) (c : tree_C).

Scheme tree_F_ind' := Induction for tree_F Sort Prop
  with tree_T_ind' := Induction for tree_T Sort Prop
  with tree_C_ind' := Induction for tree_C Sort Prop
  with tree_R_ind' := Induction for tree_R Sort Prop.
Combined Scheme tree_mutind from tree_F_ind', tree_T_ind', tree_C_ind', tree_R_ind'.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** The tree follows the rules. *)
Fixpoint follows_F (f : tree_F) : Prop :=
  match f with Both t f => follows_T t /\ follows_F f | One t => follows_T t end
with follows_T (t : tree_T) : Prop :=
  match t with
  | Segment m k l => is_segment ns m k l
  | Host m k l s c => follows o l s /\ is_segment ns m k l /\ follows_C m s c
  end
with follows_C (m s : nat) (c : tree_C) : Prop :=
  match c with GapThen f r => follows_F f /\ follows_R m s r end
with follows_R (m l : nat) (t : tree_R) : Prop :=
  match t with
  | RestSegment r => is_segment ns m l r
  | RestHost r s c => follows o r s /\ is_segment ns m l r /\ follows_C m s c
  end.

(** What it derives. *)
Fixpoint yield_F (f : tree_F) : text :=
  match f with Both t f => yield_T t ++ yield_F f | One t => yield_T t end
with yield_T (t : tree_T) : text :=
  match t with
  | Segment m k l => segment ns m k l
  | Host m k l s c => segment ns m k l ++ yield_C m s c
  end
with yield_C (m s : nat) (c : tree_C) : text :=
  match c with GapThen f r => yield_F f ++ yield_R m s r end
with yield_R (m l : nat) (t : tree_R) : text :=
  match t with
  | RestSegment r => segment ns m l r
  | RestHost r s c => segment ns m l r ++ yield_C m s c
  end.
End Neighbours.

(** The sum of the weights of its rules. *)
Fixpoint weight_F (f : tree_F) : nat :=
  match f with Both t f => 0 + weight_T t + weight_F f | One t => 0 + weight_T t end
with weight_T (t : tree_T) : nat :=
  match t with Segment _ _ _ => 1 | Host _ _ _ _ c => 1 + 0 + weight_C c end
with weight_C (c : tree_C) : nat :=
  match c with GapThen f r => 0 + weight_F f + weight_R r end
with weight_R (t : tree_R) : nat :=
  match t with RestSegment _ => 0 | RestHost _ _ c => 0 + 0 + weight_C c end.

(** ** The forest of a parse tree *)

Definition end_R (t : tree_R) : nat :=
  match t with RestSegment r => r | RestHost r _ _ => r end.

Fixpoint forest_F (f : tree_F) : forest :=
  match f with Both t f => forest_T t (forest_F f) | One t => forest_T t Leaf end
with forest_T (t : tree_T) (f : forest) : forest :=
  match t with
  | Segment m k l => Node m k l End f
  | Host m k l s c => Node m k l (rest_C s c) f
  end
with rest_C (s : nat) (c : tree_C) : rest :=
  match c with GapThen f r => Gap (forest_F f) s (end_R r) (rest_R r) end
with rest_R (t : tree_R) : rest :=
  match t with RestSegment _ => End | RestHost _ s c => rest_C s c end.

Lemma forest_not_leaf f : forest_F f <> Leaf.
Proof. destruct f as [[|] ?|[|]]; discriminate. Qed.

Section Correspondence.
Variables (o : mode) (ns : list text).

Lemma forest_correct :
  (forall f, (follows_F o ns f <-> well_formed o ns (forest_F f))
    /\ yield_F ns f = text_of ns (forest_F f) /\ weight_F f = nodes (forest_F f))
  /\ (forall t f, (follows_T o ns t /\ well_formed o ns f <-> well_formed o ns (forest_T t f))
    /\ yield_T ns t ++ text_of ns f = text_of ns (forest_T t f) /\ weight_T t + nodes f = nodes (forest_T t f))
  /\ (forall c m s l, (follows o l s /\ follows_C o ns m s c <-> well_formed_rest o ns m l (rest_C s c))
    /\ yield_C ns m s c = text_of_rest ns m (rest_C s c) /\ weight_C c = nodes_of_rest (rest_C s c))
  /\ (forall r m l, (follows_R o ns m l r
      <-> is_segment ns m l (end_R r) /\ well_formed_rest o ns m (end_R r) (rest_R r))
    /\ yield_R ns m l r = segment ns m l (end_R r) ++ text_of_rest ns m (rest_R r)
    /\ weight_R r = nodes_of_rest (rest_R r)).
Proof.
  apply tree_mutind.
  - intros t IHt f (Hf & Yf & Wf); destruct (IHt (forest_F f)) as (Ht & Yt & Wt).
    change (forest_F (Both t f)) with (forest_T t (forest_F f)); rewrite <- Ht, <- Yt, <- Wt, <- Yf, <- Wf.
    split; [|split; reflexivity].
    change (follows_F o ns (Both t f)) with (follows_T o ns t /\ follows_F o ns f); tauto.
  - intros t IHt; destruct (IHt Leaf) as (Ht & Yt & Wt).
    change (forest_F (One t)) with (forest_T t Leaf); rewrite <- Ht, <- Yt, <- Wt.
    split; [|split; [symmetry; apply app_nil_r | symmetry; apply Nat.add_0_r]].
    change (follows_F o ns (One t)) with (follows_T o ns t); cbn; tauto.
  - intros m k l f; split; [cbn; tauto | split; reflexivity].
  - intros m k l s c IHc f; destruct (IHc m s l) as (Hc & Yc & Wc); split; [|split].
    + change ((follows o l s /\ is_segment ns m k l /\ follows_C o ns m s c) /\ well_formed o ns f
        <-> is_segment ns m k l /\ well_formed_rest o ns m l (rest_C s c) /\ well_formed o ns f); tauto.
    + change ((segment ns m k l ++ yield_C ns m s c) ++ text_of ns f
        = segment ns m k l ++ text_of_rest ns m (rest_C s c) ++ text_of ns f); now rewrite Yc, app_assoc.
    + change (S (weight_C c) + nodes f = S (nodes_of_rest (rest_C s c) + nodes f)); now rewrite Wc.
  - intros f (Hf & Yf & Wf) r IHr m s l; destruct (IHr m s) as (Hr & Yr & Wr); split; [|split].
    + assert (H := forest_not_leaf f).
      change (follows o l s /\ follows_F o ns f /\ follows_R o ns m s r
        <-> forest_F f <> Leaf /\ well_formed o ns (forest_F f) /\ follows o l s /\ is_segment ns m s (end_R r)
          /\ well_formed_rest o ns m (end_R r) (rest_R r)); tauto.
    + change (yield_F ns f ++ yield_R ns m s r
        = text_of ns (forest_F f) ++ segment ns m s (end_R r) ++ text_of_rest ns m (rest_R r)); now rewrite Yf, Yr.
    + change (weight_F f + weight_R r = nodes (forest_F f) + nodes_of_rest (rest_R r)); now rewrite Wf, Wr.
  - intros r m l; split; [cbn; tauto | split; [symmetry; apply app_nil_r | reflexivity]].
  - intros r s c IHc m l; destruct (IHc m s r) as (Hc & Yc & Wc); split; [|split].
    + change (follows o r s /\ is_segment ns m l r /\ follows_C o ns m s c
        <-> is_segment ns m l r /\ well_formed_rest o ns m r (rest_C s c)); tauto.
    + change (segment ns m l r ++ yield_C ns m s c = segment ns m l r ++ text_of_rest ns m (rest_C s c)); now rewrite Yc.
    + exact Wc.
Qed.

Lemma forest_injective :
  (forall f f', forest_F f = forest_F f' -> f = f')
  /\ (forall t g t' g', forest_T t g = forest_T t' g' -> t = t' /\ g = g')
  /\ (forall c s c' s', rest_C s c = rest_C s' c' -> c = c' /\ s = s')
  /\ (forall r r', end_R r = end_R r' -> rest_R r = rest_R r' -> r = r').
Proof.
  apply tree_mutind.
  - intros t IHt f IHf [t' f'|t'] H; cbn in H; destruct (IHt _ _ _ H) as [<- E].
    + now rewrite (IHf f' E).
    + destruct (forest_not_leaf f E).
  - intros t IHt [t' f'|t'] H; cbn in H; destruct (IHt _ _ _ H) as [<- E]; [|reflexivity].
    destruct (forest_not_leaf f' (eq_sym E)).
  - intros m k l g [m' k' l'|m' k' l' s' [f' r']] g' H; cbn in H; [|discriminate].
    injection H as -> -> -> ->; auto.
  - intros m k l s c IHc g [m' k' l'|m' k' l' s' c'] g' H; cbn in H; [destruct c; discriminate|].
    injection H as -> -> -> E ->; destruct (IHc _ _ _ E) as [-> ->]; auto.
  - intros f IHf r IHr s [f' r'] s' H; cbn in H; injection H as Ef -> Ee Er.
    now rewrite (IHf f' Ef), (IHr r' Ee Er).
  - intros r [r'|r' s' [f' t']] E H; cbn in *; [now subst | discriminate].
  - intros r s c IHc [r'|r' s' c'] E H; cbn in *; [destruct c; discriminate|].
    destruct (IHc _ _ _ H) as [-> ->]; now subst.
Qed.

Lemma forest_onto :
  (forall f, f <> Leaf -> well_formed o ns f -> exists t, forest_F t = f)
  /\ (forall r m l, well_formed_rest o ns m l r ->
      match r with End => True | Gap g s e r => exists c, rest_C s c = Gap g s e r end).
Proof.
  apply forest_rest_mutind.
  - intros H; contradiction.
  - intros m k l r IHr f IHf _ (Hseg & Hr & Hf).
    assert (Ht : exists t, forall g, forest_T t g = Node m k l r g).
    { specialize (IHr m l Hr); destruct r as [|g s e r]; [now exists (Segment m k l)|].
      destruct IHr as (c & Hc); exists (Host m k l s c); intros g'; cbn; now rewrite Hc. }
    destruct Ht as (t & Ht); destruct f as [|m' k' l' r' f']; [exists (One t); apply Ht|].
    destruct (IHf ltac:(discriminate) Hf) as (t' & Ht'); exists (Both t t'); cbn; now rewrite Ht, Ht'.
  - intros m l _; exact I.
  - intros g IHg s e r IHr m l (Hne & Hg & Hls & He & Hr).
    destruct (IHg Hne Hg) as (f & <-); specialize (IHr m e Hr).
    destruct r as [|g' s' e' r']; [now exists (GapThen f (RestSegment e))|].
    destruct IHr as (c & Hc); exists (GapThen f (RestHost e s' c)); cbn; now rewrite Hc.
Qed.

(** Parse trees and forests that are not empty correspond one to one: text and weight are those of the forest. *)
Theorem parses_are_forests_once :
  (forall t, follows_F o ns t -> well_formed o ns (forest_F t) /\ forest_F t <> Leaf
    /\ text_of ns (forest_F t) = yield_F ns t /\ nodes (forest_F t) = weight_F t)
  /\ (forall f, well_formed o ns f -> f <> Leaf -> exists! t, follows_F o ns t /\ forest_F t = f).
Proof.
  split.
  - intros t Ht; destruct (proj1 forest_correct t) as (H & Y & W); rewrite <- H, Y, W; auto using forest_not_leaf.
  - intros f Hf Hne; destruct (proj1 forest_onto f Hne Hf) as (t & <-).
    exists t; split; [split; [now apply (proj1 forest_correct t) | reflexivity]|].
    intros t' [_ E]; symmetry; now apply forest_injective.
Qed.

(** A parse of y, lighter than which none is. *)
Definition lightest_parse (y : text) (t : tree_F) : Prop :=
  follows_F o ns t /\ yield_F ns t = y
  /\ forall t', follows_F o ns t' -> yield_F ns t' = y -> weight_F t <= weight_F t'.

(** The derivation that a parse stands for: the operations of its forest in pre-order. *)
Definition derivation (t : tree_F) : list operation := emit ns 0 0 (forest_F t).

Lemma lightest_parse_forest y t : y <> [] ->
  lightest_parse y t <-> lightest o ns y (forest_F t).
Proof.
  intros Hy; destruct (proj1 forest_correct t) as (H & Y & W); unfold lightest_parse, lightest; rewrite H, Y, W.
  split; intros (Hf & Ht & Hleast); repeat split; auto.
  - intros f Hwf Hft; destruct (proj1 forest_onto f) as (t' & <-); [intros ->; cbn in Hft; congruence | exact Hwf |].
    destruct (proj1 forest_correct t') as (H' & Y' & W'); rewrite <- W'; apply Hleast; [now apply H' | now rewrite Y'].
  - intros t' Ht' Hy'; destruct (proj1 forest_correct t') as (H' & Y' & W').
    rewrite W'; apply Hleast; [now apply H' | now rewrite <- Y'].
Qed.

(** The derivations of lightest parses are shortest, and each shortest derivation is the same as that of exactly one
    lightest parse. *)
Theorem lightest_parses_are_shortest_derivations y : y <> [] ->
  (forall t, lightest_parse y t -> shortest o ns y (derivation t))
  /\ (forall ops, shortest o ns y ops -> exists! t, lightest_parse y t /\ same_derivation ops (derivation t)).
Proof.
  intros Hy; destruct (lightest_forests_are_shortest_derivations o ns y) as [Hshort Hunique]; split.
  - intros t Ht; apply Hshort; now apply lightest_parse_forest.
  - intros ops Hops; destruct (Hunique ops Hops) as (f & (Hf & Hs) & Hu).
    destruct (proj1 forest_onto f) as (t & <-); [| apply Hf |].
    { intros ->; destruct Hf as (_ & Ht & _); cbn in Ht; congruence. }
    exists t; split; [split; [now apply lightest_parse_forest | exact Hs]|].
    intros t' [Ht' Hs']; apply forest_injective, Hu; split; [now apply lightest_parse_forest | exact Hs'].
Qed.

(** As many shortest derivations, those that are the same counted once, as lightest parses. *)
Theorem as_many_derivations_as_parses y ts ds : y <> [] ->
  NoDup ts -> (forall t, In t ts <-> lightest_parse y t) -> each_once (shortest o ns y) ds -> length ds = length ts.
Proof.
  intros Hy Hnodup Hts Hds; rewrite <- (map_length forest_F ts).
  apply (as_many_derivations_as_forests o ns y (map forest_F ts) ds); [| | exact Hds].
  - apply Injective_map_NoDup; [|exact Hnodup]; intros t t'; apply forest_injective.
  - intros f; rewrite in_map_iff; split.
    + intros (t & <- & Ht); now apply lightest_parse_forest, Hts.
    + intros Hf; destruct (proj1 forest_onto f) as (t & <-); [| apply Hf |].
      { intros ->; destruct Hf as (_ & Ht & _); cbn in Ht; congruence. }
      exists t; split; [reflexivity | now apply Hts, lightest_parse_forest].
Qed.
End Correspondence.

(** "a x c" from "a b c" and "x", with a = 0, b = 1, c = 2, x = 10. *)
Example worked :
  let ns := [[0; 1; 2]; [10]] in
  let t := One (Host 0 0 1 2 (GapThen (One (Segment 1 0 1)) (RestSegment 3))) in
  follows_F General ns t /\ yield_F ns t = [0; 10; 2] /\ weight_F t = 2
  /\ derivation ns t = [Splice 0 0 3 0 0; Splice 1 0 1 1 2].
Proof. cbn; unfold is_segment; cbn; repeat split; lia. Qed.
