// Loops over the gradients of single examples, compiled for several instruction sets, of which the one that the machine has is chosen
// when the program starts. Nothing here allocates. Matrices are row-major; `stride` elements lie between the starts of rows.
//
// Squares are added in double precision, whatever the numbers are: a norm that came out too small would let an example through that is
// too long.
#ifndef TIGHTBOUND_CLIPPING_H
#define TIGHTBOUND_CLIPPING_H

#include <stddef.h>

#define REAL float
#define NAME(name) name##_f32
#include "clipping_loops.inc"
#undef REAL
#undef NAME
#define REAL double
#define NAME(name) name##_f64
#include "clipping_loops.inc"
#undef REAL
#undef NAME

/// Tells the C library not to return freed memory to the system, up to 1 GB. Returns 0 if it cannot be told.
int clipping_keep_memory(void);

#endif
