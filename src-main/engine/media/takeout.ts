/** The file that Google Takeout puts beside a picture: a name of many forms, and in it the date and place that Google Photos shows. */
import type { Details } from '../values.ts';
import { positionOf } from './position.ts';
import { takenAt } from './taken.ts';

/** Google cuts such a name to so many characters, before the ending and the number of one of several. */
const longest = 46;
const ending = '.json';
const newer = '.supplemental-metadata';

/** What Google Photos adds to the name of a picture that was changed there, by the language that it spoke: it keeps the other's file. */
const changed =
  /-(?:edited|effects|smile|mix|bearbeitet|bewerkt|edytowane|editado|ha editado|editat|modifi(?:é|e\u0301)|modificato|編集済み|已编辑|已編輯|تم التعديل|изменено)(?<number>\(\d+\))?$/iu;

/** Names that the file of a picture may have, the likeliest first. */
export function takeoutNames(name: string): string[] {
  const { stem, type } = parts(name);
  const original = stem.replace(changed, '$<number>');
  const names = [name, ...(original === stem ? [] : [original + type])].flatMap(namesFor);
  return [...new Set(names)];
}

function namesFor(name: string): string[] {
  const { stem, type } = parts(name);
  // `a(1).jpg` is told of by `a.jpg(1).json`.
  const [, before = '', number = ''] = /^(.+)(\(\d+\))$/u.exec(stem) ?? [];
  const numbered = number === '' ? [] : both(before + type, number);
  return [...both(name, ''), ...numbered, stem + ending];
}

function both(name: string, number: string): string[] {
  return [name + newer, (name + newer).slice(0, longest), name, name.slice(0, longest)].map(
    (told) => told + number + ending,
  );
}

function parts(name: string): { stem: string; type: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), type: name.slice(dot) } : { stem: name, type: '' };
}

type Found = {
  photoTakenTime?: { timestamp?: unknown };
  geoData?: { latitude?: unknown; longitude?: unknown };
  geoDataExif?: { latitude?: unknown; longitude?: unknown };
};

/** What such a file tells; nothing for another program's. A place that Google guessed or was given counts before that which it read in the picture. */
export function readTakeout(bytes: Buffer): Details {
  try {
    const { photoTakenTime, geoData, geoDataExif } = (JSON.parse(bytes.toString()) ?? {}) as Found;
    const seconds = Number(photoTakenTime?.timestamp ?? 0);
    // It is 0 where Google knows none.
    const taken = seconds === 0 ? undefined : takenAt(1000 * seconds, 'sidecar');
    const [own, shown] = [geoDataExif, geoData].map((at) => positionOf(Number(at?.latitude), Number(at?.longitude)));
    return { ...(taken ? { taken } : {}), ...own, ...shown };
  } catch {
    return {};
  }
}
