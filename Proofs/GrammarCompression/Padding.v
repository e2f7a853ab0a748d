(** Padding: zeros make the vectors and their grammars larger and change no inner product.

    Theorem, in words. Appending zeros to two vectors leaves their inner product as it is. On a
    grammar whose root is its newest symbol, r wasteful rules append r zeros: the root's expansion
    gains 0^r, the grammar exactly r rules, none of which it had before, and the product of two
    grammars stays the same. So an instance can be given any larger size n without changing its
    answer.

    Claim [ksum.padding]. The observation is from Abboud, Backurs, Bringmann, Künnemann,
    "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors GrammarProduct.
Import ListNotations.
Open Scope Z_scope.

Lemma dot_zeros_r n v : dot v (zeros n) = 0.
Proof. rewrite dot_comm; apply dot_zeros_l. Qed.

Theorem padding_product v u r r' : dot (v ++ zeros r) (u ++ zeros r') = dot v u.
Proof.
  revert u; induction v as [|x v IH]; intros [|y u].
  - apply dot_zeros_l.
  - apply dot_zeros_l.
  - rewrite dot_nil_r; apply dot_zeros_r.
  - cbn; now rewrite IH.
Qed.

(** ** On grammars *)

(** The newest symbol. *)
Definition root (g : grammar) : nat := (length g - 1)%nat.

(** r rules, each of which appends the symbol [zero] to the newest one. *)
Fixpoint pad (zero r : nat) (g : grammar) : grammar :=
  match r with
  | O => g
  | S r => let padded := pad zero r g in Pair (root padded) zero :: padded
  end.

Theorem padding_size zero r g : length (pad zero r g) = (length g + r)%nat.
Proof. induction r as [|r IH]; cbn [pad length]; lia. Qed.

Lemma padding_well_formed zero r g :
  well_formed g -> (zero < length g)%nat -> well_formed (pad zero r g).
Proof.
  intros Hg Hzero; induction r as [|r IH]; cbn [pad well_formed]; [assumption|].
  pose proof (padding_size zero r g); unfold root; repeat split; auto; lia.
Qed.

(** No rule refers to the newest symbol, so a rule that does is new. *)
Lemma root_unused g y : well_formed g -> g <> [] -> ~ In (Pair (root g) y) g.
Proof.
  assert (forall g x y, well_formed g -> In (Pair x y) g -> (S x < length g)%nat) as Hold.
  { clear; intros g x y; induction g as [|r g IH]; [intros _ []|].
    intros Hg [-> | Hin]; cbn in *; [lia|].
    destruct r; [specialize (IH Hg Hin) | specialize (IH (proj2 (proj2 Hg)) Hin)]; lia. }
  intros Hg Hsome Hin; apply Hold in Hin; [|assumption].
  unfold root in Hin; destruct g; [contradiction | cbn [length] in Hin; lia].
Qed.

Theorem padding_no_duplicate zero r g :
  well_formed g -> (zero < length g)%nat -> NoDup g -> NoDup (pad zero r g).
Proof.
  intros Hg Hzero Hdistinct; induction r as [|r IH]; cbn [pad]; [assumption|].
  constructor; [|assumption].
  apply root_unused; [now apply padding_well_formed|].
  intros Hnone; pose proof (padding_size zero r g) as Hsize; rewrite Hnone in Hsize; cbn in Hsize.
  lia.
Qed.

Lemma val_older r g s : (s < length g)%nat -> val (r :: g) s = val g s.
Proof. apply by_rules_older. Qed.

Lemma val_pad_older zero r g s : (s < length g)%nat -> val (pad zero r g) s = val g s.
Proof.
  intros Hs; induction r as [|r IH]; cbn [pad]; [reflexivity|].
  rewrite val_older by (rewrite padding_size; lia); exact IH.
Qed.

Theorem padding_expansion zero r g :
  well_formed g -> (zero < length g)%nat -> val g zero = [0] ->
  val (pad zero r g) (root (pad zero r g)) = val g (root g) ++ zeros r.
Proof.
  intros Hg Hzero Hval; induction r as [|r IH]; [now rewrite app_nil_r|].
  pose proof (padding_well_formed zero (S r) g Hg Hzero) as Hpadded.
  pose proof (padding_size zero r g) as Hsize.
  cbn [pad] in *; set (padded := pad zero r g) in *.
  assert (root (Pair (root padded) zero :: padded) = length padded) as ->
    by (unfold root; cbn [length]; lia).
  rewrite (val_pair _ Hpadded (length padded) (root padded) zero).
  - rewrite !val_older by (unfold root; lia).
    rewrite IH; unfold padded; rewrite val_pad_older, Hval, <- app_assoc by assumption.
    f_equal; unfold zeros; now rewrite <- repeat_cons.
  - cbn [length]; lia.
  - cbn [rule_of]; now rewrite Nat.eqb_refl.
Qed.

Theorem padding_slp_product m g h shortcut zero zero' r r' :
  well_formed g -> (zero < length g)%nat -> val g zero = [0] ->
  well_formed h -> (zero' < length h)%nat -> val h zero' = [0] ->
  slp_product m (pad zero r g) (pad zero' r' h) shortcut
    (root (pad zero r g)) (root (pad zero' r' h)) =
  slp_product m g h shortcut (root g) (root h).
Proof.
  intros Hg Hzero Hval Hh Hzero' Hval'.
  rewrite !slp_product_correct;
    try (apply padding_well_formed; assumption); try assumption;
    try (unfold root; rewrite ?padding_size; lia).
  now rewrite !padding_expansion, padding_product by assumption.
Qed.

(** The word 5 5, padded by three zeros: three rules more. *)
Example worked :
  let g := rev [Terminal 5; Terminal 0; Pair 0 0] in
  val (pad 1 3 g) (root (pad 1 3 g)) = [5; 5; 0; 0; 0] /\ length (pad 1 3 g) = 6%nat.
Proof. split; reflexivity. Qed.
