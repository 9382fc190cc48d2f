import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());
test('files that were set aside are listed by reason, and tried again when a person says so', async () => {
  const mended = join(world.photos, 'mended.jpg');
  writeFileSync(join(world.photos, 'empty.jpg'), '');
  writeFileSync(mended, 'no picture');
  await polylens(world, ['index', world.photos]);
  const all = await polylens(world, ['problems', '--json']);
  expect(JSON.parse(all.out)).toMatchObject({ total: 2, files: [{ reason: 'file.empty' }, { reason: 'image.none' }] });
  const some = await polylens(world, ['problems', '--reason', 'image.none']);
  expect(some).toMatchObject({ code: 0, out: `${mended}: holds no picture, whatever its name says (not an image)\n` });
  expect((await polylens(world, ['problems', '--reason', 'bad.luck'])).code).toBe(2);
  // The file is as it was, and no run has looked at it since.
  expect((await polylens(world, ['index', world.photos])).talk).not.toContain('holds no picture');
  const tried = await polylens(world, ['problems', '--retry', '--reason', 'image.none']);
  expect(tried.talk).toContain('trying 1 files again');
  expect(tried.talk).toContain('holds no picture');
  rmSync(mended);
  rmSync(join(world.photos, 'empty.jpg'));
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
  await polylens(world, ['index', world.photos, '--accept-missing']);
  expect(await polylens(world, ['problems'])).toMatchObject({ code: 1, out: '' });
});

test('the library has a log of what was done, without the words of a query', async () => {
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
  await polylens(world, ['index', world.photos]);
  await polylens(world, ['search', 'a secret wish']);
  await polylens(world, ['roots', 'remove', join(world.root, 'nowhere'), '--forget']);
  const log = readFileSync(join(world.library, 'log', 'engine.jsonl'), 'utf8');
  const events = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; code?: string });
  expect(events[0]).toMatchObject({ event: 'engine.started' });
  expect(events.map(({ event }) => event)).toContain('engine.ended');
  expect(events.find(({ event }) => event === 'call.failed')).toMatchObject({ code: 'root.unknown' });
  expect(log).not.toContain('secret');
});

test('the mode is kept over restarts', async () => {
  await polylens(world, ['index', world.photos]);
  expect(await polylens(world, ['mode', 'gentle'])).toMatchObject({ code: 0, out: expect.stringMatching(/^gentle: /) });
  expect((await polylens(world, ['status'])).out).toContain('mode gentle');
});

test('what the model runs on is chosen by hand, kept over restarts, and told with the reason', async () => {
  await polylens(world, ['index', world.photos]);
  const elsewhere = process.platform === 'darwin' ? 'dml' : 'coreml';
  const cpu = /^runs on the processor \(cpu\), \d+ threads? for photos; /;
  expect(await polylens(world, ['provider'])).toMatchObject({ code: 0, out: expect.stringMatching(cpu) });
  const chosen = await polylens(world, ['provider', elsewhere]);
  expect(chosen).toMatchObject({ code: 0, out: expect.stringMatching(cpu) });
  expect(chosen.out).toContain(`; you chose ${elsewhere}\nnot on ${elsewhere}: this machine has none\n`);
  for (const command of ['status', 'doctor']) {
    expect((await polylens(world, [command])).out).toContain(`not on ${elsewhere}: this machine has none`);
  }
  expect((await polylens(world, ['provider', 'cpu'])).out).toContain('photos; by your choice\n');
  expect((await polylens(world, ['provider', 'abacus'])).code).toBe(2);
});

test('status counts add up, by reason; doctor verifies the pack', async () => {
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
  writeFileSync(join(world.photos, 'empty.jpg'), '');
  await polylens(world, ['index', world.photos]);
  const status = await polylens(world, ['status', '--json']);
  const counts = { found: 2, searchable: 1, waiting: 0, offline: 0 };
  expect(JSON.parse(status.out)).toEqual({
    library: world.library,
    pack: 'fake@1/1',
    ...counts,
    set_aside: 1,
    missing: 0,
    folders: [world.photos],
    roots: [
      {
        path: world.photos,
        counts: { ...counts, setAside: 1 },
        excluded: 0,
        held: 0,
        exclude: [],
        isNew: false,
        watch: 'off',
      },
    ],
    mode: 'balanced',
    runner: { provider: 'cpu', threads: expect.any(Number), wish: 'auto', others: expect.any(Array) },
    work: { state: 'resting', done: 0, total: 0, perSecond: 0, secondsLeft: 0 },
    reasons: [{ reason: 'file.empty', count: 1 }],
  });
  expect((await polylens(world, ['status'])).out).toContain('2 = 1 searchable + 0 waiting + 1 set aside');
  expect(await polylens(world, ['doctor'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('test vectors agree'),
  });
});
