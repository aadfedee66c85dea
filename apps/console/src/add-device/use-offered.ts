/**
 * What a person may make of a blank card themselves: each profile for self-service, and before them the replacements that operators have decided on and
 * that wait for a card. A replacement that is for operators to issue is told apart.
 */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { useWaitingReplacements } from '../sagas/waiting-replacements.js';
import { type Offered, offeredOf } from './choices.js';

/** undefined: not known yet. */
export function useOffered(personId: string): Offered | undefined {
  const profiles = useQuery(queries.profiles()).data;
  const { waiting } = useWaitingReplacements(personId);
  const mine = useInfiniteQuery(queries.devices({ mine: true })).data?.pages.flatMap(({ rows }) => rows);
  return profiles && waiting && mine && offeredOf(profiles, waiting, mine);
}
