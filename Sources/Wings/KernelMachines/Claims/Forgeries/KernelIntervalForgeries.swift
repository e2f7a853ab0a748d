import Evidence
import Exact
import KernelMachines
import KernelMachinesCheckers

extension Check {
  /// No forged certificate of an interval passes.
  static let kernelIntervalForgeries = Check.forgeries(
    "certificates", about: "intervals with and without bias", quick: KernelIntervalFiles.quick,
    deep: KernelIntervalFiles.deep, checker: verifyInterval, mutants: intervalMutants,
    isTrue: KernelIntervalFiles.isTrue
  )
}

/// What a checker of intervals accepts; from a faulty one that forgives what it should refuse, nothing.
struct AcceptedInterval: CustomStringConvertible {
  var proof: KernelIntervalProof?
  var description: String { proof?.description ?? "what it should refuse" }
}

private typealias IntervalChecker = Algorithm<JSONValue, AcceptedInterval>

private let verifyInterval: IntervalChecker = { file in
  AcceptedInterval(proof: try file.decoded(as: KernelIntervalCertificate.self).verify())
}

/// A checker that passes over errors with these words.
private func forgivingWords(_ words: String) -> IntervalChecker {
  forgiving(
    verifyInterval, { ($0 as? KernelCertificateError)?.description.contains(words) ?? false },
    accepts: { _ in AcceptedInterval() })
}

private let intervalMutants: KeyValuePairs<String, IntervalChecker> = [
  "lets γ be 0": forgivingWords("γ = 0 is not positive"),
  "lets C be 0": forgivingWords("C = 0 is not positive"),
  "lets the precision be anything": forgivingWords("is not from 1 to 4096"),
  "lets the bits be anything": forgivingWords("are not from 0 to 4096"),
  "does not count labels": forgivingWords("labels for"),
  "lets labels be anything": forgivingWords("neither 1 nor -1"),
  "does not count coefficients": forgivingWords("coefficients for"),
  "reads any coordinates": forgivingWords("is not index:value"),
  "lets indices stand twice": forgivingWords("do not ascend"),
  "takes any denominator": forgivingWords("no common denominator"),
  "lets coefficients be negative": forgivingWords("is negative"),
  "lets coefficients be above C": forgivingWords("is above C"),
  "does not balance classes": forgivingWords("do not add up to the same"),
  "believes the least value": forgivingWords("the least value is above"),
  "believes the greatest value": forgivingWords("the greatest value is below"),
  "takes the kernel's last bit for exact": { file in
    // What rounding may have taken is left out: bounds that are narrower by less than that pass.
    var certificate = try file.decoded(as: KernelIntervalCertificate.self)
    guard certificate.precision == 1 else { return try verifyInterval(file) }
    let most = certificate.cost * Rational(certificate.labels.count)
    let loss = most * most / Rational(Integer(1) << certificate.precision)
    certificate.lower -= loss
    certificate.upper += loss
    return AcceptedInterval(proof: try certificate.verify())
  },
]

/// Certificates of intervals, valid and forged.
enum KernelIntervalFiles {
  typealias Tried = TriedFile<JSONValue>

  static let quick: [Tried] = made { try named() + valid() + systematic().thinned(to: 150) }
  static let deep: [Tried] = made { try systematic() }

  private static func made(_ files: () throws -> [Tried]) -> [Tried] {
    do { return try files() } catch {
      return [Tried(name: "not made: \(error)", file: .null, expectation: .accepted)]
    }
  }

  /// Three vectors, of which two are equal, with all that a machine may be.
  private static func data(hasBias: Bool) -> OwnData {
    OwnData(
      labels: [1, -1, 1],
      rows: [[Rational(1, 2), 1], [Rational(-1, 2), 0], hasBias ? [0, -1] : [Rational(1, 2), 1]],
      gamma: Rational(1, 2), cost: hasBias ? 2 : Rational(2, 3), hasBias: hasBias)
  }

  private static func certificates() throws -> [KernelIntervalCertificate] {
    try [true, false].map { try data(hasBias: $0).machine.interval(width: Rational(1, 1000)) }
  }

  private static func valid() throws -> [Tried] {
    try certificates().map { certificate in
      Tried(
        name: certificate.bias == nil ? "without bias" : "with bias", file: try JSONValue(encoding: certificate),
        expectation: .acceptedAs(
          "the optimum of the support vector machine with soft margin, C = \(certificate.cost), "
            + "\(certificate.bias == nil ? "without" : "with") bias, and the kernel exp(-γ‖x - y‖²), γ = 1/2, is between "
            + "\(certificate.lower.decimal) and \(certificate.upper.decimal)"))
    }
  }

  private static func systematic() throws -> [Tried] {
    let values = try certificates().map { try JSONValue(encoding: $0) }
    return values.enumerated().flatMap { index, value in
      value.forgeries(others: [values[1 - index]]).map {
        Tried(name: "certificate \(index + 1), \($0.name)", file: $0.value, expectation: .nothingFalse)
      }
    }
  }

  /// A forgery for each line that refuses: bounds so wide that nothing else is wrong.
  private static func named() throws -> [Tried] {
    let certificates = try certificates()
    func forged(
      _ reason: String, _ index: Int = 0, isWide: Bool = true, _ change: (inout KernelIntervalCertificate) -> Void
    ) throws -> Tried {
      var certificate = certificates[index]
      if isWide { (certificate.lower, certificate.upper) = (-1000, 1000) }
      change(&certificate)
      return Tried(name: reason, file: try JSONValue(encoding: certificate), expectation: .refused(reason))
    }
    let one = Integer(1) << certificates[1].bits
    return [
      try forged("γ = 0 is not positive") { $0.gamma = 0 },
      try forged("the box C = 0 is not positive") { $0.cost = 0 },
      try forged("the precision of 0 bits is not from 1 to 4096") { $0.precision = 0 },
      try forged("the precision of 4097 bits is not from 1 to 4096") { $0.precision = 4097 },
      try forged("-1 fractional bits of coefficients are not from 0 to 4096") { certificate in
        certificate.bits = -1
        certificate.coefficients = [0, 0, 0]
      },
      try forged("4097 fractional bits of coefficients are not from 0 to 4096") { $0.bits = 4097 },
      try forged("4 labels for 3 vectors") { $0.labels.append(1) },
      try forged("a label is neither 1 nor -1") { $0.labels[2] = 0 },
      try forged("4 coefficients for 3 vectors") { $0.coefficients.append(0) },
      try forged("“1=2” of vector 2 is not index:value") { $0.points[1] = "1=2" },
      try forged("“x:2” of vector 2 is not index:value") { $0.points[1] = "x:2" },
      try forged("“1:y” of vector 2 is not index:value") { $0.points[1] = "1:y" },
      try forged("the indices of vector 1 do not ascend from 1") { $0.points[0] = "1:1/2 1:1" },
      try forged("the indices of vector 3 do not ascend from 1") { $0.points[2] = "0:1" },
      try forged("the coordinates have no common denominator of at most 65536 bits") { $0.points[2] = "1:1e-30000" },
      try forged("the coefficient of vector 2 is negative", 1) { $0.coefficients[1] = -1 },
      try forged("the coefficient of vector 1 is above C", 1) { $0.coefficients[0] = one + 1 },
      try forged("the coefficients of the two classes do not add up to the same") { $0.coefficients = [1, 2, 2] },
      try forged("the least value is above what the coefficients prove", isWide: false) {
        $0.lower = $0.upper
        $0.upper += 1
      },
      try forged("the greatest value is below what the coefficients prove", isWide: false) {
        $0.upper = $0.lower
        $0.lower -= 1
      },
      try kernelOfOneBit("the least value is above what the coefficients prove", isLower: true),
      try kernelOfOneBit("the greatest value is below what the coefficients prove", isLower: false),
    ]
  }

  /// Two vectors with coefficients C and a kernel of one bit, which is taken for 0: of the bounds so computed one is false.
  private static func kernelOfOneBit(_ reason: String, isLower: Bool) throws -> Tried {
    // k = e^−1 counts as 0 to 1/2. With equal labels 2 − (1 + k) is the dual value, 1 − k the sum of hinges is 0.
    let dual: Rational = 1
    let certificate = KernelIntervalCertificate(
      gamma: 1, cost: 1, bias: nil, labels: isLower ? [1, 1] : [1, -1], points: ["1:1", ""], coefficients: [1, 1],
      bits: 0, precision: 1, lower: isLower ? dual : -1000, upper: isLower ? 1000 : dual)
    return Tried(
      name: "a kernel of one bit, \(isLower ? "least" : "greatest")", file: try JSONValue(encoding: certificate),
      expectation: .refused(reason))
  }

  /// Whether the optimum of the data that a certificate holds lies in its interval, found out without the checker and the solver.
  @Sendable static func isTrue(_ accepted: AcceptedInterval, _ file: JSONValue) throws -> Bool {
    guard let proof = accepted.proof else { return false }
    let certificate = try file.decoded(as: KernelIntervalCertificate.self)
    let fields = certificate.points.map { point in
      point.split(separator: " ").map { field in field.split(separator: ":").map(String.init) }
    }
    let indices = Set(fields.joined().map { Int($0[0]) }).sorted { ($0 ?? 0) < ($1 ?? 0) }
    let rows = fields.map { row in
      indices.map { index in row.first { Int($0[0]) == index }.flatMap { Rational($0[1]) } ?? 0 }
    }
    let data = OwnData(
      labels: certificate.labels, rows: rows, gamma: certificate.gamma, cost: certificate.cost,
      hasBias: certificate.bias != nil)
    let truth = try data.optimum()
    return proof.hasBias == data.hasBias && proof.gamma == data.gamma && proof.cost == data.cost
      && proof.lower == certificate.lower && proof.upper == certificate.upper
      && proof.positives == data.labels.count { $0 == 1 } && proof.negatives == data.labels.count { $0 == -1 }
      && certificate.lower <= truth.value + truth.error && truth.value - truth.error <= certificate.upper
  }
}
