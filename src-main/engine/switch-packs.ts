import { PolylensError, type Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import type { Outcome } from './library/vectors.ts';
import type { LostRoots } from './lost-roots.ts';
import { noneMade, runParts } from './make-searchable.ts';
import { choiceOf, choose, type Models } from './models.ts';
import { endsOf, type IndexParts, type Maker, type PassCall } from './pass.ts';
import { Estimate } from './pipeline/estimate.ts';
import { run } from './pipeline/run.ts';

type Switch = NonNullable<Output<'library.status'>['switch']>;
type Scope = { lost: LostRoots; settleMs: number };

/**
 * Makes vectors of the pack that is to be the next, for all that those of the one in use find; once none is lacking, it
 * answers. What cannot be made takes nothing from what is found now.
 */
export async function goOnSwitching(parts: IndexParts, scope: Scope, call: PassCall): Promise<void> {
  const { library, next, name } = parts;
  if (!next) return;
  const ids = library.changeovers.lacking(parts.stageKey, next.stageKey);
  if (ids.length > 0) await makeNext(ids, { ...parts, ...next, next }, { ...scope, call });
  // Asked of the library, for a person may have chosen otherwise meanwhile.
  const choice = choiceOf(library);
  if (choice.next !== next.name || choice.inUse !== name || !isComplete(library, parts.stageKey, next.stageKey)) return;
  choose(library, { inUse: next.name, next: undefined });
  parts.activity.changed();
}

/** Has all that vectors of `from` find vectors of `to`? */
function isComplete(library: Library, from: string, to: string): boolean {
  const { total, made } = library.changeovers.progress(from, to);
  return made === total;
}

/** How far the way to another pack is, if there is one. */
export async function switchOf(models: Models, library: Library): Promise<Switch | undefined> {
  const next = models.next();
  const { next: to } = choiceOf(library);
  if (!next || to === undefined) return undefined;
  try {
    const [one, other] = [await models.inUse().pack(), await next.pack()];
    return { to, ...library.changeovers.progress(one.stageKey, other.stageKey) };
  } catch (thrown) {
    if (!(thrown instanceof PolylensError)) throw thrown;
    return { to, total: 0, made: 0, offline: 0, failed: 0, fault: thrown.code };
  }
}

type Making = IndexParts & { next: Maker };

async function makeNext(ids: number[], parts: Making, { call, ...scope }: Scope & { call: PassCall }): Promise<void> {
  const { library, next, activity } = parts;
  const ends = endsOf(parts, call);
  if (ends.pictures.aborted) return;
  const estimate = new Estimate(ids.length);
  activity.set('switching', estimate.at(0));
  let failed = 0;
  const usual = runParts(parts, scope, noneMade());
  await run(scope.lost.others(library.files.read(ids)), {
    ...usual,
    readsVideos: parts.readsVideos(),
    decodeVideo: (path) => parts.decodeVideo(path, ends.videos),
    signal: ends.pictures,
    record(outcomes) {
      const setbacks = outcomes.filter((outcome) => outcome.kind === 'set-aside').filter(isFinal);
      library.changeovers.setBack(next.stageKey, setbacks);
      failed += setbacks.length;
      return usual.record(outcomes.filter((outcome) => outcome.kind !== 'set-aside'));
    },
    onSetAside: () => undefined,
    onProgress(done) {
      const progress = estimate.at(done);
      activity.set('switching', progress);
      call.progress({ phase: 'switch', ...progress, setAside: failed });
    },
  });
  await next.index.save();
}

/** Not tried again unasked: it cannot be read, or cost a process. */
function isFinal({ reason, retryable }: Extract<Outcome, { kind: 'set-aside' }>): boolean {
  return !retryable || /^(?:decoder|encoder)\./.test(reason);
}
