import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeText } from '../../../test/fixtures/encode-text.ts';
import { decodeText } from './decode-text.ts';

const said: Readonly<Record<string, string>> = {
  russian: 'С днём рождения, дорогая Анна! Дети прыгают в воду и кричат от радости.',
  ukrainian: 'З днем народження! Діти стрибають у воду, а бабуся сміється.',
  german: 'Schöne Grüße aus München! Die Kinder laufen über die Straße.',
  french: 'Joyeux anniversaire, chère Élise ! Les garçons ont mangé des crêpes à la gare.',
  spanish: '¿Dónde está el niño? ¡Aquí, mamá, en el jardín!',
  portuguese: 'As crianças estão na praia e não querem ir embora, avó.',
  danish: 'Så går vi på stranden, børn! Det er køligt, men smukt i år.',
  polish: 'Wszystkiego najlepszego! Dzieci skaczą do wody i śmieją się głośno, żółta łódź płynie.',
  czech: 'Všechno nejlepší k narozeninám! Děti skáčou do vody a křičí, žlutý člun pluje.',
  hungarian: 'Boldog születésnapot! A gyerekek a tóba ugranak, a szőke kislány nevet az erdőben.',
  turkish: 'Doğum günün kutlu olsun! Çocuklar suya atlıyor, büyükanne gülüyor, ışıklar açık.',
  greek: 'Χρόνια πολλά! Τα παιδιά πηδούν στο νερό και γελούν.',
  hebrew: 'יום הולדת שמח! הילדים קופצים למים וצוחקים.',
  arabic: 'عيد ميلاد سعيد! الأطفال يقفزون في الماء ويضحكون.',
  thai: 'สุขสันต์วันเกิด เด็กๆ กระโดดลงน้ำและหัวเราะ',
  japanese: '誕生日おめでとう。子供たちが水に飛び込んで笑っている。',
  simplified: '生日快乐！孩子们跳进水里，大家都在笑。我们明天去看海。',
  traditional: '生日快樂！孩子們跳進水裡，大家都在笑。我們明天去看海。',
  korean: '생일 축하해요! 아이들이 물속으로 뛰어들며 웃고 있어요. 할머니가 사진을 찍고 있다.',
};

test.each([
  ['russian', 'windows-1251'],
  ['ukrainian', 'windows-1251'],
  ['russian', 'koi8-r'],
  ['german', 'windows-1252'],
  ['french', 'windows-1252'],
  ['spanish', 'windows-1252'],
  ['portuguese', 'windows-1252'],
  ['danish', 'windows-1252'],
  ['polish', 'windows-1250'],
  ['czech', 'windows-1250'],
  ['hungarian', 'windows-1250'],
  ['turkish', 'windows-1254'],
  ['greek', 'windows-1253'],
  ['hebrew', 'windows-1255'],
  ['arabic', 'windows-1256'],
  ['thai', 'windows-874'],
  ['japanese', 'shift_jis'],
  ['japanese', 'euc-jp'],
  ['simplified', 'gb18030'],
  ['traditional', 'big5'],
  ['korean', 'euc-kr'],
  ['japanese', 'utf-16le'],
  ['russian', 'utf-16be'],
])('%s in %s is read as it was written', (language, label) => {
  const text = `1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>${said[language]}</i>\r\n`;
  expect(decodeText(encodeText(text, label))).toBe(text);
});

test('quotes, dashes and the euro are those of Windows', () => {
  const bytes = Buffer.from('It\x92s \x93late\x94 \x96 \x8020, \x8cuvre d\xe9j\xe0 vue\x85', 'latin1');
  expect(decodeText(bytes)).toBe('It’s “late” – €20, Œuvre déjà vue…');
});

test('a mark at the beginning tells, whatever else is there', () => {
  for (const label of ['utf-16le', 'utf-16be']) {
    expect(decodeText(encodeText('\ufeff誕生日', label))).toBe('誕生日');
  }
  expect(decodeText(Buffer.from('\ufeffété'))).toBe('été');
});

test('UTF-8 that is cut in a letter, or has a bad byte, is still read as UTF-8', () => {
  const text = Buffer.from('誕生日おめでとう。'.repeat(20));
  expect(decodeText(text.subarray(0, -1))).toMatch(/^誕生日おめでとう。/);
  const damaged = Buffer.concat([text, Buffer.from([0xff]), text]);
  expect(decodeText(damaged)).toBe(`${text.toString()}\ufffd${text.toString()}`);
});

test('a program, a picture or zeros are no text', () => {
  expect(decodeText(randomBytes(20_000))).toBeUndefined();
  expect(decodeText(Buffer.concat([Buffer.from('1\n00:00:01,000 --> 00:00:02,000\n'), Buffer.alloc(20_000)]))).toBe(
    undefined,
  );
});
