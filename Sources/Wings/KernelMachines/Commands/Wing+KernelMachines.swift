import Console
import Evidence
import Exact
import KernelMachines
import KernelMachinesClaims
import KernelMachinesReductions

extension Wing {
  /// What this family adds to the lists of the house.
  public static let kernelMachines = Wing(
    name: "KernelMachines", title: "Kernel machines",
    problems: machines,
    reductions: [
      BHCPToKernelMachine<SVM>(task: .svm), BHCPToKernelMachine<SVMWithBias>(task: .svmBias),
      BHCPToKernelMachine<SoftSVM>(task: .svmSoft(box: Rational(1, 2))),
      BHCPToKernelMachine<Ridge>(task: .ridge(lambda: 1)),
      BHCPToKernelMachine<PCA>(task: .pca),
    ],
    certificates: [KernelProofFile.reader, KernelIntervalProofFile.reader], claims: Claim.kernelMachines,
    workloads: Workload.kernelMachines, commands: [SolveLabelledVectors.self])
}
