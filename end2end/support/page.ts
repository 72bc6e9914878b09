// The page as a person meets it.
import { expect, type Locator, type Page } from "@playwright/test";

/** One look at the answer that is coming. */
export interface Glimpse {
  /** `running`, `complete`, `stopped`, `cut` or `failed`. */
  status: string;
  /** Cells that are still masked, pending blocks included. */
  masked: number;
  /** Cells in all; 0 when the text stands there instead. */
  cells: number;
  /** The settled text. */
  text: string;
}

export class Unmask {
  readonly composer: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  readonly answers: Locator;
  readonly answer: Locator;
  readonly text: Locator;
  readonly canvas: Locator;
  readonly cells: Locator;
  readonly heat: Locator;
  readonly scrubber: Locator;
  readonly plan: Locator;

  constructor(readonly page: Page) {
    this.composer = page.getByTestId("composer");
    this.send = page.getByTestId("send");
    this.stop = page.getByTestId("stop");
    this.answers = page.getByTestId("message-assistant");
    this.answer = this.answers.last();
    this.text = this.answer.getByTestId("answer-text");
    this.canvas = this.answer.getByTestId("answer-canvas");
    this.cells = this.canvas.getByTestId("cell");
    this.heat = page.getByTestId("heatmap").getByTestId("heat-cell");
    this.scrubber = page.getByTestId("scrubber");
    this.plan = page.getByTestId("plan");
  }

  /** Opens the page and waits until it is awake and the model is ready. */
  async open(path = "/"): Promise<void> {
    await this.page.goto(path);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.page.locator("html")).toHaveAttribute("data-awake", /.*/);
    await expect(this.page.getByTestId("model-status")).toHaveAttribute("data-state", "ready");
  }

  /** Sends a message. */
  async ask(question: string): Promise<void> {
    await this.composer.fill(question);
    await expect(this.send).toBeEnabled();
    await this.send.click();
  }

  /** From now on every run ends with this text: a model that writes it. The run itself is the built-in model's. */
  async answerWith(text: string): Promise<void> {
    await this.page.unroute("**/api/generate");
    await this.page.route("**/api/generate", async (route) => {
      const response = await route.fetch();
      const lines = (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
      for (const event of lines) if (event.event === "finished") event.text = text;
      await route.fulfill({ response, body: lines.map((event) => `${JSON.stringify(event)}\n`).join("") });
    });
  }

  /** Asks something and gets this text for an answer. */
  async receive(text: string): Promise<void> {
    await this.answerWith(text);
    await this.ask("Hello");
    await this.settled();
  }

  /** Waits until the newest answer has come to an end and its playback too. */
  async settled(status: string | RegExp = "complete"): Promise<void> {
    await expect(this.answer).toHaveAttribute("data-status", status, { timeout: 45_000 });
    await expect(this.text).toBeVisible({ timeout: 15_000 });
  }

  /** Shows the settings. */
  async settings(): Promise<void> {
    await this.page.getByTestId("tab-settings").click();
    await expect(this.page.getByTestId("settings")).toBeVisible();
  }

  /** Shows the picture. */
  async picture(): Promise<void> {
    await this.page.getByTestId("tab-picture").click();
    await expect(this.page.getByTestId("workbench")).toBeVisible();
  }

  /** Types a parameter into its number field. */
  async set(field: string, value: number | string): Promise<void> {
    await this.page.getByTestId(`input-${field}`).fill(String(value));
  }

  /** Lab mode and a run long enough to be caught in the middle. */
  async makeSlow(tokens = 128): Promise<void> {
    await this.settings();
    await this.page.getByTestId("lab-toggle").click();
    await this.set("gen_length", tokens);
    await this.set("steps", tokens);
    await this.set("block_length", tokens);
    await expect(this.plan).toContainText(`${tokens}`);
  }

  /** Moves the scrubber to a step. */
  async seek(step: number): Promise<void> {
    await this.scrubber.evaluate((range: HTMLInputElement, value) => {
      range.value = String(value);
      range.dispatchEvent(new Event("input", { bubbles: true }));
    }, step);
    await expect(this.scrubber).toHaveValue(String(step));
  }

  /** What stands in every cell of the heatmap: its state and its token. */
  async grid(): Promise<string[]> {
    return await this.heat.evaluateAll((cells) =>
      cells.map((cell) => `${cell.getAttribute("data-state")} ${cell.textContent?.trim()}`),
    );
  }

  /** How many cells of the heatmap are still masked. */
  async masksLeft(): Promise<number> {
    return (await this.grid()).filter((cell) => /^(masked|pending)/.test(cell)).length;
  }

  /** From now on, every change of the newest answer is written down. */
  async watch(): Promise<() => Promise<Glimpse[]>> {
    await this.page.evaluate(() => {
      const seen: Glimpse[] = [];
      const look = () => {
        const answer = [...document.querySelectorAll("[data-testid=message-assistant]")].at(-1);
        if (!answer) return;
        const cells = [...answer.querySelectorAll("[data-testid=cell]")];
        const states = cells.map((cell) => cell.getAttribute("data-state") ?? "");
        const glimpse = {
          status: answer.getAttribute("data-status") ?? "",
          masked: states.filter((state) => state === "masked" || state === "pending").length,
          cells: cells.length,
          text: answer.querySelector("[data-testid=answer-text]")?.textContent?.trim() ?? "",
        };
        if (JSON.stringify(seen.at(-1)) !== JSON.stringify(glimpse)) seen.push(glimpse);
      };
      new MutationObserver(look).observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      Object.assign(window, { seen });
    });
    return async () => await this.page.evaluate(() => (window as unknown as { seen: Glimpse[] }).seen);
  }
}
