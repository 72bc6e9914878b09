// A run that must wait for another, and a run whose server dies.
import { ask, events, post } from "../support/api.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { type Serving, serve } from "../support/server.ts";

/** A server of the test's own, which it may kill. */
const mortal = test.extend<{ own: Serving }>({
  own: async ({}, use) => {
    const server = await serve();
    await use(server);
    await server.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
  expectedErrors: async ({}, use) => use(["network error", "net::ERR"]),
});

/** A server of the test's own that runs one after the other. */
const single = test.extend<{ own: Serving }>({
  own: async ({}, use) => {
    const server = await serve("--max-runs", "1");
    await use(server);
    await server.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

/** Someone else's long run: it holds the model until it is left. */
async function occupy(url: string): Promise<() => Promise<void>> {
  const leaving = new AbortController();
  const long = ask("Hello", { gen_length: 768, steps: 768, block_length: 768 });
  const response = await post(`${url}/api/generate`, long, leaving.signal);
  const holding = (async () => {
    for await (const _ of events(response));
  })().catch(() => undefined);
  return async () => {
    leaving.abort();
    await holding;
  };
}

single("behind another run the page says its place in the queue, and then answers", async ({ page, own }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const leave = await occupy(own.url);
  await unmask.ask("What is the capital of France?");
  await expect(page.getByTestId("progress")).toContainText("Number 1 in the queue");
  await expect(unmask.answer).toHaveAttribute("data-status", "running");
  await leave();
  await unmask.settled();
  await expect(unmask.text).toContainText("Paris");
});

single("a run that waits in the queue can be stopped, and gives up its place", async ({ page, own }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const leave = await occupy(own.url);
  await unmask.ask("What is the capital of France?");
  await expect(page.getByTestId("progress")).toContainText("in the queue");
  await unmask.stop.click();
  await expect(unmask.answer).toHaveAttribute("data-status", "stopped");
  await unmask.ask("What is the capital of Italy?");
  await expect(page.getByTestId("progress")).toContainText("Number 1 in the queue");
  await leave();
  await unmask.settled();
  await expect(unmask.text).toContainText("Rome");
});

mortal("when the server dies in the middle of a run, what had come is kept and the reason is said", async ({ page, own }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(512);
  await unmask.ask("Tell me something long");
  await expect
    .poll(async () => await unmask.canvas.locator("[data-state=settled]").count())
    .toBeGreaterThan(2);
  await own.kill();
  await expect(unmask.answer).toHaveAttribute("data-status", "cut");
  await expect(unmask.answer.getByTestId("answer-error")).toContainText(/server|connection/i);
  await expect(page.getByTestId("model-status")).not.toHaveAttribute("data-state", "ready");
  await unmask.picture();
  expect(await unmask.masksLeft()).toBeGreaterThan(0);
  expect(await unmask.masksLeft()).toBeLessThan(512);
  await expect(page.getByTestId("message-user").last()).toContainText("Tell me something long");
});
