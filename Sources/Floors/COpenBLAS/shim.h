#include <cblas.h>
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

// How OpenBLAS chooses its loops again; not in its headers, and missing where it is built for one processor.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// Lets OpenBLAS use the vector units of a processor that is newer than it.
///
/// A processor that it does not know by its number gets the loops of the oldest one, which are 4 to 8 times slower. Then those
/// of Skylake-X (AVX-512) or Haswell (AVX2) are chosen, by what the processor says that it can do, unless the environment
/// variable OPENBLAS_CORETYPE says otherwise. To be called once, before anything else of this library.
static inline void openblas_choose_loops(void) {
#if defined(__x86_64__)
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || getenv("OPENBLAS_CORETYPE")) return;
  if (strcmp(openblas_get_corename(), "Prescott") != 0) return;
  __builtin_cpu_init();
  const char *core = NULL;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) core = "Haswell";
  if (core && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    core = "SkylakeX";
  if (!core) return;
  setenv("OPENBLAS_CORETYPE", core, 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv("OPENBLAS_CORETYPE");
#endif
}
