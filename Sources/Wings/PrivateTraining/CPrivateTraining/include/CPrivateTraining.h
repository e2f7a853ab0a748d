// Loops of private training that Swift's optimiser does not vectorise. Nothing here allocates. Sums of floats are taken in an order that
// depends on the number of elements alone, so that results are the same on every machine and for every number of threads.
#ifndef TIGHTBOUND_PRIVATE_TRAINING_H
#define TIGHTBOUND_PRIVATE_TRAINING_H

#include <stddef.h>
#include <stdint.h>

#include "clipping.h"

/// Σ v², which must be below 2^64.
uint64_t private_training_squares(size_t count, const int32_t *v);

/// Each v becomes v · factor / 2^bits rounded toward 0; |v · factor| is below 2^63.
void private_training_scale(size_t count, int64_t factor, int bits, int32_t *v);

/// sums += v.
void private_training_add(size_t count, const int32_t *v, int64_t *sums);

/// v = x · scale rounded to the nearest integer, ties to even. The products are at most 2^30 in absolute value.
void private_training_quantize(size_t count, const float *x, double scale, int32_t *v);

/// Σ x² in double precision, added to `lanes`, 8 partial sums of the elements with the same index modulo 8.
void private_training_float_squares(size_t count, const float *x, double *lanes);

/// y += W x for a matrix of `outputs` rows of `inputs` numbers.
void private_training_affine(size_t outputs, size_t inputs, const float *w, const float *x, float *y);

/// x += Wᵀ y.
void private_training_transposed(size_t outputs, size_t inputs, const float *w, const float *y, float *x);

/// W = y xᵀ.
void private_training_outer(size_t outputs, size_t inputs, const float *y, const float *x, float *w);

#endif
