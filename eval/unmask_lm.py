"""lm-evaluation-harness for a running `unmask serve`: the model class `unmask`.

The harness's own `local-completions` asks for the log-probabilities of a text, token by token and from left to right. A
masked-diffusion model has no such numbers. LLaDA's paper estimates a bound on the log-likelihood of an answer given its
prompt, from randomly masked answers; the server computes that at `/v1/loglikelihood`, and this class asks for it.

    python eval/unmask_lm.py --model unmask \\
        --model_args base_url=http://127.0.0.1:3000,mc_num=128 --tasks arc_challenge

runs `lm_eval` with the class registered. Arguments of the model, all optional:

    base_url      http://127.0.0.1:3000
    api_key       the server's --api-key; else the environment's UNMASK_API_KEY
    model         the id of the served model
    mc_num        masks per answer (128); 1 is enough for answers of one token
    batch         masks drawn together (the server's default)
    seed          of the masks and of generation (1234)
    cfg_scale     guidance (0)
    greedy        also check whether greedy decoding gives the answer (False: it costs a pass per token)
    num_concurrent  requests in flight (8): the server puts them into common forward passes
    max_gen_toks  the length of generated answers (256), where the task does not say
    steps, block_length, temperature, threshold, ...   parameters of generation, passed on as they are

Prompts and continuations travel as texts. The server splits them as LLaDA's evaluation does: white space at the end of the
context moves to the continuation, whose tokens are those of the whole text beyond the context's.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from lm_eval.api.model import TemplateLM
from lm_eval.api.registry import register_model
from tqdm import tqdm


class ServerError(RuntimeError):
    """What the server says of a request that it refuses."""


def truth(value):
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes")


@register_model("unmask")
class UnmaskLM(TemplateLM):
    """A model behind `unmask serve`."""

    def __init__(self, base_url="http://127.0.0.1:3000", api_key=None, model=None, mc_num=128, batch=None, seed=1234,
                 cfg_scale=0.0, greedy=False, num_concurrent=8, max_gen_toks=256, timeout=3600, batch_size=None,
                 max_batch_size=None, device=None, **generation):
        super().__init__()
        self.base_url = str(base_url).rstrip("/").removesuffix("/v1")
        self.api_key = api_key or os.environ.get("UNMASK_API_KEY")
        self.timeout = float(timeout)
        self.model = model or self.get("/v1/models")["data"][0]["id"]
        self.scoring = {"model": self.model, "mc_num": int(mc_num), "seed": int(seed), "cfg_scale": float(cfg_scale),
                        "greedy": truth(greedy)}
        if batch is not None:
            self.scoring["batch"] = int(batch)
        self.seed = int(seed)
        self.cfg_scale = float(cfg_scale)
        self.num_concurrent = int(num_concurrent)
        self.max_gen_toks = int(max_gen_toks)
        self.generation = generation

    # What the harness asks of every model.

    @property
    def eot_token_id(self):
        return self.get("/tokenizer_info")["eos_token_id"]

    @property
    def tokenizer_name(self):
        return self.model.replace("/", "__")

    def tok_encode(self, string, **kwargs):
        return self.post("/tokenize", {"prompt": string})["tokens"]

    def chat_template(self, chat_template=False):
        """The template is the server's; what is recorded is that there was one."""
        return self.get("/tokenizer_info")["chat_template"]

    def apply_chat_template(self, chat_history, add_generation_prompt=True):
        ids = self.post("/tokenize", {"messages": chat_history})["tokens"]
        return self.post("/detokenize", {"tokens": ids})["prompt"]

    def loglikelihood(self, requests, disable_tqdm=False):
        """For each (context, continuation): the bound, and whether greedy decoding gives the continuation."""
        return self.all(self.score, [request.args for request in requests], "likelihoods", disable_tqdm)

    def _loglikelihood_tokens(self, requests, disable_tqdm=False, **kwargs):
        return self.all(self.score_ids, [(context, ids) for _, context, ids in requests], "likelihoods", disable_tqdm)

    def loglikelihood_rolling(self, requests, disable_tqdm=False):
        raise NotImplementedError(
            "the likelihood of a whole text: LLaDA's evaluation has none. Use a task of pairs, or `unmask score`")

    def generate_until(self, requests, disable_tqdm=False):
        return self.all(self.generate, [request.args for request in requests], "answers", disable_tqdm)

    # One request each.

    def score(self, pair):
        context, continuation = pair
        return self.scored({"prompt": context, "continuation": continuation})

    def score_ids(self, pair):
        context, continuation = pair
        return self.scored({"prompt": context, "continuation": continuation})

    def scored(self, pair):
        answer = self.post("/v1/loglikelihood", {**self.scoring, **pair})
        return answer["log_likelihood"], bool(answer["is_greedy"])

    def generate(self, request):
        prompt, settings = request
        settings = {**self.generation, **settings}
        until = settings.pop("until", [])
        settings.pop("do_sample", None)
        length = settings.pop("max_gen_toks", None) or settings.pop("max_tokens", None) or self.max_gen_toks
        body = {"model": self.model, "prompt": prompt, "max_tokens": int(length), "seed": self.seed,
                "cfg_scale": self.cfg_scale, "stop": [until] if isinstance(until, str) else until, **settings}
        return self.post("/v1/completions", body)["choices"][0]["text"]

    # The wire.

    def all(self, ask, requests, what, disable_tqdm):
        with ThreadPoolExecutor(self.num_concurrent) as pool:
            return list(tqdm(pool.map(ask, requests), what, len(requests), disable=disable_tqdm))

    def get(self, path):
        return self.send(urllib.request.Request(self.base_url + path))

    def post(self, path, body):
        data = json.dumps(body).encode()
        return self.send(urllib.request.Request(self.base_url + path, data, {"Content-Type": "application/json"}))

    def send(self, request):
        """Sends a request; one that finds the queue full, or the model loading, is sent again when the server says."""
        if self.api_key:
            request.add_header("Authorization", f"Bearer {self.api_key}")
        while True:
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code in (429, 503) and error.headers.get("Retry-After"):
                    time.sleep(float(error.headers["Retry-After"]))
                    continue
                raise ServerError(json.load(error)["error"]["message"]) from None


if __name__ == "__main__":
    try:
        from lm_eval.__main__ import cli_evaluate
    except ImportError:
        sys.exit("lm-evaluation-harness is not installed: pip install 'lm_eval[api]'")
    cli_evaluate()
