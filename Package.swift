// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// A family of the package: rooms of fixed names under `Sources/Wings/NAME`, each with the modules that it imports. Targets, products
/// and tests are derived from it, and the program's list of wings, in the order of the table below. A room that a wing does not have
/// is left out.
struct Wing {
  /// The wing, and its library, which is a product: `Sources/Wings/NAME/NAME`.
  var name: String
  var library: [String]?
  /// The module with its C loops: `Sources/Wings/NAME/LOOPS`.
  var loops: String?
  /// `NAMECheckers`, `NAMEClaims` and `NAMECommands`: `Sources/Wings/NAME/{Checkers,Claims,Commands}`.
  var checkers: [String]?
  var claims: [String] = []
  var commands: [String]?
  /// `NAMEReductions`: the reductions to its problems, `Reductions/NAME`.
  var reductions: [String]?
  /// `NAMETests`: `Tests/NAME`.
  var tests: [String]?
}

let wings = [
  Wing(
    name: "GrammarCompression",
    library: ["Exact", "GrammarCompressionCheckers", "HeapModule", "Problems", "Sequences", "Text"],
    checkers: ["Certificates", "Exact"],
    claims: [
      "Evidence", "Exact", "GrammarCompression", "GrammarCompressionCheckers", "GrammarCompressionReductions",
      "HardProblems", "Problems", "Randomness", "Statistics", "Text",
    ],
    commands: [
      "ArgumentParser", "Certificates", "Console", "Evidence", "Exact", "Formats", "GrammarCompression",
      "GrammarCompressionCheckers", "GrammarCompressionClaims", "GrammarCompressionReductions", "HardProblems",
      "Randomness", "Text",
    ],
    reductions: ["Exact", "GrammarCompression", "HardProblems", "Problems"],
    tests: [
      "Evidence", "Exact", "Formats", "GrammarCompression", "GrammarCompressionCheckers", "GrammarCompressionClaims",
      "GrammarCompressionReductions", "HardProblems", "Problems", "Randomness", "Sequences", "TestSupport", "Text",
    ]),
  Wing(
    name: "HardProblems",
    library: ["COrthogonalVectors", "Exact", "Problems", "Randomness", "Text"],
    loops: "COrthogonalVectors",
    claims: ["Evidence", "Exact", "HardProblems", "HardProblemsReductions", "Problems", "Randomness"],
    commands: ["Console", "Evidence", "HardProblems", "HardProblemsClaims", "HardProblemsReductions"],
    reductions: ["Exact", "HardProblems", "Problems"],
    tests: [
      "Evidence", "Exact", "HardProblems", "HardProblemsClaims", "HardProblemsReductions", "Problems", "Randomness",
      "TestSupport",
    ]),
  Wing(
    name: "KernelMachines",
    library: ["Arrays", "Exact", "Formats", "HardProblems", "KernelMachinesCheckers", "Problems", "Randomness"],
    checkers: ["Exact"],
    claims: [
      "Evidence", "Exact", "HardProblems", "HardProblemsClaims", "HardProblemsReductions", "KernelMachines",
      "KernelMachinesCheckers", "KernelMachinesReductions", "LinearProgramming", "Problems", "Randomness",
    ],
    commands: [
      "ArgumentParser", "Certificates", "Console", "Evidence", "Exact", "Formats", "KernelMachines",
      "KernelMachinesCheckers",
      "KernelMachinesClaims", "KernelMachinesReductions", "Problems", "Text",
    ],
    reductions: ["Exact", "HardProblems", "KernelMachines", "Problems"],
    tests: [
      "Evidence", "Exact", "HardProblems", "HardProblemsReductions", "KernelMachines", "KernelMachinesCheckers",
      "KernelMachinesClaims", "KernelMachinesReductions", "Problems", "Randomness", "TestSupport",
    ]),
  Wing(
    name: "Networks",
    library: ["Exact", "Formats", "HardProblems", "LinearProgramming", "Problems"],
    claims: [
      "Evidence", "Exact", "HardProblems", "HardProblemsClaims", "LinearProgramming", "Networks", "NetworksReductions",
      "Problems", "Randomness",
    ],
    commands: ["Console", "Evidence", "Networks", "NetworksClaims", "NetworksReductions"],
    reductions: ["Exact", "HardProblems", "HardProblemsReductions", "Networks", "Problems"],
    tests: [
      "Evidence", "Exact", "HardProblems", "HardProblemsReductions", "Networks", "NetworksClaims", "NetworksReductions",
      "Problems", "Randomness", "TestSupport",
    ]),
  Wing(
    name: "Models",
    library: ["Arrays", "CModels", "Formats", "HeapModule"],
    loops: "CModels",
    claims: ["Evidence", "Models", "Randomness"],
    commands: ["ArgumentParser", "Console", "Evidence", "Formats", "Models", "ModelsClaims", "Quantization"],
    tests: ["Evidence", "Formats", "Models", "ModelsClaims", "TestSupport"]),
  Wing(
    name: "LinearProgramming",
    library: ["CGLPK", "CLinearProgramming", "Exact", "LinearProgrammingCheckers", "Text"],
    loops: "CLinearProgramming",
    checkers: ["Certificates", "Exact"],
    claims: ["Evidence", "Exact", "Formats", "LinearProgramming", "LinearProgrammingCheckers", "Randomness"],
    commands: [
      "ArgumentParser", "Certificates", "Console", "Evidence", "Exact", "LinearProgramming",
      "LinearProgrammingCheckers", "LinearProgrammingClaims", "Text",
    ],
    tests: [
      "CGLPK", "CLinearProgramming", "Evidence", "Exact", "LinearProgramming", "LinearProgrammingCheckers",
      "LinearProgrammingClaims", "Randomness", "TestSupport", "Text",
    ]),
  Wing(
    name: "Discrepancy",
    library: ["DiscrepancyCheckers", "Exact", "LinearProgramming", "Randomness"],
    checkers: ["Certificates", "Exact"],
    claims: [
      "Discrepancy", "DiscrepancyCheckers", "Evidence", "Exact", "Formats", "LinearProgramming", "Randomness",
      "Statistics",
    ],
    commands: [
      "ArgumentParser", "Certificates", "Console", "Discrepancy", "DiscrepancyCheckers", "DiscrepancyClaims",
      "Evidence", "Exact", "LinearProgramming", "LinearProgrammingCommands", "Randomness",
    ],
    tests: [
      "Discrepancy", "DiscrepancyCheckers", "DiscrepancyClaims", "Evidence", "Exact", "Randomness", "TestSupport",
      "Text",
    ]),
  Wing(
    name: "Quantization",
    library: ["Arrays", "CQuantization", "Exact", "Formats", "Models", "QuantizationCheckers", "Randomness"],
    loops: "CQuantization",
    checkers: ["Exact"],
    claims: [
      "Arrays", "Discrepancy", "Evidence", "Exact", "Formats", "Models", "Quantization", "QuantizationCheckers",
      "Randomness",
    ],
    commands: [
      "Arrays", "ArgumentParser", "Certificates", "Console", "Discrepancy", "DiscrepancyCheckers", "Evidence", "Exact",
      "Formats", "Models", "Pictures", "Quantization", "QuantizationCheckers", "QuantizationClaims", "Randomness",
      "Text",
    ],
    tests: [
      "Arrays", "Evidence", "Exact", "Formats", "Models", "Quantization", "QuantizationCheckers", "QuantizationClaims",
      "Randomness", "TestSupport",
    ]),
  Wing(
    name: "Splicing",
    library: ["CSplicing", "Exact", "Randomness", "Sequences", "SplicingCheckers", "Text"],
    loops: "CSplicing",
    checkers: ["Certificates", "Exact"],
    claims: ["Evidence", "Exact", "Formats", "Randomness", "Sequences", "Splicing", "SplicingCheckers", "Text"],
    commands: [
      "ArgumentParser", "Certificates", "Console", "Evidence", "Exact", "Formats", "Pictures", "Randomness",
      "Retrieval", "Sequences", "Splicing", "SplicingCheckers", "SplicingClaims", "Text",
    ],
    tests: [
      "Evidence", "Exact", "Pictures", "Randomness", "Sequences", "Splicing", "SplicingCheckers", "SplicingClaims",
      "SplicingCommands", "TestSupport", "Text",
    ]),
  Wing(
    name: "Retrieval",
    library: ["GRDB", "Sequences", "Text"],
    claims: ["Evidence", "Exact", "Randomness", "Retrieval", "Text"],
    commands: ["Console", "Evidence", "RetrievalClaims"],
    tests: [
      "Evidence", "GRDB", "Randomness", "Retrieval", "RetrievalClaims", "Splicing", "TestSupport", "Text",
    ]),
  Wing(
    name: "Reasoning",
    library: ["Exact", "Formats", "Models", "Randomness", "Text"],
    claims: ["Evidence", "Exact", "Randomness", "Reasoning", "Statistics"],
    commands: [
      "ArgumentParser", "Console", "Evidence", "Exact", "Formats", "Pictures", "Randomness", "Reasoning",
      "ReasoningClaims", "Text",
    ],
    tests: ["Evidence", "Exact", "Models", "Randomness", "Reasoning", "ReasoningClaims", "TestSupport", "Text"]),
  Wing(
    name: "LocalLearning",
    library: ["Exact", "HeapModule", "LinearProgramming", "LocalLearningCheckers", "Randomness"],
    checkers: ["Exact"],
    claims: [
      "Evidence", "Exact", "Formats", "LinearProgramming", "LocalLearning", "LocalLearningCheckers", "Randomness",
    ],
    commands: [
      "ArgumentParser", "Certificates", "Console", "Evidence", "Exact", "Formats", "LocalLearning",
      "LocalLearningCheckers", "LocalLearningClaims",
    ],
    tests: [
      "Evidence", "Exact", "LinearProgramming", "LocalLearning", "LocalLearningCheckers", "LocalLearningClaims",
      "Randomness", "TestSupport",
    ]),
  Wing(
    name: "Privacy",
    library: ["CFFTW", "CPrivacy", "Exact", "Formats", "Randomness", "Statistics"],
    loops: "CPrivacy",
    claims: ["Evidence", "Exact", "Privacy", "Randomness", "Statistics"],
    commands: ["ArgumentParser", "Console", "Evidence", "Exact", "Pictures", "Privacy", "PrivacyClaims", "Randomness"],
    tests: ["Evidence", "Exact", "Privacy", "PrivacyClaims", "Randomness", "TestSupport"]),
  Wing(
    name: "PrivateTraining",
    library: [
      "Arrays", "CPrivateTraining", "Exact", "Formats", "MessagePassing", "Models", "Privacy", "Randomness", "Text",
    ],
    loops: "CPrivateTraining",
    claims: ["Evidence", "Exact", "Models", "PrivateTraining", "Randomness"],
    commands: [
      "Arrays", "ArgumentParser", "Console", "Evidence", "Exact", "Formats", "MessagePassing", "Models",
      "PrivateTraining", "PrivateTrainingClaims", "Randomness",
    ],
    tests: [
      "Evidence", "Exact", "Formats", "MessagePassing", "Models", "Privacy", "PrivateTraining", "PrivateTrainingClaims",
      "Randomness", "TestSupport",
    ]),
  Wing(
    name: "FairClustering",
    library: ["CFairClustering", "Exact", "FairClusteringCheckers", "Formats", "LinearProgramming", "Randomness"],
    loops: "CFairClustering",
    checkers: ["Exact"],
    claims: ["Evidence", "Exact", "FairClustering", "FairClusteringCheckers", "Formats", "Randomness"],
    commands: [
      "Arrays", "ArgumentParser", "Certificates", "Console", "Evidence", "Exact", "FairClustering",
      "FairClusteringCheckers", "FairClusteringClaims", "Formats", "LinearProgramming", "Pictures", "Text",
    ],
    tests: [
      "Evidence", "Exact", "FairClustering", "FairClusteringClaims", "Formats", "LinearProgramming", "Randomness",
      "TestSupport",
    ]),
  Wing(
    name: "Foundations",
    claims: ["Evidence", "Exact", "Formats", "Problems", "Randomness", "Statistics"],
    commands: ["Console", "Evidence", "FoundationsClaims"],
    tests: ["Evidence", "FoundationsClaims", "TestSupport"]),
]

/// What wings stand on, and the tests of all: the module's folder, what it imports, and whether it is a product.
struct Module {
  var name: String
  var path: String
  var imports: [String]
  var isProduct = false
}

let floors = [
  Module(
    name: "Exact", path: "Sources/Floors/Exact",
    imports: ["CGMP", "CMPFR"], isProduct: true),
  Module(
    name: "Randomness", path: "Sources/Floors/Randomness",
    imports: ["CNettle", "Exact"], isProduct: true),
  Module(
    name: "Statistics", path: "Sources/Floors/Statistics",
    imports: ["Exact"], isProduct: true),
  Module(
    name: "Text", path: "Sources/Floors/Text",
    imports: ["CNettle", "Formats", "Sequences"], isProduct: true),
  Module(name: "Sequences", path: "Sources/Floors/Sequences", imports: [], isProduct: true),
  Module(
    name: "Arrays", path: "Sources/Floors/Arrays",
    imports: ["COpenBLAS"], isProduct: true),
  Module(name: "MessagePassing", path: "Sources/Floors/MessagePassing", imports: ["COpenMPI"], isProduct: true),
  Module(name: "Pictures", path: "Sources/Floors/Pictures", imports: [], isProduct: true),
  Module(
    name: "Formats", path: "Sources/Floors/Formats",
    imports: ["CZlib"], isProduct: true),
]
let core = [
  Module(
    name: "Problems", path: "Sources/Core/Problems",
    imports: ["Exact", "Formats", "Randomness"], isProduct: true),
  Module(
    name: "Certificates", path: "Sources/Core/Certificates",
    imports: ["Exact"], isProduct: true),
  Module(
    name: "Evidence", path: "Sources/Core/Evidence",
    imports: ["Exact", "Randomness", "Text"], isProduct: true),
  Module(
    name: "Console", path: "Sources/Core/Console",
    imports: [
      "ArgumentParser", "Certificates", "Evidence", "Exact", "Formats", "Pictures", "Problems", "Randomness",
      "Statistics", "Text",
    ]),
]
let tests = [
  Module(
    name: "ExactTests", path: "Tests/Exact",
    imports: ["Exact"]),
  Module(
    name: "ArraysTests", path: "Tests/Arrays",
    imports: ["Arrays", "Randomness"]),
  Module(
    name: "MessagePassingTests", path: "Tests/MessagePassing",
    imports: ["MessagePassing"]),
  Module(
    name: "SequencesTests", path: "Tests/Sequences",
    imports: ["Randomness", "Sequences"]),
  Module(
    name: "RandomnessTests", path: "Tests/Randomness",
    imports: ["Exact", "Randomness", "Statistics"]),
  Module(
    name: "StatisticsTests", path: "Tests/Statistics",
    imports: ["Exact", "Randomness", "Statistics"]),
  Module(
    name: "TextTests", path: "Tests/Text",
    imports: ["Text"]),
  Module(
    name: "FormatsTests", path: "Tests/Formats",
    imports: ["Formats"]),
  Module(name: "PicturesTests", path: "Tests/Pictures", imports: ["Pictures"]),
  Module(
    name: "CertificatesTests", path: "Tests/Certificates",
    imports: ["Certificates", "Exact", "Randomness"]),
  Module(
    name: "EvidenceTests", path: "Tests/Evidence",
    imports: ["Evidence", "Exact", "Randomness"]),
]
/// Tests of all wings together, and of the program; they need every wing.
let houseTests = [
  Module(
    name: "CommandLineTests", path: "Tests/CommandLine",
    imports: ["TestSupport", "Text"]),
  Module(
    name: "HouseTests", path: "Tests/House",
    imports: [
      "Console", "Evidence", "Exact", "GrammarCompression", "GrammarCompressionReductions", "HardProblems",
      "HardProblemsReductions", "KernelMachines", "KernelMachinesReductions", "Networks", "NetworksReductions",
      "Problems", "Randomness", "TestSupport", "tightbound",
    ]),
  Module(
    name: "ProvedCheckersTests", path: "Tests/ProvedCheckers",
    imports: [
      "Certificates", "Discrepancy", "DiscrepancyCheckers", "DiscrepancyClaims", "Evidence", "Exact",
      "GrammarCompression", "GrammarCompressionCheckers", "GrammarCompressionClaims", "LinearProgramming",
      "LinearProgrammingCheckers", "LinearProgrammingClaims", "Randomness", "Splicing", "SplicingCheckers",
      "SplicingClaims", "Text",
    ]),
]

/// Products of other packages, by the module that is imported.
let packages = ["ArgumentParser": "swift-argument-parser", "HeapModule": "swift-collections", "GRDB": "GRDB.swift"]

/// `WINGS=Splicing,Retrieval swift test` builds and tests these wings and what they stand on; `TESTS=ExactTests` only these test targets.
func words(_ variable: String) -> [String]? {
  Context.environment[variable]?.split(separator: ",").map(String.init)
}
let chosen = words("WINGS")
if let unknown = chosen?.first(where: { name in !wings.contains { $0.name == name } }) {
  fatalError("WINGS names “\(unknown)”; there are \(wings.map(\.name).joined(separator: ", "))")
}
let isWhole = chosen == nil
let open = wings.filter { chosen?.contains($0.name) != false }

/// Every target is compiled in Swift 6 mode and must be free of warnings.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func dependencies(_ imports: [String]) -> [Target.Dependency] {
  imports.map { name in packages[name].map { .product(name: name, package: $0) } ?? .byName(name: name) }
}

func target(
  _ name: String, _ path: String, _ imports: [String]?, exclude: [String] = [], plugins: [Target.PluginUsage] = []
) -> [Target] {
  guard let imports else { return [] }
  return [
    .target(
      name: name, dependencies: dependencies(imports), path: path, exclude: exclude, swiftSettings: strict,
      plugins: plugins)
  ]
}

func test(_ name: String, _ path: String, _ imports: [String]?) -> [Target] {
  guard let imports else { return [] }
  return [.testTarget(name: name, dependencies: dependencies(imports), path: path, swiftSettings: strict)]
}

/// What stands beside code in the folder of a wing's reductions: a README and golden instances for each.
func besideReductions(_ path: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: Context.packageDirectory + "/" + path)) ?? [])
    .filter { !$0.contains(".") }.sorted().flatMap { ["\($0)/README.md", "\($0)/golden"] }
}

extension Wing {
  /// The targets of its rooms.
  var targets: [Target] {
    let folder = "Sources/Wings/\(name)"
    return (loops.map { [Target.target(name: $0, path: "\(folder)/\($0)")] } ?? [])
      + target(name, "\(folder)/\(name)", library) + target(name + "Checkers", "\(folder)/Checkers", checkers)
      + target(name + "Claims", "\(folder)/Claims", claims.isEmpty ? nil : claims)
      + target(name + "Commands", "\(folder)/Commands", commands)
      + target(
        name + "Reductions", "Reductions/\(name)", reductions, exclude: besideReductions("Reductions/\(name)"),
        plugins: ["ReductionList"])
      + test(name + "Tests", "Tests/\(name)", tests)
  }

  /// What other packages may import.
  var products: [String] {
    (library == nil ? [] : [name]) + (checkers == nil ? [] : [name + "Checkers"])
      + (claims.isEmpty ? [] : [name + "Claims"]) + (reductions == nil ? [] : [name + "Reductions"])
  }
}

let systemLibraries: [Target] = [
  .systemLibrary(name: "CGMP", path: "Sources/Floors/CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])]),
  .systemLibrary(name: "CGLPK", path: "Sources/Floors/CGLPK", providers: [.apt(["libglpk-dev"])]),
  .systemLibrary(name: "CMPFR", path: "Sources/Floors/CMPFR", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev"])]),
  .systemLibrary(
    name: "COpenBLAS", path: "Sources/Floors/COpenBLAS", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
  .systemLibrary(name: "COpenMPI", path: "Sources/Floors/COpenMPI", providers: [.apt(["libopenmpi-dev"])]),
  .systemLibrary(
    name: "CNettle", path: "Sources/Floors/CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
  .systemLibrary(name: "CFFTW", path: "Sources/Floors/CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
  .systemLibrary(name: "CZlib", path: "Sources/Floors/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
]

/// What writes the program's list of wings, from what it imports here, and a wing's list of reductions, from their folders.
let listPlugins = ["WingList", "ReductionList"].map { Target.plugin(name: $0, capability: .buildTool()) }
let program: Target = .executableTarget(
  name: "tightbound",
  dependencies: dependencies(
    ["ArgumentParser", "Console", "Evidence"] + open.filter { $0.commands != nil }.map { $0.name + "Commands" }),
  swiftSettings: strict, plugins: ["WingList"])

var targets: [Target] = systemLibraries
for module in floors + core { targets += target(module.name, module.path, module.imports) }
for wing in wings { targets += wing.targets }
targets += listPlugins + [program]
targets += target("TestSupport", "Tests/TestSupport", ["Evidence"])
for module in tests + (isWhole ? houseTests : []) { targets += test(module.name, module.path, module.imports) }

var products: [Product] = [.executable(name: "tightbound", targets: ["tightbound"])]
for module in floors + core where module.isProduct {
  products.append(.library(name: module.name, targets: [module.name]))
}
for wing in wings { for name in wing.products { products.append(.library(name: name, targets: [name])) } }

let package = Package(
  name: "tightbound",
  products: products,
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: targets,
  swiftLanguageModes: [.v6]
)

// Of chosen wings, what they stand on; the program with their verbs; and their tests.
if !isWhole {
  var all: [String: Target] = [:]
  for target in targets { all[target.name] = target }
  var kept: Set<String> = []
  func keep(_ name: String) {
    guard let target = all[name], kept.insert(name).inserted else { return }
    for dependency in target.dependencies {
      if case .byNameItem(let name, _) = dependency { keep(name) }
    }
  }
  for target in open.flatMap(\.targets) { keep(target.name) }
  for name in ["tightbound"] + listPlugins.map(\.name) { keep(name) }
  // Tests of floors that are asked for by name.
  for module in tests where words("TESTS")?.contains(module.name) == true { keep(module.name) }
  package.targets.removeAll { !kept.contains($0.name) }
  package.products.removeAll { $0.name != "tightbound" && !kept.contains($0.name) }
  // Packages that nothing of it needs would only give a warning.
  let imported = Set(
    package.targets.flatMap(\.dependencies).compactMap { dependency -> String? in
      if case .productItem(_, let package, _, _) = dependency { package } else { nil }
    })
  package.dependencies.removeAll { dependency in
    guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
    return packages.values.contains { location.hasSuffix("/" + $0) && !imported.contains($0) }
  }
}
if let chosen = words("TESTS") {
  let known = package.targets.filter { $0.type == .test }.map(\.name)
  if let unknown = chosen.first(where: { !known.contains($0) }) {
    fatalError("TESTS names “\(unknown)”; with these wings there are \(known.joined(separator: ", "))")
  }
  package.targets.removeAll { $0.type == .test && !chosen.contains($0.name) }
}
