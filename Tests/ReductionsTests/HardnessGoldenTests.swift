import Exact
import Foundation
import HardProblems
import KernelMachines
import Reductions
import Testing

/// The golden instances of the reductions from SAT to kernel machines are what the tables of their READMEs say.
@Suite("Golden instances from SAT to kernel machines")
struct HardnessGoldenTests {
  /// The rows of a README's tables that begin with a file name, as cells.
  private static func rows(_ reduction: String) throws -> [[String]] {
    let readme = try String(contentsOf: folder(reduction).appendingPathComponent("README.md"), encoding: .utf8)
    return readme.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains(".") }
      .map { row in
        row.split(separator: "|").map {
          $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
        }
      }
      .filter { $0[0].split(separator: ":")[0].contains(".") }
  }

  private static func folder(_ reduction: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Reductions/\(reduction)")
  }

  private static func golden(_ reduction: String, _ file: String) throws -> String {
    try String(contentsOf: folder(reduction).appendingPathComponent("golden/\(file)"), encoding: .utf8)
  }

  @Test("SAT → Orthogonal Vectors: sizes and numbers of models")
  func satisfiability() throws {
    let rows = try Self.rows("SatToOV")
    #expect(rows.count == 3)
    for row in rows {
      let formula = try CNF(parsing: Self.golden("SatToOV", row[0]))
      let vectors = try SatToOV().reduce(formula)
      let numbers = try row.dropFirst().map { try #require(Int($0)) }
      #expect([formula.variables, formula.clauses.count] == Array(numbers[..<2]), "\(row)")
      #expect([vectors.left.rows, vectors.right.rows, vectors.dimension] == Array(numbers[2..<5]), "\(row)")
      #expect(try formula.referenceAnswer().count == Integer(numbers[5]), "\(row)")
      #expect(vectors.referenceAnswer().count == Integer(numbers[5]), "\(row)")
    }
  }

  @Test("Orthogonal Vectors → Close Pair: sizes, numbers of pairs, and all distances")
  func closePairs() throws {
    let rows = try Self.rows("OVToBHCP")
    #expect(rows.count == 3)
    for row in rows {
      let file = String(row[0].split(separator: ":")[0])
      let vectors = try OrthogonalVectors(parsing: Self.golden("OVToBHCP", file))
      let pairs = try OVToBHCP().reduce(vectors)
      #expect([pairs.dimension, pairs.threshold] == [Int(row[1]), Int(row[2])], "\(row)")
      #expect(vectors.referenceAnswer().count == Integer(row[3]), "\(row)")
      let distances = (0..<pairs.left.rows).map { i in
        (0..<pairs.right.rows).map { "\(pairs.left.distance(i, pairs.right, $0))" }.joined(separator: " ")
      }
      #expect(distances.joined(separator: "; ") == row[4])
    }
  }

  @Test("Close Pair → kernel machines: the fractions")
  func kernelMachines() throws {
    let rows = try Self.rows("BHCPToKernelMachine")
    #expect(rows.count == 7)
    for row in rows {
      let pairs = try HammingClosePair(parsing: Self.golden("BHCPToKernelMachine", row[0]))
      let fractions = try row.dropFirst(2).map { try Rational(parsing: $0) }
      func compare<Kind: KernelKind>(_ kind: Kind.Type, _ task: KernelTask) throws {
        let instance = try KernelInstance<Kind>(pairs, base: KernelBase(Rational(1, 8)), task: task)
        let answer = try instance.referenceAnswer()
        #expect([answer.values.a, answer.values.b, answer.values.ab, answer.delta] == fractions, "\(row)")
      }
      switch row[1] {
      case "svm": try compare(SVM.self, .svm)
      case "svm-soft, C = 1/2": try compare(SoftSVM.self, .svmSoft(box: Rational(1, 2)))
      case "ridge, λ = 1": try compare(Ridge.self, .ridge(lambda: 1))
      case "pca": try compare(PCA.self, .pca)
      default: Issue.record("\(row[1]) is no task")
      }
    }
  }
}
