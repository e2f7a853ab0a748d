/// One edit of a canvas: a contiguous segment of a neighbour replaces a span of the canvas.
///
///     let operation = SpliceOperation(neighbour: 1, from: 0, to: 2, at: 3, upTo: 4)
///     // canvas = canvas[..<3] + neighbours[1][0..<2] + canvas[4...]
///
/// The segment `from..<to` is never empty; the span `at..<upTo` may be, which makes the edit an insertion. From
/// "Data-to-text Generation by Splicing Together Nearest Neighbors" (arXiv 2101.08248), where a policy learns such edits.
///
/// In JSON: `{"n":1,"from":0,"to":2,"at":3,"upTo":4}`.
public struct SpliceOperation: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The index of the neighbour that is copied from.
  public var neighbour: Int
  /// The first word copied.
  public var from: Int
  /// Past the last word copied.
  public var to: Int
  /// Where on the canvas the segment goes.
  public var at: Int
  /// Past the last word of the canvas that it replaces; `at` for an insertion.
  public var upTo: Int

  enum CodingKeys: String, CodingKey {
    case neighbour = "n"
    case from, to, at, upTo
  }

  /// Copies `neighbour[from..<to]` over `canvas[at..<upTo]`.
  public init(neighbour: Int, from: Int, to: Int, at: Int, upTo: Int) {
    (self.neighbour, self.from, self.to, self.at, self.upTo) = (neighbour, from, to, at, upTo)
  }

  /// Whether nothing of the canvas is replaced.
  public var isInsertion: Bool { at == upTo }

  /// (neighbour, from, to, at, upTo).
  public var description: String { "(\(neighbour),\(from),\(to),\(at),\(upTo))" }
}

/// Edits an empty canvas, one operation after the other, and returns what stands on it in the end.
///
/// - Parameters:
///   - operations: the edits in their order.
///   - neighbours: the texts that they copy from.
///   - canvasLimit: the longest canvas that is allowed in between.
/// - Throws: ``ReplayError`` that names the operation that cannot be carried out, and why.
/// - Complexity: O(Σ canvas length + segment length) over the operations.
public func replay<Token>(
  _ operations: some Sequence<SpliceOperation>, from neighbours: [[Token]], canvasLimit: Int = 10_000_000
) throws(ReplayError) -> [Token] {
  var canvas: [Token] = []
  for (index, operation) in operations.enumerated() {
    _ = try operation.canvasLength(after: canvas.count, index, neighbours, canvasLimit)
    let text = neighbours[operation.neighbour]
    canvas.replaceSubrange(operation.at..<operation.upTo, with: text[operation.from..<operation.to])
  }
  return canvas
}

extension SpliceOperation {
  /// How long the canvas is afterwards.
  ///
  /// - Parameters:
  ///   - length: how long it is before.
  ///   - index: the operation's number, for errors.
  ///   - neighbours: the texts that it may copy from.
  ///   - limit: how long a canvas may be.
  /// - Throws: ``ReplayError`` if the operation cannot be carried out.
  func canvasLength<Token>(
    after length: Int, _ index: Int, _ neighbours: [[Token]], _ limit: Int = 10_000_000
  ) throws(ReplayError) -> Int {
    guard neighbours.indices.contains(neighbour) else {
      throw .neighbourOutOfRange(operation: index, neighbour: neighbour, count: neighbours.count)
    }
    let text = neighbours[neighbour]
    guard 0 <= from, from < to, to <= text.count else {
      throw .segmentOutOfRange(operation: index, from: from, to: to, length: text.count)
    }
    guard 0 <= at, at <= upTo, upTo <= length else {
      throw .spanOutOfRange(operation: index, at: at, upTo: upTo, canvas: length)
    }
    let after = length - (upTo - at) + (to - from)
    guard after <= limit else { throw .canvasTooLong(operation: index, length: after, limit: limit) }
    return after
  }
}

/// Why an operation cannot be carried out. Operations are counted from 0.
public enum ReplayError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no such neighbour.
  case neighbourOutOfRange(operation: Int, neighbour: Int, count: Int)
  /// The segment is empty or goes beyond the neighbour.
  case segmentOutOfRange(operation: Int, from: Int, to: Int, length: Int)
  /// The span goes beyond the canvas, or ends before it starts.
  case spanOutOfRange(operation: Int, at: Int, upTo: Int, canvas: Int)
  /// The canvas would become longer than allowed.
  case canvasTooLong(operation: Int, length: Int, limit: Int)

  public var description: String {
    switch self {
    case .neighbourOutOfRange(let operation, let neighbour, let count):
      "operation \(operation): there is no neighbour \(neighbour); there are \(count), counted from 0"
    case .segmentOutOfRange(let operation, let from, let to, let length):
      "operation \(operation): \(from)..<\(to) is no segment of a neighbour of \(length) words; "
        + "0 ≤ from < to ≤ \(length) is needed"
    case .spanOutOfRange(let operation, let at, let upTo, let canvas):
      "operation \(operation): \(at)..<\(upTo) is no span of a canvas of \(canvas) words; 0 ≤ at ≤ upTo ≤ \(canvas) is needed"
    case .canvasTooLong(let operation, let length, let limit):
      "operation \(operation): the canvas would have \(length) words, and at most \(limit) are allowed"
    }
  }
}
