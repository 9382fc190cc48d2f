/** As Chromium's bitmaps have them: blue, green, red. */
const colours = { green: [0x7c, 0x8f, 0x2f], black: [0, 0, 0] } as const;

/** The program's mark, a lens with its iris, as pixels row by row: blue, green, red, opacity. Seen on light bars and dark ones. */
export function trayPixels(edge: number, colour: keyof typeof colours): Buffer {
  const pixels = Buffer.alloc(edge * edge * 4);
  const middle = (edge - 1) / 2;
  const ring = { radius: edge * 0.4, width: edge * 0.11 };
  const iris = edge * 0.17;
  for (let at = 0; at < edge * edge; at += 1) {
    const [x, y] = [(at % edge) - middle, Math.floor(at / edge) - middle];
    const away = Math.hypot(x, y);
    const inRing = ring.width / 2 - Math.abs(away - ring.radius);
    const opacity = within(Math.max(inRing, iris - away) + 0.5);
    // Chromium wants colours that are multiplied by their opacity.
    for (const [part, value] of colours[colour].entries()) pixels[at * 4 + part] = Math.round(value * opacity);
    pixels[at * 4 + 3] = Math.round(255 * opacity);
  }
  return pixels;
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
