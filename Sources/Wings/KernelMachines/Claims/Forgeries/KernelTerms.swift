import Evidence
import Exact
import KernelMachinesCheckers

/// The first terms of 2Δ as a series states them, and what they say.
struct StatedTerms: Codable, Sendable {
  /// The machine.
  var task: String
  /// The terms of 2V(A ∪ B), 2V(A) and 2V(B).
  var all, left, right: [Integer]
  /// The least distance and the number of pairs in words, or why there is none.
  var says: String
}

extension Check {
  /// The first term of 2Δ that is not 0 must be positive and 2, or with a bias 4, times a number.
  static let kernelTerms: Check = Check(
    "terms", level: .certified, family: .listed("\(statedTerms.count) lists of terms", quick: statedTerms),
    subject: reading { _ in },
    mutants: [
      "forgets V(A)": reading { $0.left = [0, 0, 0] },
      "forgets V(B)": reading { $0.right = [0, 0, 0] },
      "takes mirrored points for plain ones": reading { $0.task = "svm" },
      "reads absolute values": reading { terms in terms.all = terms.all.map { $0 < 0 ? -$0 : $0 } },
    ],
    test: { read, terms in .equal(try read(terms), terms.says, "what the terms say") })
}

/// Reads the terms, after a change.
private func reading(_ change: @escaping @Sendable (inout StatedTerms) -> Void) -> Algorithm<StatedTerms, String> {
  { terms in
    var terms = terms
    change(&terms)
    func set(_ doubled: [Integer]) -> KernelSeriesCertificate.DataSet {
      KernelSeriesCertificate.DataSet(points: [], labels: [], coefficients: [], doubled: doubled)
    }
    let certificate = KernelSeriesCertificate(
      task: terms.task, order: terms.all.count, threshold: 1, leastDistance: 0, a: set(terms.left),
      b: set(terms.right), ab: set(terms.all))
    do throws(KernelCertificateError) {
      guard let closest = try certificate.closest() else { return "none" }
      return "\(closest.pairs) at \(closest.distance)"
    } catch { return error.description }
  }
}

private let statedTerms: [StatedTerms] = {
  func stated(
    _ task: String, _ all: [Integer], left: [Integer] = [0, 0, 0], right: [Integer] = [0, 0, 0], _ says: String
  ) -> StatedTerms {
    StatedTerms(task: task, all: all, left: left, right: right, says: says)
  }
  return [
    stated("svm", [0, 0, 0], "none"), stated("svm", [4, 3, 1], left: [1, 2, 0], right: [3, 1, 1], "none"),
    stated("svm", [4, 6, 1], left: [1, 1, 0], right: [3, 1, 0], "2 at 1"), stated("svm", [2, 3, 5], "1 at 0"),
    stated("svm", [0, 0, 6], "3 at 2"), stated("svm-bias", [0, 8, 6], "2 at 1"),
    stated("svm-bias", [4, 1, 1], "1 at 0"),
    stated("svm", [0, 3, 4], "the first term of 2Δ, 3 q^1, is no multiple of 2"),
    stated("svm", [1, 0, 0], "the first term of 2Δ, 1 q^0, is no multiple of 2"),
    stated("svm-bias", [0, 2, 4], "the first term of 2Δ, 2 q^1, is no multiple of 4"),
    stated("svm", [0, -2, 4], "the first term of 2Δ, -2 q^1, is negative"),
    stated("svm-bias", [-4, 0, 0], "the first term of 2Δ, -4 q^0, is negative"),
  ]
}()
