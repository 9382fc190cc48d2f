/** Scripts start npm in a way that every system knows. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { npmCommand } from '../../scripts/set-up.mjs';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

test('on Windows, whose npm only a shell can start, it is run by Node, whatever spaces its arguments have', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polylens-npm-'));
  const execPath = join(folder, 'node.exe');
  const script = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const windows = { platform: 'win32', execPath, env: {} };
  expect(npmCommand(['ci'], windows)).toEqual({ program: 'npm', args: ['ci'], shell: true });
  mkdirSync(join(script, '..'), { recursive: true });
  writeFileSync(script, '');
  const args = ['pack', '--pack-destination', 'C:\\Users\\Ana Maria'];
  expect(npmCommand(args, windows)).toEqual({ program: execPath, args: [script, ...args], shell: false });
  rmSync(folder, { recursive: true });
});

test('elsewhere it is the npm that runs the script, or the one on the path', () => {
  const own = fileURLToPath(import.meta.url);
  const linux = { platform: 'linux', execPath: '/usr/bin/node', env: {} };
  expect(npmCommand(['ci'], linux)).toEqual({ program: 'npm', args: ['ci'], shell: false });
  // Another manager of packages names itself there, too.
  expect(npmCommand(['ci'], { ...linux, env: { npm_execpath: own } })).toMatchObject({ program: 'npm' });
});

test('no script starts npm in a way of its own', () => {
  const names = readdirSync(scripts).filter((name) => name.endsWith('.mjs'));
  expect(names.length).toBeGreaterThan(10);
  const starts = (name: string) =>
    /(?:spawn(?:Sync)?|execFile(?:Sync)?|run)\(\s*'np[mx]'/.test(readFileSync(join(scripts, name), 'utf8'));
  expect(names.filter(starts)).toEqual([]);
});
