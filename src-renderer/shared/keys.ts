/** Macs have keys and signs of their own. */
export const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

/**
 * Does an input method have this key, to choose or drop what it composes? It is nobody else's then. Safari tells so by the code
 * alone, for the key that ends it.
 */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Is this a key by itself that nobody has taken: no text that is being typed, no panel that closed by it? */
export function isFree({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !(defaultPrevented || ctrlKey || metaKey || altKey || isTyping(target));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/**
 * The key's name: its letter, which is that of its place where the layout has no Latin letters. A Mac's key to delete with is
 * called as others call theirs.
 */
export function keyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>, mac = isMac): string {
  if (mac && key === 'Backspace') return 'Delete';
  if (/^[\x20-\x7e]$/.test(key)) return key.toLowerCase();
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key;
}

/** The digit of the key's place, for layouts that write it only with Shift, as AZERTY, or in digits of their own. */
export function digitOf({ code, shiftKey }: Pick<KeyboardEvent, 'code' | 'shiftKey'>): string | undefined {
  return !shiftKey && /^Digit\d$/.test(code) ? code.slice(-1) : undefined;
}

/** The stars that a key gives: those printed on it, else those of its place. */
export function starsOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): number | undefined {
  const digit = /^[0-5]$/.test(event.key) ? event.key : digitOf(event);
  return digit !== undefined && digit <= '5' ? Number(digit) : undefined;
}

/** Ctrl-Z, or Cmd-Z, where no text is being typed. */
export function isUndo(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey, target, defaultPrevented } = event;
  if (defaultPrevented || isTyping(target) || altKey || shiftKey) return false;
  return (ctrlKey || metaKey) && keyOf(event) === 'z';
}

/** Ctrl-F, or Cmd-F: what the browser would look through is only what is in sight. */
export function isSearch(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey, defaultPrevented } = event;
  return !defaultPrevented && !altKey && !shiftKey && (isMac ? metaKey : ctrlKey) && keyOf(event) === 'f';
}
