import Console
import Evidence
import QuantizationClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let quantization = Wing(
    name: "Quantization", title: "Quantization",
    certificates: [ClosestVectorProof.reader, LayerVerticesProof.reader], claims: Claim.quantization,
    commands: [Quantize.self])
}
