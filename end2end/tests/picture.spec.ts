// The picture of a run: order heatmap, scrubber, playback.
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("scrubbing back shows the earlier grid, in both views", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.picture();
  const grids: string[][] = [];
  for (const step of [0, 8, 16, 24, 32]) {
    await unmask.seek(step);
    expect(await unmask.masksLeft()).toBe(64 - 2 * step);
    grids.push(await unmask.grid());
  }
  // The same steps again, the other way round: the same grids.
  for (const step of [24, 16, 8, 0]) {
    await unmask.seek(step);
    expect(await unmask.grid()).toEqual(grids[step / 8]);
    // The message shows the same moment: its cells, not its text.
    await expect(unmask.canvas).toBeVisible();
    const states = await unmask.cells.evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-state") ?? ""));
    expect(states.filter((state) => ["masked", "pending"].includes(state)).length).toBe(64 - 2 * step);
  }
  await page.getByTestId("last").click();
  await expect(unmask.text).toContainText("Paris");
});

test("a running answer can be scrubbed while it goes on", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(256);
  await unmask.ask("Tell me something long");
  await unmask.picture();
  await expect.poll(async () => 256 - (await unmask.masksLeft())).toBeGreaterThan(10);
  await unmask.seek(4);
  expect(await unmask.masksLeft()).toBe(252);
  await expect(unmask.answer).toHaveAttribute("data-status", "running");
  const label = page.getByTestId("step-label");
  await expect(label).toContainText("Step 4 of 256");
  await page.getByTestId("live").click();
  await expect.poll(async () => 256 - (await unmask.masksLeft())).toBeGreaterThan(20);
  await unmask.stop.click();
  await unmask.settled("stopped");
});

test("play, pause, step, speed and loop", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  await unmask.picture();
  const play = page.getByTestId("play");
  await page.getByTestId("first").click();
  await expect(unmask.scrubber).toHaveValue("0");
  await page.getByTestId("next").click();
  await page.getByTestId("next").click();
  await page.getByTestId("prev").click();
  await expect(unmask.scrubber).toHaveValue("1");
  await page.getByTestId("speed").selectOption({ index: 0 });
  await play.click();
  await expect(play).toHaveAccessibleName("Pause");
  await expect.poll(async () => Number(await unmask.scrubber.inputValue())).toBeGreaterThan(1);
  await play.click();
  await expect(play).toHaveAccessibleName("Play");
  const paused = await unmask.scrubber.inputValue();
  await page.waitForTimeout(500);
  await expect(unmask.scrubber).toHaveValue(paused);
  expect(Number(paused)).toBeLessThan(32);
  await page.getByTestId("last").click();
  await expect(unmask.scrubber).toHaveValue("32");
});

test("a click on a cell goes to the step that revealed it", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.picture();
  const cell = unmask.heat.nth(5);
  const step = (await cell.getAttribute("data-step")) ?? "";
  await cell.click();
  await expect(unmask.scrubber).toHaveValue(step);
  await expect(cell).toHaveAttribute("data-state", "fresh");
});

test("later steps are brighter, strictly, and every cell can be read", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Who are you?");
  await unmask.settled();
  await unmask.picture();
  await expect(page.getByTestId("legend")).toBeVisible();
  const cells = await unmask.heat.evaluateAll((all) => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return all.map((cell) => {
      const style = getComputedStyle(cell);
      const [back, text] = [luminance(style.backgroundColor), luminance(style.color)];
      return {
        step: Number(cell.getAttribute("data-step")),
        luminance: back,
        contrast: (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05),
      };
    });
  });
  for (const cell of cells) expect(cell.contrast).toBeGreaterThanOrEqual(4.5);
  const byStep = new Map(cells.map((cell) => [cell.step, cell.luminance]));
  const ordered = [...byStep.entries()].toSorted((a, b) => a[0] - b[0]).map(([, luminance]) => luminance);
  expect(ordered.length).toBe(32);
  const rising = ordered.every((value, index) => index === 0 || value > (ordered[index - 1] ?? 0));
  const falling = ordered.every((value, index) => index === 0 || value < (ordered[index - 1] ?? 1));
  expect(rising || falling, ordered.map((value) => value.toFixed(3)).join(" ")).toBe(true);
});

test("cells never move while the answer is revealed", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await unmask.picture();
  const places = async () =>
    await unmask.heat.evaluateAll((cells) =>
      cells.map((cell) => {
        const { x, y, width, height } = cell.getBoundingClientRect();
        const frame = cell.closest("[role=grid]")!.getBoundingClientRect();
        return [x - frame.x, y - frame.y, width, height].map(Math.round).join(" ");
      }),
    );
  await unmask.seek(0);
  const before = await places();
  for (const step of [1, 10, 20, 32]) {
    await unmask.seek(step);
    expect(await places()).toEqual(before);
  }
});
