(** Norms of gradients of linear layers without the gradients.

    Setting. Of an example, A holds the inputs of a linear layer, a row for each position, and G the gradients of the summed loss by its
    outputs. The gradient of its weights is G' A. <X, Y> is the sum of the products of the entries.

    Theorems, in words.
    - The squared norm of G' A is <A A', G G'>. With one position it is the product of the squared norms of a and g.
    - A bias in the same group is a column of ones in A; the squared norm is <A A' + 1 1', G G'>. That of the bias alone is <1 1', G G'>.
    - A layer that is used twice has the gradient G' A + H' B, which is that of the layer whose positions are those of both.
    - An embedding of the tokens u_t has the squared norm <[u_t = u_s], G G'>; if u_t are the positions themselves, that is the sum of
      the squared norms of the rows of G. If the row of a padding token is not trained, its positions count as rows of zeros.
    - An embedding whose table is also the matrix of the output layer, with inputs H and gradients D, has the squared norm
      <[u_t = u_s], G G'> + <H H', D D'> + 2 Σ_{t,s} D_{t,u_s} <h_t, g_s>.
    - Outputs that are cut into parts, as queries, keys and values are, have the squared norm <A A', G_1 G_1' + G_2 G_2'>.
    - Weights s for the examples: (diag(s) G)' A, over all positions of all examples, is the sum of the examples' gradients times s.

    The numbers are those of any commutative ring, such as the integers, for which the Swift code is compared exactly. Derived. *)

From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Ghost.
Variable R : comRingType.

(** <X, Y>, and the squared norm <X, X>. *)
Definition inner m n (X Y : 'M[R]_(m, n)) : R := \sum_i \sum_j X i j * Y i j.
Definition norm2 m n (X : 'M[R]_(m, n)) : R := inner X X.

(** What a linear layer's weights have as gradient. *)
Definition gradient T d p (A : 'M[R]_(T, d)) (G : 'M[R]_(T, p)) : 'M[R]_(p, d) := G^T *m A.

Lemma inner_trace m n (X Y : 'M[R]_(m, n)) : inner X Y = \tr (X *m Y^T).
Proof. by apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _; rewrite [Y^T _ _]mxE. Qed.

Lemma innerC m n (X Y : 'M[R]_(m, n)) : inner X Y = inner Y X.
Proof. by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mulrC. Qed.

Lemma inner_addr m n (X Y Z : 'M[R]_(m, n)) : inner X (Y + Z) = inner X Y + inner X Z.
Proof. by rewrite !inner_trace linearD mulmxDr mxtraceD. Qed.

Lemma norm2_add m n (X Y : 'M[R]_(m, n)) : norm2 (X + Y) = norm2 X + norm2 Y + 2%:R * inner X Y.
Proof.
rewrite /norm2 inner_addr innerC inner_addr [inner (X + Y) Y]innerC inner_addr [inner Y X]innerC.
by rewrite mulr_natl mulr2n addrACA -!addrA; congr (_ + _); rewrite addrC -!addrA.
Qed.

(** The inner product of two gradients, from which everything follows. *)
Lemma inner_gradients S T d p (A : 'M[R]_(S, d)) (G : 'M[R]_(S, p)) (B : 'M[R]_(T, d)) (H : 'M[R]_(T, p)) :
  inner (gradient A G) (gradient B H) = inner (A *m B^T) (G *m H^T).
Proof.
rewrite !inner_trace /gradient !trmx_mul !trmxK !mulmxA -[in RHS]mulmxA [RHS]mxtrace_mulC [in LHS]mxtrace_mulC.
by rewrite !mulmxA [LHS]mxtrace_mulC [RHS]mxtrace_mulC !mulmxA.
Qed.

Theorem ghost_norm T d p (A : 'M[R]_(T, d)) (G : 'M[R]_(T, p)) :
  norm2 (gradient A G) = inner (A *m A^T) (G *m G^T).
Proof. exact: inner_gradients. Qed.

Theorem one_position d p (a : 'rV[R]_d) (g : 'rV[R]_p) : norm2 (gradient a g) = norm2 a * norm2 g.
Proof. by rewrite ghost_norm /norm2 !inner_trace !trace_mx11 [LHS]mxE big_ord1 [(_)^T _ _]mxE. Qed.

Definition ones T : 'M[R]_(T, 1) := const_mx 1.

Theorem bias_norm T p (G : 'M[R]_(T, p)) : norm2 (gradient (ones T) G) = inner (ones T *m (ones T)^T) (G *m G^T).
Proof. exact: ghost_norm. Qed.

(** The gradient of the bias: the sum of the rows. *)
Lemma bias_gradient T p (G : 'M[R]_(T, p)) i j : gradient (ones T) G i j = \sum_t G t i.
Proof. by rewrite mxE; apply: eq_bigr => t _; rewrite !mxE mulr1. Qed.

Theorem weights_and_bias T d p (A : 'M[R]_(T, d)) (G : 'M[R]_(T, p)) :
  gradient (row_mx A (ones T)) G = row_mx (gradient A G) (gradient (ones T) G)
  /\ norm2 (gradient (row_mx A (ones T)) G) = inner (A *m A^T + ones T *m (ones T)^T) (G *m G^T).
Proof. by split; [rewrite /gradient mul_mx_row | rewrite ghost_norm tr_row_mx mul_row_col]. Qed.

Theorem shared_weights S T d p (A : 'M[R]_(S, d)) (G : 'M[R]_(S, p)) (B : 'M[R]_(T, d)) (H : 'M[R]_(T, p)) :
  gradient A G + gradient B H = gradient (col_mx A B) (col_mx G H)
  /\ norm2 (gradient A G + gradient B H)
     = inner (col_mx A B *m (col_mx A B)^T) (col_mx G H *m (col_mx G H)^T).
Proof.
have sum : gradient A G + gradient B H = gradient (col_mx A B) (col_mx G H).
  by rewrite /gradient tr_col_mx mul_row_col.
by split=> //; rewrite sum ghost_norm.
Qed.

Theorem parts T d p q (A : 'M[R]_(T, d)) (G : 'M[R]_(T, p)) (H : 'M[R]_(T, q)) :
  norm2 (gradient A (row_mx G H)) = inner (A *m A^T) (G *m G^T + H *m H^T).
Proof. by rewrite ghost_norm tr_row_mx mul_row_col. Qed.

(** ** Embeddings *)

(** Row t has a 1 at the token u_t. *)
Definition tokens T v (u : 'I_T -> 'I_v) : 'M[R]_(T, v) := \matrix_(t, w) (u t == w)%:R.

(** The gradient of the table: row w is the sum of the rows of G where the token is w. *)
Definition table_gradient T v d (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) : 'M[R]_(v, d) :=
  \matrix_(w, j) \sum_(t | u t == w) G t j.

Definition same_token T v (u : 'I_T -> 'I_v) : 'M[R]_T := \matrix_(t, s) (u t == u s)%:R.

Lemma table_gradientE T v d (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) : table_gradient u G = gradient G (tokens u).
Proof.
apply/matrixP => w j; rewrite !mxE big_mkcond; apply: eq_bigr => t _; rewrite !mxE.
by case: eqP; rewrite ?mul1r ?mul0r.
Qed.

Lemma tokens_gram T v (u : 'I_T -> 'I_v) : tokens u *m (tokens u)^T = same_token u.
Proof.
apply/matrixP => t s; rewrite !mxE (bigD1 (u t)) //= !mxE eqxx mul1r big1 ?addr0 1?eq_sym // => w no.
by rewrite !mxE eq_sym (negPf no) mul0r.
Qed.

Theorem embedding_norm T v d (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) :
  norm2 (table_gradient u G) = inner (same_token u) (G *m G^T).
Proof. by rewrite table_gradientE ghost_norm tokens_gram innerC. Qed.

(** Padding, if there is any: a token whose row stays as it is. *)
Definition padded_gradient T v d (pad : pred 'I_v) (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) : 'M[R]_(v, d) :=
  \matrix_(w, j) \sum_(t | (u t == w) && ~~ pad w) G t j.

Definition without_padding T v d (pad : pred 'I_v) (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) : 'M[R]_(T, d) :=
  \matrix_(t, j) if pad (u t) then 0 else G t j.

Lemma padded_gradientE T v d (pad : pred 'I_v) (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) :
  padded_gradient pad u G = table_gradient u (without_padding pad u G).
Proof.
apply/matrixP => w j; rewrite !mxE big_mkcond [RHS]big_mkcond; apply: eq_bigr => t _; rewrite mxE.
by case: eqP => [->|] //=; case: (pad w).
Qed.

Theorem padded_norm T v d (pad : pred 'I_v) (u : 'I_T -> 'I_v) (G : 'M[R]_(T, d)) :
  norm2 (padded_gradient pad u G)
  = inner (same_token u) (without_padding pad u G *m (without_padding pad u G)^T).
Proof. by rewrite padded_gradientE embedding_norm. Qed.

Theorem position_norm T d (G : 'M[R]_(T, d)) : norm2 (table_gradient id G) = norm2 G.
Proof.
congr norm2; apply/matrixP => w j; rewrite !mxE (bigD1 w) //= big1 ?addr0 // => t /andP [/eqP ->].
by rewrite eqxx.
Qed.

Theorem tied_norm S T v d (u : 'I_S -> 'I_v) (G : 'M[R]_(S, d)) (H : 'M[R]_(T, d)) (D : 'M[R]_(T, v)) :
  norm2 (table_gradient u G + gradient H D)
  = inner (same_token u) (G *m G^T) + inner (H *m H^T) (D *m D^T)
    + 2%:R * \sum_t \sum_s D t (u s) * (\sum_j H t j * G s j).
Proof.
rewrite norm2_add embedding_norm ghost_norm; congr (_ + 2%:R * _).
rewrite innerC table_gradientE inner_gradients; apply: eq_bigr => t _; apply: eq_bigr => s _.
rewrite mulrC; congr (_ * _); last by rewrite mxE; apply: eq_bigr => j _; rewrite !mxE.
rewrite mxE (bigD1 (u s)) //= !mxE eqxx mulr1 big1 ?addr0 // => w no.
by rewrite !mxE eq_sym (negPf no) mulr0.
Qed.

(** ** Clipping after the norms are known *)

(** Positions of all examples in one matrix: [owner] says of which example a position is. *)
Theorem weighted_gradient T n d p (owner : 'I_T -> 'I_n) (s : 'I_n -> R) (A : 'M[R]_(T, d)) (G : 'M[R]_(T, p)) :
  gradient A (diag_mx (\row_t s (owner t)) *m G)
  = \sum_b s b *: gradient (\matrix_(t, j) (A t j *+ (owner t == b))) (\matrix_(t, j) (G t j *+ (owner t == b))).
Proof.
rewrite mul_diag_mx; apply/matrixP => i j; rewrite summxE mxE (partition_big owner xpredT) //=; apply: eq_bigr => b _.
rewrite !mxE mulr_sumr big_mkcond; apply: eq_bigr => t _; rewrite !mxE.
by case: eqP => [->|_]; rewrite ?mulr1n ?mulrA // !mulr0n !mulr0.
Qed.
End Ghost.

(** ** Worked examples *)
Section Worked.
Definition of_rows m n (rows : seq (seq int)) : 'M[int]_(m, n) := \matrix_(i, j) nth 0 (nth [::] rows i) j.

Let A := of_rows 2 2 [:: [:: 1; -2%:Z]; [:: -3%:Z; 3%:Z]].
Let G := of_rows 2 2 [:: [:: 0; 3%:Z]; [:: 0; -1]].

Example worked : norm2 (gradient A G) = 117%:Z /\ inner (A *m A^T) (G *m G^T) = 117%:Z.
Proof.
by rewrite -ghost_norm; do !split; rewrite /norm2 /inner !(big_ord_recl, big_ord0) !mxE !(big_ord_recl, big_ord0) !mxE.
Qed.
End Worked.
