/** On Windows a program for the console that is started by one without opens a window of its own, unless it is told not to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../src-main', import.meta.url));
/** Starts what a person is to see: hidden, the file manager would be, too. */
const shown = join('shells', 'node', 'system-programs.ts');

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /(?<!\.test)\.[mc]?ts$/.test(name) && name !== shown,
);

/** The calls in a text that start another program, each as it is written. `fork` starts Polylens itself, which has no console. */
function starts(text: string): string[] {
  if (!text.includes("from 'node:child_process'")) return [];
  const begun = /(?<![\w.])(?:spawn|spawnSync|execFile|execFileSync|exec|execSync|promisify\(exec(?:File)?\))\(/g;
  return [...text.matchAll(begun)].map(({ index }) => text.slice(index, text.indexOf(';', index)));
}

test('no window of a console flashes where another program is started', () => {
  const calls = sources.flatMap((name) =>
    starts(readFileSync(join(root, name), 'utf8')).map((call) => ({
      name,
      isHidden: call.includes('windowsHide: true'),
    })),
  );
  expect(calls.length).toBeGreaterThan(3);
  expect(calls.filter(({ isHidden }) => !isHidden)).toEqual([]);
});
