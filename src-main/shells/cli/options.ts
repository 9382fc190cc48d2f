import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Places } from '../node/places.ts';

/** The command line is not understood; the message says what is wrong with it. */
export class UsageError extends Error {}

export const placeOptions = { library: { type: 'string' }, pack: { type: 'string' } } as const;
export const json = { type: 'boolean', default: false } as const;

/** Splits arguments into options and the rest. */
export function parse<O extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? (thrown.message.split('. ')[0] ?? '') : String(thrown));
  }
}

export function placesOf({ library, pack }: { library?: string | undefined; pack?: string | undefined }): Places {
  return { ...(library === undefined ? {} : { library }), ...(pack === undefined ? {} : { pack }) };
}
