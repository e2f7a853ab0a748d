(* Blocks of fairlets keep the balance ("Scalable Fair Clustering", arXiv 1902.03519, the basic decomposition in the authors' code).

   A set of r points of the larger colour and b of the other is balanced for p : q, 1 <= p <= q, if q b >= p r. It is cut into sets that are
   balanced and have at most p + q points, block by block; every balanced set has such a partition. *)
From Coq Require Import ZArith Lia List.
Import ListNotations.
Open Scope Z_scope.

Section Packing.

Variables p q : Z.
Hypothesis p_positive : 1 <= p.
Hypothesis p_below_q : p <= q.

(** Balance of r and b points, whichever are more. *)
Definition balanced (r b : Z) : Prop := q * Z.min r b >= p * Z.max r b.

(** A fairlet. *)
Definition fairlet (s : Z * Z) : Prop :=
  0 <= fst s /\ 0 <= snd s /\ 1 <= fst s + snd s <= p + q /\ balanced (fst s) (snd s).

(** Points of each colour in a list of sets. *)
Definition total (l : list (Z * Z)) : Z * Z :=
  fold_right (fun s t => (fst s + fst t, snd s + snd t)) (0, 0) l.

(** The sets that are cut: (i) what fits one fairlet, (ii) a block (q, p) where the larger colour is ahead by more than it takes,
    (iii) one block that evens the rest out, (iv) pairs. *)
Inductive packing : Z -> Z -> list (Z * Z) -> Prop :=
| packed_nothing : packing 0 0 []
| packed_rest r b : r <> b -> r + b <= p + q -> packing r b [(r, b)]
| packed_block r b l :
    p < q -> q - p <= r - b -> q <= r -> p <= b -> packing (r - q) (b - p) l -> packing r b ((q, p) :: l)
| packed_even r b l :
    r <> b -> p + q < r + b -> ~ (p < q /\ q - p <= r - b /\ q <= r /\ p <= b) ->
    packing (b - p) (b - p) l -> packing r b ((r - b + p, p) :: l)
| packed_pair r l : 0 < r -> packing (r - 1) (r - 1) l -> packing r r ((1, 1) :: l).

(** A block leaves a balanced rest. *)
Theorem block_keeps_balance r b :
  0 <= b <= r -> balanced r b -> p < q -> q - p <= r - b -> q <= r -> p <= b ->
  0 <= b - p <= r - q /\ balanced (r - q) (b - p) /\ balanced q p.
Proof. unfold balanced; intros; rewrite ?Z.min_r, ?Z.max_l in * by lia; nia. Qed.

(** So does the block that evens out, and it is balanced and not too large. *)
Theorem even_block_is_fair r b :
  0 <= b <= r -> balanced r b -> r <> b -> p + q < r + b ->
  ~ (p < q /\ q - p <= r - b /\ q <= r /\ p <= b) ->
  0 <= b - p /\ balanced (r - b + p) p /\ 1 <= r - b + p + p <= p + q.
Proof.
  unfold balanced; intros order fair different large other.
  rewrite Z.min_r, Z.max_l in * by lia.
  assert (p <= b) by nia.
  assert (r - b + p <= q).
  { destruct (Z.lt_ge_cases p q); [| assert (p = q) by lia; subst; nia].
    destruct (Z.lt_ge_cases (r - b) (q - p)); [lia |].
    assert (r < q) by lia. nia. }
  nia.
Qed.

Lemma total_cons s l : total (s :: l) = (fst s + fst (total l), snd s + snd (total l)).
Proof. reflexivity. Qed.

(** Equally many points are balanced. *)
Lemma even_is_balanced n : 0 <= n -> balanced n n.
Proof. unfold balanced; intros; rewrite Z.min_id, Z.max_id; nia. Qed.

(** What is cut is a partition into fairlets. *)
Theorem packing_is_fair r b l :
  packing r b l -> 0 <= b <= r -> balanced r b -> Forall fairlet l /\ total l = (r, b).
Proof.
  induction 1 as [| r b different small | r b l pq ahead rq bp _ IH | r b l different large other _ IH | r l positive _ IH];
    intros order fair.
  - split; [constructor | reflexivity].
  - split; [| rewrite total_cons; cbn [fst snd total fold_right]; f_equal; lia].
    repeat constructor; simpl; try lia. exact fair.
  - destruct (block_keeps_balance r b) as [rest [keeps block]]; try assumption.
    destruct (IH rest keeps) as [all sum].
    split; [| rewrite total_cons, sum; cbn [fst snd]; f_equal; lia].
    constructor; [| assumption]. unfold fairlet; simpl. repeat split; try lia. exact block.
  - destruct (even_block_is_fair r b) as [rest [block size]]; try assumption.
    assert (balanced (b - p) (b - p)) by (apply even_is_balanced; lia).
    destruct (IH ltac:(lia) H) as [all sum].
    split; [| rewrite total_cons, sum; cbn [fst snd]; f_equal; lia].
    constructor; [| assumption]. unfold fairlet; simpl. repeat split; try lia. exact block.
  - assert (balanced (r - 1) (r - 1)) by (apply even_is_balanced; lia).
    destruct (IH ltac:(lia) H) as [all sum].
    split; [| rewrite total_cons, sum; cbn [fst snd]; f_equal; lia].
    constructor; [| assumption]. unfold fairlet; simpl. repeat split; try lia.
    unfold balanced. change (Z.min 1 1) with 1. change (Z.max 1 1) with 1. lia.
Qed.

(** Every balanced set is cut: the blocks never get stuck. *)
Theorem packing_exists r b :
  0 <= b <= r -> balanced r b -> exists l, packing r b l.
Proof.
  intros order. pose (n := Z.to_nat r). assert (bound : r <= Z.of_nat n) by (subst n; lia). clearbody n.
  revert r b order bound. induction n as [| n IH]; intros r b order bound fair.
  - assert (r = 0) by lia. assert (b = 0) by lia. subst. eexists; constructor.
  - destruct (Z.eq_dec r b) as [-> | different].
    + destruct (Z.eq_dec b 0) as [-> | positive]; [eexists; constructor |].
      assert (balanced (b - 1) (b - 1)) by (apply even_is_balanced; lia).
      destruct (IH (b - 1) (b - 1) ltac:(lia) ltac:(lia) H) as [l cut]. eexists; eapply packed_pair; [lia | exact cut].
    + destruct (Z_le_gt_dec (r + b) (p + q)) as [small | large].
      { eexists; apply packed_rest; assumption. }
      assert (decision : (p < q /\ q - p <= r - b /\ q <= r /\ p <= b) \/
                         ~ (p < q /\ q - p <= r - b /\ q <= r /\ p <= b)) by lia.
      destruct decision as [(pq & ahead & rq & bp) | other].
      * destruct (block_keeps_balance r b) as [rest [keeps _]]; try assumption.
        destruct (IH (r - q) (b - p) rest ltac:(lia) keeps) as [l cut].
        eexists; eapply packed_block; eassumption.
      * destruct (even_block_is_fair r b) as [rest _]; try assumption; try lia.
        assert (balanced (b - p) (b - p)) by (apply even_is_balanced; lia).
        destruct (IH (b - p) (b - p) ltac:(lia) ltac:(lia) H) as [l cut].
        eexists; eapply packed_even; try eassumption; lia.
Qed.

(** Every balanced set of points is a union of fairlets. *)
Theorem fairlets_exist r b :
  0 <= r -> 0 <= b -> balanced r b -> exists l, Forall fairlet l /\ total l = (r, b).
Proof.
  intros r0 b0 fair. destruct (Z.le_ge_cases b r) as [le | ge].
  - destruct (packing_exists r b ltac:(lia) fair) as [l cut].
    exists l. apply packing_is_fair; [exact cut | lia | exact fair].
  - assert (swapped : balanced b r) by (unfold balanced in *; rewrite Z.min_comm, Z.max_comm; exact fair).
    destruct (packing_exists b r ltac:(lia) swapped) as [l cut].
    destruct (packing_is_fair b r l cut ltac:(lia) swapped) as [all sum].
    exists (map (fun s => (snd s, fst s)) l). split.
    + clear cut sum. induction all as [| s l one _ IH]; simpl; constructor; [| exact IH].
      destruct one as (f & s0 & size & bal). unfold fairlet; simpl. repeat split; try lia.
      unfold balanced in *; rewrite Z.min_comm, Z.max_comm; exact bal.
    + assert (general : forall l, total (map (fun s => (snd s, fst s)) l) = (snd (total l), fst (total l))).
      { induction l0 as [| s l0 IH]; simpl; [reflexivity |]. rewrite IH. reflexivity. }
      rewrite general, sum. reflexivity.
Qed.

End Packing.
