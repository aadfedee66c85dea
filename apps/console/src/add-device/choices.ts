/** What a blank card may become in its person's hands: a profile for self-service, or with one of these the replacement of another card. Pure, no React. */
import type { Device, Saga } from '../api/types.js';
import { isForSelfService } from '../me/self-service.js';

/** A credential profile that the person may choose, or the one that the card is bound to them with. */
export interface Choice {
  profileName: string;
  title: string;
  /** In the place of a card of theirs, as an operator has decided: the request for it, and what the old card is called. */
  inPlaceOf?: { requestId: string; label: string };
}
/** What tells two choices for a card apart. */
export const choiceKey = ({ profileName, inPlaceOf }: Choice): string => inPlaceOf?.requestId ?? profileName;

export interface Offered {
  /** Replacements first: they are what a person who waits for one has come for. */
  choices: readonly Choice[];
  /** Cards in whose place an operator makes the new one, because its profile is not for self-service. */
  madeByOthers: readonly string[];
}

export function offeredOf(
  profiles: readonly { name: string; title: string; selfService?: boolean; withdrawnAt: string | null }[],
  waiting: readonly Pick<Saga, 'requestId' | 'deviceId' | 'profileName'>[],
  mine: readonly Pick<Device, 'deviceId' | 'label'>[],
): Offered {
  const offered = profiles.filter(isForSelfService).map(({ name, title }): Choice => ({ profileName: name, title }));
  const replacements: Choice[] = [];
  const madeByOthers: string[] = [];
  for (const { requestId, deviceId, profileName } of waiting) {
    const label = mine.find((device) => device.deviceId === deviceId)?.label;
    if (label === undefined) continue;
    const choice = offered.find((each) => each.profileName === profileName);
    if (choice === undefined) madeByOthers.push(label);
    else replacements.push({ ...choice, inPlaceOf: { requestId, label } });
  }
  return { choices: [...replacements, ...offered], madeByOthers };
}

/** What is asked of the server, for the dry run and for the start alike. */
export const issueOf = ({ profileName, inPlaceOf }: Choice, personId: string) => ({
  ...{ personId, profileName, pinChange: 'holder' as const },
  ...(inPlaceOf && { replacementRequestId: inPlaceOf.requestId }),
});

/** What is proposed of several: the one replacement that waits for them. Pressing Next is still theirs. */
export function proposed(choices: readonly Choice[]): Choice | undefined {
  const replacements = choices.filter(({ inPlaceOf }) => inPlaceOf !== undefined);
  return choices.length === 1 ? choices[0] : replacements.length === 1 ? replacements[0] : undefined;
}
