import Evidence
import Exact
import HardProblems
import KernelMachines
import KernelMachinesCheckers

/// A certificate of a kernel machine as a checker is given it: its JSON, and the instance that it is said to be about.
struct KernelProofFile: Codable, Sendable {
  var certificate: JSONValue
  /// Nil if it has to stand by itself.
  var instance: ClosePairMachine?
}

/// A machine that learns from two sides of vectors: an instance that is easily written, and need not decide anything.
struct ClosePairMachine: Codable, Hashable, Sendable {
  var task: String
  var parameter: Rational?
  var base: Rational
  var left: [String]
  var right: [String]
  var threshold: Int
  var leastDistance = 0

  /// The same as the checker names it.
  func subject() throws -> KernelSubject {
    try KernelSubject(
      machine: KernelMachine(task: task, parameter: parameter), base: base, left: left, right: right,
      threshold: threshold, leastDistance: leastDistance)
  }

  /// The same as solvers take it.
  var kernelTask: KernelTask? {
    switch (task, parameter) {
    case ("svm", _): .svm
    case ("svm-bias", _): .svmBias
    case ("svm-soft", let box?): .svmSoft(box: box)
    case ("ridge", let lambda?): .ridge(lambda: lambda)
    case ("pca", _): .pca
    default: nil
    }
  }

  /// The three data sets.
  func dataSets() throws -> [LabelledPoints] {
    let width = (left + right).first?.count ?? 0
    let (a, b, none) = (
      left.isEmpty ? BitMatrix(rows: 0, columns: width) : try BitMatrix(left),
      right.isEmpty ? BitMatrix(rows: 0, columns: width) : try BitMatrix(right), BitMatrix(rows: 0, columns: width)
    )
    return try [(a, none), (none, b), (a, b)].map { positive, negative in
      let points = try LabelledPoints(positive: positive, negative: negative)
      return task == "svm-bias" ? points.mirrored() : points
    }
  }

  /// The three values, as the solver finds them.
  func values() throws -> [Rational] {
    guard let kernelTask else { throw CertificateFileError("no task \(task)") }
    let base = try KernelBase(base)
    return try dataSets().map { try $0.exactValue(of: kernelTask, base: base).value }
  }

  /// What Δ is compared with, as the reduction says it.
  func decisionThreshold() throws -> Rational {
    guard let kernelTask else { throw CertificateFileError("no task \(task)") }
    let pairs = try HammingClosePair(
      left: BitMatrix(left), right: BitMatrix(right), threshold: threshold, leastDistance: leastDistance)
    let base = try KernelBase(base)
    switch kernelTask {
    case .svm: return try KernelInstance<SVM>(pairs, base: base, task: kernelTask).decisionThreshold
    case .svmBias: return try KernelInstance<SVMWithBias>(pairs, base: base, task: kernelTask).decisionThreshold
    case .svmSoft: return try KernelInstance<SoftSVM>(pairs, base: base, task: kernelTask).decisionThreshold
    case .ridge: return try KernelInstance<Ridge>(pairs, base: base, task: kernelTask).decisionThreshold
    case .pca: return try KernelInstance<PCA>(pairs, base: base, task: kernelTask).decisionThreshold
    }
  }

  /// The least distance of a vector of A and one of B, and how many pairs have it, by trying all; nil if none exist.
  var closest: (distance: Int, pairs: Int)? {
    let distances = left.flatMap { a in right.map { b in zip(a, b).count { $0 != $1 } } }
    return distances.min().map { least in (least, distances.count { $0 == least }) }
  }

  /// What the proof is of, as it says.
  init(_ proof: KernelProof, base: Rational) {
    let instance = proof.instance
    self.init(
      task: instance.machine.task, parameter: instance.machine.parameter, base: base, left: instance.left,
      right: instance.right, threshold: instance.threshold, leastDistance: instance.leastDistance)
  }

  init(
    task: String, parameter: Rational? = nil, base: Rational, left: [String], right: [String], threshold: Int,
    leastDistance: Int = 0
  ) {
    (self.task, self.parameter, self.base, self.left, self.right) = (task, parameter, base, left, right)
    (self.threshold, self.leastDistance) = (threshold, leastDistance)
  }

  /// A certificate with given coefficients, and the bounds that these are said to prove: right or not, as its maker wants.
  func certificate(_ kind: KernelCertificate.Kind, _ sets: [KernelCoefficients]) throws -> KernelCertificate {
    let points = try dataSets()
    func set(_ index: Int) -> KernelCertificate.DataSet {
      KernelCertificate.DataSet(
        points: points[index].points.rowTexts, labels: points[index].labels, numerators: sets[index].numerators,
        denominator: sets[index].denominator, lower: sets[index].lower, upper: sets[index].upper)
    }
    return KernelCertificate(
      kind: kind, task: task, parameter: parameter, base: base, threshold: threshold, leastDistance: leastDistance,
      a: set(0), b: set(1), ab: set(2))
  }

  /// The right coefficients and values.
  func solution() throws -> [KernelCoefficients] {
    guard let kernelTask else { throw CertificateFileError("no task \(task)") }
    let base = try KernelBase(base)
    return try dataSets().map {
      let solution = try $0.exactValue(of: kernelTask, base: base)
      return KernelCoefficients(
        solution.coefficients.numerators, solution.coefficients.denominator, solution.value, solution.value)
    }
  }

  /// The right certificate.
  func exactCertificate() throws -> KernelCertificate { try certificate(.exact, solution()) }
}

/// The coefficients of a data set, and the bounds that they are said to prove.
struct KernelCoefficients {
  var numerators: [Integer]
  var denominator: Integer
  var lower: Rational
  var upper: Rational

  init(_ numerators: [Integer], _ denominator: Integer, _ lower: Rational, _ upper: Rational) {
    (self.numerators, self.denominator, self.lower, self.upper) = (numerators, denominator, lower, upper)
  }
}

/// What cannot be made.
struct CertificateFileError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension KernelProofFile {
  /// The file of a certificate that stands by itself or beside an instance.
  init(_ certificate: some Encodable, instance: ClosePairMachine? = nil) throws {
    self.init(certificate: try JSONValue(encoding: certificate), instance: instance)
  }

  /// The file with one field of its certificate changed; `path` is of keys and indices.
  func changed(_ path: [JSONKey], to value: JSONValue?) throws -> KernelProofFile {
    var file = self
    file.certificate = try certificate.replaced(path[...], by: value)
    return file
  }
}

/// A step into a JSON value.
enum JSONKey: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case field(String)
  case entry(Int)
  init(stringLiteral name: String) { self = .field(name) }
  init(integerLiteral index: Int) { self = .entry(index) }
}

extension JSONValue {
  /// The value with one part replaced; nil drops it.
  func replaced(_ path: ArraySlice<JSONKey>, by value: JSONValue?) throws -> JSONValue {
    guard let key = path.first else { throw CertificateFileError("nothing to replace") }
    let rest = path.dropFirst()
    switch (self, key) {
    case (.object(var fields), .field(let name)):
      fields[name] = rest.isEmpty ? value : try (fields[name] ?? .null).replaced(rest, by: value)
      return .object(fields)
    case (.array(var list), .entry(let index)) where list.indices.contains(index):
      if rest.isEmpty, value == nil {
        list.remove(at: index)
      } else if rest.isEmpty, let value {
        list[index] = value
      } else {
        list[index] = try list[index].replaced(rest, by: value)
      }
      return .array(list)
    default: throw CertificateFileError("there is no such part")
    }
  }
}
