"""When the steps of a run arrive: one by one, or held back by a proxy in front.

    python bench/arrivals.py http://127.0.0.1:8080

A run is asked for at /api/generate and another one as a stream at /v1/chat/completions. A line for each: how many steps came, over how
much time, and the longest gap. The exit code is 1 if half of the steps or more came at one moment. Only the standard library is used.
"""

import argparse
import json
import sys
import time
import urllib.request

QUESTION = [{"role": "user", "content": "Tell me a story about Tom."}]


def arrivals(request, is_step):
    """Seconds at which the lines came that are steps."""
    times, begun = [], time.monotonic()
    with urllib.request.urlopen(request, timeout=300) as answer:
        for line in answer:
            if is_step(line):
                times.append(time.monotonic() - begun)
    return times


def one_by_one(name, times, steps):
    """Whether the steps came one by one; says when."""
    if not times:
        print(f"{name:24} no step came")
        return False
    gaps = [after - before for before, after in zip(times, times[1:])]
    together = sum(gap < 0.0005 for gap in gaps)
    print(f"{name:24} {len(times)} of {steps} steps from {times[0]:.3f} s to {times[-1]:.3f} s, longest gap {max(gaps):.3f} s,"
          f" {together} together with the one before")
    return len(times) == steps and together < steps / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:3000")
    parser.add_argument("--steps", type=int, default=64)
    parser.add_argument("--api-key")
    options = parser.parse_args()
    headers = {"Content-Type": "application/json"}
    if options.api_key:
        headers["Authorization"] = f"Bearer {options.api_key}"
    shape = {"steps": options.steps, "seed": 1}
    asked = {
        "/api/generate": ({"messages": QUESTION, "params": {"gen_length": options.steps, **shape}}, b'"event":"step"'),
        "/v1/chat/completions": ({"messages": QUESTION, "max_tokens": options.steps, "stream": True, "stream_mode": "denoise", **shape},
                                 b'"denoise"'),
    }
    held = True
    for path, (body, mark) in asked.items():
        request = urllib.request.Request(options.url.rstrip("/") + path, json.dumps(body).encode(), headers)
        held &= one_by_one(path, arrivals(request, lambda line: mark in line), options.steps)
    sys.exit(not held)


if __name__ == "__main__":
    main()
