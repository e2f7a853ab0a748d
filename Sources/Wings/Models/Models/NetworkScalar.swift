import Arrays

/// The numbers that networks compute with: `Float`, and `Double` where gradients are checked.
///
/// The requirements are the loops of `CModels`; products of matrices are those of `Arrays`.
public protocol NetworkScalar: BLASScalar, BitwiseCopyable {
  /// y = f(x) for `count` elements; y may be x.
  static func apply(
    _ function: Activation, _ count: Int, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// dx = dy · f′(x) for `count` elements; dx may be dy.
  static func applyBackward(
    _ function: Activation, _ count: Int, _ x: UnsafePointer<Self>, _ dy: UnsafePointer<Self>,
    _ dx: UnsafeMutablePointer<Self>)
  /// Rows of mean 0 and variance 1, times gain, plus offset; means and inverse deviations go where they are wanted.
  static func layerNorm(
    _ rows: Int, _ width: Int, _ epsilon: Self, _ x: UnsafePointer<Self>, _ gain: UnsafePointer<Self>,
    _ offset: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ means: UnsafeMutablePointer<Self>?,
    _ inverseDeviations: UnsafeMutablePointer<Self>?)
  /// The derivatives of a layer normalisation: dx is set, those of gain and offset are added to.
  static func layerNormBackward(
    _ rows: Int, _ width: Int, _ x: UnsafePointer<Self>, _ gain: UnsafePointer<Self>, _ means: UnsafePointer<Self>,
    _ inverseDeviations: UnsafePointer<Self>, _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>,
    _ dgain: UnsafeMutablePointer<Self>, _ doffset: UnsafeMutablePointer<Self>)
  /// Rows divided by the root of their mean square, times gain; inverse roots go where they are wanted.
  static func rmsNorm(
    _ rows: Int, _ width: Int, _ epsilon: Self, _ x: UnsafePointer<Self>, _ gain: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>, _ inverseRoots: UnsafeMutablePointer<Self>?)
  /// The derivatives of the above: dx is set, that of the gain is added to.
  static func rmsNormBackward(
    _ rows: Int, _ width: Int, _ x: UnsafePointer<Self>, _ gain: UnsafePointer<Self>,
    _ inverseRoots: UnsafePointer<Self>, _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>,
    _ dgain: UnsafeMutablePointer<Self>)
  /// Each row x becomes softmax(scale · x); `stride` elements lie between the starts of rows.
  static func softmax(_ rows: Int, _ width: Int, _ stride: Int, _ scale: Self, _ x: UnsafeMutablePointer<Self>)
  /// dp becomes the derivative by x of softmax(scale · x), where that is p.
  static func softmaxBackward(
    _ rows: Int, _ width: Int, _ stride: Int, _ scale: Self, _ p: UnsafePointer<Self>, _ dp: UnsafeMutablePointer<Self>)
  /// Adds a row to each row of x.
  static func addRow(_ rows: Int, _ width: Int, _ row: UnsafePointer<Self>, _ x: UnsafeMutablePointer<Self>)
  /// Adds the sum of the rows of x to `row`.
  static func sumRows(_ rows: Int, _ width: Int, _ x: UnsafePointer<Self>, _ row: UnsafeMutablePointer<Self>)
  /// y += x.
  static func add(_ count: Int, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// y *= x.
  static func multiply(_ count: Int, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// What a kernel sees at each of its places in the planes of one example; see ``Convolution/patches(of:example:)``.
  static func patches(_ window: ConvolutionWindow, _ x: UnsafePointer<Self>, _ patches: UnsafeMutablePointer<Self>)
  /// Adds each entry of patches to the element of x that it stands for.
  static func addPatches(_ window: ConvolutionWindow, _ patches: UnsafePointer<Self>, _ x: UnsafeMutablePointer<Self>)
  /// One step of AdamW; see `AdamW`.
  static func adamW(
    _ count: Int, _ step: AdamWStep<Self>, _ gradient: UnsafePointer<Self>, _ first: UnsafeMutablePointer<Self>,
    _ second: UnsafeMutablePointer<Self>, _ weights: UnsafeMutablePointer<Self>)
}

/// A matrix that lies in memory from `start` on.
package func matrix<Scalar: NetworkScalar>(
  _ start: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int, stride: Int? = nil
) -> MatrixView<Scalar> {
  let stride = stride ?? columns
  return MatrixView(
    UnsafeBufferPointer(start: start, count: rows > 0 ? (rows - 1) * stride + columns : 0), rows: rows,
    columns: columns, stride: stride)
}

/// A matrix that lies in memory from `start` on, to be written.
package func matrix<Scalar: NetworkScalar>(
  _ start: UnsafeMutablePointer<Scalar>, _ rows: Int, _ columns: Int, stride: Int? = nil
) -> MutableMatrixView<Scalar> {
  let stride = stride ?? columns
  return MutableMatrixView(
    UnsafeMutableBufferPointer(start: start, count: rows > 0 ? (rows - 1) * stride + columns : 0), rows: rows,
    columns: columns, stride: stride)
}

/// The numbers of one step of AdamW.
public struct AdamWStep<Scalar: Sendable>: Sendable {
  /// The step size, the decays of the two moments, their corrections 1 − βᵗ, the term that keeps divisors from 0, the weight decay.
  let rate, beta1, beta2, correction1, correction2, epsilon, decay: Scalar
}
