extension Collection where Element: BLASScalar {
  /// Σ xᵢ yᵢ, in the precision of the entries.
  ///
  /// - Precondition: both have the same number of entries.
  /// - Complexity: O(n); collections that are not contiguous in memory are copied first.
  public func dot(_ other: some Collection<Element>) -> Element {
    precondition(count == other.count, "found vectors of \(count) and \(other.count) entries")
    return withContiguous { x in
      other.withContiguous { y in
        pieces(x.count).reduce(0) { $0 + Element.routines.dot($1.count, x.start(at: $1), 1, y.start(at: $1), 1) }
      }
    }
  }

  /// √(Σ xᵢ²), without overflow or underflow of the squares.
  ///
  /// - Complexity: O(n); a collection that is not contiguous in memory is copied first.
  public var euclideanNorm: Element {
    withContiguous { x in
      let norms = pieces(x.count).map { Element.routines.nrm2($0.count, x.start(at: $0), 1) }
      return norms.count == 1 ? norms[0] : Element.routines.nrm2(Int32(norms.count), norms, 1)
    }
  }

  /// Calls `body` with the entries side by side in memory.
  fileprivate func withContiguous<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
  }
}

extension MutableCollection where Element: BLASScalar {
  /// x ← x + factor · y.
  ///
  /// - Precondition: both have the same number of entries, in memory that does not overlap.
  /// - Complexity: O(n); collections that are not contiguous in memory are copied first.
  public mutating func add(_ other: some Collection<Element>, times factor: Element = 1) {
    precondition(count == other.count, "found vectors of \(count) and \(other.count) entries")
    withMutableContiguous { x in
      other.withContiguous { y in
        for piece in pieces(x.count) {
          Element.routines.axpy(piece.count, factor, y.start(at: piece), 1, x.start(at: piece), 1)
        }
      }
    }
  }

  /// x ← factor · x.
  ///
  /// - Complexity: O(n); a collection that is not contiguous in memory is copied first.
  public mutating func scale(by factor: Element) {
    withMutableContiguous { x in
      for piece in pieces(x.count) { Element.routines.scal(piece.count, factor, x.start(at: piece), 1) }
    }
  }

  private mutating func withMutableContiguous(_ body: (UnsafeMutableBufferPointer<Element>) -> Void) {
    if withContiguousMutableStorageIfAvailable({ body($0) }) != nil { return }
    var copy = Array(self)
    copy.withUnsafeMutableBufferPointer { body($0) }
    var index = startIndex
    for entry in copy {
      self[index] = entry
      formIndex(after: &index)
    }
  }
}

/// A part of a vector that is short enough for BLAS, which counts in 32 bits.
private struct Piece {
  var start: Int
  var count: Int32
}

/// The parts of a vector; a vector without entries has none.
private func pieces(_ count: Int) -> [Piece] {
  let most = Int(Int32.max)
  if count <= most { return count == 0 ? [] : [Piece(start: 0, count: Int32(count))] }
  return stride(from: 0, to: count, by: most).map { Piece(start: $0, count: Int32(Swift.min(most, count - $0))) }
}

extension UnsafeBufferPointer {
  fileprivate func start(at piece: Piece) -> UnsafePointer<Element>? { baseAddress.map { $0 + piece.start } }
}

extension UnsafeMutableBufferPointer {
  fileprivate func start(at piece: Piece) -> UnsafeMutablePointer<Element>? { baseAddress.map { $0 + piece.start } }
}
