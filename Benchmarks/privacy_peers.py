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
            ("1.1", "256/60000", 14062, "1e-5"), ("2", "1/10", 500, "1e-5"), ("0.4", "1/100", 10, "1e-5"), ("10", "1", 100, "1e-5")]


def value(text):
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def command(*arguments):
    """What `tightbound dp epsilon` says, and the least processor time of three runs."""
    times = []
    for _ in range(3):
        start = children()
        text = subprocess.run([ours, "dp", "epsilon", "--format", "json", *arguments], check=True, capture_output=True, text=True).stdout
        times.append(children() - start)
    return json.loads(text)["epsilon"], min(times)


def timed(body):
    times = []
    for _ in range(3):
        start = time.process_time()
        result = body()
        times.append(time.process_time() - start)
    return result, min(times)


print("| sigma, q, T, delta | pld, certified | ms | prv | ms | dp-accounting | ms | prv-accountant | ms |")
print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
for sigma, q, steps, delta in SETTINGS:
    options = ["--sigma", sigma, "--q", q, "--steps", str(steps), "--delta", delta]
    certified, certified_time = command(*options, "--method", "pld")
    estimate, estimate_time = command(*options, "--method", "prv")

    def by_dots():
        event = dp_accounting.GaussianDpEvent(value(sigma))
        if value(q) < 1:
            event = dp_accounting.PoissonSampledDpEvent(value(q), event)
        accountant = PLDAccountant()
        accountant.compose(event, steps)
        return accountant.get_epsilon(float(delta))

    def by_fourier():
        mechanism = PoissonSubsampledGaussianMechanism(noise_multiplier=value(sigma), sampling_probability=value(q))
        accountant = PRVAccountant(prvs=[mechanism], max_self_compositions=[steps], eps_error=0.01, delta_error=float(delta) / 1000)
        low, _, high = accountant.compute_epsilon(delta=float(delta), num_self_compositions=[steps])
        return low, high

    dots, dots_time = timed(by_dots)
    try:
        (low, high), fourier_time = timed(by_fourier)
        fourier = f"{low:.4f} to {high:.4f} | {1000 * fourier_time:.0f}"
    except Exception as error:
        fourier = f"{type(error).__name__} | -"
    print(f"| {sigma}, {q}, {steps}, {delta} | {certified['lower']:.5f} to {certified['upper']:.5f} | {1000 * certified_time:.0f} "
          f"| {estimate['estimate']:.5f} | {1000 * estimate_time:.0f} | {dots:.5f} | {1000 * dots_time:.0f} | {fourier} |", flush=True)

print()
print("| discrete Gaussian, σ² | ours, draws/s | OpenDP, draws/s |")
print("|---|--:|--:|")
dp.enable_features("contrib")
for variance in [1, 100, 1_000_000]:
    count = 5_000_000
    start = children()
    subprocess.run([ours, "dp", "sample", "--variance", str(variance), "--count", str(count)], check=True, stdout=subprocess.DEVNULL)
    mine = count / (children() - start)
    few = 20_000
    noise = dp.m.make_gaussian(dp.vector_domain(dp.atom_domain(T=int), size=few), dp.l2_distance(T=float), scale=variance ** 0.5)
    _, seconds = timed(lambda: noise([0] * few))
    print(f"| {variance} | {mine:,.0f} | {few / seconds:,.0f} |", flush=True)
