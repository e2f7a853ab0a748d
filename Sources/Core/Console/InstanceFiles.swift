import Evidence
import Foundation
import Problems
import Text

/// Where an instance came from, in `provenance.json` beside it: enough to make it again and to map answers back.
package struct Provenance: Codable {
  /// The file's name.
  package static let fileName = "provenance.json"

  /// The version of Tightbound.
  var tightbound = tightboundVersion
  /// The command that made the instance.
  var command: String
  /// The problem it is an instance of.
  var problem: String
  /// Of a reduction: the names of the steps, in order.
  var reductions: [String] = []
  /// Of a reduction: the choices that its steps left.
  var options: Choices?
  /// Of a reduction: the problem and the files of the source, whole, so that answers can be mapped back.
  var sourceProblem: String?
  var source: [String: String]?
  /// SHA-256 of each file of the source.
  var sourceHashes: [String: String]?
}

/// An instance as it stands in files: a folder, a single text file, or one JSON stream that holds all files.
package struct InstanceFiles {
  /// The files by name.
  package var files: [String: String]
  /// Where they were read, for messages.
  private var origin = ""
  /// The folder in which they stand, if they do.
  private var folder: String?

  /// Reads a folder, a file, or standard input for `-`.
  ///
  /// A single file that is not a JSON stream stands for the only file of the problem, if it has only one.
  ///
  /// - Parameters:
  ///   - path: The folder or the file.
  ///   - problem: The problem that the files are of.
  ///   - isLenient: Whether what is likely to be meant is read where files are refused, with a notice.
  package init(path: String, problem: (any Problem.Type)? = nil, isLenient: Bool = false) throws {
    try self.init(path, problem)
    if isLenient, let repaired = problem?.repaired(files) {
      files.merge(repaired.files) { $1 }
      StandardError.write("notice: \(origin): \(repaired.notice)")
    }
  }

  private init(_ path: String, _ problem: (any Problem.Type)?) throws {
    origin = path == "-" ? "standard input" : path
    var isFolder: ObjCBool = false
    if path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      files = [:]
      folder = path
      for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
        let file = path + "/" + name
        guard (try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType) == .typeRegular
        else { continue }
        // Files in other encodings are not ours; a problem that needs one says that it is missing.
        if let text = String(data: try readFile(file, isInput: false), encoding: .utf8) { files[name] = text }
      }
      return
    }
    let data = try readFile(path)
    let text = try readText(data, path)
    if text.first == "{" {
      do { files = try JSONDecoder().decode(Stream.self, from: data).files } catch {
        throw CommandError("\(origin): not an instance as JSON, {\"files\": {NAME: TEXT, …}}: \(reason(error))")
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

  /// These files.
  package init(_ files: [String: String]) { self.files = files }

  /// The instance of the problem that the files hold.
  package func instance<Instance: Problem>(of problem: Instance.Type) throws -> Instance {
    if let missing = problem.fileNames.first(where: { files[$0] == nil }) {
      throw CommandError("\(origin) has no file \(missing), which an instance of \(problem.name) needs")
    }
    // Other files of the folder, such as certificates, may be written anew; the instance is not.
    if let folder { for name in problem.fileNames { InputFiles.add(path: folder + "/" + name) } }
    let instance = try parseFile(origin) { try problem.init(files: files) }
    if let notice = instance.notice { StandardError.write("notice: \(origin): \(notice)") }
    return instance
  }

  /// Writes a folder, or a JSON stream for `-`.
  ///
  /// A new folder is called `PATH.part` until all of its files are there, so that a command that is killed leaves the whole folder or none.
  /// In a folder that exists the files are replaced one by one, and until they all are it has no provenance.
  package func write(to path: String, provenance: Provenance) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var files = files
    files[Provenance.fileName] = String(decoding: try encoder.encode(provenance), as: UTF8.self) + "\n"
    if path == "-" {
      print(String(decoding: try encoder.encode(Stream(problem: provenance.problem, files: files)), as: UTF8.self))
      return
    }
    // The provenance comes last.
    let order = files.keys.sorted().filter { $0 != Provenance.fileName } + [Provenance.fileName]
    func fill(_ folder: String) throws {
      for name in order { if let text = files[name] { try writeFile(folder + "/" + name, text) } }
    }
    var status = stat()
    guard lstat(path, &status) != 0 else {
      try makeFolder(path)
      for name in order { try requireUnread(path + "/" + name) }
      unlink(path + "/" + Provenance.fileName)
      return try fill(path)
    }
    var part = path
    while part.hasSuffix("/") { part.removeLast() }
    part += ".part"
    // What a command left that was killed.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: part)) ?? [] {
      try requireUnread(part + "/" + name)
    }
    try? FileManager.default.removeItem(atPath: part)
    try makeFolder(part)
    do {
      try fill(part)
      guard rename(part, path) == 0 else { throw CommandError("cannot write \(path): \(systemReason(currentError()))") }
    } catch {
      try? FileManager.default.removeItem(atPath: part)
      throw error
    }
  }

  private struct Stream: Codable {
    var problem: String?
    var files: [String: String]
  }
}

extension [any Reduction] {
  /// Writes the last target of the steps that this route made of a source, with all that maps answers back.
  ///
  /// - Parameter files: those of the source as they were read; by default as the source writes them.
  func write(
    _ steps: [ReductionStep], to path: String, command: String, choices: Choices, files: [String: String]? = nil
  ) throws {
    guard let first = steps.first, let last = steps.last else {
      throw CommandError("a route without steps makes nothing")
    }
    let problem = type(of: first.source)
    let files = (files ?? first.source.files).filter { problem.fileNames.contains($0.key) }
    try InstanceFiles(last.target.files).write(
      to: path,
      provenance: Provenance(
        command: command, problem: type(of: last.target).name, reductions: map(\.name), options: choices,
        sourceProblem: problem.name, source: files, sourceHashes: files.mapValues { sha256($0) }))
  }
}
