#ifndef TIGHTBOUND_SPLICING_CLONES_H
#define TIGHTBOUND_SPLICING_CLONES_H

// A function marked CLONES is compiled once for each instruction set, and the dynamic linker picks one. That needs ELF; elsewhere
// the compiler's own target has to do.
#if defined(__x86_64__) && defined(__ELF__)
#define CLONES __attribute__((target_clones("avx512vpopcntdq", "avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// Vectors are passed between inlined functions only, so how a call would pass them does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#endif
