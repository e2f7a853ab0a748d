#include "CPrivateTraining.h"
#include "clones.h"

// A product and a sum are rounded one by one on every machine.
#pragma STDC FP_CONTRACT OFF

CLONES uint64_t private_training_squares(size_t count, const int32_t *v) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += (uint64_t)((int64_t)v[i] * v[i]);
  return sum;
}

CLONES void private_training_scale(size_t count, int64_t factor, int bits, int32_t *v) {
  for (size_t i = 0; i < count; i++) {
    // Rounded toward 0: the magnitude is shifted.
    int64_t magnitude = v[i] < 0 ? -(int64_t)v[i] : v[i];
    int32_t scaled = (int32_t)((magnitude * factor) >> bits);
    v[i] = v[i] < 0 ? -scaled : scaled;
  }
}

CLONES void private_training_add(size_t count, const int32_t *v, int64_t *sums) {
  for (size_t i = 0; i < count; i++) sums[i] += v[i];
}

CLONES void private_training_quantize(size_t count, const float *x, double scale, int32_t *v) {
  for (size_t i = 0; i < count; i++) v[i] = (int32_t)__builtin_rint((double)x[i] * scale);
}

CLONES void private_training_float_squares(size_t count, const float *x, double *lanes) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (size_t k = 0; k < 8; k++) lanes[k] += (double)x[i + k] * (double)x[i + k];
  }
  for (size_t k = 0; i + k < count; k++) lanes[k] += (double)x[i + k] * (double)x[i + k];
}
