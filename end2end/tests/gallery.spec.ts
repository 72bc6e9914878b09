// The gallery and the guided tour: recordings that ship and need no model.
import { noViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";

test("the start screen offers to ask, the gallery and the tour; every recording plays", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await expect(page.getByTestId("example").first()).toBeVisible();
  const generated: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/generate")) generated.push(request.url());
  });
  await page.getByTestId("open-gallery").click();
  const pieces = page.getByTestId("piece");
  await expect(pieces.first()).toBeVisible();
  await noViolations(page);
  const count = await pieces.count();
  expect(count).toBeGreaterThanOrEqual(8);
  for (let at = 0; at < count; at++) {
    if (at > 0) await page.getByTestId("gallery-button").click();
    await pieces.nth(at).click();
    await expect(page.getByTestId("gallery")).toBeHidden();
    await expect(page.getByTestId("opened")).toBeVisible();
    await page.getByTestId("last").click();
    await expect(unmask.heat.first()).toHaveAttribute("data-state", /fresh|settled|locked/);
  }
  expect(generated).toEqual([]);
  await page.getByTestId("close-recording").click();
  await expect(page.getByTestId("opened")).toBeHidden();
});

for (const [device, viewport] of [
  ["desktop", { width: 1440, height: 900 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test(`the tour has nine stops, ${device}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const unmask = new Unmask(page);
    await unmask.open();
    await page.getByTestId("take-tour").click();
    const tour = page.getByTestId("tour");
    await expect(tour).toBeFocused();
    await expect(tour).toContainText("Stop 1 of 9");
    const titles: string[] = [];
    for (let stop = 1; stop <= 9; stop++) {
      await expect(tour).toContainText(`Stop ${stop} of 9`);
      titles.push((await tour.locator("h2").textContent()) ?? "");
      await expect(page.locator("[data-pointed]")).toHaveCount(1);
      if (stop === 1 || stop === 5) await noViolations(page);
      if (process.env.SHOTS && [1, 5].includes(stop)) await page.screenshot({ path: `${process.env.SHOTS}/tour-${stop}-${device}.png` });
      if (stop === 5) {
        await expect(page.getByTestId("inspector")).toContainText("golden");
        await expect(page.getByTestId("inspector")).toContainText("shiny");
      }
      await page.getByTestId("tour-next").click();
    }
    expect(new Set(titles).size).toBe(9);
    // The last button leads to the message box.
    await expect(tour).toBeHidden();
    await expect(unmask.composer).toBeFocused();
    await expect(page.getByTestId("opened")).toBeHidden();
  });
}

test("the tour goes back and ends with Escape, by keyboard alone", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await page.getByTestId("take-tour").focus();
  await page.keyboard.press("Enter");
  const tour = page.getByTestId("tour");
  await expect(tour).toBeFocused();
  await page.getByTestId("tour-next").focus();
  await page.keyboard.press("Enter");
  await expect(tour).toContainText("Stop 2 of 9");
  await page.getByTestId("tour-back").focus();
  await page.keyboard.press("Enter");
  await expect(tour).toContainText("Stop 1 of 9");
  await page.keyboard.press("Escape");
  await expect(tour).toBeHidden();
  // What was being looked at is still there.
  await expect(page.getByTestId("opened")).toBeVisible();
});
