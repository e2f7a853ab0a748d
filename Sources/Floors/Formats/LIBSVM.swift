import Foundation

/// Writers of the text formats that LIBSVM and scikit-learn read.
///
/// ```
/// +1 1:1 3:1            sparse: a label, then index:value for the values that are not 0, indices from 1
/// +1 0:1 1:1 2:0.125    a precomputed kernel: 0:serial number, then the kernel with every point
/// ```
public enum LIBSVM {
  /// Points of 0/1 features in the sparse form, a line for each.
  ///
  /// - Parameters:
  ///   - labels: A label for each point.
  ///   - ones: The features that are 1 for a point, numbered from 0, ascending.
  public static func sparse(labels: [Int], ones: (_ point: Int) -> [Int]) -> String {
    labels.enumerated().map { point, label in
      ([signed(label)] + ones(point).map { "\($0 + 1):1" }).joined(separator: " ") + "\n"
    }.joined()
  }

  /// Points of real features in the sparse form, a line for each; features that are 0 are left out. Values are written so that
  /// reading gives the same `Double`.
  ///
  /// - Parameters:
  ///   - labels: A label for each point.
  ///   - values: The features of a point.
  public static func sparse(labels: [Int], values: (_ point: Int) -> [Double]) -> String {
    labels.enumerated().map { point, label in
      let entries = values(point).enumerated().filter { $0.element != 0 }
        .map { "\($0.offset + 1):\($0.element == 1 ? "1" : "\($0.element)")" }
      return ([signed(label)] + entries).joined(separator: " ") + "\n"
    }.joined()
  }

  /// Points with a precomputed kernel, a line for each. Values are written so that reading gives the same `Double`.
  public static func precomputed(labels: [Int], kernel: (_ i: Int, _ j: Int) -> Double) -> String {
    labels.enumerated().map { point, label in
      let values = labels.indices.map { "\($0 + 1):\(kernel(point, $0))" }
      return ([signed(label), "0:\(point + 1)"] + values).joined(separator: " ") + "\n"
    }.joined()
  }

  private static func signed(_ label: Int) -> String { label > 0 ? "+\(label)" : String(label) }
}
