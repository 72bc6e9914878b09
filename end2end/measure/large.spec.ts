// Frames, scrubbing and memory of the page with a recording of 1,024 tokens in 1,024 steps.
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "../support/fixtures.ts";
import { Unmask } from "../support/page.ts";
import { recording } from "./recording.ts";

/** The value below which a share of the numbers lies. */
function quantile(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

for (const view of ["grid", "matrix"] as const) {
  test(`${view}: a recording of 1,024 × 1,024`, async ({ page, browser }, info) => {
    const unmask = new Unmask(page);
    await unmask.open();
    const json = await recording(1024);
    // A file, as a reader opens one: handed over as a buffer it would stay in the page's memory as several strings.
    const file = info.outputPath("run.json");
    await writeFile(file, json);
    const begun = Date.now();
    await page.getByTestId("import-file").setInputFiles(file);
    await expect(page.getByTestId("heatmap")).toHaveAttribute("aria-rowcount", "128");
    console.log(`${view}: ${(json.length / 2 ** 20).toFixed(1)} MiB opened in ${Date.now() - begun} ms`);
    if (view === "matrix") await page.getByTestId("view-matrix").click();

    await page.getByTestId("speed").selectOption("8");
    await page.getByTestId("first").click();
    await page.getByTestId("play").click();
    const frames = await page.evaluate(async () => {
      const times: number[] = [];
      const end = performance.now() + 10_000;
      let last = performance.now();
      while (last < end) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        times.push(now - last);
        last = now;
      }
      return times.slice(1);
    });
    await page.getByTestId("play").click();
    console.log(`${view}: at 8 ×, ${frames.length} frames, median ${quantile(frames, 0.5).toFixed(1)} ms, 95th percentile ${quantile(frames, 0.95).toFixed(1)} ms`);

    const scrubs = await unmask.scrubber.evaluate(async (range: HTMLInputElement) => {
      const times: number[] = [];
      for (let turn = 0; turn < 60; turn += 1) {
        const begun = performance.now();
        range.value = String((turn * 397) % 1024);
        range.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        times.push(performance.now() - begun);
      }
      return times;
    });
    console.log(`${view}: a scrub is drawn after ${quantile(scrubs, 0.5).toFixed(1)} ms, 95th percentile ${quantile(scrubs, 0.95).toFixed(1)} ms`);

    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    for (const { id } of processInfo.filter(({ type }: { type: string }) => type === "renderer")) {
      const status = await readFile(`/proc/${id}/status`, "utf8");
      const own = Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]);
      console.log(`${view}: a renderer has ${(own / 1024).toFixed(0)} MiB of its own`);
    }
  });
}
