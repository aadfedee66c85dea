import { describe, expect, it } from '@jest/globals';
import { canonicalText, cutText, sameText, searchText, unreadableCharacter } from './canonical-text.js';
import {
  canonicalField,
  certifiedMailbox,
  fieldKey,
  fieldProblem,
  subjectFields,
  type SubjectFieldName,
} from './subject-fields.js';

describe('canonical text', () => {
  it.each([
    ['NFC', 'Zoe\u0308', 'Zoë'],
    ['blanks of every kind are one space', 'Ann\u00a0\u2003\u3000\u2800\t Lee', 'Ann Lee'],
    ['no blank at the ends, no line break there either', '\ufeff \r\n\u00a0Ann\u2009\n\u0085', 'Ann'],
    ['zero-width space', 'car\u200bl', 'carl'],
    ['byte order mark, word joiner', 'c\ufeffar\u2060l', 'carl'],
    ['soft hyphen', 'ca\u00adrl', 'carl'],
    ['marks of direction', '\u200eca\u200frl\u061c', 'carl'],
    ['Hangul filler, Mongolian separator', 'ca\u3164r\u180el', 'carl'],
    ['tags', 'carl\u{e0065}\u{e006e}', 'carl'],
    ['a joiner between Latin letters', 'ca\u200drl\u200c', 'carl'],
    ['a combining grapheme joiner, so that what it parts is composed', 'e\u034f\u0301', 'é'],
    ['a joiner inside a Persian word stays', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['a joiner inside a Hindi word stays', 'क्\u200dष', 'क्\u200dष'],
    ['a joiner at the end of a Persian word does not', 'می\u200c', 'می'],
    ['a variant of a Han character stays', '葛\u{e0100}城', '葛\u{e0100}城'],
    ['a variation selector after a Latin letter does not', 'a\ufe0f', 'a'],
  ])('%s', (_rule, given, canonical) => {
    expect(canonicalText(given)).toBe(canonical);
  });

  it.each([
    ['an override of direction', 'Ann\u202eGnp', 'U+202E'],
    ['an isolate of direction', 'Ann\u2066Gnp', 'U+2066'],
    ['NUL', 'An\u0000n', 'U+0000'],
    ['a line break inside', 'An\nn', 'U+000A'],
    ['a line separator inside', 'An\u2028n', 'U+2028'],
    ['what a wrong decoding left', 'M\ufffdller', 'U+FFFD'],
    ['half of a surrogate pair', 'Ann\ud83d', 'U+D83D'],
    ['private use', 'Ann\ue000', 'U+E000'],
    ['a noncharacter', 'Ann\ufdd0', 'U+FDD0'],
  ])('%s stays, to be refused', (_what, text, character) => {
    expect(unreadableCharacter(canonicalText(text))).toBe(character);
  });

  it('what is canonical stays as it is (seeded strings over awkward characters)', () => {
    const alphabet = [
      ...'aé ß\u0301\u0308\u034f\u200b\u200c\u200d\ufe0f\u00ad\u00a0\u2800\u3164کमि्ष葛한ㄱ\u1100\u1161\n\t/@.-',
      '\u{e0100}',
      '🙂',
      '\u202e',
    ];
    let state = 1;
    const random = (limit: number): number => (state = (state * 48271) % 2147483647) % limit;
    for (let count = 0; count < 20_000; count++) {
      const text = Array.from({ length: random(9) }, () => alphabet[random(alphabet.length)]).join('');
      for (const field of Object.keys(subjectFields) as SubjectFieldName[]) {
        const once = canonicalField(field, text);
        if (canonicalField(field, once) !== once) throw new Error(`${field} ${JSON.stringify(text)}`);
      }
      for (const fold of [sameText, searchText])
        if (fold(fold(text)) !== fold(text)) throw new Error(JSON.stringify(text));
    }
  });

  it('a reader takes for the same: case, width, final sigma, a joiner', () => {
    expect(sameText('ΟΔΥΣΣΕΥΣ')).toBe(sameText('οδυσσεύς'.normalize('NFD').replace('\u0301', '')));
    expect(sameText('ｃａｒｌ')).toBe('carl');
    expect(sameText('می\u200cخواهم')).toBe('میخواهم');
  });

  it('is looked up without accents', () => {
    expect(searchText('Straße MÜLLER Łukasz')).toBe('strasse muller lukasz');
  });
});

describe('a text that is cut', () => {
  it.each([
    ['ends in no blank', `${'a'.repeat(63)} b`, 'a'.repeat(63)],
    ['counts code points, not halves of pairs', '🙂'.repeat(70), '🙂'.repeat(64)],
    ['keeps a letter and its marks together', `${'a'.repeat(63)}e\u0323\u0302x`, `${'a'.repeat(63)}`],
    ['keeps a flag together', `${'a'.repeat(63)}🇩🇪`, 'a'.repeat(63)],
    ['keeps a family of joined signs together', `${'a'.repeat(60)}👩‍👩‍👧‍👦`, 'a'.repeat(60)],
    ['stays as it is where it is short enough', 'Ann Lee', 'Ann Lee'],
  ])('%s', (_rule, text, cut) => {
    expect(cutText(text, 64)).toBe(cut);
  });

  it('that is one letter with too many marks is cut between them', () => {
    expect([...cutText(`q${'\u0323'.repeat(100)}`, 64)]).toHaveLength(64);
  });
});

describe('e-mail addresses', () => {
  it.each([
    ['carl@example.org', 'carl@example.org'],
    ['  Carl.Lee@EXAMPLE.Org\u00a0', 'Carl.Lee@example.org'],
    ['carl\u200b@exa\u00admple.org', 'carl@example.org'],
    ['carl@ｅｘａｍｐｌｅ。org', 'carl@example.org'],
    ['x@BÜCHER.example', 'x@bücher.example'],
    ['x@xn--bcher-kva.example', 'x@bücher.example'],
    ['用户@例え.jp', '用户@例え.jp'],
    ["o'brien+card@example.org", "o'brien+card@example.org"],
  ])('%s is %s', (given, canonical) => {
    expect(fieldProblem('email', given)).toBeNull();
    expect(canonicalField('email', given)).toBe(canonical);
  });

  it.each([
    'ann@corp_local.example',
    'ann@corp!.example',
    'ann@a&b.example',
    'ann@it*.example',
    "ann@o'x.example",
    'ann@a/b.example',
    'ann@a%62.example',
    'ann@-a.example',
    'ann@a-.example',
    'ann@a..example',
    'ann@example.org.',
    'ann@localhost',
    'ann@127.0.0.1',
    'ann@1.2.3',
    'ann@[127.0.0.1]',
    `ann@${'a'.repeat(64)}.example`,
    'ann@xn--a-ecp.ru',
    'ann@xn--zzzzzz-.com',
    'ann@sub.xn--a',
    'ann@bücher_.example',
    'ann',
    '@example.org',
    'ann@',
    'a@b@example.org',
    'ann lee@example.org',
    '"ann lee"@example.org',
    '.ann@example.org',
    'ann.@example.org',
    'an..n@example.org',
    'an(n)@example.org',
    `${'a'.repeat(65)}@example.org`,
    `${'ü'.repeat(33)}@example.org`,
    'an\u202en@example.org',
  ])('refuses / %s', (address) => {
    expect(fieldProblem('email', address)?.text ?? null).toMatch(/^(is not an e-mail address|holds a character)/);
  });

  it('are one mailbox whatever their case, width, invisible characters or spelling of the domain', () => {
    for (const same of ['Carl@Example.ORG', 'carl\u200b@example.org', 'ｃarl@example.org', 'carl@exa\u2060mple.org'])
      expect(fieldKey('email', same)).toBe('carl@example.org');
    expect(fieldKey('email', 'x@bücher.example')).toBe(fieldKey('email', 'X@xn--bcher-kva.example'));
    expect(fieldKey('email', 'carl+1@example.org')).not.toBe('carl@example.org');
    expect(fieldKey('email', ' \u200b')).toBeNull();
  });

  it('are certified with A-labels', () => {
    expect(certifiedMailbox('Zoe@BÜCHER.example')).toEqual({ local: 'Zoe', domain: 'xn--bcher-kva.example' });
  });
});

describe('accounts', () => {
  it.each([
    ['zoe@Corp.Example', 'zoe@corp.example'],
    ['zoe@corp_local', 'zoe@corp_local'],
    ['zoe\u200b@corp.example', 'zoe@corp.example'],
  ])('UPN %s is %s', (given, canonical) => {
    expect(fieldProblem('upn', given)).toBeNull();
    expect(canonicalField('upn', given)).toBe(canonical);
  });

  it.each(['zoe', 'a@b@corp.example', 'zo e@corp.example', 'zoe@corp..example', 'zoe@', 'zo:e@corp.example'])(
    'refuses / UPN %s',
    (upn) => expect(fieldProblem('upn', upn)?.text ?? null).toMatch(/^is not a user principal name/),
  );

  it('an object id is a UUID in lower case', () => {
    expect(canonicalField('objectId', ' 3F2B7C1E-0000-4000-8000-00000000ADA0')).toBe(
      '3f2b7c1e-0000-4000-8000-00000000ada0',
    );
    expect(fieldProblem('objectId', 'ada@example.org')?.text ?? null).toBe('is not an object id (a UUID)');
  });

  it('a SID has one spelling', () => {
    expect(canonicalField('sid', ' s-1-05-21-0001-2-3-1103')).toBe('S-1-5-21-1-2-3-1103');
    expect(fieldProblem('sid', 'S-1-5-21-1-2-3-1103')).toBeNull();
    for (const bad of ['S-2-5', 'S-1-5', 'S-1-5-21-4294967296', 'S-1-281474976710656-1', `S-1-5${'-1'.repeat(16)}`])
      expect(fieldProblem('sid', bad)?.text ?? null).toMatch(/^is not a SID/);
  });

  it('an external id keeps its case and has no second form that looks the same', () => {
    expect(fieldKey('externalId', 'E1')).not.toBe(fieldKey('externalId', 'e1'));
    for (const same of ['E1\u200b', 'Ｅ1', ' E1 ']) expect(fieldKey('externalId', same)).toBe('E1');
  });
});

describe('names and units', () => {
  it.each(['Ann Lee', '李小龍', 'Đặng', "O'Brien", 'Madonna', 'ไทย', 'X Æ A-12'])('%s is a name', (name) => {
    expect(fieldProblem('displayName', name)).toBeNull();
  });

  it.each([
    ['\u0301nn', 'begins with a mark that belongs to a letter before it'],
    ['An\u0007n', 'holds a character that no name or address has (U+0007)'],
    ['a'.repeat(258), 'is longer than 257 characters'],
  ])('refuses / %j', (name, problem) => {
    expect(fieldProblem('displayName', name)?.text ?? null).toBe(problem);
  });

  it('a unit is a path of names', () => {
    expect(canonicalField('organizationalUnit', '/North / Lab//Optics\u200b/')).toBe('North/Lab/Optics');
  });
});
