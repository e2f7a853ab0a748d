import Arrays
import Randomness
import Testing

/// A collection whose entries it does not give as memory.
private struct Ring<Element>: MutableCollection {
  var entries: [Element]
  var startIndex: Int { 0 }
  var endIndex: Int { entries.count }
  func index(after i: Int) -> Int { i + 1 }
  subscript(i: Int) -> Element {
    get { entries[i] }
    set { entries[i] = newValue }
  }
}

@Suite("Dense matrices and vectors")
struct DenseMatrixTests {
  @Test("Entries lie row by row, and rows and rectangles are in place")
  func layout() {
    var a = DenseMatrix<Float>(rows: 2, columns: 3, entries: [1, 2, 3, 4, 5, 6])
    #expect(a == DenseMatrix(rows: 2, columns: 3) { i, j in Float(3 * i + j + 1) })
    #expect(a[1, 0] == 4)
    #expect(Array(a.row(1)) == [4, 5, 6])
    a[0, 2] = 7
    a.withMutableRow(1) { $0[0] = 8 }
    #expect(a.entries == [1, 2, 7, 8, 5, 6])
    a.withView { view in
      let corner = view.transposed.submatrix(rows: 1..<3, columns: 1..<2)
      #expect(Naive.rows(corner) == [[5], [6]])
      #expect(Naive.rows(corner.transposed) == [[5, 6]])
      #expect(Naive.rows(view.submatrix(rows: 2..<2, columns: 0..<3)).isEmpty)
      #expect(Naive.rows(view.submatrix(rows: 0..<2, columns: 3..<3)) == [[], []])
    }
    #expect(DenseMatrix<Double>(a).entries == [1, 2, 7, 8, 5, 6])
    #expect(DenseMatrix<Float>(DenseMatrix<Double>(rows: 1, columns: 1, entries: [0.1])).entries == [Float(0.1)])
  }

  @Test("A view of memory with rows apart")
  func strides() {
    let memory: [Double] = [1, 2, 0, 3, 4, 0, 5, 6]
    memory.withUnsafeBufferPointer { memory in
      let view = MatrixView(memory, rows: 3, columns: 2, stride: 3)
      #expect(DenseMatrix(copying: view).entries == [1, 2, 3, 4, 5, 6])
      #expect(DenseMatrix(copying: view.transposed).entries == [1, 3, 5, 2, 4, 6])
    }
  }

  @Test("Transposes of shapes around the block of 32", arguments: [0, 1, 31, 32, 33, 65])
  func transposes(rows: Int) {
    for columns in [0, 1, 32, 50] {
      let a = DenseMatrix<Float>(rows: rows, columns: columns) { i, j in Float(100 * i + j) }
      let copy = DenseMatrix(copying: a.transposed)
      #expect(copy == DenseMatrix(rows: columns, columns: rows) { i, j in Float(100 * j + i) })
    }
  }

  @Test("A mutable view leaves a copy of the matrix alone")
  func valueSemantics() {
    var a = DenseMatrix<Float>(rows: 1, columns: 1)
    let copy = a
    a.withMutableView { $0[0, 0] = 1 }
    #expect(copy[0, 0] == 0 && a[0, 0] == 1)
  }

  func vectorOperations<E: BLASScalar>(_: E.Type) {
    var stream = RandomStream(seed: 6)
    for n in [0, 1, 2, 3, 17, 100] {
      let (x, y): ([E], [E]) = (stream.vector(n), stream.vector(n))
      #expect(x.dot(y) == zip(x, y).reduce(0) { $0 + $1.0 * $1.1 })
      #expect(x[...].dot(y.reversed()) == zip(x, y.reversed()).reduce(0) { $0 + $1.0 * $1.1 })
      var sum = y
      sum.add(x, times: -2)
      #expect(sum == zip(x, y).map { $1 - 2 * $0 })
      sum.scale(by: 3)
      #expect(sum == zip(x, y).map { 3 * ($1 - 2 * $0) })
      let square = x.reduce(0) { $0 + $1 * $1 }
      #expect((x.euclideanNorm * x.euclideanNorm - square).magnitude <= 8 * square.ulp)
      if n >= 2 {
        // A part of an array, and a collection that is not contiguous in memory.
        sum[1..<n].scale(by: 0)
        #expect(sum[0] == 3 * (y[0] - 2 * x[0]) && sum[1...].allSatisfy { $0 == 0 })
        var ring = Ring(entries: x)
        ring.scale(by: 2)
        ring.add(y)
        #expect(Array(ring) == zip(x, y).map { 2 * $0 + $1 })
      }
    }
    // Squares of these overflow and underflow.
    #expect([E.greatestFiniteMagnitude / 4, 0].euclideanNorm == .greatestFiniteMagnitude / 4)
    #expect([E.leastNormalMagnitude, 0].euclideanNorm == .leastNormalMagnitude)
  }

  @Test("Operations on vectors")
  func vectors() {
    vectorOperations(Float.self)
    vectorOperations(Double.self)
  }

  /// In a process of its own, since the number holds for the whole process.
  @Test("The number of threads is read and set")
  func threads() async {
    await #expect(processExitsWith: .success) {
      let before = BLAS.threads
      #expect(before >= 1)
      BLAS.threads = 1
      #expect(BLAS.threads == 1)
      BLAS.threads = 2
      #expect(BLAS.threads == 2)
    }
    #expect(!BLAS.processor.isEmpty && BLAS.configuration.contains("OpenBLAS"))
  }
}
