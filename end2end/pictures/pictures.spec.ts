// Pictures of the page: desktop and phone, light and dark, before, during and after a run, into `screenshots/`.
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const question = "What is the capital of France?";

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1280, height: 800 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport, deviceScaleFactor: 2 });

      test("pictures", async ({ page }) => {
        const shoot = async (moment: string) => {
          await page.screenshot({ path: `screenshots/${device}-${colorScheme}-${moment}.png` });
        };
        const show = async (tab: "chat" | "picture" | "settings") => {
          if (tab !== "chat" || device === "phone") await page.getByTestId(`tab-${tab}`).click();
        };
        const unmask = new Unmask(page);
        await unmask.open();
        await shoot("welcome");
        await unmask.ask("Hello, who are you?");
        await unmask.settled();
        await unmask.ask(question);
        await show("picture");
        await expect.poll(async () => 64 - (await unmask.masksLeft())).toBeGreaterThan(16);
        await page.getByTestId("play").click();
        await shoot("during-picture");
        await show("chat");
        await shoot("during");
        await show("picture");
        await page.getByTestId("last").click();
        await shoot("after-picture");
        await show("chat");
        await unmask.settled();
        await shoot("after");
        await show("settings");
        await shoot("settings");
      });
    });
  }
}
