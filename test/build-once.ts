import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fetchElectron } from './electron/runtime.ts';

/** Tests that start real processes run what `dist/` holds: bring it up to date first. */
export default function buildOnce(): void {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  // Vitest's own NODE_ENV would put what is for development into the page: not what ships, and a tenth larger.
  const { NODE_ENV: _ofTests, ...env } = process.env;
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit', env });
  if (status !== 0) throw new Error('the build failed');
  fetchElectron();
}
