import Exact
import Randomness

extension KernelInstance {
  /// The three values in double precision, with error bars that hold: see `LabelledPoints.approximateValue(of:base:by:using:)`.
  ///
  /// ```swift
  /// let answer = try instance.approximateAnswer(using: stream) { _ in .interiorPoint(tolerance: 1e-12) }
  /// instance.reading(of: answer)     // right, or undecided with the bits that are missing
  /// ```
  ///
  /// - Parameters:
  ///   - stream: where random choices come from; each data set draws from a child of its own.
  ///   - solver: the method for a data set of so many points.
  /// - Throws: `KernelError`.
  public func approximateAnswer(
    using stream: RandomStream, by solver: (_ points: Int) throws -> KernelSolver
  ) throws -> KernelValues {
    func value(_ points: LabelledPoints, _ name: String) throws -> (value: Rational, error: Rational) {
      var child = stream.child(name)
      let found = try points.approximateValue(of: task, base: base, by: solver(points.count), using: &child)
      guard let value = Rational(exactly: found.value), let error = Rational(exactly: found.error) else {
        throw KernelInstanceError.noBound(name)
      }
      return (value, error)
    }
    let (a, b, ab) = (try value(left, "A"), try value(right, "B"), try value(union, "AB"))
    return KernelValues(
      values: KernelValues.Triple(a: a.value, b: b.value, ab: ab.value),
      errors: KernelValues.Triple(a: a.error, b: b.error, ab: ab.error))
  }
}
