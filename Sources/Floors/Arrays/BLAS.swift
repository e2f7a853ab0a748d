import COpenBLAS

/// The BLAS library that the process runs on.
///
/// The last bits of a product depend on the processor and on the number of threads, as each adds in its own order. Whoever
/// promises the same bits everywhere must not add with BLAS.
///
/// It is loaded, and its threads start, with the first call of a routine or of a property here; a program that has none does not wait for
/// them. If it is not there, that call ends the process, and says what is missing.
public enum BLAS {
  /// The routines of OpenBLAS and LAPACKE, which are loaded when the first of them is asked for.
  static let library: openblas_routines = {
    var routines = openblas_routines()
    if let reason = openblas_load(&routines) {
      fatalError("OpenBLAS cannot be loaded (Debian: libopenblas0-pthread, liblapacke): \(String(cString: reason))")
    }
    return routines
  }()

  /// How many threads a call may use, at least 1; at first as many as there are processors, or what the environment variable
  /// `OPENBLAS_NUM_THREADS` says.
  ///
  /// It holds for the whole process. Do not change it while another thread is inside a call.
  public static var threads: Int {
    get { Int(library.openblas_get_num_threads()) }
    set {
      precondition(newValue >= 1, "BLAS needs at least one thread, found \(newValue)")
      library.openblas_set_num_threads(blasCount(newValue))
    }
  }

  /// Calls `body` while BLAS has one thread, with the number that it had before, and will have again: for work that is divided in a better way than
  /// by single products, whose threads would wait for each other.
  ///
  /// It holds for the whole process. No other thread may be inside a call when this begins or ends.
  public static func onOneThread<Result>(_ body: (_ usual: Int) throws -> Result) rethrows -> Result {
    let usual = threads
    threads = 1
    defer { threads = usual }
    return try body(usual)
  }

  /// The processor whose loops were chosen, such as `Haswell` or `SkylakeX`: what a measurement should name.
  ///
  /// A library that is older than the processor does not know it, and falls back to loops without AVX. Then those of the newest
  /// processor that it knows are chosen by what the machine can do; `OPENBLAS_CORETYPE` in the environment overrules both. On an Emerald
  /// Rapids with OpenBLAS 0.3.21 products in single precision are 4 to 7 times as fast for it.
  public static var processor: String { text(library.openblas_get_corename()) }

  /// The version and options of the library, such as `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH`.
  public static var configuration: String { text(library.openblas_get_config()) }

  private static func text(_ words: UnsafePointer<CChar>?) -> String { words.map { String(cString: $0) } ?? "" }
}
