import type { Places } from '../node/places.ts';
import { parse, placeOptions, placesOf, UsageError } from './options.ts';

export type ExportCommand = {
  name: 'export';
  places: Places;
  /** The video, as it was named. */
  path: string;
  /** In milliseconds. */
  at: number;
  /** Of a clip, in milliseconds; undefined when it was not said. */
  length: number | undefined;
  target: string;
};

export const exportOptions = { ...placeOptions, seconds: { type: 'string' } } as const;

const usage = 'export: which moment, and where to? polylens export holiday.mp4@00:01:23 clip.mp4';

/** @throws UsageError */
export function readExport(args: string[]): ExportCommand {
  const { values, positionals } = parse(args, exportOptions);
  const [moment, target, ...more] = positionals;
  if (moment === undefined || target === undefined || more.length > 0) throw new UsageError(usage);
  const length = values.seconds === undefined ? undefined : readSeconds(values.seconds);
  return { name: 'export', places: placesOf(values), ...readMoment(moment), length, target };
}

/** `path@time`: as `search` prints it, or with fractions, or in seconds alone. */
function readMoment(text: string): { path: string; at: number } {
  const [, path = '', hours = '0', minutes = '0', seconds = ''] =
    /^(.+)@(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$/s.exec(text) ?? [];
  if (seconds === '') throw new UsageError(`export: ${text} names no moment; add @ and its time, as search prints it`);
  return { path, at: Math.round(1000 * (3600 * Number(hours) + 60 * Number(minutes) + Number(seconds))) };
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds >= 0.1 && seconds <= 36_000) return Math.round(1000 * seconds);
  throw new UsageError(`export: --seconds takes a number from 0.1 to 36000, not ${text}`);
}
