// Loops of networks that Swift's optimiser does not vectorise, compiled for several instruction sets, of which the one that the machine
// has is chosen when the program starts. Nothing here allocates. Matrices are row-major and without gaps.
//
// In single precision exp, tanh and erf are polynomials that are right to a few units in the last place; in double precision they are
// the C library's.
#ifndef TIGHTBOUND_MODELS_H
#define TIGHTBOUND_MODELS_H

#include <stddef.h>

/// The functions that are applied to each element.
typedef enum {
  /// max(x, 0).
  models_relu,
  /// x Φ(x) for the distribution function Φ of a standard normal number.
  models_gelu,
  /// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
  models_gelu_tanh,
  /// x / (1 + e⁻ˣ).
  models_silu,
  /// 1 / (1 + e⁻ˣ).
  models_sigmoid,
  /// The hyperbolic tangent.
  models_tanh,
} models_function;

/// A kernel that moves in one direction: point k of it, at place i, is on element i · stride + k · dilation − padding of `extent`.
typedef struct {
  ptrdiff_t extent, kernel, output, stride, padding, dilation;
} models_axis;

/// A kernel that moves in planes, one for each channel.
typedef struct {
  ptrdiff_t channels;
  models_axis rows, columns;
} models_window;

#define REAL float
#define NAME(name) name##_f32
#include "models_loops.inc"
#undef REAL
#undef NAME
#define REAL double
#define NAME(name) name##_f64
#include "models_loops.inc"
#undef REAL
#undef NAME

#endif
