/** Drawn pictures that look like the photos of some years: anyone may show them, and they are the same each time. */
import { join } from 'node:path';
import sharp from 'sharp';
import { takenAt } from '../fixtures/pictures.ts';
import { randomFrom } from '../fixtures/random.ts';

type Random = () => number;
type Canvas = { width: number; height: number; random: Random };
/** Where something stands, and how large it is. */
type Spot = { x: number; y: number; size: number };
type Scene = (canvas: Canvas) => string;

const numbers = (count: number) => Array.from({ length: count }, (_none, at) => at);
const between = (random: Random, least: number, most: number) => least + random() * (most - least);
const pick = <T>(random: Random, list: readonly T[]) => list[Math.floor(random() * list.length)] as T;

/** The whole canvas from one colour above to another below. */
function sky({ width, height }: Canvas, above: string, below: string): string {
  const stops = `<stop offset="0" stop-color="${above}"/><stop offset="1" stop-color="${below}"/>`;
  return `<linearGradient id="sky" x2="0" y2="1">${stops}</linearGradient><rect width="${width}" height="${height}" fill="url(#sky)"/>`;
}

const ground = ({ width, height }: Canvas, share: number, colour: string) =>
  `<rect y="${height * share}" width="${width}" height="${height}" fill="${colour}"/>`;

function hills({ width, height, random }: Canvas, share: number, colour: string): string {
  const [one, other] = [between(random, -0.12, 0.12), between(random, -0.12, 0.12)];
  const y = (by: number) => height * (share + by);
  return `<path d="M0 ${y(one)}C${width * 0.3} ${y(other)} ${width * 0.6} ${y(-other)} ${width} ${y(-one)}V${height}H0z" fill="${colour}"/>`;
}

const sun = ({ width, height, random }: Canvas, share: number, colour = '#fdf3c4') =>
  `<circle cx="${width * between(random, 0.2, 0.8)}" cy="${height * share}" r="${height * between(random, 0.07, 0.13)}" fill="${colour}"/>`;

function ripples({ width, height, random }: Canvas, from: number, colour: string): string {
  const lines = numbers(14).map(() => {
    const [x, y] = [width * between(random, -0.1, 0.8), height * between(random, from + 0.05, 1)];
    return `<path d="M${x} ${y}q${width * 0.08} -8 ${width * 0.16} 0t${width * 0.16} 0"/>`;
  });
  return `<g stroke="${colour}" stroke-width="3" fill="none" opacity="0.6">${lines.join('')}</g>`;
}

function tree({ x, y: foot, size }: Spot, colour: string): string {
  const layers = numbers(3).map((at) => {
    const [top, half] = [foot - size * (0.45 + 0.25 * at), size * (0.3 - 0.06 * at)];
    return `<path d="M${x} ${top - size * 0.25}L${x - half} ${top + size * 0.3}H${x + half}z"/>`;
  });
  return `<g fill="${colour}">${layers.join('')}</g><rect x="${x - size * 0.03}" y="${foot - size * 0.16}" width="${size * 0.06}" height="${size * 0.2}" fill="#5b4332"/>`;
}

function trees(canvas: Canvas, share: number, colour: string): string {
  const { width, height, random } = canvas;
  return numbers(16)
    .map((at) => {
      const spot = { x: (width * (at + random())) / 16, y: height * share, size: height * between(random, 0.2, 0.4) };
      return tree(spot, colour);
    })
    .join('');
}

function flower({ x, y, size }: Spot, colour: string): string {
  const petals = numbers(6).map((at) => {
    const turn = (at * Math.PI) / 3;
    return `<circle cx="${x + size * Math.cos(turn)}" cy="${y + size * Math.sin(turn)}" r="${size * 0.62}"/>`;
  });
  return `<path d="M${x} ${y}v${size * 4}" stroke="#3f7d32" stroke-width="3"/><g fill="${colour}">${petals.join('')}</g><circle cx="${x}" cy="${y}" r="${size * 0.6}" fill="#f7c948"/>`;
}

function balloon({ x, y, size }: Spot, colours: readonly string[]): string {
  const strips = numbers(3).map((at) => {
    const half = size * (1 - at * 0.34);
    return `<ellipse cx="${x}" cy="${y}" rx="${half}" ry="${size * 1.1}" fill="${colours[at]}"/>`;
  });
  return `${strips.join('')}<rect x="${x - size * 0.16}" y="${y + size * 1.35}" width="${size * 0.32}" height="${size * 0.24}" fill="#7b5236"/><path d="M${x - size * 0.3} ${y + size}L${x - size * 0.14} ${y + size * 1.35}M${x + size * 0.3} ${y + size}L${x + size * 0.14} ${y + size * 1.35}" stroke="#7b5236" stroke-width="2"/>`;
}

function house({ x, y: foot, size }: Spot, roof: string): string {
  const window = (at: number) =>
    `<rect x="${x + size * at}" y="${foot - size * 0.45}" width="${size * 0.18}" height="${size * 0.18}" fill="#fbe7a1"/>`;
  return `<rect x="${x}" y="${foot - size * 0.6}" width="${size}" height="${size * 0.6}" fill="#efe3d0"/><path d="M${x - size * 0.1} ${foot - size * 0.6}L${x + size / 2} ${foot - size * 1.1}L${x + size * 1.1} ${foot - size * 0.6}z" fill="${roof}"/>${window(0.14)}${window(0.66)}<rect x="${x + size * 0.41}" y="${foot - size * 0.32}" width="${size * 0.18}" height="${size * 0.32}" fill="#7a4a2b"/>`;
}

function towers(canvas: Canvas): string {
  const { width, height, random } = canvas;
  return numbers(12)
    .map((at) => {
      const [x, wide, tall] = [(width * at) / 12, width / 13, height * between(random, 0.25, 0.62)];
      const lights = numbers(Math.floor(tall / 34) * 3)
        .filter(() => random() < 0.6)
        .map((n) => {
          const [left, top] = [x + wide * (0.14 + 0.28 * (n % 3)), height - tall + 14 + 34 * Math.floor(n / 3)];
          return `<rect x="${left}" y="${top}" width="${wide * 0.16}" height="15"/>`;
        });
      return `<rect x="${x}" y="${height - tall}" width="${wide}" height="${tall}" fill="#141a33"/><g fill="#f6dc8b">${lights.join('')}</g>`;
    })
    .join('');
}

const mountain = ({ width, height, random }: Canvas, at: number, colour: string) => {
  const [x, top, half] = [width * at, height * between(random, 0.12, 0.3), width * 0.34];
  const snow = height * 0.14;
  return `<path d="M${x} ${top}L${x - half} ${height}H${x + half}z" fill="${colour}"/><path d="M${x} ${top}l${-half * 0.16} ${snow}l${half * 0.09} -12l${half * 0.07} 16l${half * 0.08} -18l${half * 0.08} 14z" fill="#fff"/>`;
};

const scenes = {
  'sunset-at-the-sea': (canvas) =>
    `${sky(canvas, '#3b2a63', '#f4805a')}${sun(canvas, 0.56)}${ground(canvas, 0.58, '#8f4a5e')}${ripples(canvas, 0.58, '#f6b48a')}`,
  'beach-with-umbrella': (canvas) => {
    const { width, height } = canvas;
    const [x, y, size] = [width * 0.66, height * 0.5, height * 0.2];
    const umbrella = `<rect x="${x - 3}" y="${y}" width="6" height="${size * 1.8}" fill="#86694c"/><path d="M${x - size} ${y}a${size} ${size} 0 0 1 ${2 * size} 0z" fill="#e2483d"/><path d="M${x - size * 0.35} ${y}a${size * 0.4} ${size} 0 0 1 ${size * 0.7} 0z" fill="#fff"/>`;
    return `${sky(canvas, '#4fb3e8', '#c8ebf7')}${sun(canvas, 0.2)}${ground(canvas, 0.5, '#1490b0')}${ripples(canvas, 0.5, '#bfe8f0')}${hills(canvas, 0.72, '#f3d8a4')}${umbrella}`;
  },
  'mountains-and-lake': (canvas) =>
    `${sky(canvas, '#7fb9e6', '#dcecf7')}${mountain(canvas, 0.3, '#8a9bb2')}${mountain(canvas, 0.68, '#5d7089')}${ground(canvas, 0.74, '#4d86a8')}${ripples(canvas, 0.74, '#d7ebf4')}${trees(canvas, 0.77, '#2f5b41')}`,
  'forest-in-fog': (canvas) =>
    `${sky(canvas, '#cfe3cf', '#eef4e6')}${trees(canvas, 0.62, '#a9c7a8')}${trees(canvas, 0.78, '#6fa074')}${trees(canvas, 1, '#2f6a43')}`,
  'city-at-night': (canvas) => `${sky(canvas, '#071033', '#352a63')}${sun(canvas, 0.18, '#f5ecc6')}${towers(canvas)}`,
  'meadow-with-flowers': (canvas) => {
    const { width, height, random } = canvas;
    const flowers = numbers(26).map(() => {
      const share = between(random, 0.55, 0.92);
      const spot = { x: width * random(), y: height * share, size: height * 0.03 * share };
      return flower(spot, pick(random, petals));
    });
    return `${sky(canvas, '#a7dbf2', '#e5f5ee')}${hills(canvas, 0.5, '#7db45a')}${flowers.join('')}`;
  },
  'hot-air-balloons': (canvas) => {
    const { width, height, random } = canvas;
    const all = numbers(4).map((at) => {
      const [y, size] = [height * between(random, 0.2, 0.55), height * between(random, 0.07, 0.17)];
      const colours = [pick(random, petals), pick(random, ['#f7c948', '#ffffff']), pick(random, petals)];
      return balloon({ x: width * (0.14 + 0.24 * at), y, size }, colours);
    });
    return `${sky(canvas, '#4f9bd9', '#f0e4cf')}${hills(canvas, 0.86, '#8aa06a')}${all.join('')}`;
  },
  'village-in-the-hills': (canvas) => {
    const { width, height, random } = canvas;
    const houses = numbers(5).map((at) => {
      const spot = { x: width * (0.06 + 0.19 * at), y: height * between(random, 0.8, 0.9), size: height * 0.19 };
      return house(spot, pick(random, roofs));
    });
    return `${sky(canvas, '#8fcaf0', '#f4efe0')}${hills(canvas, 0.5, '#a5c27c')}${hills(canvas, 0.68, '#7fa65c')}${houses.join('')}`;
  },
  'winter-with-snow': (canvas) => {
    const { width, height, random } = canvas;
    const flakes = numbers(70).map(
      () => `<circle cx="${width * random()}" cy="${height * random()}" r="${between(random, 2, 5)}" fill="#fff"/>`,
    );
    return `${sky(canvas, '#9fb4cb', '#dfe7ee')}${hills(canvas, 0.66, '#f7f9fb')}${trees(canvas, 0.84, '#5f7f78')}${hills(canvas, 0.9, '#ffffff')}${flakes.join('')}`;
  },
  'sailing-boat': (canvas) => {
    const { width, height } = canvas;
    const [x, y, size] = [width * 0.5, height * 0.68, height * 0.3];
    return `${sky(canvas, '#79c0ec', '#d3eefa')}${sun(canvas, 0.18)}${ground(canvas, 0.64, '#176b9a')}${ripples(canvas, 0.66, '#a7d8ea')}<path d="M${x} ${y - size * 1.5}L${x + size * 0.8} ${y - size * 0.2}H${x}z" fill="#fff"/><path d="M${x - 8} ${y - size * 1.3}L${x - size * 0.6} ${y - size * 0.2}H${x - 8}z" fill="#f5e2c0"/><path d="M${x - size} ${y - size * 0.1}H${x + size}L${x + size * 0.7} ${y + size * 0.25}H${x - size * 0.7}z" fill="#b3342c"/>`;
  },
} satisfies Record<string, Scene>;

const petals = ['#e2483d', '#7a4fb5', '#f28ab2', '#ffffff', '#f2913d', '#2f7fc4'] as const;
const roofs = ['#a8452f', '#8c3a2b', '#6b4a3a', '#b5652f'] as const;

/** As cameras and telephones make them, a panorama among them. */
const extents = [
  [1200, 800],
  [800, 1066],
  [1200, 900],
  [1000, 1000],
  [1200, 675],
  [2400, 700],
] as const;

const cameras = [
  ['FUJIFILM', 'X-T4'],
  ['Apple', 'iPhone 12'],
  ['Canon', 'EOS R6'],
] as const;

/** Lisbon, Kyoto, Innsbruck, Cape Town, Cairo. */
const places = [
  [38.72, -9.14],
  [35.01, 135.77],
  [47.27, 11.39],
  [-33.92, 18.42],
  [30.05, 31.24],
] as const;

const lastDay = Date.UTC(2024, 8, 20, 15, 30);
const daysBetween = 6;

/** EXIF's time is that of the place, without its zone. */
const exifTime = (time: number) => new Date(time).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');

/** Writes so many drawn pictures into a folder, of the last years: each with its date, some with camera and place. */
export async function writeDrawn(folder: string, count: number): Promise<void> {
  const names = Object.keys(scenes) as (keyof typeof scenes)[];
  for (const at of numbers(count)) {
    // Seeds beside each other would begin alike.
    const random = randomFrom(Math.imul(at + 1, 2_654_435_761));
    const [width, height] = pick(random, extents);
    const name = names[at % names.length] as keyof typeof scenes;
    const drawing = scenes[name]({ width, height, random });
    const [Make, Model] = pick(random, cameras);
    const time = exifTime(lastDay - at * daysBetween * 86_400_000 - Math.floor(random() * 36_000_000));
    const [latitude, longitude] = pick(random, places);
    await sharp(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing}</svg>`),
    )
      .withExif({
        IFD0: { Make, Model },
        IFD2: { DateTimeOriginal: time },
        ...(random() < 0.6 ? takenAt(latitude, longitude) : {}),
      })
      .jpeg({ quality: 85 })
      .toFile(join(folder, `${name}-${at + 1}.jpg`));
  }
}
