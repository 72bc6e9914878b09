// What the documentation says to paste, pasted.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "../support/fixtures.ts";
import { ready } from "../support/server.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The commands of a page that begin with `curl`, continued lines included. */
async function commands(page: string): Promise<string[]> {
  const text = await readFile(path.join(root, page), "utf8");
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? "");
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .filter((line) => line.startsWith("curl "));
}

for (const page of ["README.md", "docs/api.md"]) {
  test(`every curl of ${page} works when pasted`, async ({ server }) => {
    await ready(server.url);
    const all = await commands(page);
    expect(all.length).toBeGreaterThan(0);
    for (const command of all) {
      expect(command).toContain("http://127.0.0.1:3000");
      const pasted = command
        .replace("curl", "curl --silent --show-error --fail-with-body")
        .replace("http://127.0.0.1:3000", server.url);
      const { stdout } = await promisify(execFile)("sh", ["-c", pasted]);
      expect(stdout, command).not.toBe("");
      if (command.includes("/api/generate")) {
        const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
        expect(last.event, command).toBe("finished");
      }
    }
  });
}
