#include "CPrivacy.h"
#include <math.h>
#include <mpfr.h>
#include <stdlib.h>

// Φ(−x) at many points: a Taylor polynomial about the nearest multiple of 1/8, in fixed point: under 1 µs instead of the 50 µs of mpfr_erfc.
//
// Error, in units of 2^-p for p bits that are asked for:
// - the polynomial's remainder: |φ⁽ⁿ⁾| ≤ 1.0865 √n! /√(2π) (Cramér's inequality), so with K terms and |d| ≤ 1/16 it is at most
//   0.44 · √((K−1)!)/K! · 16^-K; K is chosen so that this is below 2^-p;
// - coefficients: made with 64 bits more by a recurrence that starts at φ(a) and whose errors grow no faster than the coefficients of
//   e^(|a|x + x²/2), so that they are below φ(a) e^(|a| + 1/2) < e^2 times K roundings: each is right to 2^-(p+20);
// - fixed point: numbers are a quarter of what they stand for, with at least p + 12 bits; each of the K < 400 steps of Horner's rule cuts off
//   less than two units, and earlier ones are damped by 1/16: less than 2^-(p+8) in all; d is cut off too, and |Φ'| < 0.4.
// The sum is below 2; 8 is what is promised.
#define ANCHORS_PER_UNIT 8
// No less than is needed for fractions of MOST_LIMBS words: e^(−x²/2)/2 is below half a unit of 2^-2048 from 53.3 on.
#define FARTHEST 56
#define TAYLOR_UNITS 8.0
#define MOST_LIMBS 32

typedef struct {
  mpfr_prec_t bits;
  int terms;
  // Words of a fraction.
  int limbs;
  // Coefficients by anchor: `terms` fractions, and for each whether it is negative.
  mp_limb_t *magnitudes[2 * FARTHEST * ANCHORS_PER_UNIT + 1];
  unsigned char *signs[2 * FARTHEST * ANCHORS_PER_UNIT + 1];
  mpfr_t offset;
  mpz_t integer;
} normal_tail;

static int terms_for(mpfr_prec_t bits) {
  double logarithm = log2(0.44);  // of 0.44 √((K−1)!)/K! 16^-K
  for (int k = 1; k < 400; k++) {
    // √((k−1)!)/k! = Π_{j<k} √j / Π_{j≤k} j
    logarithm += -4 - log2(k) + (k > 1 ? 0.5 * log2(k - 1) : 0);
    if (logarithm < -(double)bits) return k;
  }
  return 400;
}

static int normal_tail_open(normal_tail *self, mpfr_prec_t bits) {
  self->bits = bits;
  self->terms = terms_for(bits);
  self->limbs = (int)((bits + 12) / 64 + 1);
  for (int i = 0; i <= 2 * FARTHEST * ANCHORS_PER_UNIT; i++) {
    self->magnitudes[i] = NULL;
    self->signs[i] = NULL;
  }
  mpfr_init2(self->offset, bits);
  mpz_init(self->integer);
  return self->limbs <= MOST_LIMBS;
}

static void normal_tail_close(normal_tail *self) {
  for (int i = 0; i <= 2 * FARTHEST * ANCHORS_PER_UNIT; i++) {
    free(self->magnitudes[i]);
    free(self->signs[i]);
  }
  mpfr_clear(self->offset);
  mpz_clear(self->integer);
}

// Writes value · 2^scale, |value| · 2^scale < 2^(64 limbs), cut off; returns whether it is negative.
static unsigned char fraction(normal_tail *self, const mpfr_t value, long scale, mp_limb_t *target) {
  mpfr_t shifted;
  mpfr_init2(shifted, mpfr_get_prec(value));
  mpfr_mul_2si(shifted, value, scale, MPFR_RNDN);
  mpfr_get_z(self->integer, shifted, MPFR_RNDZ);
  mpfr_clear(shifted);
  size_t size = mpz_size(self->integer);
  for (int i = 0; i < self->limbs; i++) target[i] = (size_t)i < size ? mpz_getlimbn(self->integer, i) : 0;
  return mpz_sgn(self->integer) < 0;
}

// Coefficients of Φ(−x) about x = anchor/8: c_0 = Φ(−a), c_{k+1} = −g_k/(k+1) with g_0 = φ(a), g_{k+1} = −(a g_k + g_{k−1})/(k+1).
static int expand(normal_tail *self, int anchor) {
  int place = anchor + FARTHEST * ANCHORS_PER_UNIT, limbs = self->limbs;
  mp_limb_t *magnitudes = malloc(sizeof(mp_limb_t) * (size_t)(self->terms * limbs));
  unsigned char *signs = malloc((size_t)self->terms);
  self->magnitudes[place] = magnitudes;
  self->signs[place] = signs;
  if (!magnitudes || !signs) return 0;
  mpfr_prec_t more = self->bits + 64;
  mpfr_t a, before, now, next, product;
  mpfr_inits2(more, a, before, now, next, product, (mpfr_ptr)0);
  long scale = 64 * limbs - 2;
  mpfr_set_si_2exp(a, anchor, -3, MPFR_RNDN);
  mpfr_sqrt_ui(next, 2, MPFR_RNDN);
  mpfr_div(next, a, next, MPFR_RNDN);
  mpfr_erfc(product, next, MPFR_RNDN);
  mpfr_div_2ui(product, product, 1, MPFR_RNDN);
  signs[0] = fraction(self, product, scale, magnitudes);
  mpfr_sqr(now, a, MPFR_RNDN);
  mpfr_div_2ui(now, now, 1, MPFR_RNDN);
  mpfr_neg(now, now, MPFR_RNDN);
  mpfr_exp(now, now, MPFR_RNDN);
  mpfr_const_pi(next, MPFR_RNDN);
  mpfr_mul_2ui(next, next, 1, MPFR_RNDN);
  mpfr_sqrt(next, next, MPFR_RNDN);
  mpfr_div(now, now, next, MPFR_RNDN);
  mpfr_set_zero(before, 1);
  for (int k = 0; k + 1 < self->terms; k++) {
    mpfr_div_ui(product, now, (unsigned long)k + 1, MPFR_RNDN);
    mpfr_neg(product, product, MPFR_RNDN);
    signs[k + 1] = fraction(self, product, scale, magnitudes + (k + 1) * limbs);
    mpfr_mul(product, a, now, MPFR_RNDN);
    mpfr_add(next, product, before, MPFR_RNDN);
    mpfr_div_ui(next, next, (unsigned long)k + 1, MPFR_RNDN);
    mpfr_neg(next, next, MPFR_RNDN);
    mpfr_swap(before, now);
    mpfr_swap(now, next);
  }
  mpfr_clears(a, before, now, next, product, (mpfr_ptr)0);
  return 1;
}

// Writes Φ(−x). Returns 0 if memory ran out.
static int normal_tail_at(normal_tail *self, mpfr_t result, const mpfr_t x) {
  double about = mpfr_get_d(x, MPFR_RNDN);
  // Φ(−x) < e^(−x²/2)/2, below half a unit there.
  double limit = sqrt(2 * log(2) * ((double)self->bits + 1));
  if (limit > FARTHEST - 1) limit = FARTHEST - 1;
  if (!(about < limit)) {
    mpfr_set_zero(result, 1);
    return 1;
  }
  if (about < -limit) {
    mpfr_set_ui(result, 1, MPFR_RNDN);
    return 1;
  }
  int anchor = (int)lround(about * ANCHORS_PER_UNIT), place = anchor + FARTHEST * ANCHORS_PER_UNIT;
  if (!self->magnitudes[place] && !expand(self, anchor)) return 0;
  int limbs = self->limbs;
  const mp_limb_t *magnitude = self->magnitudes[place] + (self->terms - 1) * limbs;
  const unsigned char *signs = self->signs[place];
  mp_limb_t offset[MOST_LIMBS], sum[MOST_LIMBS], product[2 * MOST_LIMBS];
  mpfr_set_si_2exp(self->offset, anchor, -3, MPFR_RNDN);
  mpfr_sub(self->offset, x, self->offset, MPFR_RNDN);
  unsigned char offset_sign = fraction(self, self->offset, 64 * limbs, offset), sign = signs[self->terms - 1];
  mpn_copyi(sum, magnitude, limbs);
  for (int k = self->terms - 2; k >= 0; k--) {
    magnitude -= limbs;
    mpn_mul_n(product, sum, offset, limbs);
    const mp_limb_t *high = product + limbs;
    sign ^= offset_sign;
    if (sign == signs[k]) mpn_add_n(sum, high, magnitude, limbs);
    else if (mpn_cmp(high, magnitude, limbs) >= 0) mpn_sub_n(sum, high, magnitude, limbs);
    else {
      mpn_sub_n(sum, magnitude, high, limbs);
      sign = signs[k];
    }
  }
  mpz_t view;
  mpfr_set_z(result, mpz_roinit_n(view, sum, limbs), MPFR_RNDN);
  if (sign) mpfr_neg(result, result, MPFR_RNDN);
  mpfr_mul_2si(result, result, 2 - 64 * limbs, MPFR_RNDN);
  return 1;
}

// ln w for w > 0 by a table of ln at 1024 points of [1, 2) and the series of artanh: 1 µs instead of 5 of mpfr_log.
//
// With w = m · 2^e and c the middle of m's part, ln w = e ln 2 + ln c + 2 Σ ρ^(2k+1)/(2k+1), |ρ| = |m − c|/(m + c) ≤ 2^-12. All is done with 16 bits
// more than p; the series ends below 2^-(p+16); so the error is less than 2^-p · max(1, |ln w|).
#define LOGARITHMS 1024
typedef struct {
  mpfr_prec_t bits;
  int terms;
  mpfr_t table[LOGARITHMS];
  // 1/(2k+1)
  mpfr_t *odd;
  unsigned char made[LOGARITHMS];
  mpfr_t two, mantissa, centre, ratio, square, sum, part;
} logarithms;

static int logarithms_open(logarithms *self, mpfr_prec_t bits) {
  self->bits = bits + 16;
  self->terms = (int)(self->bits / 24 + 2);
  for (int i = 0; i < LOGARITHMS; i++) self->made[i] = 0;
  mpfr_inits2(self->bits, self->two, self->mantissa, self->centre, self->ratio, self->square, self->sum, self->part, (mpfr_ptr)0);
  mpfr_const_log2(self->two, MPFR_RNDN);
  self->odd = malloc(sizeof(mpfr_t) * (size_t)self->terms);
  if (!self->odd) return 0;
  for (int k = 0; k < self->terms; k++) {
    mpfr_init2(self->odd[k], self->bits);
    mpfr_set_ui(self->odd[k], 1, MPFR_RNDN);
    mpfr_div_ui(self->odd[k], self->odd[k], 2 * (unsigned long)k + 1, MPFR_RNDN);
  }
  return 1;
}

static void logarithms_close(logarithms *self) {
  for (int k = 0; self->odd && k < self->terms; k++) mpfr_clear(self->odd[k]);
  free(self->odd);
  for (int i = 0; i < LOGARITHMS; i++)
    if (self->made[i]) mpfr_clear(self->table[i]);
  mpfr_clears(self->two, self->mantissa, self->centre, self->ratio, self->square, self->sum, self->part, (mpfr_ptr)0);
}

static void logarithm_at(logarithms *self, mpfr_t result, const mpfr_t w) {
  mpfr_set(self->mantissa, w, MPFR_RNDN);
  long exponent = mpfr_get_exp(self->mantissa) - 1;
  mpfr_mul_2si(self->mantissa, self->mantissa, -exponent, MPFR_RNDN);
  int part = (int)((mpfr_get_d(self->mantissa, MPFR_RNDZ) - 1) * LOGARITHMS);
  if (part < 0) part = 0;
  if (part >= LOGARITHMS) part = LOGARITHMS - 1;
  mpfr_set_si_2exp(self->centre, 2 * (LOGARITHMS + part) + 1, -11, MPFR_RNDN);
  if (!self->made[part]) {
    mpfr_init2(self->table[part], self->bits);
    mpfr_log(self->table[part], self->centre, MPFR_RNDN);
    self->made[part] = 1;
  }
  mpfr_sub(self->ratio, self->mantissa, self->centre, MPFR_RNDN);
  mpfr_add(self->part, self->mantissa, self->centre, MPFR_RNDN);
  mpfr_div(self->ratio, self->ratio, self->part, MPFR_RNDN);
  mpfr_sqr(self->square, self->ratio, MPFR_RNDN);
  mpfr_set(self->sum, self->odd[self->terms - 1], MPFR_RNDN);
  for (int k = self->terms - 2; k >= 0; k--) {
    mpfr_mul(self->sum, self->sum, self->square, MPFR_RNDN);
    mpfr_add(self->sum, self->sum, self->odd[k], MPFR_RNDN);
  }
  mpfr_mul(self->sum, self->sum, self->ratio, MPFR_RNDN);
  mpfr_mul_2ui(self->sum, self->sum, 1, MPFR_RNDN);
  mpfr_add(self->sum, self->sum, self->table[part], MPFR_RNDN);
  mpfr_mul_si(self->part, self->two, exponent, MPFR_RNDN);
  mpfr_add(result, self->sum, self->part, MPFR_RNDN);
}

static void store(const mpfr_t value, int bits, int limbs, mpfr_t scaled, mpz_t integer, uint64_t *target) {
  mpfr_mul_2si(scaled, value, bits, MPFR_RNDN);
  mpfr_get_z(integer, scaled, MPFR_RNDN);
  for (int i = 0; i < limbs; i++) target[i] = 0;
  if (mpz_sgn(integer) <= 0) return;
  size_t size = mpz_size(integer);
  for (size_t i = 0; i < size && i < (size_t)limbs; i++) target[i] = mpz_getlimbn(integer, (mp_size_t)i);
}

double privacy_gaussian_tails(const char *sigma_text, const char *rate_text, long first, int log_points, double offset, long count,
                              int bits, int limbs, uint64_t *tails) {
  mpq_t sigma_fraction, rate_fraction;
  mpq_inits(sigma_fraction, rate_fraction, (mpq_ptr)0);
  if (mpq_set_str(sigma_fraction, sigma_text, 10) || mpq_set_str(rate_fraction, rate_text, 10)) {
    mpq_clears(sigma_fraction, rate_fraction, (mpq_ptr)0);
    return -1;
  }
  // Forty bits more than are asked for; |t| ≤ 64 costs up to 7, the threshold's conditioning is accounted for point by point.
  mpfr_prec_t precision = bits + 48;
  mpfr_t sigma, rate, complement, centre, y, w, u, a, scaled, shift;
  mpfr_inits2(precision, sigma, rate, complement, centre, y, w, u, a, scaled, shift, (mpfr_ptr)0);
  mpz_t integer;
  mpz_init(integer);
  mpfr_set_q(sigma, sigma_fraction, MPFR_RNDN);
  mpfr_set_q(rate, rate_fraction, MPFR_RNDN);
  mpq_t rest;
  mpq_init(rest);
  mpq_set_si(rest, 1, 1);
  mpq_sub(rest, rest, rate_fraction);
  mpfr_set_q(complement, rest, MPFR_RNDN);
  mpq_inv(rest, sigma_fraction);
  mpfr_set_q(shift, rest, MPFR_RNDN);
  mpq_clear(rest);
  mpfr_div_2ui(centre, shift, 1, MPFR_RNDN);
  // Errors and e^t have exponents far beyond those of a double.
  long double unit = ldexpl(1, -(int)precision);
  double spread = mpfr_get_d(sigma, MPFR_RNDN), middle = mpfr_get_d(centre, MPFR_RNDN);
  normal_tail normal;
  int enough = normal_tail_open(&normal, precision);
  logarithms logarithms;
  enough = logarithms_open(&logarithms, precision) && enough;
  mpfr_t factor;
  mpfr_init2(factor, precision);
  mpfr_set_si_2exp(factor, 1, -log_points, MPFR_RNDN);
  mpfr_exp(factor, factor, MPFR_RNDN);
  long double worst = 0;
  for (long k = 0; k < count && enough; k++) {
    uint64_t *target = tails + 2 * (size_t)limbs * (size_t)k;
    // e^t afresh every 256 points, between them by multiplication, which adds a unit and a half each time.
    if (k % 256 == 0) {
      mpfr_set_si_2exp(y, first + k, -log_points, MPFR_RNDN);
      // Exact: the offset is a multiple of 2^-64, and |t| < 2^14.
      mpfr_add_d(y, y, offset, MPFR_RNDN);
      mpfr_exp(y, y, MPFR_RNDN);
    } else {
      mpfr_mul(y, y, factor, MPFR_RNDN);
    }
    mpfr_sub(w, y, complement, MPFR_RNDN);
    // e^t is right to 400 units in relative size, 1 − q to half a unit, the difference is rounded once more.
    long double size = mpfr_get_ld(y, MPFR_RNDU), gap = mpfr_get_ld(w, MPFR_RNDD);
    long double wrong = 512 * (size + 1) * unit;
    long double error;
    if (!(gap > 4 * wrong)) {
      // w ≤ 0, or so near to 0 that both tails are 1 but for at most Φ(u) for a u that is too large.
      long double greatest = 8 * wrong / mpfr_get_ld(rate, MPFR_RNDD);
      long double above = spread * logl(greatest) * (1 - 1e-12L) + middle;
      if (greatest >= 1 || above > -1) { enough = 0; worst = -3; break; }
      error = gap < -4 * wrong ? 0 : expl(-above * above / 2 * (1 - 1e-12L));
      mpfr_set_ui(a, 1, MPFR_RNDN);
      store(a, bits, limbs, scaled, integer, target);
      store(a, bits, limbs, scaled, integer, target + limbs);
    } else {
      mpfr_div(u, w, rate, MPFR_RNDN);
      logarithm_at(&logarithms, u, u);
      mpfr_mul(u, u, sigma, MPFR_RNDN);
      double slope = fabs(mpfr_get_d(u, MPFR_RNDN));
      mpfr_add(u, u, centre, MPFR_RNDN);
      double at = mpfr_get_d(u, MPFR_RNDN);
      // |Δ ln w| ≤ 2 wrong/gap + 4 units; then products and sums. Times 2 for the doubles used here.
      long double argument =
          2 * (spread * (2 * wrong / gap + 8 * (1 + fabsl(logl(gap))) * unit) + (8 * (slope + fabs(at) + middle + 1)) * unit);
      enough = normal_tail_at(&normal, a, u);
      store(a, bits, limbs, scaled, integer, target);
      long double near = fmaxl(0, fabs(at) - argument), density = 0.4L * expl(-near * near / 2);
      error = argument * density;
      mpfr_sub(u, u, shift, MPFR_RNDN);
      at = mpfr_get_d(u, MPFR_RNDN);
      enough = enough && normal_tail_at(&normal, a, u);
      store(a, bits, limbs, scaled, integer, target + limbs);
      argument += 8 * (fabs(at) + 2 * middle + 1) * unit;
      near = fmaxl(0, fabs(at) - argument);
      density = 0.4L * expl(-near * near / 2);
      error = fmaxl(error, argument * density) + (TAYLOR_UNITS + 1) * unit;
    }
    // Numbers beyond those that errors are counted in are refused.
    if (!isfinite(error)) { enough = 0; worst = -3; break; }
    worst = fmaxl(worst, error);
  }
  normal_tail_close(&normal);
  logarithms_close(&logarithms);
  mpfr_clear(factor);
  mpfr_clears(sigma, rate, complement, centre, y, w, u, a, scaled, shift, (mpfr_ptr)0);
  mpz_clear(integer);
  mpq_clears(sigma_fraction, rate_fraction, (mpq_ptr)0);
  mpfr_free_cache();
  if (!enough) return worst < 0 ? (double)worst : -2;
  // Rounding to an integer costs half a unit.
  return (double)(ldexpl(worst, bits) * 1.001L + 1);
}
