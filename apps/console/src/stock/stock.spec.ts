import { describe, expect, it } from '@jest/globals';
import { areWhole, problemsOf, valuesIn, type BatchValues } from './batch-values.js';
import { readSerials, refusedLines } from './serials.js';

describe('the file of an import of stock', () => {
  it('names one card on each line, as serial number or whole identity, whatever wrote the file', () => {
    expect(readSerials('\uFEFF10000001\r\n\r\nykserial:0010000002  10000003\n', 'ykserial')).toEqual({
      identities: ['ykserial:10000001', 'ykserial:10000002', 'ykserial:10000003'],
      lines: [1, 3, 3],
      problems: [],
    });
    expect(readSerials('cplc:a0b1c2d3e4', 'cplc').identities).toEqual(['cplc:A0B1C2D3E4']);
  });

  it('is wrong where a line names no card of the model, or a card that was named before', () => {
    const { identities, problems } = readSerials(
      '10000001\n10000009 of spring\ncplc:A0B1C2D3\nykserial:10000001',
      'ykserial',
    );
    expect(identities).toEqual(['ykserial:10000001']);
    expect(problems).toEqual([
      { line: 2, value: '10000009 of spring' },
      { line: 3, value: 'cplc:A0B1C2D3' },
      { line: 4, value: 'ykserial:10000001', twiceOf: 1 },
    ]);
  });

  it('is shown with what the server refuses at the line of the card, and the rest in words', () => {
    const read = readSerials('10000001\n\n10000002', 'ykserial');
    const problems = [
      { path: '/serials/1', message: 'This card belongs to the batch Spring already' },
      { path: '/name', message: 'A batch has this name already' },
      'puk is not 4 to 8 ASCII characters',
    ];
    expect(refusedLines(problems, read)).toEqual([
      { line: 3, value: 'ykserial:10000002', message: 'This card belongs to the batch Spring already' },
      { line: null, value: '', message: 'A batch has this name already' },
      { line: null, value: '', message: 'puk is not 4 to 8 ASCII characters' },
    ]);
    expect(refusedLines(undefined, read)).toEqual([]);
  });
});

describe('what the cards of a batch were delivered with', () => {
  const values: BatchValues = {
    managementKeyHex: '8F3A51C29B7E604DD1A8235F96BC7E10',
    managementKeyAlgorithm: 'AES128',
    pin: '735194',
    puk: '60285173',
  };

  it('is whole with a key of the length of its algorithm, a PIN and a PUK', () => {
    expect(areWhole(values)).toBe(true);
    expect(problemsOf(values)).toEqual({});
    expect(areWhole({ ...values, puk: '' })).toBe(false);
    expect(problemsOf({ ...values, managementKeyAlgorithm: 'AES256', pin: '123', puk: 'ü0285173' })).toEqual({
      managementKeyHex: 'wrong',
      pin: 'wrong',
      puk: 'wrong',
    });
  });

  it('may be what everybody knows, which is said', () => {
    const factory = { managementKeyHex: '010203040506070801020304050607080102030405060708', puk: '12345678' };
    const known: BatchValues = { ...values, ...factory, managementKeyAlgorithm: '3DES' };
    expect(problemsOf(known)).toEqual({ managementKeyHex: 'well-known', puk: 'well-known' });
    expect(areWhole(known)).toBe(true);
  });

  it('is read from the file of the command line, and from no other', () => {
    expect(valuesIn(JSON.stringify(values))).toEqual(values);
    expect(valuesIn(JSON.stringify({ ...values, managementKeyAlgorithm: 'DES' }))).toBeNull();
    expect(valuesIn(JSON.stringify({ ...values, puk: 60285173 }))).toBeNull();
    expect(valuesIn('null')).toBeNull();
    expect(valuesIn('managementKeyHex=00')).toBeNull();
  });
});
