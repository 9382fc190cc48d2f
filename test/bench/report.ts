import { appendFileSync } from 'node:fs';

/** A ratio of one run, or another number, and what it may be (DESIGN §6), if that is said: ">= 0.9" or "<= 1.3". */
export type Row = { row: string; area: 'engine' | 'window' | 'video'; ratio: number; budget?: string };

/** Keeps a row for the table that `npm run bench` ends with. */
export function keepRow({ row, area, ratio, budget }: Row): void {
  const [sign, bound] = budget?.split(' ') ?? [];
  const ok = sign === undefined ? true : sign === '>=' ? ratio >= Number(bound) : ratio <= Number(bound);
  const rounded = Number(ratio.toFixed(4));
  const kept = process.env['POLYLENS_BENCH_ROWS'];
  if (kept) appendFileSync(kept, `${JSON.stringify({ row, area, ratio: rounded, budget, ok })}\n`);
}

/** Prints one table of the bench: names to values, with units. */
export function report(title: string, rows: Readonly<Record<string, string>>): void {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  const lines = Object.entries(rows).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The value below which the given share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const ms = (value: number): string => `${value.toFixed(2)} ms`;
export const perSecond = (count: number, took: number): string => `${((1000 * count) / took).toFixed(1)} photos/s`;
