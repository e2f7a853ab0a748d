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
      let closest = certificate.closest.map { "{\"distance\":\($0.distance),\"pairs\":\"\($0.pairs)\"}" } ?? "null"
      print(
        "{\"kind\":\"series\",\"order\":\(certificate.order),\"doubledValues\":{\"A\":\(list(certificate.a.doubled)),"
          + "\"B\":\(list(certificate.b.doubled)),\"AB\":\(list(certificate.ab.doubled))},"
          + "\"doubledDelta\":\(list(certificate.delta)),\"closest\":\(closest)}")
    case .text:
      if let closest = certificate.closest {
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
  var decisionThreshold: Rational { get }
  func certificate(_ kind: KernelCertificate.Kind) throws -> KernelCertificate
  func seriesCertificate() throws -> KernelSeriesCertificate
}

extension KernelInstance: CertifiableKernelInstance {}

extension InstanceFiles {
  /// The instance of a kernel machine in these files, by the problem that its sidecar names.
  fileprivate func kernelInstance() throws -> any CertifiableKernelInstance {
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
      The certificate's file; the folder of one of `certify` holds v.slp and u.slp, or instance.json. Those of `lp solve` (JSON or \
      .vipr) and `round` stand by themselves.
      """)
  var certificate: String

  @Option(help: "The folder of the instance, where it is another one.")
  var instance: String?

  @OptionGroup var checker: ProvedOption

  func run() throws {
    let data = try readFile(certificate)
    if let proof = try inFile(certificate, { try ProofFile(data) }) {
      return try checker.report(proof)
    }
    if data.first == UInt8(ascii: "{") { return try verifyKernelMachine(data) }
    let folder = instance ?? URL(fileURLWithPath: certificate).deletingLastPathComponent().path
    let proof = String(decoding: data, as: UTF8.self)
    // The hash is that of the bytes, whatever becomes of those that are no text.
    func grammar(_ name: String) throws -> (text: String, hash: String) {
      let bytes = try readFile(folder + "/" + name)
      return (String(decoding: bytes, as: UTF8.self), sha256(bytes))
    }
    let (v, u) = (try grammar("v.slp"), try grammar("u.slp"))
    do {
      let parsed = try InnerProductCertificate(parsing: proof)
      let report = {
        try parsed.verify(v: v, u: u)
        print("verified: ⟨v, u⟩ = \(parsed.value)")
      }
      // The proved checker is told the grammars, not their hashes; of other files there is nothing to ask.
      guard parsed.hashes == (v.hash, u.hash) else { return try report() }
      let proof = try InnerProductProof(parsed, v: v.text, u: u.text)
      try checker.report(proof, verify: { try parsed.verify(v: v, u: u) }, report: report)
    } catch let error as CertificateError {
      Tightbound.report("not verified: \(error)")
      throw Outcome.violated
    }
  }

  /// A certificate of a kernel machine is checked by itself, and that it is about the instance in its folder.
  private func verifyKernelMachine(_ bytes: Data) throws {
    struct Kind: Decodable { let kind: String }
    do {
      if try JSONDecoder().decode(Kind.self, from: bytes).kind == "series" {
        let proof = try JSONDecoder().decode(KernelSeriesCertificate.self, from: bytes)
        try verify([
          ("A", proof.a.points, proof.a.labels), ("B", proof.b.points, proof.b.labels),
          ("AB", proof.ab.points, proof.ab.labels),
        ])
        try proof.verify()
        print(
          proof.closest.map { "verified: \($0.pairs) of the pairs have the least distance, \($0.distance)" }
            ?? "verified: no pair is closer than \(proof.order)")
      } else {
        let proof = try JSONDecoder().decode(KernelCertificate.self, from: bytes)
        try verify([
          ("A", proof.a.points, proof.a.labels), ("B", proof.b.points, proof.b.labels),
          ("AB", proof.ab.points, proof.ab.labels),
        ])
        try proof.verify()
        let (lower, upper) = proof.delta
        print("verified: Δ is \(proof.kind == .exact ? "\(lower)" : "between \(lower) and \(upper)")")
      }
    } catch let error as KernelCertificateError {
      Tightbound.report("not verified: \(error)")
      throw Outcome.violated
    } catch let error as DecodingError {
      throw CommandError("\(certificate): \(error)")
    }
  }

  /// Checks that data sets are those of the instance in the folder.
  private func verify(_ sets: [(name: String, points: [String], labels: [Int])]) throws {
    let folder = instance ?? URL(fileURLWithPath: certificate).deletingLastPathComponent().path
    let files = try InstanceFiles(path: folder)
    for (name, points, labels) in sets {
      guard let text = files.files[name + ".libsvm"] else { throw CommandError("\(folder) has no file \(name).libsvm") }
      guard labels.count == points.count, text == LIBSVM.sparse(labels: labels, ones: { ones(in: points[$0]) }) else {
        Tightbound.report("not verified: \(name) is not the data set in \(name).libsvm")
        throw Outcome.violated
      }
    }
  }

  private func ones(in row: String) -> [Int] { row.utf8.enumerated().filter { $0.element == 49 }.map(\.offset) }
}
