#include "clipping.h"
#include "clones.h"

// Sums may be taken in any order, and products added without a rounding between, so that loops vectorise.
#define FAST _Pragma("clang fp reassociate(on) contract(fast)")

#define REAL float
#define NAME(name) name##_f32
#include "clipping_bodies.inc"
#undef REAL
#undef NAME
#define REAL double
#define NAME(name) name##_f64
#include "clipping_bodies.inc"
