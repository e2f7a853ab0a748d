// The tables of splice_tables for one type of entry and one width of vector; splice.c includes this once for each
// combination, with NAME, ENTRY, VECTOR and LANES set. Rows are short, so a row's vector stays in a register while all
// gaps are tried, and infinite rows are added rather than branched around: about 6x here over the plain loop.
CLONES size_t NAME(const splice_problem *s) {
  const size_t n = s->n, lanes = s->stride / sizeof(ENTRY);
  ENTRY *rows = (ENTRY *)s->rows;
  ENTRY *sums = rows + lanes, *trees = rows + (n + 2) * lanes;
  memset(rows, 0xff, s->stride);
  memset(sums + n * lanes, 0xff, s->stride);
  size_t used = 2 * n + 2;
  for (size_t i = n; i-- > 0;) {
    ENTRY *tree = trees + i * lanes;
    const ENTRY *inner = sums + (i + 1) * lanes;
    const int32_t code = s->target[i];
    memset(tree, 0xff, s->stride);
    int32_t host = -1, suffix = 0;
    for (size_t q = s->count; q-- > 0;) {
      int is_last = s->neighbours[q] != host;
      if (is_last) {
        host = s->neighbours[q];
        suffix = 0;
      }
      int32_t piece = 0;
      if (s->codes[q] == code) {
        int adjacent = !is_last && s->places[q + 1] == s->places[q] + 1;
        piece = (int32_t)used++;
        ENTRY *row = rows + (size_t)piece * lanes;
        const ENTRY *longer = rows;
        if (adjacent && i + 1 < n) longer += (size_t)s->pieces[(q + 1) * n + i + 1] * lanes;
        const int32_t *after = 0;
        if (s->mode == 0 && !is_last) after = s->suffixes + (q + 1) * n;
        if (s->mode == 1 && adjacent) after = s->pieces + (q + 1) * n;
        for (size_t start = 0; start < lanes; start += LANES) {
          VECTOR least;
          memcpy(&least, longer + start, sizeof least);
          if (after) {
            size_t end = start + LANES - 1 < n ? start + LANES - 1 : n;
            for (size_t k = i + 2; k < end; k++) {
              VECTOR rest;
              memcpy(&rest, rows + (size_t)after[k] * lanes + start, sizeof rest);
              least = __builtin_elementwise_min(least, __builtin_elementwise_add_sat(rest, (VECTOR){0} + inner[k]));
            }
          }
          memcpy(row + start, &least, sizeof least);
        }
        row[i + 1] = 0;
        ENTRY *both = row;
        if (suffix) {
          const ENTRY *later = rows + (size_t)suffix * lanes;
          suffix = (int32_t)used++;
          both = rows + (size_t)suffix * lanes;
          for (size_t j = 0; j < lanes; j++) both[j] = row[j] < later[j] ? row[j] : later[j];
        } else {
          suffix = piece;
        }
        for (size_t start = 0; start < lanes; start += LANES) {
          VECTOR whole, least;
          memcpy(&whole, row + start, sizeof whole);
          memcpy(&least, tree + start, sizeof least);
          least = __builtin_elementwise_min(least, __builtin_elementwise_add_sat(whole, (VECTOR){0} + (ENTRY)1));
          memcpy(tree + start, &least, sizeof least);
        }
      }
      s->pieces[q * n + i] = piece;
      s->suffixes[q * n + i] = suffix;
    }
    for (size_t start = 0; start < lanes; start += LANES) {
      VECTOR least;
      memcpy(&least, tree + start, sizeof least);
      for (size_t k = i + 1; k < n; k++) {
        VECTOR rest;
        memcpy(&rest, sums + k * lanes + start, sizeof rest);
        least = __builtin_elementwise_min(least, __builtin_elementwise_add_sat(rest, (VECTOR){0} + tree[k]));
      }
      memcpy(sums + i * lanes + start, &least, sizeof least);
    }
  }
  return used;
}

#undef NAME
#undef ENTRY
#undef VECTOR
#undef LANES
