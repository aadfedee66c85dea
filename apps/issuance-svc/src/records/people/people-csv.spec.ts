import { describe, expect, it } from '@jest/globals';
import { parsePeople } from './people-csv.js';

const header = 'external_id,given_name,surname,display_name,email,upn,sid,organizational_unit,enabled';
const problemsOf = async (csv: string) =>
  (await parsePeople(csv)).problems.map(({ line, column, code }) => [line, column, code]);

describe('the CSV of people', () => {
  it('reads every column, makes names NFC, and leaves out what is empty', async () => {
    const decomposed = 'Zoe\u0308';
    const { people, problems } = await parsePeople(
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
        objectId: null,
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
        objectId: null,
        organizationalUnit: null,
        enabled: true,
        line: 3,
      },
    ]);
  });

  it('takes columns in any order and only those that are there', async () => {
    const { people, absent } = await parsePeople('surname,external_id,given_name\nB,1,A');
    expect(people).toMatchObject([{ externalId: '1', givenName: 'A', surname: 'B', displayName: 'A B' }]);
    expect(absent).toEqual(['display_name', 'email', 'upn', 'sid', 'object_id', 'organizational_unit', 'enabled']);
  });

  it('takes the names that directories give the columns', async () => {
    expect((await parsePeople('externalId,Given name,familyName,ou\n1,A,B,North')).people).toMatchObject([
      { externalId: '1', givenName: 'A', surname: 'B', organizationalUnit: 'North' },
    ]);
  });

  it('reports every broken row by its line and column, and gives no people', async () => {
    const csv = [
      'external_id,given_name,surname,email,sid,enabled',
      'E1,Ann,One,ann@example.org,,true',
      ',Ben,Two,not-an-address,S-2-5,maybe',
      'E3,Cy,Three,,',
      'E1,Dan,Four,ANN@example.org,,',
    ].join('\n');
    expect(await problemsOf(csv)).toEqual([
      [3, 'external_id', 'MISSING'],
      [3, 'email', 'INVALID'],
      [3, 'sid', 'INVALID'],
      [3, 'enabled', 'INVALID'],
      [4, null, 'WRONG_COLUMN_COUNT'],
      [5, 'external_id', 'DUPLICATE_IN_FILE'],
      [5, 'email', 'DUPLICATE_IN_FILE'],
    ]);
    expect((await parsePeople(csv)).people).toEqual([]);
  });

  it('keeps the line right after a quoted line break, which itself is refused in a name', async () => {
    const csv = 'external_id,given_name,surname\nE1,"An\nn",One\n,Ben,Two';
    expect(await problemsOf(csv)).toEqual([
      [2, 'given_name', 'INVALID'],
      [4, 'external_id', 'MISSING'],
    ]);
  });

  it('refuses / a header with an unknown, missing or doubled column', async () => {
    expect(await problemsOf('external_id,given_name,surname,shoe_size\nE1,A,B,44')).toEqual([
      [1, 'shoe_size', 'UNKNOWN_COLUMN'],
    ]);
    expect(await problemsOf('external_id,given_name\nE1,A')).toEqual([[1, 'surname', 'MISSING']]);
    expect(await problemsOf('external_id,given_name,surname,surname\nE1,A,B,C')).toEqual([
      [1, 'surname', 'DUPLICATE_IN_FILE'],
    ]);
  });

  it('refuses / an empty file, a header alone, quotes that never end', async () => {
    expect(await problemsOf('')).toEqual([[1, null, 'MISSING']]);
    expect(await problemsOf(`${header}\n`)).toEqual([[2, null, 'MISSING']]);
    expect(await problemsOf('external_id,given_name,surname\nE1,"A,B')).toEqual([[2, null, 'INVALID']]);
  });

  it('refuses / direction overrides and control characters in names', async () => {
    for (const trick of ['Ann\u202eGnp', 'An\u0000n', 'An\ufffdn'])
      expect(await problemsOf(`external_id,given_name,surname\nE1,"${trick}",B`)).toEqual([
        [2, 'given_name', 'INVALID'],
      ]);
  });

  it('refuses / what the CA would refuse, and says what is wrong with it', async () => {
    const { problems } = await parsePeople(
      'external_id,given_name,surname,email\nE1,Ann,Lee,ann@corp_local.example\nE2,Ben,Lee,ben@a&b.example',
    );
    expect(problems).toMatchObject([
      {
        line: 2,
        column: 'email',
        code: 'INVALID',
        message:
          'email is not an e-mail address: "corp_local.example" is not a domain (letters, digits and hyphens between dots)',
      },
      {
        line: 3,
        column: 'email',
        code: 'INVALID',
        message:
          'email is not an e-mail address: "a&b.example" is not a domain (letters, digits and hyphens between dots)',
      },
    ]);
  });

  it('refuses / one account in two spellings: invisible characters, case, width, A-labels, leading zeros', async () => {
    const rows = [
      'external_id,given_name,surname,email,upn,sid',
      'E1,Carl,One,carl@example.org,carl@corp.example,S-1-5-21-7',
      'E2,Carl,Two,carl\u200b@Example.ORG,CARL@corp.example,S-1-5-21-07',
      'E3,Carl,Three,x@b\u00fccher.example,,',
      'E4,Carl,Four,X@xn--bcher-kva.example,,',
      'E1\u00ad,Carl,Five,,,',
    ];
    expect(await problemsOf(rows.join('\n'))).toEqual([
      [3, 'email', 'DUPLICATE_IN_FILE'],
      [3, 'upn', 'DUPLICATE_IN_FILE'],
      [3, 'sid', 'DUPLICATE_IN_FILE'],
      [5, 'email', 'DUPLICATE_IN_FILE'],
      [6, 'external_id', 'DUPLICATE_IN_FILE'],
    ]);
  });
});

describe('files of spreadsheets', () => {
  const plain = [
    ['E1', 'Ann', 'Lee', 'ann@example.org'],
    ['E2', 'Zo\u00eb', 'M\u00fcller, Dr.', 'zoe@example.org'],
  ];
  const expected = [
    { externalId: 'E1', givenName: 'Ann', surname: 'Lee', email: 'ann@example.org' },
    { externalId: 'E2', givenName: 'Zo\u00eb', surname: 'M\u00fcller, Dr.', email: 'zoe@example.org' },
  ];
  const header = ['external_id', 'given_name', 'surname', 'email'];
  const written = (delimiter: string, lineEnd: string): string =>
    [header, ...plain]
      .map((cells) => cells.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter))
      .join(lineEnd);

  it.each([
    ['commas', ',', '\n', ''],
    ['semicolons', ';', '\r\n', ''],
    ['tabs', '\t', '\r\n', ''],
    ['bars', '|', '\n', ''],
    ['line ends of old Macs', ';', '\r', ''],
    ['sep=;', ';', '\r\n', 'sep=;\r\n'],
    ['"sep=|" in quotes', '|', '\n', '"sep=|"\n'],
    ['SEP= of another sign', '^', '\r\n', 'SEP=^\r\n'],
    ['a byte order mark before sep=', ';', '\r\n', '\ufeffsep=;\r\n'],
  ])('%s', async (_what, delimiter, lineEnd, before) => {
    const { people, problems, table } = await parsePeople(before + written(delimiter, lineEnd));
    expect(problems).toEqual([]);
    expect(people).toMatchObject(expected);
    expect(table?.delimiter).toBe(delimiter);
    expect(people.map(({ line }) => line)).toEqual(before.trim().length > 1 ? [3, 4] : [2, 3]);
  });

  it('line ends of two kinds in one file', async () => {
    expect((await parsePeople('external_id;given_name;surname\r\n1;A;B\n2;C;D\r3;E;F')).people).toHaveLength(3);
  });

  it('a semicolon file whose cells hold more commas than semicolons', async () => {
    const csv = 'external_id;surname;given_name\n1;"Lee, Dr., PhD, MBA";Ann';
    expect((await parsePeople(csv)).people).toMatchObject([{ surname: 'Lee, Dr., PhD, MBA' }]);
  });

  it('lines are those of the file: blank lines, rows of separators, cells with line breaks before', async () => {
    const csv = [
      '',
      ';;;',
      'external_id;given_name;surname;organizational_unit',
      '',
      'E1;Ann;Lee;"North\n"',
      ' ; ;\u00a0;',
      '',
      ';Ben;Two;',
      '"E2";"Cy";"Th\n\nree";',
      'E3;Dee;Four;\u0000',
      'E4;Eve;Five',
    ].join('\r\n');
    const { problems, table } = await parsePeople(csv);
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [9, 'external_id', 'MISSING'],
      [10, 'surname', 'INVALID'],
      [13, 'organizational_unit', 'INVALID'],
      [14, null, 'WRONG_COLUMN_COUNT'],
    ]);
    expect(table).toMatchObject({ headerLine: 3, rows: 5, blankRows: 5 });
  });

  it('empty columns at the right, with and without separators in every row', async () => {
    const csv = 'external_id,given_name,surname,,\nE1,Ann,Lee,,\nE2,Ben,Two,,,,\n';
    expect((await parsePeople(csv)).people).toHaveLength(2);
    expect((await parsePeople('external_id,given_name,surname,\nE1,Ann,Lee,44')).problems).toMatchObject([
      {
        line: 2,
        column: null,
        code: 'UNKNOWN_COLUMN',
        message: 'Column 4 has a value here, but no name in the header',
      },
    ]);
  });

  it.each([
    ['Employee Number;First name;LAST NAME;E-Mail;Department;Active'],
    [' external-id ;"Given  Name";Surname\u00a0;e_mail;OU;ENABLED'],
    ['Personalnummer;Vorname;Nachname;E-Mail-Adresse;Abteilung;Aktiv'],
    ['matricule;Pr\u00e9nom;Nom;Courriel;Unit;Actif'],
  ])('a header in other words, case and blanks: %s', async (headerRow) => {
    const { people, problems } = await parsePeople(`${headerRow}\nE1;Ann;Lee;ann@example.org;North;no`);
    expect(problems).toEqual([]);
    expect(people).toMatchObject([
      {
        externalId: 'E1',
        givenName: 'Ann',
        surname: 'Lee',
        email: 'ann@example.org',
        organizationalUnit: 'North',
        enabled: false,
      },
    ]);
  });

  it.each(['WAHR', 'ja', 'Vrai', 'TRUE', '1', 'S\u00ed', 'x', ''])('enabled: %s', async (word) => {
    const csv = `external_id;given_name;surname;enabled\nE1;Ann;Lee;${word}`;
    expect((await parsePeople(csv)).people).toMatchObject([{ enabled: true }]);
  });
  it.each(['FALSCH', 'nein', 'Faux', 'false', '0'])('disabled: %s', async (word) => {
    const csv = `external_id;given_name;surname;enabled\nE1;Ann;Lee;${word}`;
    expect((await parsePeople(csv)).people).toMatchObject([{ enabled: false }]);
  });

  it('refuses / a column in two spellings, both named', async () => {
    const { problems } = await parsePeople('external_id,given_name,surname,Mail,E-Mail\nE1,A,B,a@b.example,');
    expect(problems).toMatchObject([
      {
        line: 1,
        column: 'email',
        code: 'DUPLICATE_IN_FILE',
        message: 'Columns 4 ("Mail") and 5 ("E-Mail") are both email',
      },
    ]);
  });

  it('a person with one name, in either column or as the display name alone', async () => {
    const csv = 'external_id,given_name,surname,display_name\n1,Suharto,,\n2,,Prince,\n3,,,Madonna\n4,,,';
    const { problems } = await parsePeople(csv);
    expect(problems).toMatchObject([
      {
        line: 5,
        column: 'given_name',
        code: 'MISSING',
        message: 'The person has no name: a given name, a surname or a display name is needed',
      },
    ]);
    expect((await parsePeople(csv.replace('\n4,,,', ''))).people).toMatchObject([
      { givenName: 'Suharto', surname: '', displayName: 'Suharto' },
      { givenName: '', surname: 'Prince', displayName: 'Prince' },
      { givenName: '', surname: '', displayName: 'Madonna' },
    ]);
  });

  it('says how each column was understood, letters beyond ASCII first', async () => {
    const csv = [
      'Employee number;First name;surname;E-Mail;',
      '1;Ann;Lee;ann@Example.org;',
      '2;Ben;Two;;',
      '3;Cy\u200b;Three;;',
      '4;Zo\u00eb; Four ;;',
    ].join('\n');
    expect((await parsePeople(csv)).table).toEqual({
      delimiter: ';',
      headerLine: 1,
      rows: 4,
      blankRows: 0,
      columns: [
        { header: 'Employee number', column: 'external_id', filled: 4, changed: 0, examples: ['1', '2', '3'] },
        { header: 'First name', column: 'given_name', filled: 4, changed: 1, examples: ['Zo\u00eb', 'Ben', 'Cy'] },
        { header: 'surname', column: 'surname', filled: 4, changed: 1, examples: ['Lee', 'Two', 'Three'] },
        { header: 'E-Mail', column: 'email', filled: 1, changed: 1, examples: ['ann@example.org'] },
        { header: '', column: null, filled: 0, changed: 0, examples: [] },
      ],
    });
  });

  it('names and blanks in their canonical form', async () => {
    const csv = 'external_id,given_name,surname\n\u00a0E1\u200b,Ann\u3000 Marie,\ufeffO\u2019Brien ';
    expect((await parsePeople(csv)).people).toMatchObject([
      { externalId: 'E1', givenName: 'Ann Marie', surname: 'O\u2019Brien', displayName: 'Ann Marie O\u2019Brien' },
    ]);
  });
});
