import Console
import Formats
import Foundation
import PrivateTraining

/// Reads rows with labels: from a CSV file whose last column is the label, from an NPY matrix with its labels in another NPY file, or from an NPZ archive with both.
enum TrainingRows {
  /// The rows for training and those for testing, which have the same width.
  ///
  /// - Parameters:
  ///   - data: the configuration's part on data.
  ///   - place: where a path of the configuration leads.
  static func read(
    _ data: TrainingConfiguration.DataFiles, _ place: (String) -> String
  ) throws -> (training: PerceptronExamples, test: PerceptronExamples?) {
    func rows(_ path: String, _ labels: String?) throws -> PerceptronExamples {
      try read(place(path), labels: labels.map(place), classes: data.classes, scale: data.scale ?? 1)
    }
    let training = try rows(data.train, data.trainLabels)
    let test = try data.test.map { try rows($0, data.testLabels) }
    if let test, test.width != training.width {
      throw CommandError("test rows have \(test.width) numbers; expected \(training.width), as those for training")
    }
    return (training, test)
  }

  /// - Parameters:
  ///   - path: the file. `archive.npz` has the arrays `x` and `y`.
  ///   - labels: the file of the labels, for NPY.
  ///   - classes: how many classes there are.
  ///   - scale: by what features are multiplied.
  static func read(_ path: String, labels: String?, classes: Int, scale: Double) throws -> PerceptronExamples {
    guard 2...1_000_000 ~= classes else { throw CommandError("data.classes is \(classes); expected 2 to 1000000") }
    guard scale.isFinite, scale != 0 else {
      throw CommandError("data.scale is \(scale); expected a number other than 0")
    }
    var (rows, width, targets): ([Double], Int, [Double])
    switch fileKind(path) {
    case "npy":
      guard let labels else { throw CommandError("\(path) has no labels; expected a file of them in data") }
      let matrix = try inFile(path) { try NPYArray(contentsOfNPY: try readFile(path)) }
      targets = try inFile(labels) { try NPYArray(contentsOfNPY: try readFile(labels)).doubles() }
      (rows, width) = try elements(matrix, path)
    case "npz":
      guard labels == nil else {
        throw CommandError("\(path) has its labels itself, as the array y; expected no other file")
      }
      let archive = try inFile(path) { try NPZArchive(try readFile(path), sizeLimit: memoryLimit) }
      targets = try inFile(path) { try archive.array("y").doubles() }
      (rows, width) = try elements(try inFile(path) { try archive.array("x") }, path)
    case "csv":
      guard labels == nil else {
        throw CommandError("\(path) has its labels in the last column; expected no other file")
      }
      let table = try inFile(path) { try NumberTable(contentsOfCSV: try readFile(path)) }
      guard table.columns >= 2 else { throw CommandError("\(path) has 1 column; expected features, then a label") }
      width = table.columns - 1
      rows = []
      targets = []
      for row in 0..<table.rows {
        let numbers = table.values[(row * table.columns)..<((row + 1) * table.columns)]
        rows += numbers.dropLast()
        targets.append(numbers.last ?? 0)
      }
    case let kind: throw CommandError("\(path) ends in “\(kind)”; expected csv, npy or npz")
    }
    guard rows.count == width * targets.count else {
      throw CommandError(
        "\(path) has \(rows.count / max(1, width)) rows; expected \(targets.count), one for each label")
    }
    guard !targets.isEmpty else { throw CommandError("\(path) has no rows; expected at least 1") }
    let spoilt = targets.indices.filter { row in !rows[(row * width)..<((row + 1) * width)].allSatisfy(\.isFinite) }
    if let first = spoilt.first {
      StandardError.write(
        "notice: \(path): numbers of \(spoilt.count) rows are not finite, first of row \(first + 1); such rows add nothing"
      )
    }
    var found: [Int] = []
    for (row, label) in targets.enumerated() {
      guard let category = Int(exactly: label), 0..<classes ~= category else {
        throw CommandError("\(labels ?? path): the label of row \(row + 1) is \(label); expected 0 to \(classes - 1)")
      }
      found.append(category)
    }
    return PerceptronExamples(features: rows.map { Float($0 * scale) }, width: width, labels: found)
  }

  private static func elements(_ matrix: NPYArray, _ path: String) throws -> ([Double], Int) {
    guard matrix.shape.count == 2, matrix.shape[1] > 0 else {
      throw CommandError("\(path) has the shape \(matrix.shape); expected rows and columns")
    }
    return (try inFile(path) { try matrix.doubles() }, matrix.shape[1])
  }
}
