/** What a holder is reminded of by mail: an update whose deadline comes near, and one that has to be done today. */
export type ReminderKind = 'due-soon' | 'last-day';

export interface Reminder {
  offerId: string;
  deviceId: string;
  kind: ReminderKind;
  /** ISO 8601. */
  deadline: string;
}
