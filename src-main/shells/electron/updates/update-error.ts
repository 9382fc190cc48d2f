/** Why there is no update, as the person is told. */
export type UpdateProblem = 'unreachable' | 'cut' | 'signature' | 'bytes' | 'failed';

export class UpdateError extends Error {
  override readonly name = 'UpdateError';
  readonly why: UpdateProblem;

  constructor(why: UpdateProblem, cause?: unknown) {
    super(why, { cause });
    this.why = why;
  }
}
