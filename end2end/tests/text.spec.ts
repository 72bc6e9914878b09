// The settled text says what the answer says; every script and every input method is at home.
import { ask, generate } from "../support/api.ts";
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("the lines of a poem stay lines", async ({ page, server }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const question = "Write an acrostic for OCEAN.";
  const written = (await generate(server.url, ask(question))).end.text;
  await unmask.ask(question);
  await unmask.settled();
  expect(written.split("\n").length).toBeGreaterThan(3);
  expect(await unmask.text.innerText()).toBe(written);

  const poem = "The moon,\n  low and pale,\n\twaits.\n\nMorning comes,\nquiet.";
  await unmask.receive(poem);
  const paragraphs = await unmask.text.locator("p").allInnerTexts();
  expect(paragraphs).toEqual(["The moon,\n  low and pale,\n\twaits.", "Morning comes,\nquiet."]);
});

const asWritten = [
  ["products and powers", "5*4*3*2*1 = 120, 2**3 = 8, (2)*3*(4), a * b * c"],
  ["names with underscores", "__init__, __main__.py, snake_case_name, _x_y_"],
  ["TeX", String.raw`\(a_1 * b_2\) and \[x^{*} y^{*}\] and $\frac{a}{b}$, \$5, \\ and \{`],
  ["backslashes before marks", String.raw`\*not so\*, \_nor so\_, \# and C:\new`],
  ["entities and tags", "&amp; &lt;b&gt; &copy; <br> <b>bold</b>"],
  ["prices and comparisons", "$5 or $10, ~5 to ~7, x < 3 > y"],
  ["signs", "- 17\n+ 25\n-5 degrees\n3.14 is pi"],
] as const;

for (const [name, text] of asWritten) {
  test(`${name} are shown as they were written`, async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await page.route("**/api/math", async (route) => await route.fulfill({ json: { formulas: [] } }));
    await unmask.receive(text);
    expect(await unmask.text.innerText()).toBe(text);
  });
}

test("formulas are set once the answer is complete, and copying gives their source", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const unmask = new Unmask(page);
  await unmask.open();
  const text = String.raw`The roots of $ax^2+bx+c$ are

$$x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}$$

and \(e^{i\pi} = -1\), which cost $5 and $6; $\nosuchcommand$ stays, ${"`$x$`"} too.`;
  await unmask.receive(text);
  const formulas = unmask.text.locator("math");
  await expect(formulas).toHaveCount(3);
  await expect(unmask.text.locator("math[display=block] mfrac msqrt")).toHaveCount(1);
  await expect(unmask.text).toContainText("which cost $5 and $6");
  await expect(unmask.text.locator(".math").last()).toHaveText(String.raw`$\nosuchcommand$`);
  await expect(unmask.text.locator("code")).toHaveText("$x$");
  await noViolations(page);
  await unmask.answer.getByTestId("copy").click();
  expect(await page.evaluate(async () => await navigator.clipboard.readText())).toBe(text);
});

test("where the server does not answer, a formula's source stays", async ({ page, expectedErrors }) => {
  expectedErrors.push("net::ERR", "500");
  const unmask = new Unmask(page);
  await unmask.open();
  for (const answer of ["abort", "error", "nonsense"]) {
    await page.unroute("**/api/math");
    await page.route("**/api/math", async (route) => {
      if (answer === "abort") await route.abort();
      else if (answer === "error") await route.fulfill({ status: 500 });
      else await route.fulfill({ body: "{" });
    });
    await unmask.receive("So $x^2$ it is.");
    await expect(unmask.text).toHaveText("So $x^2$ it is.");
  }
});

test("a hostile formula does nothing", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await page.evaluate(() => Object.assign(window, { alert: () => Object.assign(window, { struck: true }) }));
  const asked = page.waitForResponse("**/api/math");
  await unmask.receive(
    String.raw`$\text{<img src=x onerror=alert(1)>}$ $<script>alert(1)</script>$ $\href{javascript:alert(1)}{x}$ $\text{</mtext></math><img src=x onerror=alert(1)>}$`,
  );
  await (await asked).finished();
  await expect(unmask.text.locator("math").first()).toBeVisible();
  await expect(unmask.text.locator("img, script, a, [onerror], [onclick]")).toHaveCount(0);
  expect(await page.evaluate(() => "struck" in window)).toBe(false);
});

test("the numbers of a list are the model's, and whole at phone width", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.receive("The years:\n\n1986. Chernobyl\n1990. Hubble\n100) A hundred\n\n007. Bond\n\n123456789. Long");
  const numbers = unmask.text.locator("li > .number");
  await expect(numbers).toHaveText(["1986.", "1990.", "100)", "007.", "123456789."]);
  const frame = (await unmask.text.boundingBox())!;
  for (const number of await numbers.all()) {
    const box = (await number.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(frame.x);
    const clipped = await number.evaluate((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0);
    expect(clipped).toBe(false);
    const text = (await number.locator("xpath=following-sibling::div").boundingBox())!;
    expect(text.x).toBeGreaterThanOrEqual(box.x + box.width);
    expect(text.x + text.width).toBeLessThanOrEqual(frame.x + frame.width + 1);
  }
});

test("code, tables, lists and headings are set as such, and code can be copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const unmask = new Unmask(page);
  await unmask.open();
  const code = "def __init__(self):\n    return 2**3 * 4";
  await unmask.receive(`# Title\n\n1. one\n   - **inner**\n2. two\n\n\`\`\`python\n${code}\n\`\`\`\n\n| a | b |\n|---|--:|\n| 1 | 2 |`);
  await expect(unmask.text.locator("h1")).toHaveText("Title");
  await expect(unmask.text.locator("ol > li")).toHaveCount(2);
  await expect(unmask.text.locator("ol ul li strong")).toHaveText("inner");
  await expect(unmask.text.locator("td")).toHaveText(["1", "2"]);
  await expect(unmask.text.locator(".code-head")).toContainText("python");
  expect(await unmask.text.locator("pre").innerText()).toBe(code);
  await unmask.text.locator("[data-copy-code]").click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test.describe("scripts that are written from right to left", () => {
  const question = "מה בירת צרפת?";
  const answer = "בירת צרפת היא **פריז**.\n\n1. פריז\n2. ליון\n\nParis, the capital.\n\n```\nx = 1\n```\n\nالعاصمة هي `Paris` بالفرنسية.";

  test("each text has its own direction, and code none but its own", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.answerWith(answer);
    await unmask.ask(question);
    await unmask.settled();
    const direction = (selector: string) =>
      unmask.text.locator(selector).evaluateAll((all) => all.map((element) => getComputedStyle(element).direction));
    expect(await direction("> p")).toEqual(["rtl", "ltr", "rtl"]);
    expect(await direction("> ol")).toEqual(["rtl"]);
    expect(await direction("pre, p code")).toEqual(["ltr", "ltr"]);
    const question_ = page.getByTestId("message-user").last().locator("p");
    expect(await question_.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
    // The number stands at the right, before its item.
    const number = (await unmask.text.locator("li > .number").first().boundingBox())!;
    const item = (await unmask.text.locator("li > div").first().boundingBox())!;
    expect(number.x).toBeGreaterThanOrEqual(item.x + item.width);
  });

  test("what is typed has its own direction in every field", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.settings();
    await page.getByTestId("conversations").locator("summary").click();
    for (const field of ["composer", "constraints", "system-prompt", "rename"]) {
      const box = page.getByTestId(field);
      const direction = () => box.evaluate((element) => getComputedStyle(element).direction);
      await box.fill("שלום");
      expect(await direction(), field).toBe("rtl");
      await box.fill("hello");
      expect(await direction(), field).toBe("ltr");
      await box.fill("");
    }
  });

  test("the canvas keeps its order, and every token is by itself", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.ask(question);
    await unmask.settled();
    await unmask.picture();
    await expect(unmask.heat.locator("bdi")).toHaveCount(64);
    const [first, second] = [(await unmask.heat.nth(0).boundingBox())!, (await unmask.heat.nth(1).boundingBox())!];
    expect(second.x).toBeGreaterThan(first.x);
  });
});

test.describe("an input method composes", () => {
  /** Enter and Escape as browsers send them while an input method has them: each way by which they may be told. */
  const ways = [
    { isComposing: true, keyCode: 13 },
    { isComposing: false, keyCode: 229 },
  ] as const;

  const press = (field: import("@playwright/test").Locator, key: string, way: (typeof ways)[number]) =>
    field.evaluate(
      (element, { key, way }) => {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, isComposing: way.isComposing });
        Object.defineProperty(event, "keyCode", { value: way.keyCode });
        element.dispatchEvent(event);
        return event.defaultPrevented;
      },
      { key, way },
    );

  test("Enter and Escape are its own in every field", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.makeSlow(512);
    await unmask.ask("Tell me something long");
    await expect(unmask.stop).toBeVisible();
    await page.getByTestId("conversations").locator("summary").click();
    await unmask.composer.fill("にほ");
    const fields = ["composer", "constraints", "system-prompt", "seed", "input-gen_length", "rename"];
    for (const field of fields) {
      for (const way of ways) {
        for (const key of ["Enter", "Escape"]) {
          expect(await press(page.getByTestId(field), key, way), `${key} in ${field}`).toBe(false);
        }
      }
    }
    // Nothing was sent, stopped or closed.
    await expect(unmask.answer).toHaveAttribute("data-status", "running");
    await expect(unmask.composer).toHaveValue("にほ");
    await expect(page.getByTestId("conversations")).toHaveAttribute("open", "");
    await expect(unmask.answers).toHaveCount(1);

    // The same keys without a composition do what they say.
    const own = { isComposing: false, keyCode: 27 } as unknown as (typeof ways)[number];
    await press(page.getByTestId("rename"), "Escape", own);
    await expect(page.getByTestId("conversations")).not.toHaveAttribute("open", "");
    await press(unmask.composer, "Escape", own);
    await expect(unmask.answer).toHaveAttribute("data-status", "stopped");
    await expect(unmask.send).toBeEnabled();
    await press(unmask.composer, "Enter", own);
    await expect(unmask.answers).toHaveCount(2);
    await unmask.stop.click();
  });

  test("single keys and the grid heed it", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.ask("What is the capital of France?");
    await unmask.settled();
    await unmask.picture();
    for (const way of ways) {
      await press(page.locator("body"), "s", way);
      expect(await press(unmask.heat.first(), "ArrowRight", way)).toBe(false);
      expect(await press(unmask.scrubber, " ", way)).toBe(false);
    }
    await expect(page.getByTestId("settings")).toBeHidden();
    await expect(page.getByTestId("play")).toHaveAccessibleName("Play");
  });

  test("a composition in Chromium itself commits its word and nothing else", async ({ page }) => {
    const unmask = new Unmask(page);
    await unmask.open();
    await unmask.composer.focus();
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
    for (const key of ["Enter", "Escape"]) {
      await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, code: key, windowsVirtualKeyCode: 229 });
    }
    await session.send("Input.insertText", { text: "日本" });
    await expect(unmask.composer).toHaveValue("日本");
    await expect(unmask.answers).toHaveCount(0);
  });
});
