// Small things that make a difference: one glance on wide windows, further colours.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("on a wide window settings and heatmap stand side by side", async ({ page }) => {
  await page.setViewportSize({ width: 1720, height: 1000 });
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await expect(page.getByTestId("settings")).toBeVisible();
  await expect(page.getByTestId("heatmap")).toBeVisible();
  await unmask.set("steps", 8);
  await expect(page.getByTestId("settings-plan")).toContainText("4 steps");
  const [heat, form] = await Promise.all([page.getByTestId("heatmap").boundingBox(), page.getByTestId("settings").boundingBox()]);
  expect(heat!.x + heat!.width).toBeLessThanOrEqual(form!.x);
  await noViolations(page);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/wide.png` });
});

test("colour by changes of mind", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await page.getByTestId("open-gallery").click();
  await page.getByTestId("piece").filter({ hasText: "Guesses that change" }).click();
  await page.getByTestId("last").click();
  await page.getByTestId("variant").selectOption("changes");
  await expect(page.getByTestId("legend")).toContainText("Times the best guess changed");
  const notes = await unmask.heat.evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-note"))));
  expect(Math.max(...notes)).toBeGreaterThan(5);
  expect(Math.min(...notes)).toBeLessThan(3);
  await noViolations(page);
});
