import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fetchElectron } from './electron/runtime.ts';

/** Tests that start real processes run what `dist/` holds: bring it up to date first. */
export default function buildOnce(): void {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
  fetchElectron();
}
