import { statfs } from 'node:fs/promises';
import { PolylensError } from '../../contract/errors.ts';

/** Kept free beside what is written. */
const spareBytes = 2 ** 26;

/** @throws PolylensError pack.no-room */
export async function expectRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < bytes + spareBytes) throw noRoom(folder, bytes, free);
}

export function noRoom(folder: string, needed: number, free: number): PolylensError {
  return new PolylensError('pack.no-room', { folder, needed, free });
}

/** Did the disk run full? */
export function isFull(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT');
}
