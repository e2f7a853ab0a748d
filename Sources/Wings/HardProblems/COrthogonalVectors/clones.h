#ifndef TIGHTBOUND_CLONES_H
#define TIGHTBOUND_CLONES_H

#include <stddef.h>
#include <stdint.h>

// A function marked CLONES is compiled once for each instruction set, and the dynamic linker picks one; CLONES_16 is for those
// with lanes of 16 bits. That needs ELF; elsewhere the compiler's own target has to do.
#if defined(__x86_64__) && defined(__ELF__)
#define CLONES __attribute__((target_clones("avx512vpopcntdq", "avx512f", "avx2", "default")))
#define CLONES_16 __attribute__((target_clones("avx512bw", "avx2", "default")))
#else
#define CLONES
#define CLONES_16
#endif

// Vectors of 64 bytes, whatever the machine has: the compiler splits them into registers.
typedef uint64_t words8 __attribute__((vector_size(64), may_alias));
typedef uint32_t lanes16 __attribute__((vector_size(64), may_alias));
// As an extended vector it can be chosen from by lanes, with ?:.
typedef uint16_t lanes32 __attribute__((ext_vector_type(32)));

// They are passed between inlined functions only, so how a call would pass them does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

// Part of each clone: a call would fall back to the plain instruction set.
#define INLINE static inline __attribute__((always_inline))

#endif
