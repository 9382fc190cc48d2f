import { PolylensError } from '../../contract/errors.ts';
import type { Embedding } from '../values.ts';
import { setAside, type Decoded, type Outcome, type Prepared, type RunParts, type SetAside } from './outcome.ts';

type Parts = Pick<RunParts, 'embed' | 'onSetAside'>;

/** Embeds the pictures of a batch; all else in it is settled. */
export async function embedBatch(batch: Prepared[], parts: Parts): Promise<Outcome[]> {
  const decoded = batch.filter((outcome) => outcome.kind === 'decoded');
  const settled = batch.filter((outcome) => outcome.kind !== 'decoded');
  return [...settled, ...(await embedAll(decoded, parts))];
}

/** Embeds a batch; when the encoder dies of it, one by one, so that only the file to blame pays. */
async function embedAll(decoded: Decoded[], parts: Parts): Promise<Outcome[]> {
  if (decoded.length === 0) return [];
  try {
    return paired(decoded, await parts.embed(decoded.map(({ pixels }) => pixels)));
  } catch (thrown) {
    if (!isCrash(thrown)) throw thrown;
  }
  const outcomes: Outcome[] = [];
  for (const one of decoded) outcomes.push(await embedOne(one, parts));
  return outcomes;
}

async function embedOne(one: Decoded, parts: Parts): Promise<Outcome> {
  try {
    const [outcome] = paired([one], await parts.embed([one.pixels]));
    if (outcome) return outcome;
    throw new PolylensError('internal', { why: 'the encoder gave no vector' });
  } catch (thrown) {
    const outcome = await blamed(thrown, one.fileId, () => parts.embed([new Uint8Array(one.pixels.length)]));
    parts.onSetAside(one.path, outcome);
    return outcome;
  }
}

/** The file of which the encoder died is set aside; an encoder that cannot even do a black picture ends the run. */
export async function blamed(
  thrown: unknown,
  fileId: number,
  embedBlack: () => Promise<Embedding[]>,
): Promise<SetAside> {
  if (!isCrash(thrown)) throw thrown;
  await embedBlack();
  return setAside(fileId, { reason: 'encoder.failed', detail: thrown.message, retryable: true });
}

function isCrash(thrown: unknown): thrown is PolylensError {
  return thrown instanceof PolylensError && thrown.code === 'encoder.crashed';
}

function paired(decoded: Decoded[], embeddings: Embedding[]): Outcome[] {
  return decoded.map(({ fileId, content }, at) => {
    const embedding = embeddings[at];
    if (!embedding) throw new PolylensError('internal', { why: 'the encoder gave fewer vectors than pictures' });
    return { kind: 'embedded', fileId, content, embedding };
  });
}
