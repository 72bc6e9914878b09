// English and 简体中文: the browser's language at first, then the person's choice.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const html = "html";

/** Words of Latin letters that people see, in texts that have no Chinese at all: what nobody translated. */
async function untranslated(page: import("@playwright/test").Page): Promise<string[]> {
  return await page.evaluate(() => {
    // Names, tokens and what people and models wrote stay as they are.
    const own =
      "[data-testid=answer-text], .question-text, .example, .cell, .key .cell, bdi, .menu-name, .model, .snippet, code, kbd, h1, " +
      "[data-testid=language], [data-testid=ramp], .segments [data-testid^=snippet], textarea, #constraints, [data-testid=conversation], .compare-question, .lane-text";
    const names = /^(Token|tok|PNG|SVG|Unmask|curl|JavaScript|Python|EOS|EOT|nats?|ms|cividis|viridis)$/i;
    const found = new Set<string>();
    const look = (text: string | null | undefined) => {
      const words = text?.match(/[A-Za-z][A-Za-z'’-]+/g)?.filter((word) => !names.test(word)) ?? [];
      if (words.length > 0 && !/\p{Script=Han}/u.test(text!)) found.add(text!.trim());
    };
    for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
      if (element.closest(own) || element.closest("script, style, .boot-failed, noscript")) continue;
      for (const name of ["title", "aria-label", "placeholder", "aria-valuetext"]) look(element.getAttribute(name));
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) look(node.textContent);
    }
    return [...found];
  });
}

test.describe("a browser in Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("the page comes up in Chinese, and a run works", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await expect(page.locator(html)).toHaveAttribute("lang", "zh-CN");
    await expect(unmask.send).toHaveText("发送");
    await expect(page.getByTestId("welcome")).toContainText("掩码");
    expect(await untranslated(page)).toEqual([]);
    await noViolations(page);
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await expect(unmask.text).toContainText("Paris");
    await expect(unmask.answer.getByTestId("stats")).toContainText("次前向传播");
    await expect(page.getByTestId("announcer")).toHaveText("完成。回答已生成。");
    await unmask.picture();
    await expect(unmask.heat.first()).toHaveAccessibleName(/^位置 0，token .*，在第 \d+ 步揭示，置信度/);
    await unmask.answer.getByTestId("tokens-toggle").click();
    await unmask.cells.nth(2).click();
    expect(await untranslated(page)).toEqual([]);
    await noViolations(page);
    await unmask.settings();
    await page.getByTestId("lab-toggle").click();
    await unmask.set("steps", 0);
    await expect(page.getByTestId("error-steps")).toContainText("允许");
    expect(await untranslated(page)).toEqual([]);
    await noViolations(page);
  });

  test("another language is there at once, with everything as it was, and is kept", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await unmask.composer.fill("half a question");
    await page.getByTestId("language").click();
    await expect(unmask.send).toHaveText("Send");
    await expect(page.locator(html)).toHaveAttribute("lang", "en");
    await expect(unmask.composer).toHaveValue("half a question");
    await expect(unmask.text).toContainText("Paris");
    await expect(unmask.heat.first()).toHaveAccessibleName(/^position 0, token .*, revealed at step/);
    await expect(page.getByTestId("language")).toBeFocused();
    await page.reload();
    await unmask.ready();
    await expect(unmask.send).toHaveText("Send");
    await page.getByTestId("language").click();
    await expect(unmask.send).toHaveText("发送");
    await expect(page.locator(html)).toHaveAttribute("lang", "zh-CN");
    await page.reload();
    await unmask.ready();
    await expect(unmask.send).toHaveText("发送");
  });

  test("a run goes on while the language changes", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.makeSlow();
    await unmask.ask("Tell me something long");
    await expect.poll(async () => await unmask.canvas.locator("[data-state=settled]").count()).toBeGreaterThan(3);
    await page.getByTestId("language").click();
    await expect(unmask.stop).toHaveText("Stop");
    await unmask.settled();
    await expect(page.getByTestId("announcer")).toHaveText("Done. The answer is complete.");
  });

  test("without its table the page is in English", async ({ page, expectedErrors }) => {
    expectedErrors.push("404");
    await page.route("**/words/*.json", async (route) => await route.fulfill({ status: 404 }));
    const unmask = new Unmask(page);
    await unmask.open();
    await expect(unmask.send).toHaveText("Send");
    await page.getByTestId("language").click();
    await expect(page.getByTestId("notice")).toContainText("could not be loaded");
  });

  for (const width of [390, 320]) {
    test(`nothing is wider than ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      const unmask = new Unmask(page);
      await unmask.open();
      const fits = async (state: string) => {
        const spare = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(spare, state).toBeLessThanOrEqual(0);
      };
      await fits("start");
      await page.getByTestId("open-gallery").click();
      expect(await untranslated(page)).toEqual([]);
      await fits("gallery");
      await page.getByTestId("gallery-close").click();
      await unmask.ask("What is the capital of France?");
      await unmask.settled();
      await fits("answer");
      await unmask.picture();
      await fits("picture");
      await unmask.settings();
      await fits("settings");
      await noViolations(page);
    });
  }
});

test("a browser in another language gets English, and no table", async ({ page }) => {
  const tables: string[] = [];
  page.on("request", (request) => request.url().includes("/words/") && tables.push(request.url()));
  const unmask = new Unmask(page);
  await unmask.open();
  await expect(unmask.send).toHaveText("Send");
  await expect(page.locator(html)).toHaveAttribute("lang", "en");
  expect(tables).toEqual([]);
  await page.getByTestId("language").click();
  await expect(unmask.send).toHaveText("发送");
});
