/**
 * Looks into every reader of a computer for as long as the page is open (C07): each card once when it is put in, and again while something stands in
 * its way that may pass. Reads only: the plan that says whether a card fits is a dry run.
 */
import { useQueries, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import { type Candidate, lookedAt, mayPass, planned, type Verdict, whyNot } from './candidates.js';
import { type Choice, issueOf } from './choices.js';

const againMs = 3_000;

export interface Candidates {
  /** undefined: not known yet. */
  readers: number | undefined;
  candidates: readonly Candidate[];
  error: unknown;
  /** Looks at every card again. */
  again: () => void;
}

/** offered: what the person may choose; undefined: not known yet. */
export function useCandidates(
  workstationId: string,
  personId: string,
  offered: readonly Choice[] | undefined,
): Candidates {
  const readers = useQuery(queries.readers(workstationId));
  const filled = readers.data?.filter(({ cardPresent, unresponsive }) => cardPresent || unresponsive === true) ?? [];
  const looks = useQueries({
    queries: filled.map(({ readerName, unresponsive }) => ({
      queryKey: ['add-device', workstationId, readerName, unresponsive === true, offered],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Verdict> =>
        unresponsive === true
          ? Promise.resolve(whyNot('CARD_UNRESPONSIVE'))
          : look({ workstationId, readerName, personId, offered: offered! }, signal),
      enabled: offered !== undefined,
      // A card that is taken out is forgotten at once, so that the next one is looked at.
      gcTime: 0,
      staleTime: Infinity,
      retry: false,
      refetchInterval: ({ state }: { state: { data?: Verdict } }) =>
        state.data !== undefined && mayPass(state.data) ? againMs : (false as const),
    })),
  });
  return {
    readers: readers.data?.length,
    candidates: filled.map(({ readerName }, index) => ({ readerName, verdict: looks[index]?.data ?? null })),
    error: readers.error,
    again: () => {
      void readers.refetch();
      for (const each of looks) void each.refetch();
    },
  };
}

interface Look {
  workstationId: string;
  readerName: string;
  personId: string;
  offered: readonly Choice[];
}

async function look({ workstationId, readerName, personId, offered }: Look, signal: AbortSignal): Promise<Verdict> {
  try {
    const body = { workstationId, readerName };
    const inspection = await unwrap(api.POST('/api/v1/inspections', { body, signal }));
    const seen = lookedAt(inspection, personId, offered);
    if ('can' in seen) return seen;
    const { device } = inspection;
    const path = { deviceId: device.deviceId };
    // One after the other: each of them reads the card.
    const refusals: (string | null)[] = [];
    for (const choice of seen.as) {
      const asked = { ...body, ...issueOf(choice, personId) };
      refusals.push(
        await unwrap(api.POST('/api/v1/devices/{deviceId}/plan', { params: { path }, body: asked, signal })).then(
          ({ plan }) => (plan.mustAccept?.length ? 'CARD_WELL_KNOWN_SECRETS' : null),
          codeOf,
        ),
      );
    }
    return planned(device, seen.as, refusals);
  } catch (error) {
    return whyNot(codeOf(error));
  }
}

const codeOf = (error: unknown): string => asProblem(error).code;
