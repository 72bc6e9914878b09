// What must hold for everyone: axe, keyboard, reduced motion, narrow windows.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1280, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport });

      test("axe finds nothing before, during and after a run", async ({ page }) => {
        test.setTimeout(240_000);
        const unmask = new Unmask(page);
        await unmask.open();
        await noViolations(page);
        await unmask.settings();
        await page.getByTestId("lab-toggle").click();
        await noViolations(page);

        await unmask.set("gen_length", 192);
        await unmask.set("steps", 192);
        await unmask.set("block_length", 192);
        if (device === "phone") await page.getByTestId("tab-chat").click();
        await unmask.ask("Tell me something long");
        await expect(unmask.canvas).toBeVisible();
        await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(3);
        await noViolations(page);
        await unmask.picture();
        await noViolations(page);
        if (device === "phone") await page.getByTestId("tab-chat").click();
        if (await unmask.stop.isVisible()) await unmask.stop.click();
        await unmask.settled(/stopped|complete/);
        await noViolations(page);

        await unmask.settings();
        await page.getByTestId("reset").click();
        if (device === "phone") await page.getByTestId("tab-chat").click();
        await unmask.ask("What is the capital of France?");
        await unmask.settled();
        await noViolations(page);
        await unmask.picture();
        await noViolations(page);
        await unmask.seek(12);
        await noViolations(page);
      });

      test("axe finds nothing where something is wrong", async ({ page, expectedErrors }) => {
        expectedErrors.push("the server responded with a status of 4");
        const unmask = new Unmask(page);
        await unmask.open();
        await unmask.settings();
        await unmask.set("steps", 0);
        await page.getByTestId("constraints").fill("a:b");
        await expect(page.getByTestId("error-steps")).not.toBeEmpty();
        await noViolations(page);
      });

      test("nothing is wider than the window", async ({ page }) => {
        const unmask = new Unmask(page);
        await unmask.open();
        const spare = async () =>
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(await spare()).toBeLessThanOrEqual(0);
        await unmask.ask("What is the capital of France?");
        await unmask.settled();
        for (const show of [() => unmask.picture(), () => unmask.settings()]) {
          await show();
          expect(await spare()).toBeLessThanOrEqual(0);
        }
      });
    });
  }
}

// 1280 px at 200 % zoom are 640 CSS pixels, at 400 % 320.
for (const [what, viewport] of [
  ["200 % zoom", { width: 640, height: 450 }],
  ["320 px", { width: 320, height: 640 }],
] as const) {
  test(`${what}: every state can be used without sideways scrolling, and axe finds nothing`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.setViewportSize(viewport);
    const unmask = new Unmask(page);
    const fits = async (state: string) => {
      const spare = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(spare, state).toBeLessThanOrEqual(0);
      const beyond = await page.locator("dialog[open], .menu[open] .menu-body, .tour-card").evaluateAll((all) =>
        all.filter((box) => box.getBoundingClientRect().left < 0 || box.getBoundingClientRect().right > innerWidth).map((box) => box.className),
      );
      expect(beyond, state).toEqual([]);
      await noViolations(page);
    };
    const chat = async () => await page.getByTestId("tab-chat").click();
    await unmask.open();
    await fits("start");
    await page.getByTestId("open-gallery").click();
    await fits("gallery");
    await page.getByTestId("gallery-close").click();
    await page.getByTestId("take-tour").click();
    await fits("tour");
    await page.getByTestId("tour-end").click();
    if (await page.getByTestId("close-recording").isVisible()) await page.getByTestId("close-recording").click();
    await chat();
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await fits("answer");
    await unmask.answer.getByTestId("tokens-toggle").click();
    await unmask.cells.nth(5).click();
    await fits("work on the canvas");
    await page.getByTestId("edit-mask").click();
    await page.getByTestId("edit-go-on").click();
    await unmask.settled();
    await fits("branches");
    await unmask.answer.getByTestId("compare-open").click();
    await page.getByTestId("vary-remasking").click();
    await expect(page.getByTestId("lane-total")).toHaveText([/passes/, /passes/]);
    await fits("comparison");
    await page.getByTestId("compare-close").click();
    await page.getByTestId("conversations").locator("summary").click();
    await fits("menu");
    await page.getByTestId("conversations").locator("summary").click();
    await unmask.picture();
    await fits("picture");
    await page.getByTestId("view-matrix").click();
    await fits("matrix");
    await unmask.settings();
    await page.getByTestId("lab-toggle").click();
    await fits("settings");
    await page.getByTestId("use-via-api").click();
    await fits("use via API");
  });
}

test("everything can be done by keyboard alone", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  // From the top of the page the first stop skips to the message box.
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText(/skip/i);
  await page.keyboard.press("Enter");
  await expect(unmask.composer).toBeFocused();
  await page.keyboard.type("What is the capital of France?");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("Please");
  await expect(unmask.composer).toHaveValue("What is the capital of France?\nPlease");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("What is the capital of France?");
  await page.keyboard.press("Enter");
  await unmask.settled();

  await unmask.picture();
  await unmask.scrubber.focus();
  await page.keyboard.press("Home");
  await expect(unmask.scrubber).toHaveValue("0");
  await page.keyboard.press("ArrowRight");
  await expect(unmask.scrubber).toHaveValue("1");
  await expect(unmask.scrubber).toHaveAttribute("aria-valuetext", /^Step 1 of 32, block 1 of 2, \d+ percent revealed$/);
  await page.keyboard.press("PageUp");
  await expect(unmask.scrubber).toHaveValue("16");
  await page.keyboard.press("End");
  await expect(unmask.scrubber).toHaveValue("32");
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await expect(page.getByTestId("play")).toHaveAccessibleName("Pause");
  await page.keyboard.press("Space");
  await expect(page.getByTestId("play")).toHaveAccessibleName("Play");

  // The grid is one tab stop; arrows walk in it.
  await page.keyboard.press("End");
  const focusable = page.getByTestId("heatmap").locator("[tabindex='0']");
  await expect(focusable).toHaveCount(1);
  await focusable.focus();
  await page.keyboard.press("Control+Home");
  await expect(unmask.heat.first()).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(unmask.heat.nth(1)).toBeFocused();
  await expect(unmask.heat.nth(1)).toHaveAccessibleName(/^position 1, token .*, revealed at step \d+, confidence \d\.\d\d$/);
  await page.keyboard.press("Control+End");
  await expect(unmask.heat.last()).toBeFocused();
  await expect(focusable).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(unmask.heat.last()).toHaveAttribute("data-state", "fresh");
});

test("Escape stops a run; single keys work and can be switched off", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.makeSlow(256);
  await unmask.ask("Tell me something long");
  await expect(unmask.stop).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(unmask.answer).not.toHaveAttribute("data-status", "running");
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("s");
  await expect(page.getByTestId("settings")).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.getByTestId("settings")).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByTestId("shortcuts")).toBeVisible();
  await page.getByTestId("keys-toggle").uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("shortcuts")).toBeHidden();
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("s");
  await expect(page.getByTestId("settings")).toBeHidden();
});

test("every button and field has a name and room for a finger", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("Hello");
  await unmask.settled();
  for (const show of [() => unmask.picture(), () => unmask.settings()]) {
    await show();
    const small = await page.locator("button:visible, select:visible, summary:visible").evaluateAll((all) =>
      all
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}×${box.height}`),
    );
    expect(small).toEqual([]);
  }
});

test("what happens is said: start, quarters, end, each once", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await page.evaluate(() => {
    const said: string[] = [];
    const region = document.querySelector("[data-testid=announcer]")!;
    new MutationObserver(() => {
      const text = region.textContent?.trim() ?? "";
      if (text && said.at(-1) !== text) said.push(text);
    }).observe(region, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { said });
  });
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said.at(-1)).toMatch(/done|complete/i);
  expect(new Set(said).size).toBe(said.length);
  expect(said.length).toBeLessThan(9);
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing plays or pulses by itself", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await unmask.picture();
    await expect(page.getByTestId("play")).toHaveAccessibleName("Play");
    await unmask.seek(10);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => Number(animation.effect?.getComputedTiming().activeDuration) > 10)
        .map((animation) => (animation.effect as KeyframeEffect).target?.outerHTML.slice(0, 100)),
    );
    expect(moving).toEqual([]);
  });
});

test("the theme can be chosen and is kept", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const toggle = page.getByTestId("theme-toggle");
  const back = async () => await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const seen = new Map<string, string>();
  for (let turn = 0; turn < 3; turn++) {
    await toggle.click();
    seen.set((await toggle.getAttribute("data-theme-choice")) ?? "", await back());
  }
  expect([...seen.keys()].toSorted()).toEqual(["dark", "light", "system"]);
  expect(seen.get("dark")).not.toBe(seen.get("light"));
  while ((await toggle.getAttribute("data-theme-choice")) !== "dark") await toggle.click();
  await page.reload();
  await unmask.ready();
  expect(await back()).toBe(seen.get("dark"));
});
