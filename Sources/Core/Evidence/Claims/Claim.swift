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

/// A machine-checked proof: theorems in a Coq file under `Proofs/`.
public struct ProofReference: Hashable, Codable, Sendable {
  /// The file, with the folder of its wing, such as `GrammarCompression/RunLengthProduct.v`.
  public let file: String
  /// The names of the theorems in it.
  public let theorems: [String]

  /// A reference to theorems in a file under `Proofs/`, such as `GrammarCompression/RunLengthProduct.v`.
  public init(file: String, theorems: [String]) { (self.file, self.theorems) = (file, theorems) }
}

/// One sentence of a claim's statement, with the evidence for this very sentence.
///
///     Sentence("Every such vector is a vertex.", topic: "the vertex", checks: ["simplex"], proof: ProofReference(file: "…", theorems: ["…"]))
///
/// A sentence is what stands or falls together: it may take several grammatical sentences to say it. It is *proved* only if the
/// theorems state it with all its constants and cases.
public struct Sentence: Sendable {
  /// The sentence in Markdown with LaTeX, with every constant.
  public let text: String
  /// What it is about, in a few words, where a claim has sentences of different levels: "the running time".
  public let topic: String?
  /// The names of the claim's checks that test it.
  public let checks: [String]
  /// The theorems that together prove it, all of it, for all instances; none if it is not proved.
  public let proofs: [ProofReference]

  /// A sentence with theorems of several files.
  /// - Precondition: there is a check or a proof.
  public init(_ text: String, topic: String? = nil, checks: [String], proofs: [ProofReference]) {
    precondition(!checks.isEmpty || !proofs.isEmpty, "no evidence for the sentence: \(text)")
    (self.text, self.topic, self.checks, self.proofs) = (text, topic, checks, proofs)
  }

  /// A sentence with theorems of one file, or without a proof.
  /// - Precondition: there is a check or a proof.
  public init(_ text: String, topic: String? = nil, checks: [String], proof: ProofReference? = nil) {
    self.init(text, topic: topic, checks: checks, proofs: proof.map { [$0] } ?? [])
  }
}

/// A statement with its constants and its source, and the evidence for it.
///
///     Claim(
///       id: "grammar.run-length-product", title: "…",
///       sentences: [Sentence("…", checks: ["expansion"], proof: …), Sentence("…", checks: ["steps"])],
///       source: Source(paper: "…", arXiv: "2010.14181", theorem: "…"), checks: [...])
///
/// A claim belongs to the *field* before the first dot of its id. Its statement is cut into sentences, each with its own
/// evidence; the claim is as strong as the weakest of them. Each of its checks has at least one mutant that it must catch, so
/// that no claim can hold vacuously.
public struct Claim: Identifiable, Sendable {
  /// `FIELD.NAME`, lower case with hyphens. Stable: files and proofs refer to it.
  public let id: String
  /// One line.
  public let title: String
  /// The statement, sentence by sentence.
  public let sentences: [Sentence]
  /// What else a reader should know: consequences, conjectures, what others have shown. It is not part of the statement, and there
  /// is no evidence for it here.
  public let remark: String?
  /// Where the statement comes from.
  public let source: Source
  /// The checks, at least one.
  public let checks: [Check]

  /// - Precondition: the id has a field, there is at least one check, no two checks share a name, each check tests a sentence,
  ///   and each check that a sentence names is there.
  public init(
    id: String, title: String, sentences: [Sentence], remark: String? = nil, source: Source, checks: [Check]
  ) {
    precondition(id.split(separator: ".", omittingEmptySubsequences: false).count == 2, "a claim's id is FIELD.NAME")
    precondition(!checks.isEmpty, "a claim without a check claims nothing")
    let names = checks.map(\.name)
    precondition(Set(names).count == names.count, "two checks of \(id) share a name")
    precondition(
      Set(names) == Set(sentences.flatMap(\.checks)),
      "the checks of \(id) are not those that its sentences name: \(Set(names).symmetricDifference(sentences.flatMap(\.checks)))"
    )
    (self.id, self.title, self.sentences, self.remark) = (id, title, sentences, remark)
    (self.source, self.checks) = (source, checks)
  }

  /// The statement in Markdown with LaTeX, with every constant.
  public var statement: String { sentences.map(\.text).joined(separator: " ") }

  /// The part of the id before the dot.
  public var field: String { String(id.prefix { $0 != "." }) }

  /// The level of its weakest sentence.
  public var level: EvidenceLevel { sentences.map(level(of:)).min() ?? .sampled }

  /// The evidence for one of its sentences: proved if there is a proof, else that of its strongest check.
  public func level(of sentence: Sentence) -> EvidenceLevel {
    sentence.proofs.isEmpty ? sentence.checks.compactMap(check(named:)).map(\.level).max() ?? .sampled : .proved
  }

  /// The proofs of its sentences.
  public var proofs: [ProofReference] { sentences.flatMap(\.proofs) }

  /// The check of the given name.
  public func check(named name: String) -> Check? { checks.first { $0.name == name } }

  /// The sentences that a check tests, numbered from 1.
  public func sentences(testedBy check: Check) -> [Int] {
    sentences.indices.filter { sentences[$0].checks.contains(check.name) }.map { $0 + 1 }
  }
}

extension Claim {
  /// The level of the weakest sentence, and what is stronger: "certified", "certified; proved: the value", or "certified; proved
  /// but for: the running time". Of the two ways to say it, the one that names fewer sentences.
  public var evidence: String {
    let levels = sentences.map(level(of:))
    guard let strongest = levels.max(), strongest > level else { return level.description }
    func topics(_ include: (EvidenceLevel) -> Bool) -> [String] {
      levels.indices.filter { include(levels[$0]) }.map { index in
        let topic = sentences[index].topic ?? "sentence \(index + 1)"
        return levels[index] == level || levels[index] == strongest ? topic : "\(topic) (\(levels[index]))"
      }
    }
    let (these, others) = (topics { $0 == strongest }, topics { $0 < strongest })
    // With three levels, those in between are named beside the weakest.
    return these.count < others.count && !levels.contains { $0 > level && $0 < strongest }
      ? "\(level); \(strongest): \(these.joined(separator: ", "))"
      : "\(level); \(strongest) but for: \(others.joined(separator: ", "))"
  }
}
