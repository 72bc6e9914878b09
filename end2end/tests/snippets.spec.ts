// "Use via API": what it shows works when pasted, and asks for the same answer.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

/** How each text is run; the answer is in what it prints. */
const ways = {
  curl: { command: "sh", before: ["-c"], answer: (out: string) => JSON.parse(out).choices[0].message.content },
  python: { command: "python3", before: ["-c"], answer: (out: string) => out },
  javascript: { command: process.execPath, before: ["--input-type=module", "-e"], answer: (out: string) => out },
} as const;

test("each text makes the answer that the page has", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await unmask.set("gen_length", 32);
  await unmask.set("steps", 16);
  await page.getByTestId("constraints").fill("0:The");
  await unmask.ask("Say it: what's the \"capital\" of France?");
  await unmask.settled();
  const answer = (await unmask.text.innerText()).trim();
  await page.getByTestId("use-via-api").click();
  const snippet = page.getByTestId("snippet");
  for (const [id, way] of Object.entries(ways)) {
    await page.getByTestId(`snippet-${id}`).click();
    await page.getByTestId("snippet-copy").click();
    await expect(page.getByTestId("snippet-copy")).toHaveText("Copied");
    const text = await page.evaluate(async () => await navigator.clipboard.readText());
    expect(text.trim()).toBe((await snippet.textContent())?.trim());
    const { stdout } = await promisify(execFile)(way.command, [...way.before, text]);
    expect(way.answer(stdout).trim(), id).toBe(answer);
  }
  await page.getByTestId("snippet-openai").click();
  await expect(snippet).toContainText("max_tokens=32");
  await expect(snippet).toContainText('"constraints": {"0":"The"}');
  await noViolations(page);
  await page.getByTestId("snippets-close").click();
  await expect(page.getByTestId("snippets")).toBeHidden();
});

test("the message being written is what is asked; settings at fault ask nothing", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.composer.fill("Who are you?");
  await unmask.settings();
  await page.getByTestId("use-via-api").click();
  await expect(page.getByTestId("snippet")).toContainText("Who are you?");
  await expect(page.getByTestId("snippet")).not.toContainText("steps");
  await page.getByTestId("snippets-close").click();
  await unmask.set("steps", 0);
  await page.getByTestId("use-via-api").click();
  await expect(page.getByTestId("snippets")).toContainText("The settings cannot be run as they stand");
  await expect(page.getByTestId("snippet-copy")).toBeDisabled();
  await noViolations(page);
});
