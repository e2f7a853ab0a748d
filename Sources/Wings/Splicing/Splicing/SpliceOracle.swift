import CSplicing

/// The shortest derivation of a text from its neighbours.
///
///     let oracle = try SpliceOracle(problem)
///     if let cost = oracle.cost { print(cost, oracle.derivation()) }
///
/// The least number of operations equals the least weight of a parse of the target under a weighted context-free grammar
/// ("Data-to-text Generation by Splicing Together Nearest Neighbors", arXiv 2101.08248; ``SplicingGrammar`` is that grammar
/// written out). The grammar has some 10⁵ rules for one sentence; this algorithm never makes them. With S[i][j] the least
/// cost of target[i..<j], and R[q][j] the least cost inside a segment that starts at a place q matching i and whose last
/// word lands on j − 1:
///
///     R[q, i][j] = min(0 if j = i + 1,  R[q + 1, i + 1][j],  min over k, s > q of S[i + 1][k] + R[s, k][j])
///     S[i][j]    = min over q, k of 1 + R[q, i][k] + S[k][j]
///
/// Minima over s are shared as suffix minima. Rows are small saturating integers, so that a row is a vector register or two.
///
/// - Complexity: O(P n² + N n) time and O(P n) memory, for n words of target, N of neighbours, and P pairs of equal words.
public struct SpliceOracle: Sendable {
  /// Which operations are allowed.
  public let mode: SpliceMode
  let problem: InternedProblem
  let tables: SpliceTables

  /// - Parameters:
  ///   - problem: a target and its neighbours.
  ///   - mode: which operations are allowed.
  ///   - memoryLimit: in bytes; the tables are not begun when they need more.
  /// - Throws: ``SpliceError/tooLarge(bytes:limit:)`` or ``SpliceError/targetTooLong(count:limit:)``.
  public init<Token>(
    _ problem: SpliceProblem<Token>, mode: SpliceMode = .general, memoryLimit: Int = 1 << 30
  ) throws(SpliceError) {
    try self.init(problem.interned, mode: mode, memoryLimit: memoryLimit)
  }

  init(_ problem: InternedProblem, mode: SpliceMode, memoryLimit: Int) throws(SpliceError) {
    self.mode = mode
    self.problem = problem
    tables = try SpliceTables(problem, mode: mode, memoryLimit: memoryLimit)
  }

  /// The least number of operations that make the target: 0 for the empty one, nil when a word of it occurs in no neighbour.
  public var cost: Int? { cost(of: 0..<problem.target.count) }

  /// The least number of operations that make a piece of the target by itself; nil when it cannot be made.
  ///
  /// - Precondition: the range lies within the target.
  /// - Complexity: O(1).
  public func cost(of range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= problem.target.count, "the range leaves the target")
    if range.isEmpty { return 0 }
    let value = tables.sum(range.lowerBound, range.upperBound)
    return value == tables.infinity ? nil : value
  }
}

/// The tables that the kernel fills.
struct SpliceTables: Sendable {
  let n: Int
  let width: Int
  let stride: Int
  private let rows: [UInt8]
  /// Of each place and position the row of the match, or 0.
  private let pieces: [Int32]

  static var longestTarget: Int { 65_000 }

  /// The size of the tables.
  struct Size {
    let width, stride, rowCount, indexCount: Int
    /// In floating point, which does not overflow: the factors are lengths of what fits in memory.
    let bytes: Double

    /// - Parameters:
    ///   - n: the number of words of the target.
    ///   - placeCount: of places whose word the target has.
    ///   - matchCount: of pairs of a place and a position with the same word.
    init(n: Int, placeCount: Int, matchCount: Int) {
      width = n < 255 ? 1 : 2
      let row = (n + 1) * width
      stride = row <= 32 && width == 1 ? 32 : (row + 63) / 64 * 64
      rowCount = 2 * n + 2 + 2 * matchCount
      indexCount = placeCount * n
      bytes = Double(rowCount) * Double(stride) + 8 * Double(indexCount)
    }

    /// Whether they may be made.
    func fits(_ limit: Int) -> Bool { bytes <= Double(limit) && rowCount < Int(Int32.max) }
  }

  init(_ problem: InternedProblem, mode: SpliceMode, memoryLimit: Int) throws(SpliceError) {
    n = problem.target.count
    guard n <= Self.longestTarget else { throw .targetTooLong(count: n, limit: Self.longestTarget) }
    let size = Size(n: n, placeCount: problem.codes.count, matchCount: problem.matchCount)
    (width, stride) = (size.width, size.stride)
    let (rowCount, indexCount) = (size.rowCount, size.indexCount)
    guard size.fits(memoryLimit) else {
      throw .tooLarge(bytes: Int(min(size.bytes, 0x1p62)), limit: memoryLimit)
    }
    guard n > 0 else {
      (rows, pieces) = ([], [])
      return
    }
    var pieces: [Int32] = []
    let (n, stride, width) = (n, stride, width)
    rows = [UInt8](unsafeUninitializedCapacity: rowCount * stride) { rows, used in
      pieces = [Int32](unsafeUninitializedCapacity: indexCount) { pieces, count in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: indexCount) { suffixes in
          problem.target.withUnsafeBufferPointer { target in
            problem.codes.withUnsafeBufferPointer { codes in
              problem.places.withUnsafeBufferPointer { places in
                problem.hosts.withUnsafeBufferPointer { hosts in
                  var splice = splice_problem()
                  (splice.target, splice.n) = (target.baseAddress, n)
                  (splice.codes, splice.places, splice.neighbours) = (
                    codes.baseAddress, places.baseAddress, hosts.baseAddress
                  )
                  (splice.count, splice.stride) = (codes.count, stride)
                  splice.mode =
                    switch mode {
                    case .general: 0
                    case .insertOnly: 1
                    case .appendOnly: 2
                    }
                  (splice.rows, splice.pieces, splice.suffixes) = (
                    rows.baseAddress, pieces.baseAddress, suffixes.baseAddress
                  )
                  used = splice_tables(&splice, width == 1 ? 0 : 1) * stride
                }
              }
            }
          }
        }
        count = indexCount
      }
    }
    self.pieces = pieces
  }

  var infinity: Int { width == 1 ? 255 : 65_535 }

  private func entry(_ row: Int, _ j: Int) -> Int {
    let start = row * stride + j * width
    return width == 1 ? Int(rows[start]) : Int(rows[start]) | Int(rows[start + 1]) << 8
  }

  /// S[i][j].
  func sum(_ i: Int, _ j: Int) -> Int { entry(1 + i, j) }
  /// The same for derivations whose operations all lie within the first one's segment.
  func tree(_ i: Int, _ j: Int) -> Int { entry(n + 2 + i, j) }
  /// R[q, i][j]; infinite where place and position do not match.
  func piece(_ q: Int, _ i: Int, _ j: Int) -> Int { entry(Int(pieces[q * n + i]), j) }
}
