import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serve, type Announce, type HandlersOf, type Method } from '../../contract/index.ts';
import { Guard } from './guard.ts';
import { commonHeaders } from './headers.ts';
import type { PageFile } from './page-files.ts';
import { serveFile, type MediaFile } from './serve-media.ts';
import { portOf } from './window-socket.ts';

export type HostParts = {
  /** 0: any that is free. */
  port: number;
  page: ReadonlyMap<string, PageFile>;
  handlers: HandlersOf<Method>;
  /** The file of one asset, undefined when there is none; with `size`, a small picture of about that many pixels. */
  media: (asset: number, size: number | undefined) => Promise<MediaFile | undefined>;
};

/** The window's host: the page, the contract over sockets, and media by id; for this machine's own browser alone. */
export class Host {
  readonly #parts: HostParts;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1 << 20 });
  readonly #windows = new Set<Announce>();
  readonly #guard: Guard;

  private constructor(parts: HostParts, server: Server) {
    this.#parts = parts;
    this.#server = server;
    this.#guard = new Guard((server.address() as AddressInfo).port);
    server.on('request', (request, response) => this.#answer(request, response));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens on the loopback address only. Rejects when the port is taken. */
  static async start(parts: HostParts): Promise<Host> {
    const server = createServer();
    server.listen(parts.port, '127.0.0.1');
    await once(server, 'listening');
    return new Host(parts, server);
  }

  /** An address for the person's browser; each opens once. */
  newAddress(): string {
    return this.#guard.newAddress();
  }

  /** Tells every window. */
  readonly announce: Announce = (event, payload) => {
    for (const announce of this.#windows) announce(event, payload);
  };

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.close(1001);
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets.clients) socket.terminate();
    await closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (
      request.url !== '/contract' ||
      !this.#guard.isOurSocket({ method: request.method ?? '', headers: request.headers })
    ) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (window) => {
      const announce = serve(portOf(window), this.#parts.handlers);
      this.#windows.add(announce);
      window.once('close', () => this.#windows.delete(announce));
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const asked = { method: request.method ?? '', headers: request.headers };
    if (!this.#guard.isOurs(asked)) return refuse(response, 403);
    const url = new URL(request.url ?? '/', this.#guard.origin);
    if (url.pathname === '/open') return this.#open(url.searchParams.get('token') ?? '', response);
    if (!this.#guard.isKnown(asked)) return refuse(response, 403);
    const file = this.#parts.page.get(url.pathname === '/' ? '/index.html' : url.pathname);
    if (file) return sendPage(response, url.pathname, file);
    const media = readMediaPath(url.pathname);
    if (media) this.#sendMedia(request, response, media);
    else refuse(response, 404);
  }

  #open(token: string, response: ServerResponse): void {
    const cookie = this.#guard.admit(token);
    if (!cookie) return refuse(response, 403);
    response
      .writeHead(303, { ...commonHeaders, 'Set-Cookie': cookie, Location: '/', 'Cache-Control': 'no-store' })
      .end();
  }

  #sendMedia(request: IncomingMessage, response: ServerResponse, { asset, size }: MediaAddress): void {
    this.#parts
      .media(asset, size)
      .then((media) => (media ? serveFile(request, response, media) : refuse(response, 404)))
      // The engine is not there, or the browser went away in the middle.
      .catch(() => (response.headersSent ? response.destroy() : refuse(response, 503)));
  }
}

type MediaAddress = { asset: number; size: number | undefined };

/** `/media/<asset>`, or `/media/<asset>/<size>` for a small picture. */
function readMediaPath(path: string): MediaAddress | undefined {
  const [, asset, size] = /^\/media\/([1-9]\d{0,14})(?:\/([1-9]\d{0,3}))?$/.exec(path) ?? [];
  if (asset === undefined) return undefined;
  return { asset: Number(asset), size: size === undefined ? undefined : Number(size) };
}

function sendPage(response: ServerResponse, path: string, { type, bytes }: PageFile): void {
  // Names of built files change with their content.
  const cache = path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
  response.writeHead(200, {
    ...commonHeaders,
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': cache,
  });
  response.end(bytes);
}

const refusals = {
  403: 'This address opens Polylens once, in one browser. Start Polylens again, or press Enter in its terminal, for a new one.',
  404: 'There is nothing here.',
  503: 'Polylens is not ready. Try again in a moment.',
};

function refuse(response: ServerResponse, status: keyof typeof refusals): void {
  const headers = { ...commonHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  response.writeHead(status, headers).end(`${refusals[status]}\n`);
}
