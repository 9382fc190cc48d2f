/** Several shells on one library: they share the engine that owns it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as connectionModule from '../../src-main/shells/node/engine-connection.ts';
import { built } from '../fixtures/built.ts';
import { plain } from '../fixtures/pictures.ts';
import { countsIn, makeWorld, namesIn, polylens, type World } from './program.ts';

const { startEngine } = await built<typeof connectionModule>('shells/node/engine-connection');

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
});
afterEach(() => world.remove());

const settings = () => ({ library: world.library, pack: world.pack, version: '0.1.0' });
const index = { acceptMissing: false };

test('a second shell joins the engine that owns the library, and what it does is heard by the first', async () => {
  const first = await startEngine(settings());
  await first.client.call('library.index', { ...index, folders: [world.photos] });
  expect(statSync(join(world.library, 'engine.sock')).mode & 0o077).toBe(0);
  const heard = new Promise<void>((resolve) =>
    first.client.on('roots.changed', ({ roots }) => {
      if (roots[0]?.exclude[0] === 'x') resolve();
    }),
  );
  const ran = await polylens(world, ['roots', 'add', world.photos, '--exclude', 'x']);
  expect(ran.code).toBe(0);
  await heard;
  expect(namesIn(await polylens(world, ['search', 'red', '--json']))).toEqual(['red.jpg']);
  expect(countsIn(await polylens(world, ['index', '--json'])).searchable).toBe(1);
  await first.close();
  expect(existsSync(join(world.library, 'engine.json'))).toBe(false);
});

test('the shell that started the engine may leave: the engine stays for those who joined it', async () => {
  const first = await startEngine(settings());
  await first.client.call('library.index', { ...index, folders: [world.photos] });
  const second = await startEngine(settings());
  await first.close();
  const { counts } = await second.client.call('library.index', { ...index, folders: [] });
  expect(counts.searchable).toBe(1);
  await second.close();
  // It ends with the last: the library is free again.
  const third = await startEngine(settings());
  await third.client.call('library.index', { ...index, folders: [] });
  await third.close();
});

test('two who keep a library share one keeping, and it goes on when one of them leaves', async () => {
  const first = await startEngine(settings());
  await first.client.call('roots.add', { path: world.photos });
  const second = await startEngine(settings());
  const [one, other] = [new AbortController(), new AbortController()];
  const keptByFirst = first.client.call('library.keep', {}, { signal: one.signal });
  const keptBySecond = second.client.call('library.keep', {}, { signal: other.signal });
  const found = (count: number) =>
    new Promise<void>((resolve) =>
      second.client.on('library.changed', ({ counts }) => {
        if (counts.searchable === count) resolve();
      }),
    );
  await found(1);
  one.abort();
  expect(await keptByFirst).toEqual({});
  const blue = found(2);
  await plain('blue').jpeg().toFile(join(world.photos, 'blue.jpg'));
  await blue;
  other.abort();
  await keptBySecond;
  await first.close();
  await second.close();
});

test('an engine of another pack or version, or one whose end is cut, is not joined', async () => {
  const first = await startEngine(settings());
  await first.client.call('library.index', { ...index, folders: [world.photos] });
  const other = await startEngine({ ...settings(), version: '0.0.9' });
  const call = other.client.call('library.index', { ...index, folders: [] });
  await expect(call).rejects.toMatchObject({ code: 'library.busy' });
  await other.close();
  await first.close();
});

test('a line that is no message ends that connection, and the engine serves on', async () => {
  const first = await startEngine(settings());
  await first.client.call('library.index', { ...index, folders: [world.photos] });
  const stranger = createConnection(join(world.library, 'engine.sock'));
  const closed = once(stranger, 'close');
  stranger.write('GET / HTTP/1.1\n\n');
  await closed;
  expect((await first.client.call('library.status', {})).counts.searchable).toBe(1);
  await first.close();
});

test('what a killed engine leaves behind stands in nobody’s way', async () => {
  const script = `
    const { startEngine } = await import(process.argv[1]);
    const { client } = await startEngine(JSON.parse(process.argv[2]));
    await client.call('library.index', JSON.parse(process.argv[3]));
    console.log('owned');
    process.kill(process.pid, 'SIGKILL');`;
  const module = new URL('../../dist/shells/node/engine-connection.js', import.meta.url).href;
  const input = JSON.stringify({ ...index, folders: [world.photos] });
  const args = ['--input-type=module', '-e', script, module, JSON.stringify(settings()), input];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child, 'close');
  const next = await startEngine(settings());
  const { counts } = await next.client.call('library.index', { ...index, folders: [] });
  expect(counts.searchable).toBe(1);
  await next.close();
});
