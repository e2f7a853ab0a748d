/// The letters of a compressed matrix, packed: a product looks at each once, but small matrices have many for their size.
struct LetterList: RandomAccessCollection, Equatable, Sendable {
  private let values: PackedArray
  private let columns: PackedArray

  init(_ letters: [GrammarMatrix.Letter]) {
    values = PackedArray(letters.map(\.value))
    columns = PackedArray(letters.map(\.column))
  }

  var startIndex: Int { 0 }
  var endIndex: Int { values.count }
  subscript(position: Int) -> GrammarMatrix.Letter {
    GrammarMatrix.Letter(value: values[position], column: columns[position])
  }

  var byteCount: Int { values.bytes.count + columns.bytes.count }
}
