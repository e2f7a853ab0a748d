import CGLPK

/// GLPK's environment: one for each thread, with all its memory.
enum GLPKEnvironment {
  /// Runs the body in this thread's environment, which prints nothing meanwhile.
  ///
  /// An environment that was not there before is freed afterwards: the threads of a pool come and go. So nothing of GLPK
  /// may leave the body, which does not suspend.
  static func withSilence<Result>(_ body: () throws -> Result) rethrows -> Result {
    let isNew = glp_init_env() == 0
    let wasTalking = glp_term_out(GLP_OFF)
    defer {
      glp_term_out(wasTalking)
      if isNew { glp_free_env() }
    }
    return try body()
  }
}
