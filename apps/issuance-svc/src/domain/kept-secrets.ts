/**
 * Rules for cards that keep a value of their stock batch. A value that only this batch has is merely reported. A value that is publicly
 * known is refused unless a person accepts it with a written reason; in PIV mode it is always refused. Pure.
 */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { KeptSecret, StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PlanAcceptance, PlannedKeptSecret } from '@cardwright/contracts/nats/plan-summary';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { CardPlan } from '@cardwright/card-plan/planned-step';

/** Which values of the card's stock batch everybody knows. */
export type WellKnown = ReadonlySet<StockSecret | 'pin'>;

export interface KeptCase {
  kept: readonly PlannedKeptSecret[];
  pivMode: boolean;
  /** Accepted in this request, or when the card was issued. */
  accepted: boolean;
}

export function plannedKept({ keeps = [], mayKeep = [] }: CardPlan, wellKnown: WellKnown): PlannedKeptSecret[] {
  const row = (secret: StockSecret, certain: boolean): PlannedKeptSecret => {
    const kept = { secret, wellKnown: wellKnown.has(secret), certain };
    const { text: sentence, said } = sentenceOf(kept);
    return { ...kept, sentence, said: { sentence: said } };
  };
  return [...keeps.map((secret) => row(secret, true)), ...mayKeep.map((secret) => row(secret, false))];
}

function sentenceOf({ secret, wellKnown, certain }: Omit<PlannedKeptSecret, 'sentence'>): Sentence {
  const name = { secret: say(`secret.${secret}`) };
  if (!certain) return say('secret.may-stay', name);
  return say(wellKnown ? 'secret.known-stays' : 'secret.batch-stays', name);
}

/** May a card keep the PUK of its stock batch, where it refuses to change it? */
export const pukMayStay = (wellKnown: WellKnown, { pivMode, accepted }: Omit<KeptCase, 'kept'>): boolean =>
  !wellKnown.has('puk') || (accepted && !pivMode);

const known = ({ kept }: Pick<KeptCase, 'kept'>): PlannedKeptSecret[] =>
  kept.filter(({ wellKnown, certain }) => wellKnown && certain);

/** What a dry run asks the person to accept. Throws CARD_WELL_KNOWN_SECRETS in PIV mode, where nobody may accept it. */
export function keptAcceptance(asked: KeptCase): PlanAcceptance[] {
  const rows = known(asked);
  if (rows.length === 0 || (asked.accepted && !asked.pivMode)) return [];
  if (asked.pivMode) refuse(rows, say('secret.never-in-piv-mode'));
  return rows.map(({ secret, sentence, said }) => ({
    ...{ code: 'CARD_WELL_KNOWN_SECRETS', field: 'acceptWellKnown', secret, sentence },
    ...(said && { said }),
  }));
}

/** Throws CARD_WELL_KNOWN_SECRETS {secrets} unless the card keeps nothing that everybody knows, or somebody has accepted it. */
export function requireKeptAccepted(asked: KeptCase): void {
  if (keptAcceptance(asked).length > 0) refuse(known(asked));
}

function refuse(
  rows: readonly PlannedKeptSecret[],
  message: Sentence = rows.map(sentenceOf).reduce((first, then) => say('saga.semicolon', { first, then })),
): never {
  throw new CardwrightError('CARD_WELL_KNOWN_SECRETS', message, { secrets: rows.map(({ secret }) => secret) });
}

/** As the record keeps it. */
export const keptRows = (kept: readonly PlannedKeptSecret[]): KeptSecret[] =>
  kept.flatMap(({ secret, wellKnown, certain }) => (certain ? [{ secret, wellKnown }] : []));

/** The name of the key set of a card that keeps these values. A card that keeps both PUK and management key has the batch's values. */
export const keySetWith = (kept: readonly KeptSecret[]): 'factory' | 'customer-v1' =>
  kept.length < 2 ? 'customer-v1' : 'factory';

/** The same after an attempt of an older service, which did not record this list. */
export const keySetOf = ({ capabilities }: Pick<CardModel, 'capabilities'>): 'factory' | 'customer-v1' =>
  capabilities.changePuk === true || capabilities.setManagementKey ? 'customer-v1' : 'factory';
