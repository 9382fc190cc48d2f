import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Rectangle = { x: number; y: number; width: number; height: number };

/** Where a window lies; without x and y: in the middle. */
export type Place = { bounds: Partial<Rectangle> & { width: number; height: number }; isMaximized: boolean };

const fileName = 'window-place.json';
const usual: Place = { bounds: { width: 1280, height: 860 }, isMaximized: false };
/** So much of a window must lie on a screen, for the person to take hold of it. */
const hold = 100;

/** Where the window lay last, if that is on one of the screens there are now. */
export function readPlace(folder: string, screens: readonly Rectangle[]): Place {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as {
      bounds: Rectangle;
      isMaximized: unknown;
    };
    const { x, y, width, height } = bounds;
    if (![x, y, width, height].every(Number.isInteger) || width < 1 || height < 1) return usual;
    const size = { width, height };
    return {
      bounds: screens.some((screen) => canBeHeld(bounds, screen)) ? { x, y, ...size } : size,
      isMaximized: isMaximized === true,
    };
  } catch {
    return usual;
  }
}

/** Written aside and renamed, so that a crash leaves the old or the new. */
export function keepPlace(folder: string, place: Place): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, fileName);
  writeFileSync(`${file}.new`, JSON.stringify(place));
  renameSync(`${file}.new`, file);
}

/** Is a part of the window's upper edge on this screen? */
function canBeHeld(window: Rectangle, screen: Rectangle): boolean {
  return (
    window.x + window.width >= screen.x + hold &&
    window.x <= screen.x + screen.width - hold &&
    window.y >= screen.y - hold / 2 &&
    window.y <= screen.y + screen.height - hold
  );
}
