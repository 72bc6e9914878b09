// Pictures of a conversation about images, with a small LLaDA-V of random weights: attached, sent, and how they are cut.
import { expect } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { picture, test } from "../support/vision.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1440, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport });

      test("images", async ({ page }) => {
        const shoot = (moment: string) => page.screenshot({ path: `screenshots/${device}-${colorScheme}-images-${moment}.png` });
        const unmask = new Unmask(page);
        await unmask.open();
        await page.getByTestId("tab-settings").click();
        await unmask.set("gen_length", 16);
        await unmask.set("steps", 8);
        await page.getByTestId(device === "phone" ? "tab-chat" : "tab-picture").click();
        await page.getByTestId("attach-file").setInputFiles([picture("wide"), picture("tall"), picture("square")]);
        await unmask.composer.fill("What do these pictures show?");
        await expect(unmask.send).toBeEnabled();
        await shoot("attached");
        await unmask.send.click();
        await unmask.settled();
        await page.getByTestId("tiles").first().click();
        await expect(page.getByTestId("cut").first()).toBeVisible();
        await shoot("sent");
      });
    });
  }
}
