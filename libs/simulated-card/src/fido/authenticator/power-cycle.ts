/** What counts from one power-up to the next. A warm reset ends nothing of it: the card has had its power all the time. */
export class PowerCycle {
  /** Wrong PINs in a row. */
  pinFailures = 0;

  /** since: of the card's clock, in milliseconds. */
  constructor(readonly since: number) {}
}

/** Wrong PINs in a row after which no further one is taken before the card is switched off and on (CTAP 2.1 section 6.5.5.6). */
export const pinFailuresMax = 3;

/** For how long after power-up a reset is possible (section 6.6). */
export const resetWindowMs = 10_000;
