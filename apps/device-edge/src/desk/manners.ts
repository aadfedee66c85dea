/**
 * What notification services do differently with the same call, as far as a person would notice. Measured with each of them, or read in its
 * source where that is said (docs/desktops.md); a service that is not named here does as the specification says.
 */

/** `terminal`: the service has no actions. */
export type BeginsBy = 'click' | 'button' | 'middle-click' | 'terminal';

export interface Manners {
  /** What a person does with the notification to choose the action `default`. */
  beginsBy: BeginsBy;
  /** It draws a button for `default` too, which is a click on the notification elsewhere. */
  drawsDefault: boolean;
  /** CloseNotification is answered, and the notification stays on the screen for as long as it was to be shown. */
  staysWhenClosed: boolean;
  /** Closed by hand, it says that its time was up. */
  closedIsExpired: boolean;
}

const usual: Manners = { beginsBy: 'click', drawsDefault: false, staysWhenClosed: false, closedIsExpired: false };

/** By name and vendor, as GetServerInformation says them. */
const different: Record<string, Partial<Manners>> = {
  // As Debian's dunstrc has it: the first button closes, the second does what is due. It draws no buttons.
  'dunst by knopwob': { beginsBy: 'middle-click' },
  // GNOME Flashback and notification-daemon, from which it comes.
  'Notification Daemon by GNOME': { staysWhenClosed: true },
  'Notification Daemon by MATE': { closedIsExpired: true },
  // A click beside the buttons closes it.
  'Xfce Notify Daemon by Xfce': { beginsBy: 'button', drawsDefault: true },
};

export function mannersOf(name: string, vendor: string, capabilities: readonly string[]): Manners {
  const manners = { ...usual, ...different[`${name} by ${vendor}`] };
  return capabilities.includes('actions') ? manners : { ...manners, beginsBy: 'terminal' };
}
