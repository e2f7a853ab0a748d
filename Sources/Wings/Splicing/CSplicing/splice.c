#include <string.h>

#include "clones.h"
#include "splicing.h"

typedef uint8_t bytes32 __attribute__((vector_size(32), may_alias));
typedef uint8_t bytes64 __attribute__((vector_size(64), may_alias));
typedef uint16_t shorts32 __attribute__((vector_size(64), may_alias));

size_t splice_tables_short(const splice_problem *s);
size_t splice_tables_bytes(const splice_problem *s);
size_t splice_tables_wide(const splice_problem *s);

#define NAME splice_tables_short
#define ENTRY uint8_t
#define VECTOR bytes32
#define LANES 32
#include "splice_tables.h"

#define NAME splice_tables_bytes
#define ENTRY uint8_t
#define VECTOR bytes64
#define LANES 64
#include "splice_tables.h"

#define NAME splice_tables_wide
#define ENTRY uint16_t
#define VECTOR shorts32
#define LANES 32
#include "splice_tables.h"

size_t splice_tables(const splice_problem *problem, int wide) {
  if (wide) return splice_tables_wide(problem);
  return problem->stride == 32 ? splice_tables_short(problem) : splice_tables_bytes(problem);
}
