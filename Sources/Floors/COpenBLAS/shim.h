#include <cblas.h>
#include <dlfcn.h>
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

// OpenBLAS starts its threads when it is loaded, and they spin for a while: 10 ms of a program that may multiply no matrix. So it is
// not linked; the first use of a routine loads it.

/// The routines that are used.
#define OPENBLAS_ROUTINES(F)                                                                                            \
  F(cblas_sdot) F(cblas_saxpy) F(cblas_snrm2) F(cblas_sscal) F(cblas_sgemm) F(cblas_sgemv) F(cblas_ssymm)             \
  F(cblas_ssymv) F(cblas_ssyrk) F(cblas_strsm) F(cblas_ddot) F(cblas_daxpy) F(cblas_dnrm2) F(cblas_dscal)             \
  F(cblas_dgemm) F(cblas_dgemv) F(cblas_dsymm) F(cblas_dsymv) F(cblas_dsyrk) F(cblas_dtrsm)                           \
  F(openblas_get_num_threads) F(openblas_set_num_threads) F(openblas_get_corename) F(openblas_get_config)
#define LAPACKE_ROUTINES(F)                                                                                             \
  F(LAPACKE_spotrf) F(LAPACKE_spotrs) F(LAPACKE_ssyevd) F(LAPACKE_sgelsd) F(LAPACKE_dpotrf) F(LAPACKE_dpotrs)         \
  F(LAPACKE_dsyevd) F(LAPACKE_dgelsd)

/// Each by its own name, with its own type.
struct openblas_routines {
#define OPENBLAS_MEMBER(name) __typeof__(&name) name __attribute__((swift_attr("@Sendable")));
  OPENBLAS_ROUTINES(OPENBLAS_MEMBER) LAPACKE_ROUTINES(OPENBLAS_MEMBER)
};

/// Lets OpenBLAS use the vector units of a processor that is newer than it.
///
/// A processor that it does not know by its number gets the loops of the oldest one, which are 4 to 8 times slower. Then those
/// of Skylake-X (AVX-512) or Haswell (AVX2) are chosen, by what the processor says that it can do, unless the environment
/// variable OPENBLAS_CORETYPE says otherwise.
static inline void openblas_choose_loops(void *library, const char *corename) {
#if defined(__x86_64__)
  // How OpenBLAS chooses its loops again; not in its headers, and missing where it is built for one processor.
  void (*begin)(void) = (void (*)(void))dlsym(library, "gotoblas_dynamic_init");
  void (*end)(void) = (void (*)(void))dlsym(library, "gotoblas_dynamic_quit");
  if (!begin || !end || getenv("OPENBLAS_CORETYPE") || strcmp(corename, "Prescott") != 0) return;
  __builtin_cpu_init();
  const char *core = NULL;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) core = "Haswell";
  if (core && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    core = "SkylakeX";
  if (!core) return;
  setenv("OPENBLAS_CORETYPE", core, 1);
  end();
  begin();
  unsetenv("OPENBLAS_CORETYPE");
#endif
}

/// Loads both libraries, finds the routines in them, and chooses the loops. To be called once. Returns what went wrong, or NULL.
static inline const char *openblas_load(struct openblas_routines *routines) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
#define OPENBLAS_FIND(name) \
  if (!(routines->name = (__typeof__(&name))dlsym(library, #name))) return dlerror();
  OPENBLAS_ROUTINES(OPENBLAS_FIND)
  openblas_choose_loops(library, routines->openblas_get_corename());
  library = dlopen("liblapacke.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
  LAPACKE_ROUTINES(OPENBLAS_FIND)
  return NULL;
}
