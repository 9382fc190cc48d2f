// `npm run check`: every `check:*` of package.json, in its order, as many at a time as there are processors (two at least). All
// run to their end; what a part says comes in one piece, and one that fails makes the whole fail.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const prefix = 'check:';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const waiting = Object.entries(scripts).filter(([name]) => name.startsWith(prefix));
const failed = [];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, takeTurns));
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function takeTurns() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await check(...next);
}

async function check(name, command) {
  const started = performance.now();
  const { ok, said } = await run(command);
  const took = ((performance.now() - started) / 1000).toFixed(1);
  if (!ok) failed.push(name);
  process.stdout.write(`${said}${ok ? 'passed' : 'FAILED'}  ${name} (${took} s)\n`);
}

/** As npm would, but without a process of npm's own for each. */
function run(command) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  // Whoever reads along gets colours as if there were no pipe between.
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(command, { cwd: root, shell: true, env: { ...process.env, ...colours, PATH: path } });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, said: `${error.message}\n` }));
    child.once('close', (code) => resolve({ ok: code === 0, said: Buffer.concat(said).toString() }));
  });
}
