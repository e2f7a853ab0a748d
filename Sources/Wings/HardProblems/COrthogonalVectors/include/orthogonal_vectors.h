// The inner loops that Swift's optimiser does not vectorise as well, compiled for several instruction sets, of which the
// one that the machine has is chosen when the program starts. Nothing here allocates.
#ifndef TIGHTBOUND_ORTHOGONAL_VECTORS_H
#define TIGHTBOUND_ORTHOGONAL_VECTORS_H

#include <stddef.h>
#include <stdint.h>

/// Orthogonal pairs of rows of two lists: how many there are, and the first row of the first list that is in one.
typedef struct {
  uint64_t pairs;
  /// The number of rows of the first list if there is no pair.
  size_t first;
} ov_pairs;

/// Counts the orthogonal pairs of rows of a and b, `words` words each, by AND of rows.
///
/// The rows of b are taken in blocks that fit the first-level cache, as planes of 32 bits, so that a vector register holds
/// the same 32 coordinates of many rows; four rows of a meet each of them. If 16 coordinates are all there is, it holds twice
/// as many.
///
/// - scratch: ov_rows_scratch(rows_b, words) bytes at a multiple of 64.
ov_pairs ov_count_by_rows(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, void *scratch);

/// The bytes of scratch that ov_count_by_rows needs for a list b of so many rows.
size_t ov_rows_scratch(size_t rows, size_t words);

/// Counts the orthogonal pairs of rows of a and b, `words` words each, by OR of columns of b: the columns where a row of a
/// has ones cover the rows of b that are not orthogonal to it.
///
/// The rows of b are taken in blocks of 1024. In the first 8 · `bytes` coordinates the ORs of all 256 subsets of each eight
/// columns are tabulated first, so that a byte of a row of a costs one look-up; in the others each 1 of a costs an OR. Without
/// tables the ones of all rows of a are listed once. Rows of a whose block is covered stop early.
///
/// - bytes: at most 8 and at most 8 · words; words < 2²⁶.
/// - scratch: ov_columns_scratch(words, bytes, rows_a, the number of ones of a) bytes at a multiple of 64.
ov_pairs ov_count_by_columns(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, size_t bytes, void *scratch);

/// The bytes of scratch that ov_count_by_columns needs for a list a of so many rows with so many ones.
size_t ov_columns_scratch(size_t words, size_t bytes, size_t rows_a, size_t ones_a);

/// Replaces f, of 2^dimension entries, by its sums over subsets: f[m] becomes Σ f[s] over all s ⊆ m, modulo 2³².
///
/// - f: at a multiple of 64.
void ov_subset_sums(uint32_t *f, unsigned dimension);

/// Sets products[i · rows_b + j] to ⟨aᵢ, bⱼ⟩ mod 2, for rows of `words` words.
void ov_parities(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, uint8_t *products);

#endif
