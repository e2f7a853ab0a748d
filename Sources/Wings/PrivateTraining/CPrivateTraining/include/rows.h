// One example through a linear layer, and back. Each result is computed in an order that the layer's shape alone decides, without fused
// operations: it is the same on every machine, whatever else is computed beside it.
#ifndef TIGHTBOUND_PRIVATE_TRAINING_ROWS_H
#define TIGHTBOUND_PRIVATE_TRAINING_ROWS_H

#include <stddef.h>

/// y = W x + b; W has a row of `inputs` numbers for each of the `outputs`.
void private_training_row(size_t outputs, size_t inputs, const float *w, const float *b, const float *x, float *y);

/// dx = W' dy.
void private_training_row_back(size_t outputs, size_t inputs, const float *w, const float *dy, float *dx);

/// The gradient of W: dw = dy x'.
void private_training_row_outer(size_t outputs, size_t inputs, const float *dy, const float *x, float *dw);

#endif
