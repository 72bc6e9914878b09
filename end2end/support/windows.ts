// Several windows of one browser on the same page.
import { expect, type Page } from "@playwright/test";
import { Unmask } from "./page.ts";

/** Opens a further window. It shows the conversation that was opened last. */
export async function anotherWindow(of: Unmask): Promise<Unmask> {
  const unmask = new Unmask(await of.page.context().newPage());
  await unmask.open(of.page.url());
  return unmask;
}

/** Asks something long in a window, and waits until some of it has come. */
export async function askSomethingLong(unmask: Unmask, tokens = 384): Promise<void> {
  await unmask.makeSlow(tokens);
  await unmask.ask("Tell me something long");
  await revealed(unmask, 3);
}

/** Waits until the newest answer has more than so many tokens. */
export async function revealed(unmask: Unmask, more: number): Promise<void> {
  await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(more);
}

/** The questions in a window, in order, and how their answers stand. */
export async function transcript(page: Page): Promise<string[]> {
  return await page.locator(".turn").evaluateAll((turns) =>
    turns.map((turn) => {
      const question = turn.querySelector(".question-text")?.textContent ?? "";
      const answer = turn.querySelector("[data-testid=message-assistant]");
      return `${question} ${answer?.getAttribute("data-status")}`;
    }),
  );
}

/** The settled texts in a window, in order. */
export async function texts(page: Page): Promise<string[]> {
  return (await page.getByTestId("answer-text").allInnerTexts()).map((text) => text.trim());
}

/** Reads all rows of a table of the page's database, by key. */
export async function rows(page: Page, table: string): Promise<Record<string, string>> {
  return await page.evaluate(async (table) => {
    const opening = indexedDB.open("unmask");
    await new Promise((resolve, reject) => Object.assign(opening, { onsuccess: resolve, onerror: reject }));
    const store = opening.result.transaction(table).objectStore(table);
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    await new Promise((resolve, reject) => Object.assign(values, { onsuccess: resolve, onerror: reject }));
    opening.result.close();
    return Object.fromEntries(keys.result.map((key, index) => [String(key), values.result[index]]));
  }, table);
}

/** Writes a row into a table of the page's database. */
export async function put(page: Page, table: string, key: string | (string | number)[], value: string): Promise<void> {
  await page.evaluate(
    async ([table, key, value]) => {
      const opening = indexedDB.open("unmask");
      await new Promise((resolve, reject) => Object.assign(opening, { onsuccess: resolve, onerror: reject }));
      const writing = opening.result.transaction(table, "readwrite");
      writing.objectStore(table).put(value, key);
      await new Promise((resolve, reject) => Object.assign(writing, { oncomplete: resolve, onabort: reject }));
      opening.result.close();
    },
    [table, key, value] as const,
  );
}
