import ArgumentParser
import Foundation

/// `Benchmarks/mutation [MODULE...] [--count N]`
@main
struct MutationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks/mutation",
    abstract: "Plant single faults in a module's source, and count those that checks and tests notice.",
    discussion: """
      The faults are built into one copy of the package, each behind a switch, and run one by one: first the claims whose checks \
      pass the place, then the module's tests that do. What is done is kept in a file and is not run again; delete the file to \
      begin anew. With one MODULE, `mutation MODULE 200` is short for `mutation MODULE --count 200`.
      """)

  @Argument(
    help: "Modules, and at the end, if you like, how many faults for each. Default: all modules that are scored.")
  var selection: [String] = []

  @Option(help: "How many faults to plant in each module.")
  var count = 30

  @Option(help: "Which faults are drawn.")
  var seed: UInt64 = 1

  @Option(help: "Run only the i-th of n parts of the faults, as i/n.")
  var shard: Shard = Shard(index: 1, count: 1)

  @Flag(
    help:
      "Also run every refusal of the checkers among the modules: each guard, each exit, each part of a compound condition."
  )
  var refusals = false

  @Option(help: "How many processes run at a time.")
  var jobs = 2

  @Flag(
    help: "Ask the claims only, and build no tests; later, --again asks the tests about what the claims did not notice."
  )
  var checks = false

  @Option(help: "Build and run only the modules of these wings; the others wait for another run. As “One,Two”.")
  var wings: String?

  @Flag(help: "Run the faults again that nothing noticed before.")
  var again = false

  @Flag(help: "Print the faults and do not build.")
  var list = false

  @Flag(help: "Build the copy with its faults, and run nothing yet.")
  var build = false

  @Flag(help: "Print the scores of what has been run, and run nothing.")
  var report = false

  @Option(help: "The folder below Benchmarks with the copy and the results; give two runs at a time one each.")
  var folder = ".build-mutation"

  @Option(help: ArgumentHelp("The repository.", visibility: .hidden))
  var root = "."

  func run() throws {
    var names = selection
    var wanted = count
    if let last = names.last, let number = Int(last) {
      wanted = number
      names.removeLast()
    }
    guard wanted > 0 || (refusals && wanted == 0), jobs > 0 else {
      throw ValidationError("the number of faults and of jobs is at least 1, or 0 faults with --refusals")
    }
    let modules = (names.isEmpty ? Module.scored : names).map { Module(name: $0) }
    let repository = URL(filePath: root, directoryHint: .isDirectory).standardizedFileURL
    let workspace = Workspace(root: repository, folder: repository.appending(path: "Benchmarks/\(folder)"))
    try FileManager.default.createDirectory(at: workspace.folder, withIntermediateDirectories: true)
    let equivalent = try Equivalent.read(repository.appending(path: "Benchmarks/Mutation/equivalent.jsonl"))
    let parts = (refusals ? ["refusals"] : []) + (wanted > 0 ? ["seed\(seed)-\(wanted)"] : [])
    func results(_ module: Module, _ part: String) -> URL {
      workspace.folder.appending(path: "\(module.name)-\(part).jsonl")
    }
    func scores() throws -> [Score] {
      try parts.flatMap { part in
        try modules.filter { part != "refusals" || $0.isChecker }.map { module in
          let verdicts = try Results(file: results(module, part), again: false).verdicts.values
          return Score(
            module: part == "refusals" ? "\(module.name), refusals" : module.name, verdicts: Array(verdicts),
            equivalent: equivalent)
        }
      }
    }
    if report { return show(try scores()) }

    var plans: [FaultPlan] = []
    for module in modules {
      let plan = FaultPlan(
        module: module, files: try module.files(in: repository), seed: seed, count: wanted,
        withRefusals: refusals && module.isChecker,
        firstNumber: plans.last?.endNumber ?? 0)
      note("\(module.name): \(plan.siteCount) places")
      plans.append(plan)
    }
    guard (plans.last?.endNumber ?? 0) < FaultSwitch.capacity else {
      throw MutationError("the modules have more than \(FaultSwitch.capacity) places; name fewer modules")
    }
    if list {
      for placed in plans.flatMap({ $0.drawn + $0.plantedRefusals }) {
        print("\(placed.fault.number)  \(placed.fault.summary)")
      }
      return
    }
    let chosen = wings.map { $0.split(separator: ",").map(String.init) }
    let open = modules.filter { chosen?.contains($0.claims(in: repository)) != false }
    guard !open.isEmpty else { throw ValidationError("no module is of the wings that are chosen") }
    let wings = Set(open.map { $0.claims(in: repository) }).sorted()
    let targets = checks ? [] : Set(open.flatMap(\.tests)).sorted()
    try Builder(workspace: workspace, tests: targets, wings: wings).build(&plans)
    guard !build else { return }
    var claims: [Exercise] = []
    for plan in plans where open.contains(where: { $0.name == plan.module.name }) {
      var tests: [Exercise] = []
      for part in parts where part != "refusals" || plan.module.isChecker {
        let planted = part == "refusals" ? plan.plantedRefusals : plan.drawn
        let faults = planted.map(\.fault).enumerated().filter { shard.holds($0.offset) }.map(\.element)
        note("\(plan.module.name), \(part): \(planted.count) faults planted")
        let campaign = Campaign(bench: Bench(workspace: workspace, module: plan.module), faults: faults, jobs: jobs)
        if claims.isEmpty { claims = try campaign.profileClaims() }
        if tests.isEmpty, !checks { tests = try campaign.profileTests() }
        _ = try campaign.run(
          claims: claims, tests: tests, results: try Results(file: results(plan.module, part), again: again))
      }
    }
    show(try scores())
  }

  private func show(_ scores: [Score]) {
    print(Score.heading)
    for score in scores { print(score.row) }
    for score in scores where !score.details.isEmpty { print(score.details) }
  }
}

/// One part of several: every `count`-th fault.
struct Shard: ExpressibleByArgument {
  var index: Int
  var count: Int

  init(index: Int, count: Int) { (self.index, self.count) = (index, count) }

  init?(argument: String) {
    let parts = argument.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[1] > 0, 1...parts[1] ~= parts[0] else { return nil }
    self.init(index: parts[0], count: parts[1])
  }

  var defaultValueDescription: String { "\(index)/\(count)" }

  func holds(_ offset: Int) -> Bool { offset % count == index - 1 }
}
