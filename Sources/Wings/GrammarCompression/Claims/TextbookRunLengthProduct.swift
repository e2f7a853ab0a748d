import Exact
import GrammarCompression

/// The product of run-length vectors with two pointers, written down as one would on a blackboard: the place for the faults that
/// checks must catch.
struct TextbookRunLengthProduct {
  enum Fault {
    /// When a run ends, the other one begins anew, as if nothing of it had been used.
    case forgetsTheRest
    /// The last run of each vector is never entered.
    case stopsOneRunEarly
    /// If two runs end together only the first vector goes on, and a step of length 0 follows; to the very end.
    case forgetsTheEqualCase
    /// Each run that ends counts, so that two that end together count twice.
    case countsEnds
  }

  private(set) var value: Integer = 0
  private(set) var steps = 0

  init(_ a: RunLengthVector<Integer>, _ b: RunLengthVector<Integer>, fault: Fault) {
    let (first, second) = (a.runs, b.runs)
    let unused = fault == .stopsOneRunEarly ? 1 : 0
    var (i, j) = (0, 0)
    var (restA, restB) = (first.first?.count ?? 0, second.first?.count ?? 0)
    while i + unused < first.count, j + unused < second.count {
      let length = min(restA, restB)
      value += first[i].value * second[j].value * Integer(length)
      restA -= length
      restB -= length
      let (endsA, endsB) = (restA == 0, restB == 0)
      steps += fault == .countsEnds && endsA && endsB ? 2 : 1
      if endsA {
        i += 1
        restA = i < first.count ? first[i].count : 0
        if fault == .forgetsTheRest, j < second.count { restB = second[j].count }
        if fault == .forgetsTheEqualCase, endsB {
          if i == first.count { steps += 1 }
          continue
        }
      }
      if endsB {
        j += 1
        restB = j < second.count ? second[j].count : 0
        if fault == .forgetsTheRest, i < first.count { restA = first[i].count }
      }
    }
  }
}
