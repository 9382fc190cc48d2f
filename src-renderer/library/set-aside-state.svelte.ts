import type { Client, FileProblem, Output } from '../../src-main/contract/index.ts';

type Answer = Output<'library.set-aside'>;

const most = 200;

/** Files that could not be made searchable, of all reasons or of one. */
export class SetAsideState {
  #answer = $state.raw<Answer>({ files: [], total: 0 });
  #reason = $state<FileProblem>();
  /** Is it being read, and was it asked for again meanwhile? */
  #reading: 'once' | 'again' | undefined;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
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
    await this.refresh();
  }

  /** Reads them anew. While they change quickly, one reading follows the other. */
  async refresh(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#reading = 'again';
      return;
    }
    do {
      this.#reading = 'once';
      await this.#read();
    } while (this.#hasChanged());
    this.#reading = undefined;
  }

  /** Asked so that what was written meanwhile is seen. */
  #hasChanged(): boolean {
    return this.#reading === 'again';
  }

  async #read(): Promise<void> {
    const reason = this.#reason;
    const input = { limit: most, ...(reason ? { reason } : {}) };
    // What is wrong with the library is told by those who ask for its pictures.
    const answer = await this.#client.call('library.set-aside', input).catch(() => undefined);
    if (answer && this.#reason === reason) this.#answer = answer;
  }
}
