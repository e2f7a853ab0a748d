#ifndef TIGHTBOUND_FAIR_CLUSTERING_H
#define TIGHTBOUND_FAIR_CLUSTERING_H

#include <stdint.h>

/// A cell of the quadtree that has two points in different cells below it, or a leaf: equal points.
typedef struct {
  /// The points are those at the places `low` to `high` - 1 of the order.
  int32_t low, high;
  /// The cell's level: 0 for the root cell; of a leaf `levels`.
  int32_t level;
  /// The first cell below, and the next beside; -1 for none.
  int32_t child, sibling;
  /// Points of colour 0 and 1.
  int32_t count[2];
} fair_cell;

/// Sorts points along the Morton curve, equal ones by colour.
///
/// @param points count × dimension, row by row, each coordinate below 2^levels.
/// @param levels 1 to 32.
/// @param order the sorted order, `count` numbers.
/// @param common of each place but the first, how many levels the point shares a cell with the one before: `levels` for equal
/// points. @return 0; 1 if there is no memory.
int fair_sort(
    const uint32_t *points, long count, long dimension, int levels, const uint8_t *colour, int32_t *order,
    uint8_t *common);

/// The tree of the sorted points: a cell for each level at which points part, without chains of single cells.
///
/// @param cells room for 2 · count.
/// @return the number of the root, the last one made; -1 if there is no memory. `used` is the number of cells.
long fair_tree(
    long count, int levels, const int32_t *order, const uint8_t *common, const uint8_t *colour, fair_cell *cells,
    long *used);

/// Up to so many members of a group all are tried as its centre.
#define FAIR_ALL_TRIED 2000L
/// Larger groups exchange no members.
#define FAIR_LARGEST_EXCHANGED 512L

/// For each group the member with the least sum of Euclidean distances to the members, and that sum.
///
/// @param starts groups + 1 places in `members`.
/// @param centre the number of a point for each group; the first of equals.
void fair_medians(
    const double *points, long dimension, const int32_t *members, const int64_t *starts, long groups, int32_t *centre,
    double *cost);

/// Exchanges members of one colour between groups that are near each other in the list `order` as long as the cost falls. Each pair of
/// a place in first ..< last and a later one in next ..< end, at most `window` apart, is tried once. Calls whose places are disjoint may
/// run at once.
///
/// @return how many exchanges were made. `centre` and `cost` are kept up to date.
long fair_exchange(
    const double *points, long dimension, const uint8_t *colour, int32_t *members, const int64_t *starts, const int32_t *order,
    long first, long last, long next, long end, long window, int32_t *centre, double *cost);

/// Distances from a point to all: those of the columns-first copy `columns`, dimension × count.
void fair_distances(const double *columns, long count, long dimension, const double *from, double *distances);

/// k medoids among weighted points that are searched by exchanges (FasterPAM, arXiv 2008.05171), distances computed when needed.
typedef struct {
  long count, dimension, medoids;
  /// dimension × count, and the weights.
  const double *columns, *weight;
  /// The points that are medoids.
  int32_t *medoid;
  /// Of each point the nearest and second nearest medoid (places in `medoid`), and the distances.
  int32_t *nearest, *second;
  double *near_distance, *second_distance;
  /// Room: distances, a point, and two numbers for each medoid.
  double *row, *from, *loss, *change;
} fair_medoids;

/// Fills in the nearest and second nearest medoids. O(n k d).
void fair_medoids_assign(fair_medoids *state);

/// Tries each candidate in place of the best medoid to lose, and exchanges where the cost falls. O(n d) a candidate.
///
/// @return the number of exchanges.
long fair_medoids_pass(fair_medoids *state, const int32_t *candidates, long tried);

/// Optimal flow for the star forest: min Σ c x, 0 <= x <= 1, every degree from 1 to `ratio`, between rows and columns.
///
/// @param costs rows × columns, each from 0 to 2^61 / (rows + columns + 1).
/// @param matched rows × columns, 1 for the chosen edges.
/// @param row_potential, column_potential optimal duals: c - y_i - y_j >= 0 off the chosen edges and <= 0 on them; y > 0 only at
/// degree 1, y < 0 only at degree `ratio`.
/// @param progress called with `context`, the number of paths that have been found, and of all of them as far as is known.
/// @return 0; 1 if there is no memory; 2 if no such edges exist.
int fair_star_flow(
    long rows, long columns, const int64_t *costs, long ratio, uint8_t *matched, int64_t *row_potential,
    int64_t *column_potential, void (*progress)(void *context, long done, long all), void *context);

#endif
