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

test("colour by entropy: what was not recorded says how to record it, then grid, matrix and inspector show it", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await page.getByTestId("variant").selectOption("entropy");
  const legend = page.getByTestId("legend");
  await expect(legend).toContainText("No alternatives were recorded in this run");
  const notes = async () => await unmask.heat.evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-note") ?? ""));
  expect((await notes()).join("")).toBe("");
  await noViolations(page);
  await page.getByTestId("record-from-now").click();
  await expect(page.getByTestId("record-from-now")).toBeDisabled();
  await unmask.ask("What is the capital of Italy?");
  await unmask.settled();
  await expect(legend).toContainText("How undecided the model was");
  await expect(page.getByTestId("record-from-now")).toHaveCount(0);
  await expect.poll(async () => (await notes()).every((note) => /^\d+\.\d\d$/.test(note))).toBe(true);
  await unmask.heat.first().hover();
  const facts = page.getByTestId("inspector").locator("dt");
  const names = await facts.allTextContents();
  expect(names.indexOf("Entropy")).toBe(names.indexOf("Confidence") + 1);
  await page.getByTestId("view-matrix").click();
  await expect(legend).toContainText("Entropy in nats");
  await page.getByTestId("variant").selectOption("confidence");
  await expect(legend).not.toContainText("nats");
  await expect(page.getByTestId("variant").locator("option:not([hidden])")).toHaveText(["Confidence", "Entropy"]);
  await page.getByTestId("variant").selectOption("entropy");
  await noViolations(page);
});
