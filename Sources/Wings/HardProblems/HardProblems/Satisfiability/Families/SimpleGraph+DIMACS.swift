// The DIMACS form of a graph, that of the colouring challenge:
//
//     c a comment
//     p edge 3 2
//     e 1 2
//     e 2 3
//
// `p col` says the same as `p edge`. Files of the challenge may give an edge twice, once from each end; it is then one edge.

import Text

extension SimpleGraph {
  /// Reads the DIMACS form.
  ///
  /// - Throws: ``SimpleGraphTextError`` that names line and field.
  /// - Complexity: Linear in the text but for sorting; a header alone allocates nothing.
  public init(parsing text: String) throws(SimpleGraphTextError) {
    var header: (vertices: Int, edges: Int)?
    var edges: [(Int, Int)] = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let first = fields.first, first != "c" else { continue }
      let found = fields.joined(separator: " ")
      guard let (vertices, count) = header else {
        guard fields.count == 4, first == "p", fields[1] == "edge" || fields[1] == "col",
          let vertices = Int(fields[2]), let count = Int(fields[3]), 0...Self.mostVertices ~= vertices, count >= 0
        else {
          throw .malformed(
            line: number, field: "header", found: found,
            expected: "`p edge VERTICES EDGES`, with at most \(Self.mostVertices) vertices")
        }
        header = (vertices, count)
        continue
      }
      guard edges.count < count else {
        throw .malformed(line: number, field: "edge", found: found, expected: "nothing after \(count) edges")
      }
      guard fields.count == 3, first == "e", let one = Int(fields[1]), let other = Int(fields[2]),
        1...max(vertices, 1) ~= one, 1...max(vertices, 1) ~= other, one != other
      else {
        throw .malformed(
          line: number, field: "edge \(edges.count + 1)", found: found,
          expected: "`e U V` with two different vertices in 1…\(vertices)")
      }
      edges.append((one, other))
    }
    guard let header else { throw .missing("the header `p edge VERTICES EDGES`") }
    guard edges.count == header.edges else { throw .missing("edge \(edges.count + 1) of \(header.edges)") }
    do { try self.init(vertices: header.vertices, edges: edges) } catch { throw .missing(error.description) }
  }

  /// The most vertices of a graph that is read.
  public static let mostVertices = 10_000_000
}

/// What is wrong with the DIMACS form of a graph.
public enum SimpleGraphTextError: TextReadingError, Equatable, Sendable, CustomStringConvertible {
  /// The text at a line is not what the format has there.
  case malformed(TextFault)
  /// A part that the format needs is missing.
  case missing(String)

  public var description: String {
    switch self {
    case .malformed(let fault): fault.description
    case .missing(let what): "the file ends too early: \(what) is missing"
    }
  }
}
