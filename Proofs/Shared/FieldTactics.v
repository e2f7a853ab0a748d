(** [ring] and [field] for the ordered fields of Mathematical Components.

    Coq's tactics recognise the operations of a ring by their names, which those of Mathematical
    Components, found through a hierarchy of structures, do not have. Here they get names. A section
    about an ordered field R says

      Add Field R_field : (field_laws R).

    and may then prove equations between sums, products, differences, quotients, small powers and small
    numerals by [by_ring R], or by [by_field R], which leaves it to show that denominators are not 0. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Coq Require Export Ring Field.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Operations.
Variable R : realFieldType.
Local Notation T := (GRing.Ring.sort (Num.RealField.ringType R)).
Implicit Types x y : T.

Definition named_zero : T := 0.
Definition named_one : T := 1.
Definition named_add x y : T := x + y.
Definition named_sub x y : T := x - y.
Definition named_mul x y : T := x * y.
Definition named_opp x : T := - x.
Definition named_div x y : T := x / y.
Definition named_inv x : T := x^-1.

Lemma field_laws : field_theory named_zero named_one named_add named_mul named_sub named_opp named_div
  named_inv (@eq T).
Proof.
split => //; last by move=> x /eqP; exact: mulVf.
  split => //.
  - exact: add0r.
  - exact: addrC.
  - exact: addrA.
  - exact: mul1r.
  - exact: mulrC.
  - exact: mulrA.
  - exact: mulrDl.
  - exact: subrr.
by apply/eqP; exact: oner_neq0.
Qed.
End Operations.

(** The term t over R, with names for the operations. *)
Ltac named R t :=
  lazymatch t with
  | @GRing.add _ ?a (@GRing.opp _ ?b) => let a' := named R a in let b' := named R b in constr:(@named_sub R a' b')
  | @GRing.add _ ?a ?b => let a' := named R a in let b' := named R b in constr:(@named_add R a' b')
  | @GRing.mul _ ?a (@GRing.inv _ ?b) => let a' := named R a in let b' := named R b in constr:(@named_div R a' b')
  | @GRing.mul _ ?a ?b => let a' := named R a in let b' := named R b in constr:(@named_mul R a' b')
  | @GRing.inv _ ?a => let a' := named R a in constr:(@named_inv R a')
  | @GRing.opp _ ?a => let a' := named R a in constr:(@named_opp R a')
  | @GRing.natmul _ (GRing.one _) O => constr:(named_zero R)
  | @GRing.natmul _ (GRing.one _) 1 => constr:(named_one R)
  | @GRing.natmul _ (GRing.one _) (S ?n) =>
      let b := named R (@GRing.natmul (Num.RealField.zmodType R) 1 n) in constr:(@named_add R (named_one R) b)
  | @GRing.exp _ ?a 1 => named R a
  | @GRing.exp _ ?a (S ?n) =>
      let a' := named R a in let b := named R (@GRing.exp (Num.RealField.ringType R) a n) in
      constr:(@named_mul R a' b)
  | GRing.one _ => constr:(named_one R)
  | GRing.zero _ => constr:(named_zero R)
  | _ => constr:(t : GRing.Ring.sort (Num.RealField.ringType R))
  end.

Ltac name_operations R :=
  lazymatch goal with
  | |- @eq _ ?a ?b =>
      let a' := named R a in let b' := named R b in
      change (@eq (GRing.Ring.sort (Num.RealField.ringType R)) a' b')
  end.

Ltac by_ring R := name_operations R; ring.
Ltac by_field R := name_operations R; field.

(** Denominators are not 0 if they are positive: sums and products of numerals and of what is positive by
    hypothesis. *)
Ltac nonzero :=
  repeat split;
  rewrite /named_zero /named_one /named_add /named_mul /named_sub /named_opp /named_div /named_inv;
  apply/eqP; rewrite gt_eqF //; rewrite ?(addr_gt0, mulr_gt0, ltr01) //.

Section Example.
Variable R : realFieldType.
Add Field R_field : (field_laws R).

Example worked_numerals (x : R) : 0 < x -> 3%:R / (4%:R * x) + 1 / (4%:R * x) = x^-1.
Proof. by move=> gt0; by_field R; nonzero. Qed.

Example worked (x y : R) : y != 0 -> (x + 2%:R * y) ^+ 2 / y = x ^+ 2 / y + 4%:R * (x + y).
Proof. by move=> nz; by_field R; apply/eqP. Qed.
End Example.
