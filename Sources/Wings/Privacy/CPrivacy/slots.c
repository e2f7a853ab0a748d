#include "CPrivacy.h"
#include <stdlib.h>
#include <string.h>

void privacy_pack(const uint64_t *numbers, size_t count, size_t limbs, size_t slot, uint64_t *packed) {
  memset(packed, 0, count * slot * sizeof(uint64_t));
  for (size_t i = 0; i < count; i++) memcpy(packed + i * slot, numbers + i * limbs, limbs * sizeof(uint64_t));
}

size_t privacy_unpack(const uint64_t *packed, size_t used, size_t count, size_t limbs, size_t slot, int shift, int up,
                      uint64_t *numbers) {
  size_t whole = (size_t)shift / 64, lost = 0;
  int part = shift % 64;
  uint64_t *value = malloc(slot * sizeof(uint64_t));
  if (!value) return 1;
  for (size_t i = 0; i < count; i++) {
    memset(value, 0, slot * sizeof(uint64_t));
    size_t start = i * slot, words = start < used ? (used - start < slot ? used - start : slot) : 0;
    for (size_t k = 0; k < words; k++) value[k] = packed[start + k];
    uint64_t below = 0;
    for (size_t k = 0; k < whole; k++) below |= value[k];
    if (part) below |= value[whole] << (64 - part);
    uint64_t carry = up && below ? 1 : 0, *target = numbers + i * limbs;
    for (size_t k = 0; k + whole < slot; k++) {
      uint64_t word = value[k + whole] >> part;
      if (part && k + whole + 1 < slot) word |= value[k + whole + 1] << (64 - part);
      word += carry;
      carry = carry && word == 0;
      if (k < limbs) target[k] = word;
      else lost += word != 0;
    }
    for (size_t k = slot - whole; k < limbs; k++) {
      target[k] = carry;
      carry = 0;
    }
  }
  free(value);
  return lost;
}
