// What every test gets: the program running, and a page that may talk to no other host and may log no error.
import { test as base, expect } from "@playwright/test";
import { type Running, ready, serve } from "./server.ts";

interface Fixtures {
  /** Errors that a test expects, as parts of the messages that the browser logs. */
  expectedErrors: string[];
  guarded: void;
}

interface WorkerFixtures {
  server: Running;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await serve();
      await ready(server.url);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  expectedErrors: async ({}, use) => use([]),

  guarded: [
    async ({ context, baseURL, expectedErrors }, use) => {
      const home = new URL(baseURL ?? "").host;
      const elsewhere: string[] = [];
      const errors: string[] = [];
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.host !== home) {
          elsewhere.push(request.url());
        }
      });
      context.on("weberror", (error) => errors.push(error.error().message));
      context.on("console", (message) => {
        if (message.type() === "error") errors.push(`${message.text()} ${message.location().url}`);
      });
      await use();
      expect(elsewhere, "requests to other hosts").toEqual([]);
      const unexpected = errors.filter((error) => !expectedErrors.some((part) => error.includes(part)));
      expect(unexpected, "errors that the browser logged").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
