#include <math.h>
#include <string.h>

#include "clones.h"
#include "fair_clustering.h"

CLONES void fair_distances(const double *columns, long count, long dimension, const double *from, double *distances) {
  for (long i = 0; i < count; i++) distances[i] = 0;
  for (long d = 0; d < dimension; d++) {
    const double *x = columns + d * count;
    double at = from[d];
    for (long i = 0; i < count; i++) distances[i] += (x[i] - at) * (x[i] - at);
  }
  for (long i = 0; i < count; i++) distances[i] = sqrt(distances[i]);
}

static double between(const fair_medoids *s, long a, long b) {
  double sum = 0;
  for (long d = 0; d < s->dimension; d++) {
    double x = s->columns[d * s->count + a] - s->columns[d * s->count + b];
    sum += x * x;
  }
  return sqrt(sum);
}

static void distances_from(fair_medoids *s, long point) {
  for (long d = 0; d < s->dimension; d++) s->from[d] = s->columns[d * s->count + point];
  fair_distances(s->columns, s->count, s->dimension, s->from, s->row);
}

static void assign_one(fair_medoids *s, long i) {
  double first = INFINITY, second = INFINITY;
  int32_t a = -1, b = -1;
  for (long m = 0; m < s->medoids; m++) {
    double d = between(s, i, s->medoid[m]);
    if (d < first) {
      second = first, b = a;
      first = d, a = (int32_t)m;
    } else if (d < second) {
      second = d, b = (int32_t)m;
    }
  }
  s->nearest[i] = a, s->second[i] = b, s->near_distance[i] = first, s->second_distance[i] = second;
}

/// What is lost if a medoid goes and its points go to their second one.
static void losses(fair_medoids *s) {
  for (long m = 0; m < s->medoids; m++) s->loss[m] = 0;
  if (s->medoids < 2) {
    // Without another medoid nothing is second: the cost is saved.
    for (long i = 0; i < s->count; i++) s->loss[0] -= s->weight[i] * s->near_distance[i];
    return;
  }
  for (long i = 0; i < s->count; i++)
    s->loss[s->nearest[i]] += s->weight[i] * (s->second_distance[i] - s->near_distance[i]);
}

void fair_medoids_assign(fair_medoids *s) {
  for (long i = 0; i < s->count; i++) assign_one(s, i);
  losses(s);
}

static void exchange(fair_medoids *s, long out, long candidate) {
  s->medoid[out] = (int32_t)candidate;
  for (long i = 0; i < s->count; i++) {
    double d = s->row[i];
    if (s->nearest[i] == out) {
      if (d <= s->second_distance[i]) s->near_distance[i] = d;
      else assign_one(s, i);
    } else if (d < s->near_distance[i]) {
      s->second[i] = s->nearest[i], s->second_distance[i] = s->near_distance[i];
      s->nearest[i] = (int32_t)out, s->near_distance[i] = d;
    } else if (s->second[i] == out) {
      if (d <= s->second_distance[i]) s->second_distance[i] = d;
      else assign_one(s, i);
    } else if (d < s->second_distance[i]) {
      s->second[i] = (int32_t)out, s->second_distance[i] = d;
    }
  }
  losses(s);
}

long fair_medoids_pass(fair_medoids *s, const int32_t *candidates, long tried) {
  long made = 0;
  double total = 0;
  for (long i = 0; i < s->count; i++) total += s->weight[i] * s->near_distance[i];
  for (long t = 0; t < tried; t++) {
    long c = candidates[t];
    int is_medoid = 0;
    for (long m = 0; m < s->medoids; m++) is_medoid |= s->medoid[m] == c;
    if (is_medoid) continue;
    distances_from(s, c);
    memcpy(s->change, s->loss, (size_t)s->medoids * sizeof(double));
    double all = 0;
    if (s->medoids < 2) {
      for (long i = 0; i < s->count; i++) all += s->weight[i] * s->row[i];
    } else {
      for (long i = 0; i < s->count; i++) {
        double d = s->row[i];
        if (d >= s->second_distance[i]) continue;
        double w = s->weight[i], near = s->near_distance[i];
        if (d < near) {
          all += w * (d - near);
          s->change[s->nearest[i]] += w * (near - s->second_distance[i]);
        } else {
          s->change[s->nearest[i]] += w * (d - s->second_distance[i]);
        }
      }
    }
    long best = 0;
    for (long m = 1; m < s->medoids; m++)
      if (s->change[m] < s->change[best]) best = m;
    // The margin keeps rounding from exchanging for ever.
    if (all + s->change[best] < -1e-10 * total) {
      exchange(s, best, c);
      made++;
    }
  }
  return made;
}
