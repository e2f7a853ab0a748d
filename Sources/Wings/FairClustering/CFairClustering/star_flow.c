#include <stdlib.h>
#include <string.h>

#include "fair_clustering.h"

// Nodes: rows, columns, and E, which supplies second and further edges. Flow runs from rows to columns; a row starts with one
// unit and may get ratio - 1 more from E, a column takes one and may hand ratio - 1 on to E. Potentials p keep cost + p(from) -
// p(to) >= 0 on every arc with room; each augmentation runs Dijkstra's algorithm in its dense form from one node with a unit too
// many.
typedef struct {
  long rows, columns, ratio;
  const int64_t *costs;
  uint8_t *matched;
  /// Units from E to a row, and from a column to E.
  int32_t *more_row, *more_column;
  /// Whether the first unit of a row has gone, and that of a column has come.
  uint8_t *sent, *taken;
  /// Columns that a row is matched to: lists, as rows of degree at most ratio; and rows of a column.
  int64_t *p;
  int64_t *distance;
  int32_t *parent;
  uint8_t *done;
} flow;

static const int64_t FAR = INT64_MAX / 4;

/// Reduces the costs so that many nodes are matched before the first search. Potentials: p(row) = -y, p(column) = y.
static void start(flow *f) {
  long n = f->rows, m = f->columns;
  int64_t *row = f->p, *column = f->p + n;
  if (f->ratio > 1) {
    // y of a node must not be negative unless its degree is `ratio`; zero is feasible since costs are at least 0. Raise rows
    // first.
    for (long j = 0; j < m; j++) column[j] = 0;
    for (long i = 0; i < n; i++) {
      int64_t least = FAR;
      for (long j = 0; j < m; j++)
        if (f->costs[i * m + j] < least) least = f->costs[i * m + j];
      row[i] = -least;
    }
    for (long j = 0; j < m; j++) {
      int64_t least = FAR;
      for (long i = 0; i < n; i++) {
        int64_t slack = f->costs[i * m + j] + row[i];
        if (slack < least) least = slack;
      }
      column[j] = least;
    }
  } else {
    for (long j = 0; j < m; j++) {
      int64_t least = FAR;
      for (long i = 0; i < n; i++)
        if (f->costs[i * m + j] < least) least = f->costs[i * m + j];
      column[j] = least;
    }
    for (long i = 0; i < n; i++) {
      int64_t least = FAR;
      for (long j = 0; j < m; j++) {
        int64_t slack = f->costs[i * m + j] - column[j];
        if (slack < least) least = slack;
      }
      row[i] = -least;
    }
  }
  for (long i = 0; i < n; i++)
    for (long j = 0; j < m; j++)
      if (!f->taken[j] && f->costs[i * m + j] + row[i] - column[j] == 0) {
        f->matched[i * m + j] = 1;
        f->sent[i] = f->taken[j] = 1;
        break;
      }
}

static inline void reach(flow *f, long node, int64_t d, long from) {
  if (!f->done[node] && d < f->distance[node]) {
    f->distance[node] = d;
    f->parent[node] = (int32_t)from;
  }
}

/// Sends one unit from a node to the nearest node that lacks one. 0 if none can be reached.
static int augment(flow *f, long source, long lacking_E) {
  long n = f->rows, m = f->columns, E = n + m, all = n + m + 1;
  for (long v = 0; v < all; v++) f->distance[v] = FAR, f->done[v] = 0, f->parent[v] = -1;
  f->distance[source] = 0;
  long sink = -1;
  while (1) {
    long v = -1;
    int64_t least = FAR;
    for (long u = 0; u < all; u++)
      if (!f->done[u] && f->distance[u] < least) least = f->distance[u], v = u;
    if (v < 0) return 0;
    f->done[v] = 1;
    if (v >= n && v < E && !f->taken[v - n]) sink = v;
    if (v == E && lacking_E > 0) sink = v;
    if (sink >= 0) break;
    int64_t base = least + f->p[v];
    if (v < n) {
      const int64_t *cost = f->costs + v * m;
      const uint8_t *matched = f->matched + v * m;
      int64_t *distance = f->distance + n;
      const int64_t *p = f->p + n;
      for (long j = 0; j < m; j++) {
        int64_t d = base + cost[j] - p[j];
        if (!matched[j] && !f->done[n + j] && d < distance[j]) {
          distance[j] = d;
          f->parent[n + j] = (int32_t)v;
        }
      }
      if (f->more_row[v] > 0) reach(f, E, base - f->p[E], v);
    } else if (v < E) {
      long j = v - n;
      for (long i = 0; i < n; i++)
        if (f->matched[i * m + j]) reach(f, i, base - f->costs[i * m + j] - f->p[i], v);
      if (f->more_column[j] < f->ratio - 1) reach(f, E, base - f->p[E], v);
    } else {
      for (long i = 0; i < n; i++)
        if (f->more_row[i] < f->ratio - 1) reach(f, i, base - f->p[i], v);
      for (long j = 0; j < m; j++)
        if (f->more_column[j] > 0) reach(f, n + j, base - f->p[n + j], v);
    }
  }
  int64_t length = f->distance[sink];
  for (long v = 0; v < all; v++) f->p[v] += f->distance[v] < length ? f->distance[v] : length;
  if (sink < E) f->taken[sink - n] = 1;
  for (long v = sink; v != source; v = f->parent[v]) {
    long u = f->parent[v];
    if (u < n && v == E) f->more_row[u]--;
    else if (u < n) f->matched[u * m + (v - n)] = 1;
    else if (u < E && v == E) f->more_column[u - n]++;
    else if (u < E) f->matched[v * m + (u - n)] = 0;
    else if (v < n) f->more_row[v]++;
    else f->more_column[v - n]--;
  }
  return sink == E ? 2 : 1;
}

int fair_star_flow(
    long rows, long columns, const int64_t *costs, long ratio, uint8_t *matched, int64_t *row_potential,
    int64_t *column_potential, void (*progress)(void *context, long done, long all), void *context) {
  long all = rows + columns + 1, found = 0;
  memset(matched, 0, (size_t)(rows * columns));
  flow f = {rows, columns, ratio, costs, matched};
  f.more_row = calloc((size_t)all, sizeof(int32_t));
  f.parent = calloc((size_t)all, sizeof(int32_t));
  f.sent = calloc((size_t)all, 1);
  f.done = calloc((size_t)all, 1);
  f.p = calloc((size_t)all, sizeof(int64_t));
  f.distance = calloc((size_t)all, sizeof(int64_t));
  int result = f.more_row && f.parent && f.sent && f.done && f.p && f.distance ? 0 : 1;
  if (result == 0) {
    f.more_column = f.more_row + rows;
    f.taken = f.sent + rows;
    start(&f);
    // E has what columns take beyond one for each row, or lacks what rows send beyond one for each column.
    long spare = columns - rows;
    for (long i = 0; i < rows && result == 0; i++) {
      if (f.sent[i]) continue;
      int reached = augment(&f, i, spare < 0 ? -spare : 0);
      if (reached == 0) result = 2;
      if (reached == 2) spare++;
      f.sent[i] = 1;
      found = i + 1;
      progress(context, found, rows + (spare > 0 ? spare : 0));
    }
    for (; spare > 0 && result == 0; spare--) {
      if (augment(&f, rows + columns, 0) == 0) result = 2;
      found++;
      progress(context, found, found + spare - 1);
    }
    if (spare < 0 && result == 0) result = 2;
    int64_t zero = ratio > 1 ? f.p[rows + columns] : 0;
    for (long i = 0; i < rows; i++) row_potential[i] = zero - f.p[i];
    for (long j = 0; j < columns; j++) column_potential[j] = f.p[rows + j] - zero;
  }
  free(f.more_row);
  free(f.parent);
  free(f.sent);
  free(f.done);
  free(f.p);
  free(f.distance);
  return result;
}
