// `npm run measure`: how smooth the page is with a recording of 1,024 tokens in 1,024 steps. No part of the tests: it asserts nothing.
import { defineConfig } from "@playwright/test";
import { browser } from "./browser.config.ts";

export default defineConfig(browser, {
  testDir: "measure",
  timeout: 300_000,
  reporter: [["list"]],
  use: { viewport: { width: 1440, height: 900 } },
});
