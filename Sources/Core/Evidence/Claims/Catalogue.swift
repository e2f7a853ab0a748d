import Randomness
import Text

/// Claims and workloads, in order, and how words select among them. The command line, the report and the tests of a wing each read
/// one: of all wings, or of theirs.
public struct Catalogue: Sendable {
  /// The claims, in the order in which they are listed and checked.
  public let claims: [Claim]
  /// The workloads that `measure` runs.
  public let workloads: [Workload]

  /// A catalogue of claims and workloads.
  public init(claims: [Claim], workloads: [Workload] = []) { (self.claims, self.workloads) = (claims, workloads) }

  /// The claim of the given id.
  public func claim(_ id: String) -> Claim? { claims.first { $0.id == id } }

  /// The workload of the given id, or of one that it has had.
  public func workload(_ id: String) -> Workload? {
    workloads.first { $0.id == id } ?? workloads.first { $0.formerIDs.contains(id) }
  }

  /// The claims that the words select, each a claim's id or a field; all claims for no words. In catalogue order.
  ///
  /// - Throws: ``CatalogueError`` for a word that selects nothing.
  public func claims(selectedBy words: [String]) throws(CatalogueError) -> [Claim] {
    for word in words where !claims.contains(where: { $0.id == word || $0.field == word }) {
      var fields: [String] = []
      for claim in claims where !fields.contains(claim.field) { fields.append(claim.field) }
      throw CatalogueError(word: word, ids: claims.map(\.id), fields: fields)
    }
    return words.isEmpty ? claims : claims.filter { words.contains($0.id) || words.contains($0.field) }
  }

  /// The stream from which a check draws its instances.
  public static func stream(seed: UInt64, claim: Claim, check: Check) -> RandomStream {
    RandomStream(seed: seed).child("check").child(claim.id).child(check.name)
  }
}

/// A word that names neither a claim nor a field.
public struct CatalogueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The word that selects nothing.
  public let word: String
  /// The claims that there are.
  public let ids: [String]
  /// Their fields.
  public let fields: [String]

  public var description: String {
    let nearest = (ids + fields).nearest(to: word)
    return "there is no claim or field “\(word)”" + (nearest.map { "; did you mean \($0)?" } ?? "")
      + " The fields are \(fields.joined(separator: ", "))."
  }
}
