/** Why a roll-out or a campaign stands still, as the column has it: the words of whoever stopped it are `reason` there, and `reasonText` in answers. Pure. */
interface KeptByOperator {
  cause: 'OPERATOR';
  reason: string;
}
export type KeptStop<Stop> = Exclude<Stop, { cause: 'OPERATOR' }> | KeptByOperator;

export const shownStop = <Failures extends { cause: 'FAILURES' }>(
  stop: Failures | KeptByOperator | null,
): Failures | { cause: 'OPERATOR'; reasonText: string } | null =>
  stop?.cause === 'OPERATOR' ? { cause: 'OPERATOR', reasonText: stop.reason } : stop;
