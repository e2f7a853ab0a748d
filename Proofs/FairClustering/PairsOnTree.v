(* What pairs cost on a tree, from below ("Scalable Fair Clustering", arXiv 1902.03519; the bound is derived).

   A tree has nodes with weights: the weight of a node is that of the edge above it. Points of two colours stand at leaves. A
   matching pairs points of different colours; a pair costs the weights of all edges that part its points. Whatever the matching, its cost is at least
   the sum over the edges of weight times |reds below - blues below|, if every point is paired. *)
From Coq Require Import ZArith Lia List.
Import ListNotations.
Open Scope Z_scope.

Section Tree.

Variable Edge Point : Type.
(** Which points are below an edge, and what the edge weighs. *)
Variable below : Edge -> Point -> bool.
Variable weight : Edge -> Z.
Hypothesis weight_nonnegative : forall e, 0 <= weight e.

(** A pair of a red and a blue point, and whether an edge parts it. *)
Definition parts (e : Edge) (pair : Point * Point) : Z :=
  if Bool.eqb (below e (fst pair)) (below e (snd pair)) then 0 else 1.

(** Points of a list below an edge. *)
Definition below_count (e : Edge) (points : list Point) : Z :=
  fold_right (fun x n => (if below e x then 1 else 0) + n) 0 points.

Definition sum {A} (f : A -> Z) (l : list A) : Z := fold_right (fun x n => f x + n) 0 l.

(** The cost of a pair, and of a matching: all edges that part points. *)
Definition cost (edges : list Edge) (pair : Point * Point) : Z := sum (fun e => weight e * parts e pair) edges.
Definition matching_cost (edges : list Edge) (pairs : list (Point * Point)) : Z := sum (cost edges) pairs.

(** An edge parts at least as many pairs as reds and blues below differ. *)
Lemma imbalance_is_parted e pairs :
  Z.abs (below_count e (map fst pairs) - below_count e (map snd pairs)) <= sum (parts e) pairs.
Proof.
  induction pairs as [| [x y] pairs IH]; [simpl; lia |].
  change (sum (parts e) ((x, y) :: pairs)) with (parts e (x, y) + sum (parts e) pairs).
  change (below_count e (map fst ((x, y) :: pairs))) with ((if below e x then 1 else 0) + below_count e (map fst pairs)).
  change (below_count e (map snd ((x, y) :: pairs))) with ((if below e y then 1 else 0) + below_count e (map snd pairs)).
  assert (step : parts e (x, y) = if Bool.eqb (below e x) (below e y) then 0 else 1) by reflexivity.
  rewrite step. destruct (below e x), (below e y); cbn [Bool.eqb]; lia.
Qed.

Lemma sum_plus {A} (f g : A -> Z) l : sum (fun x => f x + g x) l = sum f l + sum g l.
Proof. induction l as [| x l IH]; simpl; lia. Qed.

Lemma sum_zero {A} (l : list A) : sum (fun _ => 0) l = 0.
Proof. induction l as [| x l IH]; simpl; lia. Qed.

Lemma sum_scale {A} c (f : A -> Z) l : sum (fun x => c * f x) l = c * sum f l.
Proof. induction l as [| x l IH]; simpl; lia. Qed.

(** The sums over pairs and edges may be exchanged. *)
Lemma matching_cost_by_edges edges pairs :
  matching_cost edges pairs = sum (fun e => weight e * sum (parts e) pairs) edges.
Proof.
  induction pairs as [| pair pairs IH]; simpl.
  - unfold matching_cost; simpl. induction edges as [| e edges IH]; simpl; lia.
  - change (matching_cost edges (pair :: pairs)) with (cost edges pair + matching_cost edges pairs).
    rewrite IH. unfold cost. rewrite <- sum_plus.
    clear. induction edges as [| e edges IH]; simpl; [reflexivity |]. rewrite IH. ring.
Qed.

(** The lower bound for any matching of all red with all blue points. *)
Theorem pairs_cost_at_least edges pairs :
  sum (fun e => weight e * Z.abs (below_count e (map fst pairs) - below_count e (map snd pairs))) edges
  <= matching_cost edges pairs.
Proof.
  rewrite matching_cost_by_edges. induction edges as [| e edges IH]; simpl; [lia |].
  pose proof (imbalance_is_parted e pairs). pose proof (weight_nonnegative e). nia.
Qed.

End Tree.
