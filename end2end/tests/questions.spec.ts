// Five questions that newcomers have, answered from the page alone in three actions at most (docs/page.md).
import type { Locator } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const MOST = 3;

test("five questions of a newcomer have answers within three actions", async ({ page }) => {
  test.setTimeout(240_000);
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.ask("What is the capital of France?");
  await unmask.settled();

  let actions = 0;
  const question = async (walk: () => Promise<void>) => {
    actions = 0;
    await walk();
    expect(actions).toBeLessThanOrEqual(MOST);
  };
  const press = async (place: Locator) => {
    actions += 1;
    await place.click();
  };

  await test.step("which token came first", async () =>
    await question(async () => {
      const facts = page.getByTestId("facts");
      await expect(facts).toContainText(/Revealed first: EOS\. The first word is “\w+”, at step \d+\./);
      const [, word, step] = /first word is “(\w+)”, at step (\d+)/.exec(await facts.innerText())!;
      const first = unmask.heat.and(page.locator(`[data-step="${step}"]`)).filter({ hasText: word });
      await expect(first).toHaveCount(1);
    }));

  await test.step("which was known before it was shown", async () =>
    await question(async () => {
      actions += 1;
      await page.getByTestId("variant").selectOption({ label: "Known since" });
      await expect(page.getByTestId("legend")).toContainText("Looking back");
      await expect(page.getByTestId("facts")).toContainText("before they were revealed");
      const cells = await unmask.heat.evaluateAll((all) =>
        all.map((cell) => [Number(cell.getAttribute("data-note")), Number(cell.getAttribute("data-step"))]),
      );
      expect(cells.some(([known, shown]) => known > 0 && known < shown)).toBe(true);
    }));

  await test.step("what re-masking does", async () =>
    await question(async () => {
      await press(page.getByTestId("slow-motion").locator("summary"));
      await press(page.getByTestId("phase-re-mask"));
      await expect(page.getByTestId("slow-words")).toContainText(/masked again/);
    }));

  await test.step("what changes with fewer steps", async () =>
    await question(async () => {
      await press(unmask.answer.getByTestId("compare-open"));
      await press(page.getByTestId("vary-steps"));
      await expect(page.getByTestId("lane-total").filter({ hasText: /passes/ })).toHaveCount(4, { timeout: 60_000 });
      await expect(page.getByTestId("compare-differs")).toContainText(/differ|same tokens/);
    }));
  await page.getByTestId("compare-close").click();

  await test.step("how the answer begins with a word of one's own", async () =>
    await question(async () => {
      await press(page.getByTestId("tab-settings"));
      actions += 1;
      await page.getByTestId("constraints").fill("0:Once");
      await press(unmask.answer.getByTestId("retry"));
      await unmask.settled();
      await expect(unmask.text).toHaveText(/^\s*Once/);
    }));
});
