/** Every way a request can be refused or fail. The words for people live in the shells. */
export const errorCodes = [
  'request.invalid',
  'request.cancelled',
  'engine.lost',
  'engine.mismatch',
  'library.missing',
  'library.busy',
  'library.unusable',
  'library.damaged',
  'library.full',
  'library.read-only',
  'library.other-version',
  'library.other-pack',
  'root.unknown',
  'root.missing',
  'root.rule-invalid',
  'pack.missing',
  'pack.invalid',
  'pack.damaged',
  'pack.unknown',
  'pack.exists',
  'pack.in-use',
  'pack.no-room',
  'pack.download',
  'asset.unknown',
  'media.unavailable',
  'collection.unknown',
  'collection.exists',
  'place.unknown',
  'copy.folder',
  'copy.full',
  'export.exists',
  'export.ending',
  'export.failed',
  'shell.unsupported',
  'query.empty',
  'language.unknown',
  'encoder.crashed',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Facts about one failure, to be worded by a shell: plain values only, they cross process borders. */
export type ErrorDetail = Readonly<Record<string, string | number | readonly string[]>>;

/** A refusal or failure with a code from the closed union; `detail` says which file, what was expected, what was found. */
export class PolylensError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(detail)}`, options);
    this.name = 'PolylensError';
    this.code = code;
    this.detail = detail;
  }
}
