/** deb, rpm and tar.gz of a program of a few files: what they hold, with what rights, and what they do to a system. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linuxPackages } from '../../scripts/linux-packages.mjs';

const packaging = fileURLToPath(new URL('../../packaging', import.meta.url));
const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const hasDeb = process.platform === 'linux' && has('dpkg-deb');
const hasRpm = process.platform === 'linux' && has('rpmbuild') && has('rpm') && has('cpio');
if (!hasDeb || !hasRpm) process.stderr.write('deb or rpm was not tried: dpkg-deb, rpmbuild, cpio are needed\n');

const version = '0.2.0-dev.3.gabcdef1';
const time = Date.UTC(2026, 0, 2) / 1000;
let root: string;
let packed: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-packages-'));
  packed = join(root, 'packed');
  put('polylens', `#!/bin/sh\necho "\${ELECTRON_RUN_AS_NODE-window}" "$@"\n`, 0o700);
  put('chrome-sandbox', 'no program');
  put('third-party-licences.txt', 'all of them');
  put('resources/app.asar', 'an archive');
  put('resources/app.asar.unpacked/a name with spaces.node', '');
});
afterAll(() => rmSync(root, { recursive: true }));

/** As one whose system lets nobody else read. */
function put(name: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(join(packed, name)), { recursive: true });
  writeFileSync(join(packed, name), text, { mode });
}

async function make(kind: 'deb' | 'rpm' | 'tar.gz', into: string): Promise<string> {
  const release = join(root, into);
  mkdirSync(release, { recursive: true });
  const file = await linuxPackages[kind]({ packed, packaging, release, version, arch: 'x64', time });
  // What it was made in is gone.
  expect(readdirSync(release).filter((name) => name.startsWith('.'))).toEqual([]);
  return file;
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Every file and folder below, with its rights. */
function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${(statSync(join(folder, name)).mode & 0o7777).toString(8)} ${name}`)
    .toSorted();
}

const wanted = [
  '4755 opt/polylens/chrome-sandbox',
  '644 opt/polylens/resources/apparmor-profile',
  '644 opt/polylens/resources/app.asar.unpacked/a name with spaces.node',
  '644 opt/polylens/third-party-licences.txt',
  '644 usr/share/applications/polylens.desktop',
  '644 usr/share/doc/polylens/copyright',
  '644 usr/share/icons/hicolor/256x256/apps/polylens.png',
  '644 usr/share/icons/hicolor/scalable/apps/polylens.svg',
  '755 opt/polylens',
  '755 opt/polylens/polylens',
  '755 opt/polylens/resources/app.asar.unpacked',
  '755 usr/bin/polylens',
];

describe.skipIf(!hasDeb)('the deb', () => {
  test('is root’s, holds each file with its rights, and is the same whenever it is made', async () => {
    const file = await make('deb', 'deb');
    expect(file).toBe(join(root, 'deb', `Polylens-${version}-linux-x64.deb`));
    const owners = run('dpkg-deb', ['-c', file]).trimEnd().split('\n');
    expect(owners.filter((line) => !line.includes(' root/root '))).toEqual([]);
    expect(owners.some((line) => /^-rwsr-xr-x root\/root .*\/chrome-sandbox$/.test(line))).toBe(true);
    expect(owners.filter((line) => !line.includes(' 2026-01-02 ') && !line.endsWith('/'))).toEqual([]);
    const tree = join(root, 'deb-tree');
    run('dpkg-deb', ['-x', file, tree]);
    expect(treeOf(tree)).toEqual(expect.arrayContaining(wanted));
    expect(readFileSync(join(tree, 'opt/polylens/resources/package-type'), 'utf8')).toBe('deb\n');
    expect(existsSync(join(packed, 'resources/package-type'))).toBe(false);
    expect(readFileSync(await make('deb', 'deb-again')).equals(readFileSync(file))).toBe(true);
  });

  test('says what it is and what it needs', async () => {
    const field = (name: string) => run('dpkg-deb', ['-f', join(root, 'deb', debName), name]).trim();
    expect(field('Version')).toBe('0.2.0~dev.3.gabcdef1');
    expect(field('Architecture')).toBe('amd64');
    expect(field('Depends')).toMatch(/libgtk-3-0/);
    expect(Number(field('Installed-Size'))).toBeGreaterThan(0);
    const earlier = spawnSync('dpkg', ['--compare-versions', field('Version'), 'lt', '0.2.0']);
    expect(earlier.status).toBe(0);
  });

  test.each([
    { knows: true, left: true },
    { knows: false, left: false },
  ])('its rule for the sandbox is there just where AppArmor knows it ($knows), and goes with it', ({ knows, left }) => {
    const system = join(root, `system-${knows}`);
    const dpkg = (...args: string[]) => {
      const tools = join(root, `tools-${knows}`);
      mkdirSync(tools, { recursive: true });
      writeFileSync(join(tools, 'apparmor_parser'), `#!/bin/sh\nexit ${knows ? 0 : 1}\n`, { mode: 0o755 });
      // Debian leaves root's programs, which dpkg wants, out of other people's path.
      const env = { ...process.env, PATH: `${tools}:${process.env['PATH']}:/usr/sbin:/sbin` };
      const force = ['--force-script-chrootless', '--force-depends', '--force-not-root', '--force-architecture'];
      return run('dpkg', [`--root=${system}`, ...force, ...args], env);
    };
    mkdirSync(join(system, 'var/lib/dpkg/updates'), { recursive: true });
    mkdirSync(join(system, 'var/lib/dpkg/info'), { recursive: true });
    mkdirSync(join(system, 'etc/apparmor.d'), { recursive: true });
    writeFileSync(join(system, 'var/lib/dpkg/status'), '');
    const rule = join(system, 'etc/apparmor.d/polylens');
    const file = join(root, 'deb', debName);
    dpkg('-i', file);
    expect(existsSync(rule)).toBe(left);
    expect(existsSync(join(system, 'opt/polylens/polylens'))).toBe(true);
    // The same again is an update: it stays.
    dpkg('-i', file);
    expect(existsSync(rule)).toBe(left);
    dpkg('-r', 'polylens');
    expect(existsSync(rule)).toBe(false);
    expect(existsSync(join(system, 'opt/polylens'))).toBe(false);
  });
});

const debName = `Polylens-${version}-linux-x64.deb`;

describe.skipIf(!hasRpm)('the rpm', () => {
  test('holds what the deb holds, is root’s, names no machine, and is the same whenever it is made', async () => {
    const file = await make('rpm', 'rpm');
    const rows = run('rpm', [
      '-qp',
      '--qf',
      '[%{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILENAMES}\n]',
      file,
    ]);
    expect(
      rows
        .trimEnd()
        .split('\n')
        .filter((row) => !row.includes(' root root ')),
    ).toEqual([]);
    expect(rows).toContain('-rwsr-xr-x root root /opt/polylens/chrome-sandbox\n');
    const tree = join(root, 'rpm-tree');
    mkdirSync(tree);
    run('sh', ['-c', `rpm2cpio '${file}' | (cd '${tree}' && cpio -idm --quiet)`]);
    expect(treeOf(tree)).toEqual(expect.arrayContaining(wanted));
    const facts = run('rpm', ['-qp', '--qf', '%{VERSION} %{ARCH} %{BUILDHOST} %{LICENSE}', file]);
    expect(facts).toBe('0.2.0~dev.3.gabcdef1 x86_64 localhost Apache-2.0');
    expect(run('rpm', ['-qp', '--scripts', file])).toContain('apparmor_parser --replace');
    expect(run('rpm', ['-qpi', file])).not.toContain(root);
    expect(readFileSync(await make('rpm', 'rpm-again')).equals(readFileSync(file))).toBe(true);
  });

  test.skipIf(!hasDeb)('differs from the deb in nothing but who brings its updates', () => {
    const [deb, rpm] = [treeOf(join(root, 'deb-tree')), treeOf(join(root, 'rpm-tree'))];
    expect(rpm).toEqual(deb);
    expect(readFileSync(join(root, 'rpm-tree/opt/polylens/resources/package-type'), 'utf8')).toBe('rpm\n');
  });
});

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  test('the tar.gz is one folder, nobody’s, that all may read', async () => {
    const file = await make('tar.gz', 'tar');
    const rows = run('tar', ['-tvzf', file]).trimEnd().split('\n');
    const own = `Polylens-${version}-linux-x64/`;
    expect(rows.filter((row) => !row.includes(` 0/0 `) || !row.includes(` ${own}`))).toEqual([]);
    expect(rows.some((row) => row.startsWith('-rwxr-xr-x') && row.endsWith(`${own}polylens`))).toBe(true);
    expect(readFileSync(await make('tar.gz', 'tar-again')).equals(readFileSync(file))).toBe(true);
  });

  test('the command opens the window, or runs a command by the same program', () => {
    const command = join(root, 'command');
    const text = readFileSync(join(packaging, 'linux/polylens'), 'utf8');
    writeFileSync(command, text.replace('/opt/polylens', packed));
    chmodSync(command, 0o755);
    const says = (...args: string[]) =>
      run(command, args).trim().replaceAll(`${packed}/resources/app.asar/dist/shells/`, '');
    expect(says()).toBe('window');
    expect(says('window', '/a b.jpg')).toBe('window /a b.jpg');
    expect(says('--library', '/l')).toBe('window --library /l');
    expect(says('search', 'a  boat', '--json')).toBe('1 cli/main.js search a  boat --json');
    expect(says('--version')).toBe('1 cli/main.js --version');
    expect(says('window', '--browser', '--library', '/l')).toBe('1 browser/main.js --library /l');
    expect(says('--port', '80')).toBe('1 browser/main.js --port 80');
  });

  test('the entry in the menu is one, and names the command, the icon and what can be opened', () => {
    const entry = readFileSync(join(packaging, 'linux/polylens.desktop'), 'utf8');
    expect(entry).toContain('\nExec=/usr/bin/polylens window %f\n');
    expect(entry).toContain('\nIcon=polylens\n');
    expect(entry).toMatch(/\nMimeType=(image\/[a-z+.]+;)+\n/);
    if (has('desktop-file-validate')) run('desktop-file-validate', [join(packaging, 'linux/polylens.desktop')]);
  });
});
