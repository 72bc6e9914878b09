// States in which something is missing: each says what is the matter and what can be done, and axe finds nothing.
import { ask, events, post } from "../support/api.ts";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { type Serving, serve } from "../support/server.ts";

/** A server of the test's own that runs one after the other, and may be killed. */
const own = test.extend<{ own: Serving }>({
  own: async ({}, use) => {
    const server = await serve("--max-runs", "1");
    await use(server);
    await server.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
  expectedErrors: async ({}, use) => use(["network error", "net::ERR"]),
});

for (const [device, viewport] of [
  ["desktop", { width: 1280, height: 900 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  own(`queued, ${device}: place and estimate are shown`, async ({ page, own }) => {
    await page.setViewportSize(viewport);
    const unmask = new Unmask(page);
    await unmask.open();
    // The estimate comes from what earlier passes took.
    await unmask.ask("Hello");
    await unmask.settled();
    const leaving = new AbortController();
    const long = ask("Hello", { gen_length: 768, steps: 768, block_length: 768 });
    const response = await post(`${own.url}/api/generate`, long, leaving.signal);
    const holding = (async () => {
      for await (const _ of events(response));
    })().catch(() => undefined);
    await unmask.ask("What is the capital of France?");
    await expect(page.getByTestId("progress")).toContainText(/Number 1 in the queue, begins in about \d/);
    await noViolations(page);
    leaving.abort();
    await holding;
    await unmask.settled();
  });

  own(`server away, ${device}: what came is kept, and the run can go on as a branch`, async ({ page, own }) => {
    await page.setViewportSize(viewport);
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.makeSlow(512);
    if (device === "phone") await page.getByTestId("tab-chat").click();
    await unmask.ask("Tell me something long");
    await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(2);
    await own.kill();
    await expect(unmask.answer).toHaveAttribute("data-status", "cut");
    await expect(unmask.answer.getByTestId("answer-error")).toContainText("What had come is kept.");
    await expect(unmask.answer.getByTestId("go-on")).toBeEnabled();
    await expect(page.getByTestId("model-status")).toHaveAttribute("data-state", "unreachable");
    await expect(page.getByTestId("trouble")).toContainText("tries again by itself");
    await noViolations(page);
  });

  test(`storage full, ${device}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.addInitScript(() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
        if ("full" in window) throw new DOMException("There is no room.", "QuotaExceededError");
        return put.apply(this, args);
      };
    });
    const unmask = new Unmask(page);
    await unmask.open();
    await page.evaluate(() => Object.assign(window, { full: true }));
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await expect(page.getByTestId("notice")).toContainText("no room left");
    await noViolations(page);
    await page.getByTestId("conversations").locator("summary").click();
    await expect(page.getByTestId("make-room")).toBeVisible();
    await noViolations(page);
  });

  test(`model loading, ${device}: a message can be written meanwhile`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const loading = { state: "loading", id: "LLaDA-8B", stage: "Downloading", done: 8e9, total: 16e9 };
    await page.route("**/api/status", async (route) => await route.fulfill({ json: loading }));
    const unmask = new Unmask(page);
    await page.goto("/");
    await expect(page.getByTestId("model-status")).toContainText("loading 50 %");
    await unmask.composer.fill("Hello");
    await expect(page.getByTestId("send-hint")).toContainText("You can write already.");
    await expect(unmask.send).toBeDisabled();
    await noViolations(page);
  });
}
