"""Times LLaDA-V's vision tower in PyTorch and in Unmask, interleaved, at its real size, over random weights on one machine.

    cargo build --release -p llada --example tower
    python bench/tower.py --unmask target/release/examples/tower

26 layers of width 1152 with 16 heads and a feed-forward network of width 4304, 729 positions, five tiles. Each round runs both
once, and the first of the two changes from round to round; the result is the median of the rounds' ratios, which a machine that
is sometimes slower does not shift.
"""

import argparse
import json
import os
import statistics
import subprocess
import time

import torch
import torch.nn.functional as F

WIDTH, HIDDEN, LAYERS, HEADS, PATCH, SIDE, TILES = 1152, 4304, 26, 16, 14, 384, 5


class Tower:
    """A SigLIP encoder as transformers computes it, with scaled dot-product attention."""

    def __init__(self, dtype):
        def affine(outputs, inputs):
            return torch.randn(outputs, inputs).mul_(0.02).to(dtype), torch.randn(outputs).mul_(0.02).to(dtype)

        def norm():
            return torch.ones(WIDTH, dtype=dtype), torch.zeros(WIDTH, dtype=dtype)

        self.dtype = dtype
        self.patch = torch.randn(WIDTH, 3, PATCH, PATCH).mul_(0.02).to(dtype)
        self.bias = torch.zeros(WIDTH, dtype=dtype)
        self.positions = torch.randn((SIDE // PATCH) ** 2, WIDTH).mul_(0.02).to(dtype)
        self.layers = [
            {
                "norm1": norm(), "norm2": norm(),
                "q": affine(WIDTH, WIDTH), "k": affine(WIDTH, WIDTH), "v": affine(WIDTH, WIDTH), "out": affine(WIDTH, WIDTH),
                "up": affine(HIDDEN, WIDTH), "down": affine(WIDTH, HIDDEN),
            }
            for _ in range(LAYERS)
        ]

    @torch.inference_mode()
    def __call__(self, pixels):
        x = F.conv2d(pixels, self.patch, self.bias, stride=PATCH).flatten(2).transpose(1, 2) + self.positions
        for layer in self.layers:
            y = F.layer_norm(x, (WIDTH,), *layer["norm1"], eps=1e-6)
            q, k, v = (F.linear(y, *layer[part]).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in "qkv")
            y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
            x = x + F.linear(y, *layer["out"])
            y = F.layer_norm(x, (WIDTH,), *layer["norm2"], eps=1e-6)
            x = x + F.linear(F.gelu(F.linear(y, *layer["up"]), approximate="tanh"), *layer["down"])
        return x


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--unmask", default="target/release/examples/tower", help="the example program")
    arguments.add_argument("--dtype", default="bfloat16", help="PyTorch's type")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)

    dtype = getattr(torch, options.dtype)
    tower, pixels = Tower(dtype), torch.rand(TILES, 3, SIDE, SIDE).mul(2).sub(1).to(dtype)
    environment = os.environ | {"RAYON_NUM_THREADS": str(options.threads)}
    unmask = subprocess.Popen([options.unmask], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def of_unmask():
        unmask.stdin.write("\n")
        unmask.stdin.flush()
        return float(unmask.stdout.readline())

    def of_torch():
        begun = time.perf_counter()
        tower(pixels)
        return (time.perf_counter() - begun) * 1000.0

    assert unmask.stdout.readline().strip() == "ready", "the tower did not start"
    of_torch(), of_unmask()
    ours, theirs = [], []
    for turn in range(options.rounds):
        for run in (of_unmask, of_torch) if turn % 2 else (of_torch, of_unmask):
            (ours if run is of_unmask else theirs).append(run())
    unmask.stdin.close()
    unmask.wait()
    ratios = [our / their for our, their in zip(ours, theirs)]
    print(json.dumps({
        "torch": torch.__version__,
        "torch_dtype": options.dtype,
        "threads": options.threads,
        "tiles": TILES,
        "rounds": options.rounds,
        "unmask_ms": round(statistics.median(ours), 1),
        "torch_ms": round(statistics.median(theirs), 1),
        "median_ratio": round(statistics.median(ratios), 3),
    }))


if __name__ == "__main__":
    main()
