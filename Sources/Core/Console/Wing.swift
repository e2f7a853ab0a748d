import ArgumentParser
import Evidence
import Problems
import Synchronization

/// A family of the package: what it adds to every list that there is.
///
/// The verbs that all families share (`generate`, `solve`, `reduce`, `list`, `check`, `measure`, ...) are written once over wings;
/// a wing adds its own verbs.
public struct Wing: Sendable {
  /// Its name, that of its library.
  public let name: String
  /// What it is about: the heading of its verbs in `tightbound --help`.
  public let title: String
  /// Its problems.
  public let problems: [any Problem.Type]
  /// The reductions to its problems, with the usual choices.
  public let reductions: [any Reduction]
  /// How its certificates are read and checked.
  package let certificates: [CertificateReader]
  /// What `inspect` says of its files that are no instances.
  package let inspections: [FileInspection]
  /// Its claims, in the order in which they are listed and checked.
  public var claims: [Claim] { makeClaims() }
  /// What `measure` runs.
  public var workloads: [Workload] { makeWorkloads() }
  // Made when they are asked for: most commands need neither.
  private let makeClaims: @Sendable () -> [Claim]
  private let makeWorkloads: @Sendable () -> [Workload]
  /// Its own verbs.
  public let commands: [any ParsableCommand.Type]

  /// A wing. What it has none of may be left out.
  package init(
    name: String, title: String, problems: [any Problem.Type] = [], reductions: [any Reduction] = [],
    certificates: [CertificateReader] = [], inspections: [FileInspection] = [],
    claims: @autoclosure @escaping @Sendable () -> [Claim] = [],
    workloads: @autoclosure @escaping @Sendable () -> [Workload] = [],
    commands: [any ParsableCommand.Type] = []
  ) {
    (self.name, self.title, self.problems, self.reductions) = (name, title, problems, reductions)
    (self.certificates, self.inspections) = (certificates, inspections)
    (makeClaims, makeWorkloads, self.commands) = (claims, workloads, commands)
  }
}

/// The wings that the program at hand has. Verbs read it; the program opens it once, before it parses its command line.
public enum House {
  private static let opened = Mutex<[Wing]>([])

  /// Opens the house with these wings.
  public static func open(_ wings: [Wing]) { opened.withLock { $0 = wings } }

  /// The wings, in the order in which they are listed.
  public static var wings: [Wing] { opened.withLock { $0 } }

  /// The claims and workloads of all wings.
  public static var catalogue: Catalogue { Catalogue(claims: wings.flatMap(\.claims), workloads: workloads) }

  /// What `measure` runs, of all wings. The claims, which take longer to make, are left alone: every command asks for the help of all.
  public static var workloads: [Workload] { wings.flatMap(\.workloads) }

  /// The problems of all wings, and the reductions between them with the usual choices.
  public static var graph: ReductionGraph {
    ReductionGraph(problems: wings.flatMap(\.problems), reductions: wings.flatMap(\.reductions))
  }
}
