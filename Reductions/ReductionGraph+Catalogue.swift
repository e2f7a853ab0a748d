import Exact
import HardProblems
import KernelMachines

extension ReductionGraph {
  /// Every problem and every reduction that Tightbound has, with the choices that some of them leave.
  public static func catalogue(_ options: ReductionOptions = ReductionOptions()) -> ReductionGraph {
    ReductionGraph(
      problems: [
        KSum.self, GrammarDot.self, GrammarMatrixVector.self, GrammarMatrixProduct.self, GrammarAddition.self,
        CNF.self, OrthogonalVectors.self, HammingClosePair.self,
        KernelInstance<SVM>.self, KernelInstance<SVMWithBias>.self, KernelInstance<SoftSVM>.self,
        KernelInstance<Ridge>.self, KernelInstance<PCA>.self,
        FurthestPair.self, MonochromaticOrthogonalVectors.self, SubsetQuery.self, HittingSet.self,
        LastLayer.self, BatchGradient.self,
      ],
      reductions: [
        KSumToGrammarDot(gamma: options.gamma), KSumToGrammarMatrixVector(groups: options.groups),
        KSumToGrammarMatrixProduct(groups: options.groups), GrammarDotToGrammarAddition(),
        SatToOV(), OVToBHCP(), BHCPToOV(),
        BHCPToKernelMachine<SVM>(task: .svm, base: options.base, countsPairs: options.countsPairs ?? false),
        BHCPToKernelMachine<SVMWithBias>(task: .svmBias, base: options.base, countsPairs: options.countsPairs ?? false),
        BHCPToKernelMachine<SoftSVM>(
          task: .svmSoft(box: options.box ?? Rational(1, 2)), base: options.base,
          countsPairs: options.countsPairs ?? false),
        BHCPToKernelMachine<Ridge>(
          task: .ridge(lambda: options.lambda ?? 1), base: options.base, countsPairs: options.countsPairs ?? false),
        BHCPToKernelMachine<PCA>(task: .pca, base: options.base, countsPairs: options.countsPairs ?? false),
        OVToFurthestPair(), OVToOVMono(), OVToSubsetQuery(), SubsetQueryToOV(),
        OVToLastLayer(loss: options.loss ?? .hinge, units: options.lastLayerUnits),
        OVToGradient(loss: options.loss ?? .hinge, units: options.gradientUnits), HittingSetToLastLayer(),
      ])
  }

  /// The same with the usual choices.
  public static let catalogue = catalogue()
}

/// The choices that some reductions leave.
public struct ReductionOptions: Codable, Equatable, Sendable {
  /// The exponent of padding in `ksum-to-grammar-dot`.
  public var gamma: Rational?
  /// The number of groups in the reductions from 3SUM to products of matrices.
  public var groups: Int?

  /// The base q of kernels in the reductions to kernel machines.
  public var base: KernelBase?
  /// Whether the base that those choose must let pairs be counted.
  public var countsPairs: Bool?
  /// C of the reduction to `svm-soft`.
  public var box: Rational?
  /// λ of the reduction to `ridge`.
  public var lambda: Rational?

  /// The loss of the reductions from `ov` to `last-layer` and `gradient`.
  public var loss: MarginLoss?
  /// What their hidden units compute.
  public var activation: Activation?
  /// W of `last-layer` with sigmoid units.
  public var weightBound: Rational?
  /// κ of `gradient` with sigmoid units.
  public var kappa: Int?

  /// What a hidden unit makes of its input.
  public enum Activation: String, Codable, CaseIterable, Sendable { case relu, sigmoid }

  /// The choices; nil for the usual one.
  public init(
    gamma: Rational? = nil, groups: Int? = nil, base: KernelBase? = nil, countsPairs: Bool? = nil,
    box: Rational? = nil, lambda: Rational? = nil, loss: MarginLoss? = nil, activation: Activation? = nil,
    weightBound: Rational? = nil, kappa: Int? = nil
  ) {
    (self.gamma, self.groups, self.base, self.countsPairs) = (gamma, groups, base, countsPairs)
    (self.box, self.lambda, self.loss, self.activation) = (box, lambda, loss, activation)
    (self.weightBound, self.kappa) = (weightBound, kappa)
  }

  fileprivate var lastLayerUnits: LastLayer.Units {
    activation == .sigmoid ? .sigmoid(bound: weightBound ?? 2) : .rectified
  }

  fileprivate var gradientUnits: BatchGradient.Units {
    activation == .sigmoid ? .sigmoid(kappa: kappa ?? 1) : .rectified
  }
}
