/**
 * The notification service of a desktop (Desktop Notifications Specification 1.2, org.freedesktop.Notifications) as far as we use it. Services
 * differ much in what they do with time limits and ids, so nothing here is relied on but showing, replacing and closing.
 */
import { Variant } from '@jellybrick/dbus-next';
import { messageBusName, type Bus, type Signal } from '../dbus/bus.js';
import { mannersOf, type Manners } from './manners.js';

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
  /** What is on the screen no longer, as far as the service said so. */
  private readonly gone = new Set<number>();

  private constructor(
    private readonly bus: Bus,
    /** The service understands markup in bodies, and so needs text to be escaped. */
    readonly markup: boolean,
    readonly manners: Manners,
  ) {}

  /** Rejects when the session has no notification service and none can be started. */
  static async connect(bus: Bus, listener: NotificationListener): Promise<NotificationService> {
    const [capabilities] = (await bus.call({ ...service, member: 'GetCapabilities' })) as [string[]];
    const [serviceName, vendor] = (await bus.call({ ...service, member: 'GetServerInformation' })) as [string, string];
    const manners = mannersOf(serviceName, vendor, capabilities);
    const connected = new NotificationService(bus, capabilities.includes('body-markup'), manners);
    await bus.onSignal({ sender: name, interface: name }, (signal) => connected.heard(signal, listener));
    await bus.onSignal({ sender: messageBusName, member: 'NameOwnerChanged' }, ({ body: [of, before, after] }) => {
      if (of === name && before !== after && after !== '') listener.restarted();
    });
    return connected;
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
    this.gone.delete(id as number);
    return id as number;
  }

  /** Some services answer an id that they no longer have with an error. */
  async close(id: number): Promise<void> {
    if (this.manners.staysWhenClosed) await this.shrink(id);
    await this.bus.call({ ...service, member: 'CloseNotification', signature: 'u', body: [id] }).catch(() => undefined);
  }

  disconnect(): void {
    this.bus.close();
  }

  /** Its time is up at once. What the service no longer has would be shown anew by this, for a blink. */
  private async shrink(id: number): Promise<void> {
    if (this.gone.has(id)) return;
    const nothing = { summary: '', body: '', actions: [], critical: false, shownForMs: 1 };
    const shownAs = await this.show(nothing, id).catch(() => id);
    if (shownAs !== id) await this.close(shownAs);
  }

  private heard({ member, body: [id, what] }: Signal, listener: NotificationListener): void {
    if (member === 'ActivationToken') listener.activationToken(Number(id), String(what));
    if (member === 'ActionInvoked' || member === 'NotificationClosed') this.gone.add(Number(id));
    if (member === 'ActionInvoked') listener.action(Number(id), String(what));
    if (member === 'NotificationClosed') listener.closed(Number(id), reasons[Number(what)] ?? 'unknown');
  }
}
