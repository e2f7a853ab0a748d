import Exact
import Foundation
import FuzzedReading
import GrammarCompression
import HardProblems
import KernelMachines
import Networks
import Problems

/// The readers of instances, and of what solvers of satisfiability print.
let readers: [FuzzedReader] = [
  FuzzedReader("cnf", CNF.self),
  FuzzedReader(
    "sat-answer",
    text: { text in
      // The formula, and behind the first NUL what a solver printed.
      let parts = text.split(separator: "\0", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { return true }
      let formula = try CNF(parsing: parts[0])
      let answer = try formula.answer(solverText: parts[1])
      _ = try? formula.examined(answer)
      guard let back = try? formula.answer(solverText: formula.solverText(of: answer)) else {
        // An answer of a number alone is one that a solver would not print.
        return answer.exists == nil && answer.witness == nil
      }
      return (back.exists, back.count, back.witness) == (answer.exists, answer.count, answer.witness)
    }),
  FuzzedReader(
    "graph",
    text: { text in
      let graph = try SimpleGraph(parsing: text)
      let lines = graph.edges.map { "e \($0.low) \($0.high)\n" }
      return try SimpleGraph(parsing: "p edge \(graph.vertices) \(lines.count)\n" + lines.joined()) == graph
    }),
  FuzzedReader("ksum", KSum.self),
  FuzzedReader("ov", OrthogonalVectors.self),
  FuzzedReader("ov-mono", MonochromaticOrthogonalVectors.self),
  FuzzedReader("bhcp", HammingClosePair.self),
  FuzzedReader("subset-query", SubsetQuery.self),
  FuzzedReader("hitting-set", HittingSet.self),
  FuzzedReader("furthest-pair", FurthestPair.self),
  FuzzedReader("grammar-dot", GrammarDot.self),
  FuzzedReader("grammar-matrix", GrammarMatrixVector.self),
  FuzzedReader("svm", KernelInstance<SVM>.self),
  FuzzedReader("ridge", KernelInstance<Ridge>.self),
  FuzzedReader("own-vectors") { file in
    let vectors = try LabelledVectors(contentsOfLIBSVM: file)
    // Fractions are none of LIBSVM's; decimals that are whole come back the same.
    let back = try? LabelledVectors(contentsOfLIBSVM: Data(vectors.text.utf8))
    return vectors.count == vectors.labels.count && (back.map { $0.text == vectors.text } ?? true)
  },
  FuzzedReader("last-layer", LastLayer.self),
  FuzzedReader("gradient", BatchGradient.self),
  FuzzedReader("kernel-answer") { file in try isStable(file, as: KernelValues.self) },
  FuzzedReader("pair-answer") { file in try isStable(file, as: PairAnswer.self) },
]

extension FuzzedReader {
  /// The reader of a problem's instances; its files stand one behind the other, with a NUL between them.
  fileprivate init<Instance: Problem>(_ name: String, _ problem: Instance.Type) {
    self.init(
      name,
      text: { text in
        let parts = text.split(
          separator: "\0", maxSplits: problem.fileNames.count - 1, omittingEmptySubsequences: false
        ).map(String.init)
        let files = Dictionary(uniqueKeysWithValues: zip(problem.fileNames, parts))
        // What is mended is read, or is refused for another reason.
        if let mended = problem.repaired(files) { _ = try problem.init(files: mended.files) }
        let instance = try problem.init(files: files)
        let written = instance.files
        return try problem.init(files: written).files == written
      })
  }
}

/// Whether a JSON value is the same after it is written and read again.
private func isStable<Value: Codable & Equatable>(_ file: Data, as type: Value.Type) throws -> Bool {
  let value = try JSONDecoder().decode(type, from: file)
  return try JSONDecoder().decode(type, from: JSONEncoder().encode(value)) == value
}
