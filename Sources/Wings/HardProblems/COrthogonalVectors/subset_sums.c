#include "clones.h"
#include "orthogonal_vectors.h"

// 2¹⁶ entries are 256 KiB: within a second-level cache.
enum { CACHED_DIMENSION = 16 };

// Sums over `bits` coordinates at once: f has 2^bits parts of `stride` entries, a multiple of 16. One pass over the
// memory does what `bits` would.
INLINE void pass(uint32_t *f, size_t stride, unsigned bits) {
  for (size_t k = 0; k < stride; k += 16) {
    lanes16 x[16];
    for (size_t m = 0; m < (size_t)1 << bits; m++) x[m] = *(const lanes16 *)(f + m * stride + k);
    for (unsigned b = 0; b < bits; b++) {
      for (size_t m = 0; m < (size_t)1 << bits; m++) {
        if (m >> b & 1) x[m] += x[m ^ (size_t)1 << b];
      }
    }
    for (size_t m = 1; m < (size_t)1 << bits; m++) *(lanes16 *)(f + m * stride + k) = x[m];
  }
}

// The four lowest coordinates lie within a vector.
INLINE void within(uint32_t *f) {
  const lanes16 zero = {0};
  lanes16 x = *(lanes16 *)f;
  x += __builtin_shufflevector(zero, x, 0, 16, 0, 18, 0, 20, 0, 22, 0, 24, 0, 26, 0, 28, 0, 30);
  x += __builtin_shufflevector(zero, x, 0, 0, 16, 17, 0, 0, 20, 21, 0, 0, 24, 25, 0, 0, 28, 29);
  x += __builtin_shufflevector(zero, x, 0, 0, 0, 0, 16, 17, 18, 19, 0, 0, 0, 0, 24, 25, 26, 27);
  x += __builtin_shufflevector(zero, x, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23);
  *(lanes16 *)f = x;
}

// Sums over coordinates low..<high of 2^high entries; low ≥ 4.
INLINE void upper(uint32_t *f, unsigned low, unsigned high) {
  while (low < high) {
    unsigned bits = high - low < 4 ? high - low : 4;
    for (size_t start = 0; start < (size_t)1 << high; start += (size_t)1 << (low + bits)) {
      size_t stride = (size_t)1 << low;
      switch (bits) {
        case 1: pass(f + start, stride, 1); break;
        case 2: pass(f + start, stride, 2); break;
        case 3: pass(f + start, stride, 3); break;
        default: pass(f + start, stride, 4); break;
      }
    }
    low += bits;
  }
}

CLONES void ov_subset_sums(uint32_t *f, unsigned dimension) {
  if (dimension < 4) {
    for (unsigned b = 0; b < dimension; b++) {
      for (size_t m = 0; m < (size_t)1 << dimension; m++) {
        if (m >> b & 1) f[m] += f[m ^ (size_t)1 << b];
      }
    }
    return;
  }
  unsigned low = dimension < CACHED_DIMENSION ? dimension : CACHED_DIMENSION;
  for (size_t start = 0; start < (size_t)1 << dimension; start += (size_t)1 << low) {
    for (size_t k = 0; k < (size_t)1 << low; k += 16) within(f + start + k);
    upper(f + start, 4, low);
  }
  upper(f, low, dimension);
}
