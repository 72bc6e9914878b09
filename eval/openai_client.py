"""The official OpenAI client against `unmask serve`: whatever it is promised is tried, and compared.

    pip install openai
    python eval/openai_client.py target/release/unmask

Starts servers of its own on free ports with the built-in model (`--model` chooses another), one of them with a key and one with a
limit on requests. One line for each check; the exit code is 1 if one of them failed.
"""

import argparse
import asyncio
import contextlib
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request

import openai
from openai import AsyncOpenAI, OpenAI

QUESTIONS = ["What is the capital of France?", "Count to five.", "Tell me a story about Tom.", "Spell the word planet.",
             "Was ist 2 + 2? Schöne Grüße 😀"]
KEY = "correct-horse-battery"
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@contextlib.contextmanager
def serving(options, *more):
    """A server until the end of the block: its base URL."""
    command = [options.program, "serve", "--addr", "127.0.0.1:0", "--model", options.model, *more]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = server.stdout.readline().strip()
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}/readyz").close()
                break
            except urllib.error.HTTPError:
                time.sleep(0.1)
        else:
            raise TimeoutError(f"the model {options.model} is not loaded after a minute")
        yield f"{url}/v1"
    finally:
        server.terminate()
        server.wait()


def equal(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def raises(kind, ask, *parts):
    """What `ask` raises, which has to be of this kind and say these parts."""
    try:
        ask()
    except kind as error:
        for part in parts:
            assert part in str(error), f"{part!r} is not in {error}"
        return error
    raise AssertionError(f"no {kind.__name__}")


def said(text):
    return [{"role": "user", "content": text}]


def chat(client, text, **more):
    return client.chat.completions.create(model="default", messages=said(text), **more)


def contents(stream):
    """The texts of a stream put together, for each choice."""
    texts = {}
    for chunk in stream:
        for choice in chunk.choices:
            piece = choice.delta.content if hasattr(choice, "delta") else choice.text
            texts[choice.index] = texts.get(choice.index, "") + (piece or "")
    return texts


@check
def models_are_listed_and_retrieved(client):
    [model] = client.models.list().data
    equal(client.models.retrieve(model.id).id, model.id)
    equal(model.object, "model")


@check
def a_conversation_is_answered(client):
    answer = chat(client, "What is the capital of France?", max_tokens=32, seed=1)
    assert answer.choices[0].message.content
    equal(answer.choices[0].message.role, "assistant")
    assert answer.choices[0].finish_reason in ("stop", "length")
    usage = answer.usage
    equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)
    equal(usage.model_extra["nfe"], 16)


@check
def a_stream_put_together_is_the_answer(client):
    for more in [{}, {"temperature": 0.8}, {"stop": ["e", "."]}, {"n": 3, "temperature": 1.0},
                 {"extra_body": {"block_length": 8, "steps": 64}}, {"extra_body": {"remasking": "random"}},
                 {"extra_body": {"stream_mode": "denoise"}}, {"logprobs": True, "top_logprobs": 2}]:
        for text in QUESTIONS:
            asked = {"max_tokens": 48, "seed": 7, **more}
            whole = {choice.index: choice.message.content for choice in chat(client, text, **asked).choices}
            equal(contents(chat(client, text, stream=True, **asked)), whole)


@check
def a_stream_ends_with_its_usage(client):
    *_, last = chat(client, "Count to five.", max_tokens=16, stream=True, stream_options={"include_usage": True})
    equal(last.choices, [])
    assert last.usage.completion_tokens > 0
    equal(last.usage.model_extra["nfe"], 8)


@check
def a_denoising_stream_has_a_canvas_for_each_pass(client):
    stream = chat(client, "Count to five.", max_tokens=16, stream=True, extra_body={"stream_mode": "denoise", "steps": 8})
    snapshots = [chunk.model_extra["denoise"] for chunk in stream if "denoise" in chunk.model_extra]
    equal([snapshot["nfe"] for snapshot in snapshots], list(range(1, 9)))
    equal([len(snapshot["canvas"]) for snapshot in snapshots], [16] * 8)
    equal(snapshots[-1]["masks_left"], 0)


@check
def log_probabilities_are_those_of_the_tokens(client):
    choice = chat(client, "Count to five.", max_tokens=16, logprobs=True, top_logprobs=3).choices[0]
    tokens = choice.logprobs.content
    equal("".join(token.token for token in tokens), choice.message.content)
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 3 for token in tokens)


@check
def texts_and_token_ids_are_continued(client):
    prompts = ["Once upon a time", [40, 41, 42], ["One", "Two"], [[40, 41, 42], [43, 44]]]
    for prompt, count in zip(prompts, [1, 1, 2, 2]):
        asked = {"model": "default", "prompt": prompt, "max_tokens": 16, "seed": 3}
        answer = client.completions.create(**asked)
        equal([choice.index for choice in answer.choices], list(range(count)))
        equal(contents(client.completions.create(stream=True, **asked)),
              {choice.index: choice.text for choice in answer.choices})


@check
def a_suffix_stands_behind_the_gap(client):
    asked = {"model": "default", "prompt": "The capital of", "suffix": " is Paris.", "max_tokens": 4, "seed": 1}
    gap = client.completions.create(**asked)
    equal(contents(client.completions.create(stream=True, **asked)), {0: gap.choices[0].text})
    other = client.completions.create(**{**asked, "suffix": " is Madrid."})
    assert gap.choices[0].text != other.choices[0].text, "the suffix makes no difference"


@check
def an_echo_begins_with_the_prompt(client):
    answer = client.completions.create(model="default", prompt="Once upon", echo=True, max_tokens=8, seed=1)
    assert answer.choices[0].text.startswith("Once upon")


@check
def eight_at_once_are_answered_as_one(client):
    asked = {"model": "default", "max_tokens": 32, "seed": 5, "temperature": 0.5}

    async def all_at_once():
        async with AsyncOpenAI(base_url=client.base_url, api_key="none") as together:
            answers = [together.chat.completions.create(messages=said(text), **asked) for text in QUESTIONS * 2]
            return [answer.choices[0].message.content for answer in await asyncio.gather(*answers)]

    alone = [client.chat.completions.create(messages=said(text), **asked).choices[0].message.content for text in QUESTIONS]
    equal(asyncio.run(all_at_once()), alone * 2)


@check
def a_stream_can_be_left(client):
    stream = chat(client, "Tell me a story.", max_tokens=512, stream=True, extra_body={"steps": 512})
    next(iter(stream))
    stream.close()
    assert chat(client, "Hello", max_tokens=8).choices[0].message.content is not None


@check
def what_is_wrong_is_a_bad_request(client):
    error = raises(openai.BadRequestError, lambda: chat(client, "Hello", extra_body={"steps": 0}), "steps is 0", "1 to 4096")
    equal((error.param, error.type), ("steps", "invalid_request_error"))
    raises(openai.BadRequestError, lambda: chat(client, "Hello", temperature=99), "temperature")
    raises(openai.BadRequestError, lambda: client.chat.completions.create(model="default", messages=[]), "messages")
    raises(openai.BadRequestError, lambda: client.completions.create(model="default", prompt=[2**31]), "prompt")
    raises(openai.BadRequestError, lambda: chat(client, "Hello", stream=True, max_tokens=10**6), "context")


@check
def what_is_not_there_is_not_found(client):
    error = raises(openai.NotFoundError, lambda: client.models.retrieve("gpt-4o"), "gpt-4o")
    equal(error.code, "not_found")
    raises(openai.NotFoundError, lambda: client.chat.completions.create(model="gpt-4o", messages=said("Hello")), "gpt-4o")
    raises(openai.NotFoundError, lambda: client.embeddings.create(model="default", input="Hello"), "no endpoint")


def a_key_is_asked_for(url):
    wrong = OpenAI(base_url=url, api_key="wrong", max_retries=0)
    error = raises(openai.AuthenticationError, wrong.models.list)
    equal(error.code, "invalid_api_key")
    assert OpenAI(base_url=url, api_key=KEY).models.list().data


def who_asks_too_often_is_told_when_to_come_back(url):
    client = OpenAI(base_url=url, api_key="none", max_retries=0)
    chat(client, "Hello", max_tokens=8)
    error = raises(openai.RateLimitError, lambda: chat(client, "Hello", max_tokens=8), "Try again")
    equal(error.code, "rate_limit_exceeded")
    assert int(error.response.headers["retry-after"]) > 0


def a_full_queue_is_a_rate_limit(url):
    async def flood():
        async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            runs = [client.chat.completions.create(model="default", messages=said("Hello"), max_tokens=256, extra_body={"steps": 256})
                    for _ in range(8)]
            return await asyncio.gather(*runs, return_exceptions=True)

    ended = asyncio.run(flood())
    refused = [error for error in ended if isinstance(error, openai.RateLimitError)]
    answered = [answer for answer in ended if not isinstance(answer, Exception)]
    equal(len(refused) + len(answered), 8)
    assert len(answered) >= 2 and refused, ended
    assert all(int(error.response.headers["retry-after"]) > 0 for error in refused)


def attempt(function, argument):
    """Whether a check holds; says so."""
    name = function.__name__.replace("_", " ")
    try:
        function(argument)
    except Exception:  # noqa: BLE001: whatever it is, the other checks are still worth their time
        print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        return False
    print(f"ok      {name}", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the program, such as target/release/unmask")
    parser.add_argument("--model", default="tiny")
    options = parser.parse_args()
    print(f"openai {openai.__version__}", flush=True)
    with serving(options) as url:
        client = OpenAI(base_url=url, api_key="none", max_retries=0)
        held = [attempt(function, client) for function in CHECKS]
    for function, more in [(a_key_is_asked_for, ["--api-key", KEY]),
                           (who_asks_too_often_is_told_when_to_come_back, ["--max-requests-per-minute", "1"]),
                           (a_full_queue_is_a_rate_limit, ["--max-runs", "1", "--queue", "1"])]:
        with serving(options, *more) as url:
            held.append(attempt(function, url))
    print(f"{held.count(True)} of {len(held)} checks hold")
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
