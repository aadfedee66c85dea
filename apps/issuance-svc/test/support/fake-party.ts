/** A relying party in memory, behind the port. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type {
  EarlierRegistrations,
  MadePasskey,
  PasskeyPerson,
  RegisteredPasskey,
  RelyingParty,
  RelyingPartyContext,
  SoughtPasskey,
} from '../../src/relying-parties/relying-party.port.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';

export const aaguid = '11111111-2222-3333-4444-555555555555';

/** What the provider knows, and how it answers next. */
export class FakeParty implements RelyingParty {
  known: (RegisteredPasskey & { credentialId: string })[] = [];
  options_ = 0;
  deleted: string[] = [];
  /** What was asked to be deleted, and for whom. */
  asked: { context: RelyingPartyContext; objectId: string | null; providerId: string }[] = [];
  /** Before: nothing is registered. After: it is, and the answer is lost. */
  failsNext: { before?: ErrorCode; after?: ErrorCode }[] = [];
  /** Of each registration, whether it may have been sent before. */
  sent: (boolean | undefined)[] = [];
  lastsMs = 300_000;
  settlesMs?: number;
  /** It answers as it was before the last registration. */
  unseen = false;
  listed: { context: RelyingPartyContext; objectId: string | null }[] = [];
  lists = (): Promise<RegisteredPasskey[]> => Promise.resolve(this.known);
  switch?: RelyingParty['switch'];
  page?: RelyingParty['page'];
  readonly inPortal?: true;
  readonly pageExcludes?: true;

  obstacles() {
    return Promise.resolve([]);
  }
  options() {
    this.options_ += 1;
    const now = Date.now();
    return Promise.resolve({
      challengeBase64url: Buffer.from(`challenge-${this.options_}`).toString('base64url'),
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + this.lastsMs).toISOString(),
      ...{ relyingPartyId: 'login.example', relyingPartyName: 'Contoso', origin: 'https://login.example' },
      ...{ userIdBase64url: 'dXNlcg', userName: 'ada@contoso.example', userDisplayName: 'Ada L', algorithms: [-7] },
      excludeBase64url: this.known.map(({ credentialId }) => credentialId),
    });
  }
  register(
    _context: unknown,
    _person: unknown,
    displayName: string,
    made: MadePasskey,
    earlier?: EarlierRegistrations,
  ): Promise<RegisteredPasskey> {
    this.sent.push(earlier?.sent);
    const { before, after } = this.failsNext.shift() ?? {};
    if (before !== undefined) return Promise.reject(new CardwrightError(before));
    const credentialId = made.credentialIdBase64url;
    let found = this.known.find((each) => each.credentialId === credentialId);
    if (found === undefined) {
      found = {
        providerId: `m-${this.known.length + 1}`,
        displayName,
        aaguid,
        createdAt: new Date().toISOString(),
        credentialId,
        credentialIds: [credentialId],
      };
      this.known.push(found);
    }
    return after === undefined ? Promise.resolve(found) : Promise.reject(new CardwrightError(after));
  }
  list(context: RelyingPartyContext, { objectId }: PasskeyPerson) {
    this.listed.push({ context, objectId });
    return this.lists();
  }
  find(_context: unknown, _person: unknown, { credentialIdBase64url }: SoughtPasskey) {
    return Promise.resolve(
      this.known.filter(({ credentialId }) => !this.unseen && credentialId === credentialIdBase64url),
    );
  }
  delete(context: RelyingPartyContext, { objectId }: PasskeyPerson, providerId: string): Promise<boolean> {
    this.asked.push({ context, objectId, providerId });
    const { before } = this.failsNext.shift() ?? {};
    if (before !== undefined) return Promise.reject(new CardwrightError(before));
    if (this.unseen || !this.known.some((each) => each.providerId === providerId)) return Promise.resolve(false);
    this.deleted.push(providerId);
    this.known = this.known.filter((each) => each.providerId !== providerId);
    return Promise.resolve(true);
  }
}

/** `contoso` alone: the party that `now` answers at each call, as a spec makes a new one for each test. */
export function contosoOf(now: () => FakeParty): RelyingParties {
  const current = new Proxy({} as RelyingParty, {
    get: (_target, name: keyof RelyingParty) => {
      const value = now()[name];
      return typeof value === 'function' ? value.bind(now()) : value;
    },
  });
  return new RelyingParties(new Map([['contoso', current]]));
}
