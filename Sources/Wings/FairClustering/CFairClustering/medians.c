#include <math.h>
#include <stdlib.h>

#include "clones.h"
#include "fair_clustering.h"

static inline double distance(const double *x, const double *y, long dimension) {
  double sum = 0;
  for (long d = 0; d < dimension; d++) sum += (x[d] - y[d]) * (x[d] - y[d]);
  return sqrt(sum);
}

/// The best member, by the sum of distances to `count` members; as soon as a sum is no better than the best it is given up. Of
/// more than FAIR_ALL_TRIED members only so many are tried that it takes FAIR_ALL_TRIED² distances, spread evenly.
static int32_t median(const double *points, long dimension, const int32_t *members, long count, double *cost) {
  int32_t best = count > 0 ? members[0] : -1;
  double least = count > 1 ? INFINITY : 0;
  long step = 1;
  if (count > FAIR_ALL_TRIED) {
    long tried = FAIR_ALL_TRIED * FAIR_ALL_TRIED / count;
    step = count / (tried < 16 ? 16 : tried);
  }
  if (count == 2) {
    least = distance(points + members[0] * dimension, points + members[1] * dimension, dimension);
  } else {
    for (long i = 0; i < count && count > 1; i += step) {
      double sum = 0;
      for (long j = 0; j < count && sum < least; j++)
        sum += distance(points + members[i] * dimension, points + members[j] * dimension, dimension);
      if (sum < least) {
        least = sum;
        best = members[i];
      }
    }
  }
  *cost = least;
  return best;
}

void fair_medians(
    const double *points, long dimension, const int32_t *members, const int64_t *starts, long groups, int32_t *centre,
    double *cost) {
  for (long g = 0; g < groups; g++)
    centre[g] = median(points, dimension, members + starts[g], starts[g + 1] - starts[g], cost + g);
}

/// Distances of members to two centres, side by side.
static void to_centres(
    const double *points, long dimension, const int32_t *members, long count, int32_t a, int32_t b, double *to) {
  for (long i = 0; i < count; i++) {
    to[2 * i] = distance(points + members[i] * dimension, points + a * dimension, dimension);
    to[2 * i + 1] = distance(points + members[i] * dimension, points + b * dimension, dimension);
  }
}

/// The distances between the members of two small groups, row by row.
static void between(
    const double *points, long dimension, const int32_t *x, long nx, const int32_t *y, long ny, double *table) {
  for (long i = 0; i < nx; i++)
    for (long j = 0; j < ny; j++)
      table[i * ny + j] = distance(points + x[i] * dimension, points + y[j] * dimension, dimension);
}

/// At least what both groups cost after x[i] and y[j] are exchanged: a group costs no less than any distance between two of its members.
static double least_after(const double *table, long nx, long ny, long i, long j) {
  double first = 0, second = 0;
  for (long k = 0; k < nx; k++)
    if (k != i && table[k * ny + j] > first) first = table[k * ny + j];
  for (long l = 0; l < ny; l++)
    if (l != j && table[i * ny + l] > second) second = table[i * ny + l];
  return first + second;
}

/// Tries the exchanges between two groups, and makes each that lowers the sum of both costs. Between small groups all are tried;
/// else those that gain even if the centres stay.
static long exchange_pair(
    const double *points, long dimension, const uint8_t *colour, int32_t *members, const int64_t *starts, long a, long b,
    int32_t *centre, double *cost, double *room) {
  int32_t *x = members + starts[a], *y = members + starts[b];
  long nx = starts[a + 1] - starts[a], ny = starts[b + 1] - starts[b], made = 0;
  // No exchange can gain more than both costs, and between groups farther apart each costs more than that.
  double apart = distance(points + centre[a] * dimension, points + centre[b] * dimension, dimension);
  if (apart > 2 * (cost[a] + cost[b])) return 0;
  // Sums of so many distances would take too long for what they gain.
  if (nx > FAIR_LARGEST_EXCHANGED || ny > FAIR_LARGEST_EXCHANGED) return 0;
  int all = nx * ny * (nx * nx + ny * ny) <= 600;
  double *tx = room, *ty = room + 2 * nx;
  if (all) {
    between(points, dimension, x, nx, y, ny, room);
  } else {
    to_centres(points, dimension, x, nx, centre[a], centre[b], tx);
    to_centres(points, dimension, y, ny, centre[a], centre[b], ty);
  }
  for (long i = 0; i < nx; i++)
    for (long j = 0; j < ny; j++) {
      if (colour[x[i]] != colour[y[j]]) continue;
      double before = cost[a] + cost[b];
      if (all) {
        if (least_after(room, nx, ny, i, j) >= before) continue;
      } else {
        double gain = tx[2 * i] + ty[2 * j + 1] - tx[2 * i + 1] - ty[2 * j];
        if (gain <= 1e-12 * before || x[i] == centre[a] || y[j] == centre[b]) continue;
      }
      int32_t keep = x[i];
      x[i] = y[j];
      y[j] = keep;
      double first, second;
      int32_t c = median(points, dimension, x, nx, &first), e = -1;
      if (first < before) {
        e = median(points, dimension, y, ny, &second);
        if (first + second < before * (1 - 1e-12)) {
          centre[a] = c, centre[b] = e, cost[a] = first, cost[b] = second;
          made++;
          if (all) {
            between(points, dimension, x, nx, y, ny, room);
          } else {
            to_centres(points, dimension, x, nx, c, e, tx);
            to_centres(points, dimension, y, ny, c, e, ty);
          }
          continue;
        }
      }
      y[j] = x[i];
      x[i] = keep;
    }
  return made;
}

long fair_exchange(
    const double *points, long dimension, const uint8_t *colour, int32_t *members, const int64_t *starts, const int32_t *order,
    long first, long last, long next, long end, long window, int32_t *centre, double *cost) {
  long made = 0;
  double *room = malloc(4 * FAIR_LARGEST_EXCHANGED * sizeof(double));
  // Without room nothing is exchanged, which is no error: groups are what they were.
  for (long i = first; i < last && room; i++)
    for (long j = i + 1 > next ? i + 1 : next; j < end && j <= i + window; j++)
      made += exchange_pair(points, dimension, colour, members, starts, order[i], order[j], centre, cost, room);
  free(room);
  return made;
}
