// A text with blanks: it stands on the canvas, and the model fills the blanks.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("blanks are filled, and every given word stays", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.composer.fill("What is the capital of France?");
  await expect(page.getByTestId("fill-in")).toHaveCount(0);
  await unmask.composer.fill("The capital of France is ___.");
  await expect(page.getByTestId("fill-in")).toBeEnabled();
  await noViolations(page);
  const asked = page.waitForRequest("**/api/generate");
  await page.getByTestId("fill-in").click();
  const { resume, params } = (await asked).postDataJSON();
  expect(resume.locked).toEqual([0, 1, 2, 3, 4, 6]);
  expect(params.gen_length).toBe(7);
  await expect(unmask.answer).toHaveAttribute("data-status", "complete");
  await expect(unmask.text).toHaveText(/^The capital of France is [^ ]+\.$/);
  await unmask.picture();
  await expect(unmask.heat.filter({ has: page.locator("bdi") })).toHaveCount(7);
  await expect(page.locator('[data-testid="heat-cell"][data-state="locked"]')).toHaveCount(6);
  await noViolations(page);
});

test("several tokens between brackets", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.composer.fill("One day, [[4]] found a silver key [[3]].");
  await page.getByTestId("fill-in").click();
  await expect(unmask.answer).toHaveAttribute("data-status", "complete");
  await expect(unmask.text).toContainText(/^One day,.* found a silver key/);
});

test("a retry fills in again, with the settings as they are then", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.composer.fill("The capital of France is ___.");
  await page.getByTestId("fill-in").click();
  await unmask.settled();
  await unmask.settings();
  await unmask.set("temperature", 1);
  for (const button of ["retry", "retry-same-seed"]) {
    const asked = page.waitForRequest("**/api/generate");
    await unmask.answer.getByTestId(button).click();
    const { resume, params } = (await asked).postDataJSON();
    expect(resume.locked).toEqual([0, 1, 2, 3, 4, 6]);
    expect(params).toMatchObject({ gen_length: 7, temperature: 1 });
    await unmask.settled();
    await expect(unmask.text).toHaveText(/^The capital of France is [^ ]+\.$/);
  }
  await expect(page.getByTestId("branch")).toHaveText([/Filled in/, /Filled in/, /Filled in/]);
});
