import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const workflow = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../.github/workflows/${name}.yml`, import.meta.url)), 'utf8');

/** A workflow's job as it is written: what is indented below its name. */
function job(name: string, of: string): string {
  return new RegExp(`^  ${name}:\\n(?:    .*\\n|\\n|  #.*\\n)+`, 'm').exec(workflow(of))?.[0] ?? '';
}

const commands = (text: string) => [...text.matchAll(/- run: (npm .*)$/gm)].map(([, command]) => command ?? '');

test.each([
  ['electron', 'check'],
  ['package', 'release'],
])('%s of %s runs the whole suite on three systems, once Electron is there', (name, of) => {
  const text = job(name, of);
  expect(text).toContain('os: [ubuntu-latest, windows-latest, macos-latest]');
  const [first, second] = commands(text);
  expect([first, second]).toEqual(['npm run get-electron', 'npm test']);
  // Packages that are installed once more, by it or by set-up, would take Electron away.
  expect(text).not.toMatch(/run: npm ci/);
  expect(text).toContain("POLYLENS_EXPECT_ELECTRON: '1'");
  expect(text).toMatch(/install .*ffmpeg.* xvfb/);
});

test('the suite and the checks run on the oldest Node that is supported, and on a newer one', () => {
  expect(job('check', 'check')).toContain('node: [20, 24]');
  expect(commands(job('check', 'check'))).toEqual(['npm test', 'npm run check']);
});
