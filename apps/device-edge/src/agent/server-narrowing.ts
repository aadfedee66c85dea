/**
 * What the server says of settings, over what policies and files decided. It can only narrow: make the interval longer, switch checks off. What a
 * policy switched off it cannot switch on.
 */
import type { Decision, Policies, Said } from '../policies/policies.js';
import { settingsTable } from '../policies/settings-table.js';
import type { ServerRules } from '../updates/rules.js';

export function narrowed(policies: Policies, { off, leastMinutes }: ServerRules): Policies {
  const { cardAutoUpdate, updateCheckMinutes } = policies.decisions;
  const decisions = { ...policies.decisions };
  if (off)
    decisions.cardAutoUpdate = over(cardAutoUpdate, { state: 'disabled', value: false }, cardAutoUpdate.value === true);
  if (isInterval(leastMinutes))
    decisions.updateCheckMinutes = over(
      updateCheckMinutes,
      { state: 'enabled', value: leastMinutes },
      leastMinutes > Number(updateCheckMinutes.value),
    );
  const settings = {
    ...policies.settings,
    cardAutoUpdate: decisions.cardAutoUpdate.value === true,
    updateCheckMinutes: Number(decisions.updateCheckMinutes.value),
  };
  return { ...policies, settings, decisions };
}

function over(decision: Decision, word: Pick<Said, 'state' | 'value'>, wins: boolean): Decision {
  const said = [...decision.said, { source: 'server' as const, place: 'the server', ...word }];
  return wins ? { value: word.value!, source: 'server', said } : { ...decision, said };
}

/** What a server of some other version may send. */
function isInterval(minutes: unknown): minutes is number {
  const [least, greatest] = settingsTable.updateCheckMinutes.range!;
  return Number.isInteger(minutes) && (minutes as number) >= least && (minutes as number) <= greatest;
}
