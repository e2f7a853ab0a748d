import ArgumentParser
import Certificates
import Foundation

/// The program `tightbound-verify`: checkers that are proved in Coq, as `Proofs/Checkers/build` makes it.
struct ProvedChecker: Sendable {
  /// The program's file.
  let executable: URL

  /// Looks for the program where the variable TIGHTBOUND_VERIFY says, else beside this executable, else in the folder
  /// `Proofs/Checkers/.build` of this or a folder above, else on PATH.
  init() throws {
    let variables = ProcessInfo.processInfo.environment
    if let path = variables["TIGHTBOUND_VERIFY"] {
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw CommandError("TIGHTBOUND_VERIFY is \(path), which is no program")
      }
      executable = URL(fileURLWithPath: path)
      return
    }
    let name = "tightbound-verify"
    var candidates: [URL] = []
    if var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() {
      candidates.append(folder.appendingPathComponent(name))
      while folder.path != "/" {
        candidates.append(folder.appendingPathComponent("Proofs/Checkers/.build/" + name))
        folder.deleteLastPathComponent()
      }
    }
    for folder in (variables["PATH"] ?? "").split(separator: ":") {
      candidates.append(URL(fileURLWithPath: String(folder)).appendingPathComponent(name))
    }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      throw CommandError(
        "the proved checker tightbound-verify was not found; `./setup --proofs` and `Proofs/Checkers/build` make it")
    }
    executable = found
  }

  /// Whether the proved checker accepts the certificate: that is, its evidence for the statement that the certificate makes.
  /// A certificate that cannot be written for it is refused.
  ///
  /// - Throws: ``CommandError`` where the program did not answer, or accepted another statement than it was asked about.
  func accepts(_ certificate: some ProvedCertificate) throws -> Bool {
    guard let request = certificate.checkerRequest else { return false }
    guard let statement = try CheckerRequest.statement(in: answer(to: request.line)) else { return false }
    guard certificate.states(statement) else {
      throw CommandError("the proved checker accepted another statement than that of the certificate")
    }
    return true
  }

  /// The program's answer to a line.
  private func answer(to line: String) throws -> String {
    // From a file, so that no program waits for the other, and none writes to one that has ended.
    let request = FileManager.default.temporaryDirectory.appendingPathComponent("tightbound-\(UUID().uuidString)")
    try Data((line + "\n").utf8).write(to: request)
    defer { try? FileManager.default.removeItem(at: request) }
    let process = Process()
    process.executableURL = executable
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = try FileHandle(forReadingFrom: request)
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0, answer.last == "\n" else {
      throw CommandError(
        "\(executable.path) did not answer: \(complaint.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
    return String(answer.dropLast())
  }
}

/// The option of commands that verify.
struct ProvedOption: ParsableArguments {
  @Flag(
    help: """
      Also run the checker that is proved in Coq (tightbound-verify, see Proofs/Checkers). Both must agree, and it must have \
      checked the very statement.
      """)
  var proved = false

  /// Reports a verdict, and with the option asks the proved checker before and says that it agrees.
  ///
  /// - Parameters:
  ///   - certificate: in the form that the proved checker can be asked about; nil if there is none.
  ///   - verify: the check in Swift.
  ///   - report: prints what is proved, or leaves with the code for a certificate that proves nothing.
  /// - Throws: ``CommandError`` if the checkers disagree, or there is no proved checker for this kind of certificate.
  func report(_ certificate: (any ProvedCertificate)?, verify: () throws -> Void, report: () throws -> Void) throws {
    guard proved else { return try report() }
    guard let certificate else { throw CommandError("there is no proved checker for this kind of certificate") }
    let isAccepted = try ProvedChecker().accepts(certificate)
    var refusal: (any Error)?
    do { try verify() } catch { refusal = error }
    guard isAccepted == (refusal == nil) else {
      throw Self.disagreement(proved: isAccepted, refusal)
    }
    try report()
    print("the checker proved in Coq accepts this very statement too")
  }
}

extension ProvedOption {
  /// What is told when one checker accepts what the other refuses.
  static func disagreement(proved isAccepted: Bool, _ refusal: (any Error)?) -> CommandError {
    CommandError(
      "THE CHECKERS DISAGREE: the proved one \(isAccepted ? "accepts" : "refuses"), that of this program "
        + (isAccepted ? "refuses\(refusal.map { " (\($0))" } ?? "")" : "accepts") + "; please report this file")
  }

  /// Reports what a certificate proves, of the program in a file if one is given.
  func report(_ proof: ProofFile, of program: ProgramOnFile? = nil) throws {
    try report(proof.proved, verify: { _ = try proof.verify() }, report: { try proof.report(of: program) })
  }
}

extension ProofFile {
  /// The certificate in the form that the proved checker can be asked about; nil if there is none.
  var proved: (any ProvedCertificate)? {
    switch self {
    case .linearProgram(let proof): proof
    case .integerProgram(let proof): proof
    case .vertex(let proof): proof
    case .beckFiala(let proof): proof
    case .vipr: nil
    }
  }
}
