/** Which cards are in the readers: serial and holder of those that are known, for whoever may see others' cards. */
import { useQueries } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';
import { text } from './card.text.js';

/** By identity (`ykserial:10000001`): what is said of the card. */
export function useCardsInReaders(readers: readonly { identityText?: string | null }[]): ReadonlyMap<string, string> {
  const me = useMe();
  const identities = [...new Set(readers.flatMap(({ identityText }) => identityText ?? []))];
  return useQueries({
    queries: identities.map((identity) => ({ ...queries.cardByIdentity(identity), enabled: me.can('others.view') })),
    combine: (results) =>
      new Map(
        identities.map((identity, index) => {
          const known = results[index]?.data;
          // The serial number is on the card itself.
          const label = known?.label ?? identity.replace(/^[a-z0-9]+:/, '');
          return [identity, known?.personName ? text.card.cardOf(label, known.personName) : label];
        }),
      ),
  });
}
