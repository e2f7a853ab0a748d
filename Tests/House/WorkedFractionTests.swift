import Exact
import HardProblems
import HardProblemsReductions
import KernelMachines
import KernelMachinesReductions
import TestSupport
import Testing

/// The numbers of worked examples that no table of a README has.
@Suite("Worked fractions of kernel machines")
struct WorkedFractionTests {
  private static let base = Rational(1, 8)

  private func instance(_ right: [String], _ task: KernelTask = .svm) throws -> KernelInstance<SVM> {
    let vectors = try OrthogonalVectors(left: BitMatrix(["101", "110"]), right: BitMatrix(right))
    return try BHCPToKernelMachine<SVM>(task: task, base: KernelBase(Self.base)).reduce(OVToBHCP().reduce(vectors))
  }

  /// Whether a number has these digits, to half a unit of the last.
  private func matches(_ value: Rational, _ digits: String) throws -> Bool {
    let places = digits.split(separator: ".")[1].count
    return (value - (try Rational(parsing: digits))).magnitude <= Rational(1, 2 * Integer(10).power(places))
  }

  @Test("S, ρ and Δ/q³, with a pair and without")
  func sums() throws {
    for (right, sum, rho, ratio) in [
      (["010", "111"], Rational(2081, 1_048_576), Rational(73, 32768), "1.0176048"),
      (["110", "111"], Rational(67, 2_097_152), nil, "0.0161023"),
    ] as [([String], Rational, Rational?, String)] {
      let machine = try instance(right)
      let points = try machine.union
      let gram = GramMatrix(points.points, base: machine.base)
      let across = (0..<2).reduce(Rational.zero) { $0 + gram.kernel($1, 2) + gram.kernel($1, 3) }
      #expect(across == sum)
      if let rho { #expect(gram.greatestOffDiagonalSum == rho) }
      let delta = try machine.referenceAnswer().delta
      #expect(try matches(delta / machine.unit, ratio), "\(Double(delta / machine.unit))")
    }
  }

  /// Δ/q^d on 16 worst vectors of a side.
  private func ratio(_ share: Rational, orthogonalPair: Bool) throws -> Rational {
    let pairs = try OVToBHCP().reduce(.worst(k: 4, orthogonalPair: orthogonalPair))
    let base = try KernelBase(share / 16)
    let none = BitMatrix(rows: 0, columns: pairs.dimension)
    func value(_ left: BitMatrix, _ right: BitMatrix) throws -> Rational {
      try LabelledPoints(positive: left, negative: right).exactValue(of: .svm, base: base).value
    }
    let delta = try value(pairs.left, pairs.right) - value(pairs.left, none) - value(none, pairs.right)
    return delta / base.q.power(pairs.threshold - 1)
  }

  @Test(
    "Δ/q^d of the worst instances with n = 16", .claim("kernel.sharp-base"),
    arguments: [
      (Rational(1, 4), false, "0.0624"), (Rational(1, 2), false, "0.2481"), (Rational(2, 3), false, "0.4383"),
      (1, false, "0.9693"), (2, false, "3.53"), (Rational(1, 4), true, "1.0585"), (Rational(1, 2), true, "1.2326"),
    ])
  func worst(share: Rational, orthogonalPair: Bool, digits: String) throws {
    let ratio = try ratio(share, orthogonalPair: orthogonalPair)
    #expect(try matches(ratio, digits), "\(Double(ratio))")
  }

  @Test("Δ/q⁵ of the worst instance with n = 4")
  func small() throws {
    #expect(try matches(Rational(16384, 2_284_875_775) * 32768, "0.23497"))
  }
}
