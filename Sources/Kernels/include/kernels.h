// The inner loops that Swift's optimiser does not vectorise as well, compiled for several instruction sets, of which the
// one that the machine has is chosen when the program starts. Nothing here allocates.
#ifndef TIGHTBOUND_KERNELS_H
#define TIGHTBOUND_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Orthogonal pairs of rows of two lists: how many there are, and the first row of the first list that is in one.
typedef struct {
  uint64_t pairs;
  /// The number of rows of the first list if there is no pair.
  size_t first;
} kernel_pairs;

/// Counts the orthogonal pairs of rows of a and b, `words` words each, by AND of rows.
///
/// The rows of b are taken in blocks that fit the first-level cache, as planes of 32 bits, so that a vector register holds
/// the same 32 coordinates of many rows; four rows of a meet each of them.
///
/// - scratch: kernel_rows_scratch(words) bytes at a multiple of 64.
kernel_pairs kernel_count_by_rows(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, void *scratch);

/// The bytes of scratch that kernel_count_by_rows needs.
size_t kernel_rows_scratch(size_t words);

/// Counts the orthogonal pairs of rows of a and b, `words` words each, by OR of columns of b: the columns where a row of a
/// has ones cover the rows of b that are not orthogonal to it.
///
/// The rows of b are taken in blocks of 1024. In the first 8 · `bytes` coordinates the ORs of all 256 subsets of each eight
/// columns are tabulated first, so that a byte of a row of a costs one look-up; in the others each 1 of a costs an OR.
/// Rows of a whose block is covered stop early.
///
/// - bytes: at most 8 and at most 8 · words.
/// - scratch: kernel_columns_scratch(words, bytes) bytes at a multiple of 64.
kernel_pairs kernel_count_by_columns(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, size_t bytes, void *scratch);

/// The bytes of scratch that kernel_count_by_columns needs.
size_t kernel_columns_scratch(size_t words, size_t bytes);

/// Replaces f, of 2^dimension entries, by its sums over subsets: f[m] becomes Σ f[s] over all s ⊆ m, modulo 2³².
///
/// - f: at a multiple of 64.
void kernel_subset_sums(uint32_t *f, unsigned dimension);

/// Sets products[i · rows_b + j] to ⟨aᵢ, bⱼ⟩ mod 2, for rows of `words` words.
void kernel_parities(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, uint8_t *products);

#endif
