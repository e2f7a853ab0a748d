#define _GNU_SOURCE
#include "CPrivacy.h"
#include <errno.h>
#include <string.h>
#include <sys/random.h>

int privacy_random_bytes(void *buffer, size_t count) {
  unsigned char *next = buffer;
  while (count > 0) {
    // No flags: the kernel's generator, which waits at boot until it is seeded.
    ssize_t got = getrandom(next, count, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    next += got;
    count -= (size_t)got;
  }
  return 0;
}

void privacy_wipe(void *buffer, size_t count) { explicit_bzero(buffer, count); }
