"""GPTQ in NumPy, which benchmarks set beside ours."""
import numpy as np


def symmetric(w, bits):
    """Scale and zero as DiscQuant's authors have them; the scale in half precision."""
    scale = (2 * np.abs(w).max(1, keepdims=True) / (2**bits - 1)).astype(np.float16).astype(np.float32)
    return scale, np.float32(2 ** (bits - 1))


def rounded(w, scale, zero, bits):
    return scale * (np.clip(np.floor(w / scale + zero + np.float32(0.5)), 0, np.float32(2**bits - 1)) - zero)


def gptq(w, x, bits, group, damping=0.01, block=128):
    """GPTQ as published: Cholesky, inverse, Cholesky; by falling diagonal, groups static; in blocks of 128 columns."""
    hessian = (x.T @ x).astype(np.float64) / len(x)
    dead = np.diag(hessian) == 0
    hessian[dead, dead] = 1
    w = w.copy()
    w[:, dead] = 0
    grids = [symmetric(part, bits) for part in np.split(w, w.shape[1] // group, 1)]
    order = np.argsort(-np.diag(hessian), kind="stable")
    hessian, w = hessian[order][:, order], w[:, order]
    hessian[np.diag_indices_from(hessian)] += damping * np.diag(hessian).mean()
    lower = np.linalg.inv(np.linalg.cholesky(hessian))
    # chol(H⁻¹)ᵀ: H⁻¹ = UᵀU with U upper triangular.
    upper = np.linalg.cholesky(lower.T @ lower).T.astype(np.float32)
    result = np.zeros_like(w)
    for first in range(0, w.shape[1], block):
        last = min(first + block, w.shape[1])
        errors = np.zeros((len(w), last - first), np.float32)
        for i in range(first, last):
            scale, zero = grids[order[i] // group]
            value = rounded(w[:, i], scale[:, 0], zero, bits)
            result[:, i] = value
            errors[:, i - first] = (w[:, i] - value) / upper[i, i]
            w[:, i + 1 : last] -= np.outer(errors[:, i - first], upper[i, i + 1 : last])
        w[:, last:] -= errors @ upper[first:last, last:]
    restored = np.zeros_like(result)
    restored[:, order] = result
    return restored
