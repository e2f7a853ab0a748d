// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "tightbound-benchmarks",
  dependencies: [
    .package(name: "tightbound", path: ".."),
    .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
  ],
  targets: [
    .executableTarget(
      name: "ExactBenchmark",
      dependencies: [.product(name: "Exact", package: "tightbound"), .product(name: "BigInt", package: "BigInt")],
      path: "ExactBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "ExactLeakCheck", dependencies: [.product(name: "Exact", package: "tightbound")],
      path: "ExactLeakCheck", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "GrammarBenchmark",
      dependencies: ["Exact", "GrammarCompression", "GrammarCompressionReductions", "HardProblems", "Randomness"].map {
        .product(name: $0, package: "tightbound")
      },
      path: "GrammarBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "LinearAlgebraBenchmark", dependencies: [.product(name: "Exact", package: "tightbound")],
      path: "LinearAlgebraBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "GrammarMatrixBenchmark", dependencies: [.product(name: "GrammarCompression", package: "tightbound")],
      path: "GrammarMatrixBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "SplicingBenchmark", dependencies: [.product(name: "Splicing", package: "tightbound")],
      path: "SplicingBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "OrthogonalVectorsBenchmark",
      dependencies: ["Exact", "HardProblems", "Randomness"].map { .product(name: $0, package: "tightbound") },
      path: "OrthogonalVectorsBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "RetrievalBenchmark",
      dependencies: ["Retrieval", "Splicing"].map { .product(name: $0, package: "tightbound") },
      path: "RetrievalBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "DecoderCheck", dependencies: ["Formats", "Models"].map { .product(name: $0, package: "tightbound") },
      path: "DecoderCheck", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "FairBenchmark",
      dependencies: ["FairClustering", "Formats"].map { .product(name: $0, package: "tightbound") },
      path: "FairBenchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6]
)
