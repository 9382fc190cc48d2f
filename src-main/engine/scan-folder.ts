import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { unpacked } from './pipeline/packed.ts';
import type { Found, Unlisted } from './pipeline/scan.ts';
import type { ScanReply, ScanSetup } from './scan-worker.ts';

export type ScannedGroup = { found: Found[]; unlisted: Unlisted[]; mounts: Buffer[]; excluded: number; last: boolean };

/**
 * Walks a folder in a thread of its own, for a scan blocks its thread, and yields its pictures in the order of their
 * paths' bytes; ends early, without a last group, when `signal` aborts. The next group is made while the consumer works
 * on this one, and no further.
 */
export async function* scanFolder(setup: ScanSetup, signal: AbortSignal): AsyncGenerator<ScannedGroup> {
  const worker = new Worker(new URL('./scan-worker.js', import.meta.url), { workerData: setup });
  const ask = (): Promise<ScanReply | undefined> => {
    const answer = once(worker, 'message', { signal }).then(
      ([reply]) => reply as ScanReply,
      (thrown: unknown) => {
        if (!signal.aborted) throw thrown;
        return undefined;
      },
    );
    // Awaited in its turn: until then a failure is not unhandled.
    answer.catch(() => undefined);
    worker.postMessage('next');
    return answer;
  };
  try {
    let coming = ask();
    for (let reply = await coming; reply; reply = await coming) {
      if (!reply.last) coming = ask();
      yield asScanned(reply);
      if (reply.last) return;
    }
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
