#ifndef TIGHTBOUND_GUARDED_GLPK_H
#define TIGHTBOUND_GUARDED_GLPK_H

#include <glpk.h>
#include <stddef.h>

/// What the functions below return when GLPK meets what it takes for an error of its own, where it would end the process: a failed
/// assertion, a number that overflowed, no memory. All objects of this thread's environment are then lost; `glp_free_env` is the only thing
/// that may be called, and frees them.
enum { GUARDED_GLPK_ABORTED = -1000 };

/// How often GLPK has been stopped so in this thread. Objects from before are lost.
size_t guarded_glpk_aborts(void);

/// `glp_scale_prob` and `glp_adv_basis`; returns 0.
int guarded_glpk_prepare(glp_prob *problem, int scales);
/// `glp_simplex`.
int guarded_glpk_simplex(glp_prob *problem, const glp_smcp *parameters);
/// `glp_exact`.
int guarded_glpk_exact(glp_prob *problem, const glp_smcp *parameters);
/// `glp_factorize`, unless there are factors.
int guarded_glpk_factorize(glp_prob *problem);
/// `glp_btran`; returns 0.
int guarded_glpk_btran(glp_prob *problem, double *vector);

#endif
