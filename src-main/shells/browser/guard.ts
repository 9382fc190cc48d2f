import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What of a request decides whether it is answered. */
export type Asked = { method: string; headers: IncomingHttpHeaders };

/**
 * Who may talk to the host: the one who was given an address with a token, with the browser that opened it. Other
 * programs on the machine lack the token, other sites in the same browser fail by Host, Origin and the cookie's SameSite.
 */
export class Guard {
  readonly #host: string;
  readonly #session = secret();
  /** Given out and not used yet. */
  readonly #tokens = new Set<string>();

  /** `port`: the one that is listened on; it is part of every name that is accepted. */
  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
  }

  get origin(): string {
    return `http://${this.#host}`;
  }

  /** An address that opens the window in one browser, once. */
  newAddress(): string {
    const token = secret();
    this.#tokens.add(token);
    return `${this.origin}/open?token=${token}`;
  }

  /** Was this request sent to us by name, and by no other site? A name that only resolves to us (DNS rebinding) is not ours. */
  isOurs({ method, headers }: Asked): boolean {
    const { host, origin } = headers;
    const site = headers['sec-fetch-site'];
    return (
      (method === 'GET' || method === 'HEAD') &&
      host === this.#host &&
      (origin === undefined || origin === this.origin) &&
      (site === undefined || site === 'same-origin' || site === 'none')
    );
  }

  /** A socket must name its origin: scripts of other sites may open sockets here, and the browser says whose they are. */
  isOurSocket(asked: Asked): boolean {
    return asked.headers.origin === this.origin && this.isOurs(asked) && this.isKnown(asked);
  }

  /** Does the browser hold the cookie of this session? */
  isKnown({ headers }: Pick<Asked, 'headers'>): boolean {
    const cookies = headers.cookie?.split('; ') ?? [];
    return cookies.some((cookie) => isSame(cookie, `${this.#cookieName}=${this.#session}`));
  }

  /** Takes a token in exchange for the cookie; each counts once. */
  admit(token: string): string | undefined {
    if (!this.#tokens.delete(token)) return undefined;
    return `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Cookies do not tell ports apart: two hosts side by side need two names. */
  get #cookieName(): string {
    return `polylens-${this.#host.split(':')[1]}`;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
