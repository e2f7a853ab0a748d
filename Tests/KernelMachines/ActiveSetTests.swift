import Exact
import KernelMachines
import Randomness
import Testing

@Suite("Coefficients at their bounds")
struct ActiveSetTests {
  /// The obviously right optimum of a few points: the best of all points that are stationary where they are free, over all sets of
  /// coefficients that are 0 and that are C.
  private func reference(_ points: LabelledPoints, base: KernelBase, box: Rational?) throws -> Rational {
    let gram = GramMatrix(points.points, base: base)
    func entry(_ i: Int, _ j: Int) -> Rational { Rational(points.labels[i] * points.labels[j]) * gram.kernel(i, j) }
    let n = points.count
    var best: Rational?
    var places = [Int](repeating: 0, count: n)
    let kinds = box == nil ? 2 : 3
    for code in 0..<(0..<n).reduce(1, { power, _ in power * kinds }) {
      var rest = code
      for i in 0..<n { (places[i], rest) = (rest % kinds, rest / kinds) }
      let free = (0..<n).filter { places[$0] == 1 }
      var alpha = (0..<n).map { places[$0] == 2 ? box ?? 0 : 0 }
      let right = free.map { i in (0..<n).reduce(Rational(1)) { $0 - entry(i, $1) * alpha[$1] } }
      let matrix = Matrix<Rational>(rows: free.count, columns: free.count) { entry(free[$0], free[$1]) }
      guard case .unique(let solution) = matrix.solve(right) else { continue }
      for (i, value) in zip(free, solution) { alpha[i] = value }
      guard alpha.allSatisfy({ $0 >= 0 && $0 <= box ?? $0 }) else { continue }
      var value: Rational = 0
      for i in 0..<n {
        value += alpha[i]
        for j in 0..<n { value -= alpha[i] * alpha[j] * entry(i, j) / 2 }
      }
      best = best.map { max($0, value) } ?? value
    }
    return best ?? 0
  }

  private func randomPoints(_ count: Int, _ stream: inout RandomStream) throws -> LabelledPoints {
    var rows: [[Bool]] = []
    while rows.count < count {
      let row = (0..<4).map { _ in stream.uniform(in: 0...1) == 1 }
      if !rows.contains(row) { rows.append(row) }
    }
    return try LabelledPoints(
      points: BitMatrix(rows: count, columns: 4) { rows[$0][$1] },
      labels: rows.map { _ in stream.uniform(in: 0...1) == 1 ? 1 : -1 })
  }

  @Test("Values are those of trying all sets, for bases near 1 and boxes that cut the stationary point off")
  func reference() throws {
    var stream = RandomStream(seed: 17).child("active set")
    var atBounds = 0
    for round in 0..<32 {
      let points = try randomPoints(1 + round % 4, &stream)
      let base = try KernelBase(Rational([1, 3, 7, 31][round / 4 % 4], [8, 4, 8, 32][round / 4 % 4]))
      for box in [nil, Rational(1, 2), Rational(9, 10), 1, Rational(11, 10), 3] {
        let task = box.map(KernelTask.svmSoft) ?? .svm
        let solution = try points.exactValue(of: task, base: base)
        #expect(solution.value == (try reference(points, base: base, box: box)), "\(points) \(base) \(task)")
        if solution.coefficients.fractions.contains(where: { $0 == 0 || $0 == box }) { atBounds += 1 }
      }
    }
    #expect(atBounds > 50)
  }

  @Test("The optimality conditions hold exactly on larger sets, where all signs but the right ones are refused")
  func optimality() throws {
    var stream = RandomStream(seed: 18).child("active set")
    let rows = (0..<24).map { _ in (0..<10).map { _ in stream.uniform(in: 0...1) == 1 } }
    let points = try LabelledPoints(
      points: BitMatrix(rows: 24, columns: 10) { rows[$0][$1] },
      labels: rows.map { _ in stream.uniform(in: 0...1) == 1 ? 1 : -1 })
    let base = try KernelBase(Rational(15, 16))
    let gram = GramMatrix(points.points, base: base)
    let box = Rational(6)
    let alpha = try points.exactValue(of: .svmSoft(box: box), base: base).coefficients.fractions
    for i in 0..<24 {
      let margin = (0..<24).reduce(Rational(0)) {
        $0 + Rational(points.labels[i] * points.labels[$1]) * gram.kernel(i, $1) * alpha[$1]
      }
      #expect(alpha[i] >= 0 && alpha[i] <= box)
      #expect(margin == 1 || (margin > 1 ? alpha[i] == 0 : alpha[i] == box))
    }
    #expect(alpha.contains(0) && alpha.contains(box) && alpha.contains { $0 > 0 && $0 < box })
  }
}
