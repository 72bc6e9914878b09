// A run in which decided tokens were edited and masked again: seen in the message, the heatmap, the matrix, the inspector.
import path from "node:path";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

/** "stands" was "is" until step 4, "Paris" was "London" until step 3, "London" was "Paris" and masked at step 7. */
const recording = path.resolve(import.meta.dirname, "../data/edited-run.json");

for (const [device, viewport] of [
  ["desktop", { width: 1280, height: 900 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test.describe(device, () => {
    test.use({ viewport });

    test("the heatmap shows what stood there before and when it was changed", async ({ page }) => {
      const unmask = await open(page);
      const cell = unmask.heat.nth(5);
      await expect(cell.locator("bdi").last()).toHaveText("Paris");
      await expect(cell.locator("s")).toHaveText("London");
      await expect(cell).toHaveAttribute("data-note", "→3");
      await expect(cell).toHaveAccessibleName(/^position 5, token 'Paris', edited at step 3, confidence 0.94, before it 'London'$/);
      await expect(unmask.heat.locator("s")).toHaveText(["is", "London", "Paris"]);
      // Before the edit the first token stands there, and nothing is struck through.
      await unmask.seek(2);
      await expect(cell.locator("bdi")).toHaveText(["London"]);
      await expect(unmask.heat.locator("s")).toHaveCount(0);
      // Masked again is masked, and says what was there.
      await unmask.seek(7);
      await expect(unmask.heat.nth(12)).toHaveAttribute("data-state", "masked");
      await expect(unmask.heat.nth(12)).toHaveAccessibleName(/masked, 'Paris' was masked again at step 7$/);
      await noViolations(page);
    });

    test("an edit can be told without colour", async ({ page }) => {
      const unmask = await open(page);
      const struck = unmask.heat.nth(5).locator("s");
      expect(await struck.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe("line-through");
      const box = (await struck.boundingBox())!;
      const cell = (await unmask.heat.nth(5).boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(cell.y);
      expect(box.y + box.height).toBeLessThan(cell.y + cell.height / 2);
      expect(box.width).toBeGreaterThan(10);
    });

    test("the inspector tells the history and what was considered", async ({ page }) => {
      const unmask = await open(page);
      const inspector = page.getByTestId("inspector");
      await unmask.heat.nth(5).focus();
      await expect(inspector).toContainText("Edited");
      await expect(inspector).toContainText("Before");
      await expect(inspector.locator(".guesses li")).toContainText([/step 3 edited\s*Paris/, /step 2 revealed\s*London/, /step 1\s*London/]);
      await unmask.seek(7);
      await unmask.heat.nth(12).focus();
      await expect(inspector).toContainText("masked again");
      await expect(inspector).toContainText("0.55 nats");
      await expect(page.getByTestId("considered").locator("li")).toContainText([/London\s*0.86/, /Paris\s*0.09/, /England/, /Westminster/, /town/]);
      await noViolations(page);
    });

    test("the matrix draws edits and new masks with shapes of their own", async ({ page }) => {
      await open(page);
      await page.getByTestId("view-matrix").click();
      await expect(page.getByTestId("matrix-edits")).toHaveAttribute("d", /M5 2h1v1.*M3 3h1v1/);
      await expect(page.getByTestId("matrix-remasks")).toHaveAttribute("d", /^M12 6/);
      await expect(page.getByTestId("matrix")).toContainText("A cross is an edit");
      await expect(page.getByTestId("facts")).toContainText("2 tokens edited, 1 token masked again");
      await noViolations(page);
    });
  });
}

test("the message shows edits while its tokens are shown", async ({ page }) => {
  const { readFile } = await import("node:fs/promises");
  const record = JSON.parse(await readFile(recording, "utf8"));
  const { steps, vocab, response_ids, text, stats, finish: _, ...run } = record;
  const events = [
    { event: "started", run, dropped_turns: 0 },
    ...steps.map((step: object, index: number) => ({ event: "step", ...step, ...(index === 0 && { vocab }) })),
    { event: "finished", text, response_ids, stats },
  ];
  await page.route("**/api/generate", (route) =>
    route.fulfill({ contentType: "application/x-ndjson", body: events.map((event) => `${JSON.stringify(event)}\n`).join("") }),
  );
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Where do they stand?");
  await unmask.settled();
  await expect(unmask.text).toHaveText(text);
  await unmask.answer.getByTestId("tokens-toggle").click();
  await expect(unmask.cells.locator("s")).toHaveText(["is", "London", "Paris"]);
  await unmask.picture();
  await expect(page.getByTestId("key")).toContainText("edited: another token stood there");
  await noViolations(page);
});

async function open(page: import("@playwright/test").Page): Promise<Unmask> {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.picture();
  await page.getByTestId("import-file").setInputFiles(recording);
  await expect(unmask.heat).toHaveCount(16);
  return unmask;
}
