import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { readPeopleFile } from './people-file.js';

const csv = 'external_id;given_name;surname\r\nE1;Zoë;Müller\r\nE2;李;小龍\r\n';
const western = 'external_id;given_name;surname\r\nE1;Jürgen;Groß\r\nE2;José;GÖSSNER\r\n';
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
/** One byte per letter, for letters whose code points are their Windows-1252 bytes. */
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const refused = (bytes: Buffer, encoding?: string) => {
  try {
    return readPeopleFile(bytes, encoding);
  } catch (error) {
    const { code, message, details } = error as CardwrightError;
    return { code, message, found: details['found'], readings: details['readings'] };
  }
};

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(csv), 'utf-8', csv],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${csv}`), 'utf-8', csv],
    [
      'UTF-16, little end first, with a mark (Excel: "Unicode text")',
      Buffer.from(`\ufeff${csv}`, 'utf16le'),
      'utf-16le',
      csv,
    ],
    ['UTF-16, big end first, with a mark', swapped(`\ufeff${csv}`), 'utf-16be', csv],
    ['UTF-16, little end first', Buffer.from(csv, 'utf16le'), 'utf-16le', csv],
    ['UTF-16, big end first', swapped(csv), 'utf-16be', csv],
    ['Windows-1252 (Excel: "CSV")', latin1(western), 'windows-1252', western],
    ['ASCII', Buffer.from('external_id\nE1'), 'utf-8', 'external_id\nE1'],
  ])('%s', (_name, bytes, encoding, text) => {
    expect(readPeopleFile(bytes)).toEqual({ text, encoding });
  });

  it.each([
    ['e-grave, which Central Europe reads as c-caron', 'E1;H\xe9l\xe8ne;', 'Hélène', 'Hélčne'],
    ['n-tilde', 'E1;Pe\xf1a;', 'Peña', 'Peńa'],
    ['Polish, with letters that are signs in Western Europe', 'E1;W\xb3adys\xb3aw;', 'W³adys³aw', 'Władysław'],
    ['Russian', 'E1;\xc8\xe2\xe0\xed;', 'Èâàí', 'Čâŕí'],
    ['an old Mac', 'E1;J\x8arger;', 'JŠrger', 'JŠrger'],
    ['an apostrophe of Windows, or an accented letter of an old Mac', 'E1;Garc\x92a;', 'Garc’a', 'Garc’a'],
  ])('is not guessed / %s', (_name, row, western1252, central1250) => {
    const found = refused(Buffer.from(`external_id;given_name;surname\n${row}`, 'latin1'));
    expect(found).toMatchObject({
      code: 'PERSON_IMPORT_UNREADABLE',
      found: 'unknown-encoding',
      readings: { 'windows-1252': western1252, 'windows-1250': central1250 },
    });
    expect((found as { message: string }).message).toMatch(
      /^The file is not UTF-8, .* line 2 reads .* or name its encoding$/,
    );
  });

  it.each([
    ['windows-1252', 'E1;H\xe9l\xe8ne O\x92Hara \x80', 'E1;Hélène O’Hara €'],
    ['windows-1250', 'E1;W\xb3adys\xb3aw', 'E1;Władysław'],
    ['windows-1251', 'E1;\xc8\xe2\xe0\xed', 'E1;Иван'],
    ['macintosh', 'E1;J\x8arger', 'E1;Järger'],
    ['Windows-1254', 'E1;\xddzmir', 'E1;İzmir'],
  ])('is taken as %s where that is named', (encoding, bytes, text) => {
    expect(readPeopleFile(Buffer.from(bytes, 'latin1'), encoding)).toEqual({ text, encoding: encoding.toLowerCase() });
  });

  it('that a file names itself counts before the one that is asked for', () => {
    expect(readPeopleFile(Buffer.from(`\ufeff${csv}`), 'windows-1252')).toEqual({ text: csv, encoding: 'utf-8' });
  });

  it('refuses / one that is not known, and bytes that are not in the one that is named', () => {
    expect(refused(Buffer.from(csv), 'klingon')).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(refused(latin1(western), 'utf-8')).toMatchObject({ code: 'PERSON_IMPORT_UNREADABLE', found: 'bytes' });
    expect(refused(Buffer.from('fffe00', 'hex'))).toMatchObject({ code: 'PERSON_IMPORT_UNREADABLE', found: 'bytes' });
  });
});

describe('what is no table', () => {
  const zip = (...names: string[]): Buffer =>
    Buffer.concat([Buffer.from('PK\x03\x04'), ...names.map((name) => Buffer.from(name))]);
  it.each([
    ['xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), 'an Excel workbook (.xlsx)'],
    ['ods', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), 'an OpenDocument spreadsheet (.ods)'],
    ['docx', zip('[Content_Types].xml', 'word/document.xml'), 'a Word document (.docx)'],
    ['zip', zip('people.csv'), 'a ZIP archive'],
    ['xls', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'an old Excel workbook (.xls), or one with a password'],
    ['pdf', Buffer.from('%PDF-1.7\n'), 'a PDF document'],
    ['gzip', gzipSync(csv), 'compressed (gzip)'],
    ['html', Buffer.from('\ufeff \n<!DOCTYPE html><html>'), 'a web page'],
    ['html', Buffer.from('<table><tr><td>E1</td></tr></table>'), 'a web page'],
    ['xml', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'an XML document'],
    ['rtf', Buffer.from('{\\rtf1\\ansi'), 'a text document (.rtf)'],
    ['json', Buffer.from('[\n  {"external_id": "E1"}]'), 'JSON'],
    ['utf-32', Buffer.from('fffe00004500000031000000', 'hex'), 'in UTF-32'],
  ])('%s is named', (found, bytes, says) => {
    expect(refused(bytes)).toMatchObject({
      code: 'PERSON_IMPORT_UNREADABLE',
      found,
      message: `The file is ${says}, not a CSV file. Save it as CSV (UTF-8)`,
    });
  });
});
