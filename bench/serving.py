"""Load on a running `unmask serve`: clients that ask, read their streams, and sometimes go away.

    unmask serve &
    python bench/serving.py --clients 1,8 --seconds 20                     throughput
    python bench/serving.py --clients 64 --seconds 120 --cancel 0.5        endurance: every run has to end in some way

Only the standard library is used. For each number of clients one line: runs by how they ended, runs and forward passes per second,
times to the first step, resident memory at the beginning and at the end.
"""

import argparse
import http.client
import json
import random
import re
import threading
import time
from collections import Counter

QUESTIONS = ["What is the capital of France?", "What is 12 + 30?", "Count to five.", "Spell the word planet.",
             "What is the opposite of hot?", "Sort these numbers: 4, 2, 9", "Hello", "Tell me a story about Tom."]


class Client(threading.Thread):
    def __init__(self, args, index, until, ended, firsts):
        super().__init__(daemon=True)
        self.args, self.until, self.ended, self.firsts = args, until, ended, firsts
        self.random = random.Random(index)

    def run(self):
        while time.monotonic() < self.until:
            self.ended[self.ask()] += 1

    def ask(self):
        leaves_after = self.random.randrange(1, 9) if self.random.random() < self.args.cancel else None
        params = {"gen_length": self.args.gen_length, "steps": self.args.steps, "block_length": self.args.block_length,
                  "seed": self.random.randrange(1 << 30)}
        if self.args.cache:
            params["cache"] = self.args.cache
        body = json.dumps({"messages": [{"role": "user", "content": self.random.choice(QUESTIONS)}], "params": params})
        begun = time.monotonic()
        connection = http.client.HTTPConnection(self.args.address, timeout=300)
        try:
            connection.request("POST", "/api/generate", body, {"content-type": "application/json"})
            answer, events = connection.getresponse(), 0
            if answer.status != 200:
                return f"status {answer.status}"
            for line in answer:
                if not line.strip():
                    continue
                event = json.loads(line)
                kind = event["event"]
                if kind == "step" and event["step"] == 0:
                    self.firsts.append(time.monotonic() - begun)
                if kind in ("finished", "stopped"):
                    return kind
                if kind == "failed":
                    if event["kind"] == "busy":
                        time.sleep(0.05)
                    return f"failed {event['kind']}"
                events += 1
                if leaves_after is not None and events >= leaves_after:
                    return "left"
            return "LOST"
        except OSError as error:
            return f"ERROR {type(error).__name__}"
        finally:
            connection.close()


def metric(args, name):
    connection = http.client.HTTPConnection(args.address, timeout=60)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    found = re.search(rf"^{re.escape(name)} ([0-9.e+]+)$", text, re.M)
    return float(found.group(1)) if found else 0.0


def measure(args, clients):
    ended, firsts, begun = Counter(), [], time.monotonic()
    until = begun + args.seconds
    steps, passes = metric(args, "unmask_forward_passes_total"), metric(args, "unmask_forward_seconds_count")
    threads = [Client(args, index, until, ended, firsts) for index in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(min(20, args.seconds / 2))
    early = metric(args, "process_resident_memory_bytes")
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    late = metric(args, "process_resident_memory_bytes")
    steps = metric(args, "unmask_forward_passes_total") - steps
    passes = metric(args, "unmask_forward_seconds_count") - passes
    firsts.sort()
    median = firsts[len(firsts) // 2] if firsts else float("nan")
    print(f"{clients:4} clients  {ended['finished'] / seconds:7.2f} runs/s  {steps / seconds:8.1f} steps/s in {passes / seconds:7.1f} passes/s"
          f"  first step {median * 1000:6.0f} ms  memory {early / 2**20:.0f} -> {late / 2**20:.0f} MiB  {dict(ended)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="127.0.0.1:3000")
    parser.add_argument("--clients", default="1,8", help="numbers of clients, one measurement each")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--cancel", type=float, default=0, help="the share of runs whose reader leaves")
    parser.add_argument("--gen-length", type=int, default=64)
    parser.add_argument("--steps", type=int, default=32)
    parser.add_argument("--block-length", type=int, default=32)
    parser.add_argument("--cache", help="the runs' KV cache: dual pushes only the block through")
    args = parser.parse_args()
    for clients in args.clients.split(","):
        measure(args, int(clients))


if __name__ == "__main__":
    main()
