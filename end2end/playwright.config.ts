import { defineConfig } from "@playwright/test";
import { browser } from "./browser.config.ts";

export default defineConfig(browser, {
  testDir: "tests",
  // Generous, for machines that are busy with other things too.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A test that passes only when it is repeated has failed.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    viewport: { width: 1280, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
