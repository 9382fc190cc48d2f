/** The product as it is packed: made, and made fit for the Electron of 2023. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putInArchive } from './archive.ts';
import { bundleForOldElectron } from './bundle-for-old.ts';
import { lengthenWire } from './fuses.ts';
import type { Runtime } from './runtime.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lacks = join('test', 'electron', 'old-runtime');
/** What Node itself reads of what the old Electron lacks. */
export const oldRuntime = join(root, lacks);

/** Packs the product as a deb in `release`, with this Electron. */
export function pack(runtime: Runtime | undefined): void {
  const dist = electronAsDownloaded(runtime?.executable ?? '');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs'), 'deb'], {
    env: { ...process.env, ELECTRON_DIST: dist },
    stdio: ['ignore', 2, 2],
  });
  rmSync(dist, { recursive: true });
  if (status !== 0) throw new Error('packing failed; the lines above say why');
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

/** What the Electron of 2023 lacks is put into the installed program; see `test/electron/old-runtime`. */
export async function shimForOldElectron(installed: string): Promise<void> {
  await bundleForOldElectron();
  const inside = join(installed, 'resources', 'app.asar');
  cpSync(join(root, lacks), join(`${inside}.unpacked`, lacks), { recursive: true });
  const main = join(lacks, 'main.cjs');
  const begun = [main, join(lacks, 'engine.cjs'), join(lacks, 'what-it-lacks.cjs')];
  const made = ['dist/old-electron/main.cjs', 'dist/old-electron/engine.cjs'];
  const files = [...begun, ...made].map((name) => [name, readFileSync(join(root, name))]);
  const facts = JSON.stringify({ ...factsOf(join(root, 'package.json')), main });
  putInArchive(inside, { ...Object.fromEntries(files), 'package.json': facts });
}

function factsOf(manifest: string): object {
  return JSON.parse(readFileSync(manifest, 'utf8')) as object;
}
