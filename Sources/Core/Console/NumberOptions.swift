import ArgumentParser
import Formats
import Foundation

/// The formats of inputs, by the endings of their names.
package enum InputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// Tables and vectors of numbers as text; LIBSVM's points.
  case csv, tsv, txt, svm, json
  /// NumPy's arrays and archives; Matrix Market.
  case npy, npz, mtx
  /// Compressed vectors and matrices; the files `.R` and `.C` of the public RePair programs, named by the first.
  case slp, rle, tbgv, tbgm, repair
  /// Any file as the vector of its bytes.
  case bytes
  /// Linear programs.
  case mps, lp

  /// The format of a file by its name; nil if that tells none.
  package init?(nameOf path: String) {
    let kind = fileKind(path)
    self.init(rawValue: kind == "libsvm" ? "svm" : kind == "bytes" ? "" : kind)
  }
}

/// How files of numbers are read: the options of every command that takes them.
package struct NumberOptions: ParsableArguments {
  /// The array that is read of an archive.
  @Option(help: "The array of an NPZ archive.")
  package var array: String?

  /// Whether the first line names the columns; nil if that is found out.
  @Flag(
    inversion: .prefixedNo,
    help:
      "Of CSV: whether the first line names the columns. Default: it does if none of its fields looks like a number, with a notice."
  )
  package var header: Bool?

  /// What separates fields; nil if that is found out.
  @Option(help: "Of CSV: comma, semicolon, tab or blanks. Default: the one that the first line has.")
  package var delimiter: NumberTable.Separator?

  /// What begins the fraction of a number.
  @Option(help: "Of CSV: what begins a fraction, point or comma.")
  package var decimal: CSVOptions.DecimalMark = .point

  /// Whether thousands are set apart.
  @Flag(help: "Of CSV: numbers may look like 1,234.5, and may stand in quotes.")
  package var thousands = false

  /// What stands for a missing value.
  @Option(
    help: "Of CSV: where a value is missing (empty, NA, ?, null), refuse the file, drop the row, or take this number.")
  package var missing: String = "refuse"

  /// Options before they are parsed.
  package init() {}

  /// What the options say.
  package var dialect: NumberDialect {
    NumberDialect(
      array: array,
      csv: CSVOptions(
        header: header.map { $0 ? .present : .absent } ?? .detected, separator: delimiter, decimal: decimal,
        thousands: thousands,
        missing: missing == "refuse" ? .refused : missing == "drop" ? .dropsRow : .replaced(by: missing)))
  }
}

/// How a file of numbers is read.
package struct NumberDialect: Sendable {
  /// The array that is read of an archive.
  package var array: String?
  /// How CSV is read.
  package var csv = CSVOptions()

  /// The usual way, or what is given.
  package init(array: String? = nil, csv: CSVOptions = CSVOptions()) { (self.array, self.csv) = (array, csv) }

  /// The options for a file of CSV; of .tsv the separator is a tab.
  package func csv(_ format: InputFormat?) -> CSVOptions {
    var options = csv
    if format == .tsv, options.separator == nil { options.separator = .tab }
    return options
  }

  /// Tells what of a table was taken for something else than numbers.
  package func notify<Value>(_ table: CSVTable<Value>, _ path: String) {
    let name = path == "-" ? "standard input" : path
    if csv.header == .detected, let names = table.columnNames {
      let shown = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
      StandardError.write(
        "notice: \(name): the first line is taken as a header (\(shown)); --no-header reads it as numbers")
    }
    if let first = table.droppedLines.first {
      StandardError.write(
        "notice: \(name): \(table.droppedLines.count) rows with missing values are left out, the first in line \(first)"
      )
    }
  }
}

extension NumberTable.Separator: ExpressibleByArgument {
  /// The separator by its name, or itself.
  public init?(argument: String) {
    switch argument {
    case "comma", ",": self = .comma
    case "semicolon", ";": self = .semicolon
    case "tab", "\t", "\\t": self = .tab
    case "blanks", "blank", "space", " ": self = .blanks
    default: return nil
    }
  }

  /// The names that help texts list.
  public static var allValueStrings: [String] { ["comma", "semicolon", "tab", "blanks"] }
}

extension CSVOptions.DecimalMark: ExpressibleByArgument {}
