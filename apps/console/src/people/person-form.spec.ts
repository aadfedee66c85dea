import { describe, expect, it } from '@jest/globals';
import { changesOf, emptyPerson, shownValues } from './person-form.js';

const base = {
  ...emptyPerson,
  externalId: 'E1',
  givenName: 'Ada',
  surname: 'King',
  displayName: 'Ada King',
  email: 'a@b.example',
};

describe('what is typed about a person', () => {
  it('is sent as what differs from the record, null for what is taken away', () => {
    expect(changesOf(base, { email: '', upn: 'ada@corp', surname: 'King', enabled: false })).toEqual({
      email: null,
      upn: 'ada@corp',
      enabled: false,
    });
    expect(changesOf(base, {})).toEqual({});
  });

  it('takes a display name that was made of the names along with them, and leaves another as it is', () => {
    expect(shownValues(base, { surname: 'Lovelace' }).displayName).toBe('Ada Lovelace');
    expect(changesOf(base, { surname: 'Lovelace' })).toEqual({ surname: 'Lovelace', displayName: 'Ada Lovelace' });
    expect(changesOf(base, { surname: 'Lovelace', displayName: '' })).toEqual({
      surname: 'Lovelace',
      displayName: null,
    });
    const named = { ...base, displayName: 'Countess' };
    expect(changesOf(named, { surname: 'Lovelace' })).toEqual({ surname: 'Lovelace' });
  });

  it('stays over a record that was changed meanwhile, whose other fields show what is there now', () => {
    const typed = { email: 'mine@b.example' };
    const now = { ...base, surname: 'Noel', displayName: 'Ada Noel', email: 'theirs@b.example' };
    expect(shownValues(now, typed)).toEqual({ ...now, email: 'mine@b.example' });
    expect(changesOf(now, typed)).toEqual({ email: 'mine@b.example' });
  });
});
