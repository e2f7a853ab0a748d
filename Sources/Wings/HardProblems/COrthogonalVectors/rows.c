#include <string.h>

#include "clones.h"
#include "orthogonal_vectors.h"

// A block of rows of b: 16 KiB, half of a first-level cache.
enum { LANES = 16, BLOCK_LANES = 4096 };

INLINE lanes16 load(const uint32_t *p) {
  lanes16 x;
  memcpy(&x, p, sizeof x);
  return x;
}

static size_t rows_of_block(size_t planes) {
  size_t rows = planes == 0 ? BLOCK_LANES : BLOCK_LANES / planes / LANES * LANES;
  return rows < LANES ? LANES : rows;
}

size_t ov_rows_scratch(size_t rows, size_t words) {
  size_t planes = 2 * words;
  size_t block = rows_of_block(planes);
  // With one word a plane or more may be empty, and the block longer; it takes at most as many bytes.
  size_t lanes = planes * block < BLOCK_LANES ? BLOCK_LANES : planes * block;
  size_t needed = planes * ((rows + LANES - 1) / LANES * LANES);
  return (rows < block && needed < lanes ? needed : lanes) * sizeof(uint32_t);
}

// The coordinates in which rows of one word have a one.
INLINE uint64_t ones(const uint64_t *rows, size_t count) {
  uint64_t any = 0;
  for (size_t i = 0; i < count; i++) any |= rows[i];
  return any;
}

// The lanes (0 or all ones) in which rows with the given planes of a meet no one of b.
INLINE lanes16 free_lanes(const uint32_t *a, const uint32_t *planes, size_t count, size_t stride, size_t j) {
  lanes16 common = {0};
  for (size_t p = 0; p < count; p++) common |= load(planes + p * stride + j) & a[p];
  return (lanes16)(common == 0);
}

// Four rows of a against a block, in one or two planes: no branch.
INLINE void count_four(
    const uint32_t a[4][2], const uint32_t *planes, size_t count, size_t stride, size_t rows, uint64_t found[4]) {
  lanes16 c0 = {0}, c1 = {0}, c2 = {0}, c3 = {0};
  for (size_t j = 0; j < rows; j += LANES) {
    c0 -= free_lanes(a[0], planes, count, stride, j);
    c1 -= free_lanes(a[1], planes, count, stride, j);
    c2 -= free_lanes(a[2], planes, count, stride, j);
    c3 -= free_lanes(a[3], planes, count, stride, j);
  }
  found[0] = __builtin_reduce_add(c0);
  found[1] = __builtin_reduce_add(c1);
  found[2] = __builtin_reduce_add(c2);
  found[3] = __builtin_reduce_add(c3);
}

// One row of a against a block in many planes: lanes that have met a one are done, and so is a vector of such lanes.
INLINE uint64_t count_one(const uint64_t *a, const uint32_t *planes, size_t words, size_t stride, size_t rows) {
  lanes16 counts = {0};
  for (size_t j = 0; j < rows; j += LANES) {
    lanes16 common = {0};
    for (size_t w = 0; w < words; w++) {
      const uint32_t *plane = planes + 2 * w * stride + j;
      common |= load(plane) & (uint32_t)a[w];
      common |= load(plane + stride) & (uint32_t)(a[w] >> 32);
      if (__builtin_reduce_min(common) != 0) break;
    }
    counts -= (lanes16)(common == 0);
  }
  return __builtin_reduce_add(counts);
}

// Rows of at most 16 coordinates: a vector holds 32 of them.
INLINE ov_pairs count_short_rows(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, uint16_t *block) {
  enum { SHORT_LANES = 32, SHORT_BLOCK = 2 * BLOCK_LANES };
  ov_pairs result = {0, rows_a};
  // A unit that the compiler does not know to be 1 is added under a mask; 1 it would make from the mask, with more work.
  uint16_t unit = 1;
  __asm__("" : "+r"(unit));
  for (size_t start = 0; start < rows_b; start += SHORT_BLOCK) {
    size_t rows = rows_b - start < SHORT_BLOCK ? rows_b - start : SHORT_BLOCK;
    size_t stride = (rows + SHORT_LANES - 1) / SHORT_LANES * SHORT_LANES;
    for (size_t j = 0; j < rows; j++) block[j] = (uint16_t)b[start + j];
    for (size_t j = rows; j < stride; j++) block[j] = 0;
    for (size_t i = 0; i < rows_a; i += 4) {
      size_t step = rows_a - i < 4 ? rows_a - i : 4;
      uint16_t x[4] = {0};
      for (size_t k = 0; k < step; k++) x[k] = (uint16_t)a[i + k];
      // A lane counts at most one row in 32, of 8192.
      lanes32 c[4] = {{0}, {0}, {0}, {0}};
      for (size_t j = 0; j < stride; j += SHORT_LANES) {
        lanes32 y;
        memcpy(&y, block + j, sizeof y);
        for (size_t k = 0; k < 4; k++) c[k] = (y & x[k]) == 0 ? c[k] + unit : c[k];
      }
      for (size_t k = 0; k < step; k++) {
        // Rows that pad the last vector are orthogonal to all.
        uint64_t found = (uint64_t)(uint16_t)__builtin_reduce_add(c[k]) - (stride - rows);
        result.pairs += found;
        if (found != 0 && i + k < result.first) result.first = i + k;
      }
    }
  }
  return result;
}

CLONES_16 ov_pairs ov_count_by_rows(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, void *scratch) {
  ov_pairs result = {0, rows_a};
  if (words == 0) {
    if (rows_b > 0 && rows_a > 0) result = (ov_pairs){(uint64_t)rows_a * rows_b, 0};
    return result;
  }
  uint32_t *planes = scratch;
  size_t count = 2 * words;
  if (words == 1) {
    // Coordinates in which one side has no one do not matter.
    uint64_t shared = ones(a, rows_a) & ones(b, rows_b);
    if (shared >> 16 == 0) return count_short_rows(a, rows_a, b, rows_b, scratch);
    if (shared >> 32 == 0) count = 1;
  }
  size_t block = rows_of_block(count);
  for (size_t start = 0; start < rows_b; start += block) {
    size_t rows = rows_b - start < block ? rows_b - start : block;
    size_t stride = (rows + LANES - 1) / LANES * LANES;
    for (size_t j = 0; j < stride; j++) {
      for (size_t p = 0; p < count; p++) {
        planes[p * stride + j] = j < rows ? (uint32_t)(b[(start + j) * words + p / 2] >> (p % 2 * 32)) : 0;
      }
    }
    // Rows that pad the last vector are all 0, orthogonal to every row of a.
    uint64_t padding = stride - rows;
    for (size_t i = 0; i < rows_a;) {
      uint64_t found[4];
      size_t step = 1;
      if (count <= 2) {
        step = rows_a - i < 4 ? rows_a - i : 4;
        uint32_t four[4][2];
        for (size_t k = 0; k < 4; k++) {
          uint64_t row = k < step ? a[i + k] : 0;
          four[k][0] = (uint32_t)row;
          four[k][1] = (uint32_t)(row >> 32);
        }
        if (count == 1) count_four(four, planes, 1, stride, stride, found);
        else count_four(four, planes, 2, stride, stride, found);
      } else {
        found[0] = count_one(a + i * words, planes, words, stride, stride);
      }
      for (size_t k = 0; k < step; k++) {
        found[k] -= padding;
        result.pairs += found[k];
        if (found[k] != 0 && i + k < result.first) result.first = i + k;
      }
      i += step;
    }
  }
  return result;
}
