(** Balanced concatenation: AVL trees with the letters at the leaves.

    Theorem, in words. In a balanced tree the heights of the two children of every node differ by at
    most 1. The join of two balanced trees walks down the inner side of the higher one, until the
    other is at most 1 lower, pairs the two, and on the way back repairs every node by a rotation.
    It spells the first word, then the second; it is balanced; its height is that of the higher
    tree or 1 more. Slices, made of joins, are balanced too. A balanced tree of N leaves has height
    at most (121/84)·log₂ N, and 121/84 < 1.4405. So if the concatenations of a straight-line
    program are replayed with joins, every symbol becomes a balanced tree of the same word.

    Claim [grammar.balance]. The balanced grammars are those of Rytter, "Application of Lempel-Ziv
    factorization to the approximation of grammar-based compression" (Theoretical Computer Science
    302, 2003). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors GrammarProduct.
Import ListNotations.
Open Scope nat_scope.

(** * The trees *)

(** What a symbol of a grammar unfolds to. *)
Inductive tree :=
  | Leaf (z : Z)
  | Node (left right : tree).

Fixpoint leaves (t : tree) : vector :=
  match t with
  | Leaf z => [z]
  | Node l r => leaves l ++ leaves r
  end.

Fixpoint height (t : tree) : nat :=
  match t with
  | Leaf _ => 0
  | Node l r => 1 + Nat.max (height l) (height r)
  end.

Fixpoint balanced (t : tree) : Prop :=
  match t with
  | Leaf _ => True
  | Node l r =>
      height l <= height r + 1 /\ height r <= height l + 1 /\ balanced l /\ balanced r
  end.

(** ** Joins *)

(** A balanced node of balanced children whose heights differ by at most 2. *)
Definition rebalanced (l r : tree) : tree :=
  if height l + 1 <? height r then
    match r with
    | Node inner outer =>
        if height inner <=? height outer then Node (Node l inner) outer
        else match inner with
          | Node first second => Node (Node l first) (Node second outer)
          | Leaf _ => Node l r
          end
    | Leaf _ => Node l r
    end
  else if height r + 1 <? height l then
    match l with
    | Node outer inner =>
        if height inner <=? height outer then Node outer (Node inner r)
        else match inner with
          | Node first second => Node (Node outer first) (Node second r)
          | Leaf _ => Node l r
          end
    | Leaf _ => Node l r
    end
  else Node l r.

Fixpoint join (a : tree) : tree -> tree :=
  fix join_a (b : tree) : tree :=
    if height b + 1 <? height a then
      match a with
      | Node l r => rebalanced l (join r b)
      | Leaf _ => Node a b
      end
    else if height a + 1 <? height b then
      match b with
      | Node l r => rebalanced (join_a l) r
      | Leaf _ => Node a b
      end
    else Node a b.

(** One step of [join]. *)
Lemma join_step a b :
  join a b =
  if height b + 1 <? height a then
    match a with
    | Node l r => rebalanced l (join r b)
    | Leaf _ => Node a b
    end
  else if height a + 1 <? height b then
    match b with
    | Node l r => rebalanced (join a l) r
    | Leaf _ => Node a b
    end
  else Node a b.
Proof. destruct a, b; reflexivity. Qed.

(** * The join is right *)

(** Goes into every case of a rotation. *)
Ltac rotate :=
  repeat match goal with
    | |- context [?m <? ?n] => destruct (Nat.ltb_spec m n)
    | |- context [?m <=? ?n] => destruct (Nat.leb_spec m n)
    | |- context [match ?t with Leaf _ => _ | Node _ _ => _ end] => is_var t; destruct t
    end.

Lemma rebalanced_expansion l r : leaves (rebalanced l r) = leaves l ++ leaves r.
Proof. unfold rebalanced; rotate; cbn [leaves]; now rewrite <- ?app_assoc. Qed.

Theorem join_expansion a b : leaves (join a b) = leaves a ++ leaves b.
Proof.
  revert b; induction a as [z|al _ ar IHa]; intros b;
    induction b as [z'|bl IHb br _]; rewrite join_step; rotate; try reflexivity;
    rewrite rebalanced_expansion, ?IHa, ?IHb; cbn [leaves]; now rewrite ?app_assoc.
Qed.

(** A node keeps the balance; a rotation keeps the height of the higher child, or adds 1. *)
Lemma rebalanced_balanced l r : balanced l -> balanced r ->
  height l <= height r + 2 -> height r <= height l + 2 ->
  balanced (rebalanced l r) /\
  (Nat.max (height l) (height r) <= height (rebalanced l r) <=
    Nat.max (height l) (height r) + 1) /\
  (height l <= height r + 1 -> height r <= height l + 1 -> rebalanced l r = Node l r).
Proof.
  intros Hl Hr Hlr Hrl; unfold rebalanced; rotate; cbn [balanced height] in *;
    repeat split; intros; try tauto; lia.
Qed.

Theorem join_balanced a b : balanced a -> balanced b ->
  balanced (join a b) /\
  Nat.max (height a) (height b) <= height (join a b) <= Nat.max (height a) (height b) + 1.
Proof.
  (** A tree one lower at most, or one higher, in the place of a child of a balanced node. *)
  assert (forall l r l' r', balanced (Node l r) -> balanced l' -> balanced r' ->
    height l <= height l' <= height l + 1 -> height r <= height r' <= height r + 1 ->
    l' = l \/ r' = r ->
    balanced (rebalanced l' r') /\
    height (Node l r) <= height (rebalanced l' r') <= height (Node l r) + 1) as Hchild.
  { intros l r l' r' (Hlr & Hrl & Hl & Hr) Hl' Hr' Hgrowl Hgrowr Hone; cbn [height].
    assert (height l' = height l \/ height r' = height r) as Hkept by (destruct Hone; subst; auto).
    destruct (rebalanced_balanced l' r') as (Hbalanced & Hheight & Hsame); auto; try lia.
    split; [assumption|].
    destruct (Nat.le_gt_cases (height l') (height r' + 1)) as [H|H],
      (Nat.le_gt_cases (height r') (height l' + 1)) as [H'|H']; try lia.
    rewrite (Hsame H H'); cbn [height]; lia. }
  revert b; induction a as [z|al _ ar IHa]; intros b Ha;
    induction b as [z'|bl IHb br _]; intros Hb; rewrite join_step; rotate;
    try (cbn [balanced height] in *; repeat split; tauto || lia).
  - pose proof Hb as (Hlr & Hrl & Hl & Hr); destruct (IHb Hl) as [Hbalanced Hheight].
    destruct (Hchild bl br (join (Leaf z) bl) br);
      auto; cbn [height] in *; repeat split; auto; lia.
  - pose proof Ha as (Hlr & Hrl & Hl & Hr); destruct (IHa (Leaf z') Hr Hb) as [Hbalanced Hheight].
    destruct (Hchild al ar al (join ar (Leaf z')));
      auto; cbn [height] in *; repeat split; auto; lia.
  - pose proof Ha as (Hlr & Hrl & Hl & Hr).
    destruct (IHa (Node bl br) Hr Hb) as [Hbalanced Hheight].
    destruct (Hchild al ar al (join ar (Node bl br)));
      auto; cbn [height] in *; repeat split; auto; lia.
  - pose proof Hb as (Hlr & Hrl & Hl & Hr); destruct (IHb Hl) as [Hbalanced Hheight].
    destruct (Hchild bl br (join (Node al ar) bl) br);
      auto; cbn [height] in *; repeat split; auto; lia.
Qed.

(** ** How far a join walks down *)

(** The number of nodes that it rebalances; each takes at most three new nodes. *)
Fixpoint levels (a : tree) : tree -> nat :=
  fix levels_a (b : tree) : nat :=
    if height b + 1 <? height a then
      match a with
      | Node l r => 1 + levels r b
      | Leaf _ => 0
      end
    else if height a + 1 <? height b then
      match b with
      | Node l r => 1 + levels_a l
      | Leaf _ => 0
      end
    else 0.

Lemma levels_step a b :
  levels a b =
  if height b + 1 <? height a then
    match a with
    | Node l r => 1 + levels r b
    | Leaf _ => 0
    end
  else if height a + 1 <? height b then
    match b with
    | Node l r => 1 + levels a l
    | Leaf _ => 0
    end
  else 0.
Proof. destruct a, b; reflexivity. Qed.

Theorem join_levels a b : balanced a -> balanced b ->
  levels a b <= (height a - height b) + (height b - height a).
Proof.
  revert b; induction a as [z|al _ ar IHa]; intros b Ha;
    induction b as [z'|bl IHb br _]; intros Hb; rewrite levels_step; rotate;
    try specialize (IHa _ (proj2 (proj2 (proj2 Ha))) Hb);
    try specialize (IHb (proj1 (proj2 (proj2 Hb)))); cbn [height balanced] in *; lia.
Qed.

(** ** Slices *)

(** The letters at positions i, ..., j - 1. *)
Fixpoint slice (t : tree) (i j : nat) : tree :=
  match t with
  | Leaf _ => t
  | Node l r =>
      let m := length (leaves l) in
      if length (leaves t) <=? j - i then t
      else if j <=? m then slice l i j
      else if m <=? i then slice r (i - m) (j - m)
      else join (slice l i m) (slice r 0 (j - m))
  end.

Theorem slice_expansion t i j : i < j <= length (leaves t) ->
  leaves (slice t i j) = firstn (j - i) (skipn i (leaves t)).
Proof.
  revert i j; induction t as [z|l IHl r IHr]; intros i j Hij.
  - cbn in *; now replace i with 0 by lia; replace j with 1 by lia.
  - cbn [slice]; set (m := length (leaves l)).
    assert (length (leaves (Node l r)) = m + length (leaves r)) as Hlength
      by (cbn [leaves]; now rewrite app_length).
    rewrite Hlength in *.
    destruct (Nat.leb_spec (m + length (leaves r)) (j - i)).
    { replace i with 0 by lia; cbn [skipn]; rewrite firstn_all2 by lia; reflexivity. }
    cbn [leaves]; rewrite skipn_app, firstn_app, skipn_length; fold m.
    destruct (Nat.leb_spec j m) as [Hj|Hj]; [|destruct (Nat.leb_spec m i) as [Hi|Hi]].
    + rewrite IHl by (fold m; lia); replace (j - i - (m - i)) with 0 by lia.
      now rewrite app_nil_r.
    + rewrite IHr, (skipn_all2 (leaves l)), firstn_nil by (fold m; lia); cbn [app].
      f_equal; lia.
    + rewrite join_expansion, IHl, IHr by (fold m; lia).
      replace (i - m) with 0 by lia; rewrite Nat.sub_0_r; cbn [skipn].
      rewrite !(firstn_all2 (skipn i (leaves l))) by (rewrite skipn_length; fold m; lia).
      f_equal; f_equal; lia.
Qed.

Theorem slice_balanced t i j : balanced t -> balanced (slice t i j).
Proof.
  revert i j; induction t as [z|l IHl r IHr]; intros i j Ht; [exact I|].
  pose proof Ht as (_ & _ & Hl & Hr); cbn [slice].
  destruct (length (leaves (Node l r)) <=? j - i); [assumption|].
  destruct (j <=? length (leaves l)), (length (leaves l) <=? i); auto.
  apply join_balanced; auto.
Qed.

(** * The height *)

Open Scope Z_scope.

(** The least number of leaves of a balanced tree of this height, a Fibonacci number. *)
Fixpoint least (h : nat) : Z :=
  match h with
  | O => 1
  | S h' => match h' with
    | O => 2
    | S h'' => least h' + least h''
    end
  end.

Lemma least_step h : least (S (S h)) = least (S h) + least h.
Proof. reflexivity. Qed.

Lemma least_bounds h : 1 <= least h /\ least h <= least (S h) <= 2 * least h.
Proof. induction h as [|h IH]; [cbn; lia|]; rewrite least_step in *; lia. Qed.

Theorem least_leaves t : balanced t -> least (height t) <= size (leaves t).
Proof.
  induction t as [z|l IHl r IHr]; [reflexivity|].
  intros (Hlr & Hrl & Hl & Hr); specialize (IHl Hl); specialize (IHr Hr).
  cbn [leaves height]; rewrite size_app.
  pose proof (least_bounds (height l)); pose proof (least_bounds (height r)).
  assert (height l = height r \/ height l = S (height r) \/ height r = S (height l))
    as [H' | [H' | H']] by lia.
  - replace (1 + Nat.max (height l) (height r))%nat with (S (height l)) by lia; rewrite <- H' in *.
    lia.
  - replace (1 + Nat.max (height l) (height r))%nat with (S (S (height r))) by lia.
    rewrite least_step, <- H'; lia.
  - replace (1 + Nat.max (height l) (height r))%nat with (S (S (height l))) by lia.
    rewrite least_step, <- H'; lia.
Qed.

(** Some balanced trees have no more leaves. *)
Fixpoint fibonacci_tree (h : nat) : tree :=
  match h with
  | O => Leaf 0
  | S h' => match h' with
    | O => Node (Leaf 0) (Leaf 0)
    | S h'' => Node (fibonacci_tree h') (fibonacci_tree h'')
    end
  end.

Theorem least_leaves_tight h :
  balanced (fibonacci_tree h) /\ height (fibonacci_tree h) = h /\
  size (leaves (fibonacci_tree h)) = least h.
Proof.
  set (minimal h := balanced (fibonacci_tree h) /\ height (fibonacci_tree h) = h /\
    size (leaves (fibonacci_tree h)) = least h).
  enough (minimal h /\ minimal (S h)) as H by exact (proj1 H); unfold minimal; clear minimal.
  induction h as [|h [IH IH']]; [cbn; repeat split; lia|]; split; [assumption|].
  destruct IH as (Hb & Hh & Hs), IH' as (Hb' & Hh' & Hs').
  change (fibonacci_tree (S (S h))) with (Node (fibonacci_tree (S h)) (fibonacci_tree h)).
  cbn [balanced height leaves]; rewrite size_app, Hh, Hh', Hs, Hs', least_step.
  repeat split; auto; lia.
Qed.

(** The golden ratio is at least 377/233. *)
Lemma least_exponential h : 377 ^ Z.of_nat h <= 233 ^ Z.of_nat h * least h.
Proof.
  enough (377 ^ Z.of_nat h <= 233 ^ Z.of_nat h * least h /\
    377 ^ Z.of_nat (S h) <= 233 ^ Z.of_nat (S h) * least (S h)) by tauto.
  induction h as [|h [IH IH']]; [cbn; lia|]; split; [assumption|].
  rewrite least_step, !Nat2Z.inj_succ, !Z.pow_succ_r in * by lia; nia.
Qed.

Lemma power_bound a b c h n p q :
  0 <= h -> 0 <= p -> 0 <= q -> 0 < a -> 0 <= b -> 0 < c -> 0 <= n ->
  a ^ p * c ^ q <= b ^ q -> b ^ h <= c ^ h * n -> a ^ (p * h) <= n ^ q.
Proof.
  intros Hh Hp Hq Ha Hb Hc Hn Hconstant Hexp.
  apply (Z.mul_le_mono_pos_r _ _ (c ^ (q * h))); [apply Z.pow_pos_nonneg; lia|].
  transitivity ((c ^ h * n) ^ q).
  - transitivity ((b ^ h) ^ q).
    + rewrite !(Z.pow_mul_r _ _ h), <- Z.pow_mul_l, <- Z.pow_mul_r, (Z.mul_comm h),
        (Z.pow_mul_r b) by lia.
      apply Z.pow_le_mono_l; split; [|assumption].
      apply Z.mul_nonneg_nonneg; apply Z.pow_nonneg; lia.
    + apply Z.pow_le_mono_l; split; [apply Z.pow_nonneg; lia | assumption].
  - rewrite Z.pow_mul_l, <- Z.pow_mul_r, (Z.mul_comm h) by lia; lia.
Qed.

(** So (377/233)^121 is at least 2^84. *)
Lemma golden_power : 2 ^ 84 * 233 ^ 121 <= 377 ^ 121.
Proof. apply Z.leb_le; vm_compute; reflexivity. Qed.

(** The height is at most 121/84·log₂ N. *)
Theorem height_bound t : balanced t ->
  2 ^ (84 * Z.of_nat (height t)) <= size (leaves t) ^ 121.
Proof.
  intros Ht; pose proof (least_leaves t Ht) as Hleaves.
  refine (power_bound 2 377 233 _ _ 84 121 _ _ _ _ _ _ (size_nonneg _) golden_power _);
    try (clear; lia).
  transitivity (233 ^ Z.of_nat (height t) * least (height t)); [apply least_exponential|].
  apply Z.mul_le_mono_nonneg_l; [apply Z.pow_nonneg; clear; lia | assumption].
Qed.

(** * Programs *)

(** Every concatenation of a straight-line program replayed by a join. *)
Definition replay : grammar -> nat -> tree := by_rules Leaf (fun _ _ a b => join a b).

Theorem replay_correct g s : well_formed g -> (s < length g)%nat ->
  balanced (replay g s) /\ leaves (replay g s) = val g s.
Proof.
  intros Hg; revert s; refine (symbol_induction _ g Hg _ _).
  - intros s z Hs Hrule; rewrite (val_terminal g Hg s z) by assumption.
    per_symbol replay; rewrite Hrule; split; reflexivity.
  - intros s x y Hs Hrule _ _ [Hx IHx] [Hy IHy]; rewrite (val_pair g Hg s x y) by assumption.
    per_symbol replay; rewrite Hrule, join_expansion, IHx, IHy.
    split; [now apply join_balanced | reflexivity].
Qed.

(** A word of length 40 whose program is a chain of height 39, and the tree of it. *)
Example worked :
  let chain := fold_left (fun g _ => Pair (length g - 1) 0 :: g) (seq 0 39) [Terminal 7] in
  let t := replay chain 39 in
  leaves t = repeat 7 40 /\ height (slice t 3 20) = 5%nat /\ height t = 6%nat.
Proof. repeat split; reflexivity. Qed.
