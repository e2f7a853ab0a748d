/// What is wrong with an index on disk.
public enum IndexError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file cannot be read or written.
  case unusable(path: String, reason: String)
  /// It is a database, but not an index, or one of another version.
  case notAnIndex(path: String)
  /// What stands in it contradicts itself.
  case damaged(path: String, reason: String)
  /// It was made from another corpus.
  case otherCorpus(path: String, line: Int)
  /// It was begun and not finished.
  case unfinished(path: String, lines: Int)

  public var description: String {
    switch self {
    case .unusable(let path, let reason): "\(path): \(reason)"
    case .notAnIndex(let path): "\(path) is not an index of this version; delete it and index the corpus again"
    case .damaged(let path, let reason): "\(path) is damaged: \(reason); delete it and index the corpus again"
    case .otherCorpus(let path, let line):
      "\(path) was made from another corpus: the first \(line) lines differ; name another file or delete it"
    case .unfinished(let path, let lines):
      "\(path) is not finished, it has the first \(lines) lines; index the same corpus again to go on from there"
    }
  }
}
