import { connect, type Client, type Port } from '../src-main/contract/index.ts';

/** `closed`: the host is gone, and another will have another address. */
export type Connection = { client: Client; closed: Promise<void> };

/** What Electron's preload script adds to the page; not there in a browser. */
declare global {
  interface Window {
    polylens?: { pathOf: (file: File) => string };
  }
}

/** The window's connection, over which engine and shell answer: the port that Electron's shell sends, or a socket to the host. */
export async function connectToShell(): Promise<Connection> {
  return window.polylens ? connected(overMessages(await sentPort())) : connected(overSocket());
}

async function connected(port: Port): Promise<Connection> {
  const closed = new Promise<void>((resolve) => port.onClose(resolve));
  return { client: await connect(port), closed };
}

/** Comes when the page has been loaded. */
function sentPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const hear = ({ source, data, ports: [port] }: MessageEvent) => {
      if (source !== window || data !== 'polylens:port' || !port) return;
      window.removeEventListener('message', hear);
      resolve(port);
    };
    window.addEventListener('message', hear);
  });
}

function overMessages(port: MessagePort): Port {
  port.start();
  return {
    post: (message) => port.postMessage(message),
    onMessage: (heard) => port.addEventListener('message', ({ data }: MessageEvent<unknown>) => heard(data)),
    onClose: (heard) => port.addEventListener('close', heard, { once: true }),
  };
}

function overSocket(): Port {
  const socket = new WebSocket(`ws://${location.host}/contract`);
  // What is posted before the socket is open waits for it.
  const early: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of early.splice(0)) socket.send(text);
  });
  return {
    post(message) {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else early.push(text);
    },
    onMessage: (heard) =>
      socket.addEventListener('message', (event: MessageEvent<string>) => heard(JSON.parse(event.data))),
    onClose: (heard) => socket.addEventListener('close', heard, { once: true }),
  };
}
