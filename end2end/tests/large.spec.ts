// A recording of many tokens: its grids are drawn, and all that the elements of a small grid can do works there too.
import { writeFile } from "node:fs/promises";
import { type Locator, type Page } from "@playwright/test";
import { recording } from "../measure/recording.ts";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const TOKENS = 640;

/** Opens the recording from a file. */
async function open(page: Page, file: string): Promise<{ unmask: Unmask; heat: Locator; answer: Locator }> {
  await writeFile(file, await recording(TOKENS));
  const unmask = new Unmask(page);
  await unmask.open();
  await page.getByTestId("import-file").setInputFiles(file);
  const heat = page.getByTestId("heatmap");
  await expect(heat).toHaveAttribute("aria-rowcount", "80");
  return { unmask, heat, answer: page.getByTestId("opened").getByTestId("answer-canvas") };
}

/** How many of a grid's tiles have something drawn on them, and how many hold no pixels at all. */
async function tiles(grid: Locator): Promise<{ drawn: number; empty: number }> {
  return await grid.evaluate((grid) => {
    let [drawn, empty] = [0, 0];
    for (const canvas of grid.querySelectorAll("canvas")) {
      if (canvas.width === 0) {
        empty += 1;
        continue;
      }
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      if (new Set(new Uint32Array(data.buffer)).size > 2) drawn += 1;
    }
    return { drawn, empty };
  });
}

/** Shows the upper end of a grid, and waits until it is drawn. */
async function show(grid: Locator): Promise<void> {
  await grid.evaluate((grid) => grid.scrollIntoView({ block: "start" }));
  await expect.poll(async () => (await tiles(grid)).drawn).toBeGreaterThan(0);
}

test("only what is in sight is drawn, and it is drawn", async ({ page }, info) => {
  const { heat, answer } = await open(page, info.outputPath("run.json"));
  for (const grid of [answer, heat]) {
    await show(grid);
    expect((await tiles(grid)).empty).toBeGreaterThan(1);
  }
  expect(await page.getByTestId("heat-cell").count(), "elements for cells").toBe(1);
});

test("a cell under the pointer is inspected, and a click goes to its step", async ({ page }, info) => {
  const { unmask, heat } = await open(page, info.outputPath("run.json"));
  await show(heat);
  const width = (await heat.boundingBox())!.width;
  const cell = { x: (width / 8) * 2.5, y: 40 + 19 };
  await heat.hover({ position: cell });
  await expect(page.getByTestId("inspector")).toContainText("position 10");
  await heat.click({ position: cell });
  await page.mouse.move(0, 0);
  await heat.locator("[data-pos]").focus();
  const step = Number(await unmask.scrubber.inputValue());
  expect(step).toBeGreaterThan(0);
  expect(step).toBeLessThan(TOKENS);
});

test("arrows walk it, and each cell tells its name", async ({ page }, info) => {
  const { unmask, heat } = await open(page, info.outputPath("run.json"));
  const cell = heat.getByRole("gridcell");
  await cell.focus();
  await expect(cell).toHaveAccessibleName(/^position 0, token .*, revealed at step \d+, confidence 0\.\d\d$/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await expect(cell).toBeFocused();
  await expect(cell).toHaveAccessibleName(/^position 9, /);
  await expect(cell).toHaveAttribute("aria-colindex", "2");
  await expect(heat.getByRole("row")).toHaveAttribute("aria-rowindex", "2");
  await expect(page.getByTestId("inspector")).toContainText("position 9");
  await page.keyboard.press("Control+End");
  await expect(cell).toHaveAccessibleName(new RegExp(`^position ${TOKENS - 1}, `));
  await expect(cell).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(cell).toHaveAttribute("data-state", "fresh");
  await unmask.seek(0);
  await expect(cell).toHaveAttribute("data-state", "masked");
  await expect(cell).toHaveAccessibleName(`position ${TOKENS - 1}, masked`);
});

test("it follows the theme, the options and the width of the window", async ({ page }, info) => {
  const { heat, answer } = await open(page, info.outputPath("run.json"));
  const picture = async () =>
    await heat.evaluate((grid) => {
      const tile = [...grid.querySelectorAll("canvas")].find((canvas) => canvas.width > 0);
      return tile?.toDataURL() ?? "";
    });
  await show(heat);
  let before = await picture();
  const differs = async () => {
    await expect.poll(picture).not.toBe(before);
    before = await picture();
  };
  await page.getByTestId("scrubber").press("Home");
  await differs();
  await page.emulateMedia({ colorScheme: "dark" });
  await differs();
  await page.getByTestId("scrubber").press("End");
  await differs();
  await page.getByLabel("Numbers").uncheck();
  await differs();
  await page.getByTestId("variant").selectOption("confidence");
  await differs();
  const rows = Number(await heat.getAttribute("aria-rowcount"));
  await page.getByLabel("Trim end").check();
  await expect.poll(async () => Number(await heat.getAttribute("aria-rowcount"))).toBeLessThan(rows);
  await page.getByLabel("Trim end").uncheck();
  await expect(answer).toHaveAttribute("aria-rowcount", String(TOKENS / 4));
  await page.setViewportSize({ width: 1600, height: 900 });
  await expect(answer).toHaveAttribute("aria-rowcount", String(TOKENS / 8));
});

test("nothing of it is at fault for those who cannot see it", async ({ page }, info) => {
  const { heat } = await open(page, info.outputPath("run.json"));
  await show(heat);
  await noViolations(page);
});
