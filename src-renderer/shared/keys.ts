/** Is this a key by itself that nobody has taken: no text that is being typed, no panel that closed by it? */
export function isFree({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !(defaultPrevented || ctrlKey || metaKey || altKey || isTyping(target));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The key's name: its letter or digit, which is that of its place where the layout has no Latin letters. */
export function keyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (/^[\x20-\x7e]$/.test(key)) return key.toLowerCase();
  return /^(?:Key[A-Z]|Digit\d)$/.test(code) ? code.slice(-1).toLowerCase() : key;
}
