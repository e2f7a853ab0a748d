import Formats
import Foundation
import Testing

@Suite("Gzip, LIBSVM and SciPy's sparse matrices")
struct OtherInputTests {
  /// `printf 'hello\n' | gzip -n`
  static let hello = NumPyFixtures.data("H4sIAAAAAAAAA8tIzcnJ5wIAIDA6NgYAAAA=")

  @Test("Gzip members one after another, in pieces of any size")
  func gzip() throws {
    #expect(try Gzip.expanded(Self.hello, limit: 6) == Data("hello\n".utf8))
    let two = Self.hello + Self.hello + Data(count: 5)
    #expect(try Gzip.expanded(two, limit: 100) == Data("hello\nhello\n".utf8))
    for size in 1...two.count {
      var stream = GzipStream(limit: 100)
      var output = Data()
      for start in stride(from: 0, to: two.count, by: size) {
        output += try stream.expanded(two[start..<min(start + size, two.count)])
      }
      try stream.finish()
      #expect(output == Data("hello\nhello\n".utf8))
    }
  }

  @Test("Damaged, cut off or too large, gzip is refused")
  func badGzip() {
    func reason(_ data: Data, limit: Int = 100) -> FormatError.Reason? {
      do throws(FormatError) {
        _ = try Gzip.expanded(data, limit: limit)
        return nil
      } catch { return error.reason }
    }
    #expect(reason(Self.hello, limit: 5) == .tooLarge)
    for count in 1..<Self.hello.count { #expect(reason(Self.hello.prefix(count)) == .truncated, "\(count)") }
    for index in 10..<Self.hello.count {
      var data = Self.hello
      data[index] ^= 0x40
      // The last bits of the compressed data mean nothing.
      #expect(
        reason(data) != nil || (try? Gzip.expanded(data, limit: 100)) == (try? Gzip.expanded(Self.hello, limit: 100)))
    }
    #expect(reason(Self.hello + Data([1, 2])) == .corrupt)
    #expect(reason(Self.hello + Data([0, 0, 7])) == .malformed)
    #expect(!Gzip.isMember(Data([0x1f, 0x8b])) && Gzip.isMember(Self.hello) && !Gzip.isMember(Data()))
  }

  @Test("LIBSVM's points, with comments and empty lines")
  func points() throws {
    let points = try LIBSVM.points(Data("1 1:2 3:4 # c\n\n-1 2:.5\r\n+1\n2.5 1:1e3".utf8))
    #expect(points.labels == [1, -1, 1, 2.5] && points.offsets == [0, 2, 3, 3, 4])
    #expect(points.indices == [0, 2, 1, 0] && points.values == [2, 4, 0.5, 1000] && points.columns == 3)
    #expect(try LIBSVM.points(Data("1 1:1".utf8), columns: 5).columns == 5)
    let text = LIBSVM.sparse(labels: [1, -1]) { [[0.5, 0, -3], [0, 0, 0.1]][$0] }
    #expect(try LIBSVM.points(Data(text.utf8)).values == [0.5, -3, 0.1])
  }

  @Test(
    "What is no LIBSVM file is refused with line and field",
    arguments: [
      ("", 1, nil), ("# only\n", 1, nil), ("x 1:1", 1, 1), ("1 1", 1, 2), ("1 1:", 1, 2), ("1 0:1", 1, 2),
      ("1\n1 -1:1", 2, 2), ("1 2:1 2:1", 1, 3),
      ("1 2:1 1:1", 1, 3), ("1 1:x", 1, 2), ("1 1:1x", 1, 2), ("1,2 1:1", 1, 1), ("1 qid:3 1:1", 1, 2),
      ("1 99999999999999999999:1", 1, 2),
      ("1 1:9007199254740993", 1, 2),
    ] as [(String, Int, Int?)])
  func badPoints(text: String, line: Int, field: Int?) {
    let error = #expect(throws: FormatError.self) { try LIBSVM.points(Data(text.utf8)) }
    #expect(error?.place == .line(line, field: field))
  }

  @Test("A sparse matrix as SciPy writes it", arguments: SciPyFixtures.all)
  func sciPy(format: String, file: Data) throws {
    guard format != "bsr" else {
      #expect(throws: FormatError.self) { try SparseArchive(NPZArchive(file)) }
      return
    }
    let matrix = try #require(try SparseArchive(NPZArchive(file)))
    #expect(matrix.rows == 3 && matrix.columns == 3 && matrix.rowIndices == [0, 2, 2])
    #expect(matrix.columnIndices == [1, 0, 2] && matrix.values == [2.5, -1, 4])
  }

  /// An archive as SciPy writes them, of these arrays and of the matrix above.
  private func archive(_ format: String, _ changes: [String: [Int]] = [:], values: [Double] = [2.5, -1, 4]) throws
    -> NPZArchive
  {
    var arrays: [String: [Int]] =
      switch format {
      case "csr": ["indices": [1, 0, 2], "indptr": [0, 1, 1, 3]]
      case "csc": ["indices": [2, 0, 2], "indptr": [0, 1, 2, 3]]
      default: ["row": [0, 2, 2], "col": [1, 0, 2]]
      }
    arrays["shape"] = [3, 3]
    arrays.merge(changes) { $1 }
    var members = try arrays.sorted { $0.key < $1.key }.map {
      (name: $0.key, array: try NPYArray($0.value.map { Int64($0) }))
    }
    members.append((name: "data", array: try NPYArray(values)))
    members.append((name: "format", array: try NPYArray([UInt8](format.utf8))))
    return try NPZArchive(SciPyFixtures.withWord(format, try NPZArchive.data(members, compression: .stored)))
  }

  @Test("What contradicts itself in a sparse archive is refused")
  func badSparse() throws {
    #expect(try SparseArchive(archive("csr"))?.values == [2.5, -1, 4])
    #expect(try SparseArchive(archive("csc"))?.rowIndices == [0, 2, 2])
    #expect(try SparseArchive(archive("coo"))?.columnIndices == [1, 0, 2])
    let bad: [(String, [String: [Int]], [Double])] = [
      ("csr", ["shape": [3]], [1, 2, 3]), ("csr", ["shape": [3, -3]], [1, 2, 3]),
      ("csr", ["shape": [4, 3]], [1, 2, 3]),
      ("csr", ["indptr": [0, 1, 0, 3]], [1, 2, 3]), ("csr", ["indptr": [1, 1, 1, 3]], [1, 2, 3]),
      ("csr", ["indptr": [0, 1, 1, 2]], [1, 2, 3]),
      ("csr", ["indptr": []], [1, 2, 3]), ("csr", ["indices": [1, 0, 3]], [1, 2, 3]),
      ("csr", ["indices": [1, 0, -1]], [1, 2, 3]),
      ("csr", ["indices": [1, 2, 2]], [1, 2, 3]), ("csr", [:], [1, 2]), ("coo", ["row": [0, 2]], [1, 2, 3]),
      ("coo", ["row": [0, 2, 3]], [1, 2, 3]),
      ("coo", ["row": [0, 2, 2], "col": [1, 2, 2]], [1, 2, 3]), ("coo", ["col": [1, 0, 2, 2]], [1, 2, 3]),
      ("dia", [:], [1, 2, 3]), ("xyz", [:], [1, 2, 3]),
      ("csr", ["shape": [.max, 3]], [1, 2, 3]),
    ]
    for (format, changes, values) in bad {
      #expect(throws: FormatError.self, "\(format) \(changes)") {
        try SparseArchive(archive(format, changes, values: values))
      }
    }
  }

  @Test("An archive of arrays is none of SciPy's")
  func otherArchives() throws {
    let file = try NPZArchive.data([("data", NPYArray([1.0])), ("shape", NPYArray([1.0]))])
    #expect(try SparseArchive(NPZArchive(file)) == nil)
  }
}
