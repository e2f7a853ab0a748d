(** The checker of all kinds of certificates, from lists of integers to a verdict.

    The theorem is [check_sound]: if the checker accepts, then the list of integers that the program
    prints as the statement is one that [read_statement] reads, and what it reads holds. *)

From Coq Require Import List ZArith.
From Tightbound.Checkers Require Import Tokens.
From Tightbound.Checkers Require LinearProgramStatement LinearProgramCheck LinearProgramCorrect.
From Tightbound.Checkers Require VertexStatement VertexCheck VertexCorrect.
From Tightbound.Checkers Require BeckFialaStatement BeckFialaCheck.
From Tightbound.Checkers Require InnerProductStatement InnerProductCheck InnerProductCorrect.
From Tightbound.Checkers Require SplicingStatement SplicingCheck SplicingCorrect.
Import ListNotations.
Open Scope Z_scope.

Inductive statement :=
| OfLinearProgram (s : LinearProgramStatement.statement)
| OfVertex (s : VertexStatement.statement)
| OfBeckFiala (s : BeckFialaStatement.statement)
| OfInnerProduct (s : InnerProductStatement.statement)
| OfSplicing (s : SplicingStatement.statement).

Definition holds (s : statement) : Prop :=
  match s with
  | OfLinearProgram s => LinearProgramStatement.holds s
  | OfVertex s => VertexStatement.holds s
  | OfBeckFiala s => BeckFialaStatement.holds s
  | OfInnerProduct s => InnerProductStatement.holds s
  | OfSplicing s => SplicingStatement.holds s
  end.

(** The kind, and the statement of that kind. *)
Definition read_statement : reader statement :=
  kind <- integer ;
  match kind with
  | 1 => s <- LinearProgramStatement.read_statement ; give (OfLinearProgram s)
  | 2 => s <- VertexStatement.read_statement ; give (OfVertex s)
  | 3 => s <- BeckFialaStatement.read_statement ; give (OfBeckFiala s)
  | 4 => s <- InnerProductStatement.read_statement ; give (OfInnerProduct s)
  | 5 => s <- SplicingStatement.read_statement ; give (OfSplicing s)
  | _ => refuse
  end.

(** Whether the evidence is well-formed and accepted. *)
Definition accepted {E} (read : reader E) (accepts : E -> bool) (evidence : list Z) : bool :=
  match whole read evidence with Some e => accepts e | None => false end.

Definition accepts (s : statement) : list Z -> bool :=
  match s with
  | OfLinearProgram s => accepted LinearProgramCheck.read_evidence (LinearProgramCheck.accepts s)
  | OfVertex s => accepted VertexCheck.read_evidence (VertexCheck.accepts s)
  | OfBeckFiala s => accepted BeckFialaCheck.read_evidence (fun _ => BeckFialaCheck.accepts s)
  | OfInnerProduct s => accepted InnerProductCheck.read_evidence (InnerProductCheck.accepts s)
  | OfSplicing s => accepted SplicingCheck.read_evidence (SplicingCheck.accepts s)
  end.

Definition check (statement evidence : list Z) : bool :=
  match whole read_statement statement with
  | Some s => accepts s evidence
  | None => false
  end.

Lemma accepted_sound {E} (read : reader E) accepts evidence :
  accepted read accepts evidence = true -> exists e, accepts e = true.
Proof. unfold accepted; destruct (whole read evidence) as [e|]; [eauto | discriminate]. Qed.

Theorem check_sound statement evidence :
  check statement evidence = true ->
  exists s, whole read_statement statement = Some s /\ holds s.
Proof.
  unfold check; destruct (whole read_statement statement) as [s|]; [|discriminate].
  intros H; exists s; split; [reflexivity|].
  destruct s as [s | s | s | s | s]; apply accepted_sound in H as [e H]; cbn [holds].
  - exact (LinearProgramCorrect.accepts_sound s e H).
  - exact (VertexCorrect.accepts_sound s e H).
  - exact (BeckFialaCheck.accepts_sound s H).
  - exact (InnerProductCorrect.accepts_sound s e H).
  - exact (SplicingCorrect.accepts_sound s e H).
Qed.
