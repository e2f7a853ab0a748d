#include <string.h>

#include "clones.h"
#include "orthogonal_vectors.h"

CLONES void ov_parities(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, uint8_t *products) {
  for (size_t i = 0; i < rows_a; i++) {
    for (size_t j = 0; j < rows_b; j++) {
      const uint64_t *x = a + i * words, *y = b + j * words;
      words8 sums = {0};
      size_t w = 0;
      for (; w + 8 <= words; w += 8) {
        words8 u, v;
        memcpy(&u, x + w, sizeof u);
        memcpy(&v, y + w, sizeof v);
        sums ^= u & v;
      }
      uint64_t sum = __builtin_reduce_xor(sums);
      for (; w < words; w++) sum ^= x[w] & y[w];
      products[i * rows_b + j] = (uint8_t)__builtin_parityll(sum);
    }
  }
}
