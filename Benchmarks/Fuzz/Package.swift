// swift-tools-version: 6.2
import PackageDescription

// Built by `run` with -sanitize=fuzzer,address, which brings its own entry point.
let package = Package(
  name: "tightbound-fuzz",
  dependencies: [.package(name: "tightbound", path: "../..")],
  targets: [
    .executableTarget(
      name: "ReaderFuzzer",
      dependencies: ["Exact", "Formats", "HardProblems", "LinearProgramming"].map {
        .product(name: $0, package: "tightbound")
      },
      path: "ReaderFuzzer", swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6])
