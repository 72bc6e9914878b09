// Work on the canvas: select, mask again, lock, choose, type; go on as a branch; the tree of answers.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const CAPITAL = "What is the capital of France?";

/** Asks, and shows the tokens of the answer. */
async function answered(page: import("@playwright/test").Page, question = CAPITAL): Promise<Unmask> {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask(question);
  await unmask.settled();
  await unmask.answer.getByTestId("tokens-toggle").click();
  await expect(page.getByTestId("edit-bar")).toBeVisible();
  return unmask;
}

const tokens = async (unmask: Unmask) =>
  await unmask.cells.evaluateAll((cells) => cells.map((cell) => cell.querySelector("bdi:last-child")?.textContent ?? ""));

test("cells are selected by click, Ctrl, Shift, drag and keyboard", async ({ page }) => {
  const unmask = await answered(page);
  const selected = async () =>
    await unmask.cells.evaluateAll((cells) =>
      cells.filter((cell) => cell.getAttribute("aria-selected") === "true").map((cell) => Number(cell.getAttribute("data-pos"))),
    );
  await unmask.cells.nth(2).click();
  expect(await selected()).toEqual([2]);
  await unmask.cells.nth(4).click({ modifiers: ["Control"] });
  expect(await selected()).toEqual([2, 4]);
  await unmask.cells.nth(6).click({ modifiers: ["Shift"] });
  expect(await selected()).toEqual([4, 5, 6]);
  await unmask.cells.nth(1).hover();
  await page.mouse.down();
  await unmask.cells.nth(3).hover();
  await page.mouse.up();
  expect(await selected()).toEqual([1, 2, 3]);
  // By keyboard alone.
  await page.keyboard.press("Escape");
  expect(await selected()).toEqual([]);
  await unmask.cells.nth(0).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  expect(await selected()).toEqual([0, 1, 2]);
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("edit-words")).toContainText("3 tokens masked again");
  await noViolations(page);
});

test("masked again and continued: a branch keeps every other token, its parent is untouched", async ({ page }) => {
  const unmask = await answered(page);
  const before = await tokens(unmask);
  await expect(page.getByTestId("edit-go-on")).toBeDisabled();
  await unmask.cells.nth(5).click();
  await page.getByTestId("edit-mask").click();
  await expect(unmask.cells.nth(5)).toHaveAttribute("data-state", "masked");
  const asked = page.waitForRequest("**/api/generate");
  await page.getByTestId("edit-go-on").click();
  const { resume } = (await asked).postDataJSON();
  expect(resume.parent.step).toBe(32);
  await unmask.settled();
  await expect(page.getByTestId("branch")).toHaveText([/^Answer 1/, /^Step 32: 1 token masked again/]);
  await unmask.answer.getByTestId("tokens-toggle").click();
  const after = await tokens(unmask);
  expect(after).toHaveLength(before.length);
  for (const [pos, token] of before.entries()) if (pos !== 5) expect(after[pos]).toBe(token);
  await noViolations(page);
  // The parent is as it was.
  await page.getByTestId("branch").first().click();
  await unmask.answer.getByTestId("tokens-toggle").click();
  expect(await tokens(unmask)).toEqual(before);
});

test("one that changes nothing equals its parent to the last step", async ({ page }) => {
  const unmask = await answered(page);
  await unmask.picture();
  await unmask.seek(12);
  const events: Record<string, unknown>[] = [];
  await page.route("**/api/generate", async (route) => {
    const response = await route.fetch();
    for (const line of (await response.text()).split("\n")) if (line.trim()) events.push(JSON.parse(line));
    await route.fulfill({ response });
  });
  await page.getByTestId("edit-go-on").click();
  await expect(page.getByTestId("branch")).toHaveCount(2);
  await unmask.settled();
  await expect.poll(() => events.at(-1)?.event).toBe("finished");
  const steps = events.filter((event) => event.event === "step");
  expect(steps.map((step) => step.step)).toEqual(Array.from({ length: 20 }, (_, index) => index + 12));
  await expect(unmask.text).toHaveText("The capital of France is Paris.");
  await expect(page.getByTestId("branch").last()).toContainText("From step 12");
});

test("words are put in, and the answer is made around them", async ({ page, expectedErrors }) => {
  // Words that do not fit are refused.
  expectedErrors.push("the server responded with a status of 422");
  const unmask = await answered(page);
  await unmask.picture();
  await unmask.seek(0);
  await unmask.cells.nth(0).click();
  await page.getByTestId("edit-words-input").fill("Paris");
  await page.getByTestId("edit-put").click();
  await expect(unmask.cells.nth(0)).toHaveAccessibleName(/token 'Paris', put in by you/);
  await page.getByTestId("edit-go-on").click();
  await unmask.settled();
  await expect(unmask.text).toContainText(/^\s*Paris/);
  await expect(page.getByTestId("branch").last()).toContainText("“Paris” put in");
  // What no canvas can hold is refused beside the field.
  await unmask.answer.getByTestId("tokens-toggle").click();
  await unmask.cells.nth(63).click();
  await page.getByTestId("edit-words-input").fill("internationalisation");
  await page.getByTestId("edit-put").click();
  await expect(page.getByTestId("edit-fault")).not.toBeEmpty();
});

test("what else was likely is asked for, shown, and chosen", async ({ page }) => {
  const unmask = await answered(page);
  await unmask.cells.nth(5).click();
  await page.getByTestId("look-again").click();
  await expect(page.getByTestId("choice")).toHaveCount(5);
  await expect(page.getByTestId("choice").first()).toContainText(/Paris\s*(1\.00|0\.\d\d)/);
  await page.getByTestId("choice").nth(1).click();
  const chosen = (await page.getByTestId("choice").nth(1).locator("bdi").textContent())!.trim();
  await expect(unmask.cells.nth(5).locator("bdi").last()).toHaveText(chosen);
  // The inspector has it too, at that step, and still after a reload.
  await noViolations(page);
  await page.getByTestId("edit-undo").click();
  await expect(unmask.cells.nth(5).locator("bdi").last()).toHaveText("Paris");
});

test("stopped, edited and resumed; removed and had back", async ({ page }) => {
  test.setTimeout(240_000);
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(128);
  await unmask.ask("Tell me something long");
  await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(3);
  await unmask.stop.click();
  await expect(unmask.answer).toHaveAttribute("data-status", "stopped");
  await page.getByTestId("go-on").click();
  await expect(page.getByTestId("branch")).toHaveCount(2);
  // Most of the run is still to come, on a machine that may be busy.
  await expect(unmask.answer).toHaveAttribute("data-status", "complete", { timeout: 150_000 });
  await expect(unmask.text).toBeVisible({ timeout: 15_000 });
  await page.getByTestId("branch-remove").last().click();
  await expect(page.getByTestId("branches")).toHaveCount(0);
  await page.getByTestId("undo").click();
  await expect(page.getByTestId("branch")).toHaveCount(2);
  // Branches are kept.
  await page.reload();
  await unmask.ready();
  await expect(page.getByTestId("branch")).toHaveCount(2);
  await expect(page.getByTestId("branch").last()).toContainText(/From step \d+/);
});
