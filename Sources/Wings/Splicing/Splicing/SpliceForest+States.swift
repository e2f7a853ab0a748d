import Randomness
import Text

extension SpliceForest {
  /// What stands on the canvas when some operations are done, and all that can be done next.
  public struct State<Token: Hashable & Sendable>: Sendable {
    /// The words.
    public var canvas: [Token]
    /// The operations all of whose ancestors are done, by their index in the derivation, from left to right; each with the
    /// positions that it has now.
    public var next: [(index: Int, operation: SpliceOperation)]
  }

  private enum Item {
    case copy(neighbour: Int, Range<Int>)
    case gap(neighbour: Int, Gap)
    case operation(Int)
  }

  /// The state in which exactly the given operations are done.
  ///
  /// The first operation that is done in a gap replaces the hidden words, whichever it is; those after it are insertions
  /// beside it.
  /// - Parameters:
  ///   - isDone: of each operation whether it is done; an operation below one that is not counts as not done.
  ///   - neighbours: the problem's neighbours.
  /// - Precondition: there are as many entries as operations, and the neighbours are those of the derivation.
  /// - Complexity: O(length of the canvas + operations); no recursion.
  public func state<Token>(done isDone: [Bool], neighbours: [[Token]]) -> State<Token> {
    precondition(isDone.count == nodes.count, "an entry for each operation")
    var state = State<Token>(canvas: [], next: [])
    var pending: [Item] = [.gap(neighbour: 0, Gap(hidden: 0..<0, children: roots))]
    while let item = pending.popLast() {
      switch item {
      case .copy(let neighbour, let range): state.canvas += neighbours[neighbour][range]
      case .gap(let neighbour, let gap):
        if gap.children.contains(where: { isDone[$0] }) {
          pending += gap.children.reversed().map { .operation($0) }
        } else {
          let at = state.canvas.count
          for child in gap.children {
            state.next.append((child, operation(child, at: at, upTo: at + gap.hidden.count)))
          }
          if !gap.hidden.isEmpty { state.canvas += neighbours[neighbour][gap.hidden] }
        }
      case .operation(let index):
        guard isDone[index] else {
          state.next.append((index, operation(index, at: state.canvas.count, upTo: state.canvas.count)))
          continue
        }
        let node = nodes[index]
        var (items, place): ([Item], Int) = ([], node.segment.lowerBound)
        for gap in node.gaps {
          items.append(.copy(neighbour: node.neighbour, place..<gap.hidden.lowerBound))
          items.append(.gap(neighbour: node.neighbour, gap))
          place = gap.hidden.upperBound
        }
        items.append(.copy(neighbour: node.neighbour, place..<node.segment.upperBound))
        pending += items.reversed()
      }
    }
    return state
  }

  private func operation(_ index: Int, at: Int, upTo: Int) -> SpliceOperation {
    SpliceOperation(
      neighbour: nodes[index].neighbour, from: nodes[index].segment.lowerBound, to: nodes[index].segment.upperBound,
      at: at, upTo: upTo)
  }
}

/// A state of a derivation with what a policy should do in it: a line of a file for a trainer,
/// `{"id":..,"step":0,"canvas":[..],"next":[{"n":..},..],"taken":0}`.
public struct SpliceTrainingState: Hashable, Codable, Sendable {
  /// The problem's name.
  public var id: TextToken?
  /// The number of operations done.
  public var step: Int
  /// The words on the canvas.
  public var canvas: [TextToken]
  /// All correct next operations; empty where the text stands and the policy should stop.
  public var next: [SpliceOperation]
  /// Which of them leads to the next state; nil at the end.
  public var taken: Int?

  /// A state of the given parts.
  public init(id: TextToken?, step: Int, canvas: [TextToken], next: [SpliceOperation], taken: Int?) {
    (self.id, self.step, self.canvas, self.next, self.taken) = (id, step, canvas, next, taken)
  }
}

/// Which of the states on the way to a text a policy is trained on.
public enum RollIn: String, Codable, Sendable, CaseIterable {
  /// From left to right, each operation before those within its segment: one correct operation in each state.
  case flat
  /// In random order: any operation whose host is on the canvas is correct, and one of them, each with the same probability,
  /// is done.
  case tree
}

extension SpliceForest {
  /// The states from the empty canvas to the text, the last of which is the text itself, where the policy should stop.
  ///
  /// - Parameters:
  ///   - rollIn: the order.
  ///   - id: the problem's name.
  ///   - neighbours: the problem's neighbours.
  ///   - stream: decides the order for ``RollIn/tree``.
  /// - Complexity: O(operations · (length of the canvas + operations)).
  public func trainingStates(
    _ rollIn: RollIn, id: TextToken?, neighbours: [[TextToken]], using stream: inout RandomStream
  ) -> [SpliceTrainingState] {
    var isDone = [Bool](repeating: false, count: nodes.count)
    return (0...nodes.count).map { step in
      let state = state(done: isDone, neighbours: neighbours)
      guard step < nodes.count else {
        return SpliceTrainingState(id: id, step: step, canvas: state.canvas, next: [], taken: nil)
      }
      var correct = state.next
      var taken = 0
      switch rollIn {
      // The canonical order is that of the derivation; the leftmost of the deepest is first in it.
      case .flat: correct = correct.filter { $0.index == step }
      case .tree: taken = stream.uniform(in: 0...(correct.count - 1))
      }
      isDone[correct[taken].index] = true
      return SpliceTrainingState(
        id: id, step: step, canvas: state.canvas, next: correct.map(\.operation), taken: taken)
    }
  }
}
