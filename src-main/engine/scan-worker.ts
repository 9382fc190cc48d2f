/** Entry of the scan's thread: walks one folder. Each message asks for one group more. */
import { parentPort, workerData } from 'node:worker_threads';
import { SNIFF_LENGTH, sniff } from './media/sniff.ts';
import { packed, type Packed } from './pipeline/packed.ts';
import { scan, type Unlisted } from './pipeline/scan.ts';

/** Paths as bytes. `skip` is never entered: the library's own folder. */
export type ScanSetup = { root: Uint8Array; skip: Uint8Array };
/** The pictures of the next part of the folder, and what could not be listed on the way to them. */
export type ScanReply = { files: Packed; unlisted: Unlisted[]; last: boolean };

const { root, skip } = workerData as ScanSetup;
let unlisted: Unlisted[] = [];
const groups = scan(Buffer.from(root), {
  isPicture: (head) => sniff(head.subarray(0, SNIFF_LENGTH)) !== undefined,
  skip: Buffer.from(skip),
  onUnlisted: (folder) => void unlisted.push(folder),
});

parentPort?.on('message', () => {
  const { value, done } = groups.next();
  const files = packed(value ?? []);
  const reply: ScanReply = { files, unlisted, last: done === true };
  parentPort?.postMessage(reply, [files.paths.buffer, files.numbers.buffer]);
  unlisted = [];
});
