import ArgumentParser
import Foundation
import Problems

/// `tightbound inspect`
package struct Inspect: ParsableCommand {
  /// The help, with the files that wings know.
  package static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Say what a file holds: an instance, and what it reduces to at which cost; or numbers, and whether compressing would pay.",
    discussion: ([
      """
      An instance of a problem is known by its folder, by the ending of its name (.cnf, .ksum, .ov), by a line `p NAME` at its beginning, or \
      by --problem. Printed are its sizes, the operations that the usual algorithm takes at most, and for every problem to which it reduces \
      the sizes that are promised, and the bytes that the target takes at most as files and in memory.
      """
    ] + House.wings.flatMap(\.inspections).map(\.kinds)).joined(separator: "\n\n"))

  @Argument(help: "The file, or the folder of an instance; `-` is standard input, as bytes unless --problem is given.")
  var input: String

  @Option(help: "The problem of which it is an instance.")
  var problem: String?

  @OptionGroup var options: NumberOptions

  @Option(help: "The format of the input, where its name does not tell: csv, npy, bytes, ...")
  var inputFormat: InputFormat?

  @Option(help: "How many entries of a vector, or rows of a matrix, the sample has at most.")
  var sample: Int = 1 << 21

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Refuses a sample without entries, and a format beside a problem.
  package func validate() throws {
    guard sample >= 1 else { throw ValidationError("--sample is at least 1, not \(sample)") }
    guard problem == nil || inputFormat == nil else {
      throw ValidationError("--input-format is for numbers, --problem for instances; give one of them")
    }
  }

  /// Prints what the file is.
  package func run() throws {
    guard let name = try problem ?? instanceKind() else { return try inspectNumbers() }
    try show(try House.graph.requireProblem(name))
  }

  private func inspectNumbers() throws {
    guard let inspection = House.wings.flatMap(\.inspections).first else {
      let known = House.graph.problems.map { $0.name }.joined(separator: ", ")
      throw CommandError("\(input) is no instance of \(known)")
    }
    try inspection.inspect(
      InspectedFile(
        path: input, options: options, inputFormat: inputFormat, sample: sample, size: size,
        format: format))
  }

  /// The name of the problem of which the input is an instance, as far as its name and its beginning tell; nil for none.
  private func instanceKind() throws -> String? {
    guard input != "-", inputFormat == nil else { return nil }
    let problems = House.graph.problems
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) else { return nil }
    if isFolder.boolValue {
      let names = Set(try FileManager.default.contentsOfDirectory(atPath: input))
      if names.contains(Provenance.fileName),
        let data = try? readFile(input + "/" + Provenance.fileName, isInput: false),
        let provenance = try? JSONDecoder().decode(Provenance.self, from: data)
      {
        return provenance.problem
      }
      let fitting = problems.filter { $0.fileNames.allSatisfy(names.contains) }
      guard fitting.count <= 1 else {
        let names = fitting.map { $0.name }.joined(separator: ", ")
        throw ValidationError("\(input) may be an instance of \(names); say which by --problem")
      }
      guard fitting.count == 1 else { throw CommandError("the folder \(input) holds no instance") }
      return fitting[0].name
    }
    let ending = (input.hasSuffix(".gz") ? String(input.dropLast(3)) : input) as NSString
    let ofName = problems.filter { $0.fileNames.map { ($0 as NSString).pathExtension } == [ending.pathExtension] }
    return ofName.count == 1 ? ofName[0].name : try kindOfBeginning(among: problems)
  }

  /// The name of the problem that the first line without comment of a plain file names, as DIMACS files do: `p cnf`.
  private func kindOfBeginning(among problems: [any Problem.Type]) throws -> String? {
    // The beginning of a pipe would be lost.
    guard isPlainFile(input), let file = FileHandle(forReadingAtPath: input),
      let data = try file.read(upToCount: 1 << 16)
    else { return nil }
    for line in data.split(separator: 10) {
      let fields = line.split(whereSeparator: { $0 == 32 || $0 == 9 || $0 == 13 })
      guard let first = fields.first, first != Data("c".utf8) else { continue }
      guard first == Data("p".utf8), fields.count >= 3 else { return nil }
      let name = String(decoding: fields[1], as: UTF8.self)
      return problems.first { $0.name == name || $0.fileNames == ["instance.\(name)"] }.map { $0.name }
    }
    return nil
  }

  private func show<Instance: Problem>(_ type: Instance.Type) throws {
    let instance = try InstanceFiles(path: input, problem: type).instance(of: type)
    let look = InstanceLook(instance, in: House.graph)
    print(format == .json ? try json(look) : look.description)
  }
}
