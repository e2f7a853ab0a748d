import Exact

extension KernelSeriesCertificate {
  /// Checks that the certificate holds an instance, the given one if there is one, and the equation of every data set.
  ///
  /// - Parameter instance: what it must be about, whatever its base; nil if it may be about anything. Certificates of older versions
  ///   need it.
  /// - Returns: the instance, and what is proved of it.
  /// - Throws: ``KernelCertificateError`` with the first thing that is wrong.
  /// - Complexity: O(N² (d / 64 + order)).
  @discardableResult
  public func verify(of instance: KernelSubject? = nil) throws(KernelCertificateError) -> KernelProof {
    guard kind == "series" else { throw .malformed("a certificate of the kind “\(kind)” is no series") }
    let machine = try KernelMachine(task: task, parameter: nil)
    guard machine == .svm || machine == .svmBias else { throw .malformed("there is no series of “\(task)”") }
    guard order >= 1 else { throw .malformed("a series of \(order) terms") }
    guard let threshold = threshold ?? instance?.threshold else { throw .incomplete("its threshold") }
    guard let leastDistance = leastDistance ?? instance?.leastDistance else {
      throw .incomplete("its promised distance")
    }
    let subject = try KernelSubject(
      machine: machine, base: nil, threshold: threshold, leastDistance: leastDistance, a: a.rows, b: b.rows, ab: ab.rows
    )
    if let instance { try subject.requireEqual(instance) }
    for (name, set) in [("A", a), ("B", b), ("AB", ab)] { try verify(set, name) }
    let closest = try closest()
    return KernelProof(
      instance: subject, decision: decision(closest?.distance, threshold: threshold),
      result: closest.map { "the least distance is \($0.distance), of \($0.pairs) pair\($0.pairs == 1 ? "" : "s")" }
        ?? "no pair differs in fewer than \(order) places",
      threshold: nil)
  }

  private func decision(_ least: Int?, threshold: Int) -> KernelDecision {
    if let least { return least < threshold ? .yes : .no }
    return order >= threshold ? .no : .undecided("the series ends before q^\(threshold - 1)")
  }

  /// Whether G(q) α(q) = 1, as far as the terms go, and 2V is the sum of α.
  ///
  /// On mirrored points this solution has yᵀα = 0, and so it is the one with a bias, which is 0.
  private func verify(_ set: DataSet, _ name: String) throws(KernelCertificateError) {
    guard set.coefficients.count == set.points.count else {
      throw .violated(set: name, "coefficients of \(set.coefficients.count) points, expected \(set.points.count)")
    }
    guard set.coefficients.allSatisfy({ $0.count == order }) else {
      throw .violated(set: name, "not \(order) coefficients for each point")
    }
    guard set.doubled.count == order else {
      throw .violated(set: name, "\(set.doubled.count) terms of 2V, expected \(order)")
    }
    let points = PackedVectors(set.points)
    for i in 0..<points.count {
      // (G(q) α(q))ᵢ. Points differ, so that the constant term of G is the identity and there is one solution.
      var row = [Integer](repeating: 0, count: order)
      for j in 0..<points.count {
        let distance = points.distance(i, j)
        guard distance < order else { continue }
        for k in distance..<order {
          let term = set.coefficients[j][k - distance]
          if set.labels[i] == set.labels[j] { row[k] += term } else { row[k] -= term }
        }
      }
      guard row[0] == 1 else { throw .violated(set: name, "the constant term of the margin at point \(i) is not 1") }
      if let k = row.indices.dropFirst().first(where: { !row[$0].isZero }) {
        throw .violated(set: name, "the margin at point \(i) has a term with q^\(k)")
      }
    }
    for k in 0..<order where set.doubled[k] != set.coefficients.reduce(into: Integer.zero, { $0 += $1[k] }) {
      throw .wrongBound(set: name, "the coefficients of q^\(k) do not add up to what is stated")
    }
  }
}

extension KernelSeriesCertificate.DataSet {
  /// The labelled points.
  var rows: KernelSubject.Rows { KernelSubject.Rows(points: points, labels: labels) }
}
