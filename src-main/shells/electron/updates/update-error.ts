/** Why there is no update, as the person is told. */
export type UpdateProblem =
  'unreachable' | 'proxy' | 'certificate' | 'cut' | 'signature' | 'expired' | 'older' | 'clock' | 'bytes' | 'failed';

/** What the words name: dates, the proxy without its password, what was found. */
export type UpdateFacts = Readonly<Record<string, string>>;

export class UpdateError extends Error {
  override readonly name = 'UpdateError';
  readonly why: UpdateProblem;
  readonly facts: UpdateFacts;

  constructor(why: UpdateProblem, facts: UpdateFacts = {}, cause?: unknown) {
    super(`${why} ${JSON.stringify(facts)}`, { cause });
    this.why = why;
    this.facts = facts;
  }
}
