/**
 * The notification service of a desktop (Desktop Notifications Specification 1.2, org.freedesktop.Notifications) as far as we use it. Services
 * differ much in what they do with time limits and ids, so nothing here is relied on but showing, replacing and closing.
 */
import { Variant } from '@jellybrick/dbus-next';
import { messageBusName, type Bus, type Signal } from '../dbus/bus.js';

export interface Notification {
  summary: string;
  body: string;
  /** Id and label, in the order in which they are drawn; `default` is a click on the notification itself. */
  actions: readonly (readonly [id: string, label: string])[];
  /** Stays until it is answered, over everything else. */
  critical: boolean;
  /** The service is asked to close it after this; some do, some never. */
  shownForMs: number;
}

export type ClosedReason = 'expired' | 'dismissed' | 'by-us' | 'unknown';

export interface NotificationListener {
  /** The token lets the program that is started now come to the foreground; comes just before the action, where it comes at all. */
  activationToken(id: number, token: string): void;
  action(id: number, actionId: string): void;
  closed(id: number, reason: ClosedReason): void;
  /** The service was started again: what it showed is gone. */
  restarted(): void;
}

/** Which process on which message bus shows our notifications: ids mean something to it alone. */
export interface ServiceIdentity {
  busId: string;
  owner: string;
}

const name = 'org.freedesktop.Notifications';
const service = { destination: name, path: '/org/freedesktop/Notifications', interface: name };
const urgencies = { normal: 1, critical: 2 };
const reasons: Record<number, ClosedReason> = { 1: 'expired', 2: 'dismissed', 3: 'by-us' };

export class NotificationService {
  private constructor(
    private readonly bus: Bus,
    /** The service understands markup in bodies, and so needs text to be escaped. */
    readonly markup: boolean,
  ) {}

  /** Rejects when the session has no notification service and none can be started. */
  static async connect(bus: Bus, listener: NotificationListener): Promise<NotificationService> {
    await bus.onSignal({ sender: name, interface: name }, (signal) => tell(listener, signal));
    await bus.onSignal({ sender: messageBusName, member: 'NameOwnerChanged' }, ({ body: [of, before, after] }) => {
      if (of === name && before !== after && after !== '') listener.restarted();
    });
    const [capabilities] = await bus.call({ ...service, member: 'GetCapabilities' });
    return new NotificationService(bus, (capabilities as string[]).includes('body-markup'));
  }

  async identity(): Promise<ServiceIdentity | undefined> {
    const owner = await this.bus.ownerOf(name);
    return owner === undefined ? undefined : { busId: await this.bus.id(), owner };
  }

  /** Answers the id. replaces: the id of one that is shown. */
  async show({ summary, body, actions, critical, shownForMs }: Notification, replaces = 0): Promise<number> {
    const hints = {
      urgency: new Variant('y', critical ? urgencies.critical : urgencies.normal),
      category: new Variant('s', 'device'),
      'desktop-entry': new Variant('s', 'cardwright-agent'),
    };
    const [id] = await this.bus.call({
      ...service,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: ['Cardwright', replaces, 'security-high', summary, body, actions.flat(), hints, shownForMs],
    });
    return id as number;
  }

  /** Some services answer an id that they no longer have with an error. */
  async close(id: number): Promise<void> {
    await this.bus.call({ ...service, member: 'CloseNotification', signature: 'u', body: [id] }).catch(() => undefined);
  }

  disconnect(): void {
    this.bus.close();
  }
}

function tell(listener: NotificationListener, { member, body: [id, what] }: Signal): void {
  if (member === 'ActivationToken') listener.activationToken(Number(id), String(what));
  if (member === 'ActionInvoked') listener.action(Number(id), String(what));
  if (member === 'NotificationClosed') listener.closed(Number(id), reasons[Number(what)] ?? 'unknown');
}
