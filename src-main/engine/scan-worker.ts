/** Entry of the scan's thread: walks one folder. Each message asks for one group more. */
import { parentPort, workerData } from 'node:worker_threads';
import { isMedia } from './media/sniff.ts';
import { subtitlesOf } from './media/subtitle-names.ts';
import { excluder } from './pipeline/exclude.ts';
import { packed, type Packed } from './pipeline/packed.ts';
import { scan, type Unlisted } from './pipeline/scan.ts';

/** Paths as bytes. `base`: the root that `folder` is or lies in, and whose rules `exclude` holds; `skip`: never entered. */
export type ScanSetup = { folder: Uint8Array; base: Uint8Array; exclude: string[]; skip: Uint8Array[] };
/** The pictures of the next part of the folder, and what was met or could not be listed on the way to them. */
export type ScanReply = { files: Packed; unlisted: Unlisted[]; mounts: Uint8Array[]; excluded: number; last: boolean };

const { folder, base, exclude, skip } = workerData as ScanSetup;
const nothing = () => ({ unlisted: [] as Unlisted[], mounts: [] as Uint8Array[], excluded: 0 });
let onTheWay = nothing();
const groups = scan(Buffer.from(folder), {
  isMedia,
  belongings: subtitlesOf,
  base: Buffer.from(base),
  excludes: excluder(exclude),
  skip: skip.map((path) => Buffer.from(path)),
  onExcluded: () => void (onTheWay.excluded += 1),
  onUnlisted: (problem) => void onTheWay.unlisted.push(problem),
  onMount: (path) => void onTheWay.mounts.push(path),
});

parentPort?.on('message', () => {
  const { value, done } = groups.next();
  const files = packed(value ?? []);
  const reply: ScanReply = { ...onTheWay, files, last: done === true };
  parentPort?.postMessage(reply, [files.paths.buffer, files.numbers.buffer]);
  onTheWay = nothing();
});
