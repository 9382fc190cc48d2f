/** An update that is killed at any moment leaves a program that starts: the old one or the new one, whole. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { servePack, type PackServer } from '../fixtures/pack-server.ts';
import { newKeys, writeRelease } from '../fixtures/release.ts';

const keys = newKeys();
const rounds = 12;
const programOf = (version: string) =>
  Buffer.from(`#!/bin/sh\necho ${version}\nexit\n`.padEnd(24 * 2 ** 20, `${version}#`));
const [old, fresh] = [programOf('0.1.0'), programOf('0.2.0')];

/** What the shell does once the person has agreed, without its questions. */
const update = `
const [address, key, folder, program] = process.argv.slice(1);
const { Updates } = await import(${JSON.stringify(new URL('../../dist/shells/electron/updates/updates.js', import.meta.url).href)});
const { putInPlace } = await import(${JSON.stringify(new URL('../../dist/shells/electron/updates/put-in-place.js', import.meta.url).href)});
const { platform, arch } = process;
process.stdout.write('begins');
const updates = new Updates({ address, key }, { version: '0.1.0', platform, arch, kind: 'AppImage' }, { folder });
const offer = await updates.look();
await putInPlace(await updates.fetch(offer), offer.file.sha256, program);
`;

let root: string;
let program: string;
let server: PackServer;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polylens-killed-update-'));
  program = join(root, 'Polylens.AppImage');
  writeRelease(join(root, 'shelf'), keys, { content: fresh, version: '0.2.0' });
  server = await servePack(join(root, 'shelf'));
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

/** Runs an update, and kills it so long after its beginning; tells how long it took and whether it came to its end. */
async function run(killAfterMs?: number): Promise<{ tookMs: number; ended: boolean }> {
  const args = ['--input-type=module', '-e', update, server.address(''), keys.key, join(root, 'updates'), program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  const began = performance.now();
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await closed;
  return { tookMs: performance.now() - began, ended: child.exitCode === 0 };
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const saysItIs = () => spawnSync(program, { encoding: 'utf8' }).stdout;

test.skipIf(process.platform === 'win32')('killed at any moment, there is a program that starts', async () => {
  const begin = () => writeFileSync(program, old, { mode: 0o755 });
  begin();
  const { tookMs, ended } = await run();
  expect([ended, saysItIs()]).toEqual([true, '0.2.0\n']);
  let killed = 0;
  for (let round = 0; round < rounds; round += 1) {
    begin();
    // Every other one has the download behind it, so that the end is killed, too.
    if (round % 2 === 0) rmSync(join(root, 'updates'), { recursive: true });
    if (!(await run((tookMs * (round + 0.5)) / rounds)).ended) killed += 1;
    expect([hash(old), hash(fresh)]).toContain(hash(readFileSync(program)));
    expect(saysItIs()).toMatch(/^0\.[12]\.0\n$/);
  }
  expect(killed).toBeGreaterThan(rounds / 4);
  expect((await run()).ended).toBe(true);
  expect(saysItIs()).toBe('0.2.0\n');
});
