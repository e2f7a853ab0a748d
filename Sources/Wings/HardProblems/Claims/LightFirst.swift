import Evidence
import Exact
import HardProblems
import Randomness

extension Claim {
  /// Pairs of light vectors are tried first, and none is missed.
  static let lightFirst = Claim(
    id: "ov.light-first",
    title: "Trying light vectors first finds an orthogonal pair if and only if there is one",
    sentences: [
      Sentence(
        """
        The algorithm `light-first` sorts both sides by weight and cuts them into blocks of 256; blocks meet in the order of the sum \
        of their numbers, and never if their lightest vectors have more than $d$ ones together. It answers yes with an orthogonal \
        pair if there is one, and no otherwise.
        """,
        checks: ["small", "blocks"])
    ],
    source: .hardnessPaper("algorithms for Orthogonal Vectors, against which the hardness is measured; derived"),
    checks: [
      Check(
        "small", level: .certified,
        family: .random(
          "random instances of at most 30 vectors on a side, d ≤ 12, of all densities, empty sides too", quick: 80,
          deep: 5_000,
          shrink: OrthogonalVectors.shrink,
          draw: { _, stream in
            OrthogonalVectors.random(
              left: stream.uniform(in: 0...30), right: stream.uniform(in: 0...30),
              dimension: stream.uniform(in: 0...12), percent: 10 * stream.uniform(in: 1...8), using: &stream)
          }),
        subject: search,
        mutants: [
          "leaves out blocks whose lightest vectors have d ones together":
            BlockedSearch.with(.leavesOutWhatFits, blockSize: 4),
          "blocks meet only those of the same number": BlockedSearch.with(.meetsOnlyOnTheDiagonal, blockSize: 4),
          "the last, shorter block is left out": BlockedSearch.with(.leavesOutTheLastBlock, blockSize: 4),
          "names the rows as they are sorted": BlockedSearch.with(.namesSortedRows, blockSize: 4),
        ], test: findsOne),
      Check(
        "blocks", level: .certified,
        family: .random(
          "up to 600 vectors on a side of 40 coordinates, two thirds ones, with one orthogonal pair, heavy by light, or none",
          quick: 6,
          deep: 200,
          draw: { index, stream in
            let (m, n) = (stream.uniform(in: 250...600), stream.uniform(in: 250...600))
            let dense = OrthogonalVectors.random(left: m, right: n, dimension: 40, percent: 67, using: &stream)
            if index % 3 == 2 { return dense }
            var (left, right) = (dense.left, dense.right)
            let (i, j) = (stream.uniform(in: 0...(m - 1)), stream.uniform(in: 0...(n - 1)))
            // The pair uses every coordinate, and one of it is as heavy as most vectors or heavier.
            let heavy = stream.uniform(in: 20...36)
            for place in 0..<40 {
              left[i, place] = place < heavy
              right[j, place] = place >= heavy
            }
            return try OrthogonalVectors(left: left, right: right)
          }),
        subject: search,
        mutants: [
          "blocks meet only those of the same number": BlockedSearch.with(.meetsOnlyOnTheDiagonal, blockSize: 256),
          "the last, shorter block is left out": BlockedSearch.with(.leavesOutTheLastBlock, blockSize: 256),
          "names the rows as they are sorted": BlockedSearch.with(.namesSortedRows, blockSize: 256),
        ], test: findsOne),
    ])
}

private typealias PairSearch = Algorithm<OrthogonalVectors, PairAnswer>

private let search: PairSearch = { try $0.orthogonalPairs(by: .lightFirst) }

@Sendable private func findsOne(_ search: PairSearch, in instance: OrthogonalVectors) throws -> Verdict {
  let answer = try search(instance)
  guard let witness = answer.witness else {
    let pair = (0..<instance.left.rows).lazy.flatMap { i in (0..<instance.right.rows).lazy.map { (i, $0) } }
      .first { i, j in zip(instance.left.row(i), instance.right.row(j)).allSatisfy { $0 & $1 == 0 } }
    return .require(
      answer.exists == false && pair == nil,
      "it answers \(answer.exists == false ? "no" : "not no, without a pair"), but there is \(pair.map { "\($0)" } ?? "none")"
    )
  }
  guard answer.exists == true, 0..<instance.left.rows ~= witness.left, 0..<instance.right.rows ~= witness.right else {
    return .fails("the witness \(witness) is no pair")
  }
  return .require(
    zip(instance.left.row(witness.left), instance.right.row(witness.right)).allSatisfy { $0 & $1 == 0 },
    "the witness \(witness) is not orthogonal")
}

/// The search written out once more, with a fault.
private struct BlockedSearch: Sendable {
  enum Fault: Sendable { case leavesOutWhatFits, meetsOnlyOnTheDiagonal, leavesOutTheLastBlock, namesSortedRows }

  let blockSize: Int
  let fault: Fault

  static func with(_ fault: Fault, blockSize: Int) -> PairSearch {
    let search = BlockedSearch(blockSize: blockSize, fault: fault)
    return { search.answer(to: $0) }
  }

  func answer(to instance: OrthogonalVectors) -> PairAnswer {
    let (left, right) = (instance.left, instance.right)
    func byWeight(_ side: BitMatrix) -> [Int] {
      (0..<side.rows).sorted { (side.weight(ofRow: $0), $0) < (side.weight(ofRow: $1), $1) }
    }
    let (a, b) = (byWeight(left), byWeight(right))
    func blocks(_ count: Int) -> Int {
      fault == .leavesOutTheLastBlock ? count / blockSize : (count + blockSize - 1) / blockSize
    }
    for x in 0..<blocks(a.count) {
      for y in 0..<blocks(b.count) where fault != .meetsOnlyOnTheDiagonal || x == y {
        let lightest = left.weight(ofRow: a[x * blockSize]) + right.weight(ofRow: b[y * blockSize])
        if lightest > left.columns || fault == .leavesOutWhatFits && lightest == left.columns { continue }
        for i in x * blockSize..<min((x + 1) * blockSize, a.count) {
          for j in y * blockSize..<min((y + 1) * blockSize, b.count) where left.commonOnes(a[i], right, b[j]) == 0 {
            var answer = PairAnswer(exists: true)
            answer.witness = fault == .namesSortedRows ? VectorPair(i, j) : VectorPair(a[i], b[j])
            return answer
          }
        }
      }
    }
    return PairAnswer(exists: false)
  }
}
