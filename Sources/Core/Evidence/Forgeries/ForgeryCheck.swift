/// What a checker must make of a file.
package enum Expectation: Codable, Hashable, Sendable {
  /// It is valid. A checker that refuses everything fails here.
  case accepted
  /// It is valid, and the accepted statement is described with exactly these words.
  case acceptedAs(String)
  /// It is refused with exactly these words: those of the one line of the checker that it is made for.
  case refused(String)
  /// It is refused, or what is accepted is true all the same, as an independent oracle finds.
  case nothingFalse
}

/// A file that a checker is given: a certificate, valid or forged, with what it is about.
///
/// It holds the file itself, so that a counterexample runs again whatever becomes of the code that forged it.
package struct TriedFile<File: Codable & Sendable>: Codable, Sendable {
  /// Which certificate it is, and what was changed.
  package var name: String
  /// What the checker reads.
  package var file: File
  /// What it must make of that.
  package var expectation: Expectation

  /// A file.
  package init(name: String, file: File, expectation: Expectation) {
    (self.name, self.file, self.expectation) = (name, file, expectation)
  }
}

/// Files each of which is made when it is tried: to count them, or to try a few, makes no others.
package struct ForgedFiles<File: Codable & Sendable>: RandomAccessCollection, Sendable {
  private let makers: [@Sendable () -> TriedFile<File>]

  /// - Parameters:
  ///   - forgeries: what each file is made of.
  ///   - made: makes one of them.
  package init<Forgery: Sendable>(_ forgeries: [Forgery], made: @escaping @Sendable (Forgery) -> TriedFile<File>) {
    makers = forgeries.map { forgery in { made(forgery) } }
  }

  /// No file.
  package init() { makers = [] }

  private init(makers: [@Sendable () -> TriedFile<File>]) { self.makers = makers }

  /// The files of both.
  package static func + (a: ForgedFiles, b: ForgedFiles) -> ForgedFiles { ForgedFiles(makers: a.makers + b.makers) }

  /// 0.
  package var startIndex: Int { 0 }
  /// The number of files.
  package var endIndex: Int { makers.count }
  /// The file of this index, made now.
  package subscript(index: Int) -> TriedFile<File> { makers[index]() }
}

/// Every change of every field of JSON certificates, each tried for anything false; two others lend each their fields.
///
/// - Parameter name: what one of them is called; its number is added.
package func jsonForgeries(of certificates: [some Encodable], called name: String) -> ForgedFiles<String> {
  let values = certificates.map { try? JSONValue(encoding: $0) }
  let forgeries = values.indices.flatMap { index in
    let others = (1...2).compactMap { values[(index + $0) % values.count] }
    return (values[index]?.forgeries(others: others) ?? []).map { (certificate: index, change: $0) }
  }
  return ForgedFiles(forgeries) { index, change in
    TriedFile(name: "\(name) \(index + 1), \(change.name)", file: jsonText(change.value), expectation: .nothingFalse)
  }
}

extension Check {
  /// A check that a checker accepts what is valid, refuses each forgery for its own reason, and accepts nothing false.
  ///
  /// The subject is the checker: it reads a file, and returns the statement that it accepts or throws its refusal. Files with a
  /// reason of their own are those that only one line stops; without that line they are accepted, or refused with other words.
  ///
  /// - Parameters:
  ///   - name: the check's name.
  ///   - about: what the certificates are about, in words; the numbers of files are added.
  ///   - quick: the files of the quick budget: those with a reason of their own, valid ones, and some of the others. The first ones
  ///     should catch the mutants, which then take no time.
  ///   - deep: further ones, made when they are asked for.
  ///   - checker: the checker under test.
  ///   - mutants: checkers with one fault.
  ///   - isTrue: whether an accepted statement is true of the file, found out without the checker.
  package static func forgeries<
    File: Codable & Sendable, Statement, Deep: Collection<TriedFile<File>> & SendableMetatype
  >(
    _ name: String, about: @autoclosure @escaping @Sendable () -> String,
    quick: @autoclosure @escaping @Sendable () -> [TriedFile<File>],
    deep: @autoclosure @escaping @Sendable () -> Deep,
    checker: @escaping Algorithm<File, Statement>, mutants: KeyValuePairs<String, Algorithm<File, Statement>>,
    isTrue: @escaping @Sendable (Statement, File) throws -> Bool
  ) -> Check {
    // Counting makes the quick files, which nobody who runs other claims needs.
    let family: @Sendable () -> String = {
      let (quick, deep) = (quick(), deep())
      let valid = quick.count {
        switch $0.expectation {
        case .accepted, .acceptedAs: true
        case .refused, .nothingFalse: false
        }
      }
      let named = quick.count { if case .refused = $0.expectation { true } else { false } }
      let others = quick.count - valid - named
      return "\(about()): \(valid) valid, \(named) forgeries that one line each stops, \(others) others"
        + (deep.isEmpty ? "" : " (deep: \(others + deep.count))")
    }
    return Check(
      name, level: .certified, family: .listed(family(), quick: quick(), deep: deep()),
      subject: checker, mutants: mutants,
      test: { checker, tried in
        let statement: Statement
        do { statement = try checker(tried.file) } catch {
          switch tried.expectation {
          case .accepted, .acceptedAs: return .fails("\(tried.name): refused: \(error)")
          case .refused(let reason): return .equal("\(error)", reason, "\(tried.name): the reason")
          case .nothingFalse: return .holds()
          }
        }
        switch tried.expectation {
        case .refused(let reason): return .fails("\(tried.name): accepted, but should be refused: \(reason)")
        case .acceptedAs(let words) where words != "\(statement)":
          return .equal("\(statement)", words, "\(tried.name): the statement")
        case .accepted, .acceptedAs, .nothingFalse: break
        }
        return .require(try isTrue(statement, tried.file), "\(tried.name): accepted, but \(statement) is false")
      })
  }
}

/// A checker that forgives one refusal: a mutant for each line that refuses.
///
/// - Parameters:
///   - isForgiven: which errors are passed over.
///   - statement: what is then accepted, as the file says it.
package func forgiving<File, Statement>(
  _ checker: @escaping Algorithm<File, Statement>, _ isForgiven: @escaping @Sendable (any Error) -> Bool,
  accepts statement: @escaping @Sendable (File) throws -> Statement
) -> Algorithm<File, Statement> {
  { file in
    do { return try checker(file) } catch  where isForgiven(error) { return try statement(file) }
  }
}

extension RandomAccessCollection where Index == Int {
  /// At most `count` of the elements, evenly spread, in order.
  package func thinned(to count: Int) -> [Element] {
    self.count <= count ? Array(self) : (0..<count).map { self[startIndex + $0 * self.count / count] }
  }
}
