// The settings follow the family of the model, and a block-causal model's edits are seen.
import path from "node:path";
import { noViolations } from "../support/axe.ts";
import { expect, test as base } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { ready, serve } from "../support/server.ts";

const fixtures = path.resolve(import.meta.dirname, "../../crates/llada/tests/fixtures");

const serving = (model: string) =>
  base.extend<object, { server: Awaited<ReturnType<typeof serve>> }>({
    server: [
      async ({}, use) => {
        const server = await serve("--model", path.join(fixtures, model));
        await ready(server.url);
        await use(server);
        await server.stop();
      },
      { scope: "worker" },
    ],
  });

const editing = serving("llada21-editing");
const causal = serving("llada2-block-causal");

causal("LLaDA2.0: steps per block, fixed blocks, no guidance and no fast modes", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await expect(page.getByTestId("input-steps_per_block")).toHaveValue("32");
  await expect(page.getByTestId("input-ahead")).toHaveValue("0.95");
  for (const gone of ["input-steps", "input-block_length", "input-cfg_scale", "speed-fast", "input-editing_threshold"]) {
    await expect(page.getByTestId(gone)).toHaveCount(0);
  }
  await expect(page.getByTestId("family-note")).toContainText("Blocks of 32 tokens");
  await expect(page.getByTestId("reset")).toBeDisabled();
  await unmask.set("gen_length", 32);
  await unmask.set("steps_per_block", 8);
  const asked = page.waitForRequest("**/api/generate");
  await unmask.ask("Hello");
  const { params } = (await asked).postDataJSON();
  expect(params).toMatchObject({ gen_length: 32, steps_per_block: 8, ahead: 0.95 });
  for (const refused of ["steps", "block_length"]) expect(params).not.toHaveProperty(refused);
  await expect(unmask.answer).toHaveAttribute("data-status", "complete");
  await noViolations(page);

  // Blanks need what comes after them, which these models do not see.
  await unmask.composer.fill("The sun rises in the ___.");
  await expect(page.getByTestId("fill-in-refused")).toContainText("cannot be filled with this model");
  await expect(page.getByTestId("fill-in")).toHaveCount(0);

  // In Lab mode the rule of 2.1 can be asked for, with its numbers.
  await page.getByTestId("lab-toggle").click();
  await page.getByTestId("edits-wanted").check();
  await expect(page.getByTestId("input-editing_threshold")).toHaveValue("0.5");
  await expect(page.getByTestId("input-ahead")).toHaveValue("0.7");
  await expect(page.getByTestId("input-steps_per_block")).toHaveCount(0);
  await noViolations(page);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1440, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    editing.describe(`LLaDA2.1, ${device}, ${colorScheme}`, () => {
      editing.use({ viewport, colorScheme });

      editing("a run with edits: which cells were edited, from what and when", async ({ page }) => {
        const unmask = new Unmask(page);
        await unmask.open();
        await unmask.settings();
        await page.getByTestId("lab-toggle").click();
        await page.getByTestId("edits-wanted").check();
        await expect(page.getByTestId("input-editing_threshold")).toHaveValue("0.5");
        await unmask.set("gen_length", 64);
        // A model of random weights is never sure: everything that is likelier than nothing replaces.
        await unmask.set("editing_threshold", 0);
        if (device === "phone") await page.getByTestId("tab-chat").click();
        await unmask.ask("Hello");
        await expect(unmask.answer).toHaveAttribute("data-status", "complete");
        await unmask.picture();
        await page.getByTestId("last").click();
        const edited = unmask.heat.locator("s").first();
        await expect(edited).toBeVisible();
        const cell = unmask.heat.filter({ has: page.locator("s") }).first();
        await expect(cell).toHaveAccessibleName(/edited at step \d+.*before it/);
        await cell.focus();
        await expect(page.getByTestId("inspector")).toContainText("Edited");
        await expect(page.getByTestId("facts")).toContainText(/\d+ tokens? edited/);
        await noViolations(page);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/edits-${device}-${colorScheme}.png` });
        await unmask.settings();
        await noViolations(page);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/family-${device}-${colorScheme}.png` });
      });
    });
  }
}
