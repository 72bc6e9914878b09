// Pictures in the conversation, with a small LLaDA-V of random weights.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { noViolations } from "../support/axe.ts";
import { expect, test as base } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { picture, test } from "../support/vision.ts";

/** Pastes or drops a file, as the browser would hand it over. */
async function hand(page: Page, how: "paste" | "drop", name: string, type = "image/png"): Promise<void> {
  const base64 = (await readFile(picture("square"))).toString("base64");
  const target = page.getByTestId("composer");
  await target.evaluate(
    (element, { how, name, type, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type }));
      const options = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        how === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: data })
          : new DragEvent("drop", { ...options, dataTransfer: data }),
      );
    },
    { how, name, type, base64 },
  );
}

test("a picture is attached, pasted and dropped, and removed again", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  const attached = page.getByTestId("attachment");
  await page.getByTestId("attach-file").setInputFiles(picture("wide"));
  await expect(attached).toHaveCount(1);
  await hand(page, "paste", "pasted.png");
  await expect(attached).toHaveCount(2);
  await hand(page, "drop", "dropped.png");
  await expect(attached).toHaveCount(3);
  await expect(page.getByAltText("Attached image 1: wide.png")).toBeVisible();
  await page.getByRole("button", { name: "Remove image 1" }).click();
  await expect(attached).toHaveCount(2);
  await expect(page.getByAltText("Attached image 1: pasted.png")).toBeVisible();
  await noViolations(page);
});

test("a sent picture stands in the turn, is told in the plan, and outlives a reload", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await unmask.settings();
  await unmask.set("gen_length", 16);
  await unmask.set("steps", 8);
  await page.getByTestId("attach-file").setInputFiles(picture("wide"));
  await unmask.composer.fill("what is in the picture?");
  await expect(page.getByTestId("context")).toContainText("image: 3 tiles, 1,774 tokens");
  await expect(unmask.send).toBeEnabled();
  await unmask.send.click();
  await expect(page.getByTestId("attachment")).toHaveCount(0);
  await unmask.settled();
  const asked = page.getByAltText("Image 1 of the question");
  await expect(asked).toBeVisible();

  await page.reload();
  await unmask.ready();
  await expect(asked).toBeVisible();
  await page.getByTestId("tiles").click();
  await expect(page.getByTestId("cut")).toContainText("2 × 1 tiles of 384 pixels, and the whole image as one more: 1,774 tokens");
  await noViolations(page);

  // The question comes back with its picture.
  await page.getByTestId("edit").click();
  await expect(page.getByTestId("attachment")).toHaveCount(1);
});

test("what is no picture is refused with a sentence", async ({ page, expectedErrors }) => {
  expectedErrors.push("the server responded with a status of 4");
  const unmask = new Unmask(page);
  await unmask.open();
  await hand(page, "drop", "drawing.svg", "image/svg+xml");
  await expect(page.getByTestId("notice")).toContainText("drawing.svg is no picture that can be read; allowed: PNG, JPEG, WebP or GIF");
  await expect(page.getByTestId("attachment")).toHaveCount(0);

  // A zip archive under a picture's name: the server looks inside.
  const buffer = Buffer.from("PK\u0003\u0004 and so on");
  await page.getByTestId("attach-file").setInputFiles({ name: "cat.png", mimeType: "image/png", buffer });
  await unmask.composer.fill("what is it?");
  await expect(page.getByTestId("send-hint")).toContainText("image 1 is a zip archive; allowed: a PNG, JPEG, WebP or GIF file");
  await expect(unmask.send).toBeDisabled();
});

test("on a telephone pictures fit, too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const unmask = new Unmask(page);
  await unmask.open();
  await page.getByTestId("attach-file").setInputFiles([picture("wide"), picture("tall"), picture("square")]);
  await expect(page.getByTestId("attachment")).toHaveCount(3);
  const spare = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await spare()).toBeLessThanOrEqual(0);
  await noViolations(page);
});

base("a model of text alone refuses pictures with the way out", async ({ page }) => {
  const unmask = new Unmask(page);
  await unmask.open();
  await expect(page.getByTestId("attach")).toHaveCount(0);
  await hand(page, "paste", "cat.png");
  await expect(page.getByTestId("notice")).toContainText("This model sees text only");
  await expect(page.getByTestId("notice")).toContainText("--model GSAI-ML/LLaDA-V");
  await expect(page.getByTestId("attachment")).toHaveCount(0);
});
