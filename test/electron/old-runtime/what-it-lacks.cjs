// What Electron 25 (Node 18.15) lacks of that on which the product relies. For tests in it alone.
const fs = require('node:fs');
const { fileURLToPath } = require('node:url');

AbortSignal.any ??= (signals) => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
};
URL.canParse ??= (text, base) => {
  try {
    return Boolean(new URL(text, base));
  } catch {
    return false;
  }
};

// It looks into archives for paths, and not for URLs.
for (const [of, name] of [
  [fs, 'readFileSync'],
  [fs.promises, 'readFile'],
]) {
  const read = of[name];
  of[name] = (file, ...rest) => (file instanceof URL ? of[name](fileURLToPath(file), ...rest) : read(file, ...rest));
}
