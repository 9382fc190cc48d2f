import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countsIn, makeWorld, namesIn, polylens, type World } from '../e2e/program.ts';
import { broken, plain } from '../fixtures/pictures.ts';

const mortal = { mortal: true };

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
});
afterEach(() => world.remove());

const index = () => polylens(world, ['index', world.photos, '--json']);
const search = (...args: string[]) => polylens(world, ['search', '--json', ...args]);
const lines = (text: string) => text.trimEnd().split('\n');

/** What is said of an argument that names nothing of use: one line. */
async function refusal(...args: string[]): Promise<{ code: number | null; said: string }> {
  const { code, out, talk } = await polylens(world, args, mortal);
  expect({ out, lines: lines(talk).length }, talk).toEqual({ out: '', lines: 1 });
  return { code, said: talk };
}

test('a folder to search in that is none of the library is told with those that are, an empty one is searched', async () => {
  const [empty, link] = [join(world.photos, 'empty'), join(world.root, 'link')];
  mkdirSync(empty);
  symlinkSync(world.photos, link);
  await index();
  for (const given of ['/nope', world.pack, `${world.photos}x`]) {
    expect(await refusal('search', 'red', '--folder', given)).toEqual({
      code: 3,
      said: `polylens: ${given} is no folder of the library; it has: ${world.photos}\n`,
    });
  }
  expect(await refusal('copy', join(world.root, 'out'), '--folder', '/nope')).toMatchObject({ code: 3 });
  for (const given of [link, `${world.photos}//`, join(world.photos, '..'), '/']) {
    expect(namesIn(await search('red', '--folder', given)), given).toEqual(['red.jpg']);
  }
  const { code, talk } = await polylens(world, ['search', 'red', '--folder', empty]);
  expect({ code, last: lines(talk).at(-1) }).toEqual({ code: 1, last: 'nothing found' });
});

test('what cannot be looked at for pictures like it is told with what is wrong with it', async () => {
  await index();
  const locked = join(world.photos, 'locked.jpg');
  await plain('blue').jpeg().toFile(locked);
  chmodSync(locked, 0);
  const text = join(world.root, 'text.jpg');
  writeFileSync(text, await broken.text());
  for (const [given, said] of [
    ['/nope', 'there is no file /nope; name a picture that is there'],
    [join(text, 'x'), `there is no file ${join(text, 'x')}; name a picture that is there`],
    [world.photos, `${world.photos} is no file; name a picture`],
    [locked, `${locked}: cannot be read (EACCES); name another picture`],
    [text, `${text}: holds no picture, whatever its name says (not an image); name another picture`],
  ] as const) {
    expect(await refusal('search', '--like', given)).toEqual({ code: 3, said: `polylens: ${said}\n` });
  }
});

test('an empty name is not taken for the folder that the program runs in', async () => {
  for (const args of [
    ['index', ''],
    ['roots', 'add', ''],
    ['search', 'red', '--folder', ''],
    ['search', '--like', ''],
  ])
    expect(await refusal(...args)).toMatchObject({ code: 2, said: expect.stringContaining('an empty name') });
});

test.skipIf(process.platform !== 'linux')('a folder whose name is not UTF-8 is told with a way round', async () => {
  const folder = Buffer.concat([Buffer.from(`${world.photos}/caf`), Buffer.from([0xe9])]);
  mkdirSync(folder);
  writeFileSync(Buffer.concat([folder, Buffer.from('/blue.jpg')]), await plain('blue').jpeg().toBuffer());
  // Node makes text of what it hands over, so a shell has to make the name.
  const add = `exec "$@" "$(printf '%s/caf\\351' "$0")"`;
  const command = [process.execPath, 'dist/shells/cli/main.js', 'roots', 'add', '--library', world.library];
  const { status, stderr } = spawnSync('/bin/sh', ['-c', add, world.photos, ...command], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^polylens: .*caf\uFFFD: a name that is not UTF-8 cannot be given here; name the folder .*\n$/,
  );
  // The way round.
  expect(countsIn(await index()).searchable).toBe(2);
});

test.each(['""', '-', '🐕', '2019'])('%j has no letters: it is answered, and told as of no language', async (query) => {
  await index();
  const { code, talk } = await polylens(world, ['search', query]);
  expect({ code, talk }).toEqual({ code: 0, talk: expect.stringMatching(/^\d+ ms\n$/) });
  const { out } = await polylens(world, ['search', '--json', query]);
  expect(JSON.parse(out)).toMatchObject({ language: null });
  // A language that a person named is told all the same.
  expect((await polylens(world, ['search', '--lang', 'de', query])).talk).toContain('(de)');
});

test.skipIf(process.platform === 'win32').each([
  ['cli/main.js', ['status'], ''],
  ['cli/main.js', ['index', '.'], 'home'],
  ['browser/main.js', ['--no-open'], 'home'],
])('%s %j with a HOME of %j makes no library where it is started', async (program, args, home) => {
  const main = join(process.cwd(), 'dist/shells', program);
  const { XDG_DATA_HOME: _, ...env } = process.env;
  const options = { cwd: world.photos, env: { ...env, HOME: home }, encoding: 'utf8', timeout: 60_000 } as const;
  const { status, stderr, stdout } = spawnSync(process.execPath, [main, ...args], options);
  expect({ status, stdout, lines: lines(stderr).length }).toEqual({ status: 2, stdout: '', lines: 1 });
  expect(stderr).toContain(`HOME is "${home}", which is no absolute path`);
  expect(readdirSync(world.photos)).toEqual(['red.jpg']);
  // What is named needs no home.
  const named = await polylens(world, ['index', world.photos], { environment: { HOME: home, XDG_DATA_HOME: '' } });
  expect(named.code).toBe(0);
});
