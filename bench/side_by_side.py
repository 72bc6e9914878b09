"""Times PyTorch's forward pass and Unmask's, interleaved, on the same random checkpoint and the same machine.

    unmask bench --shape llada-8b --layers 8 --write-checkpoint /tmp/eight
    python bench/side_by_side.py --checkpoint /tmp/eight --unmask target/release/unmask -- --dtype q8_0
    unmask bench --shape llada-moe-7b --layers 8 --write-checkpoint /tmp/moe
    python bench/side_by_side.py --checkpoint /tmp/moe --shape llada-moe-7b -- --dtype q8_0

What follows `--` goes to `unmask bench`. Each round runs both once, and the first of the two changes from round to round; the
result is the median of the rounds' ratios, which a machine that is sometimes slower does not shift.

Both compute the logits of the active block only, as a sampler needs them; `--all-rows` lets PyTorch compute those of every
position, as the published code does. `--prepack` is a stronger PyTorch: its weights brought into oneDNN's own order before.
"""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import torch

from reference import Llada
from reference_moe import LladaMoe


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--checkpoint", required=True, help="folder that `unmask bench --write-checkpoint` wrote")
    arguments.add_argument("--unmask", default="target/release/unmask", help="the program")
    arguments.add_argument("--shape", default="llada-8b")
    arguments.add_argument("--dtype", default="bfloat16", help="PyTorch's type")
    arguments.add_argument("--device", default="cpu")
    arguments.add_argument("--prompt-length", type=int, default=64)
    arguments.add_argument("--gen-length", type=int, default=64)
    arguments.add_argument("--block-length", type=int, default=32, help="positions that logits are wanted for")
    arguments.add_argument("--all-rows", action="store_true", help="let PyTorch compute the logits of every position")
    arguments.add_argument("--prepack", action="store_true", help="bring PyTorch's weights into oneDNN's order (CPU only)")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments.add_argument("rest", nargs="*", help="for `unmask bench`")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)

    config = json.loads((Path(options.checkpoint) / "config.json").read_text())
    family = LladaMoe if "num_experts" in config else Llada
    model = family(options.checkpoint, getattr(torch, options.dtype), options.device)
    layers = config.get("n_layers") or config["num_hidden_layers"]
    if options.prepack:
        model.prepack()
    wanted = slice(options.prompt_length, options.prompt_length + options.block_length)
    length = options.prompt_length + options.gen_length
    ids = torch.full((1, length), config["mask_token_id"], device=options.device)
    ids[0, : options.prompt_length] = torch.arange(options.prompt_length) * 31 + 7
    command = [options.unmask, "bench", "--shape", options.shape, "--layers", str(layers), "--lockstep"]
    command += ["--prompt-length", str(options.prompt_length), "--gen-length", str(options.gen_length)]
    command += ["--block-length", str(options.block_length), "--threads", str(options.threads), *options.rest]
    unmask = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def of_unmask():
        unmask.stdin.write("\n")
        unmask.stdin.flush()
        return float(unmask.stdout.readline())

    def of_torch():
        begun = time.perf_counter()
        logits = model.logits(ids)[:, wanted] if options.all_rows else model.logits_of(ids, wanted)
        # The choice of a token and its confidence, as the reference makes it: part of a pass in both programs.
        probabilities = torch.softmax(logits[0].double(), dim=-1)
        probabilities.max(dim=-1)
        if options.device != "cpu":
            torch.cuda.synchronize()
        return (time.perf_counter() - begun) * 1000.0

    assert unmask.stdout.readline().strip() == "ready", "unmask bench did not start"
    of_torch()
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
        "tokens": length,
        "torch_head": "every row" if options.all_rows else f"{options.block_length} rows",
        "torch_weights": "prepacked" if options.prepack else "as stored",
        "layers": layers,
        "rounds": options.rounds,
        "unmask_ms": round(statistics.median(ours), 2),
        "torch_ms": round(statistics.median(theirs), 2),
        "median_ratio": round(statistics.median(ratios), 3),
    }))


if __name__ == "__main__":
    main()
