"""A checkpoint in the shape of a Llama with random weights, in shards, with a tokenizer.

block_model.py FOLDER LAYERS     LAYERS of 11.3 million weights, and 65.5 million of embedding and head; 40 make half a billion
"""
import json
import os
import sys

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

folder, layers = sys.argv[1], int(sys.argv[2])
WIDTH, INNER, HEADS, KEYS, VOCABULARY = 1024, 2816, 16, 4, 32000
os.makedirs(folder, exist_ok=True)
generator = np.random.default_rng(1)


def random(shape):
    """Normal numbers of deviation 0.02, the upper halves of their floats: bfloat16."""
    values = generator.standard_normal(shape, dtype=np.float32) * np.float32(0.02)
    return (values.view(np.uint32) >> 16).astype(np.uint16)


def layer(index):
    path = f"model.layers.{index}."
    for name, shape in [
        ("input_layernorm", None), ("self_attn.q_proj", (WIDTH, WIDTH)), ("self_attn.k_proj", (WIDTH * KEYS // HEADS, WIDTH)),
        ("self_attn.v_proj", (WIDTH * KEYS // HEADS, WIDTH)), ("self_attn.o_proj", (WIDTH, WIDTH)), ("post_attention_layernorm", None),
        ("mlp.gate_proj", (INNER, WIDTH)), ("mlp.up_proj", (INNER, WIDTH)), ("mlp.down_proj", (WIDTH, INNER)),
    ]:
        yield path + name + ".weight", shape or (WIDTH,)


tensors = [("model.embed_tokens.weight", (VOCABULARY, WIDTH))]
for index in range(layers):
    tensors += layer(index)
tensors += [("model.norm.weight", (WIDTH,)), ("lm_head.weight", (VOCABULARY, WIDTH))]
shards, files = 3, {}
for number in range(shards):
    part = tensors[len(tensors) * number // shards : len(tensors) * (number + 1) // shards]
    name, header, end = f"model-{number + 1:05}-of-{shards:05}.safetensors", {}, 0
    for tensor, shape in part:
        size = 2 * int(np.prod(shape))
        header[tensor] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
        files[tensor] = name
    text = json.dumps(header).encode()
    with open(f"{folder}/{name}", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor, shape in part:
            file.write((np.full(shape, 0x3F80, np.uint16) if len(shape) == 1 else random(shape)).tobytes())
json.dump({"metadata": {}, "weight_map": files}, open(f"{folder}/model.safetensors.index.json", "w"))
json.dump({
    "model_type": "llama", "hidden_size": WIDTH, "intermediate_size": INNER, "num_hidden_layers": layers, "num_attention_heads": HEADS,
    "num_key_value_heads": KEYS, "vocab_size": VOCABULARY, "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
    "hidden_act": "silu", "tie_word_embeddings": False}, open(f"{folder}/config.json", "w"))
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
texts = [open(path, encoding="utf-8", errors="replace").read() for path in sys.argv[3:]]
tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
    vocab_size=VOCABULARY, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
tokenizer.save(f"{folder}/tokenizer.json")
print(f"{sum(int(np.prod(shape)) for _, shape in tensors)} parameters, {tokenizer.get_vocab_size()} symbols")
