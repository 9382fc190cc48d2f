import { thumbHashToDataURL } from 'thumbhash';

/** The address of a picture's original file. */
export function originalUrl(id: number): string {
  return `/media/${id}`;
}

/** The address of the short film that belongs to a picture. */
export function filmUrl(id: number): string {
  return `/media/${id}/film`;
}

/** The address of a video from a moment on (milliseconds), in a form that can be played anywhere. */
export function streamUrl(id: number, fromMs: number): string {
  return `/media/${id}/stream/${Math.round(fromMs)}`;
}

/** The address of a small picture of about `size` pixels; of a video, with `atMs`, of what is seen there. */
export function thumbnailUrl(id: number, size: number, atMs?: number): string {
  return atMs === undefined ? `/media/${id}/${size}` : `/media/${id}/${size}/${Math.round(atMs)}`;
}

/** A picture's blurred likeness as an address that needs no loading; undefined where none is known. */
export function likenessUrl(thumbhash: string | undefined): string | undefined {
  if (!thumbhash) return undefined;
  return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (byte) => byte.charCodeAt(0)));
}
