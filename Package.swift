// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Every target is compiled in Swift 6 mode and must be free of warnings.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// What stands in `Reductions/` beside code: each of its folders has a README and golden instances.
let besideReductions =
  (try? FileManager.default.contentsOfDirectory(atPath: Context.packageDirectory + "/Reductions"))?
  .filter { !$0.contains(".") }.sorted().flatMap { ["\($0)/README.md", "\($0)/golden"] } ?? []

/// `TESTS=ExactTests,ClaimsTests swift test` builds and runs these test targets alone: all tests are linked into one bundle.
let tests = Context.environment["TESTS"]?.split(separator: ",").map(String.init)

let package = Package(
  name: "tightbound",
  products: [
    .library(name: "Exact", targets: ["Exact"]),
    .library(name: "Randomness", targets: ["Randomness"]),
    .library(name: "GrammarCompression", targets: ["GrammarCompression"]),
    .library(name: "HardProblems", targets: ["HardProblems"]),
    .library(name: "KernelMachines", targets: ["KernelMachines"]),
    .library(name: "Reductions", targets: ["Reductions"]),
    .library(name: "Certificates", targets: ["Certificates"]),
    .library(name: "Discrepancy", targets: ["Discrepancy"]),
    .library(name: "Formats", targets: ["Formats"]),
    .library(name: "LinearProgramming", targets: ["LinearProgramming"]),
    .library(name: "Splicing", targets: ["Splicing"]),
    .library(name: "Retrieval", targets: ["Retrieval"]),
    .library(name: "Evidence", targets: ["Evidence"]),
    .library(name: "Claims", targets: ["Claims"]),
    .executable(name: "tightbound", targets: ["tightbound"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])]),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .systemLibrary(name: "CMPFR", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    .target(name: "Exact", dependencies: ["CGMP", "CMPFR"], swiftSettings: strict),
    .target(name: "Randomness", dependencies: ["Exact"], swiftSettings: strict),
    .target(
      name: "GrammarCompression",
      dependencies: ["Exact", .product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: strict),
    .target(name: "Kernels"),
    .target(
      name: "HardProblems", dependencies: ["Exact", "Formats", "Kernels", "Randomness"], swiftSettings: strict),
    .target(name: "KernelMachines", dependencies: ["COpenBLAS", "Exact", "Randomness"], swiftSettings: strict),
    .target(
      name: "Reductions",
      dependencies: [
        "Certificates", "Exact", "Formats", "GrammarCompression", "HardProblems", "KernelMachines", "LinearProgramming",
        "Randomness",
      ],
      path: "Reductions", exclude: besideReductions,
      swiftSettings: strict),
    .target(name: "Formats", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "Certificates", dependencies: ["Exact"], swiftSettings: strict),
    .target(
      name: "Discrepancy", dependencies: ["Certificates", "Exact", "LinearProgramming", "Randomness"],
      swiftSettings: strict),
    .target(name: "LinearProgramming", dependencies: ["Certificates", "CGLPK", "Exact"], swiftSettings: strict),
    .target(name: "Splicing", dependencies: ["Exact", "Kernels", "Randomness"], swiftSettings: strict),
    .target(
      name: "Retrieval", dependencies: ["Splicing", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(name: "Statistics", dependencies: ["Exact"], path: "Sources/Floors/Statistics", swiftSettings: strict),
    .target(name: "Text", dependencies: ["CNettle"], path: "Sources/Floors/Text", swiftSettings: strict),
    .target(name: "Evidence", dependencies: ["Exact", "Randomness"], swiftSettings: strict),
    .target(
      name: "Claims",
      dependencies: [
        "Exact", "Randomness", "Formats", "GrammarCompression", "HardProblems", "KernelMachines", "Reductions",
        "Certificates", "Evidence", "LinearProgramming", "Discrepancy", "Splicing", "Statistics", "Text",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "tightbound",
      dependencies: [
        "Certificates", "Claims", "Discrepancy", "Evidence", "Exact", "Formats", "GrammarCompression", "HardProblems",
        "KernelMachines", "LinearProgramming", "Randomness", "Reductions", "Retrieval", "Splicing", "Statistics",
        "Text",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "ClaimsTests", dependencies: ["Claims", "Evidence", "Randomness"], swiftSettings: strict),
    .testTarget(name: "ExactTests", dependencies: ["Exact"], swiftSettings: strict),
    .testTarget(
      name: "RandomnessTests", dependencies: ["Exact", "Randomness", "Statistics"], swiftSettings: strict),
    .testTarget(
      name: "GrammarCompressionTests", dependencies: ["Exact", "GrammarCompression", "Randomness", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EvidenceTests", dependencies: ["Evidence", "Exact", "Randomness"], swiftSettings: strict),
    .testTarget(name: "FormatsTests", dependencies: ["Formats"], swiftSettings: strict),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Exact", "Randomness", "Statistics"], swiftSettings: strict),
    .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: strict),
    .testTarget(
      name: "HardProblemsTests", dependencies: ["HardProblems", "Exact", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "KernelMachinesTests", dependencies: ["KernelMachines", "Exact", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "ReductionsTests",
      dependencies: [
        "KernelMachines", "Reductions", "Certificates", "Exact", "GrammarCompression", "HardProblems", "Randomness",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CertificatesTests",
      dependencies: [
        "Certificates", "Exact", "GrammarCompression", "HardProblems", "KernelMachines", "Randomness", "Reductions",
        "TestSupport",
        "Text",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProvedCheckerTests",
      dependencies: [
        "Certificates", "Claims", "Discrepancy", "Evidence", "Exact", "GrammarCompression", "LinearProgramming",
        "Randomness", "Reductions", "Splicing", "Text",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "DiscrepancyTests",
      dependencies: ["Certificates", "Discrepancy", "Exact", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "LinearProgrammingTests",
      dependencies: ["Certificates", "CGLPK", "Exact", "LinearProgramming", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "SplicingTests", dependencies: ["Exact", "Randomness", "Splicing"], swiftSettings: strict),
    .testTarget(
      name: "RetrievalTests",
      dependencies: ["Randomness", "Retrieval", "Splicing", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["HardProblems", "Text", "tightbound"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

if let tests { package.targets.removeAll { $0.type == .test && !tests.contains($0.name) } }
