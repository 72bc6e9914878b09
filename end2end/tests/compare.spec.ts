// Runs side by side: lanes, one timeline, what differs, one parameter varied.
import path from "node:path";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const recordings = path.resolve(import.meta.dirname, "../../public/recordings");

test("the number of steps is varied in one click", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Sort these words: pear, apple, grape, fig, melon");
  await unmask.settled();
  await unmask.answer.getByTestId("compare-open").click();
  await expect(page.getByTestId("lane")).toHaveCount(1);
  const seeds: number[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/generate")) seeds.push(request.postDataJSON().params.seed);
  });
  await page.getByTestId("vary-steps").click();
  // The 32 steps are there already and are not made again.
  await expect(page.getByTestId("lane")).toHaveCount(4);
  await expect(page.getByTestId("lane-total")).toHaveText([/passes, .*tokens per pass/, /passes/, /passes/, /passes/]);
  for (const passes of [8, 16, 32, 64]) {
    await expect(page.getByTestId("lane-total").filter({ hasText: new RegExp(`^${passes} passes`) })).toHaveCount(1);
  }
  expect(seeds).toHaveLength(3);
  expect(new Set(seeds).size).toBe(1);
  await expect(page.getByTestId("compare-differs")).toContainText(/positions? differs? in the end|same tokens/);
  await noViolations(page);

  // One timeline for all, whatever their number of steps.
  await page.getByTestId("compare-range").fill("50");
  for (const [step, total] of [[4, 8], [8, 16], [16, 32], [32, 64]]) {
    await expect(page.getByTestId("lane-cost").filter({ hasText: `${step} of ${total} passes` })).toHaveCount(1);
  }
  await page.getByTestId("compare-play").click();
  await expect.poll(async () => Number(await page.getByTestId("compare-range").inputValue())).toBeGreaterThan(55);
  await page.getByTestId("compare-play").click();
  await page.getByTestId("lane-remove").first().click();
  await expect(page.getByTestId("lane")).toHaveCount(3);
  await page.getByTestId("compare-close").click();
  await expect(page.getByTestId("branch")).toHaveCount(4);
  await expect(page.getByTestId("branch").filter({ hasText: /^8 steps/ })).toHaveCount(1);
});

test("recordings from files are lanes too, and differing tokens are marked", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.answer.getByTestId("compare-open").click();
  await page.getByTestId("lane-remove").click();
  await expect(page.getByTestId("lane")).toHaveCount(0);
  for (const file of ["sort-32", "sort-4"]) {
    await page.getByTestId("lane-file").setInputFiles(path.join(recordings, `${file}.json`));
  }
  await expect(page.getByTestId("lane")).toHaveCount(2);
  await expect(page.getByTestId("compare-differs")).toContainText("positions differ");
  const marked = page.getByTestId("lane").first().locator(".differs");
  await expect(marked.first()).toBeVisible();
  await expect(marked.first()).toHaveAccessibleName(/differs between the runs/);
  await noViolations(page);
});

test("on a phone the lanes stand below one another", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.answer.getByTestId("compare-open").click();
  await page.getByTestId("vary-remasking").click();
  await expect(page.getByTestId("lane")).toHaveCount(2);
  await expect(page.getByTestId("lane-total").last()).toContainText("passes");
  const spare = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(spare).toBeLessThanOrEqual(0);
  await noViolations(page);
});
