// What the browser keeps: taken over from earlier versions, damaged, too large, and no more of it than is needed.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { put, rows, texts } from "../support/windows.ts";

const FRANCE = "What is the capital of France?";

/** A conversation as the page kept it in `localStorage` before it had a database. */
const old = (id: string, question: string, changed: number) => ({
  id,
  title: null,
  system: "Be brief.",
  turns: [
    {
      id: 1,
      question,
      answers: [
        {
          id: 2,
          text: "An old answer.",
          standing: { is: "complete" },
          params: { gen_length: 64, steps: 32, seed: 7 },
          planned: 32,
          stats: { forwards: 32, wall_ms: 400 },
          dropped_turns: 0,
        },
      ],
      shown: 0,
    },
  ],
  next: 3,
  changed,
});

test("what an earlier version kept is taken over, recordings too", async ({ page }) => {
  const recording = path.resolve(import.meta.dirname, "../../public/recordings/capital.json");
  const entries: Record<string, string> = {
    "unmask.chat.one": JSON.stringify(old("one", "An old question", 1)),
    "unmask.chat.two": JSON.stringify(old("two", "Another old question", 2)),
    "unmask.chat.bad": '{"id":',
    "unmask.run.one.2": await readFile(recording, "utf8"),
    "unmask.runs": '["unmask.run.one.2"]',
    "unmask.current": "one",
  };
  const unmask = new Unmask(page);
  await unmask.open();
  await page.evaluate((entries) => {
    sessionStorage.clear();
    for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
  }, entries);
  await page.reload();
  await unmask.ready();
  await expect(page.getByTestId("notice")).toContainText("could not be read");
  await expect(page.getByTestId("message-user")).toContainText("An old question");
  await expect(unmask.text).toContainText("An old answer.");
  await unmask.picture();
  await expect.poll(async () => await unmask.masksLeft()).toBe(0);
  await expect(unmask.heat.first()).toBeVisible();
  await page.getByTestId("conversations").locator("summary").click();
  await expect(page.getByTestId("conversation")).toHaveText(["Another old question", "An old question"]);
  await page.getByTestId("conversation").first().click();
  await expect(page.getByTestId("message-user")).toContainText("Another old question");
  // It is kept in one place only, and what could not be read is still there.
  const keys = await page.evaluate(() => Object.keys(localStorage));
  expect(keys.filter((key) => /^unmask\.(chat|run)/.test(key))).toEqual([]);
  expect(Object.keys(await rows(page, "aside"))).toEqual(["unmask.chat.bad"]);
  // It goes on as any conversation does.
  await unmask.ask(FRANCE);
  await unmask.settled();
  await page.reload();
  await unmask.ready();
  expect(await texts(page)).toEqual(["An old answer.", expect.stringContaining("Paris")]);
  await expect(page.getByTestId("notice")).toHaveCount(0);
});

test("rows that cannot be read are told and set aside, and the rest is there", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("new-conversation").click();
  await unmask.ask(FRANCE);
  await unmask.settled();
  const heads = Object.entries(await rows(page, "conversations"));
  const hello = heads.find(([, head]) => head.includes("Hello"))?.[0] ?? "";
  const france = heads.find(([, head]) => head.includes("France"))?.[0] ?? "";
  // Damaged: a head, a turn of another conversation, a recording.
  await put(page, "conversations", hello, "{");
  const run = Object.keys(await rows(page, "runs")).find((key) => key.startsWith(`${hello},`)) ?? "";
  await put(page, "runs", [hello, Number(run.split(",")[1])], "not a recording");
  await put(page, "turns", [france, 1], '{"id":1}');
  await page.reload();
  await unmask.ready();
  await expect(page.getByTestId("notice")).toContainText("could not be read");
  await expect(unmask.text).toContainText("Paris");
  await page.getByTestId("dismiss").click();
  // The damaged recording is told when its conversation is opened, not before, and its head was made again.
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("conversation").filter({ hasText: "Hello" }).click();
  await expect(page.getByTestId("message-user")).toContainText("Hello");
  await expect(page.getByTestId("notice")).toContainText("could not be read");
  await expect(unmask.answer.getByTestId("tokens-toggle")).toHaveCount(0);
  expect(Object.keys(await rows(page, "aside")).sort()).toEqual(
    [`conversations ${hello}`, `runs ${hello} ${run.split(",")[1]}`, `turns ${france} 1`].sort(),
  );
});

test("when the browser has no room left that is said, and what follows is kept once there is room", async ({ page }) => {
  // Chromium keeps small writes back from its count, so a real limit would be met only after megabytes.
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if ("full" in window) throw new DOMException("There is no room.", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  await page.evaluate(() => Object.assign(window, { full: true }));
  await unmask.ask(FRANCE);
  await unmask.settled();
  await expect(page.getByTestId("notice")).toContainText("no room left");
  await expect(unmask.text).toContainText("Paris");
  await unmask.picture();
  expect(await unmask.masksLeft(), "the run is there as long as the page is").toBe(0);
  await page.evaluate(() => Reflect.deleteProperty(window, "full"));
  await unmask.ask("What is 2 + 2?");
  await unmask.settled();
  const said = await texts(page);
  await page.reload();
  await unmask.ready();
  expect(await texts(page)).toEqual(said);
});

test("a page left in the middle of a run keeps what had come, its recording too", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(384);
  await unmask.ask("Tell me something long");
  await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(5);
  await page.reload();
  await unmask.ready();
  await expect(unmask.answer).toHaveAttribute("data-status", "stopped");
  await expect(unmask.answer.getByTestId("stats")).toContainText(/stopped at step \d+/);
  await unmask.picture();
  expect(await unmask.masksLeft()).toBeLessThan(380);
  expect(await unmask.masksLeft()).toBeGreaterThan(0);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("parting")))).toEqual([]);
});

test("a conversation's only turn, once edited, does not come back", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  await page.getByTestId("edit").click();
  await expect(unmask.answers).toHaveCount(0);
  await expect.poll(async () => Object.keys(await rows(page, "turns"))).toEqual([]);
  await page.reload();
  await unmask.ready();
  await expect(unmask.answers).toHaveCount(0);
  await expect(page.getByTestId("welcome")).toBeVisible();
  await page.getByTestId("conversations").locator("summary").click();
  await expect(page.getByTestId("conversation")).toHaveCount(0);
});

test("Edit keeps what was being written, and can be undone", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask(FRANCE);
  await unmask.settled();
  const said = await texts(page);
  await unmask.composer.fill("half a thought");
  await page.getByTestId("edit").click();
  await expect(unmask.composer).toHaveValue(FRANCE);
  await expect(unmask.answers).toHaveCount(0);
  await expect(page.getByTestId("waiting")).toContainText("half a thought");
  await page.getByTestId("undo").click();
  await expect(unmask.composer).toHaveValue("half a thought");
  await expect(page.getByTestId("waiting")).toHaveCount(0);
  expect(await texts(page)).toEqual(said);
  await unmask.picture();
  await expect.poll(async () => await unmask.masksLeft()).toBe(0);
  // Sent, the edited question gives its place to what waited, and its old answers can still be had back.
  await page.getByTestId("edit").click();
  await unmask.ask("What is the capital of Italy?");
  await unmask.settled();
  await expect(unmask.composer).toHaveValue("half a thought");
  await page.getByTestId("undo").click();
  await expect(unmask.answers).toHaveCount(2);
  await expect(unmask.composer).toHaveValue("half a thought");
  await page.reload();
  await unmask.ready();
  expect(await texts(page)).toEqual([said[0], expect.stringContaining("Rome")]);
});

test("typing reads nothing that is kept: each key writes one row", async ({ page }) => {
  await page.addInitScript(() => {
    const calls: string[] = [];
    for (const method of ["get", "getAll", "getAllKeys", "openCursor", "put"] as const) {
      const before = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest;
      IDBObjectStore.prototype[method] = function (this: IDBObjectStore, ...args: unknown[]) {
        calls.push(`${method} ${this.name}`);
        return before.apply(this, args);
      } as never;
    }
    Object.assign(window, { calls });
  });
  const unmask = new Unmask(page);
  await unmask.open();
  for (const question of ["Hello", FRANCE]) {
    await unmask.ask(question);
    await unmask.settled();
    await page.getByTestId("conversations").locator("summary").click();
    await page.getByTestId("new-conversation").click();
  }
  await unmask.ask("Who are you?");
  await unmask.settled();
  await unmask.settings();
  await page.evaluate(() => ((window as unknown as { calls: string[] }).calls.length = 0));
  await page.getByTestId("system-prompt").pressSequentially("Be brief.");
  const calls = async () => await page.evaluate(() => (window as unknown as { calls: string[] }).calls);
  await expect.poll(async () => (await calls()).filter((call) => call === "put conversations").length).toBe(9);
  expect([...new Set(await calls())].sort()).toEqual(["get conversations", "put conversations"]);
});

test("each window goes on with its own conversation", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  const other = new Unmask(await page.context().newPage());
  await other.open(page.url());
  await other.page.getByTestId("conversations").locator("summary").click();
  await other.page.getByTestId("new-conversation").click();
  await other.ask(FRANCE);
  await other.settled();
  // Its list has what the other window asked.
  await page.getByTestId("conversations").locator("summary").click();
  await expect(page.getByTestId("conversation")).toHaveText([FRANCE, "Hello"]);
  await page.reload();
  await unmask.ready();
  await expect(page.getByTestId("message-user")).toHaveText(/Hello/);
});
