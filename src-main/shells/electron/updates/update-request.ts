/**
 * The one place of the shells that opens a connection to another machine: to look for a new version, or to download it, once a
 * person said so. A request names the file and the program, nothing else.
 */
import { UpdateError } from './update-error.ts';

/** Hears of each request before it is made. */
export type Sent = (address: URL) => Promise<void>;

export type Answer = { status: number; chunks: AsyncGenerator<Uint8Array> };

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);
/** So long without a sign of life, and the other side is given up. */
const stallMs = 30_000;

/**
 * Asks for what is at an address, from its byte `from` on. Redirects are followed as long as they are as safe.
 * @throws UpdateError unreachable; reading the chunks, cut
 */
export async function request(address: URL, from: number, sent: Sent): Promise<Answer> {
  let at = address;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    if (!isSafe(at)) throw new UpdateError('unreachable');
    await sent(at);
    const watched = watch();
    const answer = await ask(at, from, watched);
    const onwards = answer.headers.get('location');
    if (onwards === null || !redirects.has(answer.status))
      return { status: answer.status, chunks: chunksOf(answer, watched) };
    watched.close();
    at = follow(at, onwards);
  }
  throw new UpdateError('unreachable');
}

/** From afar to what this machine serves to itself there is no way: it would do there what a stranger says. */
function follow(from: URL, onwards: string): URL {
  const address = URL.canParse(onwards, from.href) ? new URL(onwards, from) : undefined;
  if (address?.protocol !== from.protocol) throw new UpdateError('unreachable');
  return address;
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && ownMachine.has(hostname));
}

async function ask(at: URL, from: number, { signal, close }: Watched): Promise<Response> {
  const range = from > 0 ? { range: `bytes=${from}-` } : {};
  // Packed on the way, sizes and ranges would be of other bytes.
  const headers = { 'user-agent': 'Polylens', 'accept-encoding': 'identity', ...range };
  try {
    return await fetch(at, { headers, redirect: 'manual', signal });
  } catch (thrown) {
    close();
    throw new UpdateError('unreachable', thrown);
  }
}

async function* chunksOf({ body }: Response, { alive, close }: Watched): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body ?? []) {
      alive();
      yield chunk as Uint8Array;
    }
  } catch (thrown) {
    throw new UpdateError('cut', thrown);
  } finally {
    close();
  }
}

type Watched = ReturnType<typeof watch>;

function watch() {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), stallMs);
  return {
    signal: end.signal,
    alive: () => void timer.refresh(),
    close: () => {
      clearTimeout(timer);
      end.abort();
    },
  };
}
