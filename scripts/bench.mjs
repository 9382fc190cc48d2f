// `npm run bench`: measures, and holds each ratio against its budget. `-- --area engine|window|video` picks,
// `-- --json` prints one object a row; other arguments are vitest's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from './set-up.mjs';

const areas = ['engine', 'window', 'video'];
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, area: { type: 'string' } },
  allowPositionals: true,
});
if (values.area !== undefined && !areas.includes(values.area)) {
  process.stderr.write(`bench: no area "${values.area}"; there are ${areas.join(', ')}\n`);
  process.exit(2);
}
setUp();
const temporary = mkdtempSync(join(tmpdir(), 'polylens-bench-'));
const kept = join(temporary, 'rows.jsonl');
try {
  process.exitCode = run();
  const rows = existsSync(kept)
    ? readFileSync(kept, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  if (values.json) for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  else show(rows);
  if (rows.some(({ ok }) => !ok)) process.exitCode ||= 1;
} finally {
  rmSync(temporary, { recursive: true });
}

function run() {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const folder = values.area === undefined ? 'test/bench/' : `test/bench/${values.area}/`;
  const args = [vitest, 'run', '--project', 'bench', ...(positionals.length > 0 ? positionals : [folder])];
  // With --json stdout is for the rows alone.
  const stdio = ['ignore', values.json ? 2 : 1, 2];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio,
    env: { ...process.env, POLYLENS_BENCH_ROWS: kept },
  });
  return status ?? 3;
}

function show(rows) {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  process.stdout.write(`\n${cpus().length} x ${model}, ${memory} GiB, Node ${process.version}\n`);
  const width = Math.max(0, ...rows.map(({ row }) => row.length));
  for (const { row, area, ratio, budget, ok } of rows) {
    const verdict = budget === undefined ? '' : `  ${ok ? 'within' : 'OUTSIDE'} ${budget}`;
    process.stdout.write(`  ${area.padEnd(6)}  ${row.padEnd(width)}  ${ratio.toFixed(3)}${verdict}\n`);
  }
}
