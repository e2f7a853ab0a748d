#include "CPrivacy.h"
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

void privacy_sum(const uint64_t *numbers, size_t count, size_t limbs, uint64_t *sum) {
  memset(sum, 0, (limbs + 1) * sizeof(uint64_t));
  for (size_t i = 0; i < count; i++) sum[limbs] += mpn_add_n(sum, sum, numbers + i * limbs, (mp_size_t)limbs);
}

// a · b of sizes m and n, both at least 1.
static void product_of(mp_limb_t *result, const mp_limb_t *a, size_t m, const mp_limb_t *b, size_t n) {
  if (m >= n) mpn_mul(result, a, (mp_size_t)m, b, (mp_size_t)n);
  else mpn_mul(result, b, (mp_size_t)n, a, (mp_size_t)m);
}

int privacy_coarser_upper(const uint64_t *fine, size_t pairs, size_t limbs, const uint64_t *down, size_t places, uint64_t *coarse) {
  mp_limb_t *product = malloc((limbs + places) * sizeof(mp_limb_t)), lost = 0;
  if (!product) return 1;
  const mp_limb_t *part = product + places;
  for (size_t k = 0; k <= pairs; k++) memcpy(coarse + k * limbs, fine + 2 * k * limbs, limbs * sizeof(uint64_t));
  for (size_t k = 0; k < pairs; k++) {
    const uint64_t *odd = fine + (2 * k + 1) * limbs;
    uint64_t *here = coarse + k * limbs, *next = here + limbs;
    product_of(product, odd, limbs, down, places);
    lost |= mpn_add_n(here, here, part, (mp_size_t)limbs) | mpn_add_1(here, here, (mp_size_t)limbs, 1);
    // part ≤ odd, and what is there is no less than before: odd − part is added without a place of its own.
    lost |= mpn_add_n(next, next, odd, (mp_size_t)limbs);
    mpn_sub_n(next, next, part, (mp_size_t)limbs);
  }
  free(product);
  return lost != 0;
}

// mass += floor((a − b) · factor / 2^(64 drop)), with factor + 1 for factor if a < b. `mass` is in two's complement.
typedef struct {
  size_t wide, corner, factor, drop;
  mp_limb_t *difference, *larger, *product;
} slopes;

static void add_slope(const slopes *self, mp_limb_t *mass, const mp_limb_t *a, const mp_limb_t *b, const mp_limb_t *factor) {
  mp_size_t corner = (mp_size_t)self->corner, wide = (mp_size_t)self->wide;
  mp_size_t size = (mp_size_t)(self->corner + self->factor - self->drop);
  int order = mpn_cmp(a, b, corner);
  if (order == 0) return;
  if (order > 0) {
    mpn_sub_n(self->difference, a, b, corner);
    product_of(self->product, self->difference, self->corner, factor, self->factor);
    mpn_add(mass, mass, wide, self->product + self->drop, size);
    return;
  }
  mpn_sub_n(self->difference, b, a, corner);
  mpn_add_1(self->larger, factor, (mp_size_t)self->factor, 1);
  product_of(self->product, self->difference, self->corner, self->larger, self->factor);
  mpn_sub(mass, mass, wide, self->product + self->drop, size);
  if (!mpn_zero_p(self->product, (mp_size_t)self->drop)) mpn_sub_1(mass, mass, wide, 1);
}

int privacy_coarser_lower(const uint64_t *fine, size_t pairs, size_t limbs, size_t places, size_t words, const uint64_t *down,
                          const uint64_t *before, const uint64_t *after, const uint64_t *rise, const uint64_t *fall, uint64_t *coarse,
                          uint64_t *debt) {
  size_t corner = limbs + words, wide = corner + words + 1 - 2 * places;
  size_t count = pairs + 1;
  mp_limb_t *signed_masses = calloc(count * wide, sizeof(mp_limb_t)), *corners = calloc(count * corner, sizeof(mp_limb_t));
  mp_limb_t *scratch = malloc((2 * corner + 2 * words + limbs + places) * sizeof(mp_limb_t)), lost = 0;
  if (!signed_masses || !corners || !scratch) {
    free(signed_masses);
    free(corners);
    free(scratch);
    return 1;
  }
  slopes slope = {wide, corner, words, 2 * places, scratch, scratch + corner, scratch + corner + words};
  mp_limb_t *share = scratch + 2 * corner + 2 * words;
  for (size_t k = 0; k < count; k++) memcpy(signed_masses + k * wide, fine + 2 * k * limbs, limbs * sizeof(mp_limb_t));
  for (size_t k = 0; k < pairs; k++) {
    const uint64_t *odd = fine + (2 * k + 1) * limbs;
    if (mpn_zero_p(odd, (mp_size_t)limbs)) continue;
    mp_limb_t *here = signed_masses + k * wide, *next = here + wide;
    product_of(share, odd, limbs, down, places);
    mpn_add(here, here, (mp_size_t)wide, share + places, (mp_size_t)limbs);
    mpn_add(next, next, (mp_size_t)wide, odd, (mp_size_t)limbs);
    mpn_sub(next, next, (mp_size_t)wide, share + places, (mp_size_t)limbs);
    mpn_sub_1(next, next, (mp_size_t)wide, 1);
    // The last odd corner gives way to the line beyond it, so that the curve ends at 0.
    int is_last = k + 1 == pairs;
    product_of(slope.product, odd, limbs, after, words);
    if (is_last) lost |= mpn_lshift(slope.product, slope.product, (mp_size_t)corner, 1);
    mp_limb_t *low = corners + k * corner;
    if (mpn_cmp(slope.product, low, (mp_size_t)corner) > 0) mpn_copyi(low, slope.product, (mp_size_t)corner);
    if (!is_last) product_of(low + corner, odd, limbs, before, words);
  }
  for (size_t k = 0; k < count; k++) {
    mp_limb_t *mass = signed_masses + k * wide, *low = corners + k * corner;
    if (k < pairs) add_slope(&slope, mass, low, low + corner, rise);
    if (k > 0) add_slope(&slope, mass, low, low - corner, fall);
  }
  memset(debt, 0, wide * sizeof(uint64_t));
  for (size_t k = 0; k < count; k++) {
    mp_limb_t *mass = signed_masses + k * wide;
    uint64_t *target = coarse + k * limbs;
    mpn_sub_n(mass, mass, debt, (mp_size_t)wide);
    if (mass[wide - 1] >> 63) {
      mpn_neg(debt, mass, (mp_size_t)wide);
      memset(target, 0, limbs * sizeof(uint64_t));
    } else {
      memset(debt, 0, wide * sizeof(uint64_t));
      memcpy(target, mass, limbs * sizeof(uint64_t));
      lost |= (mp_limb_t)!mpn_zero_p(mass + limbs, (mp_size_t)(wide - limbs));
    }
  }
  free(signed_masses);
  free(corners);
  free(scratch);
  return lost != 0;
}
