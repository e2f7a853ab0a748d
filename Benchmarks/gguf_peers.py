"""GGUF files of `tightbound quantize gguf`, read by the package gguf, against the dequantized weights.

gguf_peers.py FOLDER BITS...
"""
import sys

import gguf
import numpy as np
import safetensors.numpy

folder = sys.argv[1]
for bits in sys.argv[2:]:
    plain = safetensors.numpy.load_file(f"{folder}/plain-{bits}.safetensors")
    tensors = gguf.GGUFReader(f"{folder}/{bits}.gguf").tensors
    packed = [t.name for t in tensors if t.tensor_type.name.startswith("Q")]
    for tensor in tensors:
        read = gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(-1)
        assert list(reversed([int(n) for n in tensor.shape])) == list(plain[tensor.name].shape), tensor.name
        assert (read == plain[tensor.name].reshape(-1).astype(np.float32)).all(), tensor.name
    left = sorted(set(plain) - {t.name for t in tensors})
    print(f"{bits} bits: {len(tensors)} tensors, {len(packed)} of them in blocks, equal bit for bit; left out: {', '.join(left) or 'none'}")
