import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost } from './host.ts';
import { makeWorld, type World } from './program.ts';

const program = fileURLToPath(new URL('../../dist/shells/browser/main.js', import.meta.url));

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.remove());

test('an option that is none is told in a line', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, '--nonsense'], { encoding: 'utf8' });
  expect([status, stderr.trimEnd().split('\n').length, stdout]).toEqual([2, 1, '']);
  expect(stderr).toContain('--nonsense');
});

test('a picture to begin with, which a browser cannot be given, does not keep the window from opening', async () => {
  const host = await startHost(world, { more: ['photo.jpg'] });
  expect(host.address).toMatch(/^http:/);
  await host.end();
});
