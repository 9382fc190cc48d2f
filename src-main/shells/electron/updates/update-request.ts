/** Asks where releases lie for a list or an installer, as packs are asked for: through the same proxy, by the same authorities. */
import * as network from '../../../network/request.ts';
import { UpdateError, type UpdateProblem } from './update-error.ts';

/** Hears of each request before it is made. */
export type Sent = network.Line['sent'];

export type Answer = Pick<network.Answer, 'status' | 'chunks' | 'close'>;

const stallMs = 30_000;
/** Nobody stops it but the end of the program. */
const { signal } = new AbortController();

/**
 * Asks for what is at an address, from its byte `from` on.
 * @throws UpdateError unreachable, proxy, certificate; reading the chunks, also cut
 */
export async function request(address: URL, from: number, sent: Sent): Promise<Answer> {
  try {
    const safe = network.addressOf(address.href);
    const { status, chunks, close } = await network.request(safe, { from }, { signal, stallMs, sent });
    return { status, chunks: chunksOf(chunks), close };
  } catch (thrown) {
    throw told(thrown, 'unreachable');
  }
}

async function* chunksOf(chunks: network.Answer['chunks']): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (thrown) {
    throw told(thrown, 'cut');
  }
}

function told(thrown: unknown, otherwise: UpdateProblem): unknown {
  if (!(thrown instanceof network.RequestFault)) return thrown;
  const { why, detail } = thrown;
  const named = why === 'proxy' || why === 'certificate' ? why : otherwise;
  const facts = Object.entries(detail).map(([name, value]) => [name, String(value)] as const);
  return new UpdateError(named, Object.fromEntries(facts), thrown);
}
