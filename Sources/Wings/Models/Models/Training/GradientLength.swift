extension Module<Float> {
  /// The norm of all parameters together, in double precision.
  ///
  /// - Complexity: O(number of parameters).
  package var norm: Double {
    parameters.reduce(0) { sum, parameter in parameter.value.elements.reduce(sum) { $0 + Double($1) * Double($1) } }
      .squareRoot()
  }

  /// Multiplies a gradient whose norm is above the limit by a factor, so that its norm is the limit: Pascanu, Mikolov, Bengio, *On the
  /// difficulty of training recurrent neural networks* (arXiv 1211.5063). One that is not finite stays as it is.
  ///
  /// - Precondition: the limit is above 0.
  /// - Complexity: O(number of parameters).
  package mutating func shorten(to limit: Double) {
    precondition(limit > 0, "a limit of \(limit) for the norm of a gradient")
    let norm = norm
    guard norm > limit, norm.isFinite else { return }
    let factor = Float(limit / norm)
    visitParameters("") { _, value in for index in value.elements.indices { value.elements[index] *= factor } }
  }
}
