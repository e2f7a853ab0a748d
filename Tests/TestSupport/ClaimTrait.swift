import Testing

/// Ties a unit test to the claims it supports: `@Test(.claim("grammar.memoised-product"))`.
///
/// That the ids exist is a test of the catalogue, so that a library's own tests need not be built with all claims.
public struct ClaimTrait: TestTrait, SuiteTrait {
  /// The claims' ids.
  public let ids: [String]

  /// A comment for each claim, which the report of a failed test shows.
  public var comments: [Comment] { ids.map { Comment(rawValue: "claim \($0)") } }
}

extension Trait where Self == ClaimTrait {
  /// The claims that the test supports.
  public static func claim(_ ids: String...) -> ClaimTrait { ClaimTrait(ids: ids) }
}
