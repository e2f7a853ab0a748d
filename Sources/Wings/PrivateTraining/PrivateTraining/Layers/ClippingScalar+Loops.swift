import CPrivateTraining
import Models

// The loops of both types of numbers; each function only names its loop.

extension Float: ClippingScalar {
  /// See the protocol.
  public static func squares(_ count: Int, _ x: UnsafePointer<Float>) -> Double { clipping_squares_f32(count, x) }
  /// See the protocol.
  public static func rowSquares(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Float>, _ squares: UnsafeMutablePointer<Double>
  ) { clipping_row_squares_f32(rows, width, stride, x, squares) }
  /// See the protocol.
  public static func gram(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Float>, _ products: UnsafeMutablePointer<Float>
  ) { clipping_gram_f32(rows, width, stride, x, products) }
  /// See the protocol.
  public static func symmetricProduct(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) -> Double {
    clipping_symmetric_product_f32(n, x, y)
  }
  /// See the protocol.
  public static func symmetricSum(_ n: Int, _ x: UnsafePointer<Float>) -> Double { clipping_symmetric_sum_f32(n, x) }
  /// See the protocol.
  public static func scaleRows(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) { clipping_scale_rows_f32(rows, width, stride, x, factors, y) }
  /// See the protocol.
  public static func sumRows(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
    _ sum: UnsafeMutablePointer<Float>
  ) { clipping_sum_rows_f32(rows, width, stride, x, factors, sum) }
  /// See the protocol.
  public static func add(_ count: Int, _ factor: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    clipping_add_f32(count, factor, x, y)
  }
  /// See the protocol.
  public static func sumProducts(
    _ rows: Int, _ width: Int, _ factor: Float, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ sum: UnsafeMutablePointer<Float>
  ) { clipping_sum_products_f32(rows, width, factor, x, y, sum) }
}

extension Double: ClippingScalar {
  /// See the protocol.
  public static func squares(_ count: Int, _ x: UnsafePointer<Double>) -> Double { clipping_squares_f64(count, x) }
  /// See the protocol.
  public static func rowSquares(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Double>, _ squares: UnsafeMutablePointer<Double>
  ) { clipping_row_squares_f64(rows, width, stride, x, squares) }
  /// See the protocol.
  public static func gram(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Double>, _ products: UnsafeMutablePointer<Double>
  ) { clipping_gram_f64(rows, width, stride, x, products) }
  /// See the protocol.
  public static func symmetricProduct(_ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>) -> Double {
    clipping_symmetric_product_f64(n, x, y)
  }
  /// See the protocol.
  public static func symmetricSum(_ n: Int, _ x: UnsafePointer<Double>) -> Double { clipping_symmetric_sum_f64(n, x) }
  /// See the protocol.
  public static func scaleRows(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Double>, _ factors: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) { clipping_scale_rows_f64(rows, width, stride, x, factors, y) }
  /// See the protocol.
  public static func sumRows(
    _ rows: Int, _ width: Int, _ stride: Int, _ x: UnsafePointer<Double>, _ factors: UnsafePointer<Double>,
    _ sum: UnsafeMutablePointer<Double>
  ) { clipping_sum_rows_f64(rows, width, stride, x, factors, sum) }
  /// See the protocol.
  public static func add(_ count: Int, _ factor: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>)
  {
    clipping_add_f64(count, factor, x, y)
  }
  /// See the protocol.
  public static func sumProducts(
    _ rows: Int, _ width: Int, _ factor: Double, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
    _ sum: UnsafeMutablePointer<Double>
  ) { clipping_sum_products_f64(rows, width, factor, x, y, sum) }
}
