(** Pointer doubling on chains of clauses, the invariant of the doubling transformer.

    A clause defines a variable as an operation applied to its parent, which is another variable or the root. A state gives each variable
    an operation and a pointer; a round composes each with the state that it points to. After t rounds exactly the variables of depth
    at most 2^t point to the root, and they hold their values. Proved for every monoid, and for clauses that form chains, trees, forests
    or cycles, with parents that nobody defines. *)
From Coq Require Import Arith Lia.

Section PointerDoubling.

Variable G : Type.
Variable mul : G -> G -> G.
Variable one : G.
Hypothesis mul_assoc : forall a b c, mul a (mul b c) = mul (mul a b) c.
Hypothesis mul_one : forall a, mul a one = a.

Variable variable : Type.

(** What defines a variable, if anything: an operation, and the parent, which is the root for [None]. *)
Variable clause : variable -> option (G * option variable).

(** [valued x d v]: the chain from the root to [x] has [d] clauses, and gives [x] the value [v]. *)
Inductive valued : variable -> nat -> G -> Prop :=
| valued_root : forall x g, clause x = Some (g, None) -> valued x 1 (mul g one)
| valued_step : forall x g y d v,
    clause x = Some (g, Some y) -> valued y d v -> valued x (S d) (mul g v).

(** A state: what is known of each variable. [None] stands for nothing. *)
Definition state := variable -> option (G * option variable).

(** One round: what a variable points to is put in its place. *)
Definition double (s : state) : state := fun x =>
  match s x with
  | Some (g, Some y) =>
      match s y with
      | Some (h, u) => Some (mul g h, u)
      | None => None
      end
  | known => known
  end.

Fixpoint rounds (t : nat) : state :=
  match t with
  | 0 => clause
  | S t => double (rounds t)
  end.

(** One clause further, as the one-hop transformer does: [k + 1] clauses are followed. *)
Fixpoint follow (k : nat) : state := fun x =>
  match k with
  | 0 => clause x
  | S k =>
      match clause x with
      | Some (g, Some y) =>
          match follow k y with
          | Some (h, u) => Some (mul g h, u)
          | None => None
          end
      | known => known
      end
  end.

Lemma follow_compose : forall a b x,
  follow (S (a + b)) x =
  match follow a x with
  | Some (g, Some y) =>
      match follow b y with
      | Some (h, u) => Some (mul g h, u)
      | None => None
      end
  | known => known
  end.
Proof.
  induction a as [|a IH]; intros b x.
  - reflexivity.
  - change (follow (S (S a + b)) x) with
      (match clause x with
       | Some (g, Some y) =>
           match follow (S (a + b)) y with
           | Some (h, u) => Some (mul g h, u)
           | None => None
           end
       | known => known
       end).
    simpl (follow (S a) x).
    destruct (clause x) as [[g [y|]]|]; try reflexivity.
    rewrite IH.
    destruct (follow a y) as [[h [z|]]|]; try reflexivity.
    destruct (follow b z) as [[k u]|]; try reflexivity.
    now rewrite mul_assoc.
Qed.

Lemma power_positive : forall t, 1 <= 2 ^ t.
Proof. induction t; simpl; lia. Qed.

(** A round doubles how many clauses have been followed. *)
Theorem rounds_follow : forall t x, rounds t x = follow (2 ^ t - 1) x.
Proof.
  induction t as [|t IH]; intro x.
  - reflexivity.
  - pose proof (power_positive t) as positive.
    replace (2 ^ S t - 1) with (S ((2 ^ t - 1) + (2 ^ t - 1))) by (simpl; lia).
    rewrite follow_compose.
    simpl. unfold double. rewrite IH.
    destruct (follow (2 ^ t - 1) x) as [[g [y|]]|]; try reflexivity.
    now rewrite IH.
Qed.

Lemma follow_resolved : forall k x v,
  follow k x = Some (v, None) <-> exists d, valued x d v /\ d <= S k.
Proof.
  induction k as [|k IH]; intros x v; split.
  - simpl. intro known. exists 1. split; [|lia].
    rewrite <- (mul_one v). now apply valued_root.
  - intros [d [value bound]]. inversion value; subst.
    + simpl. rewrite H. now rewrite mul_one.
    + assert (d0 = 0) by lia. subst. inversion H0.
  - simpl. destruct (clause x) as [[g [y|]]|] eqn:known; try discriminate.
    + destruct (follow k y) as [[h [z|]]|] eqn:before; try discriminate.
      intro equal. inversion equal; subst.
      apply IH in before. destruct before as [d [value bound]].
      exists (S d). split; [|lia]. now apply valued_step with (y := y).
    + intro equal. inversion equal; subst. exists 1. split; [|lia].
      rewrite <- (mul_one v). now apply valued_root.
  - intros [d [value bound]]. inversion value; subst.
    + simpl. rewrite H. now rewrite mul_one.
    + simpl. rewrite H.
      assert (resolved : follow k y = Some (v0, None)).
      { apply IH. exists d0. split; [assumption|lia]. }
      now rewrite resolved.
Qed.

(** After t rounds, exactly the variables of depth at most 2^t point to the root, and what they hold is their value. *)
Theorem doubling_resolves : forall t x v,
  rounds t x = Some (v, None) <-> exists d, valued x d v /\ d <= 2 ^ t.
Proof.
  intros t x v. rewrite rounds_follow, follow_resolved.
  pose proof (power_positive t).
  replace (S (2 ^ t - 1)) with (2 ^ t) by lia. reflexivity.
Qed.

(** A variable has one value and one depth. *)
Theorem valued_once : forall x d v, valued x d v ->
  forall d' v', valued x d' v' -> d' = d /\ v' = v.
Proof.
  intros x d v first. induction first; intros d' v' second; inversion second; subst.
  - rewrite H in H0. now inversion H0.
  - rewrite H in H0. discriminate.
  - rewrite H in H0. discriminate.
  - rewrite H in H0. inversion H0; subst.
    apply IHfirst in H1. destruct H1; subst. now split.
Qed.

(** So a variable of depth n is resolved if and only if t is at least the logarithm of n, rounded up. *)
Theorem chain_resolved : forall t x n v, valued x n v ->
  (rounds t x = Some (v, None) <-> Nat.log2_up n <= t).
Proof.
  intros t x n v value. rewrite doubling_resolves.
  assert (positive : 0 < n) by (inversion value; lia).
  split.
  - intros [d [other bound]].
    destruct (valued_once _ _ _ value _ _ other); subst.
    destruct (Nat.eq_dec n 1) as [->|larger]; [rewrite Nat.log2_up_eqn0; lia|].
    apply Nat.log2_up_le_pow2; assumption.
  - intro enough. exists n. split; [assumption|].
    apply Nat.log2_up_le_pow2; assumption.
Qed.

End PointerDoubling.
