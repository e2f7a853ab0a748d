import ArgumentParser
import Problems
import Synchronization

/// `tightbound certify`
package struct Certify: ParsableCommand {
  /// The help, with the problems of all wings that have certificates.
  package static let configuration: CommandConfiguration = {
    CommandConfiguration(
      commandName: "certify",
      abstract: "Solve an instance and write a certificate of the answer.",
      discussion: """
        There are certificates of these problems, of the kinds in brackets, the usual one first:
        \(House.graph.problems.compactMap { ($0 as? any CertifiableProblem.Type).map(describe) }.joined(separator: "\n"))
        exact values; sandwich, two bounds, which is faster; series, for every small base at once.
        """)
  }()

  @Argument(help: "The instance: a folder or `-`.")
  var input: String

  @Option(help: "The kind of certificate.")
  var kind: String?

  @Option(help: "How to print what is certified: text or json.")
  var format: OutputFormat = .text

  @Option(
    name: .shortAndLong, help: "The certificate's file. Default: certificate.txt or certificate.json in the folder.")
  var output: String?

  @OptionGroup var time: TimeLimit

  @OptionGroup var size: SizeLimit

  /// The command before its arguments are read.
  package init() {}

  /// Solves the instance, writes the certificate, and prints what it proves.
  package func run() throws {
    size.watch()
    let files = try InstanceFiles(path: input)
    let problems = House.graph.problems.compactMap { $0 as? any CertifiableProblem.Type }
    guard let problem = problems.first(where: { $0.recognises(files.files) }) else {
      throw CommandError(
        "\(input) holds no instance of a problem that has certificates: \(problems.map { $0.name }.joined(separator: ", "))"
      )
    }
    try certify(problem, files)
  }

  private func certify<Instance: CertifiableProblem>(_ problem: Instance.Type, _ files: InstanceFiles) throws {
    let kinds = problem.certificateKinds
    guard let kind = kind ?? kinds.first, kinds.contains(kind) else {
      throw ValidationError(
        "\(problem.name) has no certificate of the kind “\(kind ?? "")”; there are \(kinds.joined(separator: ", "))")
    }
    let instance: Instance = try files.instance(of: problem)
    let path = output ?? (input == "-" ? nil : input + "/" + problem.certificateFile)
    // Hashes in a certificate are of the files as Tightbound writes them.
    if let path, path != "-", input != "-" {
      for (name, text) in instance.files.sorted(by: { $0.key < $1.key }) {
        if let found = files.files[name], found != text {
          throw CommandError(
            "\(input)/\(name) is not in normal form; write it again with `tightbound reduce` or `generate`")
        }
      }
    }
    let early = Mutex<CertifiedAnswer?>(nil)
    let clock = time.start("certifying") { [format] in
      guard let answer = early.withLock({ $0 }) else {
        return StandardError.write("the time limit was reached; nothing is certified")
      }
      StandardError.write("the time limit was reached; this is certified by then, by bounds in place of values:")
      do { try Self.report(answer, path, format) } catch { StandardError.write("\(error)") }
    }
    // Bounds are quick, and a certificate of their own.
    if time.timeLimit != nil, let quick = problem.quickKind, quick != kind {
      let answer = try instance.certified(quick)
      early.withLock { $0 = answer }
    }
    let answer = try instance.certified(kind)
    clock.stop()
    try Self.report(answer, path, format)
  }

  /// Writes a certificate, and prints what it certifies.
  private static func report(_ answer: CertifiedAnswer, _ path: String?, _ format: OutputFormat) throws {
    if let path { try writeFile(path, answer.text) }
    // A certificate on standard output stands there alone.
    guard path != "-" else { return }
    switch format {
    case .json: print(answer.json)
    case .text:
      print(answer.summary)
      if let path { print("wrote \(path)") }
    }
  }

  private static func describe(_ problem: any CertifiableProblem.Type) -> String {
    "\(problem.name) (\(problem.certificateKinds.joined(separator: ", "))): \(problem.fileNames.joined(separator: ", "))"
  }
}

/// `tightbound verify`
package struct Verify: ParsableCommand {
  /// The help, with the kinds of certificates of all wings.
  package static let configuration: CommandConfiguration = {
    CommandConfiguration(
      commandName: "verify",
      abstract: "Check a certificate with code that shares nothing with the solver but exact integers.",
      discussion: """
        Certificates are those of \(House.wings.flatMap(\.certificates).flatMap(\.kinds).joined(separator: ", ")).
        Exit codes: 0 the certificate proves its value, 1 it does not, and why.
        """)
  }()

  @Argument(
    help: """
      The certificate's file. One that holds its instance stands by itself, and is compared with the instance beside it, if there is \
      one; one that names its instance by hashes needs it.
      """)
  var certificate: String

  @Option(
    help: """
      The folder of the instance, or the file of problems, which the certificate must be about. Default: the certificate's folder.
      """)
  var instance: String?

  @OptionGroup var checker: ProvedOption

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print the verdict: text or json.")
  var format: OutputFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Checks the certificate and prints its statement; leaves with 1 if it proves nothing.
  ///
  /// - Throws: ``CommandError`` if no wing has a certificate of this kind, or it cannot be compared with the
  ///   instance.
  package func run() throws {
    // A certificate is held as text and as numbers, and so is its instance.
    size.watch()
    let data = try readFile(certificate)
    let place = CertificatePlace(file: certificate, instance: instance)
    for reader in House.wings.flatMap(\.certificates) {
      if let found = try parseFile(certificate, { try reader.open(data, place) }) {
        guard instance == nil || reader.comparesInstance else {
          throw ValidationError(
            "certificates of \(reader.kinds.joined(separator: ", ")) hold what they are about, and are compared with no --instance; "
              + "compare the SHA-256 that is printed without it with that of the command that wrote the certificate")
        }
        return try checker.report(found, format)
      }
    }
    let kind = CertificateReader.kind(of: data).map { "of the kind “\($0)”, which is not known" } ?? "that is known"
    throw CommandError(
      "\(certificate) is no certificate \(kind); there are those of "
        + House.wings.flatMap(\.certificates).flatMap(\.kinds).joined(separator: ", "))
  }
}
