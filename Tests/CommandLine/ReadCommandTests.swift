import Foundation
import TestSupport
import Testing

/// Values that a person may paste, and what must come of them.
@Suite("tightbound read and interpret believe nothing that cannot be")
struct ReadCommandTests {
  /// Four variables, nine models: (x₁ ∨ x₂ ∨ ¬x₃)(¬x₁ ∨ x₃ ∨ x₄)(¬x₂ ∨ ¬x₄ ∨ x₃)(x₁ ∨ x₂ ∨ x₃ ∨ x₄).
  private static let formula = "p cnf 4 4\n1 2 -3 0\n-1 3 4 0\n-2 -4 3 0\n1 2 3 4 0\n"
  /// A = {101, 110}, B = {010, 111}: one orthogonal pair, (0, 0).
  private static let vectors = "p ov 2 2 3\n101\n110\n010\n111\n"
  private static let noVectors = "p ov 2 2 3\n101\n110\n110\n111\n"

  private func reduced(
    _ path: String, _ input: String, _ options: [String] = [], to folder: String = "out", in place: Workplace
  ) throws {
    let run = try place.run(arguments: ["reduce", path, "-", "-o", folder] + options, input: input)
    #expect(run.exitCode == 0, "\(run)")
  }

  @Test("Printed objectives: minus the dual value is recognised, and told")
  func signs() throws {
    let place = try Workplace()
    try reduced("sat-to-svm-bias", Self.formula, in: place)
    let exact = try place.run("solve", "svm-bias", "out")
    let values = try #require((exact.json as? [String: Any])?["values"] as? [String: String])
    let sizes = ["A", "B", "AB"].map { values[$0] ?? "" }
    let fractions = try sizes.map { text in
      let parts = text.split(separator: "/").compactMap { Double($0) }
      return try #require(parts.count == 2 ? parts[0] / parts[1] : nil)
    }
    for digits in [6, 9, 12] {
      let printed = fractions.map { String(format: "%.\(digits)f", -$0) }.joined(separator: ",")
      let run = try place.run("read", "out", "--values", printed)
      #expect(run.exitCode == 10 || run.exitCode == 0, "\(printed): \(run)")
      #expect(run.errors.hasPrefix("notice: all values are negative"), "\(run)")
      let positive = try place.run("read", "out", "--values", printed.replacing("-", with: ""))
      #expect(positive.exitCode == run.exitCode && positive.output == run.output && positive.errors.isEmpty)
    }
    // Exact ones too.
    let negative = sizes.map { "-\($0)" }.joined(separator: ",")
    let run = try place.run("read", "out", "--values", negative)
    #expect(run.exitCode == 10 && run.errors.contains("notice: "), "\(run)")
    // Signs that are mixed are no convention.
    let mixed = try place.run("read", "out", "--values", "\(sizes[0]),-\(sizes[1]),\(sizes[2])")
    #expect(mixed.exitCode == 3 && mixed.output.isEmpty && mixed.errors.contains("V(B) is -"), "\(mixed)")
    // Machines that no such solver solves have no such convention.
    for (target, values) in [("svm", ["-1.0", "-1.0", "-2.0"]), ("svm-soft", ["-0.75", "-0.75", "-1.5"])] {
      try reduced("ov-to-\(target)", Self.vectors, ["--base", "1/8"], to: target, in: place)
      let run = try place.run("read", target, "--values", values.joined(separator: ","))
      #expect(run.errors.hasPrefix("notice: "), "\(run)")
      #expect(run.exitCode != 3 && run.exitCode != 2, "\(run)")
    }
    for (target, values) in [("ridge", "-0.5,-0.5,-1.0"), ("pca", "-2.0,-2.0,-4.0")] {
      try reduced("ov-to-\(target)", Self.vectors, ["--base", "1/8"], to: target, in: place)
      let run = try place.run("read", target, "--values", values)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains("V(A) is -"), "\(run)")
    }
  }

  @Test(
    "A number without an error bar is half a unit of its last digit, integers too",
    arguments: [
      ("svm", ["--values", "1,1,2"], 0, "bitsMissing"), ("svm", ["--values", "1,1,2", "--exact"], 3, "Δ"),
      ("svm", ["--values", "1/1,1/1,2/1"], 3, "Δ"), ("svm", ["--values", "1e0,1e0,2e0"], 0, "bitsMissing"),
      ("svm", ["--values", "1000e-3,1.0,2.0"], 0, "bitsMissing"),
      ("svm", ["--values", "4096/4097,4096/4097,264599989987311616/132200887468453433"], 10, "true"),
      ("svm", ["--values", "0.99975592,0.99975592,2.0014993"], 10, "true"),
      ("svm", ["--values", "1e1,1e1,2e1"], 3, "V(A)"),
      ("svm", ["--values", "1e1,1e1,1e1", "--errors", "9"], 0, "bits"),
      ("svm", ["--values", "1e1,1e1,2e1", "--errors", "9"], 3, "Δ = V(AB) − V(A) − V(B) is 18."),
      ("svm", ["--values", "0.99,0.99,2"], 0, "bitsMissing"),
      ("pca", ["--values", "2,2,4"], 0, "bitsMissing"), ("pca", ["--values", "2,2,4", "--exact"], 3, "Δ"),
      ("ridge", ["--values", "0,0,1"], 0, "bitsMissing"),
      ("ridge", ["--values", "0,0,1", "--errors", "0.4"], 3, "V(A)"),
      ("svm-soft", ["--values", "1,1,2"], 0, "bitsMissing"), ("svm-soft", ["--values", "1.0,0.7,1.4"], 3, "V(A)"),
      ("svm-bias", ["--values", "2,2,5"], 0, "bitsMissing"), ("svm-bias", ["--values", "3.0,3.0,6.0"], 3, "V(A)"),
      ("last-layer", ["--values", "1"], 10, "true"), ("last-layer", ["--values", "2"], 20, "false"),
      ("last-layer", ["--values", "1/1"], 10, "true"), ("last-layer", ["--values", "1.0", "--exact"], 10, "true"),
      ("last-layer", ["--values", "2e0"], 20, "false"), ("last-layer", ["--values", "0.2e1"], 20, "false"),
      ("last-layer", ["--values", "1.0001"], 3, "an integer from 0 to 2"),
      ("last-layer", ["--values", "1.0001", "--errors", "0.001"], 10, "true"),
      ("last-layer", ["--values", "1.9"], 3, "an integer"),
      ("last-layer", ["--values", "1.9", "--errors", "0.125"], 20, "false"),
      ("last-layer", ["--values", "1e1"], 3, "an integer"), ("last-layer", ["--values=-1"], 3, "an integer"),
      ("last-layer", ["--values", "3"], 3, "an integer"),
      ("last-layer", ["--values", "1.5", "--exact"], 3, "an integer"),
      ("gradient", ["--values", "-1,0"], 10, #""count":"1""#), ("gradient", ["--values", "0,0"], 20, #""count":"0""#),
      ("gradient", ["--values", "-1.02,-0.003"], 3, "a multiple of 1 from -2 to 0"),
      ("gradient", ["--values", "-3,0"], 3, "a multiple of 1"),
      ("gradient", ["--values", "-0.5,0.0", "--exact"], 3, "multiple"),
      ("gradient", ["--values", "-1.5,0", "--errors", "0.6"], 10, "atLeast"),
      ("gradient", ["--values", "-1e0,-0e0"], 10, #""count":"1""#),
      ("gradient", ["--values", "0.4,0.0"], 3, "none is positive"),
    ] as [(String, [String], Int32, String)])
  func printedNumbers(target: String, arguments: [String], code: Int32, said: String) throws {
    let place = try Workplace()
    let isNetwork = ["last-layer", "gradient"].contains(target)
    try reduced("ov-to-\(target)", Self.vectors, isNetwork ? [] : ["--base", "1/8"], in: place)
    let run = try place.run(arguments: ["read", "out", "--format", "json"] + arguments)
    #expect(run.exitCode == code && (code == 3 ? run.errors : run.output).contains(said), "\(run)")
    #expect(code != 3 || run.output.isEmpty)
  }

  @Test("The counting base, and the values that %g makes of its own: undecided, never no")
  func counting() throws {
    let place = try Workplace()
    try reduced("sat-to-svm", Self.formula, ["--counting"], in: place)
    for values in ["2,2,4", "2,2,4.0", "2.00,2.00,4.00", "2e0,2e0,4e0"] {
      let run = try place.run("read", "out", "--values", values)
      #expect(run.exitCode == 0 && run.output.hasPrefix("undecided"), "\(values): \(run)")
    }
    for values in ["2/1,2/1,4/1", "8/4,6/3,4/1"] {
      #expect(try place.run("read", "out", "--values", values).exitCode == 3, "\(values)")
    }
    let both = try place.run("read", "out", "--values", "2,2,4", "--exact", "--errors", "0")
    #expect(both.exitCode == 2 && both.errors.contains("--exact"), "\(both)")
  }

  @Test("What is printed as exact is read as exact, by read and by interpret")
  func roundTrip() throws {
    let place = try Workplace()
    for (vectors, code) in [
      (Self.vectors, Int32(10)), (Self.noVectors, 20), ("p ov 1 1 2\n10\n01\n", 10), ("p ov 1 1 1\n1\n1\n", 20),
    ] {
      for target in ["svm", "svm-bias", "svm-soft", "ridge", "pca", "last-layer", "gradient"] {
        try reduced("ov-to-\(target)", vectors, in: place)
        let solved = try place.run("solve", target, "out", "--format", "json")
        #expect(try place.run("interpret", "out", "--answer", "-", input: solved.output).exitCode == code, "\(solved)")
        let answer = try #require(solved.json as? [String: Any])
        let texts: [String]
        if let values = answer["values"] as? [String: String] {
          texts = ["A", "B", "AB"].map { values[$0] ?? "" }
        } else {
          texts = (answer["gradient"] as? [String]) ?? [(answer["value"] as? String) ?? ""]
        }
        #expect(texts.allSatisfy { $0.contains("/") }, "\(target): \(texts) could be taken for rounded")
        let read = try place.run("read", "out", "--values", texts.joined(separator: ","))
        #expect(read.exitCode == code && read.errors.isEmpty, "\(target) \(texts): \(read)")
        guard !["last-layer", "gradient"].contains(target) else { continue }
        for kind in target == "svm" || target == "svm-bias" ? ["exact", "sandwich"] : ["exact"] {
          let certified = try place.run("certify", "out", "--kind", kind, "--format", "json")
          let meaning = try place.run("interpret", "out", "--answer", "-", input: certified.output)
          #expect(meaning.exitCode == code, "\(certified) \(meaning)")
          guard kind == "exact" else { continue }
          let values = try #require((certified.json as? [String: Any])?["values"] as? [String: String])
          #expect(values == answer["values"] as? [String: String])
        }
      }
    }
  }

  @Test("Values of another base, Δ and thresholds that are changed, are refused")
  func otherInstances() throws {
    let place = try Workplace()
    for target in ["svm", "svm-soft", "ridge", "pca"] {
      try reduced("ov-to-\(target)", Self.noVectors, ["--base", "1/64"], to: "small", in: place)
      try reduced("ov-to-\(target)", Self.noVectors, ["--base", "1/8"], to: "large", in: place)
      let answer = try place.run("certify", "large", "--kind", "exact", "--format", "json").output
      #expect(try place.run("interpret", "large", "--answer", answer).exitCode == 20)
      let other = try place.run("interpret", "small", "--answer", answer)
      #expect(other.exitCode == 3 && other.errors.contains("threshold is"), "\(other)")
      for (field, replacement) in [
        (/"delta":"[^"]*"/, #""delta":"1/7""#), (/"threshold":"[^"]*"/, #""threshold":"1/7""#),
      ] {
        let run = try place.run("interpret", "large", "--answer", answer.replacing(field, with: replacement))
        #expect(run.exitCode == 3 && run.output.isEmpty, "\(replacement): \(run)")
      }
    }
    // The entry sums of a base of 1/2, where the instance has a smaller one.
    try reduced("ov-to-pca", Self.noVectors, in: place)
    let run = try place.run("read", "out", "--values", "5/2,5/2,401/64")
    #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains("V(A) is 2.5 "), "\(run)")
  }

  @Test(
    "interpret: answers that contradict themselves, their witness or the size of the instance",
    arguments: [
      ("ov", #"{"exists":false,"witness":{"left":0,"right":1}}"#, 3, "exists is false, but the witness (0, 1)"),
      ("ov", #"{"count":"17","exists":true}"#, 3, "at most 16"),
      ("ov", #"{"count":"-1","exists":true}"#, 3, "count is -1"),
      ("ov", #"{"witness":{"left":0,"right":1}}"#, 10, "yes"), ("ov", #"{"count":9}"#, 10, "yes"),
      ("ov", #"{"count":"9","exists":false}"#, 3, "exists is false, but count is 9"),
      ("ov", #"{"count":0,"exists":true}"#, 3, "count is 0, but exists is true"),
      ("ov", #"{"count":"0","witness":{"left":0,"right":1}}"#, 3, "count is 0"),
      ("ov", #"{"exists":true,"witness":{"left":2,"right":99}}"#, 3, "(2, 99) is no solution"),
      ("ov", #"{"exists":true,"witness":{"left":-1,"right":0}}"#, 3, "is no solution"),
      ("ov", #"{"exists":true,"atLeast":17}"#, 3, "at most 16"), ("ov", #"{"count":2,"atLeast":3}"#, 3, "atLeast is 3"),
      ("ov", #"{"exists":false,"bitsMissing":3}"#, 3, "bitsMissing"), ("ov", #"{"bitsMissing":3}"#, 0, "undecided"),
      ("ov", #"{"bitsMissing":0}"#, 3, "1 or more"), ("ov", "{}", 3, "says nothing"),
      ("ov", #"{"exists":true,"models":9}"#, 3, "no field “models”"),
      ("ov", #"{"exists":true,"exists":false}"#, 3, "twice"),
      ("ov", #"{"count":"9","count":"9"}"#, 3, "twice"), ("ov", #"{"count":9.0}"#, 3, "count: "),
      ("ov", #"{"count":1e1}"#, 3, "count: "), ("ov", #"{"exists":"true"}"#, 3, "expected true or false"),
      ("ov", #"{"exists":1}"#, 3, "expected true or false"), ("ov", #"{"witness":[0,1]}"#, 3, "expected an object"),
      ("ov", #"{"witness":{"left":0,"right":1,"up":2}}"#, 3, "no field “witness.up”"),
      ("ov", #"{"exists":true"#, 3, "expected a comma"), ("ov", #"{"exists":true} x"#, 3, "the end"),
      ("ov", #"{"count":9,"exists":null,"witness":null}"#, 10, "yes"),
      ("bhcp", #"{"witness":{"left":0,"right":1}}"#, 10, "yes"), ("bhcp", #"{"count":17}"#, 3, "at most 16"),
      ("bhcp", #"{"exists":false,"witness":{"left":0,"right":1}}"#, 3, "exists is false"),
      ("furthest-pair", #"{"witness":{"left":0,"right":1}}"#, 10, "yes"), ("furthest-pair", "{}", 3, "says nothing"),
      ("furthest-pair", #"{"distance":9}"#, 3, "distance is 9"), ("furthest-pair", #"{"distance":7}"#, 3, "parity"),
      ("furthest-pair", #"{"distance":6,"witness":{"left":0,"right":1}}"#, 3, "differ in 8 places"),
      ("furthest-pair", #"{"distance":8,"count":17}"#, 3, "at most 16"),
      ("furthest-pair", #"{"distance":8,"count":0}"#, 3, "1 or more"),
      ("ov-mono", #"{"witness":{"left":0,"right":5}}"#, 10, "yes"), ("ov-mono", #"{"count":29}"#, 3, "at most 28"),
      ("subset-query", #"{"witness":{"left":0,"right":1}}"#, 10, "yes"),
      ("subset-query", #"{"count":0,"exists":true}"#, 3, "count is 0"),
      ("last-layer", #"{"point":0}"#, 10, "yes"), ("last-layer", #"{"value":"4","point":0}"#, 3, "point 0"),
      ("last-layer", "{}", 3, "says nothing"), ("last-layer", #"{"value":"5"}"#, 3, "an integer from 0 to 4"),
      ("gradient", #"{"gradient":["-9","0","0","0"]}"#, 3, "a multiple of 1 from -4 to 0"),
      ("svm", #"{"values":{"A":"-2","B":"-2","AB":"-4"}}"#, 3, "V(A) is -2"),
      ("svm", #"{"values":{"A":"2","B":"2","AB":"4"}}"#, 3, "Δ"), ("svm", #"{"values":{"A":2,"B":2}}"#, 3, "AB"),
      (
        "svm", #"{"values":{"A":"2","B":"2","AB":"4"},"errors":{"A":"-1","B":"1","AB":"1"}}"#, 3, "an error is negative"
      ),
      ("svm", #"{"values":{"A":2.0,"B":2,"AB":4}}"#, 3, "values.A"),
    ] as [(String, String, Int32, String)])
  func answers(target: String, answer: String, code: Int32, said: String) throws {
    let place = try Workplace()
    try reduced("sat-to-\(target)", Self.formula, in: place)
    let run = try place.run("interpret", "out", "--answer", answer)
    #expect(run.exitCode == code && (code == 3 ? run.errors : run.output).contains(said), "\(target) \(answer): \(run)")
    #expect(code != 3 || run.output.isEmpty)
  }

  @Test("interpret: products of grammars")
  func grammars() throws {
    let place = try Workplace()
    for (target, answer, code, said) in [
      ("grammar-dot", #"{"position":2}"#, 10, "yes\nwitness 1 2 3"), ("grammar-dot", #"{"position":3}"#, 3, "no"),
      ("grammar-dot", #"{"value":"4"}"#, 10, "yes: 4"), ("grammar-dot", #"{"value":"4","keys":17}"#, 10, "yes: 4"),
      ("grammar-dot", #"{"value":"7"}"#, 3, "at most"), ("grammar-dot", #"{"value":"-1"}"#, 3, "-1"),
      ("grammar-dot", #"{"value":"0","position":2}"#, 3, "position 2"),
      ("grammar-dot", #"{"value":"4","values":[]}"#, 3, "values"),
      ("grammar-dot", #"{"value":1000000000000000000000000000000}"#, 3, "value"),
      ("grammar-matrix-vector", #"{"values":["4"]}"#, 3, "there are 1 values"),
      ("grammar-matrix-vector", "{}", 3, "says nothing"),
      ("grammar-matrix-product", #"{"values":[["-1"]]}"#, 3, "expected 2 rows of 2"),
      ("grammar-addition", "{}", 3, "sum"),
    ] as [(String, String, Int32, String)] {
      try reduced("ksum-to-\(target)", "p ksum 3 8\n1 3\n2 4\n3 5 7\n", ["--format", "text"], in: place)
      let run = try place.run("interpret", "out", "--answer", answer)
      #expect(
        run.exitCode == code && (code == 3 ? run.errors : run.output).contains(said), "\(target) \(answer): \(run)")
    }
  }

  @Test("Help says what is assumed")
  func help() throws {
    let place = try Workplace()
    let read = try place.run("read", "--help").output
    for words in ["half a unit", "2 is 2 ± 1/2", "trailing zeros", "--exact", "2/1", "LIBSVM"] {
      #expect(read.replacing(/\s+/, with: " ").contains(words), "\(words): \(read)")
    }
    let interpret = try place.run("interpret", "--help").output.replacing(/\s+/, with: " ")
    for words in ["exact", "contradicts", "a witness that is a solution means yes"] {
      #expect(interpret.contains(words), "\(interpret)")
    }
  }
}
