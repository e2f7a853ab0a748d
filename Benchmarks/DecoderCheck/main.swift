import Formats
import Foundation
import Models

// DecoderCheck FOLDER...: for each folder the largest distance between our scores and those in its scores.npy.
var isWrong = false
for path in CommandLine.arguments.dropFirst() {
  let texts = try String(contentsOfFile: path + "/symbols.txt", encoding: .utf8).split(separator: "\n").map {
    $0.split(separator: " ").compactMap { Int($0) }
  }
  let expected = try NPYArray(contentsOfNPY: Data(contentsOf: URL(fileURLWithPath: path + "/scores.npy"))).floats()
  let scores = try Decoder<Float>(ModelFolder(path))(texts).scores.elements
  guard scores.count == expected.count else {
    print("\(path): \(scores.count) scores, \(expected.count) expected")
    exit(3)
  }
  let worst = zip(scores, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
  if !(worst < 1e-4) { isWrong = true }
  print("| \((path as NSString).lastPathComponent) | \(worst) |")
}
exit(isWrong ? 1 : 0)
