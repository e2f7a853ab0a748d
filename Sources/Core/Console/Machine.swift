import Exact
import Foundation

/// What the machine has to spare, and what this program holds of it.
enum Machine {
  /// The memory that programs may still have, as the system says; all of it where it does not say.
  static var freeMemory: Integer? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return Integer(Int(clamping: ProcessInfo.processInfo.physicalMemory)) }
    return Integer(kibibytes) * 1024
  }

  /// The free bytes of the file system on which a path, or the nearest folder above it that exists, stands.
  static func freeDisk(at path: String) -> Integer? {
    var url = URL(fileURLWithPath: path)
    while url.path != "/", !FileManager.default.fileExists(atPath: url.path) { url.deleteLastPathComponent() }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: url.path)
    return (attributes?[.systemFreeSize] as? NSNumber).map { Integer(Int(clamping: $0.uint64Value)) }
  }

  /// The bytes of memory that this program holds now, without files that are mapped; nil where the system does not say.
  static var heldMemory: Int? {
    // Pages: the whole address space, what is in memory, and of that what is shared with files.
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let pages = text.split(separator: " ").prefix(3).compactMap { Int($0) }
    return pages.count == 3 ? (pages[1] - pages[2]) * Int(getpagesize()) : nil
  }
}
