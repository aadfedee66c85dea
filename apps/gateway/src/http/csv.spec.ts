import type { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { csvCell, sendCsv } from './csv.js';

it.each([
  ['plain', 'plain'],
  [null, ''],
  [undefined, ''],
  [false, 'false'],
  [7, '7'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['a;b', 'a;b'],
  ['=1+1', "'=1+1"],
  ['+49 30 1', "'+49 30 1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ['a=1', 'a=1'],
])('[D15] %j is written as %j, which no spreadsheet takes for a formula', (value, written) => {
  expect(csvCell(value)).toBe(written);
});

it('[D15] a list without an end is read only as far as somebody takes it', async () => {
  let pages = 0;
  const page = () => Promise.resolve({ rows: [++pages], nextCursor: 'more' });
  const reply = { headers: () => reply, send: (stream: Readable) => stream };
  const validity = { endsAt: Date.now() + 60_000, holds: () => Promise.resolve(true) };
  const sent = await sendCsv(reply as unknown as FastifyReply, 'numbers', { n: (n: number) => n }, page, validity);
  const taken: string[] = [];
  for await (const text of sent as unknown as AsyncIterable<string>) if (taken.push(text) === 3) break;
  expect(taken).toEqual(['\ufeffn\r\n1\r\n', '2\r\n', '3\r\n']);
  expect(pages).toBeLessThan(6);
});
