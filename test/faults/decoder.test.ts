import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type * as product from '../../src-main/engine/media/decoder.ts';
import { built } from '../fixtures/built.ts';
import { broken, formats, plain } from '../fixtures/pictures.ts';

const { startDecoder } = await built<typeof product>('engine/media/decoder');

let folder = '';
let decoder: product.Decoder;
const good = () => join(folder, 'good.png');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-decoder-'));
  await writeFile(good(), await plain('green').png().toBuffer());
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => decoder.close());

/** A decoder whose processes live. */
async function started(options: product.DecoderOptions = { processes: 1 }): Promise<product.Decoder> {
  decoder = startDecoder({ size: 8 }, options);
  expect(await decoder.decode(good())).toMatchObject({ ok: true, width: 48, height: 32, format: 'png' });
  return decoder;
}

function signalAll(signal: NodeJS.Signals): void {
  for (const id of decoder.processIds()) process.kill(id, signal);
}

test('a killed decoder costs the file it held, and a fresh one reads the next', async () => {
  await started();
  const [before] = decoder.processIds();
  signalAll('SIGSTOP');
  const held = decoder.decode(good());
  const waiting = decoder.decode(good());
  signalAll('SIGKILL');
  expect(await held).toEqual({ ok: false, reason: 'decoder.crashed', detail: 'SIGKILL', retryable: true });
  expect(await waiting).toMatchObject({ ok: true });
  expect(decoder.processIds()).not.toContain(before);
});

test('a hanging decoder is ended at its time limit, and a fresh one reads the next', async () => {
  await started({ processes: 1, limitMs: 1_000 });
  signalAll('SIGSTOP');
  const outcomes = await Promise.all([decoder.decode(good()), decoder.decode(good())]);
  expect(outcomes[0]).toEqual({ ok: false, reason: 'decoder.timeout', detail: expect.any(String), retryable: true });
  expect(outcomes[1]).toMatchObject({ ok: true });
});

test('Ctrl-C, which the terminal sends to every process, ends no decoder', async () => {
  await started();
  const before = decoder.processIds();
  signalAll('SIGINT');
  expect(await decoder.decode(good())).toMatchObject({ ok: true });
  expect(decoder.processIds()).toEqual(before);
});

test('several processes answer each file with its own outcome', async () => {
  await started({ processes: 2 });
  const files = await Promise.all(
    Object.entries({ ...formats, ...broken }).map(async ([name, make], i) => {
      const path = join(folder, `${i}`);
      await writeFile(path, await make());
      return { path, readable: name in formats };
    }),
  );
  const outcomes = await Promise.all(files.map(({ path }) => decoder.decode(path)));
  expect(outcomes.map(({ ok }) => ok)).toEqual(files.map(({ readable }) => readable));
  expect(decoder.processIds()).toHaveLength(2);
});

test('a closed decoder leaves no process and refuses', async () => {
  await started({ processes: 2 });
  const ids = decoder.processIds();
  await decoder.close();
  for (const id of ids) expect(() => process.kill(id, 0)).toThrow('ESRCH');
  await expect(decoder.decode(good())).rejects.toMatchObject({ code: 'internal' });
});

test('decoders end when the process that started them is killed', async () => {
  await started();
  const module = new URL('../../dist/engine/media/decoder.js', import.meta.url).href;
  const script = `
    const { startDecoder } = await import(${JSON.stringify(module)});
    const decoder = startDecoder({ size: 8 }, { processes: 2 });
    await Promise.all([1, 2].map(() => decoder.decode(${JSON.stringify(good())})));
    console.log(JSON.stringify(decoder.processIds()));`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const orphans = JSON.parse(line.toString()) as number[];
  expect(orphans).toHaveLength(2);
  parent.kill('SIGKILL');
  await vi.waitFor(() => {
    for (const id of orphans) expect(() => process.kill(id, 0)).toThrow('ESRCH');
  }, 20_000);
});
