import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Read at a time: whoever asks something meanwhile waits for the hashing of so much, some tenths of a millisecond. */
const chunk = 1 << 18;
/** Memory that no hashing uses now. A stream takes it anew for each file, and more than most photos are large. */
const idle: Buffer[] = [];

/** SHA-256 of a file's bytes. Rejects with the file system's error. */
export async function hashFile(path: Buffer): Promise<Buffer> {
  const hash = createHash('sha256');
  const file = await open(path);
  const buffer = idle.pop() ?? Buffer.allocUnsafeSlow(chunk);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunk);
      if (bytesRead === 0) return hash.digest();
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    idle.push(buffer);
    await file.close();
  }
}
