#include <string.h>

#include "clones.h"
#include "orthogonal_vectors.h"

// A set of rows of a block of b.
enum { VECTORS = 2, ROWS = 512 * VECTORS };
typedef struct {
  words8 part[VECTORS];
} row_set;

// The places of the ones of each row, one row after another: those of row i are places[starts[i]] to places[starts[i + 1] − 1].
typedef struct {
  size_t *starts;
  uint32_t *places;
} ones_lists;

size_t ov_columns_scratch(size_t words, size_t bytes, size_t rows_a, size_t ones_a) {
  size_t lists = bytes > 0 ? 0 : (rows_a + 1) * sizeof(size_t) + ones_a * sizeof(uint32_t);
  return (64 * words + 256 * bytes) * sizeof(row_set) + lists;
}

INLINE ones_lists list_ones(const uint64_t *a, size_t rows_a, size_t words, void *scratch) {
  ones_lists lists = {scratch, (uint32_t *)((size_t *)scratch + rows_a + 1)};
  size_t count = 0;
  for (size_t i = 0; i < rows_a; i++) {
    lists.starts[i] = count;
    for (size_t w = 0; w < words; w++) {
      for (uint64_t rest = a[i * words + w]; rest != 0; rest &= rest - 1) {
        lists.places[count++] = (uint32_t)(64 * w) + (uint32_t)__builtin_ctzll(rest);
      }
    }
  }
  lists.starts[rows_a] = count;
  return lists;
}

// Transposes 64 × 64 bits: swaps the off-diagonal quarters of ever smaller squares.
INLINE void transpose(uint64_t x[64]) {
  uint64_t mask = 0x00000000FFFFFFFF;
  for (size_t width = 32; width != 0; width >>= 1, mask ^= mask << width) {
    for (size_t k = 0; k < 64; k = ((k | width) + 1) & ~width) {
      uint64_t moved = (x[k] >> width ^ x[k | width]) & mask;
      x[k] ^= moved << width;
      x[k | width] ^= moved;
    }
  }
}

// Word w of up to 64 rows, transposed.
INLINE void make_square(const uint64_t *b, size_t rows, size_t words, size_t w, uint64_t square[64]) {
  for (size_t r = 0; r < 64; r++) square[r] = r < rows ? b[r * words + w] : 0;
  transpose(square);
}

// The columns of up to ROWS rows: for each coordinate, the set of rows that have a one.
INLINE void make_columns(const uint64_t *b, size_t rows, size_t words, row_set *columns) {
  size_t parts = (rows + 63) / 64;
  for (size_t w = 0; w < words; w++) {
    if (parts < ROWS / 64) memset(columns + 64 * w, 0, 64 * sizeof *columns);
    for (size_t part = 0; part < parts; part++) {
      uint64_t square[64];
      make_square(b + part * 64 * words, rows - part * 64, words, w, square);
      for (size_t k = 0; k < 64; k++) {
        memcpy((char *)(columns + 64 * w + k) + part * 8, &square[k], 8);
      }
    }
  }
}

INLINE row_set unite(row_set x, const row_set *y) {
  for (size_t v = 0; v < VECTORS; v++) x.part[v] |= y->part[v];
  return x;
}

INLINE int is_full(row_set x) {
  words8 all = x.part[0];
  for (size_t v = 1; v < VECTORS; v++) all &= x.part[v];
  return (uint64_t)__builtin_reduce_and(all) == UINT64_MAX;
}

// Unites a set with the columns where a row of one word or more has ones, by look-up in its first bytes. Returns whether it
// stopped early, as all rows are covered.
INLINE int cover(
    row_set *set, const uint64_t *a, const row_set *columns, const row_set *table, size_t words, size_t bytes) {
  row_set covered = *set;
  uint64_t keys = a[0];
  size_t near = bytes < 4 ? bytes : 4;
  for (size_t g = 0; g < near; g++) covered = unite(covered, table + 256 * g + (keys >> (8 * g) & 255));
  // With four bytes of random bits most blocks are covered.
  if (bytes > 4) {
    if (is_full(covered)) return 1;
    for (size_t g = 4; g < bytes; g++) covered = unite(covered, table + 256 * g + (keys >> (8 * g) & 255));
  }
  uint64_t rest = bytes < 8 ? keys >> (8 * bytes) << (8 * bytes) : 0;
  for (; rest != 0; rest &= rest - 1) covered = unite(covered, columns + __builtin_ctzll(rest));
  for (size_t w = 1; w < words; w++) {
    if (is_full(covered)) return 1;
    for (rest = a[w]; rest != 0; rest &= rest - 1) covered = unite(covered, columns + 64 * w + __builtin_ctzll(rest));
  }
  *set = covered;
  return 0;
}

// The same from the list of its ones.
INLINE int cover_listed(row_set *set, ones_lists lists, size_t i, const row_set *columns) {
  row_set covered = *set;
  for (size_t k = lists.starts[i], end = lists.starts[i + 1]; k < end;) {
    for (size_t stop = end - k < 64 ? end : k + 64; k < stop; k++) covered = unite(covered, columns + lists.places[k]);
    if (k < end && is_full(covered)) return 1;
  }
  *set = covered;
  return 0;
}

// How many rows of a are counted before the first of them that is in a pair is looked for.
enum { CHUNK = 256 };

// A block of b against all rows of a.
//
// Every row's pairs are counted, none or not: whether there are some is a branch that is hard to predict, and that made the
// loop up to three times slower. For the same reason rows are not searched for ones again if there are no tables.
INLINE void count_block(
    const uint64_t *a, ones_lists lists, size_t rows_a, const row_set *columns, const row_set *table, size_t words,
    size_t bytes, row_set absent, ov_pairs *result) {
  for (size_t start = 0; start < rows_a; start += CHUNK) {
    size_t end = rows_a - start < CHUNK ? rows_a : start + CHUNK;
    words8 pairs = {0};
    for (size_t i = start; i < end; i++) {
      row_set covered = absent;
      if (bytes == 0 ? cover_listed(&covered, lists, i, columns)
                     : cover(&covered, a + i * words, columns, table, words, bytes)) continue;
      for (size_t v = 0; v < VECTORS; v++) pairs += __builtin_elementwise_popcount(~covered.part[v]);
    }
    uint64_t found = __builtin_reduce_add(pairs);
    result->pairs += found;
    if (found == 0) continue;
    for (size_t i = start; i < end && i < result->first; i++) {
      row_set covered = absent;
      int stopped = bytes == 0 ? cover_listed(&covered, lists, i, columns)
                               : cover(&covered, a + i * words, columns, table, words, bytes);
      if (!stopped && !is_full(covered)) result->first = i;
    }
  }
}

// A block of at most 64 rows, whose sets are single words.
INLINE void count_few(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows, size_t words, uint64_t *columns,
    ov_pairs *result) {
  for (size_t w = 0; w < words; w++) make_square(b, rows, words, w, columns + 64 * w);
  uint64_t absent = rows < 64 ? UINT64_MAX << rows : 0;
  for (size_t i = 0; i < rows_a; i++) {
    uint64_t covered = absent;
    for (size_t w = 0; w < words && covered != UINT64_MAX; w++) {
      for (uint64_t rest = a[i * words + w]; rest != 0; rest &= rest - 1) {
        covered |= columns[64 * w + (size_t)__builtin_ctzll(rest)];
      }
    }
    uint64_t pairs = (uint64_t)__builtin_popcountll(~covered);
    result->pairs += pairs;
    if (pairs != 0 && i < result->first) result->first = i;
  }
}

CLONES ov_pairs ov_count_by_columns(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, size_t bytes, void *scratch) {
  ov_pairs result = {0, rows_a};
  row_set *columns = scratch, *table = columns + 64 * words;
  ones_lists lists = {0};
  if (bytes == 0 && rows_b > 64) lists = list_ones(a, rows_a, words, table);
  for (size_t start = 0; start < rows_b; start += ROWS) {
    size_t rows = rows_b - start < ROWS ? rows_b - start : ROWS;
    if (rows <= 64) {
      count_few(a, rows_a, b + start * words, rows, words, scratch, &result);
      break;
    }
    make_columns(b + start * words, rows, words, columns);
    for (size_t g = 0; g < bytes; g++) {
      row_set *unions = table + 256 * g;
      memset(unions, 0, sizeof *unions);
      for (size_t k = 0; k < 8; k++) {
        for (size_t m = 0; m < (size_t)1 << k; m++) unions[(size_t)1 << k | m] = unite(unions[m], columns + 8 * g + k);
      }
    }
    row_set absent;
    for (size_t part = 0; part < ROWS / 64; part++) {
      size_t present = rows > 64 * part ? rows - 64 * part : 0;
      uint64_t word = present >= 64 ? 0 : UINT64_MAX << present;
      memcpy((char *)&absent + part * 8, &word, 8);
    }
    // The usual shapes with a constant number of look-ups, so that they are unrolled.
    if (words == 1 && bytes == 2) count_block(a, lists, rows_a, columns, table, 1, 2, absent, &result);
    else if (words == 1 && bytes == 3) count_block(a, lists, rows_a, columns, table, 1, 3, absent, &result);
    else if (words == 1 && bytes == 4) count_block(a, lists, rows_a, columns, table, 1, 4, absent, &result);
    else if (words == 1 && bytes == 8) count_block(a, lists, rows_a, columns, table, 1, 8, absent, &result);
    else if (bytes == 0) count_block(a, lists, rows_a, columns, table, words, 0, absent, &result);
    else count_block(a, lists, rows_a, columns, table, words, bytes, absent, &result);
  }
  return result;
}
