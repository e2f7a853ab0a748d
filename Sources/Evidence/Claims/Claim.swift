/// How strong the evidence for a claim is. Reports always show it.
///
/// Levels are ordered: a later one says more.
public enum EvidenceLevel: String, Codable, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  /// A statistical test on random instances, with the confidence stated and the seed recorded.
  case sampled
  /// Each tried instance is decided in exact arithmetic.
  case certified
  /// Certified on *every* instance up to a stated size.
  case exhaustive
  /// A machine-checked proof for all instances.
  case proved

  /// 1 for `sampled` up to 4 for `proved`.
  public var rank: Int {
    switch self {
    case .sampled: 1
    case .certified: 2
    case .exhaustive: 3
    case .proved: 4
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
  public var description: String { rawValue }
}

/// Where a theorem comes from.
public struct Source: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Title of the paper.
  public let paper: String
  /// Its identifier on arXiv, such as "2010.14181", where it has one.
  public let arXiv: String?
  /// The theorem, lemma or section within the paper, or how the statement was derived from it.
  public let theorem: String

  /// A source; `arXiv` is an identifier such as "2010.14181".
  public init(paper: String, arXiv: String? = nil, theorem: String) {
    (self.paper, self.arXiv, self.theorem) = (paper, arXiv, theorem)
  }

  public var description: String {
    let identifier = arXiv.map { " (arXiv \($0))" } ?? ""
    return "\(paper)\(identifier), \(theorem)"
  }
}

/// A machine-checked proof of a claim: a theorem in a Coq file under `Proofs/`.
public struct ProofReference: Hashable, Codable, Sendable {
  /// The file's name, such as `RunLengthProduct.v`.
  public let file: String
  /// The names of the theorems in it that state the claim.
  public let theorems: [String]

  /// A reference to theorems in a file under `Proofs/`.
  public init(file: String, theorems: [String]) { (self.file, self.theorems) = (file, theorems) }
}

/// A statement with its constants and its source, and the evidence for it.
///
///     Claim(
///       id: "grammar.run-length-product", title: "…", statement: "…",
///       source: Source(paper: "…", arXiv: "2010.14181", theorem: "…"),
///       checks: [...], proof: nil)
///
/// A claim belongs to the *field* before the first dot of its id. Each of its checks has at least one mutant that it
/// must catch, so that no claim can hold vacuously.
public struct Claim: Identifiable, Sendable {
  /// `FIELD.NAME`, lower case with hyphens. Stable: files and proofs refer to it.
  public let id: String
  /// One line.
  public let title: String
  /// The statement in Markdown with LaTeX, with every constant.
  public let statement: String
  /// Where the statement comes from.
  public let source: Source
  /// The checks, at least one.
  public let checks: [Check]
  /// The proof for all instances, where there is one.
  public let proof: ProofReference?

  /// - Precondition: the id has a field, there is at least one check, and no two checks share a name.
  public init(
    id: String, title: String, statement: String, source: Source, checks: [Check], proof: ProofReference? = nil
  ) {
    precondition(id.split(separator: ".", omittingEmptySubsequences: false).count == 2, "a claim's id is FIELD.NAME")
    precondition(!checks.isEmpty, "a claim without a check claims nothing")
    precondition(Set(checks.map(\.name)).count == checks.count, "two checks of \(id) share a name")
    self.id = id
    self.title = title
    self.statement = statement
    self.source = source
    self.checks = checks
    self.proof = proof
  }

  /// The part of the id before the dot.
  public var field: String { String(id.prefix { $0 != "." }) }

  /// The strongest evidence there is: the proof's level if there is one, else that of the strongest check.
  public var level: EvidenceLevel {
    proof != nil ? .proved : checks.map(\.level).max() ?? .sampled
  }

  /// The check of the given name.
  public func check(named name: String) -> Check? { checks.first { $0.name == name } }
}
