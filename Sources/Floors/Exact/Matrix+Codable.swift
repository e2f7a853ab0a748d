/// A matrix is encoded as its shape and its entries row by row: `{"rows":1,"columns":2,"entries":["3","-4"]}`.
extension Matrix: Encodable where Element: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MatrixCodingKey.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(storage, forKey: .entries)
  }
}

extension Matrix: Decodable where Element: Decodable {
  /// - Throws: `DecodingError.dataCorrupted` if the number of entries is not rows · columns.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MatrixCodingKey.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let entries = try container.decode([Element].self, forKey: .entries)
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, count == entries.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .entries, in: container,
        debugDescription: "\(entries.count) entries do not make a matrix of \(rows) rows and \(columns) columns")
    }
    self.init(rows: rows, columns: columns, storage: entries)
  }
}

enum MatrixCodingKey: String, CodingKey {
  case rows, columns, entries
}
