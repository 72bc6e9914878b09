// A session without a mouse: each control is reached by Tab and used by its keys.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is not reached by Tab`);
}

test("a run is sent, paused, edited, continued, compared and exported", async ({ page }) => {
  test.setTimeout(120_000);
  const use = async (target: Locator, key = "Enter") => {
    await tabTo(page, target);
    await page.keyboard.press(key);
  };
  const unmask = new Unmask(page);
  await unmask.open();
  await tabTo(page, unmask.composer);
  await page.keyboard.type("What is the capital of France?");
  await page.keyboard.press("Enter");
  await unmask.settled();

  // Play and pause.
  await use(page.getByTestId("play"), "Space");
  await expect(page.getByTestId("play")).toHaveAccessibleName("Pause");
  await page.keyboard.press("Space");
  await expect(page.getByTestId("play")).toHaveAccessibleName("Play");
  await use(unmask.scrubber, "End");

  // Select two cells, mask them again, go on from there.
  await use(unmask.answer.getByTestId("tokens-toggle"));
  await tabTo(page, unmask.canvas.locator("[tabindex='0']"));
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("edit-words")).toContainText("2 tokens masked again");
  await use(page.getByTestId("edit-go-on"));
  await expect(page.getByTestId("branch")).toHaveCount(2);
  await unmask.settled();

  // Back to the first answer.
  await expect(page.getByTestId("branch").last()).toHaveAttribute("aria-current", "true");
  await use(page.getByTestId("branch").first());
  await expect(page.getByTestId("branch").first()).toHaveAttribute("aria-current", "true");

  // Side by side with random remasking, and back.
  await use(unmask.answer.getByTestId("compare-open"));
  await use(page.getByTestId("vary-remasking"));
  await expect(page.getByTestId("lane")).toHaveCount(2);
  await expect(page.getByTestId("lane-total")).toHaveText([/passes/, /passes/]);
  await use(page.getByTestId("compare-close"));
  await expect(page.getByTestId("compare")).toBeHidden();

  // A file to keep.
  const saved = page.waitForEvent("download");
  await use(page.getByTestId("export"));
  expect((await saved).suggestedFilename()).toMatch(/\.json$/);
});

test("a run is stopped, and what had come goes on", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open("/#len=384&steps=384&block=384");
  await tabTo(page, unmask.composer);
  await page.keyboard.type("Tell me something long");
  await page.keyboard.press("Enter");
  await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(3);
  await page.keyboard.press("Escape");
  await expect(unmask.answer).toHaveAttribute("data-status", "stopped");
  await tabTo(page, page.getByTestId("go-on"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("branch")).toHaveCount(2);
  await tabTo(page, unmask.stop);
  await page.keyboard.press("Enter");
  await expect(unmask.answer).toHaveAttribute("data-status", "stopped");
});

test("dialogs give the focus back to what opened them", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const gallery = page.getByTestId("open-gallery");
  await tabTo(page, gallery);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("gallery")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("gallery")).toBeHidden();
  await expect(gallery).toBeFocused();
  await tabTo(page, page.getByTestId("tab-settings"));
  await page.keyboard.press("Enter");
  const api = page.getByTestId("use-via-api");
  await tabTo(page, api);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("snippets")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(api).toBeFocused();
});
