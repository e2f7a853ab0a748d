#include "clipping.h"
#include "clones.h"

#include <string.h>

// Sums may be taken in any order, and products added without a rounding between, so that loops vectorise.
#define FAST _Pragma("clang fp reassociate(on) contract(fast)")

// Sums of neighbours, of two vectors, beside each other.
#define PAIRS_F32(a, b)                                                                             \
  (__builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +       \
   __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31))
#define PAIRS_F64(a, b) \
  (__builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14) + __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15))

#define REAL float
#define NAME(name) name##_f32
#define PAIRS PAIRS_F32
#include "clipping_bodies.inc"
#undef REAL
#undef NAME
#undef PAIRS
#define REAL double
#define NAME(name) name##_f64
#define PAIRS PAIRS_F64
#include "clipping_bodies.inc"
