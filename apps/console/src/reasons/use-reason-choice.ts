/** A reason of the catalogue being chosen: what is offered for a use, and what is given once it is complete. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Reason, ReasonCode, ReasonUse } from '../api/types.js';
import { useMe } from '../me/me.js';

/** As every request takes it. */
export interface GivenReason {
  reason: ReasonCode;
  reasonText?: string;
}
export interface ReasonChoice {
  /** Undefined while it is not known. */
  offered: Reason[] | undefined;
  error: unknown;
  retry: () => unknown;
  chosen: Reason | undefined;
  words: string;
  choose: (code: string) => void;
  say: (words: string) => void;
  /** Undefined until a reason is chosen, and its words are there where it needs them. */
  given: GivenReason | undefined;
}

export function useReasonChoice(use: ReasonUse, before?: GivenReason): ReasonChoice {
  const me = useMe();
  const reasons = useQuery(queries.reasons(use));
  const [code, choose] = useState(before?.reason ?? '');
  const [words, say] = useState(before?.reasonText ?? '');
  const offered = reasons.data?.filter(
    ({ systemOnly, roles }) => !systemOnly && (roles === undefined || roles.some((role) => me.roles.includes(role))),
  );
  const chosen = offered?.find((reason) => reason.code === code);
  const said = words.trim();
  const complete = chosen !== undefined && (said !== '' || !chosen.textNeeded);
  return {
    offered,
    error: reasons.error,
    retry: reasons.refetch,
    chosen,
    words,
    choose,
    say,
    given: complete ? { reason: chosen.code, ...(said && { reasonText: said }) } : undefined,
  };
}
