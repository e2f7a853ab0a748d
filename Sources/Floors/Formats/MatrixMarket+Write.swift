import Foundation

extension MatrixMarket {
  /// The Matrix Market file of the matrix. Doubles have as few digits as give the same double back.
  ///
  /// - Complexity: O(n).
  public func mtxData() -> Data {
    let kind =
      switch values {
      case .real: "real"
      case .integer: "integer"
      case .pattern: "pattern"
      }
    let shape =
      switch symmetry {
      case .general: "general"
      case .symmetric: "symmetric"
      case .skewSymmetric: "skew-symmetric"
      }
    var text = "%%MatrixMarket matrix \(layout == .array ? "array" : "coordinate") \(kind) \(shape)\n"
    for comment in comments { text += "%\(comment)\n" }
    text += layout == .array ? "\(rows) \(columns)\n" : "\(rows) \(columns) \(count)\n"
    for index in 0..<count {
      if layout == .coordinate { text += "\(rowIndices[index] + 1) \(columnIndices[index] + 1)" }
      let separator = layout == .coordinate ? " " : ""
      switch values {
      case .real(let values): text += separator + DecimalText.text(values[index])
      case .integer(let values): text += "\(separator)\(values[index])"
      case .pattern: break
      }
      text += "\n"
    }
    return Data(text.utf8)
  }
}
