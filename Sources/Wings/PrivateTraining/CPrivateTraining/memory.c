#include "clipping.h"

#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

int clipping_keep_memory(void) {
#if defined(__GLIBC__)
  return mallopt(M_MMAP_THRESHOLD, 32 << 20) && mallopt(M_TRIM_THRESHOLD, 1 << 30);
#else
  return 0;
#endif
}
