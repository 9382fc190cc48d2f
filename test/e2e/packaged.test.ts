import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openScreen, runElectron, startElectron, type Screen } from '../electron/app.ts';
import { bundleMain } from '../electron/bundle-main.ts';
import { fusesOf, lengthenWire, setFuse } from '../electron/fuses.ts';
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
/** The whole, as it is downloaded. */
const mostDebBytes = 260 * 2 ** 20;

let screen: Screen;
let world: World;

beforeAll(async () => {
  if (!isHere) return;
  const dist = electronAsDownloaded(runtime.executable);
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs'), 'deb'], {
    env: { ...process.env, ELECTRON_DIST: dist },
    stdio: ['ignore', 2, 2],
  });
  rmSync(dist, { recursive: true });
  if (status !== 0) throw new Error('packing failed; the lines above say why');
  screen = await openScreen();
  installDeb();
}, 900_000);
afterAll(() => {
  screen?.close();
  rmSync(system, { recursive: true, force: true });
});

beforeEach(async () => {
  world = { ...(await makeWorld()), pack: join(app, 'models', 'starter') };
  await writeColours(world.photos);
});
afterEach(() => world.remove());

/** A system of its own, as far as dpkg goes, with the deb in it. */
const system = mkdtempSync(join(tmpdir(), 'polylens-system-'));
const installed = join(system, 'opt', 'polylens');
const deb = () => join(root, 'release', readdirSync(join(root, 'release')).find((name) => name.endsWith('.deb')) ?? '');

function installDeb(): void {
  for (const name of ['updates', 'info']) mkdirSync(join(system, 'var/lib/dpkg', name), { recursive: true });
  writeFileSync(join(system, 'var/lib/dpkg/status'), '');
  run('dpkg', [`--root=${system}`, '--force-script-chrootless', '--force-depends', '--force-not-root', '-i', deb()]);
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

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
  lengthenWire(join(folder, basename(executable)));
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
    const polylens = (...args: string[]) =>
      spawnSync(
        process.execPath,
        [join(app, 'dist', 'shells', 'cli', 'main.js'), ...args, '--library', world.library],
        {
          cwd: tmpdir(),
          env: { PATH: process.env['PATH'], HOME: world.root },
          encoding: 'utf8',
        },
      );
    expect(polylens('index', world.photos)).toMatchObject({ status: 0 });
    const { hits } = JSON.parse(polylens('search', 'red', '--json').stdout) as { hits: unknown[] };
    expect(hits).toHaveLength(colourNames.length);
  });

  test('is installed by its deb: whole, of a fair size, for all to read, its sandbox root’s, and naming no other machine', () => {
    expect(statSync(deb()).size).toBeLessThan(mostDebBytes);
    const names = filesIn(installed);
    const own = ['resources/package-type', 'resources/apparmor-profile'];
    expect(names.filter((name) => !own.includes(name)).toSorted()).toEqual(filesIn(packed).toSorted());
    for (const name of names) {
      const { mode } = lstatSync(join(installed, name));
      expect([name, mode & 0o7022]).toEqual([name, name === 'chrome-sandbox' ? 0o4000 : 0]);
      expect([name, mode & 0o444]).toEqual([name, 0o444]);
    }
    const traces = [root, homedir(), hostname()].filter((trace) => trace.length > 5);
    const told = names.filter((name) => {
      const bytes = readFileSync(join(installed, name));
      return traces.some((trace) => bytes.includes(trace));
    });
    expect(told).toEqual([]);
  });

  test('needs no library of the system that its deb does not name', () => {
    const depends = run('dpkg-deb', ['-f', deb(), 'Depends'])
      .split(',')
      .map((one) => one.trim().replace(/ .*/u, ''));
    const natives = filesIn(installed).filter((name) => name === 'polylens' || /\.(node|so[.\d]*)$/u.test(name));
    const inside = new Set(natives.map((name) => basename(name)));
    const wanted = natives.flatMap((name) =>
      [...run('readelf', ['-d', join(installed, name)]).matchAll(/\(NEEDED\).*\[(.+)\]/gu)].map(([, needed]) => needed),
    );
    const foreign = [...new Set(wanted)].filter((name) => name !== undefined && !inside.has(name));
    const places = run('ldconfig', ['-p']);
    const owners = foreign.map((name) => {
      const [, path = ''] =
        new RegExp(`^\\s${name?.replaceAll(/[.+]/gu, '\\$&')} \\(.*x86-64.*=> (.*)$`, 'mu').exec(places) ?? [];
      const { stdout } = spawnSync('dpkg', ['-S', path, path.replace(/^\/lib/u, '/usr/lib'), `*/${basename(path)}`], {
        encoding: 'utf8',
      });
      return { name, owners: [...stdout.matchAll(/^([^:,]+):/gmu)].map(([, owner]) => owner?.replace(/t64$/u, '')) };
    });
    expect(owners.length).toBeGreaterThan(20);
    expect(owners.filter(({ owners: by }) => !by.some((owner) => depends.includes(owner ?? '')))).toEqual([]);
  });

  test('lets nobody in but as Node, which its own processes need, and takes no debugger', async () => {
    expect(fusesOf(join(installed, 'polylens'))).toEqual(['runAsNode', 'nodeOptions']);
    if (runtime?.isOld) await shimForOldElectron();
    const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...rights, '--inspect=0', '--library', world.library, '--pack', world.pack];
    const env = { ...process.env, HOME: world.root, DISPLAY: screen.display };
    const child = spawn(join(installed, 'polylens'), args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(child, 'close');
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => existsSync(join(world.library, 'engine.json'))).toBe(true);
    child.kill();
    await closed;
    expect(said).not.toContain('Debugger listening');
  });

  test('indexes and searches by the command that its deb brings', () => {
    if (runtime?.isOld) shimOldNode();
    const command = join(world.root, 'polylens');
    writeFileSync(
      command,
      readFileSync(join(system, 'usr/bin/polylens'), 'utf8').replace('here=/opt/polylens', `here=${installed}`),
    );
    chmodSync(command, 0o755);
    const lacks = join(installed, 'resources/app/test/electron/old-runtime');
    const options = `--no-warnings --require=${join(lacks, 'what-it-lacks.cjs')} --loader=${join(lacks, 'imports.mjs')}`;
    const env = { PATH: process.env['PATH'], HOME: world.root, ...(runtime?.isOld ? { NODE_OPTIONS: options } : {}) };
    run(command, ['index', world.photos, '--library', world.library], env);
    const found = run(command, ['search', 'red', '--json', '--library', world.library], env);
    expect((JSON.parse(found) as { hits: unknown[] }).hits).toHaveLength(colourNames.length);
    expect(run(command, ['--version'], env)).toMatch(/^0\.\d+\.\d+/u);
  });

  test('opens its window in Electron where its deb put it, finds a photo, and others like one that it is opened with', async () => {
    if (runtime?.isOld) await shimForOldElectron();
    const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const program = { executable: join(installed, 'polylens'), args: rights, isOld: false };
    // By it alone the test can speak to Electron.
    setFuse(program.executable, 'nodeCliInspect', true);
    const { app: electron, page } = await startElectron(program, screen, world);
    await electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, world.photos);
    await page.getByRole('button', { name: 'Add a folder' }).click();
    await page.getByText('6 found = 6 searchable + 0 waiting + 0 set aside').waitFor();
    await page.getByRole('searchbox').fill('red');
    await expect.poll(() => page.getByRole('option').count()).toBe(colourNames.length);
    await electron.close();
    const blue = { ...program, args: [...rights, join(world.photos, 'blue.jpg')] };
    const again = await startElectron(blue, screen, world);
    const first = () => again.page.getByRole('option').first().getAttribute('aria-label');
    await expect.poll(first).toBe('blue.jpg');
    await runElectron({ ...program, args: [...rights, join(world.photos, 'green.jpg')] }, screen, world);
    await expect.poll(first).toBe('green.jpg');
    await again.app.close();
  });
});

/** What the Electron of 2023 lacks is laid beside the installed program; see `test/electron/old-runtime`. */
async function shimForOldElectron(): Promise<void> {
  await bundleMain();
  const inside = join(installed, 'resources', 'app');
  cpSync(join(root, 'dist', 'old-electron'), join(inside, 'dist', 'old-electron'), { recursive: true });
  shimOldNode();
  const manifest = join(inside, 'package.json');
  const facts = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...facts, main: 'test/electron/old-runtime/main.cjs' }));
}

function shimOldNode(): void {
  const lacks = join('test', 'electron', 'old-runtime');
  cpSync(join(root, lacks), join(installed, 'resources', 'app', lacks), { recursive: true });
}
