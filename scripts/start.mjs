#!/usr/bin/env node
// `npm start` and `polylens`: sets up what is missing, then opens the window, or runs the command that is given.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './set-up.mjs';

setUp();
const [command, ...rest] = process.argv.slice(2);
if (command === undefined || command === 'window') run('browser', rest);
else run('cli', [command, ...rest]);

/** Waits for the program's end and passes its exit code on. Ctrl-C reaches the program by itself, other signals by us. */
function run(shell, given) {
  const program = join(root, 'dist', 'shells', shell, 'main.js');
  const child = spawn(process.execPath, [program, ...given], { stdio: 'inherit' });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
