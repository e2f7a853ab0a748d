import ArgumentParser
import Certificates
import Foundation

/// The program `tightbound-verify`: checkers that are proved in Coq, as `Proofs/Checkers/build` makes it.
package struct ProvedChecker: Sendable {
  /// The program's file.
  package let executable: URL

  /// Looks for the program where the variable TIGHTBOUND_VERIFY says, else beside this executable, else in the folder
  /// `Proofs/Checkers/.build` of this or a folder above, else on PATH.
  package init() throws {
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
  package func accepts(_ certificate: some ProvedCertificate) throws -> Bool {
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
package struct ProvedOption: ParsableArguments {
  @Flag(
    help: """
      Also run the checker that is proved in Coq (tightbound-verify, see Proofs/Checkers). Both must agree, and it must have \
      checked the very statement.
      """)
  /// Whether the option was given.
  package var proved = false

  /// The option, not given.
  package init() {}

  /// Prints what a certificate proves, and with the option asks the proved checker too and says that it agrees; or leaves with the
  /// code for a certificate that proves nothing.
  ///
  /// - Throws: ``CommandError`` if the checkers disagree, or there is no proved checker for a certificate of this kind that holds.
  package func report(_ certificate: some OpenedCertificate, _ format: OutputFormat = .text) throws {
    var lines: [String] = []
    var refusal: (any Error)?
    do { lines = try ElapsedTime.during("verifying") { try certificate.verify() } } catch let error as CommandError {
      throw error
    } catch { refusal = error }
    if proved, let form = certificate.proved {
      let isAccepted = try ProvedChecker().accepts(form)
      guard isAccepted == (refusal == nil) else { throw Self.disagreement(proved: isAccepted, refusal) }
    } else if proved, refusal == nil {
      throw CommandError("there is no proved checker for this kind of certificate")
    }
    if let refusal {
      if format == .json { print(try json(Verdict(verified: false, reason: "\(refusal)"))) }
      StandardError.write("not verified: \(refusal)")
      throw Outcome.violated
    }
    guard format == .text else {
      return print(try json(Verdict(verified: true, statement: lines, proved: proved ? true : nil)))
    }
    print("verified: " + lines.joined(separator: "\n"))
    if proved { print("the checker proved in Coq accepts this very statement too") }
  }

  /// What `--format json` prints.
  private struct Verdict: Encodable {
    let verified: Bool
    /// What is proved, then the instance with its sizes and its SHA-256.
    var statement: [String]?
    /// Whether the proved checker accepts the statement too; absent if it was not asked.
    var proved: Bool?
    var reason: String?
  }
}

extension ProvedOption {
  /// What is printed when one checker accepts what the other refuses.
  package static func disagreement(proved isAccepted: Bool, _ refusal: (any Error)?) -> CommandError {
    CommandError(
      "THE CHECKERS DISAGREE: the proved one \(isAccepted ? "accepts" : "refuses"), that of this program "
        + (isAccepted ? "refuses\(refusal.map { " (\($0))" } ?? "")" : "accepts") + "; please report this file")
  }
}
