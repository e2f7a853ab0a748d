import Foundation

/// The lines of a file, batch by batch, with the state that reading them leads to. The file is never in memory as a whole.
public struct CorpusLines {
  private let file: FileHandle
  private var pending = Data()
  private var isAtEnd = false
  /// How far the file has been read.
  public private(set) var state = CorpusIndex.State()

  /// - Parameter file: open for reading, at its start.
  public init(_ file: FileHandle) { self.file = file }

  /// The next lines, without their ends; empty at the end of the file.
  ///
  /// - Parameters:
  ///   - count: how many, at most.
  ///   - chunk: how many bytes are read at once.
  public mutating func next(_ count: Int, chunk: Int = 1 << 20) throws -> [Data] {
    var lines: [Data] = []
    while lines.count < count {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        // Many lines of the chunk in one go: cutting the front off a chunk moves the rest.
        var start = pending.startIndex
        var next: Data.Index? = end
        while lines.count < count, let end = next {
          lines.append(Data(pending[start..<end]))
          advance(over: pending[start...end])
          start = end + 1
          next = pending[start...].firstIndex(of: UInt8(ascii: "\n"))
        }
        pending = Data(pending[start...])
        continue
      }
      guard !isAtEnd else {
        if !pending.isEmpty {
          lines.append(pending)
          advance(over: pending)
          pending = Data()
        }
        break
      }
      let bytes = try file.read(upToCount: chunk) ?? Data()
      if bytes.isEmpty { isAtEnd = true } else { pending.append(bytes) }
    }
    return lines
  }

  private mutating func advance(over line: Data) {
    state.lines += 1
    state.bytes += line.count
    state.fingerprint.update(line)
  }

  /// Skips what stands in an index already.
  ///
  /// - Throws: ``IndexError/otherCorpus(path:line:)`` when the lines are other ones.
  public mutating func skip(to known: CorpusIndex.State, of index: CorpusIndex) throws {
    while state.lines < known.lines {
      guard try !next(min(4096, known.lines - state.lines)).isEmpty else { break }
    }
    guard state.bytes == known.bytes, state.fingerprint == known.fingerprint else {
      throw IndexError.otherCorpus(path: index.path, line: known.lines)
    }
  }
}
