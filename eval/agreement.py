"""Likelihoods by every way agree: the harness's class, /v1/loglikelihood, `unmask score`, LLaDA's own evaluation code.

    python eval/agreement.py target/release/unmask

Each pair of a context and its continuation that LLaDA's evaluation code was run on (`lm-eval-pairs.json` beside a small checkpoint) is
asked for through the model class `unmask` of lm-evaluation-harness, and scored by `unmask score` with the same masks. One line for each
pair; the exit code is 1 if a token id or a greedy flag differs, or a log-likelihood by more than 1e-4 (of its size, where that is above 1).
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from lm_eval.api.instance import Instance
from openai_client import serving
from unmask_lm import UnmaskLM

SMALL = Path(__file__).parent.parent / "crates/llada/tests/fixtures/llada-dense"


def listed(ids):
    return ",".join(map(str, ids))


def by_command(options, pair):
    """What `unmask score` says of the same ids, with the masks that the class asks for."""
    command = [options.program, "score", "--model", options.model, "--prompt-ids", listed(pair["context_ids"]), "--answer-ids",
               listed(pair["continuation_ids"]), "--cfg-scale", str(pair["cfg_scale"]), "--mc-num", "128", "--seed", "1234", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["log_likelihood"]


def by_harness(url, pair):
    """What the harness's class says, as the harness asks it: (log-likelihood, whether it is greedy)."""
    model = UnmaskLM(url, cfg_scale=pair["cfg_scale"], mc_num=128, greedy=True)
    request = Instance("loglikelihood", {}, (pair["context"], pair["continuation"]), 0)
    return model.loglikelihood([request], disable_tqdm=True)[0]


def exactly(url, pair):
    """The server's answer with every mask evaluated."""
    asked = {"prompt": pair["context"], "continuation": pair["continuation"], "cfg_scale": pair["cfg_scale"], "method": "exact"}
    return UnmaskLM(url).post("/v1/loglikelihood", asked)


def near(one, other):
    return abs(one - other) <= 1e-4 * max(1, abs(other))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the program, such as target/release/unmask")
    parser.add_argument("--model", default=str(SMALL), help="the checkpoint")
    parser.add_argument("--pairs", default=str(SMALL / "lm-eval-pairs.json"), help="what LLaDA's evaluation code makes of some pairs")
    options = parser.parse_args()
    pairs, held = json.loads(Path(options.pairs).read_text())["pairs"], []
    with serving(options) as url:
        for pair in pairs:
            exact, (drawn, greedy), command = exactly(url, pair), by_harness(url, pair), by_command(options, pair)
            agree = {
                "ids": [exact["prompt_ids"], exact["continuation_ids"]] == [pair["context_ids"], pair["continuation_ids"]],
                "exact": near(exact["log_likelihood"], pair["exact"]),
                "drawn": near(drawn, command),
                "greedy": greedy == pair["is_greedy"],
            }
            held.append(all(agree.values()))
            wrong = ", ".join(name for name, equal in agree.items() if not equal)
            print(f"{'FAILED ' + wrong if wrong else 'ok':8} {pair['exact']:10.4f}  {pair['context'][-20:]!r} + {pair['continuation']!r}")
    print(f"{held.count(True)} of {len(held)} pairs agree")
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
