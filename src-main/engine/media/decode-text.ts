/** The text in a file whose encoding nothing tells, as most subtitles are. */

type Encoding = {
  label: string;
  /** What its letters are. */
  script: RegExp;
  /** Those of them that any text in it is full of. */
  usual: RegExp;
};

const latin = /\p{Script=Latin}/u;
const cyrillic = { script: /\p{Script=Cyrillic}/u, usual: /[оеаинтсрвлкмдпу]/u };
const japanese = { script: /\p{Script=Han}/u, usual: /[\u3041-\u30ff]/u };

/**
 * Those that people wrote before UTF-8, by the names of the WHATWG's standard. Where two are as likely, the first counts.
 * Letters that some language of another line has at the same place are not among the usual ones of both.
 */
const encodings: readonly Encoding[] = [
  { label: 'windows-1252', script: latin, usual: /[éèàâäáãåæçêëíìîïñóòôöøúùüßœ¿¡]/u },
  { label: 'windows-1250', script: latin, usual: /[ąćęłńóśźżáčďéěíňőřšťúůýžöüűäâîşţđ]/u },
  { label: 'windows-1254', script: latin, usual: /[şğıİçöüâ]/u },
  { label: 'windows-1251', ...cyrillic },
  { label: 'koi8-r', ...cyrillic },
  { label: 'windows-1253', script: /\p{Script=Greek}/u, usual: /[αοιετνσςηρυάέίόύήώ]/u },
  { label: 'windows-1255', script: /\p{Script=Hebrew}/u, usual: /[יוהלאתרבשמנד]/u },
  { label: 'windows-1256', script: /\p{Script=Arabic}/u, usual: /[اليمنترسبدهعقفةأ]/u },
  {
    label: 'windows-874',
    script: /\p{Script=Thai}/u,
    usual: /[านรเกอมลงยวคดตสปทบ]|\u0e48|\u0e49|\u0e35|\u0e4c|\u0e31/u,
  },
  { label: 'shift_jis', ...japanese },
  { label: 'euc-jp', ...japanese },
  {
    label: 'gb18030',
    script: /\p{Script=Han}/u,
    usual:
      /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过后作里用道行所家成多么去都同现没动面起看定天分还进好小其她本前开但因只从想实日]/u,
  },
  {
    label: 'big5',
    script: /\p{Script=Han}/u,
    usual:
      /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過後作裡用道行所家成多麼去都同現沒動面起看定天分還進好小其她本前開但因只從想實日]/u,
  },
  {
    label: 'euc-kr',
    script: /\p{Script=Hangul}/u,
    usual: /[이다는을가에지아고나의하도리어한그로기서자니라사를해시안내있들일거마은게스만대정수인보부여]/u,
  },
];

/** So much tells the encoding of all. */
const sampleBytes = 128 * 1024;
/** Less likely ones are guesses. */
const leastLikely = 0.1;

/** Undefined when the bytes are no text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const wide = wideOf(bytes);
  if (wide !== undefined) return decodeAs(wide, bytes);
  if (isBinary(bytes)) return undefined;
  const text = new TextDecoder().decode(bytes);
  return isMostlyRight(text) ? text : decodeAs(likeliest(bytes.subarray(0, sampleBytes)), bytes);
}

const fewStrange = 8;

/** UTF-16 by its mark, or by half of the bytes of each digit and sign in it. */
function wideOf(bytes: Uint8Array): string | undefined {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  if (mark === 'fffe') return 'utf-16le';
  if (mark === 'feff') return 'utf-16be';
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 20;
  if (odd > many && even < odd / 20) return 'utf-16le';
  return even > many && odd < even / 20 ? 'utf-16be' : undefined;
}

/** What programs write for themselves has bytes that no text has; a few in a short text are slips. */
function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, sampleBytes);
  const strange = sample.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)).length;
  return strange > Math.max(fewStrange, sample.length / 100);
}

/** UTF-8 with a few bad bytes in it, or cut in the middle of a letter, is still UTF-8. */
function isMostlyRight(text: string): boolean {
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  if (wrong === 0) return true;
  const right = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return right > 20 * wrong;
}

function likeliest(sample: Uint8Array): string {
  let [label, most] = ['windows-1252', leastLikely];
  for (const encoding of encodings) {
    const likely = likelihood(decodeAs(encoding.label, sample) ?? '', encoding);
    if (likely > most) [label, most] = [encoding.label, likely];
  }
  return label;
}

/** Undefined where this program's tables lack the encoding. */
function decodeAs(label: string, bytes: Uint8Array): string | undefined {
  if (label === 'windows-1252') return asWindows1252(bytes);
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return undefined;
  }
}

const signs = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some versions of Node decode it as ISO 8859-1, which has other signs there (nodejs/node#56542). */
function asWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replaceAll(/[\x80-\x9f]/g, (sign) => signs[sign.charCodeAt(0) - 0x80] ?? sign);
}

/** 1 when all letters are usual ones, less for those that are not, much less for what no text is made of. */
function likelihood(text: string, encoding: Encoding): number {
  let [sum, count] = [0, 0];
  for (const { 0: run, index } of text.matchAll(/[^\0-\x7f\s\u2010-\u203a«»]+/g)) {
    const isOdd = isOutOfPlace(encoding, { length: run.length, around: around(text, index, run.length) });
    for (const letter of run) {
      count += 1;
      sum += isOdd ? -1 : worth(letter, encoding);
    }
  }
  return count === 0 ? 0 : sum / count;
}

function around(text: string, index: number, length: number): string {
  return `${text[index - 1] ?? ''}${text[index + length] ?? ''}`;
}

/** Letters with accents stand among others, other scripts by themselves. */
function isOutOfPlace({ script }: Encoding, { length, around: letters }: { length: number; around: string }): boolean {
  return script === latin ? length > 2 : /[A-Za-z]/.test(letters);
}

function worth(letter: string, { script, usual }: Encoding): number {
  if (usual.test(letter)) return 1;
  return script.test(letter) || /[\p{P}\p{M}]/u.test(letter) ? 0 : -1;
}
