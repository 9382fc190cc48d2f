// Makes a fresh checkout runnable: Node's version, system parts, packages, build. Imports nothing but Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];

/** Set-up talk goes to stderr, so that stdout stays the program's own. */
export function say(line) {
  process.stderr.write(`polylens: ${line}\n`);
}

/** Ends the script with one line on what is wrong and what to do. */
function refuse(line) {
  say(line);
  process.exit(3);
}

/** Installs and builds what is missing or out of date; does nothing, silently, when all is in place. */
export function setUp() {
  checkNode();
  const stamp = join(root, 'node_modules', '.polylens-installed');
  const wanted = packagesKey();
  if (readIfThere(stamp) !== wanted) {
    checkParts();
    installPackages();
    writeFileSync(stamp, wanted);
  }
  checkRuntime();
  build();
}

/** Compiles src-main and the window's page into dist when a source changed since the last build. */
export function build() {
  const stamp = join(root, 'dist', '.built-from');
  const wanted = sourcesKey();
  if (readIfThere(stamp) === wanted) return;
  say('building (a few seconds)');
  // Built aside and swapped in, so that a program running from dist never meets half of it.
  const fresh = join(root, `dist-${process.pid}`);
  const steps = [
    ['typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh],
    ['vite/bin/vite.js', 'build', '--outDir', join(fresh, 'renderer'), '--logLevel', 'warn'],
  ];
  for (const [program, ...args] of steps) {
    const command = [join(root, 'node_modules', program), ...args];
    const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status === 0) continue;
    rmSync(fresh, { recursive: true, force: true });
    refuse('the build failed; the lines above say where');
  }
  copyTables(fresh);
  writeFileSync(join(fresh, '.built-from'), wanted);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(fresh, join(root, 'dist'));
}

/** Tables lie beside the sources that read them, and the compiler leaves them. */
function copyTables(fresh) {
  const sources = join(root, 'src-main');
  for (const name of readdirSync(sources, { recursive: true })) {
    if (name.endsWith('.bin')) cpSync(join(sources, name), join(fresh, name));
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantMajor, wantMinor] = oldestNode;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  refuse(`Node ${oldestNode.join('.')} or later is needed, this is ${process.versions.node}`);
}

/** One package (hnswlib-node) is compiled on the machine: node-gyp needs a C++ compiler, make and Python. */
function checkParts() {
  if (process.platform === 'win32') return;
  const missing = [
    { part: 'a C++ compiler', programs: ['g++', 'c++', 'clang++'], debian: 'g++' },
    { part: 'make', programs: ['make', 'gmake'], debian: 'make' },
    { part: 'Python 3', programs: ['python3'], debian: 'python3' },
  ].filter(({ programs }) => !programs.some(onPath));
  if (missing.length === 0) return;
  const parts = missing.map(({ part }) => part).join(', ');
  const debian = missing.map(({ debian: name }) => name).join(' ');
  const cure = process.platform === 'darwin' ? 'xcode-select --install' : `apt-get install -y ${debian}`;
  refuse(`missing: ${parts}. Install with: ${cure}`);
}

/** What runs the models comes built for some kinds of machine alone; on another one nothing would start, much later. */
function checkRuntime() {
  const { platform, arch } = process;
  const runtime = join(root, 'node_modules', 'onnxruntime-node', 'bin');
  if (!existsSync(runtime) || existsSync(join(runtime, 'napi-v6', platform, arch))) return;
  const apple = platform === 'darwin' ? ': a Mac needs one of Apple’s processors, and a Node for arm64' : '';
  refuse(`what runs the models (onnxruntime-node) is not made for ${platform} on ${arch}${apple}`);
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function installPackages() {
  say('installing packages (about a minute, once)');
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };
  // With Node's headers beside its program, node-gyp has no need to download them.
  const prefix = dirname(dirname(process.execPath));
  if (existsSync(join(prefix, 'include', 'node', 'node.h'))) env.npm_config_nodedir = prefix;
  const { status, error } = runNpm(['ci'], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (error) refuse(`npm, which comes with Node, could not be started: ${error.message}`);
  if (status !== 0) refuse('npm ci failed; the lines above say why');
}

/** Runs npm, as `spawnSync` runs a program. */
export function runNpm(given, options) {
  const { program, args, shell } = npmCommand(given);
  return spawnSync(program, args, { shell, ...options });
}

/**
 * What runs npm: its own script by Node where that is known. On Windows the command is none that can be started but by a shell,
 * which takes a path with a space for two.
 */
export function npmCommand(given, { platform, execPath, env } = process) {
  const beside = platform === 'win32' ? join(dirname(execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js') : undefined;
  const script = [env.npm_execpath, beside].find((file) => file?.endsWith('npm-cli.js') && existsSync(file));
  if (script !== undefined) return { program: execPath, args: [script, ...given], shell: false };
  return { program: 'npm', args: given, shell: platform === 'win32' };
}

/** What the installed packages depend on: the lock file and the machine's kind. */
function packagesKey() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
}

/** What the build depends on: names, sizes and times of the sources and settings, so that a deleted file counts too. */
function sourcesKey() {
  const files = ['src-main', 'src-renderer']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const settings = ['package.json', 'tsconfig.base.json', 'tsconfig.build.json', 'vite.config.ts'].map((name) =>
    join(root, name),
  );
  const hash = createHash('sha256');
  for (const file of [...files, ...settings].toSorted()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
