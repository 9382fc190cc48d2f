import { statfs } from 'node:fs/promises';
import { normalize } from 'node:path';
import watcher from '@parcel/watcher';
import { networkFileSystems } from '../values.ts';

/** Never watched: what is left out everywhere and may hold very many folders. */
const ignore = ['**/node_modules/**', '**/@eaDir/**', '**/.*/**'];

export type Heard = {
  /** Paths below the folder of which something was heard: made, changed, gone or renamed. */
  onPaths: (paths: Buffer[]) => void;
  /** Something was missed: only a look at all of it tells. */
  onMissed: () => void;
};

/** A name that is not UTF-8 comes as an approximation, of which no file can be told. */
const approximate = '\uFFFD';

/**
 * Tells of changes below a folder, until the returned function is called. A renamed folder, or one that was moved in, is
 * heard of but once, not file by file.
 * @throws where the system cannot watch it: too many folders (the limit of inotify), or no such folder.
 */
export async function watchFolder(folder: Buffer, { onPaths, onMissed }: Heard): Promise<() => Promise<void>> {
  const subscription = await watcher.subscribe(
    folder.toString(),
    (error, events) => {
      if (error || events.some(({ path }) => path.includes(approximate))) onMissed();
      // Below the root of a drive they come with two separators after it: `E:\\a.jpg`.
      else if (events.length > 0) onPaths(events.map(({ path }) => Buffer.from(normalize(path))));
    },
    { ignore },
  );
  return () => subscription.unsubscribe();
}

/** Also a file system that a program makes (linux/magic.h): nobody knows where it is. */
const fuse = 0x65735546;

/** Where drives that may be pulled are mounted. */
const removable = /^(\/media\/|\/run\/media\/|\/Volumes\/|\\\\)/;

/** Must a folder be looked at now and then, since changes of it are not, or not safely, heard of? */
export async function needsPolling(folder: Buffer): Promise<boolean> {
  const name = folder.toString();
  if (!Buffer.from(name).equals(folder) || removable.test(name)) return true;
  if (process.platform !== 'linux') return false;
  return statfs(folder).then(
    ({ type }) => type === fuse || networkFileSystems.has(type),
    () => true,
  );
}
