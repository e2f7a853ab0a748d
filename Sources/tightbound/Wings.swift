import Console

#if WING_GRAMMARCOMPRESSION
  import GrammarCompressionCommands
#endif
#if WING_HARDPROBLEMS
  import HardProblemsCommands
#endif
#if WING_KERNELMACHINES
  import KernelMachinesCommands
#endif
#if WING_NETWORKS
  import NetworksCommands
#endif
#if WING_MODELS
  import ModelsCommands
#endif
#if WING_LINEARPROGRAMMING
  import LinearProgrammingCommands
#endif
#if WING_DISCREPANCY
  import DiscrepancyCommands
#endif
#if WING_QUANTIZATION
  import QuantizationCommands
#endif
#if WING_SPLICING
  import SplicingCommands
#endif
#if WING_RETRIEVAL
  import RetrievalCommands
#endif
#if WING_REASONING
  import ReasoningCommands
#endif
#if WING_LOCALLEARNING
  import LocalLearningCommands
#endif
#if WING_PRIVACY
  import PrivacyCommands
#endif
#if WING_FAIRCLUSTERING
  import FairClusteringCommands
#endif
#if WING_FOUNDATIONS
  import FoundationsCommands
#endif

/// The wings of the house, in the order in which their claims and verbs are listed. `WINGS=…` leaves the others out.
package let wings: [Wing] = {
  var wings: [Wing] = []
  #if WING_GRAMMARCOMPRESSION
    wings.append(.grammarCompression)
  #endif
  #if WING_HARDPROBLEMS
    wings.append(.hardProblems)
  #endif
  #if WING_KERNELMACHINES
    wings.append(.kernelMachines)
  #endif
  #if WING_NETWORKS
    wings.append(.networks)
  #endif
  #if WING_MODELS
    wings.append(.models)
  #endif
  #if WING_LINEARPROGRAMMING
    wings.append(.linearProgramming)
  #endif
  #if WING_DISCREPANCY
    wings.append(.discrepancy)
  #endif
  #if WING_QUANTIZATION
    wings.append(.quantization)
  #endif
  #if WING_SPLICING
    wings.append(.splicing)
  #endif
  #if WING_RETRIEVAL
    wings.append(.retrieval)
  #endif
  #if WING_REASONING
    wings.append(.reasoning)
  #endif
  #if WING_LOCALLEARNING
    wings.append(.localLearning)
  #endif
  #if WING_PRIVACY
    wings.append(.privacy)
  #endif
  #if WING_FAIRCLUSTERING
    wings.append(.fairClustering)
  #endif
  #if WING_FOUNDATIONS
    wings.append(.foundations)
  #endif
  return wings
}()
