/** What the models' runtime would tell its makers of a person stays untold. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeForeignPack } from '../fixtures/foreign-pack.ts';
import { writeColours } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
});
afterAll(() => world.remove());

/** The machines that build and test programs are left alone by it: this one is to be none. */
const aPersons = Object.fromEntries(
  ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI', 'CIRCLECI', 'JENKINS_URL', 'ORT_DISABLE_TELEMETRY'].map((name) => [
    name,
    '',
  ]),
);

test.skipIf(process.platform === 'win32')('it keeps no number of this machine, and nothing to send', async () => {
  const home = join(world.root, 'home');
  mkdirSync(home);
  const environment = { ...aPersons, HOME: home, XDG_CACHE_HOME: '', XDG_DATA_HOME: join(world.root, 'data') };
  const source = join(world.root, 'tiny');
  mkdirSync(source);
  await writeForeignPack(source);
  const run = async (...args: string[]) => {
    const { code, talk } = await polylens(world, args, { environment, chooses: args[0] === 'packs' });
    expect([args, code, talk]).toEqual([args, 0, expect.any(String)]);
  };
  await run('index', world.photos);
  await run('search', 'red');
  await run('doctor');
  await run('packs', 'import', source);
  // A Mac has Polylens' own data in the home.
  const own = join('Library', 'Application Support', 'Polylens');
  const isOwn = (path: string) => `${own}/`.startsWith(`${path}/`) || path.startsWith(`${own}/`);
  const kept = readdirSync(home, { recursive: true, encoding: 'utf8' });
  expect(kept.filter((path) => process.platform !== 'darwin' || !isOwn(path))).toEqual([]);
});
