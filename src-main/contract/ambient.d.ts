/**
 * What Node and browsers have in common and the contract uses. Compiled only by the contract's own tsconfig, which knows
 * neither: there `document` and `process` do not exist, and code that names them does not compile.
 */
interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', heard: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', heard: () => void): void;
  throwIfAborted(): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}
