(** Deletions never help, and insertions alone are the grammar whose gaps hide nothing.

    Theorem, in words. Let an edit be an operation, or a deletion, which takes a span off the canvas
    and copies nothing. The least number of edits that make a text is the least number of operations
    that make it. When every operation must be an insertion, the least number of them is the least
    weight of a parse under the grammar with s = l.

    Claim [splicing.operations]: the setting is that of "Data-to-text Generation by Splicing
    Together Nearest Neighbors" (arXiv 2101.08248). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import SplicingReplay SplicingGrammar SplicingParts SplicingCuts.
From Tightbound Require Import SplicingTheorem.
Import ListNotations.

Inductive edit :=
| Copy (s : operation)
| Delete (i j : nat).

(** The canvas after one edit after the other; none when an edit is not valid. *)
Fixpoint replay_edits (ns : list text) (canvas : text) (edits : list edit) : option text :=
  match edits with
  | [] => Some canvas
  | Copy s :: edits =>
      match replay General ns canvas [s] with
      | Some canvas => replay_edits ns canvas edits
      | None => None
      end
  | Delete i j :: edits =>
      if (i <=? j) && (j <=? length canvas) then
        replay_edits ns (firstn i canvas ++ skipn j canvas) edits
      else None
  end.

(** Whether k edits make y from the empty canvas. *)
Definition makes_deleting (ns : list text) (y : text) (k : nat) : Prop :=
  exists edits, replay_edits ns [] edits = Some y /\ length edits = k.

Lemma edits_within ns edits : forall c w y,
  within General ns c w -> replay_edits ns c edits = Some y ->
  within General ns y (w + length edits).
Proof.
  induction edits as [|e edits IH]; intros c w y Hc H; cbn [replay_edits length] in *.
  - injection H as <-; now rewrite Nat.add_0_r.
  - rewrite <- Nat.add_succ_comm; destruct e as [s|i j].
    + destruct (replay General ns c [s]) as [c'|] eqn:Hstep; [|discriminate].
      refine (IH _ _ _ _ H); replace (S w) with (w + length [s]) by (cbn; lia).
      now apply (replay_within _ _ [s] c).
    + destruct ((i <=? j) && (j <=? length c)) eqn:Hvalid; [|discriminate].
      apply andb_true_iff in Hvalid as [Hij%Nat.leb_le Hj%Nat.leb_le].
      refine (IH _ _ _ _ H); rewrite (canvas_parts c i j Hij Hj) in Hc.
      apply (step_within _ _ _ _ _ [] _ Hc); [exact I | now left].
Qed.

Lemma operations_are_edits ns ops : forall c,
  replay_edits ns c (map Copy ops) = replay General ns c ops.
Proof.
  induction ops as [|s ops IH]; intros c; cbn [map replay_edits replay]; [reflexivity|].
  destruct (is_valid General ns c s); [apply IH | reflexivity].
Qed.

Lemma makes_makes_deleting ns y k : makes General ns y k -> makes_deleting ns y k.
Proof.
  intros (ops & H & Hlen); exists (map Copy ops).
  rewrite operations_are_edits, map_length; auto.
Qed.

Lemma makes_deleting_makes ns y k :
  makes_deleting ns y k -> exists k', k' <= k /\ makes General ns y k'.
Proof.
  intros (edits & H & <-).
  destruct (edits_within ns edits [] 0 y (or_introl eq_refl) H) as [->|(w & Hw & Hparse)].
  - exists 0; split; [lia | now exists []].
  - exists w; split; [exact Hw|].
    destruct (parse_replays _ _ _ _ Hparse) as (ops & Hops); now exists ops.
Qed.

(** Deletions change no cost. *)
Theorem deletions_never_help ns y k :
  least (makes_deleting ns y) k <-> least (makes General ns y) k.
Proof.
  split; intros [Hk Hleast].
  - destruct (makes_deleting_makes _ _ _ Hk) as (k' & Hle & Hk').
    assert (Hge := Hleast _ (makes_makes_deleting _ _ _ Hk')); replace k with k' by lia.
    split; [exact Hk'|]; intros j Hj; specialize (Hleast _ (makes_makes_deleting _ _ _ Hj)); lia.
  - split; [now apply makes_makes_deleting|]; intros j Hj.
    destruct (makes_deleting_makes _ _ _ Hj) as (j' & Hle & Hj'); specialize (Hleast _ Hj'); lia.
Qed.

(** The fewest insertions are the lightest parse with s = l. *)
Theorem fewest_insertions_are_lightest_parse ns y k :
  y <> [] -> least (makes InsertOnly ns y) k <-> least (parse InsertOnly ns Spliced y) k.
Proof. apply fewest_operations_are_lightest_parse. Qed.

(** "a c" from "a b c": a deletion needs two edits, and so do two operations. *)
Example worked :
  let ns := [[0; 1; 2]] in
  replay_edits ns [] [Copy (Splice 0 0 3 0 0); Delete 1 2] = Some [0; 2]
  /\ replay InsertOnly ns [] [Splice 0 0 1 0 0; Splice 0 2 3 1 1] = Some [0; 2].
Proof. repeat split. Qed.
