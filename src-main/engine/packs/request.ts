/**
 * The one place in Polylens that opens a connection to another machine: to read a file of a model pack that a person asked
 * for. A request names the file and the program, nothing else.
 */
import { PolylensError, type ErrorDetail } from '../../contract/errors.ts';

/** How requests are made, and who hears of them. */
export type Line = {
  signal: AbortSignal;
  /** So long without a sign of life, and the other side is given up. */
  stallMs: number;
  /** Hears of each request before it is made. */
  sent: (address: URL) => Promise<void>;
};

export type Answer = {
  status: number;
  headers: Headers;
  chunks: AsyncIterable<Uint8Array>;
  /** For who does not read it to its end. */
  close: () => void;
};

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What is wrong with a download: `why` is what shells word. */
export function noDownload(why: string, detail: ErrorDetail, cause?: unknown): PolylensError {
  return new PolylensError('pack.download', { ...detail, why }, { cause });
}

/**
 * An address that may be asked: over https, or at this machine itself, and without a password in it.
 * @throws PolylensError pack.download
 */
export function addressOf(text: string, base?: URL): URL {
  const address = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (!address || !isAllowed(address) || (base && base.protocol !== address.protocol))
    throw noDownload('address', { address: text });
  return address;
}

function isAllowed({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ownMachine.has(hostname));
}

/**
 * Asks for what is at an address, from its byte `from` on. Redirects are followed while they stay as safe as the address.
 * @throws PolylensError pack.download, request.cancelled; reading the chunks, too
 */
export async function request(address: URL, from: number, line: Line): Promise<Answer> {
  let at = address;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const answer = await ask(at, from, line);
    const onwards = answer.headers.get('location');
    if (onwards === null || !redirects.has(answer.status)) return answer;
    answer.close();
    at = follow(at, onwards);
  }
  throw noDownload('redirect', { address: address.href, found: 'ever further' });
}

function follow(from: URL, onwards: string): URL {
  try {
    return addressOf(onwards, from);
  } catch (cause) {
    throw noDownload('redirect', { address: from.href, found: onwards }, cause);
  }
}

async function ask(address: URL, from: number, line: Line): Promise<Answer> {
  if (line.signal.aborted) throw new PolylensError('request.cancelled');
  await line.sent(address);
  const watched = watch(address, line);
  const range = from > 0 ? { range: `bytes=${from}-` } : {};
  // Packed on the way, sizes and ranges would be of other bytes.
  const headers = { 'user-agent': 'Polylens', 'accept-encoding': 'identity', ...range };
  try {
    const answer = await fetch(address, { headers, redirect: 'manual', signal: watched.signal });
    const { status } = answer;
    return { status, headers: answer.headers, chunks: chunksOf(answer, watched), close: watched.close };
  } catch (thrown) {
    watched.close();
    throw watched.fault('unreachable', thrown);
  }
}

async function* chunksOf({ body }: Response, watched: Watched): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body ?? []) {
      watched.alive();
      yield chunk as Uint8Array;
    }
  } catch (thrown) {
    throw watched.fault('cut', thrown);
  } finally {
    watched.close();
  }
}

type Watched = ReturnType<typeof watch>;

/** Ends a request that gives no sign of life, or is no longer wanted. */
function watch(address: URL, { signal, stallMs }: Line) {
  const end = new AbortController();
  let stalled = false;
  const stop = () => end.abort();
  const timer = setTimeout(() => {
    stalled = true;
    stop();
  }, stallMs);
  signal.addEventListener('abort', stop);
  // While the request was put on record.
  if (signal.aborted) stop();
  return {
    signal: end.signal,
    alive: () => void timer.refresh(),
    fault: (why: string, thrown: unknown) => {
      if (signal.aborted) return new PolylensError('request.cancelled');
      return noDownload(stalled ? 'stalled' : why, { address: address.href, found: reasonOf(thrown) }, thrown);
    },
    close: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      stop();
    },
  };
}

/** What lies below "fetch failed". */
function reasonOf(thrown: unknown): string {
  const { cause } = thrown instanceof Error ? thrown : { cause: undefined };
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
