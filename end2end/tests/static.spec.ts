// The static edition: the page without a server, at any path of any file server.
import { noViolations } from "../support/axe.ts";
import { test as base, expect } from "../support/fixtures.ts";
import { type Running, serveStatic } from "../support/server.ts";

const test = base.extend<object, { edition: Running }>({
  edition: [
    async ({}, use) => {
      const edition = await serveStatic();
      await use(edition);
      await edition.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ edition }, use) => use(edition.url),
});

test("it opens and plays its recording", async ({ page, baseURL }) => {
  await page.goto(baseURL ?? "");
  const canvas = page.getByTestId("answer-canvas");
  await expect(canvas).toBeVisible();
  const scrubber = page.getByTestId("scrubber");
  await page.getByTestId("first").click();
  await expect(scrubber).toHaveValue("0");
  const masked = async () =>
    await canvas.locator("[data-state=masked], [data-state=pending]").count();
  const before = await masked();
  expect(before).toBeGreaterThan(8);
  await page.getByTestId("play").click();
  await expect.poll(masked, { timeout: 30_000 }).toBeLessThan(before);
  await page.getByTestId("last").click();
  expect(await masked()).toBe(0);
});

test("axe finds nothing in it", async ({ page, baseURL }) => {
  await page.goto(baseURL ?? "");
  await expect(page.getByTestId("answer-canvas")).toBeVisible();
  await noViolations(page);
});
