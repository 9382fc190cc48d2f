import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
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
import { filesInArchive } from '../electron/archive.ts';
import { fusesOf, setFuse } from '../electron/fuses.ts';
import { oldRuntime, pack, shimForOldElectron } from '../electron/packed.ts';
import { findElectron } from '../electron/runtime.ts';
import { heic } from '../fixtures/heic.ts';
import { colourNames, writeColours } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo } from '../fixtures/videos.ts';
import { makeWorld, type World } from './program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtime = process.env['POLYLENS_PACKAGE'] ? findElectron() : undefined;
const isHere = runtime !== undefined && process.platform === 'linux' && process.arch === 'x64';
if (!isHere)
  process.stderr.write('The packed program was not tried: POLYLENS_PACKAGE=1, Electron, Linux x64 are needed\n');

const packed = join(root, 'release', 'linux-unpacked');
const archive = join(packed, 'resources', 'app.asar');
const beside = `${archive}.unpacked`;
/** Program, models and natives of one system, without Electron. */
const mostBytes = 150 * 2 ** 20;
/** The whole, as it is downloaded. */
const mostDebBytes = 260 * 2 ** 20;

let screen: Screen;
let world: World;

beforeAll(async () => {
  if (!isHere) return;
  pack(runtime);
  screen = await openScreen();
  installDeb();
}, 900_000);
afterAll(() => {
  screen?.close();
  rmSync(system, { recursive: true, force: true });
});

beforeEach(async () => {
  world = { ...(await makeWorld()), pack: join(beside, 'models', 'starter') };
  await writeColours(world.photos);
});
afterEach(() => world.remove());

/** A system of its own, as far as dpkg goes, with the deb in it. */
const system = mkdtempSync(join(tmpdir(), 'polylens-system-'));
const installed = join(system, 'opt', 'polylens');
const deb = () => join(root, 'release', readdirSync(join(root, 'release')).find((name) => name.endsWith('.deb')) ?? '');

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

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

/** Names of the packages that these files are of. */
function packagesOf(names: string[]): string[] {
  const found = names.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(name)?.[1] ?? []);
  return [...new Set(found)].toSorted();
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}

describe.skipIf(!isHere)('the packed program', () => {
  test('is one archive of what this system needs, and nothing of another or of the machine that packed it', () => {
    const files = filesInArchive(archive);
    const names = files.map(({ path }) => path);
    expect(names.filter((name) => /\.(dll|dylib|exe)$|darwin|win32|arm64|musl/u.test(name))).toEqual([]);
    const own = /^(package\.json|dist\/.*|models\/(starter\/.*|catalogue\.json)|node_modules\/.*)$/u;
    expect(names.filter((name) => !own.test(name) || /^node_modules\/(vite|typescript|eld)\//u.test(name))).toEqual([]);
    expect(names.filter((name) => /\.([mc]?ts|md|map|h|hh|hpp|cc?|cpp|gypi?|sh)$/u.test(name))).toEqual([
      'models/starter/CARD.md',
    ]);
    expect(packagesOf(names).join(' ')).toMatchInlineSnapshot(
      `"@huggingface/tokenizers @img/colour @img/sharp-libvips-linux-x64 @img/sharp-linux-x64 @parcel/watcher @parcel/watcher-linux-x64-glibc @photostructure/sqlite bindings birpc bmp-ts detect-libc file-uri-to-path hnswlib-node is-extglob is-glob libheif-js node-gyp-build onnxruntime-common onnxruntime-node picomatch semver sharp thumbhash valibot ws"`,
    );
    expect(
      [archive, ...filesIn(beside).map((name) => join(beside, name))].filter((file) =>
        readFileSync(file).includes(root),
      ),
    ).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    process.stderr.write(`The packed program: ${names.length} files of ${Math.round(bytes / 2 ** 20)} MiB\n`);
    expect(bytes).toBeLessThan(mostBytes);
    expect(readdirSync(join(packed, 'resources')).toSorted()).toEqual(['app.asar', 'app.asar.unpacked']);
    expect(readFileSync(join(packed, 'third-party-licences.txt'), 'utf8')).toContain('onnxruntime-node');
    expect(readFileSync(join(packed, 'LICENSE.txt'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
  });

  test('has beside its archive just the natives and the model', () => {
    const names = filesIn(beside);
    const files = filesInArchive(archive);
    expect(names.toSorted()).toEqual(
      files
        .filter((file) => file.beside)
        .map(({ path }) => path)
        .toSorted(),
    );
    const inside = files.filter((file) => !file.beside).map(({ path }) => path);
    expect(inside.filter((name) => /\.(node|onnx|so[.\d]*)$/u.test(name))).toEqual([]);
    expect(names.filter((name) => !name.startsWith('models/starter/')).toSorted()).toMatchInlineSnapshot(`
      [
        "node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.18.7",
        "node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64-0.35.5.node",
        "node_modules/@parcel/watcher-linux-x64-glibc/watcher.node",
        "node_modules/@photostructure/sqlite/prebuilds/linux-x64/@photostructure+sqlite.glibc.node",
        "node_modules/hnswlib-node/build/Release/addon.node",
        "node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1",
        "node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node",
      ]
    `);
    expect(names).toContain('models/starter/text.onnx');
  });

  test('is the same, byte by byte, when it is packed again', () => {
    const first = { deb: hashOf(deb()), list: hashOf(join(root, 'release', 'sbom.cdx.json')) };
    pack(runtime);
    expect({ deb: hashOf(deb()), list: hashOf(join(root, 'release', 'sbom.cdx.json')) }).toEqual(first);
  }, 300_000);

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
    expect(fusesOf(join(installed, 'polylens'))).toEqual([
      'runAsNode',
      'nodeOptions',
      'embeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
    ]);
    if (runtime?.isOld) await shimForOldElectron(installed);
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
    const command = join(world.root, 'polylens');
    writeFileSync(
      command,
      readFileSync(join(system, 'usr/bin/polylens'), 'utf8').replace('here=/opt/polylens', `here=${installed}`),
    );
    chmodSync(command, 0o755);
    const lacks = oldRuntime;
    const options = `--no-warnings --require=${join(lacks, 'what-it-lacks.cjs')} --loader=${join(lacks, 'imports.mjs')}`;
    const env = { PATH: process.env['PATH'], HOME: world.root, ...(runtime?.isOld ? { NODE_OPTIONS: options } : {}) };
    // Each of these is read by another part: sharp's natives, libheif's WebAssembly, FFmpeg.
    writeFileSync(join(world.photos, 'phone.heic'), heic());
    if (ffmpeg) makeVideo(join(world.photos, 'film.mp4'), [{ colour: 'red', seconds: 2 }]);
    run(command, ['index', world.photos, '--library', world.library], env);
    const found = run(command, ['search', 'red', '--json', '--library', world.library], env);
    expect((JSON.parse(found) as { hits: unknown[] }).hits).toHaveLength(readdirSync(world.photos).length);
    expect(run(command, ['--version'], env)).toMatch(/^0\.\d+\.\d+/u);
  });

  test('opens its window in Electron where its deb put it, finds a photo, and others like one that it is opened with', async () => {
    if (runtime?.isOld) await shimForOldElectron(installed);
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
