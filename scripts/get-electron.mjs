// `npm run get-electron`: downloads Electron from its makers, once a person asks for it. Sets up what is missing before, for
// installing packages afterwards would take it away again.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './set-up.mjs';

setUp();
const { ELECTRON_SKIP_BINARY_DOWNLOAD: _, ...env } = process.env;
const script = join(root, 'node_modules', 'electron', 'install.js');
const { status } = spawnSync(process.execPath, [script], { cwd: root, env, stdio: 'inherit' });
process.exit(status ?? 3);
