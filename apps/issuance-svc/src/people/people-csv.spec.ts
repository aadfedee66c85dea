import { describe, expect, it } from '@jest/globals';
import { parsePeople } from './people-csv.js';

const header = 'external_id,given_name,surname,display_name,email,upn,sid,organizational_unit,enabled';
const problemsOf = (csv: string) => parsePeople(csv).problems.map(({ line, column, code }) => [line, column, code]);

describe('the CSV of people', () => {
  it('reads every column, makes names NFC, and leaves out what is empty', () => {
    const decomposed = 'Zoe\u0308';
    const { people, problems } = parsePeople(
      `\ufeff${header}\r\nE1,${decomposed},Ångström,,zoe@example.org,zoe@corp.example,S-1-5-21-1-2-3-1001,North/Lab,no\r\n` +
        `E2,李,小龍,李小龍,,,,,\r\n`,
    );
    expect(problems).toEqual([]);
    expect(people).toEqual([
      {
        externalId: 'E1',
        givenName: 'Zoë',
        surname: 'Ångström',
        displayName: 'Zoë Ångström',
        email: 'zoe@example.org',
        upn: 'zoe@corp.example',
        sid: 'S-1-5-21-1-2-3-1001',
        organizationalUnit: 'North/Lab',
        enabled: false,
        line: 2,
      },
      {
        externalId: 'E2',
        givenName: '李',
        surname: '小龍',
        displayName: '李小龍',
        email: null,
        upn: null,
        sid: null,
        organizationalUnit: null,
        enabled: true,
        line: 3,
      },
    ]);
  });

  it('takes columns in any order and only those that are there', () => {
    const { people, absent } = parsePeople('surname,external_id,given_name\nB,1,A');
    expect(people).toMatchObject([{ externalId: '1', givenName: 'A', surname: 'B', displayName: 'A B' }]);
    expect(absent).toEqual(['display_name', 'email', 'upn', 'sid', 'organizational_unit', 'enabled']);
  });

  it('takes the names that directories give the columns', () => {
    expect(parsePeople('externalId,Given name,familyName,ou\n1,A,B,North').people).toMatchObject([
      { externalId: '1', givenName: 'A', surname: 'B', organizationalUnit: 'North' },
    ]);
  });

  it('reports every broken row by its line and column, and gives no people', () => {
    const csv = [
      'external_id,given_name,surname,email,sid,enabled',
      'E1,Ann,One,ann@example.org,,true',
      ',Ben,Two,not-an-address,S-2-5,maybe',
      'E3,,Three,,',
      'E1,Dan,Four,ANN@example.org,,',
    ].join('\n');
    expect(problemsOf(csv)).toEqual([
      [3, 'external_id', 'MISSING'],
      [3, 'email', 'INVALID'],
      [3, 'sid', 'INVALID'],
      [3, 'enabled', 'INVALID'],
      [4, null, 'WRONG_COLUMN_COUNT'],
      [5, 'external_id', 'DUPLICATE_IN_FILE'],
      [5, 'email', 'DUPLICATE_IN_FILE'],
    ]);
    expect(parsePeople(csv).people).toEqual([]);
  });

  it('keeps the line right after a quoted line break, which itself is refused in a name', () => {
    const csv = 'external_id,given_name,surname\nE1,"An\nn",One\nE2,,Two';
    expect(problemsOf(csv)).toEqual([
      [2, 'given_name', 'INVALID'],
      [4, 'given_name', 'MISSING'],
    ]);
  });

  it('refuses / a header with an unknown, missing or doubled column', () => {
    expect(problemsOf('external_id,given_name,surname,shoe_size\nE1,A,B,44')).toEqual([
      [1, 'shoe_size', 'UNKNOWN_COLUMN'],
    ]);
    expect(problemsOf('external_id,given_name\nE1,A')).toEqual([[1, 'surname', 'MISSING']]);
    expect(problemsOf('external_id,given_name,surname,surname\nE1,A,B,C')).toEqual([
      [1, 'surname', 'DUPLICATE_IN_FILE'],
    ]);
  });

  it('refuses / an empty file, a header alone, quotes that never end', () => {
    expect(problemsOf('')).toEqual([[1, null, 'MISSING']]);
    expect(problemsOf(`${header}\n`)).toEqual([[2, null, 'MISSING']]);
    expect(problemsOf('external_id,given_name,surname\nE1,"A,B')[0]?.[2]).toBe('INVALID');
  });

  it('refuses / direction overrides and control characters in names', () => {
    for (const trick of ['Ann\u202eGnp', 'An\u0000n', 'An\ufffdn'])
      expect(problemsOf(`external_id,given_name,surname\nE1,"${trick}",B`)).toEqual([[2, 'given_name', 'INVALID']]);
  });
});
