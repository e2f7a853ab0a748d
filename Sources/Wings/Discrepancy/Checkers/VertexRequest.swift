import Certificates
import Exact

extension VertexCertificate: ProvedCertificate {
  private static let kind: Integer = 2

  /// The certificate in the form of `VertexStatement.v` and `VertexCheck.v`: M, x and y; then a modulus, and a left inverse, modulo
  /// that, of the columns in which y is fractional. An empty one is given if none exists.
  ///
  /// - Complexity: O(m n), and O(m³) operations on machine words for the inverse.
  public var checkerRequest: CheckerRequest? {
    guard let rows = ScaledNumbers.each(of: matrix), let point = ScaledNumbers(point), let y = ScaledNumbers(vertex)
    else { return nil }
    var statement: [Integer] = [Self.kind, Integer(rows.count)]
    for row in rows { statement.append(vector: row) }
    statement.append(vector: point)
    statement.append(vector: y)

    let fractional = vertex.indices.filter { vertex[$0] > 0 && vertex[$0] < 1 }
    var evidence: [Integer] = []
    if matrix.allSatisfy({ $0.count == vertex.count }), fractional.count <= rows.count {
      // A prime divides the minors of independent columns by bad luck only, so three do not.
      for modulus in [2_147_483_647, 2_147_483_629, 2_147_483_587] {
        let columns = rows.map { row in fractional.map { ModularInverse.residue(row.numerators[$0], modulus) } }
        guard let inverse = ModularInverse(of: columns, columns: fractional.count, modulus: modulus) else { continue }
        evidence = [Integer(modulus), Integer(inverse.rows.count)]
        for row in inverse.rows { evidence.append(list: row.map { Integer($0) }) }
        break
      }
    }
    return CheckerRequest(statement: statement, evidence: evidence.isEmpty ? [2, 0] : evidence)
  }

  /// Whether the integers are this M, x and y.
  public func states(_ integers: [Integer]) -> Bool {
    var tokens = StatementTokens(integers)
    do throws(StatementTokens.Unreadable) {
      guard try tokens.integer() == Self.kind else { return false }
      let vector = { (t: inout StatementTokens) throws(StatementTokens.Unreadable) in try t.vector() }
      let found = VertexCertificate(
        matrix: try tokens.list(vector), point: try tokens.vector(), vertex: try tokens.vector())
      try tokens.end()
      return found == self
    } catch { return false }
  }
}

/// A matrix W with W M = 1 modulo a prime below 2³¹. It is a hint: who uses it multiplies.
private struct ModularInverse {
  /// As many as M has columns.
  let rows: [[Int]]

  static func residue(_ value: Integer, _ modulus: Int) -> Int {
    let remainder = (value % Integer(modulus)).asInt ?? 0
    return remainder < 0 ? remainder + modulus : remainder
  }

  /// Nil if the columns are dependent modulo the prime.
  ///
  /// - Parameter matrix: the rows of M, of residues from 0.
  init?(of matrix: [[Int]], columns: Int, modulus: Int) {
    // Elimination on (M | 1) by whole rows: what becomes of the right part is the product of all steps.
    var work = matrix.enumerated().map { index, row in
      row + matrix.indices.map { $0 == index ? 1 : 0 }
    }
    for column in 0..<columns {
      guard let pivot = (column..<work.count).first(where: { work[$0][column] != 0 }) else { return nil }
      work.swapAt(column, pivot)
      let inverse = Self.inverse(of: work[column][column], modulus)
      work[column] = work[column].map { $0 * inverse % modulus }
      for row in work.indices where row != column && work[row][column] != 0 {
        let factor = modulus - work[row][column]
        for k in work[row].indices { work[row][k] = (work[row][k] + factor * work[column][k]) % modulus }
      }
    }
    rows = work.prefix(columns).map { Array($0.dropFirst(columns)) }
  }

  /// By Fermat: aᵖ⁻².
  private static func inverse(of a: Int, _ modulus: Int) -> Int {
    var (result, power, exponent) = (1, a, modulus - 2)
    while exponent > 0 {
      if exponent & 1 == 1 { result = result * power % modulus }
      power = power * power % modulus
      exponent >>= 1
    }
    return result
  }
}
