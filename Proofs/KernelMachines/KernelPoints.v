(** Images of vectors are far apart on each side; across, orthogonal pairs are nearer than all others.

    Theorem, in words. Take vectors a_i, b_j in {0,1}ᵈ, and tags: e bits for each a_i and f bits for each
    b_j, so that equal vectors of a side have different tags. The point of a_i is its image under the gadget
    of HammingGadget.v, the bits of its tag, the same inverted, and 2f zeros; that of b_j its image, 2e
    zeros, the bits of its tag, and the same inverted. With m = d + e + f, points of one side differ in 2
    places or more, those of an orthogonal pair in m, those of any other pair of the two sides in m + 2 or
    more. Without copies e = f = 0 will do.

    Claims [kernel.separation] and [kernel.certificates], on Backurs, Indyk, Schmidt, "On the Fine-Grained
    Complexity of Empirical Risk Minimization" (arXiv 1704.02958). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import HammingGadget KernelBias KernelGadget.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.

Lemma lengthE (u : seq bool) : length u = size u. Proof. by []. Qed.

Lemma hamming_self u : hamming u u = 0.
Proof. by elim: u => //= x u ->; case: x. Qed.

Lemma hammingC u v : hamming u v = hamming v u.
Proof. by elim: u v => [|x u IH] [|y v] //=; rewrite IH; case: x y => [] []. Qed.

Lemma hamming_cat u u' v v' : size u = size v -> hamming (u ++ u') (v ++ v') = hamming u v + hamming u' v'.
Proof. by elim: u v => [|x u IH] [|y v] //= [eq]; rewrite (IH _ eq) ?plusE ?addnA; case: (xorb x y). Qed.

Lemma hamming_eq0 u v : size u = size v -> hamming u v = 0 -> u = v.
Proof. by elim: u v => [|x u IH] [|y v] //= [eq]; case: x y => [] [] //= /(IH _ eq)->. Qed.

Lemma hamming_inverted u v : hamming (map negb u) (map negb v) = hamming u v.
Proof. by elim: u v => [|x u IH] [|y v] //=; rewrite IH; case: x y => [] []. Qed.

Lemma hamming_zeros u : hamming u (nseq (size u) false) + hamming (map negb u) (nseq (size u) false) = size u.
Proof. by elim: u => //= x u IH; case: x; rewrite /= ?addSn ?addnS IH. Qed.

Lemma size_left_image u : size (left_image u) = 3 * size u.
Proof. by elim: u => //= x u ->; rewrite mulnS. Qed.

Lemma size_right_image u : size (right_image u) = 3 * size u.
Proof. by elim: u => //= x u ->; rewrite mulnS. Qed.

(** The bits of a tag, and the same inverted. *)
Definition tag_bits (t : seq bool) := t ++ map negb t.

Lemma size_tag_bits t : size (tag_bits t) = 2 * size t.
Proof. by rewrite size_cat size_map mul2n addnn. Qed.

Lemma tags_differ t u : size t = size u -> hamming (tag_bits t) (tag_bits u) = 2 * hamming t u.
Proof. by move=> eq; rewrite hamming_cat // hamming_inverted mul2n addnn. Qed.

Lemma tag_to_zeros t : hamming (tag_bits t) (nseq (2 * size t) false) = size t.
Proof. by rewrite mul2n -addnn nseqD hamming_cat ?size_nseq // hamming_zeros. Qed.

Section Points.
Variables (p s d e f : nat).
Variables (a : 'I_p -> seq bool) (b : 'I_s -> seq bool) (ta : 'I_p -> seq bool) (tb : 'I_s -> seq bool).
Hypotheses (size_a : forall i, size (a i) = d) (size_b : forall j, size (b j) = d).
Hypotheses (size_ta : forall i, size (ta i) = e) (size_tb : forall j, size (tb j) = f).
Hypotheses (told_a : forall i j, a i = a j -> ta i = ta j -> i = j).
Hypotheses (told_b : forall i j, b i = b j -> tb i = tb j -> i = j).

Definition left_point i := left_image (a i) ++ tag_bits (ta i) ++ nseq (2 * f) false.
Definition right_point j := right_image (b j) ++ nseq (2 * e) false ++ tag_bits (tb j).

(** The points of both sides. *)
Definition point (i : 'I_(p + s)) : seq bool :=
  match split i with inl k => left_point k | inr k => right_point k end.

Definition distance (i j : 'I_(p + s)) : nat := hamming (point i) (point j).

(** a_i and b_j are orthogonal. *)
Definition orthogonal i j : bool := inner (a i) (b j) == 0.

Lemma point_left i : point (lshift s i) = left_point i.
Proof. by rewrite /point (unsplitK (inl i)). Qed.

Lemma point_right j : point (rshift p j) = right_point j.
Proof. by rewrite /point (unsplitK (inr j)). Qed.

Lemma left_distanceE i j :
  distance (lshift s i) (lshift s j) = 2 * hamming (a i) (a j) + 2 * hamming (ta i) (ta j).
Proof.
rewrite /distance !point_left /left_point hamming_cat ?size_left_image ?size_a //.
rewrite left_images_differ ?lengthE ?size_a // multE; congr (_ + _).
by rewrite (@hamming_cat (tag_bits _)) ?size_tag_bits ?size_ta // hamming_self addn0 tags_differ ?size_ta.
Qed.

Lemma right_distanceE i j :
  distance (rshift p i) (rshift p j) = 2 * hamming (b i) (b j) + 2 * hamming (tb i) (tb j).
Proof.
rewrite /distance !point_right /right_point hamming_cat ?size_right_image ?size_b //.
rewrite right_images_differ ?lengthE ?size_b // multE; congr (_ + _).
by rewrite (@hamming_cat (nseq _ _)) // hamming_self add0n tags_differ ?size_tb.
Qed.

Lemma cross_distanceE i j :
  distance (lshift s i) (rshift p j) = d + 2 * inner (a i) (b j) + (e + f).
Proof.
rewrite /distance point_left point_right /left_point /right_point.
rewrite hamming_cat ?size_left_image ?size_right_image ?size_a ?size_b //.
rewrite hamming_gadget; last by rewrite !lengthE size_a size_b.
rewrite plusE multE lengthE size_a; congr (_ + _).
rewrite (@hamming_cat (tag_bits _)) ?size_tag_bits ?size_nseq ?size_ta //; congr (_ + _).
  by rewrite -(size_ta i) tag_to_zeros.
by rewrite hammingC -(size_tb j) tag_to_zeros.
Qed.

Lemma some_apart u v t w : size u = size v -> size t = size w ->
  ~ (u = v /\ t = w) -> 2 <= 2 * hamming u v + 2 * hamming t w.
Proof.
move=> size_uv size_tw neq; rewrite -mulnDr -[X in X <= _]muln1 leq_pmul2l // lt0n addn_eq0.
by apply/negP => /andP[/eqP eq /eqP eq']; apply: neq; split; exact: hamming_eq0.
Qed.

Theorem points_separated : separated distance (d + e + f) orthogonal.
Proof.
split.
- by move=> i; rewrite /distance hamming_self.
- by move=> i j; rewrite /distance hammingC.
- move=> i j neq; rewrite left_distanceE; apply: some_apart; rewrite ?size_a ?size_ta // => -[eq eq'].
  by move/eqP: neq; apply; exact: told_a.
- move=> i j neq; rewrite right_distanceE; apply: some_apart; rewrite ?size_b ?size_tb // => -[eq eq'].
  by move/eqP: neq; apply; exact: told_b.
- by move=> i j /eqP orth; rewrite cross_distanceE orth muln0 addn0 addnA.
move=> i j; rewrite /orthogonal -lt0n => pos.
rewrite cross_distanceE [X in _ <= X]addnAC [d + (e + f)]addnA leq_add2l.
by rewrite -[X in X <= _]muln1 leq_pmul2l.
Qed.
End Points.

(** ** Mirrored points

    Points with zeros appended and, with the opposite labels, with ones: their Gram matrix is the one that
    KernelBias.v speaks of. *)
Section Mirror.
Local Open Scope ring_scope.
Variables (R : realFieldType) (n width columns : nat) (x : 'I_n -> seq bool) (y : 'cV[R]_n) (q : R).
Hypothesis size_x : forall i, size (x i) = width.

Definition mirrored_point (i : 'I_(n + n)) : seq bool :=
  match split i with inl k => x k ++ nseq columns false | inr k => x k ++ nseq columns true end.

Lemma hamming_opposite k : hamming (nseq k false) (nseq k true) = k.
Proof. by elim: k => //= k ->. Qed.

Theorem mirrored_gram :
  \matrix_(i, j) (mirrored_labels y i 0 * mirrored_labels y j 0
    * q ^+ hamming (mirrored_point i) (mirrored_point j))
  = mirrored (\matrix_(i, j) (y i 0 * y j 0 * q ^+ hamming (x i) (x j))) (q ^+ columns).
Proof.
have opposite := hamming_opposite columns.
have opposite' : hamming (nseq columns true) (nseq columns false) = columns by rewrite hammingC.
apply/matrixP => i j; rewrite /mirrored /mirrored_labels /mirrored_point.
case: (split_ordP i) => k ->; case: (split_ordP j) => l ->;
  rewrite ?(block_mxEul, block_mxEur, block_mxEdl, block_mxEdr) !mxE ?(unsplitK (inl _)) ?(unsplitK (inr _)) ?mxE;
  rewrite (hamming_cat _ _ (etrans (size_x k) (esym (size_x l)))) ?hamming_self ?addn0 ?opposite ?opposite' //.
all: rewrite ?mulrNN // exprD ?mulrN !mulNr; congr (- _).
all: by rewrite [RHS]mulrC mulrA.
Qed.
End Mirror.
