import Evidence
import Foundation
import HardProblems
import Reductions

/// Where an instance came from, in `provenance.json` beside it: enough to make it again and to map answers back.
struct Provenance: Codable {
  static let fileName = "provenance.json"

  /// The version of Tightbound.
  var tightbound = tightboundVersion
  /// The command that made the instance.
  var command: String
  /// The problem it is an instance of.
  var problem: String
  /// Of a reduction: the names of the steps, in order.
  var reductions: [String] = []
  /// Of a reduction: the choices that its steps left.
  var options: ReductionOptions?
  /// Of a reduction: the problem and the files of the source, whole, so that answers can be mapped back.
  var sourceProblem: String?
  var source: [String: String]?
  /// SHA-256 of each file of the source.
  var sourceHashes: [String: String]?
}

/// An instance as it stands in files: a folder, a single text file, or one JSON stream that holds all files.
struct InstanceFiles {
  var files: [String: String]
  /// Where they were read, for messages.
  private var origin = ""

  /// Reads a folder, a file, or standard input for `-`.
  ///
  /// A single file that is not a JSON stream stands for the only file of the problem, if it has only one.
  init(path: String, problem: (any Problem.Type)? = nil) throws {
    origin = path == "-" ? "standard input" : path
    var isFolder: ObjCBool = false
    if path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      files = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
        let file = path + "/" + name
        guard (try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType) == .typeRegular
        else { continue }
        // Files in other encodings are not ours; a problem that needs one says that it is missing.
        if let text = String(data: try readFile(file), encoding: .utf8) { files[name] = text }
      }
      return
    }
    let data = try readFile(path)
    guard let text = String(data: data, encoding: .utf8) else { throw CommandError("\(origin): not UTF-8 text") }
    if text.first == "{" {
      do { files = try JSONDecoder().decode(Stream.self, from: data).files } catch {
        throw CommandError("\(origin): not an instance as JSON, {\"files\": {NAME: TEXT, …}}: \(error)")
      }
    } else if let problem {
      let names = problem.fileNames
      guard names.count == 1 else {
        throw CommandError(
          "\(origin): an instance of \(problem.name) is a folder with the files \(names.joined(separator: ", "))")
      }
      files = [names[0]: text]
    } else {
      files = [URL(fileURLWithPath: path).lastPathComponent: text]
    }
  }

  init(_ files: [String: String]) { self.files = files }

  /// The instance of the problem that the files hold.
  func instance(of problem: any Problem.Type) throws -> any Problem {
    if let missing = problem.fileNames.first(where: { files[$0] == nil }) {
      throw CommandError("\(origin) has no file \(missing), which an instance of \(problem.name) needs")
    }
    return try inFile(origin) { try problem.init(files: files) }
  }

  /// Writes a folder, or a JSON stream for `-`. A problem with one file, when the path is no folder, becomes that file.
  func write(to path: String, provenance: Provenance) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var files = files
    files[Provenance.fileName] = String(decoding: try encoder.encode(provenance), as: UTF8.self) + "\n"
    if path == "-" {
      print(String(decoding: try encoder.encode(Stream(problem: provenance.problem, files: files)), as: UTF8.self))
      return
    }
    try makeFolder(path)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) { try writeFile(path + "/" + name, text) }
  }

  private struct Stream: Codable {
    var problem: String?
    var files: [String: String]
  }
}

/// The whole of a file, or of standard input for `-`.
func readFile(_ path: String) throws -> Data {
  do {
    return path == "-"
      ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: path))
  } catch { throw CommandError("cannot read \(path == "-" ? "standard input" : path): \(systemReason(error))") }
}

/// A file opened for reading, or standard input for `-`.
func openFile(_ path: String) throws -> FileHandle {
  if path == "-" { return .standardInput }
  do { return try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
    throw CommandError("cannot read \(path): \(systemReason(error))")
  }
}

/// The next bytes of an open file; nil at its end.
func readChunk(of file: FileHandle, _ path: String) throws -> Data? {
  do {
    let chunk = try file.read(upToCount: 1 << 18)
    return chunk?.isEmpty == false ? chunk : nil
  } catch { throw CommandError("cannot read \(path == "-" ? "standard input" : path): \(systemReason(error))") }
}

/// What `body` makes of a file; its errors, which know the line at best, get the name of the file in front.
func inFile<T>(_ path: String, _ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as CommandError { throw error } catch {
    throw CommandError("\(path == "-" ? "standard input" : path): \(error)")
  }
}

/// A folder, and those above it, where they do not exist.
func makeFolder(_ path: String) throws {
  do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
    throw CommandError("cannot write the folder \(path): \(systemReason(error))")
  }
}

/// A value as JSON with sorted keys.
func json(_ value: some Encodable, pretty: Bool = true) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting =
    pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
