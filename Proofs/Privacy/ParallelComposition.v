(** Parallel composition of finite mechanisms.

    Theorem, in words. A first mechanism sees one part of the records and returns a; a second one sees another part and a, and returns b. A
    record is in one part only, so that of two neighbours one part is the same. If the first mechanism is (ε, δ)-differentially private, and the
    second one for every a, so is the pair of both: for every event S, P(S) ≤ e^ε Q(S) + δ. Nothing adds up.

    Claim [privacy.parallel-parts]: F. Wu et al., "Privately Aligning Language Models with Reinforcement Learning" (arXiv 2310.16960),
    theorem 2, for mechanisms with finitely many outputs. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Parallel.
Variables (R : realFieldType) (A B : finType) (e d : R).

(** A law on outputs. *)
Definition law (T : finType) (P : T -> R) := (forall t, 0 <= P t) /\ \sum_t P t = 1.

(** P is at most e^ε Q + δ on every event; e stands for e^ε. *)
Definition close (T : finType) (P Q : T -> R) := forall S : {set T}, \sum_(t in S) P t <= e * (\sum_(t in S) Q t) + d.

(** The law of both outputs. *)
Definition joint (P : A -> R) (K : A -> B -> R) (t : A * B) : R := P t.1 * K t.1 t.2.

Lemma joint_event P K (S : {set A * B}) :
  \sum_(t in S) joint P K t = \sum_a P a * \sum_(b | (a, b) \in S) K a b.
Proof.
rewrite big_mkcond /=.
transitivity (\sum_a \sum_b if (a, b) \in S then joint P K (a, b) else 0).
  by rewrite pair_bigA /=; apply: eq_bigr => -[a b] _.
apply: eq_bigr => a _; rewrite big_distrr /= [in RHS]big_mkcond /=.
by apply: eq_bigr => b _; case: ifP; rewrite ?mulr0.
Qed.

(** What holds for events holds for weights between 0 and 1. *)
Lemma close_weights (P Q : A -> R) (f : A -> R) : close P Q -> (forall a, 0 <= f a <= 1) ->
  \sum_a P a * f a <= e * (\sum_a Q a * f a) + d.
Proof.
move=> PQ f01; set S := [set a | e * Q a <= P a].
have events : \sum_(a in S) (P a - e * Q a) <= d.
  have h : \sum_(a in S) P a <= e * (\sum_(a in S) Q a) + d := PQ S.
  by move: h; rewrite mulr_sumr sumrB ler_subl_addl.
suff: \sum_a (P a * f a - e * (Q a * f a)) <= d by rewrite sumrB ler_subl_addl mulr_sumr.
apply: le_trans events.
rewrite [leRHS]big_mkcond /=; apply: ler_sum => a _.
have /andP[f0 f1] := f01 a.
have -> : P a * f a - e * (Q a * f a) = (P a - e * Q a) * f a by rewrite mulrBl mulrA.
rewrite inE; case: ifP => [ge|/negbT]; last first.
  by rewrite -ltNge => lt; apply: mulr_le0_ge0 => //; rewrite subr_le0 ltW.
by rewrite -[leRHS]mulr1 ler_wpmul2l // subr_ge0.
Qed.

(** The neighbours differ in the part that the first mechanism sees. *)
Theorem parallel_first (P Q : A -> R) (K : A -> B -> R) : close P Q -> (forall a, law (K a)) ->
  close (joint P K) (joint Q K).
Proof.
move=> PQ Klaw S; rewrite !joint_event; apply: close_weights => // a.
have [K0 K1] := Klaw a; apply/andP; split; first by apply: sumr_ge0.
rewrite -K1 [leRHS](bigID (fun b => (a, b) \in S)) /= ler_addl; exact: sumr_ge0.
Qed.

(** They differ in the part that the second one sees. *)
Theorem parallel_second (P : A -> R) (K L : A -> B -> R) : law P -> (forall a, close (K a) (L a)) ->
  close (joint P K) (joint P L).
Proof.
move=> [P0 P1] KL S; rewrite !joint_event.
have -> : d = \sum_a P a * d by rewrite -big_distrl /= P1 mul1r.
rewrite big_distrr /= -big_split /=; apply: ler_sum => a _.
rewrite mulrCA -mulrDr; apply: ler_wpmul2l => //.
have := KL a [set b | (a, b) \in S].
by under eq_bigl => b do rewrite inE; under [X in e * X]eq_bigl => b do rewrite inE.
Qed.

End Parallel.
