import Exact

/// What a certificate of a kernel machine is about: which machine learns from which vectors, and when its values mean yes.
///
/// There are two sides of 0/1 vectors, A with the label 1 and B with the label −1, and a threshold t. The machine learns from three
/// data sets, A, B and A ∪ B, and what is asked is whether some a ∈ A and b ∈ B differ in fewer than t places.
public struct KernelSubject: Hashable, Sendable {
  /// The machine, with C or λ.
  public let machine: KernelMachine
  /// q, between 0 and 1; nil for a statement on every small base at once.
  public let base: Rational?
  /// The vectors of A as `0` and `1`, without mirror images.
  public let left: [String]
  /// Those of B.
  public let right: [String]
  /// t, at least 1.
  public let threshold: Int
  /// A promise that no pair differs in fewer places; 0 promises nothing.
  public let leastDistance: Int

  /// - Throws: ``KernelCertificateError/malformed(_:)`` if the base is not between 0 and 1, the threshold not positive, the promise
  ///   negative or broken, or the vectors are not different 0/1 vectors of one dimension.
  /// - Complexity: O(n_A n_B d / 64).
  public init(
    machine: KernelMachine, base: Rational?, left: [String], right: [String], threshold: Int, leastDistance: Int
  ) throws(KernelCertificateError) {
    if let base {
      guard base > 0 else { throw .malformed("the base \(base) is not positive") }
      guard base < 1 else { throw .malformed("the base \(base) is not below 1") }
    }
    guard threshold >= 1 else { throw .malformed("the threshold \(threshold) is not positive") }
    guard leastDistance >= 0 else { throw .malformed("the promised distance \(leastDistance) is negative") }
    let vectors = left + right
    guard vectors.allSatisfy({ $0.utf8.allSatisfy { $0 == 48 || $0 == 49 } }) else {
      throw .malformed("a vector has other letters than 0 and 1")
    }
    guard vectors.allSatisfy({ $0.utf8.count == vectors[0].utf8.count }) else {
      throw .malformed("the vectors differ in dimension")
    }
    guard Set(vectors).count == vectors.count else { throw .malformed("two vectors are equal") }
    (self.machine, self.base, self.left, self.right) = (machine, base, left, right)
    (self.threshold, self.leastDistance) = (threshold, leastDistance)
    if let least = crossDistances.firstIndex(where: { $0 > 0 }), least < leastDistance {
      throw .malformed("two vectors differ in \(least) places, but at least \(leastDistance) are promised")
    }
  }

  /// The number of coordinates; 0 if there are no vectors.
  public var dimension: Int { (left.first ?? right.first)?.utf8.count ?? 0 }

  /// How many pairs of a ∈ A and b ∈ B differ in 0, 1, …, d places.
  var crossDistances: [Int] {
    let vectors = PackedVectors(left + right)
    var counts = [Int](repeating: 0, count: dimension + 1)
    for i in left.indices { for j in right.indices { counts[vectors.distance(i, left.count + j)] += 1 } }
    return counts
  }

  /// The vectors and the threshold in the text form of a `bhcp` instance, of which the SHA-256 names the instance.
  public var text: String {
    let promise = leastDistance > 0 ? " \(leastDistance)" : ""
    return "p bhcp \(left.count) \(right.count) \(dimension) \(threshold)\(promise)\n"
      + (left + right).map { $0 + "\n" }.joined()
  }

  /// The instance in words.
  public var statement: String {
    "\(machine), with the kernel q^H, \(base.map { "q = \($0)" } ?? "for every small q"), on \(left.count) vectors of A (label 1) and "
      + "\(right.count) of B (label -1) of \(dimension) coordinates"
      + (leastDistance > 0 ? ", of which no pair differs in fewer than \(leastDistance) places" : "")
      + "; is there a pair that differs in fewer than \(threshold)?"
  }
}

// The three data sets as a certificate holds them.
extension KernelSubject {
  /// Labelled points, as they stand in a certificate.
  struct Rows: Equatable {
    var points: [String]
    var labels: [Int]
  }

  /// The subject that three data sets hold: A has the label 1 and B the label −1, A ∪ B is A and then B, and where points are
  /// mirrored, all of them with a 0 come first and all of them with a 1 and the other label follow.
  ///
  /// - Throws: ``KernelCertificateError`` if the data sets are not of this form.
  init(
    machine: KernelMachine, base: Rational?, threshold: Int, leastDistance: Int, a: Rows, b: Rows, ab: Rows
  ) throws(KernelCertificateError) {
    let (left, right) = (Self.vectors(of: a, machine), Self.vectors(of: b, machine))
    for (name, found, expected) in [
      ("A", a, Self.rows(left, [], machine)), ("B", b, Self.rows([], right, machine)),
      ("AB", ab, Self.rows(left, right, machine)),
    ] {
      guard found.points == expected.points else {
        throw .violated(
          set: name,
          machine.isMirrored
            ? "its points are not the vectors with a 0 and then their mirror images with a 1"
            : "its points are not those of A and then those of B")
      }
      guard found.labels == expected.labels else {
        throw .violated(
          set: name,
          "its labels are not 1 on the vectors of A and -1 on those of B"
            + (machine.isMirrored ? ", and the opposite on their mirror images" : ""))
      }
    }
    try self.init(
      machine: machine, base: base, left: left, right: right, threshold: threshold, leastDistance: leastDistance)
  }

  /// The vectors without mirror images.
  private static func vectors(of side: Rows, _ machine: KernelMachine) -> [String] {
    machine.isMirrored ? side.points.prefix(side.points.count / 2).map { String($0.dropLast()) } : side.points
  }

  private static func rows(_ left: [String], _ right: [String], _ machine: KernelMachine) -> Rows {
    let (points, labels) = (left + right, left.map { _ in 1 } + right.map { _ in -1 })
    guard machine.isMirrored else { return Rows(points: points, labels: labels) }
    return Rows(points: points.map { $0 + "0" } + points.map { $0 + "1" }, labels: labels + labels.map { -$0 })
  }

  /// Whether a certificate about this subject is one of the instance.
  ///
  /// - Throws: ``KernelCertificateError/otherInstance(_:)`` with the first difference.
  func requireEqual(_ instance: KernelSubject) throws(KernelCertificateError) {
    guard machine.task == instance.machine.task else {
      throw .otherInstance("its machine is \(machine.task), that of the instance \(instance.machine.task)")
    }
    guard machine == instance.machine else {
      throw .otherInstance("it is about \(machine), the instance about \(instance.machine)")
    }
    // A statement on every small base is one on that of the instance.
    if let base, base != instance.base {
      throw .otherInstance(
        "its base is \(base), that of the instance \(instance.base.map { "\($0)" } ?? "every small one")")
    }
    guard left == instance.left else { throw .otherInstance("the vectors of A differ") }
    guard right == instance.right else { throw .otherInstance("the vectors of B differ") }
    guard threshold == instance.threshold else {
      throw .otherInstance("its threshold is \(threshold), that of the instance \(instance.threshold)")
    }
    guard leastDistance == instance.leastDistance else {
      throw .otherInstance(
        "its promised distance is \(leastDistance), that of the instance \(instance.leastDistance)")
    }
  }
}

/// 0/1 vectors of one dimension, packed into words.
struct PackedVectors {
  private let words: [UInt64]
  private let width: Int
  let count: Int

  init(_ rows: [String]) {
    count = rows.count
    let width = ((rows.first?.utf8.count ?? 0) + 63) / 64
    var words = [UInt64](repeating: 0, count: rows.count * width)
    for (row, text) in rows.enumerated() {
      for (column, letter) in text.utf8.enumerated() where letter == 49 {
        words[row * width + column / 64] |= 1 << UInt64(column % 64)
      }
    }
    (self.words, self.width) = (words, width)
  }

  /// In how many places two of them differ.
  func distance(_ i: Int, _ j: Int) -> Int {
    var distance = 0
    for word in 0..<width { distance += (words[i * width + word] ^ words[j * width + word]).nonzeroBitCount }
    return distance
  }
}
