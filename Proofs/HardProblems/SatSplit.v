(** Splitting the variables of a formula makes vectors whose orthogonal pairs are its models.

    Theorem, in words. Cut the variables of a formula in conjunctive normal form into the first m
    and the other n. For each assignment of a half take the vector with a coordinate for each
    clause: 0 if the half assignment satisfies the clause, 1 if not. Two half assignments have
    orthogonal vectors if and only if together they are a model; so there are exactly as many
    orthogonal pairs as models.

    Claim [sat.orthogonal-vectors]: R. Williams, "A new algorithm for optimal 2-constraint
    satisfaction and its implications" (2005). *)

From Coq Require Import List Bool Arith Lia.
From Tightbound Require Import HammingGadget.
Import ListNotations.

(** A literal is a sign and a variable, counted from 0; a clause is a list of them. *)
Definition clause := list (bool * nat).
Definition formula := list clause.

(** Whether values h of the variables k, k+1, ... make some literal of the clause true. *)
Definition satisfies (k : nat) (h : list bool) (c : clause) : bool :=
  existsb
    (fun l => (k <=? snd l) && (snd l <? k + length h) && eqb (nth (snd l - k) h false) (fst l)) c.

(** Whether the assignment satisfies every clause. *)
Definition is_model (f : formula) (a : list bool) : bool := forallb (satisfies 0 a) f.

(** The vector of values h of the variables k, k+1, ...: 1 where a clause is not satisfied. *)
Definition half_vector (f : formula) (k : nat) (h : list bool) : list bool :=
  map (fun c => negb (satisfies k h c)) f.

Definition orthogonal (u v : list bool) : bool := inner u v =? 0.

(** The assignments of n variables, all of them. *)
Fixpoint assignments (n : nat) : list (list bool) :=
  match n with
  | 0 => [[]]
  | S n' => map (cons false) (assignments n') ++ map (cons true) (assignments n')
  end.

Theorem assignments_complete n a : In a (assignments n) <-> length a = n.
Proof.
  revert a; induction n as [|n IH]; intros a; cbn [assignments].
  - split; [intros [<-|[]]; reflexivity | destruct a; cbn; [now left | discriminate]].
  - rewrite in_app_iff, !in_map_iff; split.
    + intros [(t & <- & Ht)|(t & <- & Ht)]; apply IH in Ht; cbn; now rewrite Ht.
    + destruct a as [|[] a]; cbn; [discriminate| |]; intros H; injection H as H; apply IH in H;
        [right|left]; exists a; auto.
Qed.

Lemma satisfies_app h t c :
  satisfies 0 (h ++ t) c = satisfies 0 h c || satisfies (length h) t c.
Proof.
  unfold satisfies; induction c as [|[s x] c IH]; [reflexivity|].
  cbn [existsb fst snd]; rewrite IH, app_length.
  assert (Hliteral :
    (0 <=? x) && (x <? 0 + (length h + length t)) && eqb (nth (x - 0) (h ++ t) false) s
    = (0 <=? x) && (x <? 0 + length h) && eqb (nth (x - 0) h false) s
      || (length h <=? x) && (x <? length h + length t) && eqb (nth (x - length h) t false) s).
  { rewrite Nat.sub_0_r; cbn [Nat.add].
    destruct (Nat.ltb_spec x (length h)) as [Hx|Hx].
    - rewrite app_nth1 by assumption.
      destruct (Nat.leb_spec (length h) x); [lia|].
      destruct (Nat.ltb_spec x (length h + length t)); [|lia].
      cbn; now rewrite orb_false_r.
    - rewrite app_nth2 by assumption.
      destruct (Nat.leb_spec (length h) x); [reflexivity|lia]. }
  rewrite Hliteral.
  repeat match goal with |- context [existsb ?p ?l] => destruct (existsb p l) end;
    repeat match goal with |- context [eqb ?p ?q] => destruct (eqb p q) end;
    repeat match goal with |- context [?p <=? ?q] => destruct (p <=? q) end;
    repeat match goal with |- context [?p <? ?q] => destruct (p <? q) end; reflexivity.
Qed.

Theorem split_orthogonal f h t :
  orthogonal (half_vector f 0 h) (half_vector f (length h) t) = is_model f (h ++ t).
Proof.
  unfold orthogonal, half_vector, is_model; induction f as [|c f IH]; [reflexivity|].
  cbn [map inner forallb]; rewrite <- IH, satisfies_app.
  destruct (satisfies 0 h c), (satisfies (length h) t c); reflexivity.
Qed.

Lemma assignments_app m n :
  map (fun p => fst p ++ snd p) (list_prod (assignments m) (assignments n)) = assignments (m + n).
Proof.
  induction m as [|m IH]; cbn [assignments Nat.add list_prod].
  - rewrite app_nil_r, map_map; apply map_id.
  - assert (Hcons : forall x (l : list (list bool)),
      map (fun p => fst p ++ snd p) (list_prod (map (cons x) l) (assignments n))
      = map (cons x) (map (fun p => fst p ++ snd p) (list_prod l (assignments n)))).
    { intros x l; induction l as [|a l IHl]; [reflexivity|].
      cbn [map list_prod]; rewrite !map_app, IHl, !map_map; reflexivity. }
    assert (Happ : forall l l' k : list (list bool),
      list_prod (l ++ l') k = list_prod l k ++ list_prod l' k).
    { intros l l' k; induction l as [|a l IHl]; [reflexivity|].
      cbn [app list_prod]; now rewrite IHl, app_assoc. }
    now rewrite Happ, map_app, !Hcons, IH.
Qed.

(** As many orthogonal pairs of half assignments as models. *)
Theorem sat_split_parsimonious f m n :
  length
    (filter (fun p => orthogonal (half_vector f 0 (fst p)) (half_vector f m (snd p)))
      (list_prod (assignments m) (assignments n)))
  = length (filter (is_model f) (assignments (m + n))).
Proof.
  rewrite <- assignments_app.
  assert (Hhalves : forall p, In p (list_prod (assignments m) (assignments n)) -> length (fst p) = m).
  { intros [h t] Hin; apply in_prod_iff in Hin; now apply assignments_complete. }
  revert Hhalves; generalize (list_prod (assignments m) (assignments n)); intros l Hhalves.
  induction l as [|p l IH]; [reflexivity|].
  cbn [filter map].
  rewrite <- (Hhalves p) at 1 by now left.
  rewrite split_orthogonal.
  assert (Hrest : forall q, In q l -> length (fst q) = m) by (intros q Hq; apply Hhalves; now right).
  destruct (is_model f (fst p ++ snd p)); cbn [length]; now rewrite (IH Hrest).
Qed.

(** The sizes, for the first half of v variables rounded up: 2^⌈v/2⌉ and 2^⌊v/2⌋ vectors, a coordinate for each clause. *)
Theorem split_sizes f v :
  (v + 1) / 2 + v / 2 = v
  /\ length (assignments ((v + 1) / 2)) = 2 ^ ((v + 1) / 2) /\ length (assignments (v / 2)) = 2 ^ (v / 2)
  /\ forall k h, length (half_vector f k h) = length f.
Proof.
  assert (Hcount : forall n, length (assignments n) = 2 ^ n).
  { induction n as [|n IH]; [reflexivity|]; cbn [assignments Nat.pow]; rewrite app_length, !map_length; lia. }
  repeat split; auto; [|intros k h; apply map_length].
  assert (H := Nat.div_mod_eq v 2); assert (H' := Nat.div_mod_eq (v + 1) 2).
  assert (B := Nat.mod_upper_bound v 2 ltac:(lia)); assert (B' := Nat.mod_upper_bound (v + 1) 2 ltac:(lia)); lia.
Qed.

(** (x1 or x2 or not x3)(not x1 or x3 or x4)(not x2 or not x4 or x3): 10 models, 10 pairs. *)
Example worked :
  let f := [[(true, 0); (true, 1); (false, 2)]; [(false, 0); (true, 2); (true, 3)];
            [(false, 1); (false, 3); (true, 2)]] in
  length (filter (is_model f) (assignments 4)) = 10
  /\ length
      (filter (fun p => orthogonal (half_vector f 0 (fst p)) (half_vector f 2 (snd p)))
        (list_prod (assignments 2) (assignments 2))) = 10.
Proof. split; reflexivity. Qed.
