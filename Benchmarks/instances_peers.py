"""Answers of `tightbound` on folders of public files beside those of solvers in floating point.

Of .mps and .lp files (also .gz) HiGHS's objective, of .cnf files two SAT solvers' answers. A file on which both end must have the same
answer, objectives to within 1e-6 of their size; what differs is printed, and the exit code is 1 unless the table of the page explains it.
"""
import fractions
import json
import os
import subprocess
import sys
import tempfile

program, limit = sys.argv[1], int(sys.argv[2])
sys.set_int_max_str_digits(0)  # Exact values may have thousands of digits.

# Files on which a rule of the table "What a file means" decides, in which HiGHS differs, or exact numbers do.
RULES = {
    "1451.lp": "x - 1 >= 2 is x >= 3; HiGHS drops the constant",
    "2122.lp": "infeasible by 2.2e-10, as its certificate proves; HiGHS allows 1e-7",
}


def ended(command, seconds):
    """Exit code, output and errors; None for the code when the time was up."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=seconds, errors="replace")
        return run.returncode, run.stdout, run.stderr
    except subprocess.TimeoutExpired:
        return None, "", ""


def our_program(path):
    code, out, errors = ended([program, "lp", "solve", path, "--format", "json", "--time-limit", str(limit)], limit + 60)
    if code == 4 and out.strip():
        answer = json.loads(out)
        # A proved bound of the optimum, and a feasible point's value, where there are any.
        return "limit", [answer.get(key) and float(fractions.Fraction(answer[key])) for key in ("bound", "value")], ""
    if code is None or code == 4:
        return "limit", [None, None], ""
    if code not in (0, 10, 20) and not out.strip():
        return "refused", None, errors.strip().splitlines()[-1] if errors.strip() else f"exit {code}"
    answer = json.loads(out)
    return answer["status"], answer.get("value") and float(fractions.Fraction(answer["value"])), errors.strip()


HIGHS = """
import highspy, sys
h = highspy.Highs()
h.silent()
h.setOptionValue("time_limit", float(sys.argv[2]))
h.setOptionValue("mip_rel_gap", 0.0)
h.setOptionValue("mip_abs_gap", 0.0)
read = h.readModel(sys.argv[1])
if read == highspy.HighsStatus.kError:
    print("refused", 0, 0)
else:
    h.run()
    status = h.modelStatusToString(h.getModelStatus()).lower()
    maximizes = h.getLp().sense_ == highspy.ObjSense.kMaximize
    print(status.replace(" ", "_"), repr(h.getInfo().objective_function_value), int(maximizes))
"""


def their_program(path):
    code, out, _ = ended([sys.executable, "-c", HIGHS, path, str(limit)], limit + 60)
    if code != 0:
        return "limit" if code is None else "crashed", None, False
    status, value, maximizes = out.split()[-3:]
    return status, float(value) if status == "optimal" else None, maximizes == "1"


def within(interval, value, maximizes):
    """Whether a value lies between the proved bound and the best point, of which either may be unknown."""
    bound, point = (None if end is None else -end if maximizes else end for end in interval)
    value, slack = (-value if maximizes else value), 1e-6 * max(1, abs(value))
    return (bound is None or bound <= value + slack) and (point is None or value <= point + slack)


def same(ours, value, theirs, other):
    if ours == "optimal" and theirs == "optimal":
        return abs(value - other) <= 1e-6 * max(1, abs(value), abs(other))
    # HiGHS may not know which of the two it is.
    return ours == theirs or theirs == "primal_infeasible_or_unbounded" and ours in ("infeasible", "unbounded")


SAT = """
import sys
from pysat.formula import CNF
from pysat.solvers import Solver
# SATLIB's files end with a line of %, which PySAT takes for a literal.
with open(sys.argv[1], encoding="latin-1") as file:
    formula = CNF(from_string=file.read().split("\\n%")[0] + "\\n")
with Solver(name=sys.argv[2], bootstrap_with=formula.clauses) as solver:
    if not solver.solve():
        print("no")
    else:
        model = {abs(literal): literal for literal in solver.get_model()}
        model = [model.get(variable, -variable) for variable in range(1, formula.nv + 1)]
        print("yes", *model)
        # The same with the first clause made false.
        false = {abs(literal): -literal for literal in formula.clauses[0]} if formula.clauses else {}
        print(*(false.get(abs(literal), literal) for literal in model))
"""


def their_formula(path, name):
    code, out, _ = ended([sys.executable, "-c", SAT, path, name], limit)
    if code != 0:
        return "limit" if code is None else "refused", []
    lines = [line.split() for line in out.splitlines()]
    return lines[0][0], [lines[0][1:], lines[1]] if len(lines) > 1 else []


def evaluated(path, literals, scratch):
    """What `evaluate` says of a model: 0 right, 1 wrong, 3 the file is refused."""
    answer = os.path.join(scratch, "answer.txt")
    with open(answer, "w", encoding="ascii") as file:
        file.write("s SATISFIABLE\nv " + " ".join(literals) + " 0\n")
    code, out, errors = ended([program, "evaluate", "sat", path, "--answer", answer], limit)
    return code, (errors or out).strip().splitlines()[-1:]


def formula(path):
    """Compares the answers, and checks each peer's model, which must hold, and a broken one, which must not."""
    peers = [their_formula(path, solver) for solver in ("cadical153", "glucose4")]
    answers = {answer for answer, _ in peers}
    said = " ".join(answer for answer, _ in peers)
    with tempfile.TemporaryDirectory() as scratch:
        codes = [evaluated(path, model, scratch) for _, models in peers for model in models]
    # A clause that has a literal both ways cannot be made false, so the broken model may hold too.
    if any(code == 3 for code, _ in codes):
        return "refused here", f"{said} | {codes[0][1]}"
    if any(code != 0 for code, _ in codes[0::2]) or any(code != 1 for code, _ in codes[1::2]):
        return "DIFFERENT", f"{said} | models: {codes}"
    if answers & {"refused", "limit"}:
        return "by no peer", said
    code, out, errors = ended([program, "solve", "sat", path, "--time-limit", str(limit)], limit + 10)
    if code in (10, 20):
        return ("same" if answers == {"yes" if code == 10 else "no"} else "DIFFERENT"), f"{said} | {out[:40]}"
    # The reference solver tries all assignments; where it cannot, the models alone are compared.
    return "models alone" if answers == {"yes"} else "unsatisfiable, too large here", (errors or out)[:100]


def main():
    counts, wrong = {}, 0
    for folder in sys.argv[3:]:
        for name in sorted(os.listdir(folder)):
            path, stem = os.path.join(folder, name), name.removesuffix(".gz")
            if stem.endswith((".mps", ".lp")):
                (ours, value, words), (theirs, other, maximizes) = our_program(path), their_program(path)
                if ours == "limit" and theirs == "optimal" and value != [None, None]:
                    kind = "between our bounds" if within(value, other, maximizes) else "DIFFERENT"
                elif ours == "limit" or theirs in ("limit", "time_limit_reached"):
                    kind = "a limit"
                elif ours == "refused":
                    kind = "both refuse" if theirs in ("refused", "crashed") else "refused here"
                elif theirs in ("refused", "crashed"):
                    kind = "refused by HiGHS"
                else:
                    kind = "same" if same(ours, value, theirs, other) else "by a rule" if name in RULES else "DIFFERENT"
                words = RULES[name] if kind == "by a rule" else words
                said = f"{ours} {'' if value is None else repr(value)} | {theirs} {'' if other is None else repr(other)} | {words[:150]}"
            elif stem.endswith(".cnf"):
                kind, said = formula(path)
            else:
                continue
            counts[kind] = counts.get(kind, 0) + 1
            wrong += kind == "DIFFERENT"
            if kind not in ("same", "models alone", "unsatisfiable, too large here"):
                print(f"{name}: {kind}: {said}".replace("\n", " "), flush=True)
    print(", ".join(f"{kind}: {count}" for kind, count in sorted(counts.items())))
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
