import Exact
import GrammarCompression
import GrammarCompressionCheckers
import Randomness
import TestSupport
import Testing

@Suite("Certificates of inner products", .claim("grammar.memoised-product"))
struct InnerProductCertificateTests {
  @Test("Made, written, read and verified: random pairs of every shape")
  func completeness() throws {
    for index in 0..<150 {
      var stream = RandomStream(seed: 91).child(index)
      let certified = try Certified.random(25, &stream)
      let (certificate, files) = (certified.certificate, certified.instance.files)
      #expect(certificate.value == (try certified.product()))
      let read = try InnerProductCertificate(parsing: certificate.text)
      #expect(read == certificate && read.text == certificate.text)
      #expect(try verify(certificate.text, v: files["v.slp"] ?? "", u: files["u.slp"] ?? "") == certificate.value)
    }
  }

  @Test("Values beyond a machine word, and lengths beyond what could be expanded")
  func large() throws {
    let huge = Integer(10).power(60)
    let certified = try Certified([huge, -1, huge, 2], [huge, huge, 3, -huge])
    #expect(certified.certificate.value == huge * huge + huge * 3 - huge - huge * 2)
    #expect(
      try verify(certified.certificate.text, v: certified.instance.v.text, u: certified.instance.u.text)
        == certified.product())
    let aligned = try AlignedFamily(blocks: 4, doublings: 50)
    let long = try Certified(GrammarDot(v: aligned.v, u: aligned.u))
    #expect(try verify(long.certificate.text, v: aligned.v.text, u: aligned.u.text) == aligned.product)
  }

  @Test("Comments and carriage returns do not matter; a vector without entries has the product 0")
  func borders() throws {
    let empty = "p slp 0 0\n"
    #expect(try verify(proof(empty, empty, entries: [], value: "0"), v: empty, u: empty) == 0)
    #expect(throws: CertificateError.wrongValue(claimed: 1, derived: 0)) {
      try verify(proof(empty, empty, entries: [], value: "1"), v: empty, u: empty)
    }
    let one = "p slp 1 1\n0 = 1\nroot 0\n"
    #expect(throws: CertificateError.lengthMismatch(v: 0, u: 1)) {
      try verify(proof(empty, one, entries: [], value: "0"), v: empty, u: one)
    }
    #expect(throws: CertificateError.lengthMismatch(v: 1, u: 0)) {
      try verify(proof(one, empty, entries: [], value: "0"), v: one, u: empty)
    }
    let text = proof(one, one, entries: ["0 0 0 1"], value: "1")
    #expect(try verify(text, v: one, u: one) == 1)
    #expect(try verify("c first\n" + text.replacing("\n", with: "\r\nc\r\nc more\r\n"), v: one, u: one) == 1)
  }

  // MARK: Tampering

  /// 4 = the number of solutions of {1,3} + {2,4} = {3,5,7}.
  static func example() throws -> Certified {
    try Certified([0, 0, 1, 0, 1, 0, 2, 2, 2, 2, 1, 0], [3, 0, -1, 0, 3, 3, 0, 1, 0, 1, 0, 0])
  }

  @Test("Every number of every line changed: refused, or the value is still the true one")
  func changedNumbers() throws {
    let certified = try Self.example()
    let (v, u, truth) = (certified.instance.v.text, certified.instance.u.text, try certified.product())
    let lines = certified.certificate.text.split(separator: "\n")
    var (refused, tried) = (0, 0)
    for (index, line) in lines.enumerated()
    where line.hasPrefix("entry") || line.hasPrefix("value") || line.hasPrefix("p ") {
      let fields = line.split(separator: " ").map(String.init)
      for field in fields.indices {
        guard let number = Integer(fields[field]) else { continue }
        for change: Integer in [-1, 1, 7, -2 * number, Integer(10).power(30)] where change != 0 {
          var edited = lines.map(String.init)
          edited[index] = fields.indices.map { $0 == field ? String(number + change) : fields[$0] }
            .joined(separator: " ")
          tried += 1
          do throws(CertificateError) {
            #expect(try verify(edited.joined(separator: "\n"), v: v, u: u) == truth)
            #expect(line.hasPrefix("entry"), "only an entry that nothing rests on may change")
          } catch {
            refused += 1
            #expect(!error.description.isEmpty)
          }
        }
      }
    }
    #expect(tried > 100 && refused == tried, "each entry of this certificate is needed: \(refused) of \(tried)")
  }

  @Test("A false value is refused, whatever else is false with it")
  func falseValues() throws {
    for index in 0..<60 {
      var stream = RandomStream(seed: 92).child(index)
      let certified = try Certified.random(16, &stream)
      let (v, u, truth) = (certified.instance.v.text, certified.instance.u.text, certified.certificate.value)
      let entries = certified.certificate.entries
      // The value, and the entry that it rests on, raised together.
      for raised in [entries.count, entries.count - 1] where raised >= 0 {
        let forged = InnerProductCertificate(
          hashes: certified.certificate.hashes,
          entries: entries.enumerated().map { index, entry in
            index == raised ? .init(x: entry.x, y: entry.y, offset: entry.offset, value: entry.value + 1) : entry
          }, value: truth + 1)
        #expect(throws: CertificateError.self) { try verify(forged.text, v: v, u: u) }
      }
    }
  }

  @Test("A line dropped, doubled or moved is refused")
  func movedLines() throws {
    let certified = try Self.example()
    let (v, u) = (certified.instance.v.text, certified.instance.u.text)
    let lines = certified.certificate.text.split(separator: "\n").map(String.init)
    let entries = certified.certificate.entries
    for index in lines.indices {
      var (dropped, doubled) = (lines, lines)
      dropped.remove(at: index)
      doubled.insert(lines[index], at: index)
      for edited in [dropped, doubled] {
        let error = #expect(throws: CertificateError.self) { try verify(edited.joined(separator: "\n"), v: v, u: u) }
        guard case .malformed(let line, _, _)? = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(line >= 1 && line <= lines.count + 1)
      }
    }
    // The header counts the entries that are left: then one that is needed is missing.
    for index in entries.indices {
      var fewer = entries
      fewer.remove(at: index)
      let shorter = InnerProductCertificate(
        hashes: certified.certificate.hashes, entries: fewer, value: certified.certificate.value)
      let error = #expect(throws: CertificateError.self) { try verify(shorter.text, v: v, u: u) }
      guard case .entryMissing(let at, let x, let y, let offset)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect((x, y, offset) == (entries[index].x, entries[index].y, Integer(entries[index].offset)) && at > index)
      // Doubled, it is only said twice.
      var more = entries
      more.insert(entries[index], at: index)
      let longer = InnerProductCertificate(
        hashes: certified.certificate.hashes, entries: more, value: certified.certificate.value)
      #expect(try verify(longer.text, v: v, u: u) == certified.product())
    }
    let backwards = InnerProductCertificate(
      hashes: certified.certificate.hashes, entries: entries.reversed(), value: certified.certificate.value)
    #expect(throws: CertificateError.self) { try verify(backwards.text, v: v, u: u) }
  }

  @Test("A certificate about other files is refused")
  func otherFiles() throws {
    let certified = try Self.example()
    let (v, u) = (certified.instance.v.text, certified.instance.u.text)
    let certificate = certified.certificate
    #expect(throws: CertificateError.otherFile(name: "v")) { try verify(certificate.text, v: u, u: v) }
    #expect(throws: CertificateError.otherFile(name: "v")) { try verify(certificate.text, v: v + "c\n", u: u) }
    #expect(throws: CertificateError.otherFile(name: "u")) { try verify(certificate.text, v: v, u: u + "\n") }
    #expect(throws: CertificateError.otherFile(name: "u")) { try verify(certificate.text, v: v, u: v) }
    let swapped = InnerProductCertificate(
      hashes: (certificate.hashes.u, certificate.hashes.v), entries: certificate.entries, value: certificate.value)
    #expect(throws: CertificateError.otherFile(name: "v")) { try verify(swapped.text, v: v, u: u) }
    // Renamed to the other grammar, the entries do not follow.
    let other = try Certified([0, 0, 1, 0, 1, 0, 2, 2, 2, 2, 1, 1], [3, 0, -1, 0, 3, 3, 0, 1, 0, 1, 0, 1])
    let renamed = InnerProductCertificate(
      hashes: other.certificate.hashes, entries: certificate.entries, value: certificate.value)
    #expect(throws: CertificateError.self) {
      try verify(renamed.text, v: other.instance.v.text, u: other.instance.u.text)
    }
  }

  @Test("Random edits never verify a false value")
  func randomEdits() throws {
    var verified = 0
    for index in 0..<400 {
      var stream = RandomStream(seed: 93).child(index)
      let certified = try Certified.random(8, values: -1...1, &stream)
      let (v, u, truth) = (certified.instance.v.text, certified.instance.u.text, certified.certificate.value)
      var lines = certified.certificate.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      for _ in 0..<stream.uniform(in: 1...2) {
        let line = stream.uniform(in: 3...(lines.count - 1))
        let field = stream.uniform(in: 1...(lines[line].count - 1))
        lines[line][field] = String(stream.uniform(in: -3...9))
      }
      let text = lines.map { $0.joined(separator: " ") }.joined(separator: "\n")
      do throws(CertificateError) {
        #expect(try verify(text, v: v, u: u) == truth, "\(text)")
        verified += 1
      } catch {}
    }
    #expect(verified < 100)
  }
}
