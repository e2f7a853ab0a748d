import Problems

/// What `inspect` says of files that a wing reads: an entry of the wing's list.
public struct FileInspection: Sendable {
  /// Which files these are, in a sentence for the help of `inspect`.
  let kinds: String
  /// Prints what there is to say of a file that is no instance of a problem.
  let inspect: @Sendable (InspectedFile) throws -> Void

  /// What is said of files of these kinds.
  package init(_ kinds: String, inspect: @escaping @Sendable (InspectedFile) throws -> Void) {
    (self.kinds, self.inspect) = (kinds, inspect)
  }
}

/// A file that is looked at, with the options of the command.
package struct InspectedFile {
  /// The file; `-` is standard input.
  package let path: String
  /// How numbers are read.
  package let options: NumberOptions
  /// The format, where the name does not tell.
  package let inputFormat: InputFormat?
  /// How many entries or rows a sample has at most.
  package let sample: Int
  /// How much memory there may be in use.
  package let size: SizeLimit
  /// How to print.
  package let format: OutputFormat
}
