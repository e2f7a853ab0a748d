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
/// the same 32 coordinates of many rows; four rows of a meet each of them. Where 16 coordinates are all there is, it holds twice
/// as many.
///
/// - scratch: kernel_rows_scratch(rows_b, words) bytes at a multiple of 64.
kernel_pairs kernel_count_by_rows(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, void *scratch);

/// The bytes of scratch that kernel_count_by_rows needs for a list b of so many rows.
size_t kernel_rows_scratch(size_t rows, size_t words);

/// Counts the orthogonal pairs of rows of a and b, `words` words each, by OR of columns of b: the columns where a row of a
/// has ones cover the rows of b that are not orthogonal to it.
///
/// The rows of b are taken in blocks of 1024. In the first 8 · `bytes` coordinates the ORs of all 256 subsets of each eight
/// columns are tabulated first, so that a byte of a row of a costs one look-up; in the others each 1 of a costs an OR. Without
/// tables the ones of all rows of a are listed once. Rows of a whose block is covered stop early.
///
/// - bytes: at most 8 and at most 8 · words; words < 2²⁶.
/// - scratch: kernel_columns_scratch(words, bytes, rows_a, the number of ones of a) bytes at a multiple of 64.
kernel_pairs kernel_count_by_columns(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, size_t bytes, void *scratch);

/// The bytes of scratch that kernel_count_by_columns needs for a list a of so many rows with so many ones.
size_t kernel_columns_scratch(size_t words, size_t bytes, size_t rows_a, size_t ones_a);

/// Replaces f, of 2^dimension entries, by its sums over subsets: f[m] becomes Σ f[s] over all s ⊆ m, modulo 2³².
///
/// - f: at a multiple of 64.
void kernel_subset_sums(uint32_t *f, unsigned dimension);

/// Sets products[i · rows_b + j] to ⟨aᵢ, bⱼ⟩ mod 2, for rows of `words` words.
void kernel_parities(
    const uint64_t *a, size_t rows_a, const uint64_t *b, size_t rows_b, size_t words, uint8_t *products);

/// What the tables of shortest derivations are made from, and where they go. See kernel_splice_tables.
typedef struct {
  /// The target: n codes.
  const int32_t *target;
  size_t n;
  /// The places of the neighbours whose word occurs in the target, neighbour by neighbour in ascending order: their
  /// codes, their indices within the neighbour, and which neighbour it is.
  const int32_t *codes;
  const int32_t *places;
  const int32_t *neighbours;
  size_t count;
  /// 0: gaps may hide words of the host; 1: gaps hide nothing; 2: no gaps.
  int mode;
  /// Bytes of a row: a multiple of 32 up to 32, of 64 beyond; at least n + 1 entries.
  size_t stride;
  /// 2n + 2 + 2 · matches rows, where a match is a pair of a place and a position of the target with the same code.
  uint8_t *rows;
  /// For each place and each position of the target the row of the match, or 0: count · n.
  int32_t *pieces;
  /// The same for the pointwise minimum over the matches of that position at this place or later in the neighbour.
  int32_t *suffixes;
} kernel_splice;

/// Fills the tables of the shortest derivations of all pieces of the target, entries of one byte or (wide) of two; the
/// largest value stands for infinity. Row 0 is infinite. Row 1 + i holds S[i][j], the least number of operations that
/// make target[i..<j]; row n + 2 + i the same for derivations whose operations all lie within the first one's segment.
/// The row of a match of place q and position i holds, for each j, the least number of operations inside a segment that
/// starts with q on i and ends with its last word on j − 1. Returns the number of rows used.
size_t kernel_splice_tables(const kernel_splice *problem, int wide);

#endif
