import Foundation

/// The whole of a file, or of standard input for `-`.
package func readFile(_ path: String) throws -> Data {
  do {
    return path == "-"
      ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: path))
  } catch { throw CommandError("cannot read \(path == "-" ? "standard input" : path): \(systemReason(error))") }
}

/// A file opened for reading, or standard input for `-`.
package func openFile(_ path: String) throws -> FileHandle {
  if path == "-" { return .standardInput }
  do { return try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
    throw CommandError("cannot read \(path): \(systemReason(error))")
  }
}

/// The next bytes of an open file; nil at its end.
package func readChunk(of file: FileHandle, _ path: String) throws -> Data? {
  do {
    let chunk = try file.read(upToCount: 1 << 18)
    return chunk?.isEmpty == false ? chunk : nil
  } catch { throw CommandError("cannot read \(path == "-" ? "standard input" : path): \(systemReason(error))") }
}

/// What `body` makes of a file; its errors, which know the line at best, get the name of the file in front.
package func inFile<T>(_ path: String, _ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as CommandError { throw error } catch {
    throw CommandError("\(path == "-" ? "standard input" : path): \(error)")
  }
}

/// A folder, and those above it, where they do not exist.
package func makeFolder(_ path: String) throws {
  do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
    throw CommandError("cannot write the folder \(path): \(systemReason(error))")
  }
}

/// A value as JSON with sorted keys.
package func json(_ value: some Encodable, pretty: Bool = true) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting =
    pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
