(** What one example changes in a sum of gradients that are clipped group by group.

    Setting. Parameters are the elements of a finite type P, and [group] says in which of K groups each is. A clip maps a gradient to one
    whose norm in group k is at most C_k, whatever the gradient is. Squares of norms are compared, so that no root is needed.

    Theorems, in words.
    - Adding or removing one example moves the sum of clipped gradients by at most the root of Σ C_k². If the group of each parameter k is divided
      by a scale s_k, it moves by at most the root of Σ C_k²/s_k².
    - Replacing an example moves the sum by at most twice that; replacing it by zero, by at most that.
    - These bounds are attained, if each group has a parameter and the clip leaves alone what is within the thresholds: by the example
      that has C_k in one parameter of each group, and by its negative.
    - Multiplying group k by min(1, C_k/norm) is such a clip.

    The numbers are those of any ordered field; for the last theorem, of one that has square roots. Derived; the setting is that of He et al.,
    "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping" (arXiv 2212.01539). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FieldTactics.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sensitivity.
Variables (R : realFieldType) (P : finType) (K : nat) (group : P -> 'I_K) (C : 'I_K -> R).
Add Field R_field : (field_laws R).
Implicit Types (g u v : P -> R) (k : 'I_K) (p : P).

(** The squared norm of a vector, and of its part in a group. *)
Definition norm2 v : R := \sum_p v p ^+ 2.
Definition group_norm2 v k : R := \sum_(p | group p == k) v p ^+ 2.

(** A clip: no group of what it returns is longer than its threshold. *)
Definition clips (clip : (P -> R) -> P -> R) := forall g k, group_norm2 (clip g) k <= C k ^+ 2.

(** It leaves a gradient alone that is within all thresholds. *)
Definition keeps (clip : (P -> R) -> P -> R) :=
  forall g, (forall k, group_norm2 g k <= C k ^+ 2) -> clip g =1 g.

(** Σ C_k². *)
Definition sensitivity2 : R := \sum_k C k ^+ 2.

Lemma norm2_groups v : norm2 v = \sum_k group_norm2 v k.
Proof. by rewrite /norm2 (partition_big group xpredT). Qed.

Lemma norm2_ext u v : u =1 v -> norm2 u = norm2 v.
Proof. by move=> uv; apply: eq_bigr => p _; rewrite uv. Qed.

Lemma norm2_opp v : norm2 (fun p => - v p) = norm2 v.
Proof. by apply: eq_bigr => p _; rewrite sqrrN. Qed.

(** |u + v|² is at most 2 |u|² + 2 |v|². *)
Lemma norm2_add u v : norm2 (fun p => u p + v p) <= 2%:R * norm2 u + 2%:R * norm2 v.
Proof.
rewrite !mulr_sumr -big_split /=; apply: ler_sum => p _.
rewrite -subr_ge0; have -> : 2%:R * u p ^+ 2 + 2%:R * v p ^+ 2 - (u p + v p) ^+ 2 = (u p - v p) ^+ 2.
  by by_ring R.
exact: sqr_ge0.
Qed.

Section Clip.
Variable clip : (P -> R) -> P -> R.
Hypothesis bounded : clips clip.

(** The sum of the clipped gradients of a data set, which is a list in any order. *)
Definition total (s : seq (P -> R)) p : R := \sum_(g <- s) clip g p.

Lemma clip_norm2 g : norm2 (clip g) <= sensitivity2.
Proof. by rewrite norm2_groups; apply: ler_sum => k _; exact: bounded. Qed.

(** One example more, wherever it stands. *)
Lemma total_insert g s t p : total (s ++ g :: t) p - total (s ++ t) p = clip g p.
Proof. by rewrite /total !big_cat big_cons /= [clip g p + _]addrC addrA addrAC subrr add0r. Qed.

Theorem add_remove g s t : norm2 (fun p => total (s ++ g :: t) p - total (s ++ t) p) <= sensitivity2.
Proof. by rewrite (norm2_ext (total_insert g s t)); exact: clip_norm2. Qed.

Lemma total_replace g h s t p : total (s ++ g :: t) p - total (s ++ h :: t) p = clip g p - clip h p.
Proof.
rewrite -(total_insert g s t p) -(total_insert h s t p) opprB addrA subrK //.
Qed.

Theorem replace_one g h s t :
  norm2 (fun p => total (s ++ g :: t) p - total (s ++ h :: t) p) <= 2%:R ^+ 2 * sensitivity2.
Proof.
rewrite (norm2_ext (total_replace g h s t)).
apply: le_trans (norm2_add (clip g) (fun p => - clip h p)) _; rewrite norm2_opp -mulrDr expr2 -mulrA.
rewrite ler_wpmul2l ?ler0n // mulr_natl mulr2n; apply: ler_add; exact: clip_norm2.
Qed.

(** An example whose clipped gradient becomes zero. *)
Theorem zero_out g h s t : clip h =1 (fun=> 0) ->
  norm2 (fun p => total (s ++ g :: t) p - total (s ++ h :: t) p) <= sensitivity2.
Proof.
move=> zero; rewrite (norm2_ext (total_replace g h s t)).
by rewrite (@norm2_ext _ (clip g)) ?clip_norm2 // => p; rewrite zero subr0.
Qed.

Theorem scaled_sensitivity (scale : 'I_K -> R) g s t :
  norm2 (fun p => (total (s ++ g :: t) p - total (s ++ t) p) / scale (group p)) <= \sum_k C k ^+ 2 / scale k ^+ 2.
Proof.
rewrite norm2_groups; apply: ler_sum => k _.
have -> : group_norm2 (fun p => (total (s ++ g :: t) p - total (s ++ t) p) / scale (group p)) k
    = group_norm2 (clip g) k / scale k ^+ 2.
  rewrite /group_norm2 mulr_suml; apply: eq_bigr => p /eqP pk.
  by rewrite total_insert pk expr_div_n.
by rewrite ler_wpmul2r ?invr_ge0 ?sqr_ge0 ?bounded.
Qed.

Section Tight.
Variable one : 'I_K -> P.
Hypotheses (one_in : forall k, group (one k) = k) (kept : keeps clip).

(** C_k in one parameter of each group. *)
Definition aligned p : R := C (group p) *+ (p == one (group p)).

Lemma aligned_group k : group_norm2 aligned k = C k ^+ 2.
Proof.
rewrite /group_norm2 (bigD1 (one k)) ?one_in //= /aligned one_in eqxx big1 ?addr0 // => p /andP [/eqP pk no].
by rewrite pk (negPf no) expr0n.
Qed.

Lemma aligned_kept : clip aligned =1 aligned.
Proof. by apply: kept => k; rewrite aligned_group. Qed.

Lemma opposite_kept : clip (fun p => - aligned p) =1 (fun p => - aligned p).
Proof.
apply: kept => k; rewrite -(aligned_group k) /group_norm2 (eq_bigr (fun p => aligned p ^+ 2)) // => p _.
by rewrite sqrrN.
Qed.

Lemma aligned_norm2 : norm2 aligned = sensitivity2.
Proof. by rewrite norm2_groups /sensitivity2; apply: eq_bigr => k _; exact: aligned_group. Qed.

Theorem add_remove_attained s t :
  norm2 (fun p => total (s ++ aligned :: t) p - total (s ++ t) p) = sensitivity2.
Proof. by rewrite (norm2_ext (total_insert _ s t)) (norm2_ext aligned_kept) aligned_norm2. Qed.

Theorem replace_attained s t :
  norm2 (fun p => total (s ++ aligned :: t) p - total (s ++ (fun p => - aligned p) :: t) p)
  = 2%:R ^+ 2 * sensitivity2.
Proof.
rewrite (norm2_ext (total_replace _ _ s t)) -aligned_norm2 /norm2 mulr_sumr; apply: eq_bigr => p _.
by rewrite aligned_kept opposite_kept; by_ring R.
Qed.
End Tight.
End Clip.
End Sensitivity.

(** ** The usual clip *)
Section Abadi.
Variables (R : rcfType) (P : finType) (K : nat) (group : P -> 'I_K) (C : 'I_K -> R).
Hypothesis positive : forall k, 0 <= C k.

(** min(1, C_k/norm) for each group, 1 if its norm is 0. *)
Definition factor (g : P -> R) k : R :=
  let n := Num.sqrt (group_norm2 group g k) in if n <= C k then 1 else C k / n.
Definition abadi (g : P -> R) p : R := factor g (group p) * g p.

Lemma group_norm2_ge0 (g : P -> R) k : 0 <= group_norm2 group g k.
Proof. by apply: sumr_ge0 => p _; exact: sqr_ge0. Qed.

Lemma factor_norm2 g k : group_norm2 group (abadi g) k = factor g k ^+ 2 * group_norm2 group g k.
Proof. by rewrite /group_norm2 mulr_sumr; apply: eq_bigr => p /eqP <-; rewrite exprMn. Qed.

Theorem abadi_clips : clips group C abadi.
Proof.
move=> g k; rewrite factor_norm2 /factor.
have n0 := sqrtr_ge0 (group_norm2 group g k); have n2 := sqr_sqrtr (group_norm2_ge0 g k).
case: ifP => [le|]; first by rewrite expr1n mul1r -n2 ler_expn2r ?nnegrE.
move/negbT; rewrite -ltNge => lt; rewrite expr_div_n n2 mulfVK //.
by rewrite -n2 expf_neq0 // gt_eqF // (le_lt_trans (positive k)).
Qed.

Theorem abadi_keeps : keeps group C abadi.
Proof.
move=> g within p; rewrite /abadi /factor ifT ?mul1r //.
by rewrite -[X in _ <= X]ger0_norm // -sqrtr_sqr ler_wsqrtr.
Qed.
End Abadi.
