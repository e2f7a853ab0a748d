/* linear_algebra_peer BITS ORDER...: times FLINT's fmpz_mat on the systems of LinearAlgebraBenchmark, whose lines it prints. */
#include <flint/fmpq_mat.h>
#include <flint/fmpz_mat.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t state;

/* Steele, Lea and Flood's generator. */
static uint64_t next(void)
{
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* An entry of at most `bits` bits and a random sign. */
static void entry(fmpz_t value, long bits)
{
    fmpz_t limb;
    fmpz_init(limb);
    fmpz_zero(value);
    for (long index = 0; index < (bits + 63) / 64; index++) {
        fmpz_set_ui(limb, next());
        fmpz_mul_2exp(limb, limb, 64 * index);
        fmpz_add(value, value, limb);
    }
    fmpz_fdiv_r_2exp(value, value, bits);
    if (next() & 1) fmpz_neg(value, value);
    fmpz_clear(limb);
}

static void fill(fmpz_mat_t matrix, long bits)
{
    for (long i = 0; i < fmpz_mat_nrows(matrix); i++)
        for (long j = 0; j < fmpz_mat_ncols(matrix); j++) entry(fmpz_mat_entry(matrix, i, j), bits);
}

/* Processor time: the fastest of up to nine runs, fewer once they took a second. */
#define TIME(best, body)                                              \
    double best = 1e300;                                              \
    {                                                                 \
        double total = 0;                                             \
        for (int run = 0; run < 9 && total < 1000; run++) {           \
            clock_t start = clock();                                  \
            body;                                                     \
            double spent = (clock() - start) * 1e3 / CLOCKS_PER_SEC;  \
            if (spent < best) best = spent;                           \
            total += spent;                                           \
        }                                                             \
    }

static void print(const char *operation, long bits, long order, double spent, const fmpz_t check)
{
    printf("flint\t%s\t%ld\t%ld\t%.6f\t", operation, bits, order, spent);
    fmpz_print(check);
    printf("\n");
    fflush(stdout);
}

int main(int count, char **words)
{
    if (count < 3) {
        fprintf(stderr, "usage: linear_algebra_peer BITS ORDER...\n");
        return 2;
    }
    long bits = atol(words[1]);
    fmpz_t modulus, check, denominator;
    fmpz_init(modulus);
    fmpz_init(check);
    fmpz_init(denominator);
    fmpz_set_ui(modulus, (UWORD(1) << 61) - 1);
    for (int word = 2; word < count; word++) {
        long n = atol(words[word]);
        state = n;
        fmpz_mat_t matrix, right, solution, left, top, product;
        fmpq_mat_t fractions;
        fmpz_mat_init(matrix, n, n);
        fmpz_mat_init(right, n, 1);
        fmpz_mat_init(solution, n, 1);
        fmpq_mat_init(fractions, n, 1);
        fill(matrix, bits);
        fill(right, bits);

        TIME(determinant, fmpz_mat_det(check, matrix));
        fmpz_mod(check, check, modulus);
        print("determinant", bits, n, determinant, check);

        /* Fractions in lowest terms, which is what Exact gives. */
        TIME(solved, {
            fmpz_mat_solve(solution, denominator, matrix, right);
            fmpq_mat_set_fmpz_mat_div_fmpz(fractions, solution, denominator);
        });
        fmpz_zero(check);
        for (long i = 0; i < n; i++) {
            fmpz_add(check, check, fmpq_mat_entry_num(fractions, i, 0));
            fmpz_mul_ui(check, check, 3);
            fmpz_add(check, check, fmpq_mat_entry_den(fractions, i, 0));
            fmpz_mod(check, check, modulus);
        }
        print("solve", bits, n, solved, check);

        long half = n / 2, rank = 0;
        fmpz_mat_init(left, n, half);
        fmpz_mat_init(top, half, n);
        fmpz_mat_init(product, n, n);
        fill(left, bits / 2);
        fill(top, bits / 2);
        fmpz_mat_mul(product, left, top);
        TIME(ranked, rank = fmpz_mat_rank(product));
        fmpz_set_si(check, rank);
        print("rank", bits, n, ranked, check);
    }
    return 0;
}
