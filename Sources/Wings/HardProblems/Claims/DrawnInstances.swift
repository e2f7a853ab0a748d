import Evidence
import Exact
import HardProblems
import Problems
import Randomness

extension Claim {
  /// Families draw what they say, and draw it again.
  static let drawnInstances = Claim(
    id: "problems.families",
    title: "Families of instances have the sizes and the answers that they promise, and a seed gives what it gave",
    sentences: [
      Sentence(
        """
        Instances of k-SUM, satisfiability and orthogonal vectors have the sizes that were asked for. Planted ones have solutions, of \
        orthogonal vectors exactly as many as were asked for; those of the families no, worst-no and pigeonhole have none, worst-yes has one, \
        and the parity of $n$ variables has $2^{n-1}$ models; sparse vectors have $w$ ones, clauses $w$ literals of different variables.
        """, topic: "what is drawn", checks: ["drawn"]),
      Sentence(
        "The texts of the instances listed, of fixed seeds, are what they were, by a fingerprint of 64 bits.",
        topic: "seeds", checks: ["drawn"]),
    ],
    source: Source(paper: "Tightbound", theorem: "families of instances; derived"),
    checks: [
      Check(
        "drawn", level: .certified,
        family: .listed("\(DrawnInstance.all.count) instances of 12 families", quick: DrawnInstance.all),
        subject: draw,
        mutants: [
          "takes the next seed": { instance in
            var other = instance
            other.seed += 1
            return try draw(other)
          },
          "the size that is named first is one less": { instance in
            var other = instance
            if let (name, value) = instance.sizes.min(by: { $0.key < $1.key }), value > 1 {
              other.sizes[name] = value - 1
            }
            return try draw(other)
          },
          "plants nothing": { instance in
            var other = instance
            if instance.family == "planted" { other.family = "no" }
            return try draw(other)
          },
        ],
        test: { draw, instance in
          let drawn = try draw(instance)
          if let fault = try drawn.fault(instance) { return .fails("\(instance.name): \(fault)") }
          return .equal(fingerprint(drawn.text), instance.fingerprint, "\(instance.name): the fingerprint")
        })
    ])
}

/// A family, sizes and a seed, with the fingerprint of what was drawn.
private struct DrawnInstance: Codable, Sendable {
  var problem: String
  var family: String
  var sizes: [String: Int]
  var seed: UInt64 = 7
  var fingerprint: UInt64

  init(_ problem: String, _ family: String, _ sizes: [String: Int], _ fingerprint: UInt64) {
    (self.problem, self.family, self.sizes, self.fingerprint) = (problem, family, sizes, fingerprint)
  }

  var name: String { "\(problem) \(family)" }

  static let all = [
    DrawnInstance("ksum", "random", ["k": 3, "m": 6, "U": 30], 0x0d8a_eb4e_0ee6_44de),
    DrawnInstance("ksum", "random", ["m": 5], 0x8c83_dd3e_0069_ee73),
    DrawnInstance("ksum", "planted", ["k": 2, "m": 4, "U": 1000], 0x99b8_bab6_9446_26f9),
    DrawnInstance("ksum", "planted", ["k": 4, "m": 5, "U": 60], 0x1e4c_b858_0217_bbcf),
    DrawnInstance("ksum", "no", ["k": 3, "m": 4, "U": 1000], 0x86c1_44d5_9bd6_0816),
    DrawnInstance("ksum", "no", ["k": 2, "m": 6, "U": 13], 0x28a7_faa6_ab16_6bcf),
    DrawnInstance("sat", "random", ["v": 9, "clauses": 20, "w": 3], 0xfafc_11ee_3055_0ed4),
    DrawnInstance("sat", "pigeonhole", ["h": 3], 0x1ae6_7c9f_5dd2_50bd),
    DrawnInstance("sat", "parity", ["n": 1], 0x375d_759c_78d4_8147),
    DrawnInstance("sat", "parity", ["n": 2], 0x2dcd_fed5_f51c_4218),
    DrawnInstance("sat", "parity", ["n": 6], 0x95a2_bd89_ed20_31a2),
    DrawnInstance("ov", "random", ["nA": 6, "nB": 4, "d": 9, "p": 30], 0x705e_6ad5_7753_1893),
    DrawnInstance("ov", "random", ["n": 3, "d": 4, "p": 100], 0x871c_f3a9_27e4_d7c6),
    DrawnInstance("ov", "planted", ["n": 9, "d": 14, "c": 3, "p": 30], 0x3c41_728a_0aae_db53),
    DrawnInstance("ov", "no", ["nA": 7, "nB": 9, "d": 6, "p": 20], 0x3bad_0586_8c53_2fa7),
    DrawnInstance("ov", "no", ["nA": 4, "nB": 4, "d": 5, "p": 0], 0x7a24_23e0_5700_886f),
    DrawnInstance("ov", "sparse", ["n": 5, "d": 11, "w": 4], 0x3b2e_7e4d_7770_0de6),
    DrawnInstance("ov", "worst-no", ["k": 3], 0xa857_2f81_b632_b485),
    DrawnInstance("ov", "worst-yes", ["k": 3], 0x00dd_761e_097f_1cf7),
    DrawnInstance("ov", "worst-yes", ["k": 0], 0x96cf_3f6c_a6cc_b916),
  ]
}

/// FNV-1a.
private func fingerprint(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

/// What was drawn.
private enum Drawn: Sendable {
  case ksum(KSum)
  case formula(CNF)
  case vectors(OrthogonalVectors)

  var text: String {
    switch self {
    case .ksum(let instance): instance.text
    case .formula(let formula): formula.text
    case .vectors(let vectors): vectors.text
    }
  }

  /// The first thing that is not as was asked for.
  func fault(_ asked: DrawnInstance) throws -> String? {
    let sizes = asked.sizes
    switch self {
    case .ksum(let instance):
      let (k, m) = (sizes["k"] ?? 3, sizes["m"] ?? 16)
      if instance.sets.count != k || instance.sets.contains(where: { Set($0).count != m }) { return "other sizes" }
      // m^⌈k/2⌉.
      if instance.universe != sizes["U"] ?? m * m { return "numbers up to \(instance.universe)" }
      let isSolved = instance.solutionCountByTryingAll > 0
      return asked.family == "random" || isSolved == (asked.family == "planted") ? nil : "solved: \(isSolved)"
    case .formula(let formula):
      let models = try formula.referenceAnswer().count
      switch asked.family {
      case "pigeonhole":
        let holes = sizes["h"] ?? 0
        if formula.variables != holes * (holes + 1) { return "\(formula.variables) variables" }
        return models == 0 ? nil : "models"
      case "parity": return models == Integer(1) << ((sizes["n"] ?? 1) - 1) ? nil : "\(models as Any) models"
      default:
        let isRight =
          formula.variables == sizes["v"] && formula.clauses.count == sizes["clauses"]
          && formula.clauses.allSatisfy { Set($0.map(\.magnitude)).count == sizes["w"] && $0.count == sizes["w"] }
        return isRight ? nil : "other sizes"
      }
    case .vectors(let vectors):
      var pairs = 0
      for i in 0..<vectors.left.rows {
        for j in 0..<vectors.right.rows {
          if !(0..<vectors.dimension).contains(where: { vectors.left[i, $0] && vectors.right[j, $0] }) { pairs += 1 }
        }
      }
      if let k = sizes["k"] {
        if vectors.left.rows != 1 << k || vectors.right.rows != 1 << k || vectors.dimension != 2 * k + 1 {
          return "other sizes"
        }
        return pairs == (asked.family == "worst-yes" ? 1 : 0) ? nil : "\(pairs) pairs"
      }
      if vectors.left.rows != sizes["nA"] ?? sizes["n"] || vectors.right.rows != sizes["nB"] ?? sizes["n"]
        || vectors.dimension != sizes["d"]
      {
        return "other sizes"
      }
      switch asked.family {
      case "planted": return pairs == sizes["c"] ?? 1 ? nil : "\(pairs) pairs"
      case "no": return pairs == 0 ? nil : "\(pairs) pairs"
      case "sparse":
        for side in [vectors.left, vectors.right] {
          for row in 0..<side.rows {
            let ones = (0..<side.columns).count { side[row, $0] }
            if ones != sizes["w"] { return "\(ones) ones" }
          }
        }
        return nil
      default: return sizes["p"] == 100 && pairs > 0 ? "a vector without ones" : nil
      }
    }
  }
}

private let draw: Algorithm<DrawnInstance, Drawn> = { asked in
  func drawn<Instance>(_ families: [ProblemFamily<Instance>]) throws -> Instance {
    guard let family = families.first(where: { $0.name == asked.family }) else {
      throw UnsuitableSizes("there is no family \(asked.family)")
    }
    let found = try family.draw(Sizes(asked.sizes), RandomStream(seed: asked.seed))
    for (name, value) in found.sizes where asked.sizes[name].map({ $0 != value }) == true {
      throw UnsuitableSizes("\(name) is told to be \(value)")
    }
    return found.instance
  }
  switch asked.problem {
  case "ksum": return .ksum(try drawn(KSum.families))
  case "sat": return .formula(try drawn(CNF.families))
  default: return .vectors(try drawn(OrthogonalVectors.families))
  }
}
