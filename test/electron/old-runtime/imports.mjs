// Node 18.15 does not know `import ... with`, which sharp uses when it is imported: its other form is taken.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export function resolve(specifier, context, next) {
  if (specifier !== 'sharp') return next(specifier, context);
  const path = createRequire(context.parentURL).resolve(specifier);
  return { url: pathToFileURL(path).href, format: 'commonjs', shortCircuit: true };
}
