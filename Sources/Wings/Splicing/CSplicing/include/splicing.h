// The inner loop that Swift's optimiser does not vectorise as well, compiled for several instruction sets, of which the one that the
// machine has is chosen when the program starts. Nothing here allocates.
#ifndef TIGHTBOUND_SPLICING_H
#define TIGHTBOUND_SPLICING_H

#include <stddef.h>
#include <stdint.h>

/// What the tables of shortest derivations are made from, and where they go. See splice_tables.
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
} splice_problem;

/// Fills the tables of the shortest derivations of all pieces of the target, entries of one byte or (wide) of two; the
/// largest value stands for infinity. Row 0 is infinite. Row 1 + i holds S[i][j], the least number of operations that
/// make target[i..<j]; row n + 2 + i the same for derivations whose operations all lie within the first one's segment.
/// The row of a match of place q and position i holds, for each j, the least number of operations inside a segment that
/// starts with q on i and ends with its last word on j − 1. Returns the number of rows used.
size_t splice_tables(const splice_problem *problem, int wide);

#endif
