// How Chromium is started: quietly, and without asking the network for anything of its own.
import type { PlaywrightTestConfig } from "@playwright/test";

export const browser: PlaywrightTestConfig = {
  workers: 1,
  fullyParallel: false,
  use: {
    browserName: "chromium",
    launchOptions: {
      // Without it Playwright starts the browser that it has installed itself.
      executablePath: process.env.CHROMIUM || undefined,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
};
