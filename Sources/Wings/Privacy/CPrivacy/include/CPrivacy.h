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

/// The sum of `count` numbers of `limbs` words, of `limbs` + 1 words.
void privacy_sum(const uint64_t *numbers, size_t count, size_t limbs, uint64_t *sum);

/// The masses of an upper bound on every other point: of the 2 · `pairs` + 1 numbers `fine`, of `limbs` words, u at an odd place adds
/// floor(u · down) + 1 to the number before and u − floor(u · down) to the one after. `down` is a fraction of `places` words.
///
/// `coarse` gets `pairs` + 1 numbers of `limbs` words. Returns 0, or 1 if one did not fit or memory ran out.
int privacy_coarser_upper(const uint64_t *fine, size_t pairs, size_t limbs, const uint64_t *down, size_t places, uint64_t *coarse);

/// The masses of a lower bound on every other point; what is computed is told where it is called, at `LossMasses.coarser()`.
///
/// `down` is a fraction of `places` words, the other factors are of `words` words, of which `places` are after the point, and at most half of
/// what would fit; `words` is more than `places`. Negative masses are paid by later ones, and `debt`, of `limbs` + 2 · `words` + 1 − 2 · `places` words, is
/// what is left. Returns as ``privacy_coarser_upper`` does.
int privacy_coarser_lower(const uint64_t *fine, size_t pairs, size_t limbs, size_t places, size_t words, const uint64_t *down,
                          const uint64_t *before, const uint64_t *after, const uint64_t *rise, const uint64_t *fall, uint64_t *coarse,
                          uint64_t *debt);

/// Fills `buffer` from the operating system's cryptographically secure source. Returns 0, or an errno.
int privacy_random_bytes(void *buffer, size_t count);

/// Overwrites the buffer with zeros; the compiler may not leave it out.
void privacy_wipe(void *buffer, size_t count);
