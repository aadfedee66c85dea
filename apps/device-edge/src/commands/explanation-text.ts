/** What `explain` says, for people who administer workstations. */
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { Explanation } from '../desk-link/protocol.js';
import { settingLines } from '../policies/policy-report.js';
import { problemWords } from '../policies/policy-source.js';
import { versionFix, versionText } from '../server/version-report.js';
import type { CardOutlook } from '../updates/rules.js';

export function explanationText(explanation: Explanation, now: Date): string {
  const { report, running } = explanation;
  const { hold, problems } = report;
  return [
    running
      ? 'Settings of the agent that runs here:'
      : 'No agent answers here. Settings that one would have that is started now by this user:',
    ...settingLines(report).map((line) => `  ${line}`),
    ...problems.map(
      (problem) => `${problem.kind === 'unknown' ? 'NOTE' : 'BROKEN'}  ${problem.code}: ${problemWords(problem).text}`,
    ),
    ...(hold === null
      ? []
      : [
          `STOP  ${hold.state}: ${hold.error.message}. Nothing is sent.`,
          `      fix: ${errorCatalogue[hold.error.code].fix}`,
        ]),
    ...versionLines(explanation),
    ...cardLines(explanation, now),
    '',
  ].join('\n');
}

function versionLines({ versions }: Explanation): string[] {
  if (versions === undefined) return [];
  const fix = versionFix(versions);
  return fix === undefined
    ? [`Versions: ${versionText(versions)}`]
    : [`STOP  ${versionText(versions)}`, `      fix: ${fix.text}`];
}

function cardLines({ report, running, connected, cards }: Explanation, now: Date): string[] {
  if (!running) return ['Cards: only an agent that runs knows them: `cardwright-agent run`'];
  if (cards === null) return ['Cards: are told to the person at this computer only'];
  if (cards.length === 0) return ['Cards: none in a reader that can be asked about'];
  return cards.map((card) => {
    const next = report.hold === null ? nextText(card, connected, now) : `nothing is sent: ${report.hold.state}`;
    return `${card.readerName}: ${heardText(card, now)}; ${next}`;
  });
}

const answers: Record<NonNullable<CardOutlook['heard']>, string> = {
  none: 'nothing is due',
  'not-managed': 'the server does not look after this card',
  disabled: 'the server has switched updates off',
  'version-unsupported': 'this agent is too old for the server',
  available: 'an update is due',
  postponed: 'an update was put off',
  'shown-elsewhere': 'an update is offered at another workstation',
  'under-way': 'an update is under way',
  failed: 'the server did not answer',
};

function heardText({ heard, heardMsAgo }: CardOutlook, now: Date): string {
  if (heard === null || heardMsAgo === null) return 'the server was not asked about it yet';
  return `asked at ${timeText(now.getTime() - heardMsAgo)}, ${answers[heard]}`;
}

function nextText({ offered, asksInMs }: CardOutlook, connected: boolean, now: Date): string {
  if (asksInMs === null) return 'nothing is asked by itself (cardAutoUpdate), `cardwright-agent check` asks';
  if (!connected) return 'asked when the server can be reached again';
  const again = `asked again at ${timeText(now.getTime() + asksInMs)}`;
  return offered ? `the update is shown to the person at this computer; ${again}` : again;
}

const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
