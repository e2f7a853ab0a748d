// swift-tools-version: 6.2
import PackageDescription

/// Fuzzers of the readers of the package above, a program for each list of modules: so one is built without the others.
let fuzzers = [
  "FormatFuzzer": ["Formats"],
  "GrammarFuzzer": ["Exact", "GrammarCompression", "GrammarCompressionCheckers"],
  "ProblemFuzzer": ["Exact", "GrammarCompression", "HardProblems", "KernelMachines", "Networks", "Problems"],
  "ProgramFuzzer": ["Exact", "Formats", "LinearProgramming", "LinearProgrammingCheckers"],
  "RecordFuzzer": ["Evidence", "Exact", "FairClustering", "Formats", "Models", "Privacy", "Splicing", "Text"],
]

let package = Package(
  name: "tightbound-fuzzers",
  // Static libraries: the entry point is libFuzzer's, and `run` links it.
  products: fuzzers.keys.sorted().map { .library(name: $0, type: .static, targets: [$0]) },
  dependencies: [.package(name: "tightbound", path: "../..")],
  targets: [
    .target(name: "FuzzedReading", path: "FuzzedReading", swiftSettings: [.treatAllWarnings(as: .error)])
  ]
    + fuzzers.sorted { $0.key < $1.key }.map { name, modules in
      .target(
        name: name, dependencies: ["FuzzedReading"] + modules.map { .product(name: $0, package: "tightbound") },
        path: name, swiftSettings: [.treatAllWarnings(as: .error)])
    },
  swiftLanguageModes: [.v6]
)
