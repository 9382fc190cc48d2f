/** Pictures with sentences that they are found by: drawn ones always, photos of the lab's corpus where that is. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { corpusIsHere, corpusQueries, unpackSplit } from '../../fixtures/corpus.ts';

/** A picture's file, and what a person would type to find it. */
export type Labelled = { file: string; queries: readonly string[] };

const [width, height] = [480, 360];
const sky = (colour: string) => `<rect width="480" height="360" fill="${colour}"/>`;
const ground = (colour: string) => `<rect y="240" width="480" height="120" fill="${colour}"/>`;
const disc = ([x, y, r]: readonly [number, number, number], colour: string) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`;
const path = (shape: string, colour: string) => `<path d="${shape}" fill="${colour}"/>`;
const stripes = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'];

const drawn: Readonly<Record<string, string>> = {
  'a red circle': sky('white') + disc([240, 180, 120], 'red'),
  'a blue square': `${sky('white')}<rect x="130" y="70" width="220" height="220" fill="blue"/>`,
  'a green triangle': sky('white') + path('M240 50 390 310 90 310Z', 'green'),
  'a yellow star':
    sky('midnightblue') +
    path('M240 30 280 150 410 150 305 225 345 345 240 270 135 345 175 225 70 150 200 150Z', 'gold'),
  'sunset over the sea': sky('orangered') + disc([240, 230, 70], 'gold') + ground('darkblue'),
  'green meadow under a blue sky': sky('deepskyblue') + disc([400, 70, 40], 'white') + ground('limegreen'),
  'a house with a red roof': `${sky('skyblue')}${ground('green')}<rect x="140" y="170" width="200" height="140" fill="beige"/>${path('M110 170 240 70 370 170Z', 'firebrick')}<rect x="220" y="230" width="40" height="80" fill="brown"/>`,
  'a rainbow':
    sky('lightblue') +
    stripes.map((colour, n) => disc([240, 340, 250 - 24 * n], colour)).join('') +
    disc([240, 340, 106], 'lightblue'),
  'a black and white checkerboard': Array.from(
    { length: 48 },
    (_, n) =>
      `<rect x="${60 * (n % 8)}" y="${60 * Math.floor(n / 8)}" width="60" height="60" fill="${(n + Math.floor(n / 8)) % 2 ? 'black' : 'white'}"/>`,
  ).join(''),
  'a smiling face': `${sky('white')}${disc([240, 180, 140], 'yellow')}${disc([190, 140, 18], 'black')}${disc([290, 140, 18], 'black')}<path d="M160 210Q240 310 320 210" stroke="black" stroke-width="14" fill="none"/>`,
  'a red heart':
    sky('mistyrose') +
    path('M240 310C60 190 110 60 190 80 230 90 240 130 240 130S250 90 290 80C370 60 420 190 240 310Z', 'crimson'),
  'a traffic light': `${sky('lightgray')}<rect x="180" y="30" width="120" height="300" rx="20" fill="black"/>${disc([240, 85, 38], 'red')}${disc([240, 180, 38], 'gold')}${disc([240, 275, 38], 'lime')}`,
  'moon and stars at night':
    sky('navy') +
    disc([330, 110, 60], 'ivory') +
    Array.from({ length: 40 }, (_, n) => disc([(97 * n) % 480, (61 * n) % 360, 3], 'white')).join(''),
  'a sailing boat on the water':
    sky('lightskyblue') +
    ground('teal') +
    path('M150 240 330 240 290 290 190 290Z', 'saddlebrown') +
    path('M235 70 235 230 130 230Z', 'white'),
  'a christmas tree':
    sky('aliceblue') +
    ground('white') +
    path('M240 40 320 150 160 150ZM240 100 350 230 130 230ZM240 170 370 310 110 310Z', 'darkgreen') +
    disc([240, 45, 18], 'gold') +
    disc([210, 200, 12], 'red') +
    disc([280, 270, 12], 'red'),
  'a stop sign': `${sky('skyblue')}${path('M180 60 300 60 380 140 380 220 300 300 180 300 100 220 100 140Z', 'red')}<text x="240" y="205" font-size="72" font-family="sans-serif" font-weight="bold" text-anchor="middle" fill="white">STOP</text>`,
};

/** Draws all of them into a folder, which is made. */
export async function drawnPictures(folder: string): Promise<Labelled[]> {
  await mkdir(folder, { recursive: true });
  const pictures: Labelled[] = [];
  for (const [sentence, shapes] of Object.entries(drawn)) {
    const file = join(folder, `${sentence.replaceAll(' ', '-')}.png`);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
    await sharp(Buffer.from(svg)).png().toFile(file);
    pictures.push({ file, queries: [sentence] });
  }
  return pictures;
}

const languages = ['en', 'de', 'es', 'zh', 'ar'];

/** The photos that queries were written for, at most so many, from a folder which is made; none without the corpus. */
export async function corpusPictures(folder: string, most: number): Promise<Labelled[]> {
  if (!corpusIsHere || most <= 0) return [];
  await unpackSplit('test', folder);
  const queries = (await corpusQueries()).slice(0, most);
  return queries.map(({ id, q }) => {
    return {
      file: join(folder, `${id}.webp`),
      queries: languages.map((language) => q[language] ?? '').filter(Boolean),
    };
  });
}
