import Foundation

/// How many faults of a module were noticed.
struct Score {
  let module: String
  let verdicts: [Verdict]
  let equivalent: [FaultKey: Equivalent]

  /// The faults that nothing noticed and nobody argued for.
  var survivors: [Verdict] { verdicts.filter { !$0.isNoticed && equivalent[$0.fault.key] == nil } }

  /// Faults that are argued to change nothing, and were noticed nevertheless: the argument is wrong.
  var contradicted: [Verdict] { verdicts.filter { $0.isNoticed && equivalent[$0.fault.key] != nil } }

  private var argued: Int { verdicts.count { !$0.isNoticed && equivalent[$0.fault.key] != nil } }

  static let heading = """
    | module | faults | equivalent | noticed by check alone | by check or tests | of those not equivalent: check | check or tests |
    |---|--:|--:|--:|--:|--:|--:|
    """

  var row: String {
    let (all, real) = (verdicts.count, verdicts.count - argued)
    let (check, both) = (verdicts.count { $0.check != nil }, verdicts.count { $0.isNoticed })
    func share(_ part: Int, of whole: Int) -> String {
      whole == 0 ? "-" : String(format: "%.1f %%", 100 * Double(part) / Double(whole))
    }
    return "| \(module) | \(all) | \(argued) | \(share(check, of: all)) | \(share(both, of: all)) | "
      + "\(share(check, of: real)) | \(share(both, of: real)) |"
  }

  /// The survivors and the contradicted arguments, a line each.
  var details: String {
    var lines: [String] = []
    func list(_ title: String, _ verdicts: [Verdict]) {
      guard !verdicts.isEmpty else { return }
      lines.append("\n\(module), \(title):")
      for verdict in verdicts.sorted(by: {
        ($0.fault.key.file, $0.fault.row, $0.fault.column, $0.fault.number)
          < ($1.fault.key.file, $1.fault.row, $1.fault.column, $1.fault.number)
      }) {
        let reached = verdict.reachedBy == 0 ? "  (no claim or test passes it)" : ""
        lines.append("- \(verdict.fault.summary)  [\(verdict.fault.kind.rawValue)]\(reached)")
      }
    }
    list("survived", survivors)
    list("argued to be equivalent, but noticed", contradicted)
    return lines.joined(separator: "\n")
  }
}
