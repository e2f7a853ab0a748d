#pragma once
#include <stddef.h>
#include <stdint.h>

/// Tails of the subsampled Gaussian's loss at the points t_k = (first + k) · 2^-log_points + offset, k < count, in fixed point.
///
/// With w = (e^t − 1 + q)/q and u = σ ln w + 1/(2σ), which is −∞ if w ≤ 0, the four numbers at a point are
///     a = Φ(−u), b = Φ(1/σ − u):   the tails beyond u of N(0, 1) and N(1/σ, 1).
/// `tails` gets, for each point, a and b, each times 2^bits rounded to an integer of `limbs` words, least significant first.
///
/// sigma and rate (q) are fractions in decimal, "11/10"; 0 < q ≤ 1, σ > 0. The offset is a multiple of 2^-64 between -1 and 1. Returns a bound on |true · 2^bits − integer| over all
/// numbers, at least 1; negative if a fraction is malformed or memory ran out.
double privacy_gaussian_tails(const char *sigma, const char *rate, long first, int log_points, double offset, long count, int bits,
                              int limbs, uint64_t *tails);

/// Spreads `count` numbers of `limbs` words to slots of `slot` words.
void privacy_pack(const uint64_t *numbers, size_t count, size_t limbs, size_t slot, uint64_t *packed);

/// The numbers in `count` slots of `slot` words, each divided by 2^shift and rounded down, or up if `up` is not 0, to `limbs` words.
/// `used` words of `packed` exist; those above are 0. Returns the number of quotients that did not fit, which must be 0.
size_t privacy_unpack(const uint64_t *packed, size_t used, size_t count, size_t limbs, size_t slot, int shift, int up,
                      uint64_t *numbers);

/// Fills `buffer` from the operating system's cryptographically secure source. Returns 0, or an errno.
int privacy_random_bytes(void *buffer, size_t count);

/// Overwrites the buffer with zeros; the compiler may not leave it out.
void privacy_wipe(void *buffer, size_t count);
