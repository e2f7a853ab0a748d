import Exact

/// A certificate and the integers that the proved checker is asked about it.
package struct AskedExample<Asked: Codable & Sendable>: Codable, Sendable {
  /// Which case it is.
  package var name: String
  /// The certificate.
  package var asked: Asked
  /// What it says, in integers.
  package var statement: [Integer]
  /// Nil where the certificate cannot be written.
  package var evidence: [Integer]?

  /// A certificate and its integers.
  ///
  /// - Parameters:
  ///   - name: which case it is.
  ///   - asked: the certificate.
  ///   - statement: integers with spaces between.
  ///   - evidence: the same.
  package init(_ name: String, _ asked: Asked, statement: String, evidence: String) {
    func integers(_ text: String) -> [Integer] { text.split(separator: " ").compactMap { Integer(String($0)) } }
    (self.name, self.asked) = (name, asked)
    (self.statement, self.evidence) = (integers(statement), integers(evidence))
  }

  /// A certificate that is not written, as its parts do not fit together.
  package init(unwritten name: String, _ asked: Asked) { (self.name, self.asked, statement) = (name, asked, []) }

  /// The line as its definition has it.
  package var line: String? {
    evidence.map {
      (["statement"] + statement.map(\.description) + ["evidence"] + $0.map(\.description)).joined(separator: " ")
    }
  }
}

/// A statement that the proved checker may answer, and whether it says what the certificate does.
package struct AnsweredStatement<Asked: Codable & Sendable>: Codable, Sendable {
  /// Which statement it is, and what was changed.
  package var name: String
  /// The certificate.
  package var asked: Asked
  /// The integers of the answer.
  package var statement: [Integer]
  /// Whether they say what the certificate does.
  package var isStated: Bool

  /// An answer about a certificate.
  package init(name: String, asked: Asked, statement: [Integer], isStated: Bool) {
    (self.name, self.asked, self.statement, self.isStated) = (name, asked, statement, isStated)
  }
}

extension Check {
  /// A check that certificates are written as the integers that the proved checker reads, against integers worked out by hand.
  ///
  /// - Parameters:
  ///   - examples: certificates of every case, and those that are not written.
  ///   - line: the line that is written; nil for none.
  ///   - mutants: what a tired writer makes of a certificate, such as ``writing(_:by:)`` another one.
  package static func requests<Asked>(
    _ examples: [AskedExample<Asked>], line: @escaping Algorithm<Asked, String?>,
    mutants: KeyValuePairs<String, Algorithm<Asked, String?>>
  ) -> Check {
    Check(
      "requests", level: .certified,
      family: .listed("\(examples.count) certificates whose integers were worked out by hand", quick: examples),
      subject: line, mutants: mutants,
      test: { line, example in .equal(try line(example.asked), example.line, "\(example.name): the request") })
  }

  /// A check that an answer is taken for a certificate's statement if it says the same, and for no other reason: each integer of
  /// each example is changed, dropped and doubled.
  ///
  /// - Parameters:
  ///   - examples: as for ``requests(_:line:mutants:)``; every change of an integer must change what is said.
  ///   - others: statements that say the same in other integers, or that say something else.
  ///   - states: whether the integers are the statement of the certificate.
  package static func statements<Asked>(
    of examples: [AskedExample<Asked>], others: [AnsweredStatement<Asked>],
    states: @escaping Algorithm<AnsweredStatement<Asked>, Bool>
  ) -> Check {
    let written = examples.filter { $0.evidence != nil }
    let all = written.flatMap(\.answers) + others
    func reading(
      _ change: @escaping @Sendable ([Integer]) -> [Integer]
    ) -> Algorithm<AnsweredStatement<Asked>, Bool> {
      { answered in
        var other = answered
        other.statement = change(answered.statement)
        return try states(other)
      }
    }
    let mutants: KeyValuePairs<String, Algorithm<AnsweredStatement<Asked>, Bool>> = [
      "does not look at the last integer": reading { statement in
        let known = written.first { $0.statement.dropLast() == statement.dropLast() }
        return known?.statement ?? statement
      },
      "takes the kind for granted": reading { statement in
        Array(written.first?.statement.prefix(1) ?? []) + Array(statement.dropFirst())
      },
      "takes any statement": { !$0.statement.isEmpty },
    ]
    return Check(
      "statements", level: .certified,
      family: .listed(
        "statements of \(written.count) certificates, with each integer changed, dropped or doubled; \(all.count) in all",
        quick: all),
      subject: states, mutants: mutants,
      test: { states, answered in
        .require(
          try states(answered) == answered.isStated,
          "\(answered.name) is \(answered.isStated ? "not " : "")taken for the certificate's statement")
      })
  }
}

/// A faulty writer of requests: it writes a certificate other than that which it is given.
///
/// - Parameters:
///   - change: what it makes of the certificate.
///   - line: the line that is written.
package func writing<Asked>(
  _ change: @escaping @Sendable (inout Asked) -> Void, by line: @escaping Algorithm<Asked, String?>
) -> Algorithm<Asked, String?> {
  { asked in
    var changed = asked
    change(&changed)
    return try line(changed)
  }
}

extension AskedExample {
  /// The statement, and every change of it.
  fileprivate var answers: [AnsweredStatement<Asked>] {
    let changed = statement.indices.flatMap { index -> [(String, [Integer])] in
      var (more, less, dropped, doubled) = (statement, statement, statement, statement)
      more[index] += 1
      less[index] -= 1
      dropped.remove(at: index)
      doubled.insert(doubled[index], at: index)
      return [("one more", more), ("one less", less), ("dropped", dropped), ("doubled", doubled)].map {
        ("\($0.0) at \(index)", $0.1)
      }
    }
    let others = [("nothing", []), ("and a 0", statement + [0])] + changed
    return [AnsweredStatement(name: name, asked: asked, statement: statement, isStated: true)]
      + others.filter { $0.1 != statement }.map {
        AnsweredStatement(name: "\(name), \($0.0)", asked: asked, statement: $0.1, isStated: false)
      }
  }
}

extension Sentence {
  /// What is asked of the proved checker, for the claims on certificates that it knows.
  package static let provedRequests = Sentence(
    """
    What the proved checker is asked is the certificate in the integers that it reads, and its answer is taken for this certificate only if \
    it says the same of the same.
    """, checks: ["requests", "statements"])
}
