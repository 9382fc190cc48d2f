/** `npm run check` over a package.json of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../scripts/check.mjs', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-check-'));
  cpSync(program, join(folder, 'scripts/check.mjs'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each part is a script of Node. */
function check(parts: Readonly<Record<string, string>>) {
  const scripts: Record<string, string> = { other: 'exit 9' };
  for (const [name, source] of Object.entries(parts)) {
    writeFileSync(join(folder, `${name}.mjs`), source);
    scripts[`check:${name}`] = `node ${name}.mjs`;
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  return spawnSync(process.execPath, ['scripts/check.mjs'], { cwd: folder, encoding: 'utf8' });
}

/** Writes a file, and ends when another is there. */
const meets = (own: string, other: string) => `
  import { existsSync, writeFileSync } from 'node:fs';
  writeFileSync('${own}', '');
  while (!existsSync('${other}')) await new Promise((resolve) => setTimeout(resolve, 10));`;

test('parts run side by side', () => {
  const { status, stdout } = check({ one: meets('a', 'b'), other: meets('b', 'a') });
  expect(stdout).toContain('passed  check:one');
  expect(stdout).toContain('passed  check:other');
  expect(status).toBe(0);
});

test('one that fails fails the whole, shows all it said, and stops no other', () => {
  const fails = "console.log('what is wrong'); console.error('and where'); process.exitCode = 7";
  const { status, stdout } = check({ bad: fails, good: '', late: "console.log('later')", last: '' });
  expect(status).toBe(1);
  for (const said of ['what is wrong', 'and where', 'FAILED  check:bad', 'failed: check:bad']) {
    expect(stdout).toContain(said);
  }
  for (const name of ['good', 'late', 'last']) expect(stdout).toContain(`passed  check:${name}`);
});

test('one that a signal ends has failed', () => {
  const { status, stdout } = check({ ended: "process.kill(process.pid, 'SIGKILL')", good: '' });
  expect(stdout).toContain('FAILED  check:ended');
  expect(status).toBe(1);
});
