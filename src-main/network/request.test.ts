import { expect, test } from 'vitest';
import { addressOf } from './request.ts';

const afar = new URL('https://models.example.org/packs/pack.json');

test('from an address to one that is as safe there is a way', () => {
  expect(addressOf('a.onnx', afar).href).toBe('https://models.example.org/packs/a.onnx');
  expect(addressOf('https://other.example.org/a', afar).href).toBe('https://other.example.org/a');
  expect(addressOf('/a', new URL('https://127.0.0.1:8/pack.json')).href).toBe('https://127.0.0.1:8/a');
  expect(addressOf('/a', new URL('http://localhost:8/pack.json')).href).toBe('http://localhost:8/a');
});

test.each([
  'https://localhost:8443/a',
  'https://127.1/a',
  'https://[::1]/a',
  '//127.0.0.2/a',
  'http://127.0.0.1/a',
  'http://other.example.org/a',
  'https://me:secret@other.example.org/a',
])('from afar there is none to %s', (address) => {
  expect(() => addressOf(address, afar)).toThrow(/^address /);
});
