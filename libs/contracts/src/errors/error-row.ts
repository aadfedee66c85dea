/**
 * What is said of an error code.
 * family: where it is born. httpStatus: what the gateway answers. retry: what a saga may do with it.
 * exposeMessage: whether the message and details may leave the system. fix: what the reader should do.
 */
export interface ErrorRow {
  family: 'CARD' | 'EDGE' | 'PKI' | 'REQUEST' | 'LIFECYCLE' | 'AUTH' | 'VAULT' | 'INTERNAL';
  httpStatus: number;
  /** never: the same call fails again. safe: may be sent again. after-readback: look at the card first. */
  retry: 'never' | 'safe' | 'after-readback';
  exposeMessage: boolean;
  title: string;
  fix: string;
}

type Family = ErrorRow['family'];
export const row = (
  family: Family,
  httpStatus: number,
  retry: ErrorRow['retry'],
  title: string,
  fix: string,
  exposeMessage = true,
): ErrorRow => ({ family, httpStatus, retry, exposeMessage, title, fix });
