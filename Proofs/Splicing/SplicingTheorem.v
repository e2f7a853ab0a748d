(** The fewest operations that splice a text are the lightest parse of it.

    Theorem, in words. For a text that is not empty, the least number of operations that make it
    from the empty canvas is the least weight of a parse of it; the same holds when operations only
    insert, for the grammar whose gaps hide nothing. A parse of weight w stands for a forest of w
    nodes, which w operations carry out in pre-order. Conversely, each operation adds at most 1 to
    the weight of the lightest parse of what stands on the canvas.

    Claim [splicing.oracle]: "Data-to-text Generation by Splicing Together Nearest Neighbors"
    (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingParts SplicingCuts.
Import ListNotations.

Section Neighbours.
Variables (o : mode) (ns : list text).

Lemma replay_within ops : forall c w y,
  within o ns c w -> replay o ns c ops = Some y -> within o ns y (w + length ops).
Proof.
  induction ops as [|s ops IH]; intros c w y Hc H; cbn [replay length] in *.
  - injection H as <-; now rewrite Nat.add_0_r.
  - destruct (is_valid o ns c s) eqn:Hvalid; [|discriminate].
    apply is_valid_spec in Hvalid as (Hseg & [Hij Hj] & Hmode).
    rewrite <- Nat.add_succ_comm; refine (IH _ _ _ _ H).
    rewrite (canvas_parts c (at_ s) (up_to s) Hij Hj) in Hc.
    apply (step_within _ _ _ _ _ _ _ Hc); [|apply within_parse; now constructor].
    unfold replaceable; destruct o; [exact I|]; rewrite (Hmode eq_refl); apply slice_empty; lia.
Qed.

(** The half of the theorem from parses to operations. *)
Theorem parse_replays y w :
  parse o ns Spliced y w -> exists ops, replay o ns [] ops = Some y /\ length ops = w.
Proof.
  intros (f & _ & Hf & <- & <-)%parse_forest.
  exists (emit ns 0 0 f); split; [now apply emission_replays | apply emission_length].
Qed.

(** The half of the theorem from operations to parses. *)
Theorem operations_parse ops y :
  y <> [] -> replay o ns [] ops = Some y ->
  exists w, w <= length ops /\ parse o ns Spliced y w.
Proof.
  intros Hne H; destruct (replay_within ops [] 0 y (or_introl eq_refl) H) as [Hnil|Hw];
    [contradiction | exact Hw].
Qed.
End Neighbours.

Theorem fewest_operations_are_lightest_parse o ns y k :
  y <> [] -> least (makes o ns y) k <-> least (parse o ns Spliced y) k.
Proof.
  intros Hne.
  assert (Hto : forall w, parse o ns Spliced y w -> makes o ns y w).
  { intros w Hw; destruct (parse_replays _ _ _ _ Hw) as (ops & Hops); now exists ops. }
  assert (Hfrom : forall w, makes o ns y w -> exists w', w' <= w /\ parse o ns Spliced y w').
  { intros w (ops & H & <-); now apply operations_parse. }
  split; intros [Hk Hleast].
  - destruct (Hfrom _ Hk) as (w & Hw & Hparse).
    assert (Hkw := Hleast _ (Hto _ Hparse)); replace k with w by lia.
    split; [exact Hparse|]; intros w' Hw'; specialize (Hleast _ (Hto _ Hw')); lia.
  - split; [now apply Hto|]; intros w Hw.
    destruct (Hfrom _ Hw) as (w' & Hle & Hparse); specialize (Hleast _ Hparse); lia.
Qed.

(** "a x c" from "a b c" and "x", with a = 0, b = 1, c = 2, x = 10: three operations, one of them
    wasted, make it; so does what a parse of weight 2 stands for. *)
Example worked :
  let ns := [[0; 1; 2]; [10]] in
  replay General ns [] [Splice 0 0 1 0 0; Splice 0 0 3 0 1; Splice 1 0 1 1 2] = Some [0; 10; 2]
  /\ replay General ns [] [Splice 0 0 3 0 0; Splice 1 0 1 1 2] = Some [0; 10; 2]
  /\ emit ns 0 0 (Node 0 0 1 (Gap (Node 1 0 1 End Leaf) 2 3 End) Leaf)
     = [Splice 0 0 3 0 0; Splice 1 0 1 1 2].
Proof. repeat split. Qed.
