#include "rows.h"

#include "clones.h"

// A product and a sum are rounded one by one on every machine.
#pragma STDC FP_CONTRACT OFF

enum { LANES = 16 };

CLONES void private_training_row(size_t outputs, size_t inputs, const float *w, const float *b, const float *x, float *y) {
  for (size_t o = 0; o < outputs; o++, w += inputs) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= inputs; i += LANES) {
      for (size_t k = 0; k < LANES; k++) lanes[k] += w[i + k] * x[i + k];
    }
    for (size_t k = 0; i + k < inputs; k++) lanes[k] += w[i + k] * x[i + k];
    for (size_t half = LANES / 2; half > 0; half /= 2) {
      for (size_t k = 0; k < half; k++) lanes[k] += lanes[k + half];
    }
    y[o] = lanes[0] + b[o];
  }
}

CLONES void private_training_row_back(size_t outputs, size_t inputs, const float *w, const float *dy, float *dx) {
  for (size_t i = 0; i < inputs; i++) dx[i] = 0;
  for (size_t o = 0; o < outputs; o++, w += inputs) {
    for (size_t i = 0; i < inputs; i++) dx[i] += dy[o] * w[i];
  }
}

CLONES void private_training_row_outer(size_t outputs, size_t inputs, const float *dy, const float *x, float *dw) {
  for (size_t o = 0; o < outputs; o++, dw += inputs) {
    for (size_t i = 0; i < inputs; i++) dw[i] = dy[o] * x[i];
  }
}
