"""Milliseconds per forward pass on a GPU at several lengths: PyTorch as it is, PyTorch compiled, and Unmask, on the same card in
one run, over random weights of the same shape, made where they are needed.

    cargo build --release -p server --features cuda
    python bench/gpu.py --unmask target/release/unmask

A pass ends with the choice of a token and its confidence at each of the last `--gen-length` positions, on the host. Both compute
the logits of those positions only; with `--all-rows` PyTorch computes them for every position, as the published code does.
What follows `--` goes to `unmask bench`.
"""

import argparse
import gc
import json
import statistics
import subprocess
import time

import torch

from reference import Llada

SHAPES = {
    "llada-8b": {"d_model": 4096, "n_layers": 32, "n_heads": 32, "n_kv_heads": 32, "mlp_hidden_size": 12288},
    "llada-1b": {"d_model": 2048, "n_layers": 22, "n_heads": 32, "n_kv_heads": 4, "mlp_hidden_size": 5632},
}
COMMON = {
    "vocab_size": 126464,
    "rms_norm_eps": 1e-5,
    "rope_theta": 500000.0,
    "weight_tying": False,
    "mask_token_id": 126336,
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", default="llada-8b", choices=SHAPES)
    parser.add_argument("--layers", type=int, help="only so many blocks")
    parser.add_argument("--lengths", default="128,184,512,1024", help="tokens of a pass")
    parser.add_argument("--gen-length", type=int, default=64, help="positions to choose for")
    parser.add_argument("--dtype", default="bfloat16", help="PyTorch's type")
    parser.add_argument(
        "--compile",
        default="reduce-overhead",
        help="modes of torch.compile, with commas between: reduce-overhead, max-autotune-no-cudagraphs, …; none for none",
    )
    parser.add_argument("--all-rows", action="store_true", help="let PyTorch compute the logits of every position")
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--unmask", help="the program; left out, PyTorch is measured alone")
    parser.add_argument("rest", nargs="*", help="for `unmask bench`")
    return parser.parse_args()


def of_unmask(options):
    command = [options.unmask, "bench", "--shape", options.shape, "--dtype", "bf16", "--device", "cuda", "--json"]
    command += ["--lengths", options.lengths, "--repeat", str(options.repeat)]
    command += ["--gen-length", str(options.gen_length), "--block-length", str(options.gen_length)]
    command += ["--layers", str(options.layers)] if options.layers else []
    begun = time.perf_counter()
    result = subprocess.run(command + options.rest, check=True, stdout=subprocess.PIPE, text=True)
    print(f"unmask took {time.perf_counter() - begun:.1f} s in all", flush=True)
    measured = json.loads(result.stdout)
    return {row["tokens"]: row["ms_per_forward"] for row in measured["lengths"]}, measured["kernels"]


def choose(logits, rows):
    """The choice and its confidence as the reference makes them, brought to the host."""
    probabilities = torch.softmax(logits[0, -rows:].double(), dim=-1)
    confidence, ids = probabilities.max(dim=-1)
    return confidence.cpu(), ids.cpu()


def timed(run, repeat):
    for _ in range(4):
        run()
    times = []
    for _ in range(repeat):
        torch.cuda.synchronize()
        begun = time.perf_counter()
        run()
        torch.cuda.synchronize()
        times.append((time.perf_counter() - begun) * 1000.0)
    return {"median": statistics.median(times), "min": min(times)}


def of_torch(options, lengths):
    config = COMMON | SHAPES[options.shape]
    config["n_layers"] = options.layers or config["n_layers"]
    model = Llada.random(config, getattr(torch, options.dtype), "cuda")
    for weight in model.weights.values():
        # Else a graph of a compiled pass copies the weights to a place of its own, every time.
        torch._dynamo.mark_static_address(weight)
    head_rows = slice(None) if options.all_rows else slice(-options.gen_length, None)
    programs = {"eager": None}
    programs |= {mode: mode for mode in options.compile.split(",") if mode != "none"}
    results = {}
    for name, mode in programs.items():
        for length in lengths:
            ids = torch.full((1, length), config["mask_token_id"], device="cuda")
            ids[0, : length // 2] = torch.arange(length // 2) * 31 + 7
            rows = min(options.gen_length, length)
            try:
                begun = time.perf_counter()
                forward = lambda ids: model.forward(ids, head_rows)
                if mode is not None:
                    # Each length is compiled for itself: what is fastest, and a graph of it.
                    torch._dynamo.reset()
                    forward = torch.compile(forward, mode=mode, dynamic=False)
                with torch.inference_mode():
                    result = timed(lambda: choose(forward(ids), rows), options.repeat)
                took = time.perf_counter() - begun
                print(f"torch {name} {length}: {result['median']:.3f} ms (took {took:.0f} s)", flush=True)
            except Exception as error:  # noqa: BLE001: the other programs are still worth measuring
                print(f"torch {name} {length} failed: {str(error)[:500]}", flush=True)
                result = None
            results[name, length] = result
    return results


def main():
    options = arguments()
    lengths = [int(length) for length in options.lengths.split(",")]
    ours, kernels = of_unmask(options) if options.unmask else ({}, None)
    gc.collect()
    theirs = of_torch(options, lengths)
    names = list(dict.fromkeys(name for name, _ in theirs))
    show = lambda spread: f"{spread['median']:.2f}" if spread else "–"
    heads = ["tokens", *(f"torch {name}" for name in names), "unmask", "unmask / fastest torch"]
    print(f"\n{torch.cuda.get_device_name()}, torch {torch.__version__}, {options.shape}, {options.layers or 'all'} layers, "
          f"{options.dtype}, ms per forward and choice at {options.gen_length} positions, medians of {options.repeat}\n")
    print(" | ".join(heads))
    for length in lengths:
        row = [theirs[name, length] for name in names]
        our = ours.get(length)
        known = [spread["median"] for spread in row if spread]
        ratio = f"{our['median'] / min(known):.3f}" if our and known else "–"
        print(" | ".join([str(length), *map(show, row), show(our), ratio]))
    print(json.dumps({
        "device": torch.cuda.get_device_name(),
        "torch": torch.__version__,
        "kernels": kernels,
        "unmask": ours,
        "torch_ms": {f"{name} {length}": spread for (name, length), spread in theirs.items()},
    }))


if __name__ == "__main__":
    main()
