import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { timeOf, versionOf } from '../../scripts/version.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-version-'));
  says('0.1.0');
});
afterEach(() => rmSync(root, { recursive: true }));

function says(version: string): void {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ version }));
}

function git(...args: string[]): string {
  const env = { ...process.env, GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z', GIT_CONFIG_GLOBAL: '/dev/null' };
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.invalid'];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function commit(): void {
  git('add', '.');
  git('commit', '--allow-empty', '-qm', 'a change');
}

test('a tagged commit is its release, any other a forerunner of the next one', () => {
  git('init', '-q');
  commit();
  expect(versionOf(root)).toMatch(/^0\.1\.0-dev\.1\.g[0-9a-f]{7,}$/);
  git('tag', 'v0.1.0');
  expect(versionOf(root)).toBe('0.1.0');
  expect(timeOf(root)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000);
  commit();
  expect(versionOf(root)).toMatch(/^0\.1\.1-dev\.1\.g/);
  says('0.2.0');
  expect(versionOf(root)).toMatch(/^0\.2\.0-dev\.1\.g[0-9a-f]+\.changed$/);
  commit();
  expect(versionOf(root)).toMatch(/^0\.2\.0-dev\.2\.g[0-9a-f]+$/);
});

test('what cannot be told is not guessed', () => {
  expect(versionOf(root)).toBe('0.1.0');
  git('init', '-q');
  commit();
  git('tag', 'v0.3.0');
  expect(() => versionOf(root)).toThrow('the tag v0.3.0 is on a commit whose package.json says 0.1.0');
  git('tag', '-d', 'v0.3.0');
  commit();
  const copy = `${root}/shallow`;
  git('clone', '-q', '--depth', '1', `file://${root}`, copy);
  expect(() => versionOf(copy)).toThrow('a shallow checkout cannot tell its version');
});
