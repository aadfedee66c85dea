/**
 * Rules for cards that keep a value of their stock batch. A value that only this batch has is merely reported. A value that is publicly
 * known is refused unless a person accepts it with a written reason; in PIV mode it is always refused. Pure.
 */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { KeptSecret, StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PlanAcceptance, PlannedKeptSecret } from '@cardwright/contracts/nats/plan-summary';
import type { CardPlan } from '@cardwright/card-plan/planned-step';

/** Which values of the card's stock batch everybody knows. */
export type WellKnown = ReadonlySet<StockSecret | 'pin'>;

export interface KeptCase {
  kept: readonly PlannedKeptSecret[];
  pivMode: boolean;
  /** Accepted in this request, or when the card was issued. */
  accepted: boolean;
}

const names: Readonly<Record<StockSecret, string>> = { 'management-key': 'management key', puk: 'PUK' };

export function plannedKept({ keeps = [], mayKeep = [] }: CardPlan, wellKnown: WellKnown): PlannedKeptSecret[] {
  const row = (secret: StockSecret, certain: boolean): PlannedKeptSecret => {
    const kept = { secret, wellKnown: wellKnown.has(secret), certain };
    return { ...kept, sentence: sentenceOf(kept) };
  };
  return [...keeps.map((secret) => row(secret, true)), ...mayKeep.map((secret) => row(secret, false))];
}

function sentenceOf({ secret, wellKnown, certain }: Omit<PlannedKeptSecret, 'sentence'>): string {
  const name = names[secret];
  if (!certain) return `The ${name} is changed if the card lets it; else it keeps that of its stock batch`;
  return wellKnown
    ? `The card cannot change its ${name} and keeps one that everybody knows: whoever holds the card can rewrite it`
    : `The card cannot change its ${name} and keeps that of its stock batch, which other cards of the batch have too`;
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
  if (asked.pivMode) refuse(rows, 'A card of PIV mode never keeps a PUK or management key that everybody knows');
  return rows.map(({ secret, sentence }) => ({
    ...{ code: 'CARD_WELL_KNOWN_SECRETS', field: 'acceptWellKnown', secret, sentence },
  }));
}

/** Throws CARD_WELL_KNOWN_SECRETS {secrets} unless the card keeps nothing that everybody knows, or somebody has accepted it. */
export function requireKeptAccepted(asked: KeptCase): void {
  if (keptAcceptance(asked).length > 0) refuse(known(asked));
}

function refuse(rows: readonly PlannedKeptSecret[], message = rows.map(({ sentence }) => sentence).join('; ')): never {
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
