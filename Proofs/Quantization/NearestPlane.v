(** Rounding with feedback is Babai's nearest plane.

    Setting. The rows b_i of B have the Gram matrix H = V D V', V upper triangular with ones on its diagonal, D diagonal. For
    nearest plane the vectors are decided from the first to the last. When b_k is to be decided, the target that is left is the
    combination of all rows by w_i - v_i for i < k and w_i for i >= k. The planes are the translates, by integer multiples of b_k, of the span of the
    rows after it. Their normal is what of b_k is orthogonal to those rows: b_k plus a combination of them, orthogonal to them.

    Theorem, in words. In units of the distance of neighbouring planes the target that is left lies at the height
    w_k + sum_(i < k) (w_i - v_i) V_ik, which is what rounding with feedback rounds. So both take the same integers, whatever the
    rule for ties. The squared distance of neighbouring planes is D_k.

    The numbers are those of any ordered field. Claim [quantization.nearest-plane], on Chen, Shabanzadeh, Crnčević, Hoefler, Alistarh,
    "The Geometry of LLM Quantization: GPTQ as Babai's Nearest Plane Algorithm" (arXiv 2507.18553). *)

From mathcomp Require Import all_ssreflect all_algebra.
From Tightbound Require Import FeedbackLoss.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section NearestPlane.
Variables (R : realFieldType) (n m : nat) (V : 'M[R]_n) (D w v : 'rV[R]_n) (B : 'M[R]_(n, m)) (k : 'I_n).
Hypotheses (upper : unit_upper V) (gram : B *m B^T = hessian V D) (pivot : D 0 k != 0).

Definition inner (x y : 'rV[R]_m) : R := (x *m y^T) 0 0.

(** The target that is left: the rows before k have been decided. *)
Definition rest : 'rV[R]_m := (\row_i (w 0 i - (v 0 i *+ (i < k)%N))) *m B.

(** The combination c of the rows is normal to the planes of b_k: b_k and rows after it, orthogonal to all these. *)
Definition is_normal (c : 'rV[R]_n) :=
  [/\ c 0 k = 1, forall i : 'I_n, (i < k)%N -> c 0 i = 0
    & forall i : 'I_n, (k < i)%N -> inner (row i B) (c *m B) = 0].

(** The height of a point over the plane through 0, in units of that of b_k. *)
Definition height (x y : 'rV[R]_m) : R := inner x y / inner (row k B) y.

Section Normal.
Variable c : 'rV[R]_n.
Hypothesis normal : is_normal c.

Let u := c *m V *m diag_mx D.

Lemma product i : inner (row i B) (c *m B) = \sum_j u 0 j * V i j.
Proof.
have -> : inner (row i B) (c *m B) = (c *m (B *m B^T)) 0 i.
  rewrite /inner mulmxA mxE [RHS]mxE; apply: eq_bigr => l _.
  by rewrite [row i B _ _]mxE [(c *m B)^T _ _]mxE [B^T _ _]mxE mulrC.
by rewrite gram /hessian !mulmxA mxE; apply: eq_bigr => j _; rewrite [V^T _ _]mxE.
Qed.

Lemma below (i j : 'I_n) : (j < i)%N -> V i j = 0.
Proof. by move=> ji; rewrite upper ?(ltnW ji) // -val_eqE /= gtn_eqF. Qed.

Lemma u_before (j : 'I_n) : (j < k)%N -> u 0 j = 0.
Proof.
case: normal => _ before _ jk; rewrite /u mul_mx_diag mxE mxE big1 ?mul0r // => i _.
case: (ltnP i k) => [/before ->|ki]; first by rewrite mul0r.
by rewrite below ?mulr0 // (leq_trans jk).
Qed.

Lemma u_at : u 0 k = D 0 k.
Proof.
case: normal => one before _; rewrite /u mul_mx_diag mxE mxE (bigD1 k) //= big1 ?addr0 => [|i ik].
  by rewrite one upper // eqxx !mul1r.
case: (ltngtP i k) => [/before ->|ki|/val_inj eq]; first by rewrite mul0r.
- by rewrite below ?mulr0.
- by rewrite eq eqxx in ik.
Qed.

Lemma u_after (j : 'I_n) : (k < j)%N -> u 0 j = 0.
Proof.
case: normal => _ _ orthogonal.
have [l] := ubnP (n - j); elim: l j => // l IH j nj kj.
have := orthogonal j kj; rewrite product (bigD1 j) //= big1 ?addr0 => [|i ij].
  by rewrite upper // eqxx mulr1.
case: (ltngtP i j) => [ij'|ji|/val_inj eq]; first by rewrite below ?mulr0.
- rewrite IH ?mul0r ?(ltn_trans kj) //.
  by rewrite ltnS in nj; apply: leq_trans nj; apply: ltn_sub2l.
- by rewrite eq eqxx in ij.
Qed.

Lemma product_row i : inner (row i B) (c *m B) = D 0 k * V i k.
Proof.
rewrite product (bigD1 k) //= big1 ?addr0 ?u_at // => j jk.
case: (ltngtP j k) => [/u_before ->|/u_after ->|/val_inj eq]; rewrite ?mul0r //.
by rewrite eq eqxx in jk.
Qed.

Theorem plane_distance : inner (c *m B) (c *m B) = D 0 k.
Proof.
have [one before orthogonal] := normal.
have -> : inner (c *m B) (c *m B) = \sum_i c 0 i * inner (row i B) (c *m B).
  by rewrite /inner -mulmxA mxE; apply: eq_bigr => i _; congr (_ * _); rewrite -row_mul !mxE.
rewrite (bigD1 k) //= big1 ?addr0 => [|i ik]; first by rewrite product_row upper // eqxx one mul1r mulr1.
case: (ltngtP i k) => [/before ->|/orthogonal ->|/val_inj eq]; rewrite ?mul0r ?mulr0 //.
by rewrite eq eqxx in ik.
Qed.

Theorem nearest_plane : height rest (c *m B) = target V w v k.
Proof.
rewrite /height product_row upper // eqxx mulr1.
have -> : inner rest (c *m B) = D 0 k * target V w v k; last by rewrite mulrAC mulfV // mul1r.
have -> : inner rest (c *m B) = \sum_i (w 0 i - (v 0 i *+ (i < k)%N)) * inner (row i B) (c *m B).
  rewrite /inner /rest -mulmxA mxE; apply: eq_bigr => i _; rewrite mxE; congr (_ * _).
  by rewrite -row_mul !mxE.
rewrite (bigID (fun i : 'I_n => (i < k)%N)) /= [X in _ + X](bigD1 k) ?ltnn //=.
rewrite [X in _ + (_ + X)]big1 => [|i /andP [ki ik]]; last first.
  by rewrite product_row below ?mulr0 // ltn_neqAle eq_sym ik leqNgt.
rewrite addr0 product_row upper // eqxx mulr1 ?ltnn ?mulr0n subr0 /target mulrDr addrC mulrC; congr (_ + _).
rewrite mulr_sumr; apply: eq_bigr => i ik.
by rewrite ik mulr1n product_row mulrCA.
Qed.
End Normal.
End NearestPlane.
