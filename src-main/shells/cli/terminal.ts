import { createInterface } from 'node:readline';

/** A command's view of the world: results go to `out`, talk to `talk`, and what soon is old to `status`. */
export type Terminal = {
  out(line: string): void;
  talk(line: string): void;
  /** A dim line among the results, for a person who reads them on a terminal; a script gets none. */
  aside(line: string): void;
  /** A line that the next one replaces; where lines cannot be replaced, only now and then one is printed. */
  status(line: string): void;
  /** Lines of standard input. */
  lines(): AsyncIterable<string>;
};

const plainStatusEveryMs = 5000;

/** The terminal over this process's own streams. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process;
  // Whoever read us has enough (`| head`): not a failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  let replaceable = false;
  let lastPlain = performance.now();
  const clear = () => {
    if (replaceable) stderr.write('\r\u001b[K');
    replaceable = false;
  };
  return {
    out(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    talk(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    aside(line) {
      if (stdout.isTTY) stdout.write(`${dim(line)}\n`);
    },
    status(line) {
      if (stderr.isTTY) {
        clear();
        stderr.write(line);
        replaceable = true;
      } else if (performance.now() - lastPlain >= plainStatusEveryMs) {
        lastPlain = performance.now();
        stderr.write(`${line}\n`);
      }
    },
    lines: () => createInterface({ input: stdin, crlfDelay: Infinity }),
  };
}

/** Plain where colours are not wanted (no-color.org). */
function dim(line: string): string {
  return process.env['NO_COLOR'] ? line : `\u001b[2m${line}\u001b[22m`;
}

/** A path or name fit to print: control characters, which could steer a terminal, are escaped. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
