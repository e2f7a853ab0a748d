import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import Reasoning

/// Attention maps of a model on one text.
struct AttentionMapFile: Codable {
  /// The token of each position.
  var tokens: [String]
  /// By layer, head, attending position and attended position.
  var maps: [[[[Double]]]]

  /// Those of a transformer built by hand, as the nearest doubles.
  init(_ run: LegoRun, of instance: LegoInstance) {
    tokens = ["root"]
    for clause in instance.clauses {
      tokens += [
        clause.variable.description, "=", instance.group.elements[clause.operation],
        clause.parent?.description ?? "root", ";",
      ]
    }
    maps = run.layers.map { layer in layer.attention.map { map in map.map { $0.map { Double($0) } } } }
  }
}

/// `tightbound lego attention`
struct LegoAttentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention", abstract: "How much attention maps of any model look like association and locality.",
    discussion: """
      Reads {"maps":[layer][head][position][position],"tokens":[..]} in JSON, or an array of 4 dimensions from .npy or .npz with the \
      tokens in --tokens, a JSON list. For each head: the mass on other positions with the same token, the mass within 2 positions, \
      and the divergences KL(map ‖ association) and KL(map ‖ local) in nats, rows smoothed by 0.001.
      """)

  @Argument(help: "The maps: .json, .npy or .npz.")
  var maps: String

  @Option(help: "Of .npy and .npz: a file with a JSON list of the tokens.")
  var tokens: String?

  @Option(help: "The name of the array in an archive .npz.")
  var array: String?

  @Option(help: "Draw the maps to this file .svg: rows attend to columns, darker is more.")
  var picture: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  private struct Row: Encodable {
    var layer: Int
    var head: Int
    var score: AttentionScore
  }

  func run() throws {
    let (tokens, maps) = try read()
    guard maps.contains(where: { !$0.isEmpty }) else { throw CommandError("\(self.maps): no map of any head") }
    var rows: [Row] = []
    for (layer, heads) in maps.enumerated() {
      for (head, map) in heads.enumerated() {
        do { rows.append(Row(layer: layer, head: head, score: try AttentionScore(map: map, tokens: tokens))) } catch {
          throw CommandError("\(self.maps): layer \(layer), head \(head): \(error)")
        }
      }
    }
    if let picture { try writeFile(picture, AttentionPicture(tokens: tokens, maps: maps).svg) }
    if format == .json { return print(try json(rows)) }
    print("layer head association locality KL-association KL-local")
    for row in rows {
      let association = row.score.association.map { String(format: "%.3f", $0) } ?? "–"
      let others = [row.score.locality, row.score.associationDivergence, row.score.localDivergence]
      print(
        "\(row.layer) \(row.head) \(association) " + others.map { String(format: "%.3f", $0) }.joined(separator: " "))
    }
  }

  private func read() throws -> ([String], [[[[Double]]]]) {
    let data = try readFile(maps)
    return try inFile(maps) {
      switch (maps as NSString).pathExtension.lowercased() {
      case "npy":
        let tokens = try tokenList()
        return (tokens, try nested(NPYArray(contentsOfNPY: data), positions: tokens.count))
      case "npz":
        let archive = try NPZArchive(data)
        guard let name = array ?? (archive.arrayNames.count == 1 ? archive.arrayNames[0] : nil) else {
          throw CommandError("\(maps): name an array with --array: \(archive.arrayNames.joined(separator: ", "))")
        }
        let tokens = try tokenList()
        return (tokens, try nested(archive.array(name), positions: tokens.count))
      default:
        do {
          let file = try decodeStrictly(AttentionMapFile.self, from: data)
          return (file.tokens, file.maps)
        } catch let error as DecodingError {
          throw CommandError("\(maps): no maps and tokens in JSON: \(reason(error))")
        }
      }
    }
  }

  private func tokenList() throws -> [String] {
    guard let tokens else { throw ValidationError("say with --tokens which tokens the positions hold") }
    let data = try readFile(tokens)
    do { return try JSONDecoder().decode([String].self, from: data) } catch {
      throw CommandError("\(tokens): no JSON list of strings")
    }
  }

  private func nested(_ array: NPYArray, positions: Int) throws -> [[[[Double]]]] {
    guard array.shape.count == 4 else {
      throw CommandError(
        "\(maps): the array has \(array.shape.count) dimensions; expected 4: layer, head, position, position")
    }
    let shape = array.shape
    // An array without elements may state any number of layers.
    guard shape[0] > 0, shape[1] > 0, positions > 0, shape[2] == positions, shape[3] == positions else {
      throw CommandError(
        "\(maps): the array has the shape \(shape); expected layers, heads, and \(positions) × \(positions) for as many tokens"
      )
    }
    let numbers = try array.doubles()
    return (0..<shape[0]).map { layer in
      (0..<shape[1]).map { head in
        (0..<shape[2]).map { p in
          let start = ((layer * shape[1] + head) * shape[2] + p) * shape[3]
          return Array(numbers[start..<(start + shape[3])])
        }
      }
    }
  }
}
