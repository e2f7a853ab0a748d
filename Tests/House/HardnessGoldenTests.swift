import Exact
import Foundation
import HardProblems
import HardProblemsReductions
import KernelMachines
import Networks
import NetworksReductions
import TestSupport
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
    Repository.file(".", of: reduction)
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

  @Test("Close Pair → Orthogonal Vectors: sizes, numbers of pairs, and all distances")
  func closeBlocks() throws {
    let rows = try Self.rows("BHCPToOV")
    #expect(rows.count == 3)
    for row in rows {
      let pairs = try HammingClosePair(parsing: Self.golden("BHCPToOV", row[0]))
      let numbers = try row[1...6].map { try #require(Int($0)) }
      #expect([pairs.dimension, pairs.threshold] == Array(numbers[..<2]), "\(row)")
      let vectors = try BHCPToOV().reduce(pairs)
      let same = try BHCPToOV(blocks: numbers[2]).reduce(pairs)
      #expect(vectors == same, "\(row)")
      let sides: [Int] = [numbers[3] * pairs.left.rows, numbers[3] * pairs.right.rows]
      #expect([vectors.left.rows, vectors.right.rows] == sides && vectors.dimension == numbers[4], "\(row)")
      #expect(vectors.referenceAnswer().count == Integer(numbers[5]), "\(row)")
      let distances = (0..<pairs.left.rows).map { i in
        (0..<pairs.right.rows).map { "\(pairs.left.distance(i, pairs.right, $0))" }.joined(separator: " ")
      }
      #expect(distances.joined(separator: "; ") == row[7])
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

  @Test("Orthogonal Vectors → Furthest Pair: sizes, the greatest distance, and all distances")
  func furthestPairs() throws {
    let rows = try Self.rows("OVToFurthestPair")
    #expect(rows.count == 3)
    for row in rows {
      let vectors = try OrthogonalVectors(parsing: Self.golden("OVToFurthestPair", Self.file(row)))
      let pairs = try OVToFurthestPair().reduce(vectors)
      let answer = pairs.referenceAnswer()
      #expect([pairs.dimension, answer.distance] == [Int(row[1]), Int(row[2])], "\(row)")
      #expect([answer.count, vectors.referenceAnswer().count] == [Integer(row[3]), Integer(row[4])], "\(row)")
      let distances = (0..<pairs.left.rows).map { i in
        (0..<pairs.right.rows).map { "\(pairs.left.distance(i, pairs.right, $0))" }.joined(separator: " ")
      }
      #expect(distances.joined(separator: "; ") == row[5])
    }
  }

  @Test("Orthogonal Vectors with one list, and as subsets: sizes, numbers of pairs, and the vectors")
  func otherVectors() throws {
    let lists = try Self.rows("OVToOVMono")
    #expect(lists.count == 3)
    for row in lists {
      let list = try OVToOVMono().reduce(OrthogonalVectors(parsing: Self.golden("OVToOVMono", Self.file(row))))
      #expect([list.vectors.rows, list.dimension] == [Int(row[1]), Int(row[2])], "\(row)")
      #expect(list.referenceAnswer().count == Integer(row[3]), "\(row)")
      #expect(list.vectors.rowTexts.joined(separator: " ") == row[4])
    }
    let queries = try Self.rows("OVToSubsetQuery")
    #expect(queries.count == 3)
    for row in queries {
      let query = try OVToSubsetQuery().reduce(
        OrthogonalVectors(parsing: Self.golden("OVToSubsetQuery", Self.file(row))))
      #expect(
        [query.left.rows, query.right.rows, query.dimension] == [Int(row[1]), Int(row[2]), Int(row[3])], "\(row)")
      #expect(query.referenceAnswer().count == Integer(row[4]), "\(row)")
      #expect(query.right.rowTexts.joined(separator: " ") == row[5])
    }
    let back = try Self.rows("SubsetQueryToOV")
    #expect(back.count == 2)
    for row in back {
      let vectors = try SubsetQueryToOV().reduce(
        SubsetQuery(parsing: Self.golden("SubsetQueryToOV", Self.file(row))))
      #expect(
        [vectors.left.rows, vectors.right.rows, vectors.dimension] == [Int(row[1]), Int(row[2]), Int(row[3])], "\(row)")
      #expect(vectors.referenceAnswer().count == Integer(row[4]), "\(row)")
      #expect(vectors.right.rowTexts.joined(separator: " ") == row[5])
    }
  }

  @Test("Networks: optima and gradients")
  func networks() throws {
    let layers = try Self.rows("OVToLastLayer").filter { $0.count == 5 }
    #expect(layers.count == 8)
    for row in layers {
      let vectors = try OrthogonalVectors(parsing: Self.golden("OVToLastLayer", row[0]))
      let words = row[1].split(separator: ",")
      let loss = try #require(MarginLoss(rawValue: String(words[0])))
      let layer = try LastLayer(vectors: vectors, loss: loss, units: words.count > 1 ? .sigmoid(bound: 2) : .rectified)
      let partnered = (0..<vectors.left.rows).filter { i in
        (0..<vectors.right.rows).contains { vectors.isSolution(i, $0) }
      }
      #expect([layer.pointCount, partnered.count] == [Int(row[2]), Int(row[3])], "\(row)")
      #expect(try layer.referenceAnswer().value == Rational(parsing: row[4]), "\(row)")
    }
    let gradients = try Self.rows("OVToGradient")
    #expect(gradients.count == 6)
    for row in gradients {
      let vectors = try OrthogonalVectors(parsing: Self.golden("OVToGradient", row[0]))
      let words = row[1].split(separator: ",")
      let loss = try #require(MarginLoss(rawValue: String(words[0])))
      let gradient = try BatchGradient(
        vectors: vectors, loss: loss, units: words.count > 1 ? .sigmoid(kappa: 1) : .rectified)
      #expect(try gradient.referenceAnswer().gradient == row[2].split(separator: " ").map { try Rational(parsing: $0) })
    }
    let sets = try Self.rows("HittingSetToLastLayer")
    #expect(sets.count == 2)
    for row in sets {
      let instance = try HittingSet(parsing: Self.golden("HittingSetToLastLayer", row[0]))
      let layer = try HittingSetToLastLayer().reduce(instance)
      #expect(
        layer.size == [
          "n": try #require(Integer(row[1])), "m": try #require(Integer(row[2])), "d": try #require(Integer(row[3])),
        ])
      #expect(instance.referenceAnswer().count == Integer(row[4]))
      #expect(try layer.referenceAnswer().value == Rational(parsing: row[5]))
    }
  }

  /// The file that a row is about.
  private static func file(_ row: [String]) -> String { String(row[0].split(separator: ":")[0]) }
}
