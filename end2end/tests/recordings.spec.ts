// Recordings: a run saved as a file, opened again, here and in the static edition's page.
import { appendFile, open, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { recording } from "../measure/recording.ts";
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

const capital = path.resolve(import.meta.dirname, "../../public/recordings/capital.json");

// More than a megabyte: read piece by piece.
for (const [name, damage, says] of [
  ["ends too early", (json: string) => json.slice(0, -1000), "This file is not JSON: it ends too early."],
  ["is broken in the middle", (json: string) => json.replace('"step":200,', '"step":,'), "This file is not JSON: step 200: "],
  ["names a position that is not there", (json: string) => json.replace(/"committed":\[\[\d+/, '"committed":[[999'), "but the answer has 420 tokens"],
  ["comes from the future", (json: string) => json.replace(/"version":\d+/, '"version":99').replace('"block":0', '"blocks":[0]'), "format version 99"],
] as const) {
  test(`a large recording that ${name} is refused with a sentence`, async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    const json = damage(await recording(420));
    expect(json.length).toBeGreaterThan(2 ** 20);
    await page.getByTestId("import-file").setInputFiles({ name: "run.json", mimeType: "application/json", buffer: Buffer.from(json) });
    await expect(page.getByTestId("import-error")).toContainText(says);
    await expect(page.getByTestId("import-progress")).toBeEmpty();
    await expect(page.getByTestId("opened")).toHaveCount(0);
  });
}

test("a file of 100 MB opens, tells how far it is, and the page can be used meanwhile", async ({ page }, info) => {
  test.slow();
  const unmask = new Unmask(page);
  await unmask.open();
  const file = info.outputPath("run.json");
  const record = JSON.parse(await recording(64));
  const [head, rest] = JSON.stringify({ ...record, steps: ["cut here"] }).split('"cut here"');
  const blank = " ".repeat(Math.floor(1e8 / record.steps.length));
  await writeFile(file, head!);
  for (const [index, step] of record.steps.entries()) await appendFile(file, `${index > 0 ? "," : ""}${blank}${JSON.stringify(step)}`);
  await appendFile(file, rest!);
  await page.evaluate(() => {
    const told: string[] = [];
    new MutationObserver(() => {
      told.push(document.querySelector("[data-testid=import-progress]")?.textContent ?? "");
    }).observe(document.querySelector("[data-testid=import-progress]")!, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { told });
  });
  await page.getByTestId("import-file").setInputFiles(file);
  await expect(page.getByTestId("import-progress")).toContainText("Reading the recording");
  await unmask.composer.fill("Meanwhile");
  await expect(page.getByTestId("opened")).toBeVisible({ timeout: 60_000 });
  await expect(unmask.heat).toHaveCount(64);
  const told = await page.evaluate(() => (window as unknown as { told: string[] }).told);
  expect(new Set(told).size, "how far it was, step by step").toBeGreaterThan(20);
  await expect(unmask.composer).toHaveValue("Meanwhile");
});

test("a file that is too large is refused at once, with the limit", async ({ page }, info) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const file = info.outputPath("run.json");
  const large = await open(file, "w");
  await large.truncate(300e6);
  await large.close();
  await page.getByTestId("import-file").setInputFiles(file);
  await expect(page.getByTestId("import-error")).toHaveText("This file has 300 MB; at most 256 MB can be opened here.");
});

test("a recording of another model plays, and says that it cannot be continued", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const record = JSON.parse(await readFile(capital, "utf8"));
  record.model = { id: "inclusionAI/LLaDA2.0-mini", architecture: "llada2", device: "cuda:0", dtype: "bf16" };
  // Ids beyond the loaded model's vocabulary.
  record.vocab = { ...record.vocab, 150000: " Paris" };
  const renamed = JSON.parse(JSON.stringify(record).replaceAll(/(?<=[[,])3114(?=[,\]])/g, "150000"));
  await page.getByTestId("import-file").setInputFiles({ name: "run.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(renamed)) });
  await expect(page.getByTestId("foreign-recording")).toContainText("made by inclusionAI/LLaDA2.0-mini");
  await expect(page.getByTestId("work-on-recording")).toBeHidden();
  await page.getByTestId("speed").selectOption("8");
  await page.getByTestId("first").click();
  await expect.poll(async () => await unmask.masksLeft()).toBe(16);
  await page.getByTestId("play").click();
  await expect.poll(async () => await unmask.masksLeft()).toBe(0);
  expect(await unmask.grid()).toContainEqual(expect.stringContaining("Paris"));
});

test("a recording of the loaded model can be worked on: a branch goes on from it", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await page.getByTestId("import-file").setInputFiles(capital);
  await expect(page.getByTestId("foreign-recording")).toBeHidden();
  await page.getByTestId("work-on-recording").click();
  await expect(page.getByTestId("opened")).toHaveCount(0);
  await expect(page.getByTestId("message-user")).toContainText("What is the capital of France?");
  await expect(unmask.text).toContainText("Paris");
  await unmask.answer.getByTestId("tokens-toggle").click();
  await unmask.cells.nth(5).click();
  await page.getByTestId("edit-mask").click();
  await page.getByTestId("edit-go-on").click();
  await unmask.settled();
  await expect(page.getByTestId("branch")).toHaveCount(2);
  await expect(unmask.text).toContainText("The capital of France is");
});
