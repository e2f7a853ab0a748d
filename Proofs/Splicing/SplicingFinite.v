(** The number of shortest derivations is a number.

    Theorem, in words. A text that can be made with k operations and no fewer has finitely many derivations of k operations:
    the numbers in them are bounded by the neighbours. So there are two lists, of all lightest parses and of shortest
    derivations with each of them once, those that are the same being one; they are equally long (SplicingParses.v).

    Claim [splicing.census]: the setting is that of "Data-to-text Generation by Splicing Together Nearest Neighbors"
    (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingOrigins SplicingForests SplicingClasses SplicingParses.
Import ListNotations.

(** All lists of n elements of a list. *)
Fixpoint lists_of {A} (l : list A) (n : nat) : list (list A) :=
  match n with 0 => [[]] | S n => flat_map (fun a => map (cons a) (lists_of l n)) l end.

Lemma in_lists_of {A} (l x : list A) : (forall a, In a x -> In a l) -> In x (lists_of l (length x)).
Proof.
  induction x as [|a x IH]; intros H; [now left|]; cbn [length lists_of].
  apply in_flat_map; exists a; split; [apply H; now left|]; apply in_map, IH; intros b Hb; apply H; now right.
Qed.

(** All operations whose numbers are less than a bound. *)
Definition operations_below (bound : nat) : list operation :=
  let n := seq 0 bound in
  flat_map (fun m => flat_map (fun k => flat_map (fun l => flat_map (fun i => map (Splice m k l i) n) n) n) n) n.

Lemma in_operations_below bound s :
  neighbour s < bound -> from s < bound -> to s < bound -> at_ s < bound -> up_to s < bound ->
  In s (operations_below bound).
Proof.
  intros Hm Hk Hl Hi Hj; unfold operations_below.
  assert (H : forall a, a < bound -> In a (seq 0 bound)) by (intros a Ha; apply in_seq; lia).
  apply in_flat_map; exists (neighbour s); split; [auto|]; apply in_flat_map; exists (from s); split; [auto|].
  apply in_flat_map; exists (to s); split; [auto|]; apply in_flat_map; exists (at_ s); split; [auto|].
  apply in_map_iff; exists (up_to s); split; [now destruct s | auto].
Qed.

Section Neighbours.
Variables (o : mode) (ns : list text).

(** No neighbour is longer. *)
Definition longest : nat := list_max (map (@length nat) ns).

Lemma longest_bounds m : length (nth m ns []) <= longest.
Proof.
  unfold longest; destruct (le_lt_dec (length ns) m) as [H|H]; [rewrite nth_overflow by exact H; cbn; lia|].
  assert (K := proj1 (list_max_le (map (@length nat) ns) _) (le_n _)).
  apply (proj1 (Forall_forall _ _) K), in_map, nth_In, H.
Qed.

Lemma derivation_bounded ops : forall c y s, replay o ns c ops = Some y -> In s ops ->
  In s (operations_below (S (length ns + longest + (length c + length ops * longest)))).
Proof.
  induction ops as [|a ops IH]; intros c y s H Hs; [destruct Hs|]; cbn [replay] in H.
  destruct (is_valid o ns c a) eqn:V; [|discriminate].
  apply is_valid_spec in V as ([Hkl Hl] & [Hij Hj] & _).
  assert (Hlong := longest_bounds (neighbour a)).
  assert (Hm : neighbour a < length ns).
  { destruct (le_lt_dec (length ns) (neighbour a)) as [K|K]; [|exact K]; rewrite nth_overflow in Hl by exact K; cbn in Hl; lia. }
  destruct Hs as [->|Hs]; [apply in_operations_below; lia|].
  specialize (IH _ _ s H Hs).
  assert (Hsub : forall p q, p <= q -> incl (operations_below p) (operations_below q)).
  { intros p q Hpq x Hx; unfold operations_below in Hx.
    apply in_flat_map in Hx as (m & Hm' & Hx); apply in_flat_map in Hx as (k & Hk & Hx).
    apply in_flat_map in Hx as (l & Hl' & Hx); apply in_flat_map in Hx as (i & Hi & Hx).
    apply in_map_iff in Hx as (j & <- & Hj'); apply in_seq in Hm', Hk, Hl', Hi, Hj'.
    apply in_operations_below; cbn; lia. }
  eapply Hsub; [|exact IH]; rewrite !app_length, firstn_length, skipn_length, segment_length by (split; assumption).
  cbn [length]; lia.
Qed.

(** Derivations, the same of which are one. *)
Fixpoint different (ds : list (list operation)) : list (list operation) :=
  match ds with
  | [] => []
  | d :: ds =>
      if in_dec (list_eq_dec (fun a b : nat * nat * nat => ltac:(repeat decide equality)))
        (origins (write 0 [] d)) (map (fun e => origins (write 0 [] e)) (different ds))
      then different ds else d :: different ds
  end.

Lemma different_incl ds : incl (different ds) ds.
Proof.
  induction ds as [|d ds IH]; cbn [different]; [apply incl_refl|]; destruct (in_dec _ _ _).
  - now apply incl_tl.
  - intros e [<-|He]; [now left | right; now apply IH].
Qed.

Lemma different_all ds d : In d ds -> exists e, In e (different ds) /\ same_derivation d e.
Proof.
  induction ds as [|a ds IH]; [intros []|]; cbn [different]; intros [->|H]; destruct (in_dec _ _ _) as [K|K].
  - apply in_map_iff in K as (e & E & He); exists e; split; [exact He | symmetry; exact E].
  - exists d; split; [now left | reflexivity].
  - exact (IH H).
  - destruct (IH H) as (e & He & E); exists e; split; [now right | exact E].
Qed.

Lemma different_once ds : NoDup (map (fun e => origins (write 0 [] e)) (different ds)).
Proof.
  induction ds as [|a ds IH]; cbn [different]; [constructor|]; destruct (in_dec _ _ _) as [K|K]; [exact IH|].
  cbn [map]; now constructor.
Qed.

Lemma shortest_listed y k : least (makes o ns y) k -> exists ds, each_once (shortest o ns y) ds.
Proof.
  intros [(witness & Hw & Hk) Hleast].
  assert (Hshort : forall ops, shortest o ns y ops <-> replay o ns [] ops = Some y /\ length ops = k).
  { intros ops; unfold shortest; split; intros [H Hl]; split; auto.
    - assert (k <= length ops) by (apply Hleast; now exists ops); specialize (Hl witness Hw); lia.
    - intros ops' H'; rewrite Hl; apply Hleast; now exists ops'. }
  pose (is_y ops := match replay o ns [] ops with
    Some c => if list_eq_dec Nat.eq_dec c y then true else false | None => false end).
  assert (Hy : forall ops, is_y ops = true <-> replay o ns [] ops = Some y).
  { intros ops; unfold is_y; destruct (replay o ns [] ops) as [c|]; [|split; discriminate].
    destruct (list_eq_dec Nat.eq_dec c y) as [->|E]; split; auto; try discriminate; intros H; injection H as H; contradiction. }
  set (all := filter is_y (lists_of (operations_below (S (length ns + longest + (0 + k * longest)))) k)).
  assert (Hall : forall ops, shortest o ns y ops -> In ops all).
  { intros ops Hops; apply Hshort in Hops as [H Hl]; apply filter_In; split; [|now apply Hy].
    rewrite <- Hl; apply in_lists_of; intros s Hs; exact (derivation_bounded ops [] y s H Hs). }
  assert (Hlength : forall (l : list operation) n x, In x (lists_of l n) -> length x = n).
  { intros l; induction n as [|n IH]; intros x Hx; cbn in Hx; [destruct Hx as [<-|[]]; reflexivity|].
    apply in_flat_map in Hx as (a & _ & Hx); apply in_map_iff in Hx as (t & <- & Ht); cbn; now rewrite (IH t Ht). }
  exists (different all); split; [|split].
  - intros ops Hops; apply different_incl, filter_In in Hops as [Hin H]; apply Hshort; split; [now apply Hy|].
    exact (Hlength _ _ _ Hin).
  - intros i j ops ops' Hi Hj E; apply (proj1 (NoDup_nth_error _) (different_once all)).
    + rewrite map_length; apply nth_error_Some; congruence.
    + rewrite !nth_error_map, Hi, Hj; cbn; f_equal; exact E.
  - intros ops Hops; destruct (different_all all ops (Hall ops Hops)) as (e & He & E); exists e; auto.
Qed.

(** The shortest derivations, each once, and the lightest parses can be listed, and the lists are equally long. *)
Theorem shortest_derivations_counted y k : y <> [] -> least (makes o ns y) k ->
  exists ds ts, each_once (shortest o ns y) ds /\ NoDup ts /\ (forall t, In t ts <-> lightest_parse o ns y t)
    /\ length ds = length ts.
Proof.
  intros Hne Hk; destruct (shortest_listed y k Hk) as (ds & Hds).
  destruct (lightest_parses_are_shortest_derivations o ns y Hne) as [Hshort Hunique].
  assert (Hts : exists ts, Forall2 (fun d t => lightest_parse o ns y t /\ same_derivation d (derivation ns t)) ds ts).
  { destruct Hds as (Hin & _ & _); clear - Hin Hunique; induction ds as [|d ds IH]; [exists []; constructor|].
    destruct (Hunique d (Hin d (or_introl eq_refl))) as (t & Ht & _).
    destruct IH as (ts & Hts); [intros e He; apply Hin; now right|]; exists (t :: ts); now constructor. }
  destruct Hts as (ts & Hts); exists ds, ts.
  assert (Hat : forall i t, nth_error ts i = Some t ->
    exists d, nth_error ds i = Some d /\ lightest_parse o ns y t /\ same_derivation d (derivation ns t)).
  { clear - Hts; induction Hts as [|d t ds ts H Hts IH]; intros [|i] u Hu; cbn in *; try discriminate.
    - injection Hu as <-; now exists d.
    - now apply IH. }
  assert (Hlen : length ds = length ts) by (clear - Hts; induction Hts; cbn; auto).
  assert (Hnodup : NoDup ts).
  { apply NoDup_nth_error; intros i j Hi E.
    destruct (nth_error ts i) as [t|] eqn:Ei; [|apply nth_error_Some in Hi; contradiction].
    destruct (Hat i t Ei) as (d & Hd & _ & Hs), (Hat j t (eq_sym E)) as (d' & Hd' & _ & Hs').
    apply (proj1 (proj2 Hds) i j d d' Hd Hd'); unfold same_derivation in *; congruence. }
  split; [exact Hds|]; split; [exact Hnodup|]; split; [|exact Hlen].
  intros t; split.
  - intros Hin; apply In_nth_error in Hin as (i & Hi); destruct (Hat i t Hi) as (_ & _ & H & _); exact H.
  - intros Ht; destruct (proj2 (proj2 Hds) _ (Hshort t Ht)) as (d & Hd & Hs).
    apply In_nth_error in Hd as (i & Hi).
    destruct (nth_error ts i) as [u|] eqn:Eu.
    + destruct (Hat i u Eu) as (d' & Hd' & Hu & Hs').
      destruct (Hunique _ (Hshort t Ht)) as (v & _ & Hv).
      assert (v = t) by (apply Hv; split; [exact Ht | reflexivity]).
      assert (v = u) by (apply Hv; split; [exact Hu|]; unfold same_derivation in *; congruence).
      apply nth_error_In in Eu; congruence.
    + apply nth_error_None in Eu; assert (K : nth_error ds i <> None) by congruence; apply nth_error_Some in K; lia.
Qed.
End Neighbours.
