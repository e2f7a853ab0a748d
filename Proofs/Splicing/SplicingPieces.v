(** What a piece of a text costs.

    Theorem, in words. Let all words occur in neighbours, and let a text cost the least number of
    operations that make it. With a word more in front or at the end, the cost stays or grows by 1.
    The cost of u v is at most the cost of u plus that of v. A neighbour more never makes a text
    dearer.

    Claim [splicing.pieces]: the setting is that of "Data-to-text Generation by Splicing Together
    Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingParts SplicingTheorem.
From Tightbound Require SplicingBounds.
Import ListNotations.

Section Neighbours.
Variable ns : list text.

Lemma makes_within y k : makes General ns y k -> within General ns y k.
Proof.
  intros (ops & H & <-).
  exact (replay_within _ _ ops [] 0 y (or_introl eq_refl) H).
Qed.

Lemma within_makes y k : within General ns y k -> exists k', k' <= k /\ makes General ns y k'.
Proof.
  intros [->|(k' & Hk & H)].
  - exists 0; split; [lia | now exists []].
  - exists k'; split; [exact Hk|].
    destruct (parse_replays _ _ _ _ H) as (ops & Hops); now exists ops.
Qed.

Lemma least_le_within y k w : least (makes General ns y) k -> within General ns y w -> k <= w.
Proof.
  intros [_ Hleast] H; destruct (within_makes _ _ H) as (k' & Hk' & Hmakes).
  specialize (Hleast _ Hmakes); lia.
Qed.

Lemma prefix_makes p d k : within General ns (p ++ d) k -> within General ns p k.
Proof.
  intros [Hnil|(k' & Hk & H)].
  - apply app_eq_nil in Hnil as [-> _]; now left.
  - apply (within_weaken _ k'); [exact (prefix_within _ _ _ H _ _ eq_refl) | exact Hk].
Qed.

Lemma suffix_makes d q k : within General ns (d ++ q) k -> within General ns q k.
Proof.
  intros [Hnil|(k' & Hk & H)].
  - apply app_eq_nil in Hnil as [_ ->]; now left.
  - apply (within_weaken _ k'); [exact (suffix_within _ _ _ eq_refl H _ _ eq_refl) | exact Hk].
Qed.

(** A piece of a text costs no more than the text. *)
Theorem piece_monotone p y q a b :
  least (makes General ns y) a -> least (makes General ns (p ++ y ++ q)) b -> a <= b.
Proof.
  intros Ha [Hb _]; apply (least_le_within y); [exact Ha|].
  now apply (prefix_makes y q), (suffix_makes p), makes_within.
Qed.

(** Two pieces cost at least what they cost together. *)
Theorem piece_subadditive u v a b k :
  least (makes General ns u) a -> least (makes General ns v) b ->
  least (makes General ns (u ++ v)) k -> k <= a + b.
Proof.
  intros [Ha _] [Hb _] Hk; apply (least_le_within (u ++ v)); [exact Hk|].
  apply within_app; now apply makes_within.
Qed.

Lemma word_costs_one w x : In x ns -> In w x -> makes General ns [w] 1.
Proof.
  intros Hx Hw; apply SplicingBounds.insertions_are_operations, SplicingBounds.tiles_are_insertions.
  apply (SplicingBounds.available_tiling ns [w]).
  intros v [<-|[]]; now exists x.
Qed.

(** A word more at the end costs one operation more at most, and none less. *)
Theorem word_behind y w x a b :
  In x ns -> In w x -> least (makes General ns y) a -> least (makes General ns (y ++ [w])) b ->
  a <= b <= a + 1.
Proof.
  intros Hx Hw Ha Hb; split.
  - exact (piece_monotone [] y [w] a b Ha Hb).
  - apply (least_le_within (y ++ [w])); [exact Hb|].
    apply within_app; apply makes_within; [apply Ha | exact (word_costs_one w x Hx Hw)].
Qed.

(** The same in front. *)
Theorem word_before y w x a b :
  In x ns -> In w x -> least (makes General ns y) a -> least (makes General ns (w :: y)) b ->
  a <= b <= a + 1.
Proof.
  intros Hx Hw Ha Hb; split.
  - apply (piece_monotone [w] y [] a b Ha); now rewrite app_nil_r.
  - apply (least_le_within ([w] ++ y)); [exact Hb|]; rewrite Nat.add_comm.
    apply within_app; apply makes_within; [exact (word_costs_one w x Hx Hw) | apply Ha].
Qed.

Lemma more_neighbours_replay more ops : forall c y,
  replay General ns c ops = Some y -> replay General (ns ++ more) c ops = Some y.
Proof.
  induction ops as [|s ops IH]; intros c y; cbn [replay]; [auto|].
  destruct (is_valid General ns c s) eqn:Hvalid; [|discriminate].
  assert (Hseg := proj1 (is_valid_spec _ _ _ _ Hvalid)).
  assert (Hsame : nth (neighbour s) (ns ++ more) [] = nth (neighbour s) ns []).
  { apply app_nth1; destruct (Nat.lt_ge_cases (neighbour s) (length ns)) as [|Hge]; [easy|].
    unfold is_segment in Hseg; rewrite nth_overflow in Hseg by exact Hge; cbn in Hseg; lia. }
  unfold is_valid, segment in *; rewrite Hsame, Hvalid; apply IH.
Qed.
End Neighbours.

(** More neighbours never cost more. *)
Theorem more_neighbours ns more y a b :
  least (makes General ns y) a -> least (makes General (ns ++ more) y) b -> b <= a.
Proof.
  intros [(ops & H & Hlen) _] [_ Hleast]; apply Hleast.
  exists ops; split; [now apply more_neighbours_replay | exact Hlen].
Qed.

(** "a x", a piece of "a x c", costs as much, 2, with "a b c" and "x"; with "a x" as well, 1. *)
Example worked :
  let ns := [[0; 1; 2]; [10]] in
  replay General ns [] [Splice 0 0 3 0 0; Splice 1 0 1 1 2] = Some [0; 10; 2]
  /\ replay General ns [] [Splice 0 0 1 0 0; Splice 1 0 1 1 1] = Some [0; 10]
  /\ replay General (ns ++ [[0; 10]]) [] [Splice 2 0 2 0 0] = Some [0; 10].
Proof. repeat split. Qed.
