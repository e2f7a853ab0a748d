#include <string.h>

#include "clones.h"
#include "kernels.h"

typedef uint8_t bytes32 __attribute__((vector_size(32), may_alias));
typedef uint8_t bytes64 __attribute__((vector_size(64), may_alias));
typedef uint16_t shorts32 __attribute__((vector_size(64), may_alias));

size_t kernel_splice_short(const kernel_splice *s);
size_t kernel_splice_bytes(const kernel_splice *s);
size_t kernel_splice_wide(const kernel_splice *s);

#define NAME kernel_splice_short
#define ENTRY uint8_t
#define VECTOR bytes32
#define LANES 32
#include "splice_tables.h"

#define NAME kernel_splice_bytes
#define ENTRY uint8_t
#define VECTOR bytes64
#define LANES 64
#include "splice_tables.h"

#define NAME kernel_splice_wide
#define ENTRY uint16_t
#define VECTOR shorts32
#define LANES 32
#include "splice_tables.h"

size_t kernel_splice_tables(const kernel_splice *problem, int wide) {
  if (wide) return kernel_splice_wide(problem);
  return problem->stride == 32 ? kernel_splice_short(problem) : kernel_splice_bytes(problem);
}
