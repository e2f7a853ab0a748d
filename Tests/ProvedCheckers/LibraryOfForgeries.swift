import DiscrepancyClaims
import Evidence
import Foundation
import GrammarCompressionClaims
import LinearProgrammingClaims
import Randomness
import SplicingClaims
import Synchronization

/// The forged and valid files that the claims on certificates try: all of them optimised, those of the quick budget in debug.
enum LibraryOfForgeries {
  /// A tried file: only the part of it that every kind has.
  private struct Tried<File: Decodable>: Decodable { let file: File }

  struct Missing: Error { let claim: String }

  private static let claims =
    Claim.grammarCompression + Claim.linearProgramming + Claim.discrepancy + Claim.splicing

  /// The files of a claim's check, as the claim has them.
  static func files<File: Decodable>(of claim: String, as type: File.Type) throws -> [File] {
    guard let check = claims.first(where: { $0.id == claim })?.checks.first(where: { $0.name == "forgeries" })
    else { throw Missing(claim: claim) }
    #if DEBUG
      let budget = Budget.quick
    #else
      let budget = Budget.deep
    #endif
    // A check tells each instance before it tries it.
    let seen = Mutex<[@Sendable () throws -> Counterexample]>([])
    _ = check.run(
      Trial(
        budget: budget, stream: RandomStream(seed: 1),
        watch: { suspect in seen.withLock { $0.append(suspect) } }))
    return try seen.withLock { try $0.map { try $0().instance.decoded(as: Tried<File>.self).file } }
  }
}
