/** New versions: what is offered, and its file. Knows nothing of Electron; asks nothing before it is told to. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recordFile, recordIn } from '../../../network/record.ts';
import { expectFresh, seenFile } from './freshness.ts';
import { readRelease, updateFor, type Installed, type UpdateFile } from './release.ts';
import { UpdateError } from './update-error.ts';
import { request, type Answer } from './update-request.ts';

/** Where releases are listed, and by whose key the list must be signed (SPKI, base64). */
export type Feed = { address: string; key: string };

export type Offer = { version: string; file: UpdateFile };

const partial = 206;
const records = new Set([recordFile, seenFile]);
/** A list is a few kilobytes. */
const mostListBytes = 1 << 20;

export class Updates {
  readonly #feed: Feed;
  readonly #installed: Installed;
  readonly #folder: string;
  readonly #now: () => number;

  /** `folder`: its own, for what is downloaded, the record of requests and of what was seen; `now`: the clock. */
  constructor(feed: Feed, installed: Installed, { folder, now = Date.now }: { folder: string; now?: () => number }) {
    this.#feed = feed;
    this.#installed = installed;
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * Is there a newer version for what is installed?
   * @throws UpdateError
   */
  async look(): Promise<Offer | undefined> {
    const list = await this.#read('latest.json');
    const signature = await this.#read('latest.json.sig');
    const release = readRelease(list, signature.toString('latin1'), this.#feed.key);
    await expectFresh(release, this.#folder, this.#now());
    const file = updateFor(release, this.#installed);
    return file && { version: release.version, file };
  }

  /**
   * Downloads an offered file, from where an earlier try ended, and says where it lies once all its bytes are seen to be right.
   * @throws UpdateError
   */
  async fetch({ file }: Offer): Promise<string> {
    const { name, bytes, sha256 } = file;
    await mkdir(this.#folder, { recursive: true });
    const whole = join(this.#folder, name);
    const part = join(this.#folder, `${sha256.slice(0, 16)}.part`);
    await this.#forgetOthers(whole, part);
    if ((await sizeOf(whole)) === bytes && (await hashOf(whole)) === sha256) return whole;
    try {
      await this.#fill(part, file);
      if ((await hashOf(part)) !== sha256) throw new UpdateError('bytes');
    } catch (thrown) {
      // What was cut goes on; what is wrong does not.
      if (thrown instanceof UpdateError && thrown.why === 'bytes') await rm(part);
      throw thrown;
    }
    await rename(part, whole);
    return whole;
  }

  async #fill(part: string, { name, bytes }: UpdateFile): Promise<void> {
    const there = await sizeOf(part);
    if (there >= bytes) return;
    const answer = await this.#ask(name, there);
    const goesOn = answer.status === partial;
    const file = await open(part, goesOn ? 'a' : 'w');
    try {
      let size = goesOn ? there : 0;
      for await (const chunk of answer.chunks) {
        size += chunk.length;
        if (size > bytes) throw new UpdateError('bytes');
        await file.writeFile(chunk);
      }
      if (size < bytes) throw new UpdateError('cut');
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** What was left of other versions. */
  async #forgetOthers(...kept: string[]): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (!kept.includes(path) && !records.has(name)) await rm(path, { recursive: true });
    }
  }

  async #read(name: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (await this.#ask(name, 0)).chunks) {
      size += chunk.length;
      if (size > mostListBytes) throw new UpdateError('bytes');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  async #ask(name: string, from: number): Promise<Answer> {
    const { address } = this.#feed;
    const base = address.endsWith('/') ? address : `${address}/`;
    const answer = await request(new URL(name, base), from, recordIn(this.#folder));
    if (answer.status === 200 || answer.status === partial) return answer;
    answer.close();
    throw new UpdateError('unreachable', { found: String(answer.status) });
  }
}

/** 0 where there is none. */
function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
