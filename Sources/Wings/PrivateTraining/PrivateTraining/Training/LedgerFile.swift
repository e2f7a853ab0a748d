import Foundation
import Privacy

/// A ledger on the disk, to which steps are added one by one: an event is there, flushed, before the noise that it counts is released.
///
/// A run that is killed leaves at worst an event whose noise nobody saw; it stays counted. A line that was cut off in the middle is taken away when the file is opened again: its noise
/// cannot have been released.
public struct LedgerFile: Sendable {
  /// Where it is.
  public let path: String
  /// What it says.
  public private(set) var ledger: Ledger

  /// Opens a ledger, or begins one.
  ///
  /// - Throws: `LedgerError` if it says what cannot be accounted for, and what the file system says.
  public init(path: String) throws {
    self.path = path
    ledger = Ledger()
    guard FileManager.default.fileExists(atPath: path) else { return }
    let text = try Data(contentsOf: URL(fileURLWithPath: path))
    let whole = text.lastIndex(of: UInt8(ascii: "\n")).map { text[...$0] } ?? Data()
    ledger = try Ledger(parsing: Data(whole))
    if whole.count < text.count { try DurableFile.truncate(path, to: whole.count) }
  }

  /// How many steps it counts.
  public var steps: Int { ledger.events.reduce(0) { $0 + $1.steps } }

  /// Adds an event; when this returns, it is on the disk.
  ///
  /// - Throws: `AccountingError`, and what the file system says; then nothing may be released.
  /// - Complexity: one flush of the disk.
  public mutating func record(_ event: LedgerEvent) throws {
    var next = ledger
    try next.append(event)
    try DurableFile.append(Data((event.json + "\n").utf8), to: path)
    ledger = next
  }
}
