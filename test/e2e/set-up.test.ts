import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const system = '/usr/bin:/bin';

/** Stands for npm: notes that it was asked and leaves a compiler and a bundler that note the same. */
const fakeNpm = `#!/bin/sh
echo "npm $*" >> log
mkdir -p node_modules/typescript/bin node_modules/vite/bin
cat > node_modules/typescript/bin/tsc <<'TSC'
require('fs').appendFileSync('log', 'tsc\\n');
const window = process.argv.at(-1) + '/shells/browser';
require('fs').mkdirSync(window, { recursive: true });
require('fs').writeFileSync(window + '/main.js', 'console.log("the window", ...process.argv.slice(2))');
TSC
cat > node_modules/vite/bin/vite.js <<'VITE'
require('fs').appendFileSync('log', 'vite\\n');
VITE
`;

let checkout: string;
let tools: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'polylens-set-up-'));
  for (const name of [
    'scripts',
    'src-main',
    'src-renderer',
    'package.json',
    'package-lock.json',
    'tsconfig.base.json',
    'tsconfig.build.json',
    'vite.config.ts',
  ])
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  tools = join(checkout, 'tools');
  mkdirSync(tools);
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function tool(name: string, content = '#!/bin/sh\n'): void {
  writeFileSync(join(tools, name), content);
  chmodSync(join(tools, name), 0o755);
}

function start(path: string, { args = ['window', '--no-open'], display = '' } = {}) {
  const env = { PATH: path, HOME: join(checkout, 'home'), DISPLAY: display };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs', ...args], {
    cwd: checkout,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const log = () => readFileSync(join(checkout, 'log'), 'utf8').trimEnd().split('\n');

describe.skipIf(process.platform !== 'linux')('set-up', () => {
  test('missing system parts are named in one line with the command that installs them', () => {
    expect(start(tools)).toEqual({
      status: 3,
      stdout: '',
      stderr: 'polylens: missing: a C++ compiler, make, Python 3. Install with: apt-get install -y g++ make python3\n',
    });
    tool('g++');
    tool('python3');
    expect(start(tools).stderr).toBe('polylens: missing: make. Install with: apt-get install -y make\n');
  });

  test('packages are installed when the lock file changed, the build is made when a source changed, else neither', () => {
    for (const name of ['g++', 'make', 'python3']) tool(name);
    tool('npm', fakeNpm);
    const path = `${tools}:${system}`;
    const first = start(path);
    expect(first).toMatchObject({ status: 0, stdout: 'the window --no-open\n' });
    expect(first.stderr.trimEnd().split('\n')).toEqual([
      'polylens: installing packages (about a minute, once)',
      'polylens: building (a few seconds)',
    ]);
    expect(log()).toEqual(['npm ci', 'tsc', 'vite']);
    expect(start(path).stderr).toBe('');
    appendFileSync(join(checkout, 'src-main/engine/values.ts'), '\n');
    start(path);
    expect(log().slice(3)).toEqual(['tsc', 'vite']);
    rmSync(join(checkout, 'src-renderer/app.css'));
    start(path);
    expect(log().slice(5)).toEqual(['tsc', 'vite']);
    appendFileSync(join(checkout, 'package-lock.json'), '\n');
    start(path);
    expect(log().slice(7)).toEqual(['npm ci']);
  });

  test('a machine that the models’ runtime is not made for is told at once', () => {
    for (const name of ['g++', 'make', 'python3']) tool(name);
    tool('npm', fakeNpm);
    const path = `${tools}:${system}`;
    const runtime = join(checkout, 'node_modules/onnxruntime-node/bin/napi-v6');
    mkdirSync(join(runtime, 'darwin/arm64'), { recursive: true });
    expect(start(path)).toEqual({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining(
        `polylens: what runs the models (onnxruntime-node) is not made for ${process.platform} on ${process.arch}\n`,
      ) as string,
    });
    expect(log()).toEqual(['npm ci']);
    mkdirSync(join(runtime, process.platform, process.arch), { recursive: true });
    expect(start(path).status).toBe(0);
  });

  test('a failed install or build ends with exit code 3 and is tried again next time', () => {
    for (const name of ['g++', 'make', 'python3']) tool(name);
    tool('npm', '#!/bin/sh\nexit 1\n');
    const path = `${tools}:${system}`;
    expect(start(path)).toMatchObject({ status: 3, stderr: expect.stringContaining('npm ci failed') });
    tool('npm', fakeNpm.replace('const window', 'process.exit(2); const window'));
    expect(start(path)).toMatchObject({ status: 3, stderr: expect.stringContaining('the build failed') });
    tool('npm', fakeNpm);
    appendFileSync(join(checkout, 'package-lock.json'), '\n');
    expect(start(path).status).toBe(0);
  });

  test('the window is Electron’s where that is there and starts, else the browser’s, said in one line', () => {
    for (const name of ['g++', 'make', 'python3']) tool(name);
    tool('npm', fakeNpm);
    const path = `${tools}:${system}`;
    start(path);
    const inBrowser = (why: string) => ({
      status: 0,
      stdout: 'the window --library /l\n',
      stderr: `polylens: ${why}: the window is a page for your browser\n`,
    });
    const open = (display: string) => start(path, { args: ['window', '--library', '/l'], display });
    expect(open('')).toEqual(inBrowser('there is no screen here'));
    expect(open(':7')).toEqual(inBrowser('Electron is not here (npm run get-electron downloads it)'));
    const electron = (script: string) => {
      const folder = join(checkout, 'node_modules', 'electron');
      mkdirSync(join(folder, 'dist'), { recursive: true });
      writeFileSync(join(folder, 'path.txt'), 'electron');
      writeFileSync(join(folder, 'dist', 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    };
    electron('echo "Electron opens $*"');
    expect(open(':7')).toEqual({ status: 0, stdout: `Electron opens ${checkout} --library /l\n`, stderr: '' });
    expect(open('')).toEqual(inBrowser('there is no screen here'));
    electron('exit 1');
    expect(open(':7')).toEqual(inBrowser('Electron ended (exit code 1)'));
    electron('kill -ABRT $$');
    expect(open(':7')).toEqual(inBrowser('Electron ended (SIGABRT)'));
    expect(start(path, { args: ['window', '--browser'], display: ':7' }).stdout).toBe('the window\n');
    expect(start(path, { args: ['--browser', '--library', '/l'], display: ':7' }).stdout).toBe(
      'the window --library /l\n',
    );
  });

  test('an Electron that was asked for first of all is still there once the rest is set up', () => {
    for (const name of ['g++', 'make', 'python3']) tool(name);
    // As npm does, what was there goes first. Electron's own script, which brings it, comes with its package.
    tool(
      'npm',
      fakeNpm.replace('mkdir', 'rm -rf node_modules\nmkdir -p node_modules/electron\nmkdir') +
        `cat > node_modules/electron/install.js <<'ELECTRON'
if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) process.exit(0);
require('fs').mkdirSync('node_modules/electron/dist');
require('fs').writeFileSync('node_modules/electron/dist/electron', '#!/bin/sh\\necho "Electron opens"\\n', { mode: 0o755 });
require('fs').writeFileSync('node_modules/electron/path.txt', 'electron');
ELECTRON
`,
    );
    const path = `${tools}:${system}`;
    const env = { PATH: path, HOME: join(checkout, 'home'), ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };
    const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
      scripts: NodeJS.Dict<string>;
    };
    const [, ...script] = scripts['get-electron']?.split(' ') ?? [];
    expect(spawnSync(process.execPath, script, { cwd: checkout, env }).status).toBe(0);
    expect(start(path, { display: ':7', args: [] })).toEqual({ status: 0, stdout: 'Electron opens\n', stderr: '' });
    expect(log()).toEqual(['npm ci', 'tsc', 'vite']);
  });
});
