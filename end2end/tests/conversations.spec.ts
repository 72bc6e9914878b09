// The menu of conversations: search, delete, undo, the room they take.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { rows } from "../support/windows.ts";

const FRANCE = "What is the capital of France?";

/** Two conversations, the one about France open. */
async function two(page: import("@playwright/test").Page): Promise<Unmask> {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("new-conversation").click();
  await unmask.ask(FRANCE);
  await unmask.settled();
  await page.getByTestId("conversations").locator("summary").click();
  return unmask;
}

test("conversations are found by their names and by what was said", async ({ page }) => {
  await two(page);
  const names = page.getByTestId("conversation");
  await expect(names).toHaveText([FRANCE, "Hello"]);
  await page.getByTestId("search").fill("hell");
  await expect(names).toHaveText(["Hello"]);
  // The answer says so, the question does not.
  await page.getByTestId("search").fill("PARIS");
  await expect(names).toHaveText([FRANCE]);
  await page.getByTestId("search").fill("nothing of the kind");
  await expect(names).toHaveCount(0);
  await expect(page.getByTestId("nothing-found")).toContainText("“nothing of the kind”");
  await noViolations(page);
  await page.getByTestId("search").fill("");
  await expect(names).toHaveText([FRANCE, "Hello"]);
});

test("one that is not open is deleted and had back; the open one stays", async ({ page }) => {
  const unmask = await two(page);
  const names = page.getByTestId("conversation");
  await page.getByRole("button", { name: "Delete “Hello”" }).click();
  await expect(names).toHaveText([FRANCE]);
  await expect(page.getByTestId("offer")).toContainText("“Hello” was deleted.");
  await expect(page.getByTestId("message-user")).toContainText(FRANCE);
  await page.getByTestId("undo").click();
  await page.getByTestId("conversations").locator("summary").click();
  await expect(names).toHaveCount(2);
  await expect(page.getByTestId("message-user")).toContainText(FRANCE);
  await names.filter({ hasText: "Hello" }).click();
  await expect(page.getByTestId("message-user")).toContainText("Hello");
  // Its recording is back too.
  await unmask.picture();
  await expect.poll(async () => await unmask.masksLeft()).toBe(0);
  await expect(unmask.heat.first()).toBeVisible();
});

test("the room is told, and made by removing the recordings of other conversations", async ({ page }) => {
  const unmask = await two(page);
  await expect(page.getByTestId("storage")).toContainText(/Kept in this browser: \d+ [kM]B, with room for [\d.]+ [MG]B\./);
  await noViolations(page);
  expect(Object.keys(await rows(page, "runs"))).toHaveLength(2);
  await page.getByTestId("make-room").click();
  await noViolations(page);
  await page.getByTestId("make-room-confirm").click();
  await expect(page.getByTestId("notice")).toContainText("recordings of the other conversations were removed");
  expect(Object.keys(await rows(page, "runs"))).toHaveLength(1);
  await expect(unmask.answer.getByTestId("tokens-toggle")).toBeVisible();
  // The text of the other one is still there, its picture is not.
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("conversation").filter({ hasText: "Hello" }).click();
  await expect(page.getByTestId("message-user")).toContainText("Hello");
  await expect(unmask.text).not.toBeEmpty();
  await expect(unmask.answer.getByTestId("tokens-toggle")).toHaveCount(0);
});
