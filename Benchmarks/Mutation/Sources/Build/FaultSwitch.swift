import Foundation

/// The C target that a tree with faults gets: which fault is on is read from the environment once, before `main`.
enum FaultSwitch {
  /// Numbers of faults are below this.
  static let capacity = 1 << 18
  /// The environment variable with the number of the fault that is on. Without it none is.
  static let active = "TIGHTBOUND_FAULT"
  /// The environment variable with the file to which the numbers of all faults passed by are written at exit.
  static let reached = "TIGHTBOUND_REACHED"

  static let header = """
    #include <stdbool.h>
    #include <stdint.h>

    extern int32_t faultSwitchActive;
    extern uint8_t faultSwitchReached[\(capacity)];

    // Whether the fault of this number is on. While no fault is and a record is kept, the number is marked.
    static inline bool plantedFault(int32_t number) {
      if (faultSwitchActive == number) return true;
      if (faultSwitchActive < 0) faultSwitchReached[number] = 1;
      return false;
    }

    """

  static let source = """
    #include "FaultSwitch.h"
    #include <stdio.h>
    #include <stdlib.h>

    int32_t faultSwitchActive = INT32_MAX;
    uint8_t faultSwitchReached[\(capacity)];

    static void writeReached(void) {
      FILE *file = fopen(getenv("\(reached)"), "w");
      if (!file) return;
      for (int32_t number = 0; number < \(capacity); number++)
        if (faultSwitchReached[number]) fprintf(file, "%d\\n", number);
      fclose(file);
    }

    __attribute__((constructor)) static void readSwitch(void) {
      const char *number = getenv("\(active)");
      if (number) faultSwitchActive = atoi(number);
      if (getenv("\(reached)")) {
        faultSwitchActive = -1;
        atexit(writeReached);
      }
    }

    """

  /// Modules that the copy does without, besides those of commands: the command line and what only that needs would be built for nothing.
  private static let leftOut = ["tightbound", "Console", "Retrieval"]

  /// Whether the copy does without the module.
  static func isLeftOut(_ module: String) -> Bool { module.hasSuffix("Commands") || leftOut.contains(module) }

  /// What is appended to `Package.swift`: the switch with its users, and ``claimRunner(wings:)``, in place of the command line. Of a test
  /// target the files stay that do without it. Warnings are no errors, since a fault may well deserve one. Tests of the
  /// proved checkers need no command line; they are there if all that they import is.
  static func manifest(users: [String], wings: [String], houseTests: [String]) -> String {
    let claims = wings.map { "\"\($0)\"" }.joined(separator: ", ")
    let names = users.map { "\"\($0)\"" }.joined(separator: ", ")
    let tests = houseTests.map { "\"\($0)\"" }.joined(separator: ", ")
    let leftOut = leftOut.map { "\"\($0)\"" }.joined(separator: ", ")
    return """

      let left = package.targets.filter { $0.name.hasSuffix("Commands") }.map(\\.name) + [\(leftOut)]
      for target in package.targets where target.type == .test && target.name != "RetrievalTests" {
        target.dependencies.removeAll { dependency in
          if case .byNameItem(let name, _) = dependency { left.contains(name) } else { false }
        }
      }
      package.targets.removeAll { target in
        left.contains(target.name)
          || target.dependencies.contains { dependency in
            if case .byNameItem(let name, _) = dependency { left.contains(name) } else { false }
          }
      }
      package.products.removeAll { left.contains($0.name) }
      package.targets.append(.target(name: "FaultSwitch"))
      package.targets.append(
        .executableTarget(
          name: "ClaimRunner",
          dependencies: [\(claims)].map { .byName(name: $0 + "Claims") } + ["Evidence"]))
      for module in houseTests where ([\(tests)] as [String]).contains(module.name) {
        let names = Set(package.targets.map(\\.name))
        if !names.contains(module.name), names.isSuperset(of: module.imports) {
          package.targets += test(module.name, module.path, module.imports)
        }
      }
      for target in package.targets where [\(names)].contains(target.name) { target.dependencies.append("FaultSwitch") }
      for target in package.targets where target.swiftSettings != nil { target.swiftSettings = [] }

      """
  }

  /// A program that runs a check as `tightbound check` does with the quick budget and seed 1, mutants included, and stops at the
  /// first failure: no smaller counterexample is looked for. Without arguments it lists the checks.
  ///
  /// - Parameter wings: those whose claims it has.
  static func claimRunner(wings: [String]) -> String {
    let imports = wings.map { "import \($0)Claims\n" }.joined()
    let claims = wings.map { "Claim.\($0.prefix(1).lowercased() + $0.dropFirst())" }.joined(separator: " + ")
    return imports + claimRunner.replacingOccurrences(of: "CLAIMS", with: claims)
  }

  private static let claimRunner = #"""
    import Evidence
    import Glibc
    import Synchronization

    func fail(_ reason: String) -> Never {
      print("✗", reason.prefix(200))
      fflush(nil)
      _exit(1)
    }

    @main
    enum ClaimRunner {
      static func main() throws {
        let catalogue = Catalogue(claims: CLAIMS)
        let wanted = CommandLine.arguments.dropFirst().first
        for claim in catalogue.claims {
          for check in claim.checks {
            let id = "\(claim.id)/\(check.name)"
            if let wanted { if id == wanted { run(check, of: claim) } } else { print(id) }
          }
        }
      }

      static func run(_ check: Check, of claim: Claim) {
        let stream = Catalogue.stream(seed: 1, claim: claim, check: check)
        // An instance that is begun before the last one is done is a smaller one than the last, which failed.
        let isBegun = Atomic(false)
        let trial = Trial(
          budget: .quick, stream: stream, progress: { _, _ in isBegun.store(false, ordering: .relaxed) },
          watch: { _ in if isBegun.exchange(true, ordering: .relaxed) { fail(check.name) } })
        let finding = check.run(trial)
        guard case .holds = finding else { fail("\(check.name): \(finding)") }
        for mutant in check.mutants {
          guard case .violated = mutant.run(Trial(budget: .quick, stream: stream)) else {
            fail("\(check.name) misses “\(mutant.name)”")
          }
        }
      }
    }

    """#
}
