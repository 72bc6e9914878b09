// A server with a small LLaDA-V of random weights, and its pictures.
import path from "node:path";
import { test as base } from "./fixtures.ts";
import { type Running, ready, serve } from "./server.ts";

const folder = path.resolve(import.meta.dirname, "../../crates/llada/tests/fixtures/llada-v");

/** One of the model's pictures: `square`, `wide` or `tall`. */
export const picture = (name: string) => path.join(folder, `${name}.png`);

export const test = base.extend<object, { server: Running }>({
  server: [
    async ({}, use) => {
      const server = await serve("--model", folder);
      await ready(server.url);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});
