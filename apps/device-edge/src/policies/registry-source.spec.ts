/** Against answers as reg.exe of Windows prints them; the texts of failures are German, which nothing may depend on. */
import { describe, expect, it } from '@jest/globals';
import { problemWords } from './policy-source.js';
import { RegistrySource } from './registry-source.js';
import type { ProgramResult } from './run-program.js';

const failed: ProgramResult = {
  code: 1,
  stdout: '',
  stderr: 'FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.\r\n',
};
const printed = (...lines: string[]): ProgramResult => ({
  code: 0,
  stdout: ['', ...lines, ''].join('\r\n'),
  stderr: '',
});
const agentKey = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Cardwright\\Agent';
const agentValues = (...values: string[]): ProgramResult =>
  printed(agentKey, ...values.map((value) => `    ${value}`), '');

/** Answers in the order of the questions. */
function source(hive: 'HKLM' | 'HKCU', ...answers: ProgramResult[]) {
  const asked: string[] = [];
  const registry = new RegistrySource(hive, (program, args) => {
    asked.push([program, ...args].join(' '));
    return Promise.resolve(answers[asked.length - 1]!);
  });
  return { asked, registry };
}
const read = (...values: string[]) => source('HKLM', agentValues(...values)).registry.read();

describe('the registry', () => {
  it('is asked in its 64-bit view, and all values are read', async () => {
    const { asked, registry } = source(
      'HKLM',
      printed(
        'HKEY_LOCAL_MACHINE\\Software\\Policies\\Cardwright',
        '    CardAutoUpdate    REG_DWORD    0x0',
        '',
        agentKey,
        '    (Standard)    REG_SZ    (Wert nicht gesetzt)',
        '    CardAutoUpdate    REG_DWORD    0x1',
        '    ServerUrlEnabled    REG_DWORD    0x1',
        '    ServerUrl    REG_SZ    https://cards.example.org',
        '    updatecheckminutesenabled    REG_DWORD    0x1',
        '    updatecheckminutes    REG_DWORD    0x3c',
        '    UpdateCheckJitterSecondsEnabled    REG_DWORD    0x0',
        '    RepromptMinutes    REG_DWORD    0x1e',
        '',
        `${agentKey}\\Other`,
        '    CardAutoUpdate    REG_DWORD    0x0',
        '',
      ),
    );
    expect(await registry.read()).toEqual({
      said: {
        cardAutoUpdate: { state: 'enabled', value: true },
        serverUrl: { state: 'enabled', value: 'https://cards.example.org' },
        updateCheckMinutes: { state: 'enabled', value: 60 },
        updateCheckJitterSeconds: { state: 'disabled', value: 0 },
        repromptMinutes: { state: 'enabled', value: 30 },
      },
      problems: [],
    });
    expect(asked).toEqual(['C:\\Windows\\System32\\reg.exe query HKLM\\Software\\Policies\\Cardwright /s /reg:64']);
    expect([registry.name, registry.place]).toEqual(['machine-policy', 'HKLM\\Software\\Policies\\Cardwright\\Agent']);
  });

  it.each<[string, string[], object]>([
    ['not configured', [], {}],
    ['enabled', ['CardAutoUpdate    REG_DWORD    0x1'], { cardAutoUpdate: { state: 'enabled', value: true } }],
    ['disabled', ['CardAutoUpdate    REG_DWORD    0x0'], { cardAutoUpdate: { state: 'disabled', value: false } }],
    [
      'disabled, with a value that was left behind',
      ['ServerUrlEnabled    REG_DWORD    0x0', 'ServerUrl    REG_SZ    https://old.example.org'],
      { serverUrl: { state: 'disabled', value: false } },
    ],
  ])('%s', async (_, values, said) => expect(await read(...values)).toEqual({ said, problems: [] }));

  it.each<[string[], string]>([
    [['CardAutoUpdate    REG_DWORD    0x2'], 'CardAutoUpdate: cardAutoUpdate is neither true nor false'],
    [['CardAutoUpdate    REG_SZ    1'], 'CardAutoUpdate: cardAutoUpdate is neither true nor false'],
    [
      ['UpdateCheckMinutesEnabled    REG_DWORD    0x1'],
      'UpdateCheckMinutes: updateCheckMinutes is neither false nor a whole number from 1 to 43200',
    ],
    [
      ['UpdateCheckMinutes    REG_DWORD    0x0'],
      'UpdateCheckMinutes: updateCheckMinutes is neither false nor a whole number from 1 to 43200',
    ],
    [
      ['ServerUrlEnabled    REG_DWORD    0x1', 'ServerUrl    REG_SZ'],
      'ServerUrl: serverUrl is neither false nor the address of a server (https://host; http only for this computer)',
    ],
    [['Newer    REG_DWORD    0x1'], 'newer: there is no setting newer'],
  ])('%j', async (values, text) => {
    const { said, problems } = await read(...values);
    expect([said, problems.map((each) => problemWords(each).text)]).toEqual([
      {},
      [`HKLM\\Software\\Policies\\Cardwright\\Agent\\${text}`],
    ]);
  });

  it('without our key nothing is configured', async () => {
    const { asked, registry } = source(
      'HKLM',
      failed,
      printed(
        'HKEY_LOCAL_MACHINE\\Software\\Policies\\Google',
        'HKEY_LOCAL_MACHINE\\Software\\Policies\\Microsoft',
        '',
      ),
    );
    expect(await registry.read()).toEqual({ said: {}, problems: [] });
    expect(asked.at(-1)).toBe('C:\\Windows\\System32\\reg.exe query HKLM\\Software\\Policies /reg:64');
    expect(await source('HKCU', failed, failed).registry.read()).toEqual({ said: {}, problems: [] });
  });

  it.each<['HKLM' | 'HKCU', ProgramResult, string]>([
    ['HKLM', printed('HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Cardwright', ''), 'is there and cannot be read'],
    ['HKCU', printed('HKEY_CURRENT_USER\\Software\\Policies\\Cardwright', ''), 'is there and cannot be read'],
    ['HKLM', failed, 'reg.exe cannot read HKLM\\Software\\Policies (1)'],
    ['HKLM', { code: null, stdout: '', stderr: 'ENOENT' }, 'reg.exe did not run'],
  ])('%s: what cannot be read is said, and is not taken for nothing', async (hive, second, reason) => {
    const { problems } = await source(hive, failed, second).registry.read();
    expect(problems).toMatchObject([{ kind: 'unreadable', reason }]);
  });
});
