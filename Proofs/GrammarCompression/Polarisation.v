(** Polarisation: the squared norm of a sum tells the inner product.

    Theorem, in words. For two vectors of equal length, 2⟨u,v⟩ = |u+v|² - |u|² - |v|². One pass over
    the rules of a straight-line program, oldest first, that squares terminals and adds the norms of
    a pair's two children, gives every symbol the squared norm of its expansion. So from programs of
    u, v and u+v the inner product takes three such passes. A program of u+v of few rules, found
    fast, would therefore be a fast inner product.

    Claim [grammar.polarisation], on the setting of Abboud, Backurs, Bringmann, Künnemann,
    "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors GrammarProduct.
Import ListNotations.
Open Scope Z_scope.

(** u+v. On vectors of different lengths: the sum of their common prefix. *)
Fixpoint add (u v : vector) : vector :=
  match u, v with
  | x :: u', y :: v' => x + y :: add u' v'
  | _, _ => []
  end.

(** |v|², the sum of the squares of the letters. *)
Definition squared_norm (v : vector) : Z := total (map (fun x => x * x) v).

Theorem squared_norm_dot v : squared_norm v = dot v v.
Proof.
  unfold squared_norm, total; induction v as [|x v IH]; cbn; [reflexivity | now rewrite IH].
Qed.

Theorem polarisation u v : length u = length v ->
  2 * dot u v = squared_norm (add u v) - squared_norm u - squared_norm v.
Proof.
  rewrite !squared_norm_dot.
  revert v; induction u as [|x u IH]; intros [|y v] Hlength; try discriminate; [reflexivity|].
  injection Hlength as Hlength; specialize (IH v Hlength); cbn [add dot]; lia.
Qed.

(** ** On grammars *)

(** The pass: each rule looks up what older rules stored. *)
Fixpoint norms (g : grammar) : list Z :=
  match g with
  | [] => []
  | r :: older =>
      let t := norms older in
      match r with
      | Terminal z => z * z
      | Pair x y => lookup t x + lookup t y
      end :: t
  end.

(** One entry per rule. *)
Theorem norms_length g : length (norms g) = length g.
Proof. induction g as [|r g IH]; cbn; auto. Qed.

Lemma squared_norm_app u v : squared_norm (u ++ v) = squared_norm u + squared_norm v.
Proof. unfold squared_norm; now rewrite map_app, total_app. Qed.

Theorem norms_correct g s : well_formed g -> (s < length g)%nat ->
  lookup (norms g) s = squared_norm (val g s).
Proof.
  revert s; induction g as [|r g IH]; intros s Hg Hs; [cbn in Hs; lia|].
  assert (well_formed g) as Holder by (destruct r; cbn in Hg; tauto).
  unfold val; cbn [norms lookup by_rules]; fold val; rewrite norms_length.
  destruct (Nat.eqb_spec s (length g)).
  - destruct r as [z|x y]; cbn [well_formed] in Hg.
    + unfold squared_norm, total; cbn; lia.
    + fold (val g x) (val g y); rewrite squared_norm_app, !IH by tauto; reflexivity.
  - apply IH; [assumption | cbn [length] in Hs; lia].
Qed.

(** The symbol [s] of [k] is a program of the sum of [x] and [y]. *)
Theorem polarisation_slp g h k x y s :
  well_formed g -> well_formed h -> well_formed k ->
  (x < length g)%nat -> (y < length h)%nat -> (s < length k)%nat ->
  length (val g x) = length (val h y) -> val k s = add (val g x) (val h y) ->
  2 * dot (val g x) (val h y) = lookup (norms k) s - lookup (norms g) x - lookup (norms h) y.
Proof. intros; rewrite !norms_correct by assumption; replace (val k s); now apply polarisation. Qed.

(** Twice 2 2 3 3, twice 5 -1 5 -1, and their sum, twice 7 1 8 2. *)
Example worked :
  let g := rev [Terminal 2; Terminal 3; Pair 0 0; Pair 1 1; Pair 2 3; Pair 4 4] in
  let h := rev [Terminal 5; Terminal (-1); Pair 0 1; Pair 2 2; Pair 3 3] in
  let k := rev [Terminal 7; Terminal 1; Terminal 8; Terminal 2; Pair 0 1; Pair 2 3; Pair 4 5;
    Pair 6 6] in
  val k 7 = add (val g 5) (val h 4) /\
  (lookup (norms g) 5, lookup (norms h) 4, lookup (norms k) 7) = (52, 104, 236) /\
  dot (val g 5) (val h 4) = 40.
Proof. repeat split; reflexivity. Qed.
