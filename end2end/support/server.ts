// The program under test, started as a user starts it, and a file server for the static edition.
import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const program = process.env.UNMASK ?? path.join(root, "target/release/unmask");
const staticSite = process.env.UNMASK_STATIC ?? path.join(root, "target/static");

export interface Running {
  url: string;
  stop(): Promise<unknown>;
}

/** The program, serving. */
export interface Serving extends Running {
  /** Asks it to end, and kills it when it does not; says how it ended. */
  stop(): Promise<Ended>;
  /** Ends it as a crash would: without a word. */
  kill(): Promise<void>;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(args: string[]): { child: ChildProcess; out: Ended; ended: Promise<Ended> } {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const out: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => (out.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (out.stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`${program} cannot be started: ${error.message}`)));
    child.on("close", (code) => resolve({ ...out, code }));
  });
  return { child, out, ended };
}

/** Runs the program to its end. */
export async function unmask(...args: string[]): Promise<Ended> {
  return await start(args).ended;
}

/** Waits until the model of a server is loaded: the address is there before it. */
export async function ready(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while ((await (await fetch(`${url}/healthz`)).json()).state !== "ready") {
    if (Date.now() > deadline) throw new Error(`the model at ${url} is not loaded after 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Starts `unmask serve` on a port that the system chooses, and waits for the address that it prints. */
export async function serve(...args: string[]): Promise<Serving> {
  // The built-in model, unless another is to be tried.
  const model = process.env.UNMASK_MODEL ? ["--model", process.env.UNMASK_MODEL] : [];
  const { child, out, ended } = start(["serve", "--addr", "127.0.0.1:0", ...model, ...args]);
  const deadline = Date.now() + 30_000;
  let over = false;
  ended.finally(() => (over = true)).catch(() => undefined);
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out.stdout + out.stderr)?.[0];
    if (url) {
      return {
        url,
        stop: async () => {
          child.kill("SIGTERM");
          const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
          const how = await ended;
          clearTimeout(patience);
          return how;
        },
        kill: async () => {
          child.kill("SIGKILL");
          await ended;
        },
      };
    }
    if (over || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`unmask serve printed no address:\n${out.stdout}\n${out.stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const types: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** Serves the static edition under a path, as a project's page on a public host would be. */
export async function serveStatic(): Promise<Running> {
  const prefix = "/some/where";
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
    const inside = asked.startsWith(`${prefix}/`) ? asked.slice(prefix.length) : undefined;
    const file = path.join(staticSite, inside === "/" ? "/index.html" : (inside ?? "/\0"));
    stat(file).then(
      (found) => {
        if (!found.isFile()) throw new Error("not a file");
        response.setHeader("content-type", types[path.extname(file)] ?? "application/octet-stream");
        createReadStream(file).pipe(response);
      },
    ).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}/`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
