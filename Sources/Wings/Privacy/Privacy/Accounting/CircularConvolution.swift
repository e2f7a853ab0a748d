import CFFTW
import Foundation

/// A product of powers of laws on a grid, by fast Fourier transforms: the law of a sum, modulo the size of the grid.
final class CircularConvolution {
  /// The points of the grid: a size at which transforms are fast.
  private let size: Int
  private let real: UnsafeMutablePointer<Double>
  private let complex: UnsafeMutablePointer<fftw_complex>
  private let forward: fftw_plan?
  private let backward: fftw_plan?
  private var product: [SIMD2<Double>]

  /// FFTW plans one transform at a time.
  private static let planner = NSLock()

  /// The law of nothing, on at least so many points.
  init(atLeast count: Int) {
    var best = Int.max
    for factor in [2, 3, 5] {
      var size = factor
      while size < count { size *= 2 }
      best = min(best, size)
    }
    size = best
    real = .allocate(capacity: size)
    complex = .allocate(capacity: size / 2 + 1)
    product = Array(repeating: SIMD2(1, 0), count: size / 2 + 1)
    Self.planner.lock()
    // FFTW_ESTIMATE | FFTW_UNALIGNED, which are expressions in the C header.
    forward = fftw_plan_dft_r2c_1d(Int32(size), real, complex, 1 << 6 | 1 << 1)
    backward = fftw_plan_dft_c2r_1d(Int32(size), complex, real, 1 << 6 | 1 << 1)
    Self.planner.unlock()
  }

  deinit {
    Self.planner.lock()
    fftw_destroy_plan(forward)
    fftw_destroy_plan(backward)
    Self.planner.unlock()
    real.deallocate()
    complex.deallocate()
  }

  /// Multiplies by the law of so many copies of what `fill` spreads: masses at any places, in steps of the grid.
  ///
  /// A mass goes to six points such that polynomials of degree five keep their means (Lagrange's interpolation), which changes a
  /// characteristic function at t by O((t · step)⁶) of itself, and never makes it larger.
  func multiply(power: Int, _ fill: (_ spread: (_ place: Double, _ mass: Double) -> Void) -> Void) {
    real.update(repeating: 0, count: size)
    fill { place, mass in
      let floor = place.rounded(.down)
      let f = place - floor
      // Products of distances to the points −2 … 3.
      let (a, b, c, d, e, g) = (f + 2, f + 1, f, f - 1, f - 2, f - 3)
      let weights = (
        -b * c * d * e * g / 120, a * c * d * e * g / 24, -a * b * d * e * g / 12, a * b * c * e * g / 12,
        -a * b * c * d * g / 24, a * b * c * d * e / 120
      )
      var index = Int(exactly: (floor - 2).remainder(dividingBy: Double(size))) ?? 0
      if index < 0 { index += size }
      func add(_ weight: Double) {
        real[index] += weight * mass
        index = index + 1 == size ? 0 : index + 1
      }
      add(weights.0)
      add(weights.1)
      add(weights.2)
      add(weights.3)
      add(weights.4)
      add(weights.5)
    }
    fftw_execute(forward)
    for i in product.indices { product[i] = times(product[i], Self.power(SIMD2(complex[i].0, complex[i].1), power)) }
  }

  /// The masses of the sum at the places `first`, `first` + 1, …, as many as the grid has points.
  func result(first: Int) -> [Double] {
    for i in product.indices { complex[i] = (product[i].x, product[i].y) }
    fftw_execute(backward)
    let shift = ((first % size) + size) % size
    return (0..<size).map { real[($0 + shift) % size] / Double(size) }
  }

  private static func power(_ base: SIMD2<Double>, _ exponent: Int) -> SIMD2<Double> {
    var (result, square, left) = (SIMD2<Double>(1, 0), base, exponent)
    while left > 0 {
      if left & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      left >>= 1
    }
    return result
  }
}

@inline(__always)
private func times(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
  SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
}
