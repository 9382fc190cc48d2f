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
    const said = thrown instanceof Error ? (thrown.message.split('. ')[0] ?? '') : String(thrown);
    throw new UsageError(said + hintFor(said, Object.keys(options)));
  }
}

/** What other programs call some of our options. */
const elsewhere: Readonly<Record<string, string>> = {
  limit: 'count',
  top: 'count',
  max: 'count',
  number: 'count',
  language: 'lang',
  since: 'from',
  after: 'from',
  until: 'to',
  before: 'to',
};

/** What was meant by an option that is none, as far as that can be guessed. */
function hintFor(said: string, names: readonly string[]): string {
  const [, dashes, name = ''] = /^Unknown option '(--?)([^']+)'/.exec(said) ?? [];
  if (dashes === '-') return '; words that begin with - go behind --';
  const meant =
    names.find((one) => one === elsewhere[name]) ?? names.find((one) => one.length > 3 && isTypo(name, one));
  return meant === undefined ? '' : `, but --${meant} is one`;
}

/** One letter too many, too few, wrong, or two in each other's place. */
function isTypo(name: string, right: string): boolean {
  let from = 0;
  while (from < right.length && name[from] === right[from]) from += 1;
  const [rest, other] = [name.slice(from), right.slice(from)];
  const swapped = `${rest[1] ?? ''}${rest[0] ?? ''}${rest.slice(2)}`;
  return rest.slice(1) === other || rest === other.slice(1) || rest.slice(1) === other.slice(1) || swapped === other;
}

export function placesOf({ library, pack }: { library?: string | undefined; pack?: string | undefined }): Places {
  return { ...(library === undefined ? {} : { library }), ...(pack === undefined ? {} : { pack }) };
}
