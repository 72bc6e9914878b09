// Several windows on one conversation: each sees what the others do, and none loses what another wrote.
import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { anotherWindow, askSomethingLong, revealed, rows, texts, transcript } from "../support/windows.ts";

const LONG = "Tell me something long";
const FRANCE = "What is the capital of France?";
const ITALY = "What is the capital of Italy?";

/** A window on a conversation that has begun. */
async function begun(page: Page): Promise<Unmask> {
  const here = new Unmask(page);
  await here.open();
  await here.ask("Hello");
  await here.settled();
  return here;
}

test("a window that is opened during a run follows it, and says nothing false", async ({ page }) => {
  const here = new Unmask(page);
  await here.open();
  await askSomethingLong(here);
  const there = await anotherWindow(here);
  await expect(there.answer).toHaveAttribute("data-status", "running");
  await expect(there.answer.getByTestId("elsewhere")).toBeVisible();
  await revealed(there, 3);
  const before = await there.canvas.locator("[data-state=settled]").count();
  await revealed(there, before);
  await here.stop.click();
  await here.settled("stopped");
  await there.settled("stopped");
  expect(await texts(there.page)).toEqual(await texts(page));
  await expect(there.answer.getByTestId("answer-error")).toHaveCount(0);
  await expect(there.answer.getByTestId("elsewhere")).toHaveCount(0);
  await there.picture();
  await here.picture();
  expect(await there.grid()).toEqual(await here.grid());
});

test("a question asked here while an answer comes there: both are kept, in both windows", async ({ page }) => {
  // Two whole runs, also on a machine that is busy with other things.
  test.setTimeout(360_000);
  const here = await begun(page);
  const there = await anotherWindow(here);
  await askSomethingLong(here, 256);
  await expect(there.answer).toHaveAttribute("data-status", "running");
  // With the settings of its own window, which are the defaults.
  await there.ask(FRANCE);
  const both = ["Hello complete", `${LONG} complete`, `${FRANCE} complete`];
  for (const window of [here, there]) {
    await expect.poll(async () => await transcript(window.page), { timeout: 240_000 }).toEqual(both);
    await window.settled();
  }
  const said = await texts(page);
  expect(said).toHaveLength(3);
  expect(said[2]).toContain("Paris");
  expect(await texts(there.page)).toEqual(said);
  // And in the store.
  for (const window of [here, there]) {
    await window.page.reload();
    await window.ready();
    expect(await transcript(window.page)).toEqual(both);
    expect(await texts(window.page)).toEqual(said);
  }
});

test("two questions sent at the same moment are both answered and kept", async ({ page }) => {
  const here = await begun(page);
  const there = await anotherWindow(here);
  await here.composer.fill(FRANCE);
  await there.composer.fill(ITALY);
  await expect(here.send).toBeEnabled();
  await expect(there.send).toBeEnabled();
  await Promise.all([here.send.click(), there.send.click()]);
  const complete = ["Hello complete", `${FRANCE} complete`, `${ITALY} complete`].sort();
  for (const window of [here, there]) {
    await expect.poll(async () => (await transcript(window.page)).sort(), { timeout: 60_000 }).toEqual(complete);
    await window.settled();
  }
  await expect.poll(async () => (await texts(page)).length).toBe(3);
  const said = await texts(page);
  expect(said.join()).toContain("Paris");
  expect(said.join()).toContain("Rome");
  await expect.poll(async () => await texts(there.page)).toEqual(said);
  expect(await transcript(there.page), "in the same order").toEqual(await transcript(page));
  await page.reload();
  await here.ready();
  expect(await texts(page)).toEqual(said);
});

test("a name given in another window during a run survives it", async ({ page }) => {
  const here = new Unmask(page);
  await here.open();
  await askSomethingLong(here);
  const there = await anotherWindow(here);
  await there.page.getByTestId("conversations").locator("summary").click();
  await there.page.getByTestId("rename").fill("A name of its own");
  await there.page.getByTestId("rename").press("Enter");
  await here.stop.click();
  await here.settled("stopped");
  const name = here.page.getByTestId("conversations").locator(".menu-name");
  await expect(name).toHaveText("A name of its own");
  await page.reload();
  await here.ready();
  await expect(name).toHaveText("A name of its own");
  await expect(here.answer).toHaveAttribute("data-status", "stopped");
});

test("three windows: when the one that makes an answer is closed, the others keep what had come", async ({ page }) => {
  const first = await begun(page);
  const makes = await anotherWindow(first);
  const third = await anotherWindow(first);
  await askSomethingLong(makes, 512);
  for (const window of [first, third]) {
    await expect(window.answer).toHaveAttribute("data-status", "running");
    await revealed(window, 3);
  }
  await makes.page.close();
  for (const window of [first, third]) {
    await expect(window.answer).toHaveAttribute("data-status", /stopped|cut/);
    await window.picture();
    await expect.poll(async () => await window.masksLeft()).toBeLessThan(509);
    expect(await window.masksLeft()).toBeGreaterThan(0);
  }
  // Nothing hinders the next question.
  await first.ask(FRANCE);
  await first.settled();
  await expect(third.text).toContainText("Paris");
  await page.reload();
  await first.ready();
  expect(await transcript(page)).toEqual([
    "Hello complete",
    expect.stringMatching(/long (stopped|cut)$/),
    `${FRANCE} complete`,
  ]);
});

test("when the window that makes an answer crashes, the answer is cut where it was", async ({ page }) => {
  const here = await begun(page);
  const makes = await anotherWindow(here);
  await askSomethingLong(makes, 512);
  await revealed(here, 3);
  const crash = await page.context().newCDPSession(makes.page);
  crash.send("Page.crash").catch(() => undefined);
  await expect(here.answer).toHaveAttribute("data-status", "cut");
  await expect(here.answer.getByTestId("answer-error")).toContainText("What had come is kept");
  await here.picture();
  await expect.poll(async () => await here.masksLeft()).toBeLessThan(509);
  await page.reload();
  await here.ready();
  await expect(here.answer).toHaveAttribute("data-status", "cut");
  await here.picture();
  await expect.poll(async () => await here.masksLeft()).toBeLessThan(509);
});

test("where there are no locks, windows ask one another", async ({ page, context }) => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  const here = await begun(page);
  const makes = await anotherWindow(here);
  await askSomethingLong(makes, 512);
  await expect(here.answer).toHaveAttribute("data-status", "running");
  await revealed(here, 3);
  // Longer than whoever makes it has to answer.
  await page.waitForTimeout(4000);
  await expect(here.answer).toHaveAttribute("data-status", "running");
  await makes.page.close();
  await expect(here.answer).toHaveAttribute("data-status", /stopped|cut/);
});

test("an answer that comes in another window can be stopped from here", async ({ page }) => {
  const here = await begun(page);
  const makes = await anotherWindow(here);
  await askSomethingLong(makes, 512);
  await here.answer.getByTestId("stop-elsewhere").click();
  await expect(makes.answer).toHaveAttribute("data-status", "stopped");
  await expect(here.answer).toHaveAttribute("data-status", "stopped");
});

test("what is edited or cleared in one window is gone in the others, and comes back with it", async ({ page }) => {
  const here = await begun(page);
  await here.ask(FRANCE);
  await here.settled();
  const there = await anotherWindow(here);
  await page.getByTestId("edit").click();
  await expect(there.answers).toHaveCount(1);
  await page.getByTestId("undo").click();
  await expect(there.answers).toHaveCount(2);
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("clear").click();
  await page.getByTestId("clear-confirm").click();
  await expect(there.page.getByTestId("notice")).toContainText("cleared in another window");
  await expect(there.answers).toHaveCount(0);
  await page.getByTestId("undo").click();
  await expect(here.answers).toHaveCount(2);
  await there.page.getByTestId("conversations").locator("summary").click();
  await there.page.getByTestId("conversation").filter({ hasText: "Hello" }).click();
  await expect(there.answers).toHaveCount(2);
  expect(Object.keys(await rows(page, "gone"))).toEqual([]);
});
