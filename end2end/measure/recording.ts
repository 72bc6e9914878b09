// A recording of any size, made of seeded random numbers: a position is committed in each step, the others tell their best guess.
import { readFile } from "node:fs/promises";
import path from "node:path";

const template = path.resolve(import.meta.dirname, "../../public/recordings/capital.json");

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A recording in the design's format, as JSON. */
export async function recording(tokens: number, seed = 1): Promise<string> {
  const record = JSON.parse(await readFile(template, "utf8"));
  const draw = random(seed);
  const ids = Object.keys(record.vocab).map(Number);
  const id = () => ids[Math.floor(draw() * ids.length)]!;
  const order = Array.from({ length: tokens }, (_, pos) => pos).sort(() => draw() - 0.5);
  const masked = new Set(order);
  const guesses = order.map(id);
  record.params = { ...record.params, gen_length: tokens, steps: tokens, block_length: tokens };
  record.plan = { forwards: tokens, blocks: [{ start: 0, end: tokens, commits: Array.from({ length: tokens }, () => 1) }] };
  const final: number[] = Array.from({ length: tokens });
  record.steps = order.map((pos, step) => {
    masked.delete(pos);
    // Now and then a guess changes.
    const candidates = [...masked].map((other) => {
      if (draw() < 0.02) guesses[other] = id();
      return [other, guesses[other], Number(draw().toFixed(5))];
    });
    final[pos] = guesses[pos]!;
    return { step, block: 0, committed: [[pos, guesses[pos], Number(draw().toFixed(5))]], candidates, ms: 5 };
  });
  record.response_ids = final;
  record.text = final.map((token) => record.vocab[token]).join("");
  return JSON.stringify(record);
}
