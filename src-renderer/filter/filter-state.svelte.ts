import { clashIn, type Clash, type Client, type Filters, type Output } from '../../src-main/contract/index.ts';

type Choices = Output<'asset.choices'>;

const noChoices: Choices = { cameras: [], months: [], folders: [], places: [] };

/** What search and browsing are kept to. */
export class FilterState {
  #isOpen = $state(false);
  #given = $state.raw<Filters>({});
  #choices = $state.raw<Choices>(noChoices);
  readonly #client: Client;
  readonly #onChange: () => void;

  /** What lets nothing through, whatever there is. */
  readonly clash: Clash | undefined = $derived(clashIn(this.#given));
  /** How many are set. */
  readonly count = $derived(Object.keys(this.#given).length);

  /** `onChange` asks again what was asked with the filters before. */
  constructor(client: Client, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get given(): Filters {
    return this.#given;
  }

  /** What they can be set to. */
  get choices(): Choices {
    return this.#choices;
  }

  /** Shows the filters, or hides them; those that are set stay so. */
  async toggle(): Promise<void> {
    if (this.#isOpen) this.#isOpen = false;
    else await this.open();
  }

  /** Shows the filters, with what they can be set to now. */
  async open(): Promise<void> {
    this.#isOpen = true;
    // What is wrong is told by those who ask for pictures.
    this.#choices = await this.#client.call('asset.choices', {}).catch(() => this.#choices);
  }

  /** Sets one filter; without a value it lets everything through. */
  set<Name extends keyof Filters>(name: Name, value: Filters[Name] | undefined): void {
    const { [name]: _before, ...others } = this.#given;
    this.#given = value === undefined || value === '' ? others : { ...others, [name]: value };
    this.#onChange();
  }

  /** Lets through what these do, whatever was set before. */
  show(filters: Filters): void {
    this.#given = filters;
    this.#onChange();
  }

  clear(): void {
    if (this.count === 0) return;
    this.#given = {};
    this.#onChange();
  }
}
