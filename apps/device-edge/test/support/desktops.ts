/**
 * The notification services that Debian 12 has, and what each of them does; the table in docs/desktops.md is made of these rows.
 */
import type { NotificationProgram } from '@cardwright/testing/notification-programs';
import type { ClosedReason } from '../../src/desk/notification-service.js';

export type Answer = 'accepted' | 'dismissed';

/** `body`: the text; otherwise in pixels from the edges of the notification's window. */
export type Place = 'body' | { right: number; bottom: number } | { right: number; top: number };

export interface Click {
  what: string;
  at: Place;
  /** 1 unless it is said. */
  button?: number;
  answer: Answer;
}

export interface Row {
  name: NotificationProgram;
  /** As GetServerInformation says them. */
  program: [name: string, vendor: string, specification: string];
  capabilities: string[];
  /** A notification whose time is up is taken off the screen, and is said to be closed for this reason; null: nothing is said, or it stays. */
  expires: Record<'normal' | 'critical', { gone: boolean; reason: ClosedReason | null }>;
  /** CloseNotification, as it is: of an id that there never was; and whether the notification is off the screen then. */
  close: { unknown: 'answered' | 'refused'; gone: boolean };
  /** What its holder reads. */
  begins: string;
  actions: string[];
  clicks: Click[];
}

const expired = { gone: true, reason: 'expired' } as const;
const silent = { gone: true, reason: null } as const;
const begins = 'Click here to begin.';
const actions = ['default', 'Update now', 'begin', 'Update now', 'later', 'Later (HH:MM)'];

export const rows: Row[] = [
  {
    name: 'dunst',
    program: ['dunst', 'knopwob', '1.2'],
    capabilities: [
      ...['actions', 'body', 'body-hyperlinks', 'body-markup', 'icon-static', 'private-synchronous', 'synchronous'],
      ...['x-canonical-private-synchronous', 'x-dunst-stack-tag'],
    ],
    expires: { normal: expired, critical: expired },
    close: { unknown: 'answered', gone: true },
    begins: 'Click here with the middle mouse button to begin. Any other click: Later (HH:MM).',
    actions,
    clicks: [
      { what: 'the text, with the middle button', at: 'body', button: 2, answer: 'accepted' },
      { what: 'the text', at: 'body', answer: 'dismissed' },
    ],
  },
  {
    name: 'notification-daemon',
    program: ['Notification Daemon', 'GNOME', '1.2'],
    capabilities: [
      ...['action-icons', 'actions', 'body', 'body-hyperlinks', 'body-markup', 'icon-static', 'persistence', 'sound'],
    ],
    expires: { normal: silent, critical: silent },
    close: { unknown: 'refused', gone: false },
    begins,
    actions,
    clicks: [
      { what: 'the text', at: 'body', answer: 'accepted' },
      { what: '"Update now"', at: { right: 199, bottom: 39 }, answer: 'accepted' },
      { what: '"Later"', at: { right: 103, bottom: 39 }, answer: 'dismissed' },
      { what: 'the cross', at: { right: 23, top: 30 }, answer: 'dismissed' },
    ],
  },
  {
    name: 'xfce4-notifyd',
    program: ['Xfce Notify Daemon', 'Xfce', '1.2'],
    capabilities: [
      ...['action-icons', 'actions', 'body', 'body-hyperlinks', 'body-markup', 'icon-static'],
      'x-canonical-private-icon-only',
    ],
    expires: { normal: expired, critical: { gone: false, reason: null } },
    close: { unknown: 'answered', gone: true },
    begins: 'Choose “Update now” to begin.',
    actions: ['default', 'Update now', 'later', 'Later (HH:MM)'],
    clicks: [
      { what: '"Update now"', at: { right: 173, bottom: 31 }, answer: 'accepted' },
      { what: '"Later"', at: { right: 65, bottom: 31 }, answer: 'dismissed' },
      { what: 'the text', at: 'body', answer: 'dismissed' },
    ],
  },
  {
    name: 'mate-notification-daemon',
    program: ['Notification Daemon', 'MATE', '1.1'],
    capabilities: ['action-icons', 'actions', 'body', 'body-hyperlinks', 'body-markup', 'icon-static', 'sound'],
    expires: { normal: expired, critical: expired },
    close: { unknown: 'answered', gone: true },
    begins,
    actions,
    clicks: [
      { what: 'the text', at: 'body', answer: 'accepted' },
      { what: '"Update now"', at: { right: 183, bottom: 27 }, answer: 'accepted' },
      { what: '"Later"', at: { right: 87, bottom: 27 }, answer: 'dismissed' },
      { what: 'the cross, of which it says that the time was up', at: { right: 32, top: 27 }, answer: 'dismissed' },
    ],
  },
];
