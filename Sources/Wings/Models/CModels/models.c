#include "models.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// A function marked CLONES is compiled once for each instruction set, and the dynamic linker picks one. That needs ELF; elsewhere
// the compiler's own target has to do.
#if defined(__x86_64__) && defined(__ELF__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// Sums may be taken in any order, and products added without a rounding between, so that loops vectorise.
#define FAST _Pragma("clang fp reassociate(on) contract(fast)")

static inline float exp_f32(float x) {
  // 2ⁿ · eʳ with |r| ≤ ln 2 / 2. What lies below e⁻⁸⁷ is taken for e⁻⁸⁷, what lies above e⁸⁸ for e⁸⁸.
  x = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
  // Adding 1.5 · 2²³ rounds to an integer, which then stands in the low bits.
  float shifted = x * 1.44269504f + 12582912.0f;
  float n = shifted - 12582912.0f;
  float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  uint32_t bits;
  memcpy(&bits, &shifted, 4);
  bits = (bits + 127) << 23;
  float power;
  memcpy(&power, &bits, 4);
  return p * power;
}

static inline float sigmoid_f32(float x) { return 1.0f / (1.0f + exp_f32(-x)); }

static inline float tanh_f32(float x) { return 1.0f - 2.0f / (exp_f32(2.0f * x) + 1.0f); }

static inline float erf_f32(float x) {
  x = x < -4.0f ? -4.0f : x > 4.0f ? 4.0f : x;
  float s = x * x;
  float p = -2.72614225801306e-10f;
  p = p * s + 2.77068142495902e-08f;
  p = p * s - 2.10102402082508e-06f;
  p = p * s - 5.69250639462346e-05f;
  p = p * s - 7.34990630326855e-04f;
  p = p * s - 2.95459980854025e-03f;
  p = p * s - 1.60960333262415e-02f;
  float q = -1.45660718464996e-05f;
  q = q * s - 2.13374055278905e-04f;
  q = q * s - 1.68282697438203e-03f;
  q = q * s - 7.37332916720468e-03f;
  q = q * s - 1.42647390514189e-02f;
  return x * p / q;
}

static inline double exp_f64(double x) { return exp(x); }
static inline double sigmoid_f64(double x) { return 1 / (1 + exp(-x)); }
static inline double tanh_f64(double x) { return tanh(x); }
static inline double erf_f64(double x) { return erf(x); }
static inline float sqrt_f32(float x) { return sqrtf(x); }
static inline double sqrt_f64(double x) { return sqrt(x); }

/// The least place at which point k of a kernel is on an element of number 0 or more.
static ptrdiff_t first_inside(models_axis a, ptrdiff_t k) {
  ptrdiff_t missing = a.padding - k * a.dilation;
  ptrdiff_t place = missing <= 0 ? 0 : (missing + a.stride - 1) / a.stride;
  return place < a.output ? place : a.output;
}

/// The least place, not before `first`, at which it is beyond the last element.
static ptrdiff_t first_beyond(models_axis a, ptrdiff_t k, ptrdiff_t first) {
  ptrdiff_t room = a.extent - 1 + a.padding - k * a.dilation;
  ptrdiff_t place = room < 0 ? 0 : room / a.stride + 1;
  return place < first ? first : place < a.output ? place : a.output;
}

#define REAL float
#define NAME(name) name##_f32
#include "loops.inc"
#undef REAL
#undef NAME
#define REAL double
#define NAME(name) name##_f64
#include "loops.inc"
