import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRelease, updateFor } from '../../src-main/shells/electron/updates/release.ts';

const script = fileURLToPath(new URL('../../scripts/sign-release.mjs', import.meta.url));
const installers = [
  'Polylens-0.2.0-linux-x86_64.AppImage',
  'Polylens-0.2.0-linux-arm64.AppImage',
  'Polylens-0.2.0-linux-x64.deb',
  'Polylens-0.2.0-linux-x64.rpm',
  'Polylens-0.2.0-linux-x64.tar.gz',
  'Polylens-0.2.0-win-x64.exe',
  'Polylens-0.2.0-win-x64-portable.exe',
  'Polylens-0.2.0-mac-arm64.dmg',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-sign-'));
  for (const name of [...installers, 'polylens-0.2.0.tgz', 'notes.txt']) writeFileSync(join(folder, name), name);
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (args: string[], secret = '') =>
  spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, POLYLENS_UPDATES_SECRET: secret },
  });

function newKey(): { secret: string; key: string } {
  const [, secret = '', key = ''] =
    /^(-----BEGIN[^]+-----\n)POLYLENS_UPDATES_KEY=(\S+)\n$/.exec(run(['--new-key']).stdout) ?? [];
  return { secret, key };
}

function read(key: string) {
  const list = readFileSync(join(folder, 'latest.json'));
  return readRelease(list, readFileSync(join(folder, 'latest.json.sig'), 'latin1'), key);
}

const ninetyDays = 90 * 24 * 3_600_000;

test('what is signed the program takes, for each kind of installation the file that is meant', () => {
  const { secret, key } = newKey();
  expect(run([folder], secret)).toMatchObject({ status: 0, stderr: '' });
  const release = read(key);
  expect(release.expires - release.issued).toBe(ninetyDays);
  expect(Math.abs(Date.now() - release.issued)).toBeLessThan(60_000);
  const nameFor = (platform: string, arch: string, kind: string) =>
    updateFor(release, { version: '0.1.0', platform, arch, kind })?.name;
  expect(
    [
      ['linux', 'x64', 'AppImage'],
      ['linux', 'arm64', 'AppImage'],
      ['linux', 'x64', 'deb'],
      ['linux', 'x64', 'rpm'],
      ['linux', 'x64', 'tar.gz'],
      ['win32', 'x64', 'exe'],
      ['win32', 'x64', 'portable'],
      ['darwin', 'arm64', 'dmg'],
    ].map(([platform = '', arch = '', kind = '']) => nameFor(platform, arch, kind)),
  ).toEqual(installers);
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  expect(sums.map((line) => line.slice(66)).toSorted()).toEqual([...installers, 'polylens-0.2.0.tgz'].toSorted());
  for (const line of sums) expect(line.slice(0, 64)).toBe(createHash('sha256').update(line.slice(66)).digest('hex'));
});

test('a list is renewed for ninety days more, and says the same; one of another key is not', () => {
  const { secret, key } = newKey();
  run([folder], secret);
  const before = read(key);
  const renewed = run(['--renew', folder], secret);
  expect(renewed).toMatchObject({ status: 0, stderr: '' });
  expect(renewed.stdout).toBe(`renewed the list of 0.2.0, signed before at ${new Date(before.issued).toISOString()}\n`);
  const { issued, expires, ...after } = read(key);
  expect(issued).toBeGreaterThan(before.issued);
  expect(expires - issued).toBe(ninetyDays);
  expect(after).toEqual({ version: before.version, files: before.files });
  const written = readFileSync(join(folder, 'latest.json'));
  expect(run(['--renew'], secret).stderr).toContain('name the folder');
  expect(run(['--renew', folder], newKey().secret).stderr).toContain('not signed by this key');
  expect(readFileSync(join(folder, 'latest.json')).equals(written)).toBe(true);
});

test('without a key, or with installers of two versions, nothing is signed', () => {
  expect(run([folder])).toMatchObject({ status: 1 });
  writeFileSync(join(folder, 'Polylens-0.3.0-linux-x64.deb'), 'another');
  expect(run([folder]).stderr).toContain('these are installers of 2 versions');
});
