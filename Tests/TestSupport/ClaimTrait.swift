import Claims
import Testing

/// Ties a unit test to the claims it supports: `@Test(.claim("grammar.memoised-product"))`.
///
/// A test that names a claim that does not exist fails, so that the tie cannot rot.
public struct ClaimTrait: TestTrait, SuiteTrait {
  /// The claims' ids.
  public let ids: [String]

  public func prepare(for test: Test) async throws {
    for id in ids where Catalogue.claim(id) == nil { throw UnknownClaim(id: id) }
  }

  public var comments: [Comment] { ids.map { Comment(rawValue: "claim \($0)") } }
}

/// A test names a claim that is not in the catalogue.
public struct UnknownClaim: Error, CustomStringConvertible {
  public let id: String
  public var description: String { "there is no claim \(id); `tightbound list` names them" }
}

extension Trait where Self == ClaimTrait {
  /// The claims that the test supports.
  public static func claim(_ ids: String...) -> ClaimTrait { ClaimTrait(ids: ids) }
}
