// The HTTP API, as design section 2.3 has it: one JSON event a line.

export interface Step {
  step: number;
  block: number;
  committed: [number, number, number][];
  candidates?: [number, number, number][];
  ms: number;
}

export interface Trajectory {
  mask_id: number;
  prompt: string;
  prompt_ids: number[];
  params: Record<string, unknown> & { gen_length: number; seed: number };
  plan: { forwards: number; blocks: { start: number; end: number; commits: number[] }[] };
  constraints?: [number, number][];
  parent?: { run: string; step: number };
}

export type Event =
  | { event: "queued"; position: number }
  | { event: "started"; run: Trajectory }
  | ({ event: "step"; vocab?: Record<string, string> } & Step)
  | { event: "finished" | "stopped"; text: string; response_ids: number[]; stats: Record<string, number> }
  | { event: "failed"; kind: string; message: string };

export interface Run {
  events: Event[];
  head: Trajectory;
  steps: Step[];
  end: Extract<Event, { text: string }>;
}

/** Posts JSON, or a text as it is. */
export async function post(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal,
  });
}

/** A request that asks one question. */
export function ask(content: string, params: Record<string, unknown> = {}) {
  return { messages: [{ role: "user", content }], params };
}

/** The events of a response as they come. */
export async function* events(response: Response): AsyncGenerator<Event> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) yield JSON.parse(line);
  }
  if (rest.trim()) yield JSON.parse(rest);
}

/** Makes a run and waits for its end. */
export async function generate(url: string, body: unknown): Promise<Run> {
  const response = await post(`${url}/api/generate`, body);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const run: Run = { events: [], head: undefined!, steps: [], end: undefined! };
  for await (const event of events(response)) {
    run.events.push(event);
    if (event.event === "started") run.head = event.run;
    if (event.event === "step") run.steps.push(event);
    if (event.event === "finished" || event.event === "stopped") run.end = event;
    if (event.event === "failed") throw new Error(event.message);
  }
  return run;
}

/** What must be equal when two runs are the same: all but the timings. */
export function withoutTimings(run: Run): unknown {
  return JSON.parse(
    JSON.stringify(run.events.filter((event) => event.event !== "queued"), (key, value) =>
      ["ms", "stats"].includes(key) ? undefined : value,
    ),
  );
}
