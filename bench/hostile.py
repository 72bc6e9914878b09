"""Clients that misbehave, while another one's run goes on.

    ulimit -n 20000            # in the server's shell and in this one
    unmask serve &
    python bench/hostile.py

Each attack is held while runs are asked for at /api/generate: one line says how those ended and how long they took, beside the same
without an attack. The exit code is 1 if a run did not finish or a foreign page was let in. Only the standard library is used.
"""

import argparse
import asyncio
import json
import resource
import sys
import time

RUN = {"messages": [{"role": "user", "content": "Tell me a story about Tom."}], "params": {"gen_length": 64, "steps": 32, "seed": 1}}


def request(host, path, body, *headers):
    """The bytes of a POST."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/json", f"Content-Length: {len(body)}",
             "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def connect(options):
    return await asyncio.open_connection(options.host, options.port)


async def status(options, sent):
    """The status of the answer to some bytes; 0 where the connection is closed without one."""
    reader, writer = await connect(options)
    try:
        writer.write(sent)
        await writer.drain()
        return int((await reader.readline()).split()[1])
    except (OSError, IndexError):
        return 0
    finally:
        writer.close()


async def run(options):
    """A whole run: its last event, and its seconds."""
    begun = time.monotonic()
    reader, writer = await connect(options)
    try:
        writer.write(request(options.address, "/api/generate", json.dumps(RUN).encode()))
        await writer.drain()
        event = "none"
        async for line in reader:
            if line.startswith(b"{"):
                event = json.loads(line).get("event", "refused")
        return event, time.monotonic() - begun
    finally:
        writer.close()


class Attack:
    """Something that goes on until it is ended."""

    def __init__(self, options):
        self.options, self.tasks, self.reached = options, [], 0

    async def begin(self):
        self.tasks = [asyncio.create_task(self.guarded()) for _ in range(self.count())]
        await asyncio.sleep(self.options.lead)

    async def guarded(self):
        try:
            await self.one()
        except OSError:
            pass  # the server has closed the connection, which is its right

    async def end(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class Quiet(Attack):
    """no attack"""

    def count(self):
        return 0


class SlowHeads(Attack):
    """heads that come a byte at a time"""

    def count(self):
        return self.options.slow

    async def one(self):
        _, writer = await connect(self.options)
        self.reached += 1
        try:
            for byte in request(self.options.address, "/api/generate", b"", "X-Padding: " + "x" * 4000):
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
        finally:
            writer.close()


class SlowBodies(Attack):
    """bodies that come a byte at a time"""

    def count(self):
        return self.options.slow

    async def one(self):
        _, writer = await connect(self.options)
        self.reached += 1
        head, _, _ = request(self.options.address, "/api/generate", b" " * 4000).partition(b"\r\n\r\n")
        try:
            writer.write(head + b"\r\n\r\n")
            for _ in range(4000):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(1)
        finally:
            writer.close()


class Idle(Attack):
    """connections on which nothing comes"""

    def count(self):
        return self.options.idle

    async def one(self):
        reader, writer = await connect(self.options)
        self.reached += 1
        try:
            await reader.read()
        finally:
            writer.close()


class LongBodies(Attack):
    """bodies beyond the limit, one after the other"""

    def count(self):
        return self.options.long

    async def one(self):
        body = b'{"messages":"' + b"x" * (self.options.mebibytes << 20) + b'"}'
        while True:
            await status(self.options, request(self.options.address, "/api/generate", body))
            self.reached += 1


class Readers(Attack):
    """runs whose readers read nothing"""

    def count(self):
        return self.options.unread

    async def one(self):
        while True:
            _, writer = await connect(self.options)
            try:
                writer.write(request(self.options.address, "/api/generate", json.dumps(RUN).encode()))
                await writer.drain()
                self.reached += 1
                await asyncio.sleep(5)
            finally:
                writer.transport.abort()


async def under(attack):
    """How runs end while an attack goes on: a line, and whether all of them finished."""
    options = attack.options
    await attack.begin()
    ended = [await run(options) for _ in range(options.runs)]
    reached = attack.reached
    await attack.end()
    seconds = sorted(seconds for _, seconds in ended)
    kinds = {event for event, _ in ended}
    print(f"{type(attack).__doc__:40} {reached:6} times  runs: {', '.join(sorted(kinds))}"
          f"  median {seconds[len(seconds) // 2]:.2f} s, slowest {seconds[-1]:.2f} s", flush=True)
    return kinds == {"finished"}


async def strangers(options):
    """What foreign pages and foreign names get: whether it is 403."""
    body, held = json.dumps(RUN).encode(), True
    for name, host, headers in [("Origin http://evil.example", options.address, ["Origin: http://evil.example"]),
                                ("Host evil.example", "evil.example", [])]:
        for path in ["/api/generate", "/api/preview", "/v1/chat/completions", "/v1/loglikelihood", "/tokenize"]:
            found = await status(options, request(host, path, body, *headers))
            held &= found == 403
            print(f"{name:40} {path:22} {found}", flush=True)
    return held


async def all_of(options):
    held = [await strangers(options)]
    for attack in [Quiet, SlowHeads, SlowBodies, LongBodies, Readers, Idle]:
        held.append(await under(attack(options)))
    return all(held)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="127.0.0.1:3000")
    parser.add_argument("--runs", type=int, default=10, help="runs that are asked for during each attack")
    parser.add_argument("--lead", type=float, default=3, help="seconds between the begin of an attack and the first run")
    parser.add_argument("--slow", type=int, default=500, help="connections that send a byte a second")
    parser.add_argument("--idle", type=int, default=10_000, help="connections that send nothing")
    parser.add_argument("--long", type=int, default=4, help="clients that send long bodies")
    parser.add_argument("--mebibytes", type=int, default=40, help="how long those bodies are")
    parser.add_argument("--unread", type=int, default=4, help="clients that do not read their runs")
    options = parser.parse_args()
    options.host, port = options.address.rsplit(":", 1)
    options.port = int(port)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    if limit < options.idle + options.slow + 100:
        sys.exit(f"{limit} files may be open; needed: {options.idle + options.slow + 100}. Raise it with `ulimit -n`, or lower --idle")
    sys.exit(not asyncio.run(all_of(options)))


if __name__ == "__main__":
    main()
