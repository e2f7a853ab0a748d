import COpenBLAS

/// The BLAS library that the process runs on.
///
/// The last bits of a product depend on the processor and on the number of threads, as each adds in its own order. Whoever
/// promises the same bits everywhere must not add with BLAS.
public enum BLAS {
  /// Done once, before the first call of any routine.
  static let choice: Void = openblas_choose_loops()

  /// How many threads a call may use, at least 1; at first as many as there are processors, or what the environment variable
  /// `OPENBLAS_NUM_THREADS` says.
  ///
  /// It holds for the whole process. Do not change it while another thread is inside a call.
  public static var threads: Int {
    get {
      choice
      return Int(openblas_get_num_threads())
    }
    set {
      choice
      precondition(newValue >= 1, "BLAS needs at least one thread, found \(newValue)")
      openblas_set_num_threads(blasCount(newValue))
    }
  }

  /// The processor whose loops were chosen, such as `Haswell` or `SkylakeX`: what a measurement should name.
  ///
  /// A library that is older than the processor does not know it, and falls back to loops without AVX. Then those of the newest
  /// processor that it knows are chosen by what the machine can do; `OPENBLAS_CORETYPE` in the environment overrules both. On an Emerald
  /// Rapids with OpenBLAS 0.3.21 products in single precision are 4 to 7 times as fast for it.
  public static var processor: String {
    choice
    return String(cString: openblas_get_corename())
  }

  /// The version and options of the library, such as `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH`.
  public static var configuration: String { String(cString: openblas_get_config()) }
}
