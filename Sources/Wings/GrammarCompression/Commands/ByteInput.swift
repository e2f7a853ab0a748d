import Console
import Formats
import Foundation

/// Hands out the bytes of an open file, or of standard input, chunk by chunk, expanded if they are gzip.
///
/// - Parameters:
///   - file: The file.
///   - path: Its name.
///   - format: The format that was asked for; bytes are not expanded.
///   - body: Gets the chunks.
/// - Returns: False if it turns out to be a compressed matrix or vector, of which nothing was handed out then.
func forEachChunk(
  of file: FileHandle, _ path: String, _ format: InputFormat?, _ body: (Data) throws -> Void
) throws -> Bool {
  var gzip: GzipStream?
  var isFirst = true
  while var chunk = try readChunk(of: file, path) {
    if isFirst {
      if path != "-", ["TBGM", "TBGV"].contains(where: { chunk.starts(with: Data($0.utf8)) }) { return false }
      if format != .bytes, Gzip.isMember(chunk) {
        StandardError.write("notice: \(path == "-" ? "standard input" : path) is read as gzip")
        // Chunks are expanded one by one, so that memory does not grow with what they stand for.
        gzip = GzipStream(limit: .max)
      }
      isFirst = false
    }
    if gzip != nil { chunk = try gzip?.expanded(chunk) ?? chunk }
    try body(chunk)
  }
  try gzip?.finish()
  return true
}

/// How many bytes a plain file has, which is then read from its beginning; nil for pipes and devices, which have no end to look for.
func plainSize(of file: FileHandle, _ path: String) throws -> Int? {
  guard path != "-", let end = try? file.seekToEnd(), end > 0 else { return nil }
  try file.seek(toOffset: 0)
  return Int(end)
}
