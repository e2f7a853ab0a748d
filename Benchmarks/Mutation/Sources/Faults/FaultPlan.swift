import Foundation
import SwiftSyntax

/// The faults of one module: all files parsed, all places in random order, of which as many are planted as are asked for; and, if
/// wanted, every refusal.
///
/// A drawn fault that does not compile is dropped, and the next place in the order takes its turn.
struct FaultPlan {
  /// The module whose source is changed.
  let module: Module
  /// The number of places in which some fault can be planted.
  let siteCount: Int

  private let trees: [String: Syntax]
  private let candidates: [PlacedFault]
  private let refusals: [PlacedFault]
  private let count: Int
  /// Candidates that do not compile, as far as is known.
  private var dropped: Set<Int> = []

  /// - Parameters:
  ///   - files: the module's source files by their path from the root of the repository.
  ///   - count: how many faults are wanted; fewer if the module has not so many places.
  ///   - withRefusals: also plant, in every way that lets something through, all faults of refusals.
  ///   - firstNumber: the number of the first fault; the others follow.
  init(
    module: Module, files: [String: String], seed: UInt64, count: Int, withRefusals: Bool, firstNumber: Int
  ) {
    var random = SeededGenerator(seed: seed, name: module.name)
    var trees: [String: Syntax] = [:]
    var placed: [PlacedFault] = []
    var refusals: [PlacedFault] = []
    for (path, source) in files.sorted(by: { $0.key < $1.key }) {
      let tree = SiteFinder.parse(source)
      trees[path] = tree
      let converter = SourceLocationConverter(fileName: path, tree: tree)
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      var occurrences: [FaultKey: Int] = [:]
      for site in SiteFinder.sites(in: tree) {
        let location = converter.location(for: AbsolutePosition(utf8Offset: site.offset))
        let line = lines[location.line - 1].trimmingCharacters(in: .whitespaces)
        let keys = site.alternatives.map { alternative in
          FaultKey(file: path, line: line, original: site.original, mutated: alternative.mutated, occurrence: 0)
        }
        for key in keys { occurrences[key, default: 0] += 1 }
        let ways = zip(keys, site.alternatives).map { key, alternative in
          var key = key
          key.occurrence = occurrences[key] ?? 1
          let fault = Fault(
            number: 0, module: module.name, kind: alternative.kind, key: key, row: location.line,
            column: location.column)
          return PlacedFault(fault: fault, node: site.node, form: site.form)
        }
        // One fault in a place: places with many ways to be wrong are no likelier than others.
        placed.append(ways[Int.random(in: ways.indices, using: &random)])
        if withRefusals { refusals += zip(ways, site.alternatives).filter(\.1.isRefusal).map(\.0) }
      }
    }
    placed.shuffle(using: &random)
    for index in placed.indices { placed[index].fault.number = firstNumber + index }
    for index in refusals.indices { refusals[index].fault.number = firstNumber + placed.count + index }
    (self.module, self.trees, self.count) = (module, trees, count)
    (siteCount, candidates, self.refusals) = (placed.count, placed, refusals)
    endNumber = firstNumber + placed.count + refusals.count
  }

  /// One past the last number that any fault of this plan can have.
  let endNumber: Int

  /// The drawn faults that are planted now.
  var drawn: [PlacedFault] {
    Array(candidates.lazy.filter { !dropped.contains($0.fault.number) }.prefix(count))
  }

  /// The refusals that are planted now. One that was drawn as well has the number that it was drawn with.
  var plantedRefusals: [PlacedFault] {
    let drawn = Dictionary(drawn.map { ($0.fault.key, $0) }) { first, _ in first }
    return refusals.filter { !dropped.contains($0.fault.number) }.map { drawn[$0.fault.key] ?? $0 }
  }

  /// All faults that are planted now, each once.
  private var planted: [PlacedFault] {
    let drawn = drawn
    let numbers = Set(drawn.map(\.fault.number))
    return drawn + plantedRefusals.filter { !numbers.contains($0.fault.number) }
  }

  /// Takes the faults out for which the condition holds, and returns them.
  @discardableResult
  mutating func drop(_ isOut: (Fault) -> Bool) -> [FaultKey] {
    let out = (candidates + refusals).filter { !dropped.contains($0.fault.number) && isOut($0.fault) }
    dropped.formUnion(out.map(\.fault.number))
    return out.map(\.fault.key)
  }

  /// All files of the module, with the planted faults behind their switches.
  func files() -> [String: Schemata] {
    let byFile = Dictionary(grouping: planted, by: \.fault.key.file)
    return trees.reduce(into: [:]) { files, entry in
      files[entry.key] = Schemata(entry.value, planting: byFile[entry.key] ?? [])
    }
  }
}
