// One step taken apart: predict, rank, keep, re-mask.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

async function open(page: import("@playwright/test").Page): Promise<Unmask> {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.picture();
  await unmask.seek(0);
  await page.getByTestId("slow-motion").locator("summary").click();
  return unmask;
}

test("the four phases show what a pass predicts, keeps and masks again", async ({ page }) => {
  const unmask = await open(page);
  const cells = page.locator(".slow-cell");
  const words = page.getByTestId("slow-words");
  // The first pass predicts the first block, 32 positions, and its plan keeps two.
  await expect(cells).toHaveCount(32);
  await expect(words).toContainText("Step 1. One forward pass predicts a token at all 32 masked positions of block 1");
  await page.getByTestId("phase-rank").click();
  await expect(cells.locator(".slow-rank").first()).toBeVisible();
  const ranks = await cells.evaluateAll((all) =>
    all.map((cell) => ({
      rank: Number(cell.querySelector(".slow-rank")?.textContent?.slice(1)),
      sure: Number(cell.querySelector(".slow-number")?.textContent),
      kept: cell.getAttribute("data-kept") === "true",
    })),
  );
  const ordered = ranks.toSorted((a, b) => a.rank - b.rank);
  expect(ordered.map(({ rank }) => rank)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  expect(ordered.every(({ sure }, index) => index === 0 || sure <= ordered[index - 1]!.sure)).toBe(true);
  expect(ordered.map(({ kept }) => kept)).toEqual([true, true, ...Array(30).fill(false)]);
  await page.getByTestId("phase-keep").click();
  await expect(words).toContainText("The plan keeps 2 tokens in this step");
  await page.getByTestId("phase-re-mask").click();
  await expect(words).toContainText("The other 30 predictions are masked again");
  await expect(page.locator(".slow-cell[data-kept=false] bdi").first()).toBeHidden();
  await expect(page.locator(".slow-cell[data-kept=true] bdi")).toHaveCount(2);
  await noViolations(page);
  // What was kept is what the next step finds revealed.
  const kept = await page.locator(".slow-cell[data-kept=true]").evaluateAll((all) => all.map((cell) => cell.getAttribute("data-pos")));
  await page.getByTestId("slow-next").click();
  await expect(words).toContainText("Step 2. One forward pass predicts a token at all 30 masked positions");
  for (const pos of kept) await expect(unmask.heat.and(page.locator(`[data-pos='${pos}']`))).toHaveAttribute("data-state", "fresh");
});

test("it plays by itself only when asked, and ends at the last phase", async ({ page }) => {
  await open(page);
  const stage = page.locator(".slow-cells");
  await expect(stage).toHaveAttribute("data-phase", "Predict");
  await page.getByTestId("slow-play").click();
  await expect(page.getByTestId("slow-play")).toHaveText("Pause");
  await expect(stage).toHaveAttribute("data-phase", "Re-mask");
  await expect(page.getByTestId("slow-play")).toHaveText("Play");
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("each press goes one phase further", async ({ page }) => {
    await open(page);
    const stage = page.locator(".slow-cells");
    for (const phase of ["Rank", "Keep", "Re-mask", "Predict"]) {
      await page.getByTestId("slow-play").click();
      await expect(stage).toHaveAttribute("data-phase", phase);
      await expect(page.getByTestId("slow-play")).toHaveText("Play");
    }
  });
});
