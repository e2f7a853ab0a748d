import SwiftSyntax

/// A place in a file where faults can be planted, each instead of the text that is there.
struct Site {
  /// How the text and its fault stand behind one switch.
  enum Form {
    /// `(plantedFault(7) ? mutated : original)`.
    case expression
    /// `!plantedFault(7), original`: a part of a condition, which fails.
    case condition
    /// `if !plantedFault(7) { original }`.
    case statement
  }

  /// One way to be wrong.
  struct Alternative {
    var kind: Fault.Kind
    var mutated: String
    /// That something is let through which is refused otherwise.
    var isRefusal = false
  }

  var node: SyntaxIdentifier
  var form: Form
  var alternatives: [Alternative]
  /// The text at the place.
  var original: String
  var offset: Int
}

/// A fault, and where in a parsed file it is planted.
struct PlacedFault {
  var fault: Fault
  var node: SyntaxIdentifier
  var form: Site.Form
}
