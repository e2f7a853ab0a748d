"""Byte-level tokenizers of every pattern, trained by PyPI tokenizers, and the symbols that it gives, beside Tightbound's.

tokenizer_peers.py TIGHTBOUND LINES     LINES: how many lines of Unicode
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

ours, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
LATER = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def later(digits):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LATER % digits), "isolated"), BYTES])


KINDS = {  # the words before, a normaliser, whether whole words are looked up, the word in front
    "GPT-2": (pre_tokenizers.ByteLevel(add_prefix_space=False), None, False, None),
    "Llama 3": (later("{1,3}"), None, True, "<|begin_of_text|>"),
    "Qwen 2": (later(""), normalizers.NFC(), False, None),
}
random.seed(7)
assigned = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cs", "Cn")]
blocks = [[c for c in assigned if ord(c) >> 7 == block] for block in sorted({ord(c) >> 7 for c in assigned})]
words = open(__file__, encoding="utf-8").read().split() + "I'll I'LL it's IT'ſ we'd don't you're 'tis 1234567 3.14159 --- ... été Ångström naïve".split()
blanks = [" "] * 12 + ["  ", "   ", "\t", "\r", "\r\r ", "\u00a0", "\u3000", "\u2028", "\x85", "\x1c", " \r ", "<|endoftext|>"]


def line():
    parts = []
    for _ in range(random.randrange(1, 14)):
        kind = random.random()
        if kind < 0.5:
            parts.append(random.choice(words))
        elif kind < 0.8:
            parts.append("".join(random.choices(random.choice(blocks), k=random.randrange(1, 9))))
        else:
            parts.append("".join(random.choices(assigned, k=random.randrange(1, 6))))
        parts.append(random.choice(blanks) if random.random() < 0.8 else "")
    return "".join(parts).replace("\n", " ").rstrip("\r")


texts = [line() for _ in range(count)] + ["a" + chr(c) + "1" + chr(c) + " b" for c in range(0x110000) if not 0xD800 <= c < 0xE000 and c != 10][:: max(1, 1_112_063 // max(count, 1))]
lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
with tempfile.TemporaryDirectory() as work:
    with open(f"{work}/texts.jsonl", "w") as file:
        file.write(lines)
    print("| tokenizer | lines | symbols | differing lines | tokenizers, s | Tightbound with start and files, s |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, (before, normalizer, whole, front) in KINDS.items():
        tokenizer = Tokenizer(models.BPE(ignore_merges=whole))
        tokenizer.pre_tokenizer, tokenizer.decoder = before, decoders.ByteLevel()
        if normalizer:
            tokenizer.normalizer = normalizer
        special = [AddedToken("<|endoftext|>", special=True, normalized=False)]
        special += [AddedToken(front, special=True, normalized=False)] if front else []
        tokenizer.train_from_iterator(texts[: count // 2], trainers.BpeTrainer(
            vocab_size=3000, show_progress=False, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
        steps = [processors.ByteLevel(trim_offsets=False)]
        if front:
            steps.append(processors.TemplateProcessing(f"{front} $A", special_tokens=[(front, tokenizer.token_to_id(front))]))
        tokenizer.post_processor = processors.Sequence(steps) if front else steps[0]
        os.makedirs(f"{work}/{name}")
        tokenizer.save(f"{work}/{name}/tokenizer.json")
        start = time.perf_counter()
        expected = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
        theirs = time.perf_counter() - start
        start = time.perf_counter()
        subprocess.run([ours, "encode", f"{work}/{name}", f"{work}/texts.jsonl", "--symbols", "-o", f"{work}/ours.txt"],
                       check=True, capture_output=True)
        seconds = time.perf_counter() - start
        found = [[int(n) for n in row.split()] for row in open(f"{work}/ours.txt").read().split("\n")[:-1]]
        assert len(found) == len(texts), (len(found), len(texts))
        wrong = [i for i, (a, b) in enumerate(zip(expected, found)) if a != b]
        print(f"| {name} | {len(texts)} | {sum(map(len, expected))} | {len(wrong)} | {theirs:.2f} | {seconds:.2f} |", flush=True)
        for i in wrong[:5]:
            print(repr(texts[i]), [tokenizer.id_to_token(t) for t in expected[i]], [tokenizer.id_to_token(t) for t in found[i]])
        if wrong:
            sys.exit(1)
