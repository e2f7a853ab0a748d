import Certificates
import Exact
import Foundation
import Testing

/// The program `tightbound-verify`, asked about many certificates in one run.
struct ProvedProgram {
  /// Where `Proofs/Checkers/build` puts it, unless the variable TIGHTBOUND_VERIFY says otherwise.
  static let path =
    ProcessInfo.processInfo.environment["TIGHTBOUND_VERIFY"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Proofs/Checkers/.build/tightbound-verify").path

  /// Whether it was built.
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: path) }

  struct Failure: Error, CustomStringConvertible { let description: String }

  /// What it answers to lines, line for line.
  static func answers(to lines: [String]) throws -> [String] {
    if lines.isEmpty { return [] }
    let input = FileManager.default.temporaryDirectory.appendingPathComponent("requests-\(UUID().uuidString)")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
    defer { try? FileManager.default.removeItem(at: input) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let answers = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    guard process.terminationStatus == 0, answers.count == lines.count else {
      throw Failure(
        description: "exit code \(process.terminationStatus), \(answers.count) answers to \(lines.count) lines")
    }
    return answers
  }

  /// Whether it accepts each of the certificates; none may be accepted as another statement than its own.
  static func verdicts(on certificates: [any ProvedCertificate]) throws -> [Bool] {
    let requests = certificates.map(\.checkerRequest)
    var answers = try answers(to: requests.compactMap { $0?.line })[...]
    return try zip(certificates, requests).map { certificate, request in
      guard request != nil, let answer = answers.popFirst() else { return false }
      guard let statement = try CheckerRequest.statement(in: answer) else { return false }
      guard certificate.states(statement) else {
        throw Failure(description: "another statement: \(answer.prefix(200))")
      }
      return true
    }
  }
}

/// Records an issue for each certificate on which the two checkers differ.
///
/// - Parameters:
///   - tried: certificates, and whether the checker in Swift accepts them.
///   - accepted: how many must be accepted at least, so that the comparison says something.
///   - refused: how many must be refused at least.
func compareCheckers(
  _ tried: [(certificate: any ProvedCertificate, isValid: Bool)], accepted: Int, refused: Int
) throws {
  let verdicts = try ProvedProgram.verdicts(on: tried.map(\.certificate))
  for (verdict, (certificate, isValid)) in zip(verdicts, tried) where verdict != isValid {
    Issue.record("proved: \(verdict), in Swift: \(isValid): \(certificate)")
  }
  let count = verdicts.count { $0 }
  #expect(count >= accepted && verdicts.count - count >= refused, "\(count) accepted of \(verdicts.count)")
}

/// Whether a check throws nothing.
func isVerified(_ verify: () throws -> Void) -> Bool { (try? verify()) != nil }
