// Pictures of answers: markup, verse, scripts from right to left, edits; desktop and phone, light and dark.
import path from "node:path";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const code = "```python\ndef fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\n```";
const answers = {
  markup: `## Factorials\n\nThe product 5*4*3*2*1 is **120**; call \`__init__\` or __init__, \\(n!\\) in TeX.\n\n1. One\n   - inner\n2. Two\n\n${code}\n\n| n | n! |\n|---|---:|\n| 3 | 6 |\n| 10 | 3628800 |\n\n> A quote,\n> of two lines.`,
  years: "The years:\n\n1986. Chernobyl, a long line that has to be broken where the column of a phone ends\n1990. Hubble\n100. A hundred",
  verse: "Over the hill,\n  Calm is the sea,\nEvening falls\n    And nobody sees.",
  hebrew: "בירת צרפת היא **פריז** (Paris).\n\n1. פריז\n2. ליון\n\n- נהר הסן\n- מגדל אייפל\n\n```\nx = 1  # code\n```\n\n> ציטוט קצר",
  arabic: "عاصمة فرنسا هي **باريس**، وعدد سكانها `2,100,000`.\n\n| المدينة | السكان |\n|---|---:|\n| باريس | 2.1 |\n| ليون | 0.5 |",
};

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1280, height: 800 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport });

      test("answers", async ({ page }) => {
        const unmask = new Unmask(page);
        await unmask.open();
        for (const [name, text] of Object.entries(answers)) {
          await unmask.answerWith(text);
          await unmask.ask(name === "hebrew" ? "מה בירת צרפת?" : name === "arabic" ? "ما عاصمة فرنسا؟" : "Hello");
          await unmask.settled();
          await page.screenshot({ path: `screenshots/answer-${name}-${device}-${colorScheme}.png` });
        }
      });

      test("edits", async ({ page }) => {
        const unmask = new Unmask(page);
        await unmask.open();
        await unmask.picture();
        await page.getByTestId("import-file").setInputFiles(path.resolve(import.meta.dirname, "../data/edited-run.json"));
        await expect(unmask.heat).toHaveCount(16);
        await unmask.seek(7);
        await unmask.heat.nth(12).focus();
        await page.screenshot({ path: `screenshots/edits-grid-${device}-${colorScheme}.png`, fullPage: true });
        await page.getByTestId("view-matrix").click();
        await page.screenshot({ path: `screenshots/edits-matrix-${device}-${colorScheme}.png`, fullPage: true });
      });
    });
  }
}
