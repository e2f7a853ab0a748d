import Models

/// The numbers that gradients of single examples consist of: `Float`, and `Double` where they are checked.
///
/// The requirements are the loops of `CPrivateTraining`.
public protocol ClippingScalar: NetworkScalar {
  /// Σ x² of `count` elements.
  static func squares(_ count: Int, _ x: UnsafePointer<Self>) -> Double
  /// Σ x² of each row.
  static func rowSquares(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Self>, _ squares: UnsafeMutablePointer<Double>)
  /// The products of rows with each other, of which the lower half is right.
  static func gram(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Self>, _ products: UnsafeMutablePointer<Self>)
  /// ⟨X, Y⟩ of two symmetric matrices, of which the lower halves are read.
  static func symmetricProduct(_ n: Int, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>) -> Double
  /// The sum of the entries of a symmetric matrix, of which the lower half is read.
  static func symmetricSum(_ n: Int, _ x: UnsafePointer<Self>) -> Double
  /// Each row times its factor; 0 where the factor is 0, whatever the row is.
  static func scaleRows(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Self>, _ factors: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>)
  /// Adds the rows, each times its factor, to `sum`; rows whose factor is 0 are not read.
  static func sumRows(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Self>, _ factors: UnsafePointer<Self>,
    _ sum: UnsafeMutablePointer<Self>)
  /// y += factor · x.
  static func add(_ count: Int, _ factor: Self, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// sum += factor · Σ over rows of x · y, element by element.
  static func sumProducts(
    _ rows: Int, _ width: Int, _ factor: Self, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
    _ sum: UnsafeMutablePointer<Self>)
}
