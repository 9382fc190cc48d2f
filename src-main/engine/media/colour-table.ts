import { deflateSync } from 'node:zlib';
import { convertToSrgb } from './colour.ts';
import type { Nclx } from './heif.ts';

/** Its square is the number of steps of each channel, its cube the side. One more would be too long for Windows' arguments. */
const level = 5;
const steps = level ** 2;
const side = level ** 3;

/**
 * What each colour is in sRGB, as a PNG for FFmpeg's `haldclut`: red changes quickest, then green, then blue. It is small
 * enough to be an argument, so that no file has to lie anywhere.
 */
export function colourTable(colours: Nclx): Buffer {
  const data = Buffer.alloc(3 * steps ** 3);
  for (let at = 0; at < steps ** 3; at += 1) {
    [at % steps, Math.floor(at / steps) % steps, Math.floor(at / steps ** 2)].forEach((step, channel) => {
      data[3 * at + channel] = Math.round((255 * step) / (steps - 1));
    });
  }
  convertToSrgb({ data, width: side, height: side, channels: 3 }, colours);
  return png(data);
}

/** Pixels of 3 bytes in a square, each kept as what it is more than the one before: neighbours are nearly alike. */
function png(pixels: Buffer): Buffer {
  const row = 3 * side;
  const lines = Buffer.alloc((row + 1) * side);
  for (let line = 0; line < side; line += 1) {
    lines[line * (row + 1)] = 1;
    for (let at = 0; at < row; at += 1) {
      const before = at < 3 ? 0 : (pixels[line * row + at - 3] ?? 0);
      lines[line * (row + 1) + 1 + at] = (pixels[line * row + at] ?? 0) - before;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  // 8 bits, RGB.
  head.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND'),
  ]);
}

function chunk(kind: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(kind), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Node's own came with version 20.15. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
