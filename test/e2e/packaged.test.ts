import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openScreen, startElectron, type Screen } from '../electron/app.ts';
import { bundleMain } from '../electron/bundle-main.ts';
import { findElectron } from '../electron/runtime.ts';
import { colourNames, writeColours } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtime = process.env['POLYLENS_PACKAGE'] ? findElectron() : undefined;
const isHere = runtime !== undefined && process.platform === 'linux' && process.arch === 'x64';
if (!isHere)
  process.stderr.write('The packed program was not tried: POLYLENS_PACKAGE=1, Electron, Linux x64 are needed\n');

const packed = join(root, 'release', 'linux-unpacked');
const app = join(packed, 'resources', 'app');
/** Program, models and natives of one system, without Electron. */
const mostBytes = 230 * 2 ** 20;

let screen: Screen;
let world: World;

beforeAll(async () => {
  if (!isHere) return;
  const dist = electronAsDownloaded(runtime.executable);
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs'), '--dir'], {
    env: { ...process.env, ELECTRON_DIST: dist },
    stdio: ['ignore', 2, 2],
  });
  rmSync(dist, { recursive: true });
  if (status !== 0) throw new Error('packing failed; the lines above say why');
  screen = await openScreen();
}, 600_000);
afterAll(() => screen?.close());

beforeEach(async () => {
  world = { ...(await makeWorld()), pack: join(app, 'models', 'starter') };
  await writeColours(world.photos);
});
afterEach(() => world.remove());

/** The folder that Electron's own download would give: without an app inside, and with the files by which it is known. */
function electronAsDownloaded(executable: string): string {
  const from = join(executable, '..');
  const folder = mkdtempSync(join(tmpdir(), 'polylens-electron-'));
  cpSync(from, folder, { recursive: true, filter: (path) => !path.endsWith(join('resources', 'app')) });
  for (const [name, text] of [
    ['LICENSE', 'as in LICENSE.electron.txt'],
    ['version', '41.7.1'],
  ] as const) {
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), text);
  }
  return folder;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}

describe.skipIf(!isHere)('the packed program', () => {
  test('holds what this system needs, and nothing of another or of the machine that packed it', () => {
    const names = filesIn(app);
    expect(names.filter((name) => /\.(dll|dylib|exe)$|darwin|win32|arm64|musl/u.test(name))).toEqual([]);
    expect(
      names.filter((name) =>
        /^(test|src-main|src-renderer|packaging|scripts|node_modules\/(vite|typescript))\//u.test(name),
      ),
    ).toEqual([]);
    const natives = names.filter((name) => /\.(node|so[.\d]*)$/u.test(name)).map((name) => name.replace(/^.*\//u, ''));
    expect(natives.toSorted()).toMatchInlineSnapshot(`
      [
        "@photostructure+sqlite.glibc.node",
        "addon.node",
        "libonnxruntime.so.1",
        "libvips-cpp.so.8.18.7",
        "onnxruntime_binding.node",
        "sharp-linux-x64-0.35.5.node",
        "watcher.node",
      ]
    `);
    const withPath = names.filter((name) => readFileSync(join(app, name)).includes(root));
    expect(withPath).toEqual([]);
    const bytes = names.reduce((sum, name) => sum + statSync(join(app, name)).size, 0);
    expect(bytes).toBeLessThan(mostBytes);
    expect(readFileSync(join(packed, 'third-party-licences.txt'), 'utf8')).toContain('onnxruntime-node');
  });

  test('indexes and searches from the command line, with the pack inside', () => {
    const run = (...args: string[]) =>
      spawnSync(
        process.execPath,
        [join(app, 'dist', 'shells', 'cli', 'main.js'), ...args, '--library', world.library],
        {
          cwd: tmpdir(),
          env: { PATH: process.env['PATH'], HOME: world.root },
          encoding: 'utf8',
        },
      );
    expect(run('index', world.photos)).toMatchObject({ status: 0 });
    const { hits } = JSON.parse(run('search', 'red', '--json').stdout) as { hits: unknown[] };
    expect(hits).toHaveLength(colourNames.length);
  });

  test('opens its window in Electron and finds a photo', async () => {
    if (runtime?.isOld) await shimForOldElectron();
    const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const installed = { executable: join(packed, 'polylens'), args: rights, isOld: false };
    const { app: electron, page } = await startElectron(installed, screen, world);
    await electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, world.photos);
    await page.getByRole('button', { name: 'Add a folder' }).click();
    await page.getByText('6 found = 6 searchable + 0 waiting + 0 set aside').waitFor();
    await page.getByRole('searchbox').fill('red');
    await expect.poll(() => page.getByRole('option').count()).toBe(colourNames.length);
    await electron.close();
  });
});

/** What the Electron of 2023 lacks is laid beside the packed program; see `test/electron/old-runtime`. */
async function shimForOldElectron(): Promise<void> {
  await bundleMain();
  cpSync(join(root, 'dist', 'old-electron'), join(app, 'dist', 'old-electron'), { recursive: true });
  cpSync(join(root, 'test', 'electron', 'old-runtime'), join(app, 'test', 'electron', 'old-runtime'), {
    recursive: true,
  });
  const manifest = join(app, 'package.json');
  const facts = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...facts, main: 'test/electron/old-runtime/main.cjs' }));
}
