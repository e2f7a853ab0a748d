// Orthogonal Vectors in plain C, to be compiled with -O3 -march=native: the loops as one writes them for a compiler that
// vectorises, each in the variants that are worth trying.
//
// orthogonal_vectors_peer FILE SECONDS: `name<tab>seconds<tab>pairs` for each; FILE is n_A, n_B, d and the rows, in 64-bit words.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  uint64_t na, nb, d, words;
  uint64_t *a, *b;      // by rows, `words` words each
  uint32_t *a32, *b32;  // the same in 32 bits, if d <= 32
  uint16_t *a16, *b16;  // the same in 16 bits, if d <= 16
  uint64_t *columns;    // b by columns, nb / 64 words each
  uint64_t blocks;      // words of a column
  uint64_t *block;      // b by blocks of 512 rows, in each the columns, 8 words each
} problem;

// Rows.

static uint64_t rows64(const problem *p) {
  uint64_t pairs = 0;
  for (uint64_t i = 0; i < p->na; i++) {
    uint64_t x = p->a[i];
    for (uint64_t j = 0; j < p->nb; j++) pairs += (x & p->b[j]) == 0;
  }
  return pairs;
}

static uint64_t rows32(const problem *p) {
  uint64_t pairs = 0;
  for (uint64_t i = 0; i < p->na; i++) {
    uint32_t x = p->a32[i], found = 0;
    for (uint64_t j = 0; j < p->nb; j++) found += (x & p->b32[j]) == 0;
    pairs += found;
  }
  return pairs;
}

static uint64_t rows16(const problem *p) {
  uint64_t pairs = 0;
  for (uint64_t i = 0; i < p->na; i++) {
    uint16_t x = p->a16[i];
    for (uint64_t j = 0; j < p->nb; j += 32768) {
      uint16_t found = 0;
      uint64_t end = p->nb - j < 32768 ? p->nb : j + 32768;
      for (uint64_t k = j; k < end; k++) found += (x & p->b16[k]) == 0;
      pairs += found;
    }
  }
  return pairs;
}

static uint64_t rows_long(const problem *p) {
  uint64_t pairs = 0, words = p->words;
  for (uint64_t i = 0; i < p->na; i++) {
    const uint64_t *x = p->a + i * words;
    for (uint64_t j = 0; j < p->nb; j++) {
      const uint64_t *y = p->b + j * words;
      uint64_t w = 0;
      while (w < words && (x[w] & y[w]) == 0) w++;
      pairs += w == words;
    }
  }
  return pairs;
}

// Columns.

// The whole side at once.
static uint64_t columns_whole(const problem *p) {
  uint64_t pairs = 0, length = p->blocks, *covered = malloc(8 * length + 8);
  for (uint64_t i = 0; i < p->na; i++) {
    memset(covered, 0, 8 * length);
    for (uint64_t w = 0; w < p->words; w++) {
      for (uint64_t rest = p->a[i * p->words + w]; rest != 0; rest &= rest - 1) {
        const uint64_t *column = p->columns + (64 * w + (uint64_t)__builtin_ctzll(rest)) * length;
        for (uint64_t k = 0; k < length; k++) covered[k] |= column[k];
      }
    }
    uint64_t met = 0;
    for (uint64_t k = 0; k < length; k++) met += (uint64_t)__builtin_popcountll(covered[k]);
    pairs += p->nb - met;
  }
  free(covered);
  return pairs;
}

// Blocks of 512 rows, whose columns fit the first-level cache and whose union fits registers.
static uint64_t columns_blocked(const problem *p) {
  uint64_t met = 0, width = 64 * p->words;
  for (uint64_t start = 0; start < p->blocks; start += 8) {
    const uint64_t *columns = p->block + start * width;
    for (uint64_t i = 0; i < p->na; i++) {
      uint64_t covered[8] = {0};
      for (uint64_t w = 0; w < p->words; w++) {
        for (uint64_t rest = p->a[i * p->words + w]; rest != 0; rest &= rest - 1) {
          const uint64_t *column = columns + (64 * w + (uint64_t)__builtin_ctzll(rest)) * 8;
          for (int k = 0; k < 8; k++) covered[k] |= column[k];
        }
      }
      for (int k = 0; k < 8; k++) met += (uint64_t)__builtin_popcountll(covered[k]);
    }
  }
  return p->na * p->nb - met;
}

// Zeta.

static uint64_t zeta(const problem *p) {
  uint64_t size = (uint64_t)1 << p->d;
  uint32_t *f = calloc(size, 4);
  for (uint64_t j = 0; j < p->nb; j++) f[p->b[j]]++;
  for (uint64_t k = 0; k < p->d; k++) {
    uint64_t half = (uint64_t)1 << k;
    for (uint64_t start = 0; start < size; start += 2 * half) {
      for (uint64_t m = start; m < start + half; m++) f[m + half] += f[m];
    }
  }
  uint64_t pairs = 0;
  for (uint64_t i = 0; i < p->na; i++) pairs += f[~p->a[i] & (size - 1)];
  free(f);
  return pairs;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// The mean time of a run, of at least `seconds` in all. The clock is read seldom: reading it takes as long as a small run.
static void measure(const char *name, uint64_t (*count)(const problem *), const problem *p, double seconds) {
  uint64_t pairs = 0, runs = 0;
  double start = now(), elapsed;
  do {
    for (uint64_t again = runs < 1000 ? runs + 1 : 1000; again > 0; again--, runs++) pairs = count(p);
    elapsed = now() - start;
  } while (elapsed < seconds);
  printf("%s\t%.9g\t%llu\n", name, elapsed / (double)runs, (unsigned long long)pairs);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  uint64_t header[3];
  if (!file || fread(header, 8, 3, file) != 3) return 3;
  problem p = {.na = header[0], .nb = header[1], .d = header[2], .words = (header[2] + 63) / 64};
  p.a = malloc(8 * p.na * p.words);
  p.b = malloc(8 * p.nb * p.words);
  if (fread(p.a, 8, p.na * p.words, file) != p.na * p.words) return 3;
  if (fread(p.b, 8, p.nb * p.words, file) != p.nb * p.words) return 3;
  // How the vectors are laid out is not timed; in Tightbound it is.
  if (p.d <= 32) {
    p.a32 = malloc(4 * p.na);
    p.b32 = malloc(4 * p.nb);
    for (uint64_t i = 0; i < p.na; i++) p.a32[i] = (uint32_t)p.a[i];
    for (uint64_t j = 0; j < p.nb; j++) p.b32[j] = (uint32_t)p.b[j];
  }
  if (p.d <= 16) {
    p.a16 = malloc(2 * p.na);
    p.b16 = malloc(2 * p.nb);
    for (uint64_t i = 0; i < p.na; i++) p.a16[i] = (uint16_t)p.a[i];
    for (uint64_t j = 0; j < p.nb; j++) p.b16[j] = (uint16_t)p.b[j];
  }
  p.blocks = (p.nb + 511) / 512 * 8;
  p.columns = calloc(p.blocks * 64 * p.words, 8);
  p.block = aligned_alloc(64, 8 * p.blocks * 64 * p.words);
  for (uint64_t j = 0; j < p.nb; j++) {
    for (uint64_t k = 0; k < p.d; k++) {
      p.columns[k * p.blocks + j / 64] |= (p.b[j * p.words + k / 64] >> (k % 64) & 1) << (j % 64);
    }
  }
  for (uint64_t s = 0; s < p.blocks; s += 8) {
    for (uint64_t k = 0; k < 64 * p.words; k++) {
      memcpy(p.block + s * 64 * p.words + 8 * k, p.columns + k * p.blocks + s, 64);
    }
  }
  double seconds = atof(argv[2]);
  if (p.words == 1) measure("rows, 64 bits", rows64, &p, seconds);
  else measure("rows, words until the first that is not 0", rows_long, &p, seconds);
  if (p.d <= 32) measure("rows, 32 bits", rows32, &p, seconds);
  if (p.d <= 16) measure("rows, 16 bits", rows16, &p, seconds);
  measure("columns, whole", columns_whole, &p, seconds);
  measure("columns, blocked", columns_blocked, &p, seconds);
  if (p.d <= 26) measure("zeta", zeta, &p, seconds);
  return 0;
}
