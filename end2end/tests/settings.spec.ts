// The original demo's controls: the plan and the result follow each of them.
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

/** Where each slider is moved by keys, and what must follow. */
const sliders = [
  { field: "gen_length", keys: ["Home"], value: "16", plan: /1 block × 32 steps|16/, cells: 16 },
  { field: "steps", keys: ["Home"], value: "8", plan: /2 blocks × 4 steps, 8 tokens a step/, cells: 64, last: 8 },
  { field: "block_length", keys: ["Home"], value: "8", plan: /8 blocks × 4 steps, 2 tokens a step/, cells: 64 },
  { field: "temperature", keys: ["End"], value: "1", plan: /2 blocks × 16 steps/, cells: 64, sent: { temperature: 1 } },
  { field: "cfg_scale", keys: ["End"], value: "2", plan: /2 blocks × 16 steps/, cells: 64, sent: { cfg_scale: 2 } },
];

for (const { field, keys, value, plan, cells, last, sent } of sliders) {
  test(`the ${field} slider: plan and result follow`, async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.settings();
    await expect(page.getByTestId("settings-plan")).toContainText("2 blocks × 16 steps, 2 tokens a step");
    await page.getByTestId(`slider-${field}`).focus();
    for (const key of keys) await page.keyboard.press(key);
    await expect(page.getByTestId(`input-${field}`)).toHaveValue(value);
    await expect(page.getByTestId("settings-plan")).toContainText(plan);
    await expect(unmask.plan).toContainText(plan);

    const asked = page.waitForRequest("**/api/generate");
    await unmask.ask("What is the capital of France?");
    const { params } = (await asked).postDataJSON();
    expect(params).toMatchObject(sent ?? { [field]: Number(value) });
    await unmask.settled();
    await unmask.picture();
    await expect(unmask.heat).toHaveCount(cells);
    if (last) await expect(page.getByTestId("step-label")).toContainText(`Step ${last} of ${last}`);
    // The plan that was shown is the one that was executed.
    const steps = await unmask.heat.evaluateAll((all) => all.map((cell) => Number(cell.getAttribute("data-step"))));
    await expect(unmask.answer.getByTestId("stats")).toContainText(`${Math.max(...steps)} steps`);
  });
}

test("the ranges and defaults are the original demo's", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  for (const [field, min, max, step, value] of [
    ["gen_length", "16", "128", "8", "64"],
    ["steps", "8", "64", "4", "32"],
    ["block_length", "8", "128", "8", "32"],
    ["temperature", "0", "1", "0.1", "0"],
    ["cfg_scale", "0", "2", "0.1", "0"],
  ] as const) {
    const slider = page.getByTestId(`slider-${field}`);
    await expect(slider).toHaveAttribute("min", min);
    await expect(slider).toHaveAttribute("max", max);
    await expect(slider).toHaveAttribute("step", step);
    await expect(slider).toHaveValue(value);
  }
  await expect(page.getByTestId("remasking-low_confidence")).toBeChecked();
});

test("random remasking is sent and changes the order", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const order = async () => {
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await unmask.picture();
    return await unmask.heat.evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-step")));
  };
  const sure = await order();
  await unmask.settings();
  await page.getByTestId("remasking-random").check();
  const random = await order();
  expect(random).not.toEqual(sure);
});

test("a plan that does not divide evenly is shown as it will be executed", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await unmask.set("gen_length", 40);
  await unmask.set("block_length", 16);
  await unmask.set("steps", 12);
  await unmask.ask("Hello");
  await unmask.settled();
  await unmask.picture();
  await expect(page.getByTestId("step-label")).toContainText("Step 12 of 12 · block 3 of 3");
});

test("a threshold decides how many tokens a pass reveals", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await page.getByTestId("lab-toggle").click();
  await page.getByTestId("threshold-toggle").click();
  await expect(unmask.plan).toContainText(/at most/);
  await page.getByTestId("input-threshold").fill("0");
  await unmask.ask("Hello");
  await unmask.settled();
  // With threshold 0 each block is revealed at once.
  await expect(unmask.answer.getByTestId("stats")).toContainText("2 forwards");
});

test("a speed changes the plan in plain words and saves passes", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await expect(page.getByTestId("speed-exact")).toBeChecked();
  await expect(unmask.plan).toContainText("2 blocks × 16 steps");
  await page.getByTestId("speed-fast").check();
  await expect(unmask.plan).toHaveText("2 blocks, at most 32 passes");
  const body = page.waitForRequest((request) => request.url().endsWith("/api/generate"));
  await unmask.ask("What is the capital of France?");
  expect((await body).postDataJSON().params).toMatchObject({ cache: "auto", ahead: 0.98, stop_at_eos: true });
  await unmask.settled();
  await expect(unmask.answer).toContainText("Paris");
  await expect(unmask.answer.getByTestId("stats")).toContainText(/\d+ forwards? at .*, \d+ saved/);
  await page.getByTestId("reset").click();
  await expect(page.getByTestId("speed-exact")).toBeChecked();
});

const faults: [name: string, field: string, input: string, typed: string, says: RegExp][] = [
  ["gen_length 0", "gen_length", "input-gen_length", "0", /gen_length is 0; allowed: whole numbers 16 to 128/],
  ["gen_length beyond the range", "gen_length", "input-gen_length", "5000", /gen_length is 5000/],
  ["an empty gen_length", "gen_length", "input-gen_length", "", /gen_length is empty/],
  ["a broken gen_length", "gen_length", "input-gen_length", "20.5", /round it/i],
  ["steps 0", "steps", "input-steps", "0", /steps is 0/],
  ["block_length 0", "block_length", "input-block_length", "0", /block_length is 0/],
  ["temperature -1", "temperature", "input-temperature", "-1", /temperature is -1; allowed: 0 to 1/],
  ["cfg_scale 3", "cfg_scale", "input-cfg_scale", "3", /cfg_scale is 3/],
  ["a seed that is no number", "seed", "seed", "seven", /seed is seven/],
  ["a constraint without a word", "constraints", "constraints", "5:", /no word after the colon/],
  ["a constraint without a position", "constraints", "constraints", "a:b", /"a" is not a position/],
  ["a constraint without a colon", "constraints", "constraints", "upon", /no colon/],
  ["a position that is given twice", "constraints", "constraints", "0:a, 0:b", /twice/],
  ["a position beyond the answer", "constraints", "constraints", "64:end", /64/],
  ["words that overlap", "constraints", "constraints", "0:internationalisation, 1:upon", /overlap|position/i],
];

for (const [name, field, input, typed, says] of faults) {
  test(`${name}: a sentence beside the field, and Send waits`, async ({ page, expectedErrors }) => {
    expectedErrors.push("the server responded with a status of 4");
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.composer.fill("Hello");
    await expect(unmask.send).toBeEnabled();
    await unmask.settings();
    await page.getByTestId(input).fill(typed);
    await expect(page.getByTestId(`error-${field}`)).toContainText(says);
    await expect(page.getByTestId(input)).toHaveAttribute("aria-invalid", "true");
    await expect(unmask.send).toBeDisabled();
    await unmask.composer.press("Enter");
    await expect(unmask.answers).toHaveCount(0);
    await expect(unmask.composer).toHaveValue("Hello");
    await expect(page.getByTestId("send-hint")).not.toBeEmpty();
    // Once it is right again, so is Send.
    if (field === "seed") await page.getByTestId("seed").fill("7");
    else await page.getByTestId("reset").click();
    await expect(page.getByTestId(`error-${field}`)).toBeEmpty();
    await expect(unmask.send).toBeEnabled();
  });
}

test("an empty message is not sent", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await expect(unmask.send).toBeDisabled();
  await unmask.composer.fill("  \n ");
  await expect(unmask.send).toBeDisabled();
  await unmask.composer.press("Enter");
  await expect(unmask.answers).toHaveCount(0);
});

test("a message of 100,000 characters gets a sentence and is not lost", async ({ page, expectedErrors }) => {
  expectedErrors.push("the server responded with a status of 4");
  const unmask = new Unmask(page);
  await unmask.open();
  const long = "word ".repeat(20_000);
  await unmask.composer.fill(long);
  await expect(page.getByTestId("send-hint")).toContainText(/context|long/);
  await expect(unmask.send).toBeDisabled();
  await expect(unmask.composer).toHaveValue(long);
});
