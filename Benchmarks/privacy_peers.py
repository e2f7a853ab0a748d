"""Privacy accounting and discrete Gaussian noise: Tightbound beside dp-accounting, prv-accountant and OpenDP. Processor time of one core."""
import json
import os
import resource
import subprocess
import sys
import time
import warnings

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"
import dp_accounting
import opendp.prelude as dp
from dp_accounting.pld import PLDAccountant
from prv_accountant import PRVAccountant, PoissonSubsampledGaussianMechanism

warnings.simplefilter("ignore")
ours = os.path.abspath(sys.argv[1])
SETTINGS = [("1", "1/100", 1000, "1e-5"), ("1", "1/100", 10000, "1e-5"), ("4", "1/100", 10000, "1e-5"), ("0.8", "1/200", 1000, "1e-6"),
            ("1.1", "256/60000", 14062, "1e-5"), ("2", "1/10", 500, "1e-5"), ("0.4", "1/100", 10, "1e-5"), ("10", "1", 100, "1e-5"),
            ("1", "1/10000", 100000, "1e-6")]


def value(text):
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def command(*arguments):
    """What `tightbound dp epsilon` says, the least processor time of five runs within it, and that of the whole command."""
    start = children()
    text = subprocess.run([ours, "dp", "epsilon", "--format", "json", *arguments], check=True, capture_output=True, text=True).stdout
    whole = children() - start
    timed = subprocess.run([ours, "dp", "epsilon", "--time", "--format", "json", *arguments], check=True, capture_output=True, text=True)
    return json.loads(text)["epsilon"], json.loads(timed.stdout)["seconds"], whole


def timed(body):
    """The result, and the least processor time of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        result = body()
        times.append(time.process_time() - start)
    return result, min(times)


def by_dots(sigma, q, steps, delta, mesh=1e-4):
    """ε by dp-accounting, with the mesh that is its default."""
    event = dp_accounting.GaussianDpEvent(value(sigma))
    if value(q) < 1:
        event = dp_accounting.PoissonSampledDpEvent(value(q), event)
    accountant = PLDAccountant(value_discretization_interval=mesh)
    accountant.compose(event, steps)
    return accountant.get_epsilon(float(delta))


def by_fourier(sigma, q, steps, delta):
    """ε by prv-accountant, from below, estimated, and from above."""
    mechanism = PoissonSubsampledGaussianMechanism(noise_multiplier=value(sigma), sampling_probability=value(q))
    accountant = PRVAccountant(prvs=[mechanism], max_self_compositions=[steps], eps_error=0.01, delta_error=float(delta) / 1000)
    return accountant.compute_epsilon(delta=float(delta), num_self_compositions=[steps])


print("| σ, q, T, δ | certified by `pld` | ms | `prv` | error | ms | dp-accounting | error | ms | prv-accountant | error | ms | whole commands, ms |")
print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
slowest, ratios = 0, []
for setting in SETTINGS:
    sigma, q, steps, delta = setting
    options = ["--sigma", sigma, "--q", q, "--steps", str(steps), "--delta", delta]
    certified, certified_time, certified_whole = command(*options, "--method", "pld")
    estimate, estimate_time, estimate_whole = command(*options, "--method", "prv")
    estimate = estimate["estimate"]
    # The truth for the column of errors: dp-accounting on two finer meshes, whose errors are as their squares.
    finer = 5e-5 if steps < 50_000 else 4e-6
    truth = (4 * by_dots(*setting, mesh=finer / 2) - by_dots(*setting, mesh=finer)) / 3
    dots, dots_time = timed(lambda: by_dots(*setting))
    cells = [", ".join([sigma, q, str(steps), delta]), f"{certified['lower']:.5f} to {certified['upper']:.5f}", f"{1000 * certified_time:.0f}",
             f"{estimate:.7f}", f"{abs(estimate - truth):.0e}", f"{1000 * estimate_time:.2f}",
             f"{dots:.7f}", f"{abs(dots - truth):.0e}", f"{1000 * dots_time:.0f}"]
    peers = [dots_time]
    try:
        (low, middle, high), fourier_time = timed(lambda: by_fourier(*setting))
        cells += [f"{low:.4f} to {high:.4f}", f"{abs(middle - truth):.0e}", f"{1000 * fourier_time:.0f}"]
        peers.append(fourier_time)
    except Exception as error:
        cells += [type(error).__name__, "-", "-"]
    cells.append(f"{1000 * certified_whole:.0f}, {1000 * estimate_whole:.0f}")
    print("| " + " | ".join(cells) + " |", flush=True)
    ratios.append(min(peers) / estimate_time)
    assert certified["lower"] <= estimate <= certified["upper"], "the estimate lies outside of the certified interval"
print(f"\n`prv` is at least {min(ratios):.0f} times as fast as the faster peer of each row.")

print()
print("| discrete Gaussian, σ² | ours, draws/s | OpenDP, draws/s |")
print("|---|--:|--:|")
dp.enable_features("contrib")
for variance in [1, 100, 1_000_000]:
    count = 5_000_000
    best = 0
    for _ in range(3):
        start = children()
        subprocess.run([ours, "dp", "sample", "--variance", str(variance), "--count", str(count)], check=True, stdout=subprocess.DEVNULL)
        best = max(best, count / (children() - start))
    few = 20_000
    noise = dp.m.make_gaussian(dp.vector_domain(dp.atom_domain(T=int), size=few), dp.l2_distance(T=float), scale=variance ** 0.5)
    _, seconds = timed(lambda: noise([0] * few))
    print(f"| {variance} | {best:,.0f} | {few / seconds:,.0f} |", flush=True)
