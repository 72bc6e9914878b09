// Keep and share: trees of branches, Markdown, PNG, GIF, the player that opens from disk, links.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const CAPITAL = "What is the capital of France?";

async function answered(page: import("@playwright/test").Page): Promise<Unmask> {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask(CAPITAL);
  await unmask.settled();
  return unmask;
}

async function downloaded(page: import("@playwright/test").Page, button: string): Promise<Buffer> {
  const coming = page.waitForEvent("download");
  await page.getByTestId(button).click();
  return await readFile(await (await coming).path());
}

test("a tree of branches that was saved and opened is the same", async ({ page }) => {
  const unmask = await answered(page);
  await unmask.answer.getByTestId("tokens-toggle").click();
  await unmask.cells.nth(5).click();
  await page.getByTestId("edit-mask").click();
  await page.getByTestId("edit-go-on").click();
  await unmask.settled();
  const saved = await downloaded(page, "save-tree");
  const tree = JSON.parse(saved.toString());
  expect(tree).toHaveLength(2);
  expect(tree[1].parent).toEqual({ run: "0", step: 32 });
  const file = path.join(await mkdtemp(path.join(tmpdir(), "unmask-")), "tree.json");
  await writeFile(file, saved);
  await unmask.picture();
  await page.getByTestId("import-file").setInputFiles(file);
  await expect(page.getByTestId("branch")).toHaveText([/^Answer 1/, /^Step 32: 1 token masked again/]);
  const again = JSON.parse((await downloaded(page, "save-tree")).toString());
  expect(again).toEqual(tree);
});

test("a damaged tree is refused with a sentence", async ({ page }) => {
  const unmask = await answered(page);
  await unmask.picture();
  for (const [text, words] of [
    ["[]", "holds no recording"],
    ['[{"version":9}]', "format version 9"],
    ["[{", "is not JSON"],
  ]) {
    await page.getByTestId("import-file").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(text!) });
    await expect(page.getByTestId("import-error")).toContainText(words!);
  }
});

test("the player opens from disk and needs no network", async ({ page, context }) => {
  const unmask = await answered(page);
  await unmask.picture();
  const html = await downloaded(page, "export-html");
  const file = path.join(await mkdtemp(path.join(tmpdir(), "unmask-")), "run.html");
  await writeFile(file, html);
  const player = await context.newPage();
  const requests: string[] = [];
  player.on("request", (request) => {
    if (!request.url().startsWith("file:")) requests.push(request.url());
  });
  await player.goto(pathToFileURL(file).href);
  await expect(player.locator("h1")).toHaveText(CAPITAL);
  await expect(player.locator("#text")).toHaveText("The capital of France is Paris.");
  await player.locator("#range").fill("0");
  await expect(player.locator("#cells .mask")).toHaveCount(64);
  await player.locator("#play").click();
  await expect(player.locator("#cells .mask")).toHaveCount(0, { timeout: 15_000 });
  await noViolations(player);
  expect(requests).toEqual([]);
});

test("the heatmap as PNG, the run as a GIF of less than 1 MB", async ({ page }) => {
  const unmask = await answered(page);
  await unmask.picture();
  const png = await downloaded(page, "export-png");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  const gif = await downloaded(page, "export-gif");
  expect(gif.subarray(0, 6).toString()).toBe("GIF89a");
  expect(gif.length).toBeLessThan(1_000_000);
  // The browser can read it.
  const size = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/gif;base64,${base64}`;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, gif.toString("base64"));
  expect(size[0]).toBeGreaterThan(300);
  if (process.env.SHOTS) {
    await writeFile(`${process.env.SHOTS}/run.gif`, gif);
    await writeFile(`${process.env.SHOTS}/heat.png`, png);
  }
});

test("Markdown of the chat, and a link that carries question and settings", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const unmask = await answered(page);
  await page.getByTestId("conversations").locator("summary").click();
  const markdown = (await downloaded(page, "save-markdown")).toString();
  expect(markdown).toContain(`## ${CAPITAL}`);
  expect(markdown).toContain("The capital of France is Paris.");
  await unmask.settings();
  await unmask.set("steps", 16);
  await page.getByTestId("conversations").locator("summary").click();
  await page.getByTestId("copy-link").click();
  await expect(page.getByTestId("notice")).toContainText("link is on the clipboard");
  const link = await page.evaluate(async () => await navigator.clipboard.readText());
  expect(new URL(link).hash).toContain("steps=16");
  const other = await context.newPage();
  const there = new Unmask(other);
  await there.open(link);
  await expect(there.composer).toHaveValue(CAPITAL);
  await there.settings();
  await expect(other.getByTestId("input-steps")).toHaveValue("16");
});
