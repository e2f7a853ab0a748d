import Console
import Evidence
import Networks
import NetworksClaims
import NetworksReductions

extension Wing {
  /// What this family adds to the lists of the house.
  public static let networks = Wing(
    name: "Networks", title: "Networks",
    problems: [LastLayer.self, BatchGradient.self],
    reductions: listedReductions, claims: Claim.networks)
}
