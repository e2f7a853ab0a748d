import ArgumentParser
import Foundation

/// Refuses outputs of one command of which one would replace another, or that would run into one another on standard output.
///
///     try requireDistinctOutputs(["-o": output, "--certificate": certificate])
///
/// - Parameter outputs: The options and the paths that they name; nil for an option that is not given. Devices and pipes may repeat.
/// - Throws: `ValidationError` that names both options.
package func requireDistinctOutputs(_ outputs: KeyValuePairs<String, String?>) throws {
  var options: [String: String] = [:]
  for (option, path) in outputs {
    guard let path, let place = try outputPlace(path) else { continue }
    if let other = options.updateValue(option, forKey: place) {
      throw ValidationError(
        path == "-" ? "only one of \(other) and \(option) can be `-`" : "\(other) and \(option) name one file, \(path)")
    }
  }
}

/// The file that a path leads to, under the one name that it has; nil for what is no plain file.
private func outputPlace(_ path: String) throws -> String? {
  if path == "-" { return path }
  // What cannot be written is found out when it is written.
  guard (try? isPlainFileOrMissing(path)) == true, let target = try? linkTarget(path) else { return nil }
  let url = URL(fileURLWithPath: folder(of: target)).resolvingSymlinksInPath()
  return url.path + "/" + target[(target.lastIndex(of: "/").map(target.index(after:)) ?? target.startIndex)...]
}

/// The folder in which a path's last name stands: `.` for a name alone.
///
/// Foundation's `deletingLastPathComponent` ends the program for a name of one letter.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Where a path leads through symbolic links, also if nothing is there yet.
///
/// - Throws: `POSIXError` for links that lead to one another.
func linkTarget(_ path: String) throws -> String {
  var path = path
  for _ in 0..<40 {
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
    path = target.hasPrefix("/") ? target : folder(of: path) + "/" + target
  }
  throw POSIXError(.ELOOP)
}
