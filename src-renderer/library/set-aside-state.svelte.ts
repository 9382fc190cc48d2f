import type { Client, FileProblem, Output } from '../../src-main/contract/index.ts';

type Answer = Output<'library.set-aside'>;

const most = 200;

/** Files that could not be made searchable, of all reasons or of one. */
export class SetAsideState {
  #answer = $state.raw<Answer>({ files: [], total: 0 });
  #reason = $state<FileProblem>();
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    void this.show(undefined);
  }

  get files(): Answer['files'] {
    return this.#answer.files;
  }

  /** How many there are besides those listed. */
  get more(): number {
    return this.#answer.total - this.#answer.files.length;
  }

  get reason(): FileProblem | undefined {
    return this.#reason;
  }

  async show(reason: FileProblem | undefined): Promise<void> {
    this.#reason = reason;
    const answer = await this.#client.call('library.set-aside', { limit: most, ...(reason ? { reason } : {}) });
    if (this.#reason === reason) this.#answer = answer;
  }
}
