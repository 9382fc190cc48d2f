// `npm start`: sets up what is missing, then runs the program with the given arguments.
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

/** The program gets the terminal's own signals; this script waits for its end and passes its exit code on. */
function run(given) {
  const program = join(root, 'dist', 'shells', 'cli', 'main.js');
  const child = spawn(process.execPath, [program, ...given], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
