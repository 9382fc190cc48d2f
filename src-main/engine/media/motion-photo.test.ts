import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heic } from '../../../test/fixtures/heic.ts';
import {
  box,
  directoryOf,
  hollowFilm,
  layouts,
  red,
  withXmp,
  xmpOf,
  type Item,
} from '../../../test/fixtures/motion-photos.ts';
import { decodeBytes } from './decode-image.ts';
import { findFilm } from './motion-photo.ts';

/** What decoding a file tells of its film; it has to be a picture in any case. */
async function filmOf(bytes: Buffer) {
  const outcome = await decodeBytes(bytes, { size: 8 });
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.details.film;
}

test.each(Object.entries(layouts))('%s tells where the film is', async (_, make) => {
  const bytes = await make(hollowFilm);
  expect(await filmOf(bytes)).toEqual({ offset: bytes.indexOf(hollowFilm), length: hollowFilm.length });
});

test('a film ends where its boxes do, and may have long ones', async () => {
  const long = Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    Buffer.from('mdat'),
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 20]),
    Buffer.alloc(4),
  ]);
  const film = Buffer.concat([hollowFilm, long]);
  const bytes = await layouts["Samsung's trailer"](film);
  expect(await filmOf(bytes)).toEqual({ offset: bytes.indexOf(film), length: film.length });
  const open = Buffer.concat([hollowFilm, Buffer.from([0, 0, 0, 0]), Buffer.from('mdat to the end')]);
  const [micro, at] = [await layouts['an offset from the end'](open), open.length];
  expect(await filmOf(micro)).toEqual({ offset: micro.length - at, length: at });
});

test('where one place was said wrongly, another that is right serves', async () => {
  const bytes = withXmp(
    await layouts["Samsung's trailer"](hollowFilm),
    xmpOf('GCamera:MicroVideo="1" GCamera:MicroVideoOffset="5"'),
  );
  expect(await filmOf(bytes)).toEqual({ offset: bytes.indexOf(hollowFilm), length: hollowFilm.length });
});

describe('it is no motion photo', () => {
  const said = async (attributes: string, inner = '', behind: Buffer = hollowFilm) =>
    Buffer.concat([withXmp(await red(), xmpOf(attributes, inner)), behind]);
  const micro = (offset: string, behind?: Buffer) =>
    said(`GCamera:MicroVideo="1" GCamera:MicroVideoOffset="${offset}"`, '', behind);
  const listed = (...items: Item[]) =>
    said('GCamera:MotionPhoto="1"', directoryOf([{ semantic: 'Primary' }, ...items]));
  const film = (length: number | string) => ({ semantic: 'MotionPhoto', length });
  const many = Array.from({ length: 300 }, () => ({ semantic: 'a', length: 1 }));
  const size = hollowFilm.length;

  test.each([
    ['nothing said', async () => Buffer.concat([await red(), hollowFilm])],
    ['no offset', () => micro('')],
    ['an offset of nothing', () => micro('0')],
    ['one below nothing', () => micro(`-${size}`)],
    ['one of the whole file and more', () => micro('999999')],
    ['one that no number holds', () => micro('9'.repeat(400))],
    ['one into the middle of the film', () => micro(String(size - 3))],
    ['one that is no whole number', () => micro(`${size}.0`)],
    ['a film without a length', () => listed({ semantic: 'MotionPhoto' })],
    ['one longer than the file', () => listed(film(999_999))],
    ['a length that no number holds', () => listed(film('1e3'))],
    [
      'items behind it that are longer than the file',
      () => listed(film(size), { semantic: 'GainMap', length: 999_999 }),
    ],
    ['padding longer than the file', () => listed({ ...film(size), padding: 999_999 })],
    ['a directory of nobody knows how many', () => listed(...many, film(size))],
    [
      'a directory that does not end',
      () => said('GCamera:MotionPhoto="1"', directoryOf([film(size)]).replace('</Container:Directory>', '')),
    ],
    ['a name that is only alike', () => listed({ ...film(size), semantic: 'MotionPhotos' })],
    [
      'motion that was switched off',
      () => said('GCamera:MotionPhoto="0"', directoryOf([{ semantic: 'Primary' }, film(size)])),
    ],
    ['text', () => micro('40', Buffer.from('what was said of me was never quite true'))],
    ['a film without what is needed to play it', () => micro('20', box('ftyp', 'isom\0\0\0\0mp42'))],
    [
      'a box that ends before it begins',
      () => micro('24', Buffer.concat([box('ftyp', 'isom\0\0\0\0'), Buffer.from('\0\0\0\x07moov', 'latin1')])),
    ],
    ['a film that was cut', () => micro('60', hollowFilm.subarray(0, 60))],
    ['a picture in its place', () => micro(String(heic().length), heic())],
    ["Samsung's name and nothing more", async () => Buffer.concat([await red(), Buffer.from('MotionPhoto_Data')])],
    ['a HEIC with an empty box', () => Promise.resolve(Buffer.concat([heic(), box('mpvd')]))],
    ['a HEIC with text in the box', () => Promise.resolve(Buffer.concat([heic(), box('mpvd', 'not a film at all')]))],
  ])('with %s', async (_, make) => {
    expect(await filmOf(await make())).toBeUndefined();
  });
});

test('whatever is changed in a file, its film lies inside of it and begins as one', async () => {
  const xmp = Buffer.from(
    xmpOf(
      'GCamera:MotionPhoto="1"',
      directoryOf([{ semantic: 'Primary' }, { semantic: 'MotionPhoto', length: hollowFilm.length }]),
    ),
  );
  const whole = await layouts["a HEIC with a box and Samsung's next to it"](hollowFilm);
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.nat(whole.length), (changes, cut) => {
      const bytes = Buffer.from(whole.subarray(0, cut % 3 === 0 ? cut : whole.length));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      const film = findFilm(bytes, { format: 'heic', blocks: { xmp } });
      if (!film) return;
      expect(film.offset + film.length).toBeLessThanOrEqual(bytes.length);
      expect(bytes.toString('latin1', film.offset + 4, film.offset + 8)).toBe('ftyp');
      expect(film.length).toBeGreaterThan(16);
    }),
    { numRuns: 2000 },
  );
});

test('XMP that was made to be slow to read is not', () => {
  const bytes = Buffer.alloc(1_000_000, 'aMotionPhoto_Dat');
  const started = performance.now();
  for (const part of ['<a:Directory>', 'a:MotionPhoto=', '<rdf:li', 'a', ' ', 'a:Semantic="']) {
    const xmp = Buffer.from(`<a:Directory>${part.repeat(3_900_000 / part.length)}</a:Directory>`);
    expect(findFilm(bytes, { format: 'jpeg', blocks: { xmp } })).toBeUndefined();
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('a HEIC of nothing but beginnings of films is not slow to read', () => {
  const bytes = Buffer.concat([heic(), ...Array.from({ length: 9000 }, () => box('ftyp', 'isom\0\0\0\0mp42'))]);
  const started = performance.now();
  expect(findFilm(bytes, { format: 'heic', blocks: {} })).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1000);
});
