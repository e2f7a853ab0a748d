import Foundation

/// A reader of files that strangers write, under a fuzzer.
public struct FuzzedReader: Sendable {
  /// Its name, and the folder of its seeds.
  public let name: String
  /// Reads all that there is to read, writes it and reads it again; false if that is not the same. Throws what the reader throws.
  public let isStable: @Sendable (Data) throws -> Bool

  /// A reader of bytes.
  public init(_ name: String, _ isStable: @escaping @Sendable (Data) throws -> Bool) {
    (self.name, self.isStable) = (name, isStable)
  }

  /// A reader of text, which sees each file that is UTF-8.
  public init(_ name: String, text isStable: @escaping @Sendable (String) throws -> Bool) {
    self.init(name) { data in try String(validating: data, as: UTF8.self).map(isStable) ?? true }
  }

  /// The one that the environment names in `READER`. The run ends when the process has worked for `PROCESSOR_SECONDS`, if that is set.
  public static func chosen(_ readers: [FuzzedReader]) -> FuzzedReader {
    let environment = ProcessInfo.processInfo.environment
    if let seconds = environment["PROCESSOR_SECONDS"].flatMap({ Int($0) }) { stop(after: seconds) }
    let name = environment["READER"] ?? ""
    guard let reader = readers.first(where: { $0.name == name }) else {
      print(readers.map(\.name).joined(separator: "\n"))
      exit(2)
    }
    return reader
  }

  /// Asks libFuzzer to end well once the process has used so many processor seconds: its own limits are of the clock on the wall, which
  /// says nothing about the files tried where others work on the same cores.
  private static func stop(after seconds: Int) {
    signal(SIGPROF) { _ in kill(getpid(), SIGUSR1) }
    // Once more each second, for a file may be under way at the first signal.
    var timer = itimerval(
      it_interval: timeval(tv_sec: 1, tv_usec: 0), it_value: timeval(tv_sec: seconds, tv_usec: 0))
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }

  /// Tries a file: it is read and is stable, or is refused with an error that says something.
  public func attempt(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    let file = bytes.map { Data(bytes: $0, count: count) } ?? Data()
    do {
      guard try isStable(file) else { fatalError("\(name): written and read again, it is another value") }
    } catch {
      let words = "\(error)"
      if words.isEmpty || words.utf8.count > 2000 { fatalError("\(name): an error of \(words.utf8.count) bytes") }
    }
  }
}
