// `npm run screenshots`: pictures of the page, in `screenshots/`.
import { defineConfig } from "@playwright/test";
import { browser } from "./browser.config.ts";

export default defineConfig(browser, {
  testDir: "pictures",
  timeout: 120_000,
  reporter: [["list"]],
});
