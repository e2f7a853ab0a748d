import ArgumentParser
import Evidence
import Problems
import Randomness
import Text

/// `tightbound generate`
package struct Generate: ParsableCommand {
  /// The help, with the families and sizes of all problems.
  package static let configuration: CommandConfiguration = {
    CommandConfiguration(
      commandName: "generate",
      abstract: "Make an instance of a problem.",
      discussion: """
        Families and sizes, the usual ones first and in brackets:

        \(House.graph.problems.compactMap { (type: any Problem.Type) -> String? in families(of: type) }.joined(separator: "\n"))

        Of other problems: an instance of one that reduces to it, of that one's families and sizes, reduced with the usual choices.
        """)
  }()

  @Argument(help: "The problem.")
  var problem: String

  @Option(help: "The family of instances.")
  var family: String?

  @Option(help: "Sizes, such as k=3,m=16,U=256.")
  var size: SizeOption = SizeOption()

  @Option(help: "The seed of all random choices.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Make the instance of this file, of families that say so, in place of drawing one.", valueName: "file"))
  var from: String?

  @Option(name: .shortAndLong, help: "The file or folder to write; `-` is standard output.")
  var output: String = "-"

  @OptionGroup var limit: SizeLimit

  /// The command before its arguments are read.
  package init() {}

  /// Draws an instance and writes it; for a problem without families, reduces an instance of the nearest problem that
  /// has some.
  package func run() throws {
    let type = try House.graph.requireProblem(problem)
    guard Self.families(of: type) == nil else { return try generate(type) }
    // The source that is fewest steps away, of equally near ones the first.
    let sources = House.graph.problems.filter { Self.families(of: $0) != nil }
    let routes = sources.compactMap { source in
      House.graph.route(from: source.name, to: problem).map { (source: source, route: $0) }
    }
    // If a family is asked for, of those that have it.
    let fitting = routes.filter { route in family.map { Self.has($0, route.source) } != false }
    guard let nearest = (fitting.isEmpty ? routes : fitting).min(by: { $0.route.count < $1.route.count }) else {
      throw ValidationError("there is no generator for \(problem)")
    }
    let (instance, made) = try draw(nearest.source)
    try limit.require(nearest.route, Choices(), of: instance.size, writing: output)
    try nearest.route.write(try nearest.route.run(on: instance), to: output, command: made, choices: Choices())
  }

  private func generate<Instance: Problem>(_ type: Instance.Type) throws {
    let (instance, made) = try ElapsedTime.during("generating") { try draw(type) }
    guard let comment = Instance.comment, let name = Instance.fileNames.first, let text = instance.files[name] else {
      return try InstanceFiles(instance.files).write(
        to: output, provenance: Provenance(command: made, problem: problem))
    }
    try writeFile(output, "\(comment)tightbound \(tightboundVersion) \(made)\n" + text)
  }

  /// An instance of a family, and the command that makes it again.
  private func draw<Instance: Problem>(_ type: Instance.Type) throws -> (instance: any Problem, command: String) {
    let families = type.families
    guard let family = family.map({ name in families.first { $0.name == name } }) ?? families.first else {
      throw ValidationError(
        "\(problem) has no family “\(self.family ?? "")”; there are \(families.map(\.name).joined(separator: ", "))")
    }
    let words = "generate \(problem) --family \(family.name)"
    func sizes(_ drawn: ProblemFamily<Instance>.Drawn) -> String {
      drawn.sizes.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    }
    // If it is reduced, the route is asked for what it takes.
    let path = type.families.isEmpty || type.name != problem ? nil : output
    let remedy = "a smaller instance or a higher --limit would do"
    do {
      if let from {
        guard let given = family.given else {
          throw ValidationError("\(family.name) instances are drawn, not made of a file; leave out --from")
        }
        try size.allowOnly(given.sizeNames)
        let text = try readText(try readFile(from), from)
        if let predicted = try inFile(from, { try given.predictedBytes(text, size.sizes) }) {
          try limit.require(predicted, writing: path, orElse: remedy)
        }
        let made = try given.make(text, size.sizes)
        return (made.instance, "\(words) --from \(from) --size \(sizes(made)) (SHA-256 \(sha256(text)))")
      }
      try size.allowOnly(family.sizeNames)
      if let predicted = family.predictedBytes(size.sizes) {
        try limit.require(predicted, writing: path, orElse: remedy)
      }
      let drawn = try family.draw(size.sizes, RandomStream(seed: seed).child("generate"))
      return (drawn.instance, "\(words) --size \(sizes(drawn)) --seed \(seed)")
    } catch let error as UnsuitableSizes { throw ValidationError(error.description) }
  }

  private static func has<Instance: Problem>(_ family: String, _ type: Instance.Type) -> Bool {
    type.families.contains { $0.name == family }
  }

  /// The families of a problem, for help; nil for none.
  private static func families<Instance: Problem>(of type: Instance.Type) -> String? {
    let families = type.families
    guard !families.isEmpty else { return nil }
    // Families of the same sizes in one line.
    var lines: [(names: [String], sizes: String)] = []
    for family in families {
      let given = family.given.map { "; or --from \($0.meaning): \($0.sizeNames.joined(separator: ", "))" } ?? ""
      let sizes = family.sizes + given
      if let index = lines.firstIndex(where: { $0.sizes == sizes }) {
        lines[index].names.append(family.name)
      } else {
        lines.append(([family.name], sizes))
      }
    }
    return type.name + "\n"
      + lines.map { "  \($0.names.joined(separator: ", ")): \($0.sizes)" }.joined(separator: "\n")
  }
}

/// Sizes given as `k=3,m=16`.
struct SizeOption: ExpressibleByArgument {
  /// The sizes that were given.
  private(set) var sizes = Sizes()

  /// No sizes.
  init() {}

  init?(argument: String) {
    var values: [String: Int] = [:]
    for part in argument.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, let value = Int(pair[1]), values[String(pair[0])] == nil else { return nil }
      values[String(pair[0])] = value
    }
    sizes = Sizes(values)
  }

  var defaultValueDescription: String { "depends on the problem" }

  /// - Throws: a usage error when another size is given.
  func allowOnly(_ names: [String]) throws {
    if let other = sizes.values.keys.sorted().first(where: { !names.contains($0) }) {
      throw ValidationError("there is no size “\(other)” here; there are \(names.joined(separator: ", "))")
    }
  }
}
