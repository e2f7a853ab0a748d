"""Small random decoders of every family, made by transformers, and the scores that it gives.

decoder_peers.py make FOLDER     writes FOLDER/<family>-<dtype>/{config.json, *.safetensors, symbols.txt, scores.npy}
"""
import os
import sys

import numpy as np
import torch
from transformers import (
    AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM,
    Phi3Config, Phi3ForCausalLM, Qwen2Config, Qwen2ForCausalLM)

SMALL = dict(hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6, num_key_value_heads=2,
             vocab_size=97, max_position_embeddings=64, initializer_range=0.3, pad_token_id=0, bos_token_id=1, eos_token_id=2)
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16,
              rope_theta=5000.0)
FAMILIES = {
    "gpt2": lambda: GPT2LMHeadModel(GPT2Config(
        n_embd=48, n_layer=3, n_head=6, vocab_size=97, n_positions=64, initializer_range=0.3, bos_token_id=1, eos_token_id=2)),
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**SMALL)),
    "llama-tied-biased": lambda: LlamaForCausalLM(LlamaConfig(
        **SMALL, tie_word_embeddings=True, attention_bias=True, mlp_bias=True, head_dim=10)),
    "llama3": lambda: LlamaForCausalLM(LlamaConfig(**SMALL, rope_parameters=LLAMA3)),
    "mistral": lambda: MistralForCausalLM(MistralConfig(**SMALL, sliding_window=5)),
    "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**SMALL)),
    "phi3": lambda: Phi3ForCausalLM(Phi3Config(**SMALL, sliding_window=7)),
}


def make(folder):
    for seed, (family, build) in enumerate(FAMILIES.items()):
        for dtype in (torch.float32, torch.float16, torch.bfloat16):
            torch.manual_seed(seed)
            model = build().eval()
            with torch.no_grad():
                for name, value in model.named_parameters():
                    if value.ndim == 1:
                        value.add_(0.3 * torch.randn_like(value))
            path = f"{folder}/{family}-{str(dtype).split('.')[1]}"
            # Weights are rounded to the type, and computed with in single precision.
            model.to(dtype).save_pretrained(path, max_shard_size="60KB" if family == "llama" else "1GB")
            model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32, attn_implementation="eager").eval()
            texts = [torch.randint(0, 97, (n,)) for n in (1, 7, 40)]
            with torch.inference_mode():
                scores = torch.cat([model(text[None]).logits[0] for text in texts])
            np.save(f"{path}/scores.npy", scores.numpy().astype(np.float32))
            with open(f"{path}/symbols.txt", "w") as file:
                for text in texts:
                    print(*text.tolist(), file=file)


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    make(sys.argv[2])
