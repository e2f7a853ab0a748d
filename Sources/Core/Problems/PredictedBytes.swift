import Exact

/// How many bytes an instance takes, before there is one: bounds that real instances come near to.
public struct PredictedBytes: Hashable, Sendable {
  /// As files.
  public var files: Integer
  /// In memory, the text of its files not counted.
  public var value: Integer

  /// These numbers of bytes.
  public init(files: Integer, value: Integer) { (self.files, self.value) = (files, value) }

  /// In memory while the files are written: their text, and the copies of it that writing makes.
  public var whileWriting: Integer { value + 4 * files }

  /// What lists of 0/1 vectors take in the text form that has a line for each vector.
  ///
  /// - Parameters:
  ///   - count: The number of vectors in all lists.
  ///   - dimension: Their dimension.
  public static func vectors(_ count: Integer, dimension: Integer) -> PredictedBytes {
    PredictedBytes(files: count * (dimension + 1) + 80, value: count * (dimension / 8 + 8) + count * (dimension + 48))
  }
}

extension [any Reduction] {
  /// What the files of the last target and all that is made on the way take, for a source of this size; nil where the promises do not
  /// tell, or cannot be worked out.
  ///
  /// - Complexity: that of the promises' formulas.
  public func predictedBytes(of source: SizeParameters) -> PredictedBytes? {
    var total = PredictedBytes(files: 0, value: 0)
    for (index, reduction) in enumerated() {
      guard let promises = Array(self[...index]).promises(ofTargetFor: source) else { return nil }
      var size: SizeParameters = [:]
      for promise in promises { size.append(promise.parameter, promise.value) }
      guard let predicted = reduction.predictedBytes(ofTarget: size) else { return nil }
      total = PredictedBytes(files: predicted.files, value: total.value + predicted.value)
    }
    return total
  }
  /// What is promised of the last target's size for a source of this size; nil where that cannot be worked out.
  public func promises(ofTargetFor source: SizeParameters) -> [SizePromise]? {
    count == 1 ? try? self[0].promisedSize(of: source) : try? promises.promises(for: source)
  }
}
