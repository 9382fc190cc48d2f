/** What Electron was told in its program's own bytes, at packing: its fuses. */
import { readFileSync, writeFileSync } from 'node:fs';

/** In the order of the wire that follows the sentinel. */
const names = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;
type Fuse = (typeof names)[number];

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const [off, on] = ['0', '1'];

/** Those that are on. */
export function fusesOf(program: string): Fuse[] {
  const bytes = readFileSync(program);
  const { at, length } = wireIn(bytes);
  return names.slice(0, length).filter((_, fuse) => String.fromCharCode(bytes[at + fuse] ?? 0) === on);
}

/** In a copy for tests: Playwright speaks to Electron by the inspector. */
export function setFuse(program: string, fuse: Fuse, state: boolean): void {
  const bytes = readFileSync(program);
  bytes.write(state ? on : off, wireIn(bytes).at + names.indexOf(fuse), 'latin1');
  writeFileSync(program, bytes);
}

/** The Electron of 2023 has a wire without the last; it reads none, so that a longer one is as good. */
export function lengthenWire(program: string): void {
  const bytes = readFileSync(program);
  const { at, length } = wireIn(bytes);
  if (length >= names.length) return;
  bytes.fill(on, at + length, at + names.length);
  bytes[at - 1] = names.length;
  writeFileSync(program, bytes);
}

function wireIn(bytes: Buffer): { at: number; length: number } {
  const found = bytes.indexOf(sentinel);
  const [version, length = 0] = bytes.subarray(found + sentinel.length);
  if (found < 0 || version !== 1) throw new Error('this is no program of Electron');
  return { at: found + sentinel.length + 2, length };
}
