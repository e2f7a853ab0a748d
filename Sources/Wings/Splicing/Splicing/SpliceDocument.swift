import SplicingCheckers

/// A derivation of a text of any length, with the least number of operations enclosed between two numbers.
///
///     let document = try SpliceDocument(problem, memoryLimit: 1 << 30)
///     document?.operations.count      // what is enough
///     document?.lower                 // what is needed
///
/// Where the tables of ``SpliceOracle`` fit, the derivation is a shortest one and both numbers are equal. Otherwise the target is
/// cut into *windows* whose tables fit (`SpliceWindows`), each of which is solved; and then operations of different windows that
/// copy from the same neighbour, one behind the other, become one wherever they can without crossing (`merged`). A derivation of
/// all windows, one after the other, is one of the text. If tiles that are as long as they can be, merged in the same way, are
/// fewer, they are taken.
///
/// Below there is no derivation by `TilingBound`: with TILE the fewest tiles, ⌈(TILE + 1) / 2⌉ ≤ OPT, and what is found is at
/// most TILE. So the two numbers are never a factor of 2 apart: operations ≤ 2 · lower − 1.
///
/// Where nothing may be replaced, or words are only appended, a text whose tables do not fit is cut into the fewest tiles: that is the
/// best of appending, and at most 2 · lower − 1 operations all the same.
///
/// What it does not promise: that windows come near the optimum. An operation with words in several windows is found only where
/// it can be put together from pieces at the top of two windows' derivations.
public struct SpliceDocument: Sendable {
  /// A derivation of the target.
  public let operations: [SpliceOperation]
  /// A number of operations that every derivation needs, of the kind that was asked for; that of the derivation exactly if it is known
  /// to be a shortest one.
  public let lower: Int
  /// The number of windows that were solved; 1 where the tables of the whole text fit, 0 where those of no piece do.
  public let windows: Int

  /// How many bytes the tables of a whole text take, and about how many seconds it takes to fill them, by what memory gives.
  public static func exactNeed<Token>(of problem: SpliceProblem<Token>) -> (bytes: Double, seconds: Double) {
    let n = problem.target.count
    let size = SpliceTables.Size(
      n: n, placeCount: problem.interned.codes.count, matchCount: problem.interned.matchCount)
    // Every row of a match reads, of all gaps behind it, one row each: a quarter of n of them for every row, at some 8 GB/s.
    return (size.bytes, size.bytes * Double(n) / 4 / 8e9)
  }

  /// Whether no derivation is shorter.
  public var isOptimal: Bool { lower == operations.count }

  /// nil when a word of the target occurs in no neighbour.
  ///
  /// - Parameters:
  ///   - problem: a target and its neighbours.
  ///   - mode: which operations are allowed.
  ///   - memoryLimit: in bytes; the tables of a window, or of the whole text, take at most as much.
  ///   - progress: is called with the number of words that are done.
  /// - Complexity: that of ``SpliceOracle`` for the whole text or for each window in turn; O(N) for each window and N words of
  ///   neighbours besides, and for R operations at the top at most O(R³ / 12), in pieces of 3,000.
  public init?<Token>(
    _ problem: SpliceProblem<Token>, mode: SpliceMode = .general, memoryLimit: Int = 1 << 30,
    progress: (Int) -> Void = { _ in }
  ) {
    guard problem.missingTokens.isEmpty, let tiling = problem.tiling() else { return nil }
    if problem.target.count <= SpliceTables.longestTarget,
      let oracle = try? SpliceOracle(problem, mode: mode, memoryLimit: memoryLimit)
    {
      operations = oracle.derivation()
      (lower, windows) = (operations.count, 1)
      return
    }
    let needed = TilingBound(target: problem.target, neighbours: problem.neighbours).operations
    if mode != .general {
      operations = tiling
      (lower, windows) = (mode == .appendOnly ? tiling.count : needed, 0)
      return
    }
    let tiles = merged(tiling.map { SpliceStep(operation: $0, isRoot: true) })
    let solved = SpliceWindows(problem.interned, tiling).solved(memoryLimit: memoryLimit, progress)
    let spliced = solved.map { merged($0.steps) } ?? tiles
    operations = spliced.count <= tiles.count ? spliced : tiles
    lower = needed
    windows = solved?.count ?? 0
  }
}
