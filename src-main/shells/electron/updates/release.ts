import { createPublicKey, verify } from 'node:crypto';
import { isNewer } from './newer.ts';
import { UpdateError } from './update-error.ts';

/** One installer of a release. `platform`, `arch`: as Node names them; `kind`: the ending, or what it is (`AppImage`, `deb`). */
export type UpdateFile = {
  name: string;
  platform: string;
  arch: string;
  kind: string;
  bytes: number;
  sha256: string;
};

/** `issued`, `expires`: when the list was signed, and until when it may be believed (milliseconds since 1970). */
export type Release = { version: string; issued: number; expires: number; files: UpdateFile[] };

/** What runs now. */
export type Installed = { version: string; platform: string; arch: string; kind: string };

type Written = { format: number; version: string; issued: string; expires: string; files: UpdateFile[] };

const form = 1;

/**
 * Reads a list of a release's files, once its signature (Ed25519, base64) is seen to be of the key (SPKI, base64).
 * @throws UpdateError signature, failed
 */
export function readRelease(list: Buffer, signature: string, key: string): Release {
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  if (!verify(null, list, publicKey, Buffer.from(signature, 'base64'))) throw new UpdateError('signature');
  const { format, version, files, ...dates } = JSON.parse(list.toString('utf8')) as Written;
  const [issued, expires] = [Date.parse(dates.issued), Date.parse(dates.expires)];
  // The names become those of files here.
  const isPlain = files.every(({ name }) => /^\w[\w.+~-]*$/.test(name));
  // One without dates could be served for ever: NaN is not less than anything.
  if (format !== form || !isPlain || !(issued < expires)) throw new UpdateError('failed');
  return { version, issued, expires, files };
}

/** The file that takes the place of what is installed; undefined where the release has none, or is not newer. */
export function updateFor({ version, files }: Release, installed: Installed): UpdateFile | undefined {
  // An older list is rightly signed, too: who serves it again must not take a person back to old faults.
  if (!isNewer(version, installed.version)) return undefined;
  return files.find(
    ({ platform, arch, kind }) => platform === installed.platform && arch === installed.arch && kind === installed.kind,
  );
}
