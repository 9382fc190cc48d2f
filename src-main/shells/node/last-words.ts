const length = 2000;

/** What an engine said last on its stderr. It writes nothing but crash reports there: enough is kept to name the fault. */
export class LastWords {
  #said = '';

  constructor(stderr: NodeJS.ReadableStream | null) {
    stderr?.setEncoding('utf8');
    stderr?.on('data', (text: string) => (this.#said = (this.#said + text).slice(-length)));
  }

  get fault(): string {
    return this.#said.split('\n').find((line) => /error/i.test(line)) ?? '';
  }
}
