#include "guarded_glpk.h"

#include <setjmp.h>

static _Thread_local size_t aborts;

size_t guarded_glpk_aborts(void) { return aborts; }

static void leave(void *place) { longjmp(*(jmp_buf *)place, 1); }

// GLPK turns its terminal on for the message of an error.
static int silent(void *info, const char *text) {
  (void)info;
  (void)text;
  return 1;
}

// Frames of GLPK alone are jumped over, none of Swift.
#define GUARDED(CALL)                \
  jmp_buf place;                     \
  if (setjmp(place) != 0) {          \
    aborts++;                        \
    return GUARDED_GLPK_ABORTED;     \
  }                                  \
  glp_error_hook(leave, &place);     \
  glp_term_hook(silent, NULL);       \
  int code = CALL;                   \
  glp_term_hook(NULL, NULL);         \
  glp_error_hook(NULL, NULL);        \
  return code

static int prepare(glp_prob *problem, int scales) {
  if (scales) glp_scale_prob(problem, GLP_SF_AUTO);
  glp_adv_basis(problem, 0);
  return 0;
}

static int btran(glp_prob *problem, double *vector) {
  glp_btran(problem, vector);
  return 0;
}

int guarded_glpk_prepare(glp_prob *problem, int scales) { GUARDED(prepare(problem, scales)); }
int guarded_glpk_simplex(glp_prob *problem, const glp_smcp *parameters) { GUARDED(glp_simplex(problem, parameters)); }
int guarded_glpk_exact(glp_prob *problem, const glp_smcp *parameters) { GUARDED(glp_exact(problem, parameters)); }
int guarded_glpk_factorize(glp_prob *problem) { GUARDED(glp_bf_exists(problem) ? 0 : glp_factorize(problem)); }
int guarded_glpk_btran(glp_prob *problem, double *vector) { GUARDED(btran(problem, vector)); }
