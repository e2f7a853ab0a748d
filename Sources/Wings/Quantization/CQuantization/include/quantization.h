#ifndef TIGHTBOUND_QUANTIZATION_H
#define TIGHTBOUND_QUANTIZATION_H

#include <stdint.h>

/// How the grid of a group of weights is fitted.
typedef struct {
  /// 2 to 8.
  int bits;
  /// 1 for a zero in the middle, where the weights have both signs; 0 for a range from the least to the greatest.
  int symmetric;
  /// 1 to try narrower and wider ranges and keep that of the least squared error.
  int searched;
} quantization_grid;

/// The scale, a half-precision number above 0, and the zero of the grid of `count` weights.
///
/// @param importance of each weight, for the search; NULL for 1.
/// @return 0; 1 if the scale is beyond the greatest half-precision number; 2 if it is below the least one, which is then taken.
int quantization_fit(
    quantization_grid grid, const float *weights, const float *importance, long count, float *scale, uint8_t *zero);

/// Rounds a block of columns of some rows, errors fed back within the block.
///
/// Entry (r, k) has the target weights + partial, is rounded to the nearest point of its grid, and its error, weight less value, times
/// row k of the factor goes to the partial sums of the columns after it.
///
/// @param weights rows × width, `stride` apart, as are `codes` and `errors`.
/// @param partial rows × width, without gaps.
/// @param factor the square block of the unit upper factor, rows `factor_stride` apart; NULL for no feedback.
/// @param scales of each row the scales of its groups, `groups` apart; `zeros` the same.
/// @param group of each column.
/// @return how many targets lay outside of the range.
long quantization_block(
    long rows, long width, long stride, const float *weights, float *partial, const float *factor, long factor_stride,
    const float *scales, const uint8_t *zeros, const int32_t *group, long groups, int bits, uint8_t *codes,
    float *errors);

#endif
