/**
 * What a person may make of a blank card themselves: each profile for self-service, and before them the replacements that operators have decided on and
 * that wait for a card. What is for operators to issue is not among them, as a replacement neither.
 */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { type Choice, offeredOf } from './choices.js';

/** undefined: not known yet. */
export function useOffered(personId: string): readonly Choice[] | undefined {
  const profiles = useQuery(queries.profiles()).data;
  const waiting = useInfiniteQuery(queries.sagas({ personId, state: 'READY' })).data?.pages.flatMap(({ rows }) => rows);
  const mine = useInfiniteQuery(queries.devices({ mine: true })).data?.pages.flatMap(({ rows }) => rows);
  return profiles && waiting && mine && offeredOf(profiles, waiting, mine);
}
