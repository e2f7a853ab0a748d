import Evidence

extension Claim {
  /// The claims about kernel machines as hard instances, and certificates of their values, in the order in which they are listed and checked.
  public static let kernelMachines: [Claim] = [
    .kernelSeparation, .kernelSharpBase, .kernelIdentities, .kernelSpectrum, .kernelCertificates, .kernelTasks,
    .kernelPrecision, .kernelDoublePrecision,
    .kernelRange, .kernelForgeries, .kernelIntervals,
  ]
}

extension Workload {
  /// The workloads that `measure` runs for kernel machines as hard instances, and certificates of their values.
  public static let kernelMachines: [Workload] = [
    .kernelSum, .conjugateGradients,
  ]
}
