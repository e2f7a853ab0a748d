(** The inner product of two run-length vectors.

    Theorem, in words. Let two vectors have r₁ and r₂ runs. Walking both lists of runs with two
    pointers gives the inner product of their expansions, in at most r₁ + r₂ - 1 steps, and in no
    step if one of them is empty. The bound is attained for all r₁, r₂ >= 1.

    Claim [grammar.run-length-product]. The setting is that of Abboud, Backurs, Bringmann,
    Künnemann, "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). *)

From Coq Require Import List ZArith Lia.
From Tightbound Require Import Vectors.
Import ListNotations.
Open Scope Z_scope.

(** A run-length vector: values with the number of times each is repeated. *)
Definition runs := list (Z * nat).

Fixpoint expand (a : runs) : vector :=
  match a with
  | [] => []
  | (x, c) :: a' => repeat x c ++ expand a'
  end.

(** Canonical: no run is empty. The value and the bound on the steps hold without it; the family
    that attains the bound has it. *)
Definition canonical (a : runs) : Prop := Forall (fun run => (0 < snd run)%nat) a.

(** One step: what it adds to the product, and the rest of the walk. *)
Definition step (product : Z) (rest : Z * nat) : Z * nat :=
  (product + fst rest, S (snd rest)).

(** The walk: the product and the number of steps. Each step takes the shorter of the two current
    runs from both vectors. [within x c a' b] is the walk on [(x, c) :: a'] and [b]. *)
Fixpoint run_length_product (a b : runs) {struct a} : Z * nat :=
  match a with
  | [] => (0, O)
  | (x, c) :: a' =>
      (fix within (c : nat) (b : runs) {struct b} : Z * nat :=
         match b with
         | [] => (0, O)
         | (y, d) :: b' =>
             match (c ?= d)%nat with
             | Lt => step (x * y * Z.of_nat c) (run_length_product a' ((y, d - c)%nat :: b'))
             | Eq => step (x * y * Z.of_nat c) (run_length_product a' b')
             | Gt => step (x * y * Z.of_nat d) (within (c - d)%nat b')
             end
         end) c b
  end.

(** The walk as its equations. *)
Lemma run_length_product_nil_r a : run_length_product a [] = (0, O).
Proof. now destruct a as [|[x c] a]. Qed.

Lemma run_length_product_cons x c a y d b :
  run_length_product ((x, c) :: a) ((y, d) :: b) =
  match (c ?= d)%nat with
  | Lt => step (x * y * Z.of_nat c) (run_length_product a ((y, d - c)%nat :: b))
  | Eq => step (x * y * Z.of_nat c) (run_length_product a b)
  | Gt => step (x * y * Z.of_nat d) (run_length_product ((x, c - d)%nat :: a) b)
  end.
Proof. reflexivity. Qed.

(** A run may be cut in two. *)
Lemma expand_cut x c k a : (k <= c)%nat ->
  expand ((x, c) :: a) = repeat x k ++ expand ((x, c - k)%nat :: a).
Proof.
  intros Hk; cbn [expand].
  rewrite app_assoc, <- repeat_app; do 3 f_equal; lia.
Qed.

Lemma dot_runs x y k u v :
  dot (repeat x k ++ u) (repeat y k ++ v) = x * y * Z.of_nat k + dot u v.
Proof. rewrite dot_app, dot_repeat; rewrite ?repeat_length; auto. Qed.

(** The lengths need not be equal: [dot] is then the inner product of the common prefix. *)
Theorem run_length_product_correct a b :
  fst (run_length_product a b) = dot (expand a) (expand b).
Proof.
  revert b; induction a as [|[x c] a IHa]; intros b; [reflexivity|].
  revert c; induction b as [|[y d] b IHb]; intros c; [now rewrite dot_nil_r|].
  rewrite run_length_product_cons.
  destruct (Nat.compare_spec c d) as [<- | Hlt | Hgt]; cbn [step fst].
  - rewrite IHa; cbn [expand]; now rewrite dot_runs.
  - rewrite IHa, (expand_cut y d c) by lia; cbn [expand]; now rewrite dot_runs.
  - rewrite IHb, (expand_cut x c d) by lia; cbn [expand]; now rewrite dot_runs.
Qed.

(** Each step uses up a run, and the last one needs a run on both sides. *)
Theorem run_length_product_steps a b :
  (snd (run_length_product a b) <= length a + length b - 1)%nat.
Proof.
  revert b; induction a as [|[x c] a IHa]; intros b; [cbn; lia|].
  revert c; induction b as [|[y d] b IHb]; intros c; [cbn; lia|].
  rewrite run_length_product_cons; cbn [length] in *.
  destruct (c ?= d)%nat; cbn [step snd].
  - destruct a as [|run a]; [cbn; lia|]; specialize (IHa b); cbn [length] in *; lia.
  - destruct a as [|run a]; [cbn; lia|].
    specialize (IHa ((y, d - c)%nat :: b)); cbn [length] in *; lia.
  - destruct b as [|run b]; [cbn; lia|]; specialize (IHb (c - d)%nat); cbn [length] in *; lia.
Qed.

Theorem run_length_product_steps_empty a b :
  a = [] \/ b = [] -> snd (run_length_product a b) = O.
Proof. intros [-> | ->]; [reflexivity | now rewrite run_length_product_nil_r]. Qed.

(** The bound is attained: r₁ - 1 runs of length 1 and a run of length r₂, against a run of length
    r₁ and r₂ - 1 runs of length 1. *)
Definition units (n : nat) : runs := repeat (1, 1%nat) n.

Lemma expand_units n : length (expand (units n)) = n.
Proof. unfold units; induction n; cbn; auto. Qed.

Lemma steps_of_units_l n x r b :
  snd (run_length_product (units n ++ [(1, r)]) ((x, S n) :: b)) =
  (n + snd (run_length_product [(1%Z, r)] ((x, 1%nat) :: b)))%nat.
Proof.
  induction n as [|n IH]; [reflexivity|].
  change (units (S n)) with ((1, 1%nat) :: units n); cbn [app]; rewrite run_length_product_cons.
  replace (1 ?= S (S n))%nat with Lt by (symmetry; apply Nat.compare_lt_iff; lia).
  cbn [step snd]; replace (S (S n) - 1)%nat with (S n) by lia.
  now rewrite IH.
Qed.

Lemma steps_of_units_r n x : snd (run_length_product [(x, S n)] (units (S n))) = S n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  change (units (S (S n))) with ((1, 1%nat) :: units (S n)); rewrite run_length_product_cons.
  replace (S (S n) ?= 1)%nat with Gt by (symmetry; apply Nat.compare_gt_iff; lia).
  cbn [step snd]; replace (S (S n) - 1)%nat with (S n) by lia.
  now rewrite IH.
Qed.

Theorem run_length_product_steps_tight r1 r2 : (0 < r1)%nat -> (0 < r2)%nat ->
  exists a b, canonical a /\ canonical b /\ length a = r1 /\ length b = r2 /\
    length (expand a) = length (expand b) /\
    snd (run_length_product a b) = (r1 + r2 - 1)%nat.
Proof.
  intros H1 H2; destruct r1 as [|m], r2 as [|n]; try lia.
  exists (units m ++ [(1, S n)]), ((1, S m) :: units n).
  assert (forall k, canonical (units k)) as Hunits.
  { intros k; apply Forall_forall; intros run Hrun; apply repeat_spec in Hrun; subst; cbn; lia. }
  assert (forall k b, length (expand (units k ++ b)) = (k + length (expand b))%nat) as Hexpand.
  { clear; intros k b; unfold units; induction k as [|k IH]; cbn; rewrite ?IH; reflexivity. }
  split; [|split; [|split; [|split; [|split]]]].
  - apply Forall_app; split; [apply Hunits|].
    apply Forall_cons; [cbn; lia | apply Forall_nil].
  - constructor; [cbn; lia | apply Hunits].
  - rewrite app_length; unfold units; rewrite repeat_length; cbn; lia.
  - cbn; unfold units; rewrite repeat_length; lia.
  - cbn [expand]; rewrite Hexpand, app_length, repeat_length, expand_units; cbn [expand].
    rewrite app_length, repeat_length; cbn; lia.
  - rewrite steps_of_units_l.
    change ((1, 1%nat) :: units n) with (units (S n)); rewrite steps_of_units_r; lia.
Qed.

(** 1³ 0² 2³ times 0¹ 3⁵ 1²: the product is 16, in 5 = 3 + 3 - 1 steps. *)
Example worked :
  run_length_product [(1, 3%nat); (0, 2%nat); (2, 3%nat)] [(0, 1%nat); (3, 5%nat); (1, 2%nat)]
  = (16, 5%nat).
Proof. reflexivity. Qed.
