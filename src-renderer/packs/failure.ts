import { PolylensError, type ErrorCode, type ErrorDetail } from '../../src-main/contract/index.ts';
import type { TextKey, Texts } from '../texts/texts.svelte.ts';

/** Why something about models could not be done. */
export type Failure = { code: ErrorCode; detail: ErrorDetail };

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof PolylensError) return { code: thrown.code, detail: thrown.detail };
  return { code: 'internal', detail: {} };
}

/** What went wrong with a download, by what the engine tells as `why`. */
const ofDownloads: Readonly<Record<string, TextKey>> = {
  address: 'packs.wrong.address',
  unlisted: 'packs.byHand',
  redirect: 'packs.wrong.unreachable',
  unreachable: 'packs.wrong.unreachable',
  status: 'packs.wrong.unreachable',
  listing: 'packs.wrong.listing',
  changed: 'packs.wrong.changed',
  page: 'packs.wrong.listing',
  size: 'packs.wrong.bytes',
  bytes: 'packs.wrong.bytes',
  cut: 'packs.wrong.unreachable',
  stalled: 'packs.wrong.unreachable',
};

const ofPacks: Readonly<Partial<Record<ErrorCode, TextKey>>> = {
  'pack.missing': 'packs.wrong.missing',
  'pack.invalid': 'packs.wrong.invalid',
  'pack.damaged': 'packs.wrong.damaged',
  'pack.no-room': 'packs.wrong.noRoom',
  'request.cancelled': 'packs.stopped',
};

function keyOf({ code, detail }: Failure): TextKey | undefined {
  const why = String(detail['why']);
  if (code === 'pack.download') return ofDownloads[why];
  if (code === 'pack.in-use' && why === 'named') return 'packs.wrong.named';
  return ofPacks[code];
}

/** What a program said of it, for those who know what it means. */
export function saidOf({ detail: { found } }: Failure): string | undefined {
  return found === undefined ? undefined : String(found);
}

/** One line: what is wrong, with what, and what to do. */
export function failureWords(texts: Texts, failure: Failure): string {
  const key = keyOf(failure);
  if (key === undefined) return texts.meaning('error', failure.code);
  const { folder, file, pack, address } = failure.detail;
  const told = (value: ErrorDetail[string] | undefined) => texts.isolated(String(value ?? '…'));
  const size = (name: string) => texts.bytes(Number(failure.detail[name] ?? 0));
  return texts.say(key, {
    folder: told(folder),
    file: told(file),
    pack: told(pack),
    address: told(address),
    page: told(address),
    needed: size('needed'),
    free: size('free'),
  });
}
