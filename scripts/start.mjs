#!/usr/bin/env node
// `npm start` and `polylens`: sets up what is missing, then runs the program with the given arguments.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './set-up.mjs';

const guide = `Polylens finds your own photos by a sentence in your own language, offline.

  npm start -- index ~/Pictures                   look through a folder (again later: only what changed)
  npm start -- search "a dog running on a beach"  find photos, best first
  npm start -- search "ein Hund am Strand"        the same in German, or any supported language
  npm start -- status                             what the library holds
  npm start -- --help                             all commands and options

`;

setUp();
const args = process.argv.slice(2);
if (args.length === 0) process.stdout.write(guide);
else run(args);

/** Waits for the program's end and passes its exit code on. Ctrl-C reaches the program by itself, other signals by us. */
function run(given) {
  const program = join(root, 'dist', 'shells', 'cli', 'main.js');
  const child = spawn(process.execPath, [program, ...given], { stdio: 'inherit' });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
