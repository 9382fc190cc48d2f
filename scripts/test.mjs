// `npm test`: sets up what is missing, then runs every test (or those named by arguments).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './set-up.mjs';

setUp();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const projects = ['unit', 'films', 'alone', 'window', 'built'].flatMap((name) => ['--project', name]);
const args = ['run', ...projects, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 3);
