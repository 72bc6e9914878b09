// The HTTP API: what `curl` gets.
import { ask, events, generate, post, withoutTimings } from "../support/api.ts";
import { expect, test } from "../support/fixtures.ts";
import { ready, serve, unmask } from "../support/server.ts";

/** A run that is still going on when a test has done what it has to do. */
const long = ask("Hello", { gen_length: 768, steps: 768, block_length: 768 });

/** How many runs the model is at work on. */
async function active(url: string): Promise<string | undefined> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return /^unmask_runs_active (\d+)$/m.exec(metrics)?.[1];
}

test("a run streams its events in order and commits every position once", async ({ server }) => {
  const run = await generate(server.url, ask("What is the capital of France?", { seed: 1 }));
  const names = run.events.map((event) => event.event).filter((name) => name !== "queued");
  expect(names[0]).toBe("started");
  expect(names.at(-1)).toBe("finished");
  expect(names.slice(1, -1).every((name) => name === "step")).toBe(true);

  expect(run.steps.map((step) => step.step)).toEqual(run.steps.map((_, index) => index));
  expect(run.steps.length).toBe(run.head.plan.forwards);
  const positions = run.steps.flatMap((step) => step.committed.map(([position]) => position));
  expect(positions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, index) => index));
  for (const step of run.steps) {
    for (const [, id, confidence] of step.committed) {
      expect(id).not.toBe(run.head.mask_id);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  }
  expect(run.end.text).toContain("Paris");
  expect(run.end.response_ids).toHaveLength(64);
});

test("the default plan is the original demo's", async ({ server }) => {
  const run = await generate(server.url, ask("Hello"));
  expect(run.head.params).toMatchObject({
    gen_length: 64,
    steps: 32,
    block_length: 32,
    temperature: 0,
    cfg_scale: 0,
    remasking: "low_confidence",
  });
  expect(run.head.params.seed).toBeLessThan(2 ** 53);
  expect(run.head.plan.blocks.map((block) => block.commits)).toEqual([Array(16).fill(2), Array(16).fill(2)]);
});

test("steps are sent as they happen, not when the run is over", async ({ server }) => {
  const leaving = new AbortController();
  const response = await post(`${server.url}/api/generate`, long, leaving.signal);
  // Read by hand: leaving a loop over it would end the stream.
  const stream = events(response);
  for (;;) {
    const { value, done } = await stream.next();
    expect(done).not.toBe(true);
    if (value?.event === "step") break;
  }
  // A step has come, and the run that sent it goes on.
  expect(await active(server.url)).toBe("1");
  leaving.abort();
});

test("the same seed gives the same trajectory, another seed another one", async ({ server }) => {
  const request = (seed: number) =>
    ask("Tell me about yourself", { temperature: 0.7, remasking: "random", seed });
  const [one, two, other] = [
    await generate(server.url, request(7)),
    await generate(server.url, request(7)),
    await generate(server.url, request(8)),
  ];
  expect(withoutTimings(two)).toEqual(withoutTimings(one));
  expect(withoutTimings(other)).not.toEqual(withoutTimings(one));
});

test("leaving ends the run", async ({ server }) => {
  const leaving = new AbortController();
  const response = await post(`${server.url}/api/generate`, long, leaving.signal);
  let seen = 0;
  try {
    for await (const event of events(response)) {
      if (event.event === "step" && ++seen === 3) leaving.abort();
    }
  } catch {
    // The abort itself.
  }
  expect(seen).toBeLessThan(768);
  await expect.poll(() => active(server.url)).toBe("0");
});

test("constraints stand in the answer from the start", async ({ server }) => {
  const run = await generate(server.url, ask("Hello", { gen_length: 32, steps: 16, constraints: "0:Once, 5:upon" }));
  const locked = run.head.constraints ?? [];
  expect(locked.map(([position]) => position)).toEqual(expect.arrayContaining([0, 5]));
  for (const [position, id] of locked) expect(run.end.response_ids[position]).toBe(id);
  const committed = run.steps.flatMap((step) => step.committed.map(([position]) => position));
  expect(committed.filter((position) => locked.some(([at]) => at === position))).toEqual([]);
});

test("two runs at once are both whole, and equal", async ({ server }) => {
  const request = ask("What is the capital of France?", { seed: 3 });
  const [one, two] = await Promise.all([generate(server.url, request), generate(server.url, request)]);
  expect(withoutTimings(two)).toEqual(withoutTimings(one));
});

test("an unedited branch equals its parent to the last step", async ({ server }) => {
  const params = { gen_length: 32, steps: 16, block_length: 16, temperature: 0.6, seed: 11, cache: "dual" };
  const request = ask("Tell me about yourself", params);
  const parent = await generate(server.url, request);
  for (const pass of [0, 3, 8, 11]) {
    const canvas = Array<number>(32).fill(parent.head.mask_id);
    for (const step of parent.steps.slice(0, pass)) for (const [at, id] of step.committed) canvas[at] = id;
    const resume = { canvas, pass, parent: { run: "1", step: pass } };
    const branch = await generate(server.url, { ...request, resume });
    const bare = (steps: typeof parent.steps) =>
      steps.map(({ step, block, committed, candidates }) => ({ step, block, committed, candidates }));
    expect(bare(branch.steps), `from pass ${pass}`).toEqual(bare(parent.steps.slice(pass)));
    expect(branch.end.response_ids).toEqual(parent.end.response_ids);
    expect(branch.head.parent).toEqual({ run: "1", step: pass });
  }
});

test("an edited branch keeps what is locked", async ({ server }) => {
  const request = ask("What is the capital of France?", { gen_length: 16, steps: 8, block_length: 16, seed: 1 });
  const parent = await generate(server.url, request);
  const canvas = [...parent.end.response_ids];
  const word = canvas[2]!;
  for (const at of [0, 1, 5, 6]) canvas[at] = parent.head.mask_id;
  canvas[9] = word;
  const branch = await generate(server.url, { ...request, resume: { canvas, locked: [9], pass: 8 } });
  expect(branch.head.constraints).toEqual([[9, word]]);
  expect(branch.end.response_ids[9]).toBe(word);
  const filled = branch.steps.flatMap((step) => step.committed.map(([at]) => at)).toSorted((a, b) => a - b);
  expect(filled).toEqual([0, 1, 5, 6]);
});

const bad: [name: string, body: unknown, said: RegExp][] = [
  ["no JSON", "{", /./],
  ["an empty body", "", /./],
  ["JSON of another shape", [1, 2], /./],
  ["no messages", { params: {} }, /messages/],
  ["messages of another type", { messages: "hello" }, /./],
  ["an unknown role", { messages: [{ role: "king", content: "hi" }] }, /king|role/],
  ["no turn at all", { messages: [] }, /./],
  ["an unknown field beside the messages", { ...ask("hi"), mood: "calm" }, /mood/],
  ["an unknown field of a message", { messages: [{ role: "user", content: "hi", name: "Eve" }] }, /name/],
  ["an unknown field of a state", { ...ask("hi"), resume: { canvas: [2], steps: 3 } }, /steps/],
  ["a state of another length", { ...ask("hi"), resume: { canvas: [2] } }, /resume\.canvas/],
  ["an empty prompt", ask(""), /./],
  ["a blank prompt", ask(" \n "), /./],
  ["a prompt longer than the context", ask("word ".repeat(20_000)), /context|long/],
  ["gen_length 0", ask("hi", { gen_length: 0 }), /gen_length/],
  ["gen_length beyond the context", ask("hi", { gen_length: 1_000_000 }), /gen_length/],
  ["a negative gen_length", ask("hi", { gen_length: -3 }), /./],
  ["steps 0", ask("hi", { steps: 0 }), /steps/],
  ["too many steps", ask("hi", { steps: 5000 }), /steps/],
  ["block_length 0", ask("hi", { block_length: 0 }), /block_length/],
  ["temperature -1", ask("hi", { temperature: -1 }), /temperature/],
  ["temperature NaN", '{"messages":[{"role":"user","content":"hi"}],"params":{"temperature":NaN}}', /./],
  ["temperature as text", ask("hi", { temperature: "hot" }), /./],
  ["cfg_scale 21", ask("hi", { cfg_scale: 21 }), /cfg_scale/],
  ["threshold 2", ask("hi", { threshold: 2 }), /threshold/],
  ["an unknown remasking", ask("hi", { remasking: "sideways" }), /./],
  ["a constraint without a word", ask("hi", { constraints: "5:" }), /5:/],
  ["a constraint without a position", ask("hi", { constraints: "a:b" }), /a:b/],
  ["a constraint beyond the answer", ask("hi", { gen_length: 16, constraints: "16:end" }), /16/],
  ["overlapping constraints", ask("hi", { constraints: "0:internationalisation, 1:upon" }), /overlap|twice|position/i],
];

for (const endpoint of ["generate", "preview"]) {
  for (const [name, body, said] of bad) {
    test(`/api/${endpoint} refuses ${name} with a sentence`, async ({ server }) => {
      const response = await post(`${server.url}/api/${endpoint}`, body);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("content-type")).toContain("application/json");
      const error = (await response.json()) as { kind: string; message: string };
      expect(error.kind).toBe("invalid");
      expect(error.message).toMatch(said);
      expect(error.message).not.toMatch(/\b(panic|unwrap|src\/|ServerFnError)/);
    });
  }
}

test("what came before a bad request is unharmed after it", async ({ server }) => {
  const request = ask("What is the capital of France?", { seed: 5 });
  const before = await generate(server.url, request);
  for (const [, body] of bad) await post(`${server.url}/api/generate`, body);
  expect(withoutTimings(await generate(server.url, request))).toEqual(withoutTimings(before));
});

test("a preview says what would be run, without running it", async ({ server }) => {
  const response = await post(`${server.url}/api/preview`, ask("Hello", { gen_length: 40, steps: 10, block_length: 16 }));
  expect(response.status).toBe(200);
  const preview = await response.json();
  expect(preview.plan.blocks.map((block: { start: number; end: number }) => [block.start, block.end])).toEqual([
    [0, 16],
    [16, 32],
    [32, 40],
  ]);
  expect(preview.plan.forwards).toBe(9);
  expect(preview.context).toBeGreaterThan(preview.prompt_tokens);
});

test("a conversation longer than the context loses its oldest turns and says so", async ({ server }) => {
  const messages = Array.from({ length: 201 }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `This is turn number ${index} of a long conversation about nothing in particular.`,
  }));
  const response = await post(`${server.url}/api/preview`, { messages, params: {} });
  expect(response.status).toBe(200);
  const preview = await response.json();
  expect(preview.dropped_turns).toBeGreaterThan(0);
  expect(preview.prompt_tokens + 64).toBeLessThanOrEqual(preview.context);
  const run = await generate(server.url, { messages, params: { gen_length: 16, steps: 8 } });
  expect(run.end.response_ids).toHaveLength(16);
});

test("the page is served whole, and what does not exist is not", async ({ server }) => {
  const page = await fetch(server.url);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
  const html = await page.text();
  expect(html).toContain("<html lang=\"en\"");
  expect(html).not.toMatch(/(src|href)="https?:\/\/(?!127\.0\.0\.1)/);
  const files = [...html.matchAll(/"(pkg\/[^"]+\.(?:js|wasm|css))"/g)].map(([, file]) => file ?? "");
  expect(new Set(files).size).toBe(3);
  for (const file of files) {
    // Without the header Node's fetch asks for gzip over plain HTTP.
    for (const encoding of ["br", "gzip"]) {
      const asset = await fetch(`${server.url}/${file}`, { headers: { "accept-encoding": encoding } });
      expect(asset.headers.get("content-encoding"), file).toBe(encoding);
      expect(asset.headers.get("cache-control"), file).toContain("immutable");
    }
  }
  for (const [path, type] of [
    ["/pkg/unmask.js", "javascript"],
    ["/pkg/unmask_bg.wasm", "application/wasm"],
    ["/pkg/unmask.css", "text/css"],
    ["/favicon.svg", "image/svg+xml"],
  ]) {
    const asset = await fetch(`${server.url}${path}`);
    expect(asset.status, path).toBe(200);
    expect(asset.headers.get("content-type"), path).toContain(type);
  }
  expect((await fetch(`${server.url}/no/such/thing`)).status).toBe(404);
  expect((await fetch(`${server.url}/pkg/..%2f..%2fCargo.toml`)).status).toBe(404);
});

test("a request from another site's page is refused", async ({ server }) => {
  const response = await fetch(`${server.url}/api/generate`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: "http://evil.example" },
    body: JSON.stringify(ask("hi")),
  });
  expect(response.status).toBe(403);
});

test("a port that is taken gets a sentence, not a stack trace", async ({ server }) => {
  const ended = await unmask("serve", "--addr", new URL(server.url).host);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain(new URL(server.url).port);
  expect(ended.stderr).toMatch(/in use|taken/);
});

test("the server ends when asked to, also in the middle of a run", async () => {
  const server = await serve();
  await ready(server.url);
  const response = await post(`${server.url}/api/generate`, long);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of events(response)) seen.push(event.event);
  })().catch(() => undefined);
  await expect.poll(() => seen.includes("step")).toBe(true);
  // It ends by itself, not by being killed.
  expect((await server.stop()).code).toBe(0);
  await reading;
  expect(seen.at(-1)).not.toBe("finished");
  await expect(fetch(server.url)).rejects.toThrow();
});
