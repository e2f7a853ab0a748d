import CGLPK
import CLinearProgramming

/// GLPK's environment: one for each thread, with all its memory.
package enum GLPKEnvironment {
  /// GLPK's version, such as "5.0". Another one rounds in another way, so that a search may take other steps.
  package static var version: String { glp_version().map { String(cString: $0) } ?? "" }

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

  /// Which environment of this thread this is: GLPK would end the process where it meets an error of its own; it is stopped instead, and all its
  /// objects are lost.
  static var generation: Int { guarded_glpk_aborts() }

  /// What a guarded call returns; nil if GLPK was stopped in it. Its objects are freed then, and a new environment is there, as silent.
  static func guarded(_ code: Int32) -> Int32? {
    if code != Int32(GUARDED_GLPK_ABORTED) { return code }
    glp_free_env()
    glp_init_env()
    glp_term_out(GLP_OFF)
    return nil
  }
}
