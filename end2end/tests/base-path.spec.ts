// The page below a path of its host.
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { type Serving, ready, serve } from "../support/server.ts";

const below = test.extend<{ own: Serving }>({
  own: async ({}, use) => {
    const server = await serve("--base-path", "/unmask");
    await ready(`${server.url}/unmask`);
    await use(server);
    await server.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

below("the page works there, and asks for nothing outside", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const unmask = new Unmask(page);
  await unmask.open("/unmask/");
  await unmask.ask("What is the capital of France?");
  await unmask.settled();
  await expect(unmask.text).toContainText("Paris");
  await page.getByTestId("gallery-button").click();
  await expect(page.getByTestId("gallery")).toBeVisible();
  expect(asked).toContain("/unmask/api/generate");
  expect(asked.filter((path) => !path.startsWith("/unmask/"))).toEqual([]);
});

below("the host and the path without its last slash lead to the page", async ({ page }) => {
  for (const path of ["/", "/unmask"]) {
    await page.goto(path);
    expect(new URL(page.url()).pathname).toBe("/unmask/");
  }
});
