import Exact
import Formats
import Foundation
import HardProblems

/// Which task an instance is for; the name is the problem's on the command line.
public protocol KernelKind: Sendable {
  /// The problem's name on the command line.
  static var name: String { get }
  /// Whether instances of the kind have this task.
  static func includes(_ task: KernelTask) -> Bool
}

/// Hard-margin support vector machines without bias.
public enum SVM: KernelKind {
  /// `svm`.
  public static let name = "svm"
  /// Whether the task is the hard margin without bias.
  public static func includes(_ task: KernelTask) -> Bool { task == .svm }
}

/// Hard-margin support vector machines with bias, on mirrored points.
public enum SVMWithBias: KernelKind {
  /// `svm-bias`.
  public static let name = "svm-bias"
  /// Whether the task is the hard margin with bias.
  public static func includes(_ task: KernelTask) -> Bool { task == .svmBias }
}

/// Soft-margin support vector machines without bias.
public enum SoftSVM: KernelKind {
  /// `svm-soft`.
  public static let name = "svm-soft"
  /// Whether the task is the soft margin, whatever its parameter.
  public static func includes(_ task: KernelTask) -> Bool { if case .svmSoft = task { true } else { false } }
}

/// Kernel ridge regression.
public enum Ridge: KernelKind {
  /// `ridge`.
  public static let name = "ridge"
  /// Whether the task is ridge regression, whatever its parameter.
  public static func includes(_ task: KernelTask) -> Bool { if case .ridge = task { true } else { false } }
}

/// Kernel principal components.
public enum PCA: KernelKind {
  /// `pca`.
  public static let name = "pca"
  /// Whether the task is the principal components.
  public static func includes(_ task: KernelTask) -> Bool { task == .pca }
}

/// Three data sets A, B and A ∪ B whose optimal values tell whether two vectors a ∈ A and b ∈ B are closer than t.
///
/// Let Δ = V(A ∪ B) − V(A) − V(B), S = Σ k(a, b) over all pairs, and ρ a bound on the sums of the rows of the Gram matrix
/// without its diagonal. Then (1 − ρ)² c S ≤ Δ ≤ c S / (1 − ρ) with a factor c of the task. A close pair makes
/// S ≥ q^(t−1); without one S ≤ n_A n_B q^(t−1+g), where g is the gap between the greatest close and the least other distance. So
/// Δ > c q^(t−1)/2 decides, provided that (1 − ρ)² > 1/2 and n_A n_B q^g < (1 − ρ)/2; instances where that fails are refused.
///
/// Source: Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization: Kernel Methods and Neural
/// Networks", NIPS 2017 (arXiv 1704.02958); the constants are derived.
public struct KernelInstance<Kind: KernelKind>: Hashable, Sendable {
  /// A and B, with the threshold.
  public let pairs: HammingClosePair
  /// q.
  public let base: KernelBase
  /// What is learnt.
  public let task: KernelTask
  /// A bound on ρ, from what is known without looking at pairs: vectors of a side differ in at least one place, or two if all
  /// have the same parity; vectors of different sides in as many as is promised.
  public let rhoBound: Rational
  /// g.
  public let gap: Int
  /// Whether the values of the kernel are among the files: n² numbers for n points.
  public let hasKernelFiles: Bool
  /// Two vectors of a side differ in at least so many places.
  let within: Int
  /// Two vectors of different sides differ in at least so many places.
  let cross: Int

  /// An instance.
  ///
  /// - Parameters:
  ///   - pairs: A and B, with the threshold.
  ///   - base: q.
  ///   - task: What is learnt.
  ///   - hasKernelFiles: Whether the values of the kernel are among the files.
  /// - Throws: ``KernelInstanceError`` or `KernelError`, with the reason.
  /// - Complexity: O((n_A + n_B) d / 64), expected.
  /// - Precondition: The kind has this task.
  public init(_ pairs: HammingClosePair, base: KernelBase, task: KernelTask, hasKernelFiles: Bool = true) throws {
    precondition(Kind.includes(task), "\(task) is no task of \(Kind.name)")
    guard pairs.threshold >= 1 else { throw KernelInstanceError.thresholdTooSmall }
    for (side, name) in [(pairs.left, "A"), (pairs.right, "B")] {
      let first = side.firstEqualRows
      if let copy = first.indices.first(where: { first[$0] != $0 }) {
        throw KernelInstanceError.equalVectors(name, first[copy], copy)
      }
    }
    let first = pairs.left.appending(rows: pairs.right).firstEqualRows
    for j in 0..<pairs.right.rows where first[pairs.left.rows + j] < pairs.left.rows {
      throw KernelInstanceError.commonVector(VectorPair(first[pairs.left.rows + j], j))
    }
    let (within, cross, gap) = Self.leastDistances(pairs)
    let q = base.q
    let larger = Swift.max(pairs.left.rows, pairs.right.rows)
    let rho =
      Rational(Integer(Swift.max(larger - 1, 0)), 1) * q.power(within) + Rational(Integer(larger), 1) * q.power(cross)
    guard rho < 1, (1 - rho) * (1 - rho) > Rational(1, 2) else {
      throw KernelError.notDominant(rho: rho, bound: Rational(7, 24))
    }
    let noise = Rational(Integer(pairs.left.rows) * Integer(pairs.right.rows), 1) * q.power(gap)
    guard noise < (1 - rho) / 2 else { throw KernelInstanceError.baseTooLarge(q, noise: noise, bound: (1 - rho) / 2) }
    switch task {
    case .svmSoft(let box):
      guard box > 0 else { throw KernelError.notPositive("the box C", box) }
      guard box <= 1 / (1 + rho) || box >= 1 / (1 - rho) else {
        throw KernelError.boxInWindow(box, lower: 1 / (1 + rho), upper: 1 / (1 - rho))
      }
    case .ridge(let lambda): guard lambda > 0 else { throw KernelError.notPositive("λ", lambda) }
    case .svm, .svmBias, .pca: break
    }
    (self.pairs, self.base, self.task, rhoBound, self.gap) = (pairs, base, task, rho, gap)
    (self.within, self.cross, self.hasKernelFiles) = (within, cross, hasKernelFiles)
  }

  /// The least distance of two vectors of a side and of two vectors of different sides, as far as the parities of their
  /// weights and the promise tell; and g.
  private static func leastDistances(_ pairs: HammingClosePair) -> (within: Int, cross: Int, gap: Int) {
    func parity(_ side: BitMatrix) -> Int? {
      let parities = Set((0..<side.rows).map { side.weight(ofRow: $0) & 1 })
      return parities.count == 1 ? parities.first : nil
    }
    guard let left = parity(pairs.left), let right = parity(pairs.right) else {
      return (1, Swift.max(pairs.leastDistance, 1), 1)
    }
    let odd = left ^ right
    // Distances across have the parity `odd`, and are not 0.
    let least = Swift.max(pairs.leastDistance, 1)
    return (2, least + ((least ^ odd) & 1), (pairs.threshold - 1 - odd) & 1 == 0 ? 2 : 1)
  }

  /// c: Δ is about c S.
  public var factor: Rational {
    switch task {
    case .svm: 1
    case .svmBias: 2 / (1 - base.q)
    case .svmSoft(let box): box >= 1 ? 1 : box * box
    case .ridge(let lambda): lambda / ((1 + lambda) * (1 + lambda))
    case .pca: 2
    }
  }

  /// c q^(t−1): what one close pair adds to Δ, at least and about.
  public var unit: Rational { factor * base.q.power(pairs.threshold - 1) }

  /// Δ above it means yes, below it no.
  public var decisionThreshold: Rational { unit / 2 }

  /// The bits of relative accuracy that each value needs so that its error is at most an eighth of the unit.
  public var requiredBits: Int {
    let points = Integer(pairs.left.rows + pairs.right.rows)
    let largest: Rational =
      switch task {
      case .pca: Rational(points * points, 1)
      case .svmSoft(let box): box * Rational(points, 1)
      default: Rational(2 * points, 1)
      }
    return Swift.max((8 * largest / unit).ceiling().bitWidth, 1)
  }

  /// The data set A: label 1 at every vector, mirrored for a bias.
  public var left: LabelledPoints {
    get throws { try points(pairs.left, BitMatrix(rows: 0, columns: pairs.dimension)) }
  }

  /// The data set B: label −1 at every vector, mirrored for a bias.
  public var right: LabelledPoints {
    get throws { try points(BitMatrix(rows: 0, columns: pairs.dimension), pairs.right) }
  }

  /// The data set A ∪ B.
  public var union: LabelledPoints { get throws { try points(pairs.left, pairs.right) } }

  private func points(_ positive: BitMatrix, _ negative: BitMatrix) throws -> LabelledPoints {
    let points = try LabelledPoints(positive: positive, negative: negative)
    return task == .svmBias ? points.mirrored() : points
  }
}

/// Why close pairs make no instance, or files are none.
public enum KernelInstanceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// t is 0, below which there is no distance.
  case thresholdTooSmall
  /// Two vectors of the named side are equal, which makes the Gram matrix singular.
  case equalVectors(String, Int, Int)
  /// A vector is in A and in B: the answer is yes, but the point has both labels.
  case commonVector(VectorPair)
  /// With this base, pairs that are not close could add up to `noise` of what a close one does, which is not below
  /// `bound`.
  case baseTooLarge(Rational, noise: Rational, bound: Rational)
  /// There is no file of this name.
  case missing(String)
  /// The file does not hold what it should, for the reason given.
  case malformed(file: String, String)
  /// The file for solvers is not the one that the sidecar makes.
  case inconsistent(file: String)
  /// The coefficients that were found for the data set separate nothing, so they bound no value.
  case noBound(String)
  /// Only machines with hard margins have certificates of this kind.
  case noCertificate(kind: String, machine: String)
  /// An error is negative.
  case negativeError
  /// No instance of this size, base and task has such a value.
  case impossibleValue(String, Rational, error: Rational, least: Rational, greatest: Rational, bound: String)
  /// Pairs are to be counted, but may be closer than t − 1, so that no base tells their number.
  case notCountable(threshold: Int, leastDistance: Int)
  /// What stands beside the values is not what they or the instance say.
  case inconsistentValues(String, Rational, expected: Rational)

  public var description: String {
    switch self {
    case .thresholdTooSmall: "the threshold t is 0: no pair is at a distance below 0, so the answer is no"
    case .equalVectors(let side, let first, let second):
      "vectors \(first) and \(second) of side \(side) are equal, which makes the Gram matrix singular; leave one of them out, or "
        + "start from ov, where copies are told apart"
    case .commonVector(let pair):
      "vector \(pair.left) of A equals vector \(pair.right) of B: their distance is 0, so the answer is yes; the two labels of "
        + "that point leave no margin, so there is no instance"
    case .baseTooLarge(let q, let noise, let bound):
      "the base q = \(q) is too large: pairs that are not close could add up to \(Double(noise)) of what a close one does, and less "
        + "than \(Double(bound)) is needed; choose a smaller base"
    case .missing(let file): "the file \(file) is missing"
    case .malformed(let file, let why): "\(file): \(why)"
    case .inconsistent(let file): "\(file) does not hold what the sidecar instance.json says; it was changed"
    case .negativeError: "an error is negative"
    case .impossibleValue(let name, let value, let error, let least, let greatest, let bound):
      "\(name) is \(Double(value)) ± \(Double(error)), but for this instance it lies between \(Double(least)) and "
        + "\(Double(greatest)): \(bound). If the values may be further from the truth, say how far"
    case .inconsistentValues(let name, let value, let expected):
      "\(name) is \(value) beside the values, but should be \(expected): they belong to another instance, or were changed"
    case .notCountable(let threshold, let least):
      "close pairs cannot be counted: distances are only promised to be at least \(least), and with the threshold t = \(threshold) a promise "
        + "of t - 1 is needed, the last number of the first line; leave counting out, or start from ov"
    case .noBound(let set):
      "the coefficients that were found for \(set) separate nothing, so that they bound no value; take more steps or another algorithm"
    case .noCertificate(let kind, let machine):
      "there is no \(kind) certificate of \(machine); svm and svm-bias have one"
    }
  }
}
