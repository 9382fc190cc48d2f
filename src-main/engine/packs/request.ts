/** Asks another machine for a file of a model pack that a person wants; what goes wrong crosses the contract. */
import { PolylensError, type ErrorDetail } from '../../contract/errors.ts';
import * as network from '../../network/request.ts';

export { recordIn } from '../../network/record.ts';
export type { Answer, Line } from '../../network/request.ts';

/** What is wrong with a download: `why` is what shells word. */
export function noDownload(why: string, detail: ErrorDetail, cause?: unknown): PolylensError {
  return new PolylensError('pack.download', { ...detail, why }, { cause });
}

/** A proxy let the listing through: it may be busy, or let through only so many at a time. */
const passing: ReadonlySet<unknown> = new Set(['cut', 'stalled', 'unreachable', 'proxy']);

/** May another try mend it? */
export function isPassing(thrown: unknown): boolean {
  return thrown instanceof PolylensError && passing.has(thrown.detail['why']);
}

/** An address that may be asked. @throws PolylensError pack.download */
export function addressOf(text: string, base?: URL): URL {
  try {
    return network.addressOf(text, base);
  } catch (thrown) {
    throw told(thrown);
  }
}

/**
 * Asks for what is at an address, or a range of it.
 * @throws PolylensError pack.download, request.cancelled; reading the chunks, too
 */
export async function request(address: URL, range: network.Range, line: network.Line): Promise<network.Answer> {
  try {
    const answer = await network.request(address, range, line);
    return { ...answer, chunks: chunksOf(answer) };
  } catch (thrown) {
    throw told(thrown);
  }
}

async function* chunksOf({ chunks }: network.Answer): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (thrown) {
    throw told(thrown);
  }
}

function told(thrown: unknown): unknown {
  if (!(thrown instanceof network.RequestFault)) return thrown;
  const { why, detail } = thrown;
  return why === 'cancelled' ? new PolylensError('request.cancelled') : noDownload(why, detail, thrown);
}
