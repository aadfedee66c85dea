/** What the address of the list of findings says. Without `state` only those that are open. */
import type { FindingCode, FindingFilter, FindingSeverity } from '@cardwright/contracts/card/findings';

export interface FindingsSearch {
  state?: 'all';
  severity?: FindingSeverity;
  code?: FindingCode;
  device?: string;
}

/** As the API is asked. */
export const filterOf = ({ state, severity, code, device }: FindingsSearch): FindingFilter => ({
  ...(state === undefined && { open: true }),
  ...(severity && { severity }),
  ...(code && { code }),
  ...(device && { deviceId: device }),
});
