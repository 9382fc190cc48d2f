import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { countsIn, makeWorld, namesIn, polylens, start, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

test('an engine without a window says where it listens, keeps the library, is joined, and ends with Ctrl-C', async () => {
  const serving = start(world, ['serve']);
  const ended = once(serving, 'close');
  const said: string[] = [];
  if (serving.stdout) createInterface({ input: serving.stdout }).on('line', (line) => said.push(line));
  await expect.poll(() => said).toHaveLength(2);
  const sign = JSON.parse(readFileSync(join(world.library, 'engine.json'), 'utf8')) as { address: string };
  expect(said).toEqual([`serving ${world.library}`, `listening at ${sign.address}`]);

  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
  await polylens(world, ['roots', 'add', world.photos]);
  await expect.poll(async () => countsIn(await polylens(world, ['status', '--json'])).searchable).toBe(1);
  expect(namesIn(await polylens(world, ['search', 'red', '--json']))).toEqual(['red.jpg']);

  serving.kill('SIGINT');
  await ended;
  expect(serving.exitCode).toBe(0);
  expect(existsSync(join(world.library, 'engine.json'))).toBe(false);
});

// On Windows the folder of a program that runs cannot go.
test.skipIf(process.platform === 'win32')(
  'an engine answers on when the folder that it was started in is gone',
  async () => {
    await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
    const cwd = join(world.root, 'gone');
    mkdirSync(cwd);
    const serving = start(world, ['serve'], { cwd });
    const ended = once(serving, 'close');
    await expect.poll(() => existsSync(join(world.library, 'engine.json'))).toBe(true);
    rmdirSync(cwd);
    expect(countsIn(await polylens(world, ['index', world.photos, '--json'])).searchable).toBe(1);
    expect(namesIn(await polylens(world, ['search', 'red', '--json']))).toEqual(['red.jpg']);
    serving.kill('SIGINT');
    await ended;
    expect(serving.exitCode).toBe(0);
  },
);

test('status tells what the model runs on', async () => {
  await polylens(world, ['roots', 'add', world.photos]);
  await polylens(world, ['mode', 'gentle']);
  const { out } = await polylens(world, ['status', '--json']);
  expect(JSON.parse(out)).toMatchObject({ runner: { provider: 'cpu', threads: 1 } });
  expect((await polylens(world, ['status'])).out).toMatch(/^model +runs on the processor \(cpu.*1 thread for photos/mu);
});

test('completion needs no library', async () => {
  const { code, out } = await polylens({ ...world, library: '/nowhere', pack: '/nowhere' }, ['completion', 'bash']);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('complete -o default -F _polylens polylens') });
});
