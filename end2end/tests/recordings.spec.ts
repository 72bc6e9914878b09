// Recordings: a run saved as a file, opened again, here and in the static edition's page.
import { readFile } from "node:fs/promises";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("a run is saved as the design's trajectory and opens again as it was", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.picture();
  await unmask.seek(20);
  const grid = await unmask.grid();
  const downloading = page.waitForEvent("download");
  await page.getByTestId("export").click();
  const file = await (await downloading).path();
  const record = JSON.parse(await readFile(file, "utf8"));
  expect(record.version).toBe(2);
  expect(record.finish).toBe("complete");
  expect(record.steps).toHaveLength(32);
  expect(record.response_ids).toHaveLength(64);

  // In another browser, on the page before its first run.
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
    indexedDB.deleteDatabase("unmask");
  });
  await page.reload();
  await unmask.ready();
  await page.getByTestId("import-file").setInputFiles(file);
  await expect(unmask.heat).toHaveCount(64);
  await unmask.seek(20);
  expect(await unmask.grid()).toEqual(grid);
});

for (const [name, content, says] of [
  ["no JSON", "not a recording", /not JSON/],
  ["JSON of something else", '{"a": 1}', /not a recording/],
  ["a recording from the future", '{"version": 99}', /\S/],
] as const) {
  test(`a file that is ${name} is refused with a sentence`, async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await page.getByTestId("import-file").setInputFiles({
      name: "run.json",
      mimeType: "application/json",
      buffer: Buffer.from(content),
    });
    await expect(page.getByTestId("import-error")).toContainText(says);
    await unmask.ask("Hello");
    await unmask.settled();
  });
}
