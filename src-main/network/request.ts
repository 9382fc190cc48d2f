/**
 * The one way by which another machine is asked for something, once a person said so: to read a file of a model pack, or of a
 * new version. A request names the file and the program, nothing else. `connect.ts` opens the connection.
 */
import { codeOf, connect } from './connect.ts';
import { isThisMachine, ProxyFault } from './proxy.ts';

/** How requests are made, and who hears of them. */
export type Line = {
  signal: AbortSignal;
  /** So long without a sign of life, and the other side is given up. */
  stallMs: number;
  /** Hears of each request before it is made. */
  sent: (address: URL) => Promise<void>;
};

/** Of a file, from its byte `from` on: all, or as far as `to`, which is the last. */
export type Range = { from: number; to?: number; /** Only as long as the file is this one. */ etag?: string };

export type Answer = {
  status: number;
  headers: Headers;
  chunks: AsyncIterable<Uint8Array>;
  /** For who does not read it to its end. */
  close: () => void;
};

export type FaultDetail = Readonly<Record<string, string | number>>;

/** Why nothing came, or no more: address, redirect, unreachable, stalled, cut, proxy, certificate or cancelled. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  readonly why: string;
  readonly detail: FaultDetail;

  constructor(why: string, detail: FaultDetail = {}, cause?: unknown) {
    super(`${why} ${JSON.stringify(detail)}`, { cause });
    this.why = why;
    this.detail = detail;
  }
}

type Answered = Awaited<ReturnType<typeof connect>>;

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * An address that may be asked: over https, or at this machine itself, and without a password in it. From afar to what this
 * machine serves to itself there is no way: it would do there what a stranger says.
 * @throws RequestFault address
 */
export function addressOf(text: string, base?: URL): URL {
  const address = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (!address || !isAllowed(address) || (base && !isWithin(base, address)))
    throw new RequestFault('address', { address: text });
  return address;
}

function isWithin(base: URL, { protocol, hostname }: URL): boolean {
  return protocol === base.protocol && (!isThisMachine(hostname) || isThisMachine(base.hostname));
}

function isAllowed({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ownMachine.has(hostname));
}

/**
 * Asks for what is at an address, or a range of it. Redirects are followed while they stay as safe as the address.
 * @throws RequestFault; reading the chunks, too
 */
export async function request(address: URL, range: Range, line: Line): Promise<Answer> {
  let at = address;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const answer = await ask(at, range, line);
    const onwards = answer.headers.get('location');
    if (onwards === null || !redirects.has(answer.status)) return answer;
    answer.close();
    at = follow(at, onwards);
  }
  throw new RequestFault('redirect', { address: address.href, found: 'ever further' });
}

function follow(from: URL, onwards: string): URL {
  try {
    return addressOf(onwards, from);
  } catch (cause) {
    throw new RequestFault('redirect', { address: from.href, found: onwards }, cause);
  }
}

async function ask(address: URL, range: Range, line: Line): Promise<Answer> {
  if (line.signal.aborted) throw new RequestFault('cancelled');
  await line.sent(address);
  const watched = watch(address, line);
  // Packed on the way, sizes and ranges would be of other bytes.
  const headers = { 'user-agent': 'Polylens', 'accept-encoding': 'identity', ...rangeHeaders(range) };
  try {
    const answer = await connect(address, { headers, signal: watched.signal });
    const { statusCode: status = 0 } = answer;
    return { status, headers: headersOf(answer), chunks: chunksOf(answer, watched), close: watched.close };
  } catch (thrown) {
    watched.close();
    throw watched.fault('unreachable', thrown);
  }
}

function rangeHeaders({ from, to, etag }: Range): Record<string, string> {
  if (from === 0 && to === undefined) return {};
  const range = `bytes=${from}-${to ?? ''}`;
  return etag === undefined ? { range } : { range, 'if-range': etag };
}

function headersOf({ headersDistinct }: Answered): Headers {
  const all = Object.entries(headersDistinct);
  return new Headers(all.flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value])));
}

async function* chunksOf(answer: Answered, watched: Watched): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer) {
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
      if (signal.aborted) return new RequestFault('cancelled');
      return faultOf(thrown, { address: address.href, why: stalled ? 'stalled' : why });
    },
    close: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      stop();
    },
  };
}

/** As OpenSSL and Node call what is wrong with a certificate. */
const certificates = /CERT|LEAF_SIGNATURE|^INVALID_(CA|PURPOSE)$|^HOSTNAME_MISMATCH$/;

function faultOf(thrown: unknown, { address, why }: { address: string; why: string }): RequestFault {
  if (thrown instanceof ProxyFault) {
    const { proxy, found } = thrown;
    return new RequestFault(why === 'stalled' ? why : 'proxy', { address, proxy, found }, thrown);
  }
  const found = codeOf(thrown);
  return new RequestFault(certificates.test(found) ? 'certificate' : why, { address, found }, thrown);
}
