// The main job: ask, and watch the answer being unmasked.
import type { Trajectory } from "../support/api.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("masks, then partial answers, then the whole one, in order", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const seen = await unmask.watch();
  await unmask.ask("What is the capital of France?");
  await expect(page.getByTestId("message-user").last()).toContainText("capital of France");
  await unmask.settled();
  await expect(unmask.text).toContainText("Paris");

  const glimpses = await seen();
  const canvas = glimpses.filter((glimpse) => glimpse.cells > 0);
  expect(canvas[0]).toMatchObject({ cells: 64, masked: 64, text: "" });
  const masked = canvas.map((glimpse) => glimpse.masked);
  expect(masked.filter((count) => count > 0 && count < 64).length, "partial states").toBeGreaterThan(3);
  const falling = masked.every((count, index) => index === 0 || count <= (masked[index - 1] ?? 64));
  expect(falling, `masks only ever become fewer: ${masked}`).toBe(true);
  // The grid keeps its cells, and the text is not there before the last mask has gone.
  expect(canvas.every((glimpse) => glimpse.cells === 64 && glimpse.text === "")).toBe(true);
  const lastCanvas = glimpses.lastIndexOf(canvas.at(-1)!);
  const firstText = glimpses.findIndex((glimpse) => glimpse.text !== "");
  expect(firstText).toBeGreaterThan(lastCanvas);
});

test("tokens are in the page before the run has ended", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow();
  const seen = await unmask.watch();
  await unmask.ask("Who are you?");
  await unmask.settled();
  const during = (await seen()).filter((glimpse) => glimpse.status === "running");
  const partial = during.filter((glimpse) => glimpse.masked > 0 && glimpse.masked < glimpse.cells);
  expect(partial.length).toBeGreaterThan(3);
});

test("tokens come out of order", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of Italy?");
  await unmask.settled();
  await unmask.picture();
  const steps = await unmask.heat.evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-step"))));
  expect(steps).toHaveLength(64);
  expect(Math.min(...steps)).toBe(1);
  expect(Math.max(...steps)).toBe(32);
  expect(steps).not.toEqual(steps.toSorted((a, b) => a - b));
});

test("the built-in model answers what it was trained for", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  for (const [question, answer] of [
    ["What is 17 + 25?", /42/],
    ["What is the capital of Japan?", /Tokyo/],
    ["Who are you?", /./],
  ] as const) {
    await unmask.ask(question);
    await unmask.settled();
    await expect(unmask.text).toContainText(answer);
  }
  await expect(unmask.answers).toHaveCount(3);
});

test("a run is stopped midway, and what had come is kept", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(256);
  await unmask.ask("Tell me something long");
  await expect
    .poll(async () => await unmask.cells.evaluateAll((cells) => cells.filter((cell) => ["fresh", "settled"].includes(cell.getAttribute("data-state") ?? "")).length))
    .toBeGreaterThan(2);
  await unmask.stop.click();
  await unmask.settled("stopped");
  await expect(unmask.answer.getByTestId("stats")).toContainText(/stopped at step \d+/);
  await unmask.picture();
  expect(await unmask.masksLeft()).toBeGreaterThan(0);
  expect(await unmask.masksLeft()).toBeLessThan(256);
  // The next question does not wait for the run that was left.
  await unmask.settings();
  await page.getByTestId("reset").click();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await expect(unmask.text).toContainText("Paris");
});

test("a constraint stands in the answer from the first moment to the last", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await page.getByTestId("constraints").fill("0:Once, 5:upon");
  await unmask.ask("Tell me a story");
  await expect(unmask.canvas.locator("[data-pos='0']")).toHaveAttribute("data-state", "locked");
  await unmask.settled();
  await expect(unmask.text).toContainText("Once");
  await expect(unmask.text).toContainText("upon");
  await unmask.picture();
  await unmask.seek(0);
  await expect(unmask.heat.first()).toHaveAttribute("data-state", "locked");
  // A word of several tokens spills into the positions after its own.
  const locked = await unmask.heat.and(page.locator("[data-state=locked]")).allInnerTexts();
  expect(locked.join("").replace(/\s/g, "")).toContain("Once");
});

test("choosing a cell of a run begins a constraint at its position, for the next one", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(512);
  await unmask.ask("Hello");
  await unmask.canvas.locator("[data-pos='3']").click();
  await expect(page.getByTestId("constraints")).toBeFocused();
  await expect(page.getByTestId("constraints")).toHaveValue("3:");
  await unmask.stop.click();
});

test("retry gives a new seed, or the same answer again with the same", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await unmask.set("temperature", 1);
  await page.getByTestId("remasking-random").check();
  await unmask.ask("How does unmasking work?");
  await unmask.settled();
  const seed = async () => /seed (\d+)/.exec(await unmask.answer.getByTestId("stats").innerText())?.[1];
  const grid = async () => {
    await unmask.picture();
    return await unmask.heat.evaluateAll((cells) => cells.map((cell) => `${cell.getAttribute("data-step")} ${cell.textContent}`));
  };
  const [seedBefore, gridBefore] = [await seed(), await grid()];
  await unmask.answer.getByTestId("retry-same-seed").click();
  await unmask.settled();
  expect(await seed()).toBe(seedBefore);
  expect(await grid()).toEqual(gridBefore);
  await unmask.answer.getByTestId("retry").click();
  await unmask.settled();
  expect(await seed()).not.toBe(seedBefore);
  expect(await grid()).not.toEqual(gridBefore);
  await expect(unmask.answer.getByTestId("alternatives")).toContainText("3 of 3");
});

test("a locked seed stays", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await page.getByTestId("seed").fill("1234");
  await expect(page.getByTestId("seed-lock")).toHaveAttribute("aria-pressed", "true");
  for (const question of ["Hello", "Hello again"]) {
    await unmask.ask(question);
    await unmask.settled();
    await expect(unmask.answer.getByTestId("stats")).toContainText("seed 1234");
  }
});

test("reloading loses nothing: conversation, settings, recording", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await unmask.set("steps", 16);
  await page.getByTestId("system-prompt").fill("Be brief.");
  for (const question of ["What is the capital of France?", "What is 2 + 2?"]) {
    await unmask.ask(question);
    await unmask.settled();
  }
  const text = await unmask.text.innerText();
  await unmask.picture();
  const grid = await unmask.grid();
  await unmask.composer.fill("half a thought");

  await page.reload();
  await unmask.ready();
  await expect(unmask.answers).toHaveCount(2);
  await expect(unmask.text).toHaveText(text);
  await unmask.picture();
  expect(await unmask.grid()).toEqual(grid);
  await unmask.settings();
  await expect(page.getByTestId("input-steps")).toHaveValue("16");
  await expect(page.getByTestId("system-prompt")).toHaveValue("Be brief.");
});

test("reloading in the middle of a run keeps the question", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(256);
  await unmask.ask("Tell me something long");
  await expect(unmask.stop).toBeVisible();
  await page.reload();
  await unmask.ready();
  await expect(page.getByTestId("message-user").last()).toContainText("something long");
  await expect(unmask.answer).not.toHaveAttribute("data-status", "running");
  await expect(unmask.answer.getByTestId("retry")).toBeEnabled();
});

test("clearing asks first, and can be undone", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  const clear = async (answer: string) => {
    await page.getByTestId("conversations").locator("summary").click();
    await page.getByTestId("clear").click();
    await page.getByTestId(answer).click();
  };
  await clear("clear-cancel");
  await expect(unmask.answers).toHaveCount(1);
  await clear("clear-confirm");
  await expect(unmask.answers).toHaveCount(0);
  await page.getByTestId("undo").click();
  await expect(unmask.answers).toHaveCount(1);
});

test("conversations are kept side by side", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("new-conversation").click();
  await expect(page.getByTestId("welcome")).toBeVisible();
  await unmask.ask("Who are you?");
  await unmask.settled();
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("conversation").filter({ hasText: "Hello" }).click();
  await expect(page.getByTestId("message-user").last()).toContainText("Hello");
});

test("edit takes the last question back into the message box", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of Fance?");
  await unmask.settled();
  await page.getByTestId("edit").click();
  await expect(unmask.composer).toHaveValue("What is the capital of Fance?");
  await expect(unmask.answers).toHaveCount(0);
});

test("an answer's markup is text: nothing in it becomes part of the page", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("<img src=x onerror=alert(1)> hello **you**");
  await unmask.settled();
  await expect(page.getByTestId("message-user").last()).toContainText("<img src=x");
  await expect(page.locator("article img")).toHaveCount(0);
});

test("an answer's Markdown is set as such, and its markup and scripts are not", async ({ page }) => {
  const unmask = new Unmask(page);
  const text = "## A title\n\n- one\n- **two**\n\n`code` <b>raw</b> [here](javascript:alert(1)) [there](https://example.org/)";
  await unmask.open();
  await unmask.receive(text);
  await expect(unmask.text.locator("h2")).toHaveText("A title");
  await expect(unmask.text.locator("li")).toHaveText(["one", "two"]);
  await expect(unmask.text.locator("li strong")).toHaveText("two");
  await expect(unmask.text.locator("code")).toHaveText("code");
  await expect(unmask.text.locator("b")).toHaveCount(0);
  await expect(unmask.text).toContainText("<b>raw</b>");
  await expect(unmask.text.locator("a")).toHaveText(["there"]);
});

test("a system prompt goes before the conversation", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await page.getByTestId("system-prompt").fill("Answer in one word.");
  const asked = page.waitForRequest("**/api/generate");
  await unmask.ask("What is the capital of France?");
  expect((await asked).postDataJSON().messages).toEqual([
    { role: "system", content: "Answer in one word." },
    { role: "user", content: "What is the capital of France?" },
  ]);
  await unmask.settled();
});

test("a seed is drawn on request, and used", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  const seeds: string[] = [];
  for (let draw = 0; draw < 2; draw++) {
    await page.getByTestId("seed-draw").click();
    await expect(page.getByTestId("seed")).not.toHaveValue(seeds.at(-1) ?? "");
    seeds.push(await page.getByTestId("seed").inputValue());
  }
  expect(Number(seeds[1])).toBeLessThan(2 ** 53);
  expect(seeds[1]).toMatch(/^\d+$/);
  await expect(page.getByTestId("seed-lock")).toHaveAttribute("aria-pressed", "true");
  await unmask.ask("Hello");
  await unmask.settled();
  await expect(unmask.answer.getByTestId("stats")).toContainText(`seed ${seeds[1]}`);
});

test("what the page sends and records is what the design says", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const asked = page.waitForRequest("**/api/generate");
  await unmask.ask("What is the capital of France?");
  const request = await asked;
  const body = request.postDataJSON() as { messages: unknown; params: Trajectory["params"] };
  expect(body.messages).toEqual([{ role: "user", content: "What is the capital of France?" }]);
  expect(body.params).toMatchObject({ gen_length: 64, steps: 32, block_length: 32, temperature: 0 });
  await unmask.settled();
});

test("Copy puts the answer on the clipboard, and says so when it may not", async ({ page, context }) => {
  const unmask = new Unmask(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  const copy = page.getByTestId("copy");
  // "Copied" stands there for a moment only: every text of the button is written down.
  const texts = await copy.evaluateHandle((button) => {
    const texts: string[] = [];
    const look = () => texts.push(button.textContent ?? "");
    new MutationObserver(look).observe(button, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  await copy.click();
  await expect.poll(() => texts.evaluate((texts) => texts)).toContain("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Paris");
  await expect(copy).toHaveText("Copy");

  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
  });
  await copy.click();
  await expect(page.getByText("does not let the page write to the clipboard")).toBeVisible();
  await expect(copy).toHaveText("Copy");
});
