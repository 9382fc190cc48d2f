/** A file that the last scan of its folder did not meet. */
export type Gone = { id: number; path: Buffer; elsewhere: boolean };

/** More removals than this, and than this share of the folder, want a person's word. */
const brake = { files: 50, share: 0.1 };

export type FolderState = {
  /** Files the scan did not meet. */
  gone: Gone[];
  /** Files it met. */
  met: number;
  /** Prefixes of paths that could not be listed: what is below is unknown. */
  unknown: Buffer[];
  /** A person said that what is gone is gone. */
  accepted: boolean;
};

/**
 * Which files may be hidden, and how many are kept although not met. A folder with nothing left in it is taken for an
 * unmounted volume. Moved files (their content was met elsewhere) do not count as removals.
 */
export function decideMissing({ gone, met, unknown, accepted }: FolderState): { missing: number[]; kept: number } {
  const known = gone.filter(({ path }) => !unknown.some((prefix) => path.subarray(0, prefix.length).equals(prefix)));
  const moved = known.filter(({ elsewhere }) => elsewhere);
  const lost = known.filter(({ elsewhere }) => !elsewhere);
  const offline = met === 0;
  const tooMany = lost.length > brake.files && lost.length > brake.share * (met + lost.length);
  const missing = accepted || !(offline || tooMany) ? known : moved;
  return { missing: missing.map(({ id }) => id), kept: gone.length - missing.length };
}
