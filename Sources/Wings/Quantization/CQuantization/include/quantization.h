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

/// What became of a block of columns.
typedef struct {
  /// How many targets lay outside of the range.
  long clipped;
  /// Σ pivot · (target − value)²: of all blocks together the loss by the matrix that was factored.
  double loss;
  /// Σ error².
  double squares;
} quantization_sums;

/// Rounds a block of columns of some rows, errors fed back within the block.
///
/// Entry (r, k) has the target weights + partial, is rounded to the nearest point of its grid, and its error, weight less value, times
/// row k of the factor goes to the partial sums of the columns after it.
///
/// @param weights rows × width, `stride` apart, as are `codes` and `errors`.
/// @param partial rows × width, without gaps.
/// @param factor the square block of the unit upper factor, rows `factor_stride` apart; NULL for no feedback, and no sums but clipped.
/// @param pivots of each column the entry of the diagonal factor.
/// @param scales of each row the scales of its groups, `groups` apart; `zeros` the same.
/// @param group of each column.
quantization_sums quantization_block(
    long rows, long width, long stride, const float *weights, float *partial, const float *factor, long factor_stride,
    const double *pivots, const float *scales, const uint8_t *zeros, const int32_t *group, long groups, int bits,
    uint8_t *codes, float *errors);

/// Σ pivot[j] · matrix[i, j]², in double precision; without pivots they are 1.
double quantization_squares(long rows, long columns, const float *matrix, const double *pivots);

/// The first place with a number that is not below the limit in magnitude, as NaN is not; −1 if there is none.
long quantization_first_beyond(long count, const float *x, float limit);

/// Adds the lower half of an n × n matrix to that of a sum.
void quantization_add_lower(long n, const float *product, double *sum);

#endif
