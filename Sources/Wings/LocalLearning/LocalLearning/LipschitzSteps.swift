import HeapModule

/// A convex, piecewise linear function of z: the least cost of some points if f is z at the last of them.
struct LipschitzSteps<Scalar: LipschitzScalar> {
  /// Where the slope changes by `weight`.
  struct Breakpoint: Comparable {
    /// The place, plus the shift on the left and minus the shift on the right.
    var place: Scalar
    var weight: Scalar

    @inline(__always)
    static func < (a: Breakpoint, b: Breakpoint) -> Bool { a.place < b.place }
  }

  private var left = Heap<Breakpoint>()
  private var right = Heap<Breakpoint>()
  /// How far the left breakpoints have moved to the left, and the right ones to the right.
  private var shift: Scalar = 0
  /// The least value of the function.
  private(set) var cost: Scalar = 0

  init(capacity: Int) {
    left.reserveCapacity(capacity + 1)
    right.reserveCapacity(capacity + 1)
  }

  /// Replaces the function g by the least of g(u) over |u − z| ≤ reach.
  @inline(__always)
  mutating func widen(by reach: Scalar) { shift += reach }

  /// Adds weight · |z − y|, and returns where the sum is least.
  @inline(__always)
  mutating func add(_ y: Scalar, weight: Scalar) -> (start: Scalar, end: Scalar) {
    if let top = left.max, y < top.place - shift {
      left.insert(Breakpoint(place: y + shift, weight: weight + weight))
      moveLeft(weight, above: y)
    } else if let top = right.min, y > top.place + shift {
      right.insert(Breakpoint(place: y - shift, weight: weight + weight))
      moveRight(weight, below: y)
    } else {
      left.insert(Breakpoint(place: y + shift, weight: weight))
      right.insert(Breakpoint(place: y - shift, weight: weight))
    }
    // Each side has as much weight as there is in all, so neither is empty.
    return ((left.max?.place ?? y) - shift, (right.min?.place ?? y) + shift)
  }

  /// Moves the greatest breakpoints of the left, of this weight in all, to the right.
  @inline(__always)
  private mutating func moveLeft(_ weight: Scalar, above y: Scalar) {
    var rest = weight
    while rest > 0, var top = left.max {
      let place = top.place - shift
      let moved = min(rest, top.weight)
      cost += moved * (place - y)
      right.insert(Breakpoint(place: place - shift, weight: moved))
      if moved == top.weight {
        left.removeMax()
      } else {
        top.weight -= moved
        left.replaceMax(with: top)
      }
      rest -= moved
    }
  }

  /// The same from the right to the left.
  @inline(__always)
  private mutating func moveRight(_ weight: Scalar, below y: Scalar) {
    var rest = weight
    while rest > 0, var top = right.min {
      let place = top.place + shift
      let moved = min(rest, top.weight)
      cost += moved * (y - place)
      left.insert(Breakpoint(place: place + shift, weight: moved))
      if moved == top.weight {
        right.removeMin()
      } else {
        top.weight -= moved
        right.replaceMin(with: top)
      }
      rest -= moved
    }
  }
}
