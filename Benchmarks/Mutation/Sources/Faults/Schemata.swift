import SwiftSyntax

/// Writes a file with many faults in it, each behind the switch `plantedFault(number)`, so that one build serves all.
struct Schemata {
  /// The file with its switches.
  private(set) var text = ""
  /// Where each switch stands in ``text``, in UTF-8 offsets, with what it guards.
  private(set) var extents: [(number: Int, range: Range<Int>)] = []

  private let planted: [SyntaxIdentifier: [PlacedFault]]
  private var quietLeading: Set<SyntaxIdentifier> = []
  private var quietTrailing: Set<SyntaxIdentifier> = []

  /// - Parameters:
  ///   - tree: the parsed file, from ``SiteFinder/parse(_:)``.
  ///   - faults: faults at nodes of that very tree; of one node, all in one form or as expressions inside a statement's node.
  init(_ tree: Syntax, planting faults: [PlacedFault]) {
    planted = Dictionary(grouping: faults, by: \.node)
    if !faults.isEmpty { text = "import FaultSwitch\n" }
    write(tree)
  }

  private mutating func write(_ node: Syntax) {
    guard let faults = planted[node.id], let first = node.firstToken(viewMode: .sourceAccurate),
      let last = node.lastToken(viewMode: .sourceAccurate)
    else { return writePlain(node) }
    let opens = quietLeading.insert(first.id).inserted
    if opens { text += first.leadingTrivia.description }
    let closes = quietTrailing.insert(last.id).inserted
    let start = text.utf8.count
    for placed in faults where placed.form == .statement { text += "if !plantedFault(\(placed.fault.number)) { " }
    for placed in faults where placed.form == .condition { text += "!plantedFault(\(placed.fault.number)), " }
    let choices = faults.filter { $0.form == .expression }
    // The parentheses inside are for assignments, which bind less than a choice.
    for placed in choices { text += "(plantedFault(\(placed.fault.number)) ? (\(placed.fault.key.mutated)) : (" }
    writePlain(node)
    for _ in choices { text += "))" }
    for placed in faults where placed.form == .statement { text += " }" }
    for placed in faults { extents.append((placed.fault.number, start..<text.utf8.count)) }
    if closes { text += last.trailingTrivia.description }
  }

  private mutating func writePlain(_ node: Syntax) {
    if let token = node.as(TokenSyntax.self) {
      if !quietLeading.contains(token.id) { text += token.leadingTrivia.description }
      text += token.text
      if !quietTrailing.contains(token.id) { text += token.trailingTrivia.description }
    } else {
      for child in node.children(viewMode: .sourceAccurate) { write(child) }
    }
  }
}
