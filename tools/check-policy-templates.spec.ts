import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preferenceDomain } from '@cardwright/device-edge/policies/managed-preferences';
import { registryKey, settingsTable } from '@cardwright/device-edge/policies/settings-table';
import { templateProblems, templatesFolder } from './check-policy-templates.mjs';

const agent = { settingsTable, registryKey, preferenceDomain };
const read = (name: string): string => readFileSync(join(templatesFolder, name), 'utf8');
/** The templates with one text of one file replaced, everywhere in it. */
const changed = (file: string, from: string, to: string): string[] =>
  templateProblems(agent, (name) => {
    if (!name.endsWith(file)) return read(name);
    expect(read(name)).toContain(from);
    return read(name).replaceAll(from, to);
  });

describe('policy templates', () => {
  it('name what the agent reads, in every language', () => expect(templateProblems(agent)).toEqual([]));

  it.each<[string, string, string, string[]]>([
    [
      'admx',
      'valueName="RepromptMinutes"',
      'valueName="RepromptHours"',
      ['repromptMinutes: its policy does not write RepromptMinutes'],
    ],
    [
      'admx',
      'valueName="CardAutoUpdate"',
      'valueName="AutoUpdate"',
      ['cardAutoUpdate: no policy writes CardAutoUpdate', 'CardAutoUpdate: the agent does not read AutoUpdate'],
    ],
    [
      'admx',
      'maxValue="3600"',
      'maxValue="60"',
      ['updateCheckJitterSeconds: its policy allows 0 to 60, the agent 0 to 3600'],
    ],
    [
      'admx',
      'valueName="ServerUrl" required="true"',
      'valueName="ServerUrl"',
      ['serverUrl: its policy can be enabled without a value'],
    ],
    [
      'de-DE/cardwright-agent.adml',
      '<string id="ServerUrl">',
      '<string id="Server">',
      ['de-DE: there is no string ServerUrl', 'de-DE: nothing names the string Server'],
    ],
    [
      'en-US/cardwright-agent.adml',
      '<presentation id="ServerUrl">',
      '<presentation id="Server">',
      [
        'en-US: there is no presentation ServerUrl',
        'en-US: nothing names the presentation Server',
        'en-US: the presentation of ServerUrl shows nothing, not ServerUrl_Value',
      ],
    ],
    [
      'en-US/cardwright-agent.adml',
      'refId="ServerUrl_Value"',
      'refId="Server_Value"',
      ['en-US: the presentation of ServerUrl shows Server_Value, not ServerUrl_Value'],
    ],
    ['de-DE/cardwright-agent.adml', '>Cardwright</string>', '></string>', ['de-DE: the string Cardwright is empty']],
    [
      'mobileconfig',
      'updateCheckMinutes',
      'checkMinutes',
      [
        'macos/cardwright-agent.mobileconfig: there is no setting checkMinutes',
        'macos/cardwright-agent.mobileconfig: it does not show updateCheckMinutes',
      ],
    ],
  ])('%s: %s as %s', (file, from, to, problems) => expect(changed(file, from, to)).toEqual(problems));

  it('a key that Windows and Intune keep for themselves', () => {
    expect(changed('admx', 'Software\\Policies\\Cardwright\\Agent', 'Software\\Policies\\Microsoft\\Agent')).toContain(
      'ServerUrl: templates may not write below Software\\Policies\\Microsoft\\Agent',
    );
  });

  it('what is no XML, with line and column', () => {
    expect(changed('de-DE/cardwright-agent.adml', '</stringTable>', '')).toEqual([
      expect.stringMatching(/^de-DE\/cardwright-agent\.adml, line \d+, column \d+: .*stringTable/),
    ]);
  });
});
