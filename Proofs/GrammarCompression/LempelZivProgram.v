(** The program of a word's LZ77 factors is balanced and expands to the word.

    Theorem, in words. A factor is a new letter, or a copy of a stretch of what stands before it. Join a leaf for each
    letter and a slice of the tree so far for each copy, from left to right (Balance.v). If the factors are those of a
    word, that is, if they spell it one after the other, then the tree is balanced and its leaves are the word; so its
    height is at most (121/84)·log₂ N. There is no tree exactly if the word is empty.

    Claim [grammar.balance]: Rytter, "Application of Lempel-Ziv factorization to the approximation of grammar-based
    compression" (Theoretical Computer Science 302, 2003). *)

From Coq Require Import List Bool ZArith Lia.
From Tightbound Require Import Vectors Balance.
Import ListNotations.
Open Scope nat_scope.

Inductive factor :=
| Literal (z : Z)
| Copy (position count : nat).

(** What the factors spell after the word w; none if a copy is empty, or not within what stands before it. *)
Fixpoint spelled (w : vector) (fs : list factor) : option vector :=
  match fs with
  | [] => Some w
  | Literal z :: fs => spelled (w ++ [z]) fs
  | Copy p n :: fs =>
      if (0 <? n) && (p + n <=? length w) then spelled (w ++ firstn n (skipn p w)) fs else None
  end.

(** The tree after one factor after the other. *)
Fixpoint built (root : option tree) (fs : list factor) : option tree :=
  match fs with
  | [] => root
  | Literal z :: fs => built (Some (match root with Some t => join t (Leaf z) | None => Leaf z end)) fs
  | Copy p n :: fs =>
      built (match root with Some t => Some (join t (slice t p (p + n))) | None => None end) fs
  end.

(** The tree is balanced and has these leaves; none for the empty word. *)
Definition represents (root : option tree) (w : vector) : Prop :=
  match root with Some t => balanced t /\ leaves t = w | None => w = [] end.

Theorem built_represents fs : forall root w0 w, represents root w0 -> spelled w0 fs = Some w -> represents (built root fs) w.
Proof.
  induction fs as [|[z|p n] fs IH]; intros root w0 w Hroot H; cbn [spelled built] in *.
  - now injection H as <-.
  - apply (IH _ (w0 ++ [z])%list); [|exact H]; destruct root as [t|]; cbn [represents] in *.
    + destruct Hroot as [Hb <-]; split; [now apply join_balanced | now rewrite join_expansion].
    + subst w0; split; [exact I | reflexivity].
  - destruct (Nat.ltb_spec 0 n) as [Hn|]; [|discriminate]; destruct (Nat.leb_spec (p + n) (length w0)) as [Hp|]; [|discriminate].
    apply (IH _ (w0 ++ firstn n (skipn p w0))%list); [|exact H]; destruct root as [t|]; cbn [represents] in *.
    + destruct Hroot as [Hb <-]; split; [apply join_balanced; [exact Hb | now apply slice_balanced]|].
      rewrite join_expansion, slice_expansion by lia; now replace (p + n - p) with n by lia.
    + subst w0; cbn in Hp; lia.
Qed.

(** The program of the factors of a word that is not empty. *)
Theorem lempel_ziv_program fs w : spelled [] fs = Some w -> w <> [] ->
  exists t, built None fs = Some t /\ balanced t /\ leaves t = w.
Proof.
  intros H Hne; assert (K := built_represents fs None [] w eq_refl H).
  destruct (built None fs) as [t|]; [now exists t | contradiction].
Qed.

(** "a" and copies of 1, 2 and 4 letters: a tree of height 3. *)
Example worked :
  let fs := [Literal 7; Copy 0 1; Copy 0 2; Copy 0 4] in
  spelled [] fs = Some (repeat 7%Z 8)
  /\ match built None fs with Some t => leaves t = repeat 7%Z 8 /\ height t = 3 | None => False end.
Proof. repeat split. Qed.
