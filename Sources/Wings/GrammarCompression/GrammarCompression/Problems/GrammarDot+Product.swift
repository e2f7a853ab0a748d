import Exact
import GrammarCompressionCheckers

extension GrammarDot {
  /// ⟨v, u⟩ by memoised descent, never expanding.
  ///
  /// - Parameter budget: the greatest number of keys that is acceptable; nil for no limit.
  /// - Throws: `ProgramError.budgetExceeded`.
  /// - Complexity: O(keys · height).
  public func product(budget: Int? = nil) throws(ProgramError) -> ProgramProduct<Integer> {
    try v.product(with: u, budget: budget)
  }

  /// The product with a proof that `InnerProductCertificate.verify(v:u:)` checks against the texts of the programs.
  ///
  /// - Parameter hash: SHA-256 of a text, in hexadecimal.
  /// - Complexity: O(keys · height).
  public func certificate(hash: (String) -> String) throws(ProgramError) -> InnerProductCertificate {
    let product = try MemoisedProduct(v, u)
    var entries: [InnerProductCertificate.Entry] = []
    entries.reserveCapacity(product.result.keys)
    product.forEachEntry { entry in
      entries.append(.init(x: entry.left, y: entry.right, offset: entry.offset, value: entry.value))
    }
    return InnerProductCertificate(hashes: (hash(v.text), hash(u.text)), entries: entries, value: product.result.value)
  }
}
