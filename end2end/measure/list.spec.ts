// How soon the page and its list are there when 200 runs of 1,024 tokens in 1,024 steps are kept: 1.7 GiB.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { browser } from "../browser.config.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { rows } from "../support/windows.ts";
import { recording } from "./recording.ts";

const KEPT = 200;

/** When the page can be used, and when its list is open, in milliseconds since it was asked for. */
async function times(page: Page, entries: number): Promise<string> {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-awake", /.*/);
  const [awake, begun, listed] = await page.evaluate(async (entries) => {
    const awake = performance.now();
    document.querySelector<HTMLElement>("[data-testid=conversations] summary")!.click();
    const begun = performance.now();
    while (document.querySelectorAll("[data-testid=conversation]").length < entries) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return [awake, begun, performance.now()];
  }, entries);
  return `awake ${awake!.toFixed(0)} ms after it was asked for, and ${entries} runs listed ${(listed! - begun!).toFixed(0)} ms after a click`;
}

/** A browser that keeps things on the disk, as a reader's does. */
async function launch(folder: string, baseURL?: string): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(folder, { ...browser.use?.launchOptions, baseURL, viewport: { width: 1440, height: 900 } });
}

test(`${KEPT} kept runs of 1,024 × 1,024`, async ({ baseURL }) => {
  test.setTimeout(900_000);
  const folder = await mkdtemp(path.join(tmpdir(), "unmask-"));
  try {
    const writing = await launch(folder, baseURL);
    const page = await writing.newPage();
    const unmask = new Unmask(page);
    console.log(`list, nothing kept: ${await times(page, 0)}`);
    await unmask.ready();
    await unmask.ask("Hello");
    await unmask.settled();
    await expect.poll(async () => Object.keys(await rows(page, "runs")).length).toBe(1);
    await expect.poll(async () => Object.values(await rows(page, "turns")).join()).toContain('"recorded":true');
    await page.evaluate(
      async ([json, kept]) => {
        const opening = indexedDB.open("unmask");
        await new Promise((resolve, reject) => Object.assign(opening, { onsuccess: resolve, onerror: reject }));
        const tables = ["conversations", "turns", "runs"];
        const read = async (table: string) => {
          const store = opening.result.transaction(table).objectStore(table);
          const [key, value] = [store.getAllKeys(), store.getAll()];
          await new Promise((resolve) => Object.assign(value, { onsuccess: resolve }));
          return [key.result[0], value.result[0]] as const;
        };
        const [[, head], [turn, asked], [run]] = [await read("conversations"), await read("turns"), await read("runs")];
        for (let index = 0; index < kept; index += 1) {
          const id = `kept-${index}`;
          const changed = { ...JSON.parse(head), id, began: `Question ${index}`, changed: index };
          const adding = opening.result.transaction(tables, "readwrite");
          adding.objectStore("conversations").put(JSON.stringify(changed), id);
          // No two answers have the same number.
          const [own, answer] = [turn, run].map((key) => Number((key as IDBValidKey[])[1]) + 10 * (index + 1));
          const renamed = asked.replaceAll(String((turn as IDBValidKey[])[1]), String(own)).replaceAll(String((run as IDBValidKey[])[1]), String(answer));
          adding.objectStore("turns").put(renamed, [id, own!]);
          adding.objectStore("runs").put(json, [id, answer!]);
          await new Promise((resolve, reject) => Object.assign(adding, { oncomplete: resolve, onabort: reject }));
        }
        for (const storage of [localStorage, sessionStorage]) storage.setItem("unmask.current", `kept-${kept - 1}`);
      },
      [await recording(1024), KEPT] as const,
    );
    await writing.close();

    for (const turn of ["first", "second", "third"]) {
      const reading = await launch(folder, baseURL);
      const page = await reading.newPage();
      console.log(`list, ${turn} start: ${await times(page, KEPT)}`);
      await page.getByTestId("conversation").filter({ hasText: "Question 150" }).click();
      const opened = Date.now();
      await page.getByTestId("tab-picture").click();
      await page.getByTestId("heatmap").waitFor({ timeout: 60_000 });
      console.log(`list, ${turn} start: a kept run is drawn ${Date.now() - opened} ms after it was chosen`);
      await reading.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
