import Arrays
import CModels

// The loops of both types of numbers; each function only names its loop.

extension Float: NetworkScalar {
  /// See the protocol.
  public static func apply(
    _ function: Activation, _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) { models_apply_f32(function.code, count, x, y) }
  /// See the protocol.
  public static func applyBackward(
    _ function: Activation, _ count: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) { models_apply_backward_f32(function.code, count, x, dy, dx) }
  /// See the protocol.
  public static func layerNorm(
    _ rows: Int, _ width: Int, _ epsilon: Float, _ x: UnsafePointer<Float>, _ gain: UnsafePointer<Float>,
    _ offset: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ means: UnsafeMutablePointer<Float>?,
    _ inverseDeviations: UnsafeMutablePointer<Float>?
  ) { models_layer_norm_f32(rows, width, epsilon, x, gain, offset, y, means, inverseDeviations) }
  /// See the protocol.
  public static func layerNormBackward(
    _ rows: Int, _ width: Int, _ x: UnsafePointer<Float>, _ gain: UnsafePointer<Float>, _ means: UnsafePointer<Float>,
    _ inverseDeviations: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ dgain: UnsafeMutablePointer<Float>, _ doffset: UnsafeMutablePointer<Float>
  ) { models_layer_norm_backward_f32(rows, width, x, gain, means, inverseDeviations, dy, dx, dgain, doffset) }
  /// See the protocol.
  public static func rmsNorm(
    _ rows: Int, _ width: Int, _ epsilon: Float, _ x: UnsafePointer<Float>, _ gain: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, _ inverseRoots: UnsafeMutablePointer<Float>?
  ) { models_rms_norm_f32(rows, width, epsilon, x, gain, y, inverseRoots) }
  /// See the protocol.
  public static func rmsNormBackward(
    _ rows: Int, _ width: Int, _ x: UnsafePointer<Float>, _ gain: UnsafePointer<Float>,
    _ inverseRoots: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ dgain: UnsafeMutablePointer<Float>
  ) { models_rms_norm_backward_f32(rows, width, x, gain, inverseRoots, dy, dx, dgain) }
  /// See the protocol.
  public static func softmax(
    _ rows: Int, _ width: Int, _ stride: Int, _ scale: Float, _ x: UnsafeMutablePointer<Float>
  ) { models_softmax_f32(rows, width, stride, scale, x) }
  /// See the protocol.
  public static func softmaxBackward(
    _ rows: Int, _ width: Int, _ stride: Int, _ scale: Float, _ p: UnsafePointer<Float>,
    _ dp: UnsafeMutablePointer<Float>
  ) { models_softmax_backward_f32(rows, width, stride, scale, p, dp) }
  /// See the protocol.
  public static func addRow(_ rows: Int, _ width: Int, _ row: UnsafePointer<Float>, _ x: UnsafeMutablePointer<Float>) {
    models_add_row_f32(rows, width, row, x)
  }
  /// See the protocol.
  public static func sumRows(_ rows: Int, _ width: Int, _ x: UnsafePointer<Float>, _ row: UnsafeMutablePointer<Float>) {
    models_sum_rows_f32(rows, width, x, row)
  }
  /// See the protocol.
  public static func add(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    models_add_f32(count, x, y)
  }
  /// See the protocol.
  public static func multiply(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    models_multiply_f32(count, x, y)
  }
  /// See the protocol.
  public static func patches(
    _ window: ConvolutionWindow, _ x: UnsafePointer<Float>, _ patches: UnsafeMutablePointer<Float>
  ) { models_patches_f32(window.loops, x, patches) }
  /// See the protocol.
  public static func addPatches(
    _ window: ConvolutionWindow, _ patches: UnsafePointer<Float>, _ x: UnsafeMutablePointer<Float>
  ) { models_add_patches_f32(window.loops, patches, x) }
  /// See the protocol.
  public static func adamW(
    _ count: Int, _ step: AdamWStep<Float>, _ gradient: UnsafePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, _ weights: UnsafeMutablePointer<Float>
  ) {
    models_adamw_f32(
      count, step.rate, step.beta1, step.beta2, step.correction1, step.correction2, step.epsilon, step.decay, gradient,
      first, second, weights)
  }
}

extension Double: NetworkScalar {
  /// See the protocol.
  public static func apply(
    _ function: Activation, _ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) { models_apply_f64(function.code, count, x, y) }
  /// See the protocol.
  public static func applyBackward(
    _ function: Activation, _ count: Int, _ x: UnsafePointer<Double>, _ dy: UnsafePointer<Double>,
    _ dx: UnsafeMutablePointer<Double>
  ) { models_apply_backward_f64(function.code, count, x, dy, dx) }
  /// See the protocol.
  public static func layerNorm(
    _ rows: Int, _ width: Int, _ epsilon: Double, _ x: UnsafePointer<Double>, _ gain: UnsafePointer<Double>,
    _ offset: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ means: UnsafeMutablePointer<Double>?,
    _ inverseDeviations: UnsafeMutablePointer<Double>?
  ) { models_layer_norm_f64(rows, width, epsilon, x, gain, offset, y, means, inverseDeviations) }
  /// See the protocol.
  public static func layerNormBackward(
    _ rows: Int, _ width: Int, _ x: UnsafePointer<Double>, _ gain: UnsafePointer<Double>,
    _ means: UnsafePointer<Double>,
    _ inverseDeviations: UnsafePointer<Double>, _ dy: UnsafePointer<Double>, _ dx: UnsafeMutablePointer<Double>,
    _ dgain: UnsafeMutablePointer<Double>, _ doffset: UnsafeMutablePointer<Double>
  ) { models_layer_norm_backward_f64(rows, width, x, gain, means, inverseDeviations, dy, dx, dgain, doffset) }
  /// See the protocol.
  public static func rmsNorm(
    _ rows: Int, _ width: Int, _ epsilon: Double, _ x: UnsafePointer<Double>, _ gain: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>, _ inverseRoots: UnsafeMutablePointer<Double>?
  ) { models_rms_norm_f64(rows, width, epsilon, x, gain, y, inverseRoots) }
  /// See the protocol.
  public static func rmsNormBackward(
    _ rows: Int, _ width: Int, _ x: UnsafePointer<Double>, _ gain: UnsafePointer<Double>,
    _ inverseRoots: UnsafePointer<Double>, _ dy: UnsafePointer<Double>, _ dx: UnsafeMutablePointer<Double>,
    _ dgain: UnsafeMutablePointer<Double>
  ) { models_rms_norm_backward_f64(rows, width, x, gain, inverseRoots, dy, dx, dgain) }
  /// See the protocol.
  public static func softmax(
    _ rows: Int, _ width: Int, _ stride: Int, _ scale: Double, _ x: UnsafeMutablePointer<Double>
  ) { models_softmax_f64(rows, width, stride, scale, x) }
  /// See the protocol.
  public static func softmaxBackward(
    _ rows: Int, _ width: Int, _ stride: Int, _ scale: Double, _ p: UnsafePointer<Double>,
    _ dp: UnsafeMutablePointer<Double>
  ) { models_softmax_backward_f64(rows, width, stride, scale, p, dp) }
  /// See the protocol.
  public static func addRow(_ rows: Int, _ width: Int, _ row: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>)
  {
    models_add_row_f64(rows, width, row, x)
  }
  /// See the protocol.
  public static func sumRows(_ rows: Int, _ width: Int, _ x: UnsafePointer<Double>, _ row: UnsafeMutablePointer<Double>)
  {
    models_sum_rows_f64(rows, width, x, row)
  }
  /// See the protocol.
  public static func add(_ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    models_add_f64(count, x, y)
  }
  /// See the protocol.
  public static func multiply(_ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    models_multiply_f64(count, x, y)
  }
  /// See the protocol.
  public static func patches(
    _ window: ConvolutionWindow, _ x: UnsafePointer<Double>, _ patches: UnsafeMutablePointer<Double>
  ) { models_patches_f64(window.loops, x, patches) }
  /// See the protocol.
  public static func addPatches(
    _ window: ConvolutionWindow, _ patches: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>
  ) { models_add_patches_f64(window.loops, patches, x) }
  /// See the protocol.
  public static func adamW(
    _ count: Int, _ step: AdamWStep<Double>, _ gradient: UnsafePointer<Double>, _ first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>, _ weights: UnsafeMutablePointer<Double>
  ) {
    models_adamw_f64(
      count, step.rate, step.beta1, step.beta2, step.correction1, step.correction2, step.epsilon, step.decay, gradient,
      first, second, weights)
  }
}
