import COpenBLAS

/// The BLAS library that the process runs on.
///
/// The last bits of a product depend on the processor and on the number of threads, as each adds in its own order. Whoever
/// promises the same bits everywhere must not add with BLAS.
public enum BLAS {
  /// How many threads a call may use, at least 1; at first as many as there are processors, or what the environment variable
  /// `OPENBLAS_NUM_THREADS` says.
  ///
  /// It holds for the whole process. Do not change it while another thread is inside a call.
  public static var threads: Int {
    get { Int(openblas_get_num_threads()) }
    set {
      precondition(newValue >= 1, "BLAS needs at least one thread, found \(newValue)")
      openblas_set_num_threads(blasCount(newValue))
    }
  }

  /// The processor whose loops were chosen, such as `Haswell` or `SkylakeX`: what a measurement should name.
  public static var processor: String { String(cString: openblas_get_corename()) }

  /// The version and options of the library, such as `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH`.
  public static var configuration: String { String(cString: openblas_get_config()) }
}
