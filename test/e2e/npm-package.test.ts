/** Polylens as npm brings it: packed, installed into an empty folder by an empty home, and used from there. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colourNames, writeColours } from '../fixtures/pictures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isAsked = Boolean(process.env['POLYLENS_PACKAGE']) && process.platform !== 'win32';
if (!isAsked) process.stderr.write('The npm package was not tried: POLYLENS_PACKAGE=1 is needed\n');

/** The pack is 49 MiB of it. */
const mostBytes = 56 * 2 ** 20;

let world: string;
let tarball: string;
let home: string;
let place: string;

beforeAll(() => {
  if (!isAsked) return;
  world = mkdtempSync(join(tmpdir(), 'polylens-npm-'));
  [home, place] = [join(world, 'home'), join(world, 'place')];
  mkdirSync(home);
  mkdirSync(place);
  run(process.execPath, [join(root, 'scripts', 'npm-package.mjs'), world], { env: process.env });
  tarball = join(world, readdirSync(world).find((name) => name.endsWith('.tgz')) ?? '');
  writeFileSync(join(place, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund'], { env: npmEnvironment() });
}, 900_000);
afterAll(() => {
  if (isAsked) rmSync(world, { recursive: true });
});

/** As for one who has never used npm here, but for what this machine keeps of packages, and where it gets them. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const told = (name: string) => run('npm', ['config', 'get', name], { env: process.env, cwd: root }).trim();
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
  return {
    PATH: process.env['PATH'],
    HOME: home,
    npm_config_cache: told('cache'),
    npm_config_registry: told('registry'),
    // What it would download besides is for graphics cards.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    ...headers,
  };
}

type Where = { env: NodeJS.ProcessEnv; cwd?: string };

function run(program: string, args: string[], { env, cwd = place }: Where): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout.slice(-2000)} ${stderr.slice(-2000)}`);
  return stdout;
}

const command = () => join(place, 'node_modules', '.bin', 'polylens');
const environment = () => ({ PATH: process.env['PATH'], HOME: home });

describe.skipIf(!isAsked)('the npm package', () => {
  test('holds the program, its window and the model, and nothing of Electron, of tests or of this machine', () => {
    expect(statSync(tarball).size).toBeLessThan(mostBytes);
    const names = run('tar', ['-tzf', tarball], { env: process.env }).trimEnd().split('\n');
    for (const wanted of [
      'package.json',
      'npm-shrinkwrap.json',
      'LICENSE',
      'README.md',
      'third-party-licences.txt',
      'bin/polylens.mjs',
      'dist/shells/cli/main.js',
      'dist/shells/browser/main.js',
      'dist/renderer/index.html',
      'dist/engine/search/ngrams.bin',
      'dist/engine/places/names.bin',
      'dist/engine/places/places.bin',
      'models/catalogue.json',
      'models/starter/CARD.md',
      'models/starter/pack.json',
      'models/starter/text.onnx',
      'models/starter/vision.onnx',
    ])
      expect(names).toContain(`package/${wanted}`);
    expect(
      names.filter((name) => /electron|\.map$|\.test\.|node_modules|src-main|\/lab\/|\.built-from/.test(name)),
    ).toEqual([]);
    const inside = join(place, 'node_modules', 'polylens');
    const told = names.filter((name) => {
      const bytes = readFileSync(join(inside, name.replace(/^package\//, '')));
      return bytes.includes(root) || bytes.includes(homedir()) || bytes.includes('"resolved"');
    });
    expect(told).toEqual([]);
  });

  test('says what it needs: what its program names, no more, of the versions that it was tested with', () => {
    const inside = join(place, 'node_modules', 'polylens');
    const facts = JSON.parse(readFileSync(join(inside, 'package.json'), 'utf8')) as Record<string, unknown>;
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as typeof facts;
    expect(facts).toMatchObject({ name: 'polylens', license: own['license'], engines: own['engines'] });
    expect(facts).not.toHaveProperty('scripts');
    const named = new Set<string>();
    for (const name of readdirSync(join(inside, 'dist'), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.js') || name.startsWith('renderer')) continue;
      const text = readFileSync(join(inside, 'dist', name), 'utf8');
      for (const [, found = ''] of text.matchAll(
        /(?:from|import|import\(|require\()\s*'((?:@[\w-]+\/)?[\w-]+)(?:\/[^']*)?'/g,
      ))
        named.add(found);
    }
    const { dependencies } = facts as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).toSorted()).toEqual([...named].filter((name) => name !== 'electron').toSorted());
    for (const [name, version] of Object.entries(dependencies))
      expect([name, version]).toEqual([name, (own['dependencies'] as typeof dependencies)[name]]);
  });

  test('indexes and searches, with the pack inside and its library in the new home', async () => {
    const photos = join(world, 'photos');
    mkdirSync(photos);
    await writeColours(photos);
    expect(run(command(), ['--version'], { env: environment() })).toMatch(/^0\.\d+\.\d+/);
    run(command(), ['index', photos], { env: environment() });
    const { hits } = JSON.parse(run(command(), ['search', 'red', '--json'], { env: environment() })) as {
      hits: { path: string }[];
    };
    expect(hits).toHaveLength(colourNames.length);
    expect(existsSync(join(home, '.local/share/polylens/library'))).toBe(process.platform === 'linux');
    expect(run(command(), ['doctor'], { env: environment() })).toContain('polylens-starter');
  });

  test('opens its window for the browser', async () => {
    const host = spawn(command(), ['window', '--no-open'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    host.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const address = () => /http:\/\/\S+/.exec(said)?.[0] ?? '';
    await expect.poll(address).not.toBe('');
    const answer = await fetch(address(), { redirect: 'manual' });
    expect(answer.status).toBeLessThan(400);
    host.kill('SIGINT');
    const [code] = (await once(host, 'close')) as [number];
    expect(code).toBe(0);
  });
});
