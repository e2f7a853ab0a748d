/// Lists of small integers, one after the other in one array.
struct RaggedArray: Sendable {
  private(set) var values: [Int32] = []
  private var starts: [Int] = [0]

  /// The number of lists.
  var count: Int { starts.count - 1 }

  mutating func append(_ list: some Collection<Int32>) {
    values.append(contentsOf: list)
    starts.append(values.count)
  }

  /// The places of a list's values.
  func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }
  subscript(_ index: Int) -> ArraySlice<Int32> { values[range(index)] }
}
