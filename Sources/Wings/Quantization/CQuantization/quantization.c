#include "quantization.h"

#include <math.h>
#include <stddef.h>

#if defined(__x86_64__) && !defined(__APPLE__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

/// The largest and least positive numbers of half precision.
static const float largest_half = 65504.0f, least_half = 0x1p-24f;

/// Rounded to half precision, to even.
static float half(float value) {
  if (value < 0x1p-14f) return rintf(value * 0x1p24f) * 0x1p-24f;
  int exponent;
  float mantissa = frexpf(value, &exponent);
  return ldexpf(rintf(mantissa * 0x1p11f), exponent - 11);
}

static float clamped(float value, float top) { return value < 0 ? 0 : value > top ? top : value; }

/// Σ importance · (value − weight)² on a grid.
CLONES static float squared_error(
    const float *weights, const float *importance, long count, float scale, float zero, float top) {
  float sum = 0;
#pragma clang loop vectorize(enable)
  for (long i = 0; i < count; i++) {
#pragma clang fp reassociate(on)
    float place = floorf(weights[i] / scale + zero + 0.5f);
    place = place < 0 ? 0 : place > top ? top : place;
    float error = scale * (place - zero) - weights[i];
    sum += (importance ? importance[i] : 1.0f) * error * error;
  }
  return sum;
}

int quantization_fit(
    quantization_grid grid, const float *weights, const float *importance, long count, float *scale, uint8_t *zero) {
  float low = 0, high = 0;
  for (long i = 0; i < count; i++) {
    if (weights[i] < low) low = weights[i];
    if (weights[i] > high) high = weights[i];
  }
  const float levels = (float)((1 << grid.bits) - 1);
  if (low == 0 && high == 0) {
    *scale = 1;
    *zero = grid.symmetric ? (uint8_t)(1 << (grid.bits - 1)) : 0;
    return 0;
  }
  // Weights of one sign would lose half of a symmetric range.
  const int symmetric = grid.symmetric && low < 0 && high > 0;
  const float span = symmetric ? 2 * (high > -low ? high : -low) : high - low;
  int status = 0;
  float best = INFINITY;
  // From 1.26 times the range down to 0.34 times.
  const int tries = grid.searched ? 47 : 1;
  for (int i = 0; i < tries; i++) {
    const float share = grid.searched ? 1.26f - 0.02f * (float)i : 1;
    float step = half(span * share / levels);
    int outside = 0;
    if (!(step <= largest_half)) {
      step = largest_half;
      outside = 1;
    }
    if (step < least_half) {
      step = least_half;
      outside = 2;
    }
    const float place = symmetric ? (float)(1 << (grid.bits - 1)) : clamped(floorf(-low * share / step + 0.5f), levels);
    const float error = grid.searched ? squared_error(weights, importance, count, step, place, levels) : 0;
    if (i == 0 || error < best) {
      best = error;
      *scale = step;
      *zero = (uint8_t)place;
      status = outside;
    }
  }
  return status;
}

static inline void add_multiple(float *restrict sums, const float *restrict row, float factor, long count) {
  for (long i = 0; i < count; i++) sums[i] += factor * row[i];
}

CLONES quantization_sums quantization_block(
    long rows, long width, long stride, const float *weights, float *partial, const float *factor, long factor_stride,
    const double *pivots, const float *scales, const uint8_t *zeros, const int32_t *group, long groups, int bits,
    uint8_t *codes, float *errors) {
  const float top = (float)((1 << bits) - 1);
  quantization_sums result = {0, 0, 0};
  for (long r = 0; r < rows; r++) {
    const float *w = weights + r * stride;
    float *sums = partial ? partial + r * width : NULL;
    for (long k = 0; k < width; k++) {
      const float scale = scales[r * groups + group[k]], zero = (float)zeros[r * groups + group[k]];
      const float target = sums ? w[k] + sums[k] : w[k];
      const float place = floorf(target / scale + zero + 0.5f), code = clamped(place, top);
      result.clipped += place != code;
      codes[r * stride + k] = (uint8_t)code;
      float error, miss;
      {
// The value is rounded as it is when it is written, whatever the processor has.
#pragma clang fp contract(off)
        const float value = scale * (code - zero);
        error = w[k] - value;
        miss = target - value;
      }
      errors[r * stride + k] = error;
      if (!factor) continue;
      result.loss += pivots[k] * (double)miss * (double)miss;
      result.squares += (double)error * (double)error;
      add_multiple(sums + k + 1, factor + k * factor_stride + k + 1, error, width - k - 1);
    }
  }
  return result;
}

CLONES double quantization_squares(long rows, long columns, const float *matrix, const double *pivots) {
  double result = 0;
  for (long r = 0; r < rows; r++, matrix += columns) {
    double sum = 0;
    for (long j = 0; j < columns; j++) {
#pragma clang fp reassociate(on)
      sum += (pivots ? pivots[j] : 1.0) * (double)matrix[j] * (double)matrix[j];
    }
    result += sum;
  }
  return result;
}

CLONES long quantization_first_beyond(long count, const float *x, float limit) {
  for (long start = 0; start < count; start += 1024) {
    const long end = start + 1024 < count ? start + 1024 : count;
    int inside = 1;
    for (long i = start; i < end; i++) inside &= fabsf(x[i]) < limit;
    if (inside) continue;
    for (long i = start; i < end; i++)
      if (!(fabsf(x[i]) < limit)) return i;
  }
  return -1;
}

CLONES void quantization_add_lower(long n, const float *product, double *sum) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j <= i; j++) sum[i * n + j] += (double)product[i * n + j];
}
