#include <stdlib.h>
#include <string.h>

#include "fair_clustering.h"

typedef struct {
  uint64_t key;
  int32_t point;
} entry;

typedef struct {
  const uint32_t *points;
  long dimension;
  int levels;
  long words;
  const uint8_t *colour;
  entry *entries, *scratch;
} sorter;

/// Bits 64 w to 64 w + 63 of the Morton code, level by level from the top, in each level dimension by dimension.
static uint64_t morton_word(const sorter *s, int32_t point, long w) {
  const uint32_t *x = s->points + (long)point * s->dimension;
  long bit = 64 * w, end = bit + 64, all = s->dimension * s->levels;
  if (end > all) end = all;
  uint64_t key = 0;
  long level = bit / s->dimension, d = bit % s->dimension, made = 0;
  while (bit < end) {
    int shift = s->levels - 1 - (int)level;
    for (; d < s->dimension && bit < end; d++, bit++, made++) key = key << 1 | (x[d] >> shift & 1);
    d = 0;
    level++;
  }
  return made == 64 ? key : made == 0 ? 0 : key << (64 - made);
}

static void sort_entries(entry *a, entry *b, long n) {
  if (n < 48) {
    for (long i = 1; i < n; i++) {
      entry e = a[i];
      long j = i;
      for (; j > 0 && a[j - 1].key > e.key; j--) a[j] = a[j - 1];
      a[j] = e;
    }
    return;
  }
  uint32_t counts[8][256];
  memset(counts, 0, sizeof counts);
  for (long i = 0; i < n; i++)
    for (int byte = 0; byte < 8; byte++) counts[byte][a[i].key >> (8 * byte) & 255]++;
  entry *from = a, *to = b;
  for (int byte = 0; byte < 8; byte++) {
    uint32_t *count = counts[byte];
    // A byte that all keys share needs no pass.
    if (count[from[0].key >> (8 * byte) & 255] == (uint32_t)n) continue;
    uint32_t sum = 0;
    for (int v = 0; v < 256; v++) {
      uint32_t c = count[v];
      count[v] = sum;
      sum += c;
    }
    for (long i = 0; i < n; i++) to[count[from[i].key >> (8 * byte) & 255]++] = from[i];
    entry *swap = from;
    from = to;
    to = swap;
  }
  if (from != a) memcpy(a, from, (size_t)n * sizeof(entry));
}

/// Sorts a range whose first w words are equal. The sort is stable, so equal points keep their order.
static void sort_range(sorter *s, long low, long high, long w) {
  while (high - low > 1 && w < s->words) {
    entry *a = s->entries + low;
    long n = high - low;
    for (long i = 0; i < n; i++) a[i].key = morton_word(s, a[i].point, w);
    sort_entries(a, s->scratch + low, n);
    if (a[0].key == a[n - 1].key) {
      w++;
      continue;
    }
    for (long start = 0; start < n;) {
      long end = start + 1;
      while (end < n && a[end].key == a[start].key) end++;
      if (end - start > 1) sort_range(s, low + start, low + end, w + 1);
      start = end;
    }
    return;
  }
}

int fair_sort(
    const uint32_t *points, long count, long dimension, int levels, const uint8_t *colour, int32_t *order,
    uint8_t *common) {
  entry *entries = malloc((size_t)(count + 1) * sizeof(entry));
  entry *scratch = malloc((size_t)(count + 1) * sizeof(entry));
  if (!entries || !scratch) {
    free(entries);
    free(scratch);
    return 1;
  }
  // Colour 0 first: stable sorting keeps that among equal points.
  long filled = 0;
  for (int c = 0; c < 2; c++)
    for (long i = 0; i < count; i++)
      if (colour[i] == c) entries[filled++].point = (int32_t)i;
  sorter s = {points, dimension, levels, (dimension * levels + 63) / 64, colour, entries, scratch};
  sort_range(&s, 0, count, 0);
  for (long i = 0; i < count; i++) order[i] = entries[i].point;
  for (long i = 1; i < count; i++) {
    const uint32_t *x = points + (long)order[i - 1] * dimension, *y = points + (long)order[i] * dimension;
    uint32_t differ = 0;
    for (long d = 0; d < dimension; d++) differ |= x[d] ^ y[d];
    common[i] = (uint8_t)(differ ? levels - (32 - __builtin_clz(differ)) : levels);
  }
  free(entries);
  free(scratch);
  return 0;
}

static void add_child(fair_cell *cells, int32_t *last, long parent, long child) {
  if (cells[parent].child < 0) {
    cells[parent].child = (int32_t)child;
    cells[parent].low = cells[child].low;
  } else {
    cells[last[parent]].sibling = (int32_t)child;
  }
  last[parent] = (int32_t)child;
  cells[parent].high = cells[child].high;
  cells[parent].count[0] += cells[child].count[0];
  cells[parent].count[1] += cells[child].count[1];
}

long fair_tree(
    long count, int levels, const int32_t *order, const uint8_t *common, const uint8_t *colour, fair_cell *cells,
    long *used) {
  *used = 0;
  if (count == 0) return -1;
  int32_t *last = malloc((size_t)count * 2 * sizeof(int32_t));
  if (!last) return -1;
  // Cells that more points may come to, levels rising.
  long open[40], height = 0, made = 0, done = -1;
  for (long low = 0; low < count;) {
    long high = low + 1;
    while (high < count && common[high] == levels) high++;
    fair_cell leaf = {(int32_t)low, (int32_t)high, levels, -1, -1, {0, 0}};
    for (long i = low; i < high; i++) leaf.count[colour[order[i]]]++;
    cells[made] = leaf;
    done = made++;
    if (high == count) break;
    int level = common[high];
    while (height > 0 && cells[open[height - 1]].level > level) {
      long top = open[--height];
      add_child(cells, last, top, done);
      done = top;
    }
    if (height > 0 && cells[open[height - 1]].level == level) {
      add_child(cells, last, open[height - 1], done);
    } else {
      fair_cell cell = {0, 0, level, -1, -1, {0, 0}};
      cells[made] = cell;
      add_child(cells, last, made, done);
      open[height++] = made++;
    }
    low = high;
  }
  while (height > 0) {
    long top = open[--height];
    add_child(cells, last, top, done);
    done = top;
  }
  free(last);
  *used = made;
  return done;
}
