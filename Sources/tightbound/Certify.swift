import ArgumentParser
import Certificates
import Evidence
import Foundation
import HardProblems
import Reductions

/// `tightbound certify`
struct Certify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Solve an instance and write a certificate of the answer.",
    discussion: "For now: the inner product of two grammar-compressed vectors, from a folder with v.slp and u.slp.")

  @Argument(help: "The instance: a folder or `-`.")
  var input: String

  @Option(name: .shortAndLong, help: "The certificate's file. Default: certificate.txt in the folder.")
  var output: String?

  func run() throws {
    let files = try InstanceFiles(path: input, problem: GrammarDot.self)
    guard let instance = try files.instance(of: GrammarDot.self) as? GrammarDot else {
      throw CommandError("\(input): no instance of \(GrammarDot.name)")
    }
    let certificate = try instance.certificate(hash: sha256)
    let path = output ?? (input == "-" ? "-" : input + "/certificate.txt")
    // The hashes are of the files as Tightbound writes them.
    if path != "-", input != "-" {
      for (name, text) in instance.files.sorted(by: { $0.key < $1.key }) where files.files[name] != text {
        throw CommandError(
          "\(input)/\(name) is not in normal form; write it again with `tightbound reduce` or `generate`")
      }
    }
    try writeFile(path, certificate.text)
    if path != "-" { print("value \(certificate.value), proved by \(certificate.entries.count) entries in \(path)") }
  }
}

/// `tightbound verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a certificate with code that shares nothing with the solver but exact integers.",
    discussion: "Exit codes: 0 the certificate proves its value, 1 it does not, and why.")

  @Argument(help: "The certificate's file; its folder holds v.slp and u.slp.")
  var certificate: String

  @Option(help: "The folder of the instance, where it is another one.")
  var instance: String?

  func run() throws {
    let folder = instance ?? URL(fileURLWithPath: certificate).deletingLastPathComponent().path
    func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }
    let (proof, v, u) = (try text(certificate), try text(folder + "/v.slp"), try text(folder + "/u.slp"))
    do throws(CertificateError) {
      let parsed = try InnerProductCertificate(parsing: proof)
      try parsed.verify(v: (v, sha256(v)), u: (u, sha256(u)))
      print("verified: ⟨v, u⟩ = \(parsed.value)")
    } catch {
      Tightbound.report("not verified: \(error)")
      throw Outcome.violated
    }
  }
}
