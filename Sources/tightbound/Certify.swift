import ArgumentParser
import Certificates
import Exact
import Formats
import Foundation
import HardProblems
import Reductions
import Text

/// `tightbound certify`
struct Certify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Solve an instance and write a certificate of the answer.",
    discussion: """
      The inner product of two grammar-compressed vectors, from a folder with v.slp and u.slp; or the three optimal values of \
      a kernel machine, from a folder with instance.json.
      """)

  @Argument(help: "The instance: a folder or `-`.")
  var input: String

  @Option(
    help: """
      Of kernel machines: exact; for svm and svm-bias also sandwich (two bounds, faster) or series (for every small base at once).
      """)
  var kind: CertificateKind = .exact

  @Option(help: "How to print what is certified: text or json.")
  var format: OutputFormat = .text

  @Option(
    name: .shortAndLong, help: "The certificate's file. Default: certificate.txt or certificate.json in the folder.")
  var output: String?

  func run() throws {
    let all = try InstanceFiles(path: input)
    if all.files["instance.json"] != nil { return try certifyKernelMachine(all) }
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

  private func certifyKernelMachine(_ files: InstanceFiles) throws {
    let instance = try files.kernelInstance()
    let path = output ?? (input == "-" ? nil : input + "/certificate.json")
    guard let kind = kind.ofCoefficients else { return try certifySeries(instance, path) }
    let certificate = try instance.certificate(kind)
    if let path { try writeFile(path, try json(certificate) + "\n") }
    switch (format, kind) {
    // The order of the fields is part of the contract, which an encoder would not keep.
    case (.json, .exact):
      print(
        "{\"kind\":\"exact\",\"values\":{\"A\":\"\(certificate.a.lower.fraction)\",\"B\":\"\(certificate.b.lower.fraction)\","
          + "\"AB\":\"\(certificate.ab.lower.fraction)\"},\"delta\":\"\(certificate.delta.lower)\","
          + "\"threshold\":\"\(instance.decisionThreshold)\"}")
    case (.json, .sandwich):
      func pair(_ lower: Rational, _ upper: Rational) -> String { "[\"\(lower.fraction)\",\"\(upper.fraction)\"]" }
      print(
        "{\"kind\":\"sandwich\",\"values\":{\"A\":\(pair(certificate.a.lower, certificate.a.upper)),"
          + "\"B\":\(pair(certificate.b.lower, certificate.b.upper)),"
          + "\"AB\":\(pair(certificate.ab.lower, certificate.ab.upper))},"
          + "\"delta\":\(pair(certificate.delta.lower, certificate.delta.upper)),"
          + "\"threshold\":\"\(instance.decisionThreshold)\"}")
    case (.text, _):
      let (lower, upper) = certificate.delta
      let unit = instance.decisionThreshold * 2
      print("Δ is \(Double(lower / unit)) to \(Double(upper / unit)) times what one close pair adds; above 0.5 is yes")
      if let path, path != "-" { print("wrote \(path)") }
    }
  }

  private func certifySeries(_ instance: any CertifiableKernelInstance, _ path: String?) throws {
    let certificate = try instance.seriesCertificate()
    if let path { try writeFile(path, try json(certificate) + "\n") }
    switch format {
    case .json:
      func list(_ numbers: [Integer]) -> String { "[" + numbers.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
      let closest =
        try certificate.closest().map { "{\"distance\":\($0.distance),\"pairs\":\"\($0.pairs)\"}" } ?? "null"
      print(
        "{\"kind\":\"series\",\"order\":\(certificate.order),\"doubledValues\":{\"A\":\(list(certificate.a.doubled)),"
          + "\"B\":\(list(certificate.b.doubled)),\"AB\":\(list(certificate.ab.doubled))},"
          + "\"doubledDelta\":\(list(certificate.delta)),\"closest\":\(closest)}")
    case .text:
      if let closest = try certificate.closest() {
        let isPlural = closest.pairs != 1
        print(
          "2Δ = \(certificate.delta[closest.distance]) q^\(closest.distance) + …: \(closest.pairs) pair\(isPlural ? "s" : "") "
            + "at the least distance \(closest.distance)")
      } else {
        print("2Δ has no term below q^\(certificate.order): no pair is closer than that")
      }
      if let path, path != "-" { print("wrote \(path)") }
    }
  }
}

/// What proves the values of a kernel machine.
enum CertificateKind: String, ExpressibleByArgument, CaseIterable {
  case exact, sandwich, series

  /// The kind of a certificate for one base; nil for series.
  var ofCoefficients: KernelCertificate.Kind? { KernelCertificate.Kind(rawValue: rawValue) }
}

/// An instance of a kernel machine, whichever it is.
protocol CertifiableKernelInstance {
  var subject: KernelSubject { get throws }
  var decisionThreshold: Rational { get }
  func certificate(_ kind: KernelCertificate.Kind) throws -> KernelCertificate
  func seriesCertificate() throws -> KernelSeriesCertificate
}

extension KernelInstance: CertifiableKernelInstance {}

extension InstanceFiles {
  /// The instance of a kernel machine in these files, by the problem that its sidecar names.
  func kernelInstance() throws -> any CertifiableKernelInstance {
    struct Kind: Decodable { let problem: String }
    let name = try? JSONDecoder().decode(Kind.self, from: Data((files["instance.json"] ?? "").utf8)).problem
    guard let name, let type = ReductionGraph.catalogue.problem(named: name),
      let instance = try instance(of: type) as? any CertifiableKernelInstance
    else { throw CommandError("instance.json names no kernel machine as its problem") }
    return instance
  }
}

/// `tightbound verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a certificate with code that shares nothing with the solver but exact integers.",
    discussion: "Exit codes: 0 the certificate proves its value, 1 it does not, and why.")

  @Argument(
    help: """
      The certificate's file. One of an inner product needs v.slp and u.slp beside it. One of a kernel machine holds its instance, and is \
      compared with the instance beside it, if there is one. Those of `lp solve` (JSON or .vipr) and `round` stand by themselves.
      """)
  var certificate: String

  @Option(help: "The folder of the instance, which the certificate must be about. Default: the certificate's folder.")
  var instance: String?

  @OptionGroup var checker: ProvedOption

  func run() throws {
    let data = try readFile(certificate)
    if let proof = try inFile(certificate, { try ProofFile(data) }) { return try checker.report(proof) }
    if data.first == UInt8(ascii: "{") {
      let proof = try inFile(certificate) { try KernelProofFile(data) }
      return try checker.report(nil, verify: {}, report: { try proof.report(certificate, folder: instance) })
    }
    try verifyInnerProduct(data)
  }

  /// A certificate of an inner product is bound by the hashes in it to two files.
  private func verifyInnerProduct(_ data: Data) throws {
    let folder = instance ?? URL(fileURLWithPath: certificate).deletingLastPathComponent().path
    func text(_ data: Data, _ file: String) throws -> String {
      guard let text = String(data: data, encoding: .utf8) else { throw CommandError("\(file): not UTF-8 text") }
      return text
    }
    func grammar(_ name: String) throws -> (text: String, hash: String) {
      let file = folder + "/" + name
      guard FileManager.default.fileExists(atPath: file) else {
        throw CommandError(
          "\(certificate) is about v.slp and u.slp, which it names by their SHA-256, and there is no \(file): --instance DIR"
        )
      }
      let bytes = try readFile(file)
      return (try text(bytes, file), sha256(bytes))
    }
    let proof = try text(data, certificate)
    let (v, u) = (try grammar("v.slp"), try grammar("u.slp"))
    do {
      let parsed = try InnerProductCertificate(parsing: proof)
      let report = {
        let length = try parsed.verify(v: v, u: u)
        print("verified: ⟨v, u⟩ = \(parsed.value)")
        print(
          "instance: the inner product of two vectors of \(length) entries, given by the grammars in v.slp and u.slp")
        print("v.slp: SHA-256 \(v.hash)\nu.slp: SHA-256 \(u.hash)")
      }
      // The proved checker is told the grammars, not their hashes; of other files there is nothing to ask.
      guard parsed.hashes == (v.hash, u.hash) else { return try report() }
      let proof = try InnerProductProof(parsed, v: v.text, u: u.text)
      try checker.report(proof, verify: { _ = try parsed.verify(v: v, u: u) }, report: report)
    } catch let error as CertificateError {
      Tightbound.report("not verified: \(error)")
      throw Outcome.violated
    }
  }
}
