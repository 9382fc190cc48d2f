/**
 * Child processes that may die: each takes one request at a time, so that a crash, a hang or a memory blow-up costs
 * the one request it held, and a fresh process starts for the next. Both ends of the pipe are in this file.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beNice } from './be-nice.ts';

const START_LIMIT_MS = 60_000;

/** `unstartable`: the process died or gave up before its first request, so the request is not to blame. */
export type LossReason = 'crashed' | 'timeout' | 'unstartable' | 'cancelled' | 'closed';

/** What became of the process: it died, was ended because it did not answer, or said itself why it ends. */
type Fate = 'died' | 'hung' | 'told';

/** A request that got no answer, with the reason. */
export class ChildLost extends Error {
  readonly reason: LossReason;
  readonly fate: Fate;

  constructor(reason: LossReason, detail: string, fate: Fate = 'died') {
    super(detail);
    this.name = 'ChildLost';
    this.reason = reason;
    this.fate = fate;
  }
}

export type ChildOptions = {
  /** The module the child runs. */
  entry: URL;
  /** Handed to the child's `setUp`; must survive JSON. */
  setup: unknown;
  processes: number;
  /** For the scheduler: 0 as all others, 19 after all others. */
  niceness?: number;
  /** A request that takes longer has its process killed. */
  limitMs: number;
  /** The same for its start. */
  startLimitMs?: number;
  /** It starts programs of its own, which end with it. */
  startsPrograms?: boolean;
};

type RequestOptions = { first?: boolean; signal?: AbortSignal };

type FromChild<Reply> =
  | { kind: 'ready' }
  | { kind: 'unstartable'; detail: string }
  | { kind: 'reply'; reply: Reply }
  | { kind: 'thrown'; detail: string };

type Job<Request, Reply> = { request: Request; resolve: (reply: Reply) => void; reject: (error: Error) => void };

type Member<Request, Reply> = {
  child?: ChildProcess;
  job?: Job<Request, Reply>;
  ready: boolean;
  /** It ends after the request it holds. */
  retiring?: boolean;
  timer?: NodeJS.Timeout;
  /** What ended the process, when we know better than its exit status. */
  cause?: ChildLost;
};

/** Runs requests on up to `processes` children, first come first served. Children start at the first need. */
export class ChildPool<Request, Reply> {
  #options: ChildOptions;
  readonly #members: Member<Request, Reply>[];
  readonly #waiting: Job<Request, Reply>[] = [];
  #closed = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#members = Array.from({ length: options.processes }, () => ({ ready: false }));
  }

  /** Ids of the processes that live now. */
  get processIds(): number[] {
    return this.#members.flatMap(({ child }) => child?.pid ?? []);
  }

  /**
   * The child's answer; `first`: before all that waits. When `signal` aborts, the request is dropped or its process
   * killed. Rejects with `ChildLost`, or with a plain Error when the child's handler threw.
   */
  request(request: Request, { first = false, signal }: RequestOptions = {}): Promise<Reply> {
    if (this.#closed) return Promise.reject(new ChildLost('closed', 'closed'));
    if (signal?.aborted) return Promise.reject(new ChildLost('cancelled', 'cancelled'));
    let cancel = () => {};
    const answer = new Promise<Reply>((resolve, reject) => {
      const job = { request, resolve, reject };
      cancel = () => this.#cancel(job);
      if (first) this.#waiting.unshift(job);
      else this.#waiting.push(job);
      this.#assign();
    });
    signal?.addEventListener('abort', cancel, { once: true });
    return answer.finally(() => signal?.removeEventListener('abort', cancel));
  }

  #cancel(job: Job<Request, Reply>): void {
    const loss = new ChildLost('cancelled', 'cancelled');
    const at = this.#waiting.indexOf(job);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      job.reject(loss);
      return;
    }
    const member = this.#members.find((one) => one.job === job);
    if (member) void this.#kill(member, loss);
  }

  /**
   * Goes on with another number of processes, niceness or setup: children that were set up otherwise, are too nice or too
   * many end after the request they hold.
   */
  adjust(changes: Partial<Pick<ChildOptions, 'setup' | 'processes' | 'niceness'>>): void {
    const before = this.#options;
    this.#options = { ...before, ...changes };
    const { setup, processes, niceness = 0 } = this.#options;
    // Without rights nobody makes a process less nice again: a new one begins as its parent.
    const isOutdated = JSON.stringify(setup) !== JSON.stringify(before.setup) || niceness < (before.niceness ?? 0);
    while (this.#members.length < processes) this.#members.push({ ready: false });
    this.#members.forEach((member, at) => {
      if (!member.child) return;
      if (isOutdated || at >= processes) this.#retire(member);
      else this.#beNice(member.child);
    });
    this.#assign();
  }

  /** Ends all processes; what they held or what waited is rejected as `closed`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new ChildLost('closed', 'closed'));
    await Promise.all(this.#members.map((member) => this.#kill(member, new ChildLost('closed', 'closed'))));
  }

  #assign(): void {
    for (const member of this.#members.slice(0, this.#options.processes)) {
      if (member.job || member.retiring) continue;
      const job = this.#waiting.shift();
      if (!job) return;
      member.job = job;
      if (!member.child) this.#start(member);
      else if (member.ready) this.#send(member);
    }
  }

  #start(member: Member<Request, Reply>): void {
    const child = fork(fileURLToPath(this.#options.entry), [JSON.stringify(this.#options.setup)], {
      serialization: 'advanced',
      execArgv: [],
      detached: this.#inGroup,
      // The parent's stdout is for results: a library that prints must not reach it.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    member.child = child;
    member.ready = false;
    this.#beNice(child);
    this.#limit(member, this.#options.startLimitMs ?? START_LIMIT_MS);
    child.on('message', (message) => this.#heard(member, message as FromChild<Reply>));
    child.on('error', (error) => {
      this.#end(child);
      this.#lost(member, child, error.message);
    });
    child.on('exit', (code, signal) => this.#lost(member, child, signal ?? `exit status ${code}`));
  }

  #beNice(child: ChildProcess): void {
    const { niceness } = this.#options;
    if (niceness !== undefined && child.pid !== undefined) beNice(child.pid, niceness);
  }

  #retire(member: Member<Request, Reply>): void {
    member.retiring = true;
    if (!member.job) void this.#kill(member, new ChildLost('closed', 'replaced'));
  }

  #send(member: Member<Request, Reply>): void {
    this.#limit(member, this.#options.limitMs);
    // A failed write means that the process is gone: its exit is reported by itself.
    member.child?.send({ request: member.job?.request }, () => undefined);
  }

  #limit(member: Member<Request, Reply>, limitMs: number): void {
    clearTimeout(member.timer);
    const reason = member.ready ? 'timeout' : 'unstartable';
    const cause = new ChildLost(reason, `no answer within ${limitMs} ms`, 'hung');
    member.timer = setTimeout(() => void this.#kill(member, cause), limitMs);
  }

  #heard(member: Member<Request, Reply>, message: FromChild<Reply>): void {
    if (message.kind === 'unstartable') {
      member.cause = new ChildLost('unstartable', message.detail, 'told');
      return;
    }
    clearTimeout(member.timer);
    if (message.kind === 'ready') {
      member.ready = true;
      if (member.job) this.#send(member);
      return;
    }
    const { job } = member;
    delete member.job;
    if (message.kind === 'reply') job?.resolve(message.reply);
    else job?.reject(new Error(message.detail));
    if (member.retiring) this.#retire(member);
    this.#assign();
  }

  #lost(member: Member<Request, Reply>, child: ChildProcess, detail: string): void {
    if (member.child !== child) return;
    clearTimeout(member.timer);
    const { job, cause = new ChildLost(member.ready ? 'crashed' : 'unstartable', detail) } = member;
    delete member.job;
    delete member.child;
    delete member.cause;
    delete member.retiring;
    member.ready = false;
    job?.reject(cause);
    this.#assign();
  }

  /** With a group of processes of its own, all in it can be ended at once. */
  get #inGroup(): boolean {
    return this.#options.startsPrograms === true && process.platform !== 'win32';
  }

  #end(child: ChildProcess): void {
    try {
      if (this.#inGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has ended just now.
    }
  }

  async #kill(member: Member<Request, Reply>, cause: ChildLost): Promise<void> {
    const { child } = member;
    if (!child) return;
    member.cause = cause;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // SIGKILL: a process stuck in native code hears nothing else, and it holds nothing that could be lost.
    this.#end(child);
    await gone;
  }
}

/** The child's side: sets up once, then answers one request after the other until the parent goes away. */
export function answerParent<Setup, Request, Reply>(
  setUp: (setup: Setup) => Promise<(request: Request) => Promise<Reply>>,
): void {
  // Ctrl-C reaches the whole process group; whether a batch is finished or dropped is the parent's decision.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('disconnect', () => process.exit());
  const tell = (message: FromChild<Reply>, then?: () => void): void => {
    process.send?.(message, undefined, undefined, () => then?.());
  };
  setUp(JSON.parse(process.argv[2] ?? 'null') as Setup).then(
    (answer) => {
      process.on('message', (message) => {
        answer((message as { request: Request }).request).then(
          (reply) => tell({ kind: 'reply', reply }),
          (error: unknown) => tell({ kind: 'thrown', detail: String(error) }),
        );
      });
      tell({ kind: 'ready' });
    },
    (error: unknown) => tell({ kind: 'unstartable', detail: String(error) }, () => process.exit(1)),
  );
}
