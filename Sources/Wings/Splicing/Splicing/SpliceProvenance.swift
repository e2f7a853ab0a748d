/// Where each word of a text comes from, and what was written on the way and replaced.
///
///     let provenance = try SpliceProvenance(oracle.derivation(), problem)
///     provenance.runs.map { $0.map(\.token) }
///
/// Words are in the order of the text; those that were replaced stand where they were.
public struct SpliceProvenance<Token: Hashable & Sendable>: Sendable {
  /// A word that an operation wrote.
  public struct Word: Hashable, Sendable {
    /// The word.
    public let token: Token
    /// The operation that wrote it.
    public let operation: Int
    /// The neighbour that it was copied from.
    public let neighbour: Int
    /// Its index within the neighbour.
    public let place: Int
    /// The operation that replaced it; nil for a word of the text.
    public let replacedBy: Int?
  }

  /// Words next to each other that one operation wrote, and that one or none replaced.
  public struct Piece: Hashable, Sendable {
    /// The operation that wrote them.
    public let operation: Int
    /// The neighbour that they were copied from.
    public let neighbour: Int
    /// Their places within the neighbour.
    public fileprivate(set) var places: Range<Int>
    /// The operation that replaced them; nil for words of the text.
    public fileprivate(set) var replacedBy: Int?

    fileprivate func part(_ places: Range<Int>, replacedBy: Int? = nil) -> Piece {
      Piece(operation: operation, neighbour: neighbour, places: places, replacedBy: replacedBy)
    }
  }

  /// All that was ever written, those of the text and those that were replaced. There may be far more words than in the text.
  public let pieces: [Piece]
  private let texts: [[Token]]
  /// The number of operations.
  public let operationCount: Int
  /// The neighbours that are copied from, in ascending order.
  public let neighbours: [Int]

  /// - Throws: ``ReplayError`` where the operations cannot be carried out.
  /// - Complexity: O(operations²): of what is copied only the ends are looked at.
  public init(_ operations: [SpliceOperation], _ problem: SpliceProblem<Token>) throws(ReplayError) {
    var (pieces, length): ([Piece], Int) = ([], 0)
    for (index, operation) in operations.enumerated() {
      length = try operation.canvasLength(after: length, index, problem.neighbours)
      let own = Piece(operation: index, neighbour: operation.neighbour, places: operation.from..<operation.to)
      var (next, position, isWritten): ([Piece], Int, Bool) = ([], 0, false)
      next.reserveCapacity(pieces.count + 3)
      for piece in pieces {
        guard piece.replacedBy == nil else {
          next.append(piece)
          continue
        }
        // On the canvas the piece is position..<end; below are the ends of what is before the span and of what is in it.
        let (start, end) = (piece.places.lowerBound, position + piece.places.count)
        let before = start + min(max(operation.at - position, 0), piece.places.count)
        let within = start + min(max(operation.upTo - position, 0), piece.places.count)
        if start < before { next.append(piece.part(start..<before)) }
        if before < within { next.append(piece.part(before..<within, replacedBy: index)) }
        if within < piece.places.upperBound {
          if !isWritten { next.append(own) }
          isWritten = true
          next.append(piece.part(within..<piece.places.upperBound))
        }
        position = end
      }
      if !isWritten { next.append(own) }
      pieces = next
    }
    self.pieces = pieces
    texts = problem.neighbours
    operationCount = operations.count
    neighbours = Set(operations.map(\.neighbour)).sorted()
  }

  /// All words ever written, those of the text and those that were replaced.
  ///
  /// - Complexity: O(words ever written).
  public var words: [Word] { pieces.flatMap(words) }

  /// The words of the text.
  ///
  /// - Complexity: O(words).
  public var textWords: [Word] { pieces.lazy.filter { $0.replacedBy == nil }.flatMap(words) }

  private func words(of piece: Piece) -> [Word] {
    piece.places.map { place in
      Word(
        token: texts[piece.neighbour][place], operation: piece.operation, neighbour: piece.neighbour, place: place,
        replacedBy: piece.replacedBy)
    }
  }

  /// The runs of words of the text that one operation wrote, in order.
  public var runs: [[Word]] {
    var runs: [[Word]] = []
    for word in textWords {
      if runs.last?.last?.operation == word.operation { runs[runs.count - 1].append(word) } else { runs.append([word]) }
    }
    return runs
  }
}
