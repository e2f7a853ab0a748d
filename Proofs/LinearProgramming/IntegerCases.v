(** Why proofs by cases hold for integer programs.

    Setting. A form is given by its value at a point. It is whole at a point if its value there is an integer; a form with whole
    coefficients in integer variables is so at every point of an integer program.

    Theorems, in words.
    - A form that is whole at a point is at most k there, or at least k + 1.
    - If nonnegative multiples of inequalities f_i >= b_i add up to s times a form g, with s > 0, then g is at least the sum of the
      multiples of the b_i, divided by s; if they add up to 0 everywhere, that sum is not above 0.
    - Chvátal and Gomory: a form that is whole and at least b is at least every integer m with m - 1 < b.
    - Mixed-integer rounding: if z is whole, y >= 0 and z <= b + y, then z <= k + y / (1 - (b - k)) for every integer k with
      k <= b < k + 1.
    - If every leaf of a tree of splits, under what the splits above it assume, implies a statement, then it holds at every point at which
      the forms of the splits are whole.

    The numbers are those of any ordered field. Claim [programs.cuts]; Cook, Kannan, Schrijver, "Chvátal closures for mixed integer
    programming problems", Mathematical Programming 47 (1990). *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Cases.
Variable R : realFieldType.

Definition whole (v : R) := exists z : int, v = z%:~R.

Theorem split_leaves_nothing_out (v : R) (k : int) : whole v -> v <= k%:~R \/ (k + 1)%:~R <= v.
Proof.
move=> [z ->]; rewrite !ler_int; case: (lerP z k) => [|kz]; first by left.
by right; rewrite lez_addr1.
Qed.

Theorem combination_bounds (X : Type) m (f : 'I_m -> X -> R) (b mu : 'I_m -> R) (g : X -> R) (s : R) (x : X) :
  (forall i, 0 <= mu i) -> (forall i, b i <= f i x) -> 0 < s -> \sum_i mu i * f i x = s * g x ->
  (\sum_i mu i * b i) / s <= g x.
Proof.
move=> mu0 fb s0 sum; rewrite ler_pdivr_mulr // [g x * s]mulrC -sum.
by apply: ler_sum => i _; exact: ler_wpmul2l (mu0 i) _ _ (fb i).
Qed.

Theorem combination_contradicts (X : Type) m (f : 'I_m -> X -> R) (b mu : 'I_m -> R) (x : X) :
  (forall i, 0 <= mu i) -> (forall i, b i <= f i x) -> \sum_i mu i * f i x = 0 -> \sum_i mu i * b i <= 0.
Proof.
move=> mu0 fb sum; have : \sum_i mu i * b i <= \sum_i mu i * f i x; last by rewrite sum.
by apply: ler_sum => i _; exact: ler_wpmul2l (mu0 i) _ _ (fb i).
Qed.

Theorem chvatal_gomory (v b : R) (m : int) : whole v -> b <= v -> (m - 1)%:~R < b -> m%:~R <= v.
Proof.
move=> wv bv mb; case: (split_leaves_nothing_out (m - 1) wv) => [vm|]; last by rewrite subrK.
by move: (le_lt_trans (le_trans bv vm) mb); rewrite ltxx.
Qed.

Theorem mixed_integer_rounding (z y b : R) (k : int) :
  whole z -> 0 <= y -> z <= b + y -> k%:~R <= b -> b < k%:~R + 1 -> z <= k%:~R + y / (1 - (b - k%:~R)).
Proof.
move=> wz y0 zb kb bk; set f := b - k%:~R.
have f0 : 0 <= f by rewrite subr_ge0.
have f1 : 0 < 1 - f by rewrite subr_gt0 /f ltr_subl_addr addrC.
case: (split_leaves_nothing_out k wz) => [zk|kz].
  by apply: (le_trans zk); rewrite ler_addl divr_ge0 // ltW.
rewrite -ler_subl_addl ler_pdivl_mulr //.
(* z - k is at least 1, so that f (z - k) is at least f. *)
have zk1 : 1 <= z - k%:~R by move: kz; rewrite intrD addrC -ler_subr_addr.
rewrite mulrBr mulr1 ler_subl_addr; apply: (@le_trans _ _ (y + f)).
  by rewrite /f addrCA addrA ler_sub // addrC.
by rewrite ler_add2l ler_pemull.
Qed.

Section Tree.
Variable X : Type.

(** A leaf, or a split on a form at an integer, with the case below and the case above. *)
Inductive tree := leaf | split of X -> R & int & tree & tree.

(** Every leaf implies the statement under what was assumed on the way to it. *)
Fixpoint proves (t : tree) (assumed : X -> Prop) (statement : X -> Prop) : Prop :=
  match t with
  | leaf => forall x, assumed x -> statement x
  | split f k below above =>
      proves below (fun x => assumed x /\ f x <= k%:~R) statement
      /\ proves above (fun x => assumed x /\ (k + 1)%:~R <= f x) statement
  end.

(** The forms of all splits are whole at a point. *)
Fixpoint whole_at (t : tree) (x : X) : Prop :=
  if t is split f _ below above then whole (f x) /\ whole_at below x /\ whole_at above x else True.

Theorem leaves_prove_the_whole (t : tree) (program statement : X -> Prop) :
  proves t program statement -> forall x, program x -> whole_at t x -> statement x.
Proof.
elim: t program => [|f k below IHb above IHa] program /=; first by move=> H x /H.
move=> [Hb Ha] x px [wf [wb wa]].
by case: (split_leaves_nothing_out k wf) => fk; [apply: (IHb _ Hb) | apply: (IHa _ Ha)].
Qed.

(** A cut is what both cases of one split imply. *)
Theorem split_cut (f : X -> R) (k : int) (program cut : X -> Prop) :
  (forall x, program x -> f x <= k%:~R -> cut x) -> (forall x, program x -> (k + 1)%:~R <= f x -> cut x) ->
  forall x, program x -> whole (f x) -> cut x.
Proof.
move=> Hb Ha x px wf.
apply: (@leaves_prove_the_whole (split f k leaf leaf) program) => //=.
by split=> y [py fy]; [apply: Hb | apply: Ha].
Qed.

End Tree.
End Cases.
