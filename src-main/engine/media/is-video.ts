import { open } from 'node:fs/promises';
import { videoName } from '../../contract/media-names.ts';
import { isVideoHead, sniff, SNIFF_LENGTH } from './sniff.ts';

/** Is the file to be read as a video, by its first bytes and then by its name? Rejects with the file system's error. */
export async function isVideo(path: Buffer): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(SNIFF_LENGTH);
    const { bytesRead } = await file.read(head, 0, SNIFF_LENGTH, 0);
    const read = head.subarray(0, bytesRead);
    return isVideoHead(read) || (sniff(read) === undefined && videoName.test(path.toString('latin1')));
  } finally {
    await file.close();
  }
}
