import Evidence
import LinearProgramming

/// The real exact simplex method with one of its rules broken.
enum SimplexFaults {
  /// In what enters, in what stops it and in what leaves.
  static let all: KeyValuePairs<String, Algorithm<ProgramInstance, SolvedProgram>> = [
    "pricing: what rests at its upper bound enters as if it could rise": broken { rules in
      rules.mayEnter = { $0 == .basic ? false : $0 == .atZero || $1.isNegative }
    },
    "pricing: what rests at 0 never falls": broken { rules in
      let mayEnter = rules.mayEnter
      rules.mayEnter = { mayEnter($0, $1) && ($0 != .atZero || $1.isNegative) }
    },
    "pricing: a reduced cost of 1 over the denominator is no gain": broken { rules in
      let mayEnter = rules.mayEnter
      rules.mayEnter = { mayEnter($0, $1) && !$1.magnitude.isOne }
    },
    "ratio test: the longest step": broken { $0.isShorter = { $0 > $1 } },
    "ratio test: a step passes the other bound of what enters": broken { $0.stopsAtOtherBound = false },
    "ratio test: upper bounds stop nothing": broken { rules in
      let stopsAtUpper = rules.stopsAtUpper
      rules.stopsAtUpper = { stopsAtUpper($0) == true ? nil : stopsAtUpper($0) }
    },
    "ratio test: what falls is stopped by its upper bound": broken { rules in
      rules.stopsAtUpper = { $0.rises == $0.hasLower ? ($0.hasLower ? false : nil) : ($0.hasUpper ? true : nil) }
    },
    "ratio test: what is below its lower bound is not stopped there": broken { rules in
      let stopsAtUpper = rules.stopsAtUpper
      rules.stopsAtUpper = { $0.violation < 0 ? nil : stopsAtUpper($0) }
    },
    "exchange: what leaves rests at its other bound": broken { $0.rest = { $0 ? .atLower : .atUpper } },
    "exchange: what leaves rests at its lower bound": broken { $0.rest = { _ in .atLower } },
  ]

  /// Without Bland's rule, which only programs that go round in a circle show, from the instance's own start.
  static let neverFirst = broken(keepsStart: true) { $0.takesFirst = { _ in false } }

  private static func broken(
    keepsStart: Bool = false, _ change: @escaping @Sendable (inout SimplexRules) -> Void
  ) -> Algorithm<ProgramInstance, SolvedProgram> {
    { instance in
      var rules = SimplexRules()
      change(&rules)
      rules.mostSteps = 300
      let broken = rules
      // From the rows alone: floating point would leave nothing to do.
      let start = keepsStart ? instance.solverStart : .scratch
      return try SolvedProgram { try instance.program().solve(from: start, rules: broken, progress: $0) }
    }
  }
}
