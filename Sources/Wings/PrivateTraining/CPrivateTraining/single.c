#include "CPrivateTraining.h"
#include "clones.h"

// One example at a time: what BLAS does faster for many, in an order that depends on the shapes of the matrix alone.
#pragma STDC FP_CONTRACT OFF

CLONES void private_training_affine(size_t outputs, size_t inputs, const float *w, const float *x, float *y) {
  for (size_t o = 0; o < outputs; o++) {
    const float *row = w + o * inputs;
    float lanes[16] = {0};
    size_t i = 0;
    for (; i + 16 <= inputs; i += 16) {
      for (size_t k = 0; k < 16; k++) lanes[k] += row[i + k] * x[i + k];
    }
    for (size_t k = 0; i + k < inputs; k++) lanes[k] += row[i + k] * x[i + k];
    for (size_t half = 8; half > 0; half /= 2) {
      for (size_t k = 0; k < half; k++) lanes[k] += lanes[k + half];
    }
    y[o] += lanes[0];
  }
}

CLONES void private_training_transposed(size_t outputs, size_t inputs, const float *w, const float *y, float *x) {
  for (size_t o = 0; o < outputs; o++) {
    const float *row = w + o * inputs;
    for (size_t i = 0; i < inputs; i++) x[i] += row[i] * y[o];
  }
}

CLONES void private_training_outer(size_t outputs, size_t inputs, const float *y, const float *x, float *w) {
  for (size_t o = 0; o < outputs; o++) {
    for (size_t i = 0; i < inputs; i++) w[o * inputs + i] = y[o] * x[i];
  }
}
