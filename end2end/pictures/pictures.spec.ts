// Pictures of every main state of the page: desktop and phone, light and dark, into `screenshots/`.
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

const question = "What is the capital of France?";

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, viewport] of [
    ["desktop", { width: 1440, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport });

      const tools = (page: import("@playwright/test").Page) => ({
        unmask: new Unmask(page),
        shoot: async (moment: string) => {
          await page.screenshot({ path: `screenshots/${device}-${colorScheme}-${moment}.png`, animations: "disabled" });
        },
        show: async (tab: "chat" | "picture" | "settings") => {
          if (tab !== "chat" || device === "phone") await page.getByTestId(`tab-${tab}`).click();
        },
      });

      test("a run", async ({ page }) => {
        const { unmask, shoot, show } = tools(page);
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
        await unmask.heat.nth(5).hover();
        await shoot("after-picture");
        await page.getByTestId("view-matrix").click();
        await shoot("matrix");
        await page.getByTestId("view-grid").click();
        await page.getByTestId("variant").selectOption("entropy");
        await shoot("entropy-unrecorded");
        await page.getByTestId("variant").selectOption("step");
        await show("chat");
        await unmask.settled();
        await shoot("after");
        await show("settings");
        await shoot("settings");
        await page.getByTestId("lab-toggle").click();
        await page.getByTestId("use-via-api").scrollIntoViewIfNeeded();
        await shoot("settings-lab");
        await page.getByTestId("use-via-api").click();
        await shoot("use-via-api");
        await page.getByTestId("snippets-close").click();
        await unmask.set("steps", 0);
        await shoot("settings-fault");
        await page.getByTestId("reset").click();
        await page.getByTestId("record-alternatives").click();
        if (device === "phone") await show("chat");
        await unmask.ask("Write a story about a dragon.");
        await unmask.settled();
        await show("picture");
        await page.getByTestId("variant").selectOption("entropy");
        await unmask.heat.nth(5).hover();
        await shoot("entropy");
      });

      test("work on an answer", async ({ page }) => {
        const { unmask, shoot } = tools(page);
        await unmask.open();
        await unmask.ask(question);
        await unmask.settled();
        await unmask.answer.getByTestId("tokens-toggle").click();
        await unmask.cells.nth(5).click();
        await page.getByTestId("look-again").click();
        await expect(page.getByTestId("choice")).toHaveCount(5);
        await shoot("edit");
        await page.getByTestId("edit-mask").click();
        await page.getByTestId("edit-go-on").click();
        await unmask.settled();
        await shoot("branches");
        await unmask.answer.getByTestId("compare-open").click();
        await page.getByTestId("vary-steps").click();
        // The longest comes last.
        await expect(page.getByTestId("lane-total").filter({ hasText: /^64 passes/ })).toHaveCount(1, { timeout: 60_000 });
        await shoot("compare");
      });

      test("menus, gallery and tour", async ({ page }) => {
        const { unmask, shoot } = tools(page);
        await unmask.open();
        await unmask.ask("Hello");
        await unmask.settled();
        await page.getByTestId("conversations").locator("summary").click();
        await page.getByTestId("new-conversation").click();
        await page.getByTestId("open-gallery").click();
        await shoot("gallery");
        await page.getByTestId("piece").filter({ hasText: "Guesses that change" }).click();
        await page.getByTestId("last").click();
        await shoot("recording");
        await page.getByTestId("close-recording").click();
        if (device === "phone") await page.getByTestId("tab-chat").click();
        await unmask.ask(question);
        await unmask.settled();
        await page.getByTestId("conversations").locator("summary").click();
        await expect(page.getByTestId("storage")).toContainText("Kept in this browser");
        await shoot("menu");
        await page.getByTestId("make-room").click();
        await shoot("make-room");
        await page.getByTestId("make-room-cancel").click();
        await page.getByTestId("new-conversation").click();
        await page.getByTestId("take-tour").click();
        for (let stop = 1; stop < 5; stop++) await page.getByTestId("tour-next").click();
        await expect(page.getByTestId("tour")).toContainText("Stop 5 of 9");
        await shoot("tour");
        await page.keyboard.press("Escape");
        await page.locator("body").press("?");
        await shoot("keys");
      });

      test("a server that went away", async ({ page, expectedErrors }) => {
        expectedErrors.push("net::ERR", "Failed to load resource");
        const { unmask, shoot } = tools(page);
        await unmask.open();
        await page.route("**/api/generate", (route) => route.abort());
        await unmask.ask(question);
        await expect(page.getByTestId("answer-error")).toBeVisible();
        await shoot("failed");
      });
    });
  }
}
