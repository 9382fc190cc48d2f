import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { unpacked } from './pipeline/packed.ts';
import type { Found, Unlisted } from './pipeline/scan.ts';
import type { ScanReply, ScanSetup } from './scan-worker.ts';

export type ScannedGroup = { found: Found[]; unlisted: Unlisted[]; mounts: Buffer[]; excluded: number; last: boolean };

/** So many groups are asked for before they are worked on, so that the walk waits for nobody. */
const ahead = 2;

/**
 * Walks a folder in a thread of its own, for a scan blocks its thread, and yields its pictures in the order of their
 * paths' bytes; ends early, without a last group, when `signal` aborts. The next groups are made while the consumer works
 * on this one, and no further.
 */
export async function* scanFolder(setup: ScanSetup, signal: AbortSignal): AsyncGenerator<ScannedGroup> {
  const worker = new Worker(new URL('./scan-worker.js', import.meta.url), { workerData: setup });
  const ask = () => worker.postMessage('next');
  try {
    const replies = on(worker, 'message', { signal }) as AsyncIterable<[ScanReply]>;
    for (let asked = 0; asked < ahead; asked += 1) ask();
    for await (const [reply] of replies) {
      yield asScanned(reply);
      if (reply.last) return;
      ask();
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    await worker.terminate();
  }
}

function asScanned({ files, unlisted, mounts, ...reply }: ScanReply): ScannedGroup {
  return {
    ...reply,
    found: unpacked(files),
    unlisted: unlisted.map(({ path, ...folder }) => ({ ...folder, path: asBuffer(path) })),
    mounts: mounts.map(asBuffer),
  };
}

/** Between threads a Buffer becomes a plain Uint8Array. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
