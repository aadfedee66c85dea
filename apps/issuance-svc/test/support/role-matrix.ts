/**
 * Who may do what, written down by hand: every person-facing request against every role, about oneself, about somebody else, and about
 * a card that belongs to nobody. Specs hold the code against it, so nothing of it is computed from the code.
 * x: allowed; p: only with the permission granted; s: another role of the same person forbids it (AUTH_SEPARATION_OF_DUTIES); -: AUTH_FORBIDDEN.
 * Whoever asks is a linked person, so every column holds CH beside its own role.
 */
import type { Role } from '@cardwright/contracts/access/role';

export type Mark = 'x' | 'p' | 's' | '-';
export type Side = 'own' | 'others' | 'blank';

const matrixRoles: readonly Role[] = ['CH', 'HD', 'IO', 'AP', 'SO', 'KR', 'PA', 'IC', 'AU', 'SA', 'SV'];

// prettier-ignore
const rows: Readonly<Record<string, readonly [own: string, others: string, blank: string]>> = {
  //                                own                        others                     blank
  //                                C H I A S K P I A S S      C H I A S K P I A S S      C H I A S K P I A S S
  //                                H D O P O R A C U A V      H D O P O R A C U A V      H D O P O R A C U A V
  'people.import':               [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.import.begin':       [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.import.piece':       [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.import.commit':      [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.import.discard':     [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.create':               [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.change':               [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'sessions.end-of-person':      [' x x x x x x x x x x x ', ' - x x - x - - - - x p ', ' - x x - x - - - - x p '],
  'people.list':                 [' - x x x x - - p x x p ', ' - x x x x - - p x x p ', ' - x x x x - - p x x p '],
  'people.get':                  [' x x x x x x x x x x x ', ' - x x x x - - p x x p ', ' - x x x x - - p x x p '],
  'people.wizard-step':          [' x x x x x x x x x x x ', ' - x x - x - - - - - - ', ' - x x - x - - - - - - '],
  'people.photo.get':            [' x x x x x x x x x x x ', ' - x x x x - - p x x p ', ' - x x x x - - p x x p '],
  'people.photo.put':            [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'people.photo.delete':         [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'models.list':                 [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'models.validate':             [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'models.publish':              [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'models.withdraw':             [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'stock-batches.list':          [' - - - - - - - - - - - ', ' - - x - - - - x - - p ', ' - - x - - - - x - - p '],
  'stock-batches.import':        [' - - - - - - - - - - - ', ' - - x - - - - x - - p ', ' - - x - - - - x - - p '],
  'vault-key.get':               [' - - - - - - - - - - - ', ' - - x - - - - x - - p ', ' - - x - - - - x - - p '],
  'profiles.list':               [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'profiles.get':                [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'profiles.publish':            [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'profiles.withdraw':           [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'profile-proposals.create':    [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'profile-proposals.list':      [' - - - x x - x - - - - ', ' - - - x x - x - - - - ', ' - - - x x - x - - - - '],
  'profile-proposals.get':       [' - - - x x - x - - - - ', ' - - - x x - x - - - - ', ' - - - x x - x - - - - '],
  'profile-proposals.approve':   [' - - - x x - x - - - - ', ' - - - x x - x - - - - ', ' - - - x x - x - - - - '],
  'profile-proposals.decline':   [' - - - x x - x - - - - ', ' - - - x x - x - - - - ', ' - - - x x - x - - - - '],
  'profiles.diff':               [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'relying-parties.list':        [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'relying-parties.certificates': [' - - - - x - - - - x - ', ' - - - - x - - - - x - ', ' - - - - x - - - - x - '],
  'profiles.versions':          [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'profiles.validate':           [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'rollouts.list':              [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'rollouts.get':               [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'rollouts.plan':              [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'rollouts.advance':           [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'rollouts.pause':             [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'rollouts.resume':            [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'rollouts.stop':              [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'campaigns.count':             [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'campaigns.create':            [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'campaigns.list':              [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'campaigns.get':               [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'campaigns.cards':             [' - x x x x - x p x - p ', ' - x x x x - x p x - p ', ' - x x x x - x p x - p '],
  'campaigns.pause':             [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'campaigns.resume':            [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'campaigns.stop':              [' - - - - - - x - - - - ', ' - - - - - - x - - - - ', ' - - - - - - x - - - - '],
  'workstations.list':           [' - x x - x - - x x x p ', ' - x x - x - - x x x p ', ' - x x - x - - x x x p '],
  'workstations.summary':        [' - x x - x - - x x x p ', ' - x x - x - - x x x p ', ' - x x - x - - x x x p '],
  'workstations.get':            [' - x x - x - - x x x p ', ' - x x - x - - x x x p ', ' - x x - x - - x x x p '],
  'workstations.doctor':         [' - x x - x - - - - x p ', ' - x x - x - - - - x p ', ' - x x - x - - - - x p '],
  'workstations.logs':           [' - x x - x - - - - x p ', ' - x x - x - - - - x p ', ' - x x - x - - - - x p '],
  'workstations.readers':        [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'workstations.enrolment-code': [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'workstations.revoke':         [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'workstations.allow-enrolment': [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'deployment-codes.create':     [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'deployment-codes.list':       [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'deployment-codes.revoke':     [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'devices.list':                [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'devices.overview':            [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'certificates.get':            [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'certificates.list':           [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'search.find':                 [' - x x x x - - x x x p ', ' - x x x x - - x x x p ', ' - x x x x - - x x x p '],
  'devices.get':                 [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'devices.history':             [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'devices.inspect':             [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' x x x x x x x x x x x '],
  'devices.plan':                [' x x s x s x s x x s x ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.issue':               [' x x s x s x s x x s x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'devices.bind':                [' - - - - - - - - - - - ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.unbind':              [' - - - - - - - - - - - ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.activate':            [' - - - - - - - - - - - ', ' - p x - x - - - - - - ', ' - p x - x - - - - - - '],
  'devices.recycle':             [' - - - - - - - - - - - ', ' - - x - - - - x - - p ', ' - - x - - - - x - - p '],
  'devices.plan-reprovision':    [' x x x x x x s x x s x ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.reprovision':         [' x x x x x x s x x s x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'devices.request-reprovision': [' - - - - - - - - - - - ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.plan-update':         [' x x x x x x s x x s x ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.update':              [' x x x x x x s x x s x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'devices.reset-pin':           [' x x x x x x x x x x x ', ' - x x - x - - - - - - ', ' - x x - x - - - - - - '],
  'devices.change-pin':          [' x x x x x x x x x x x ', ' - - - - - - - - - - - ', ' - - - - - - - - - - - '],
  'devices.passkey':             [' x x x x x x s x x s x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'devices.lock':                [' - - - - - - - - - - - ', ' - x x - x - - - - - - ', ' - x x - x - - - - - - '],
  'devices.request-lock':        [' - - - - - - - - - - - ', ' - x x - x - - - - - - ', ' - x x - x - - - - - - '],
  'devices.request-pin-reset':   [' - - - - - - - - - - - ', ' - x x - x - - - - - - ', ' - x x - x - - - - - - '],
  'devices.replace':             [' - - - - - - - - - - - ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.ask-replacement':     [' x x x x x x x x x x x ', ' - - - - - - - - - - - ', ' - - - - - - - - - - - '],
  'devices.decline-replacement': [' x x x x x x x x x x x ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.suspend':             [' x x x x x x x x x x x ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.resume':              [' x x x x x x x x x s x ', ' - x x - x - - - - - p ', ' - x x - x - - - - - p '],
  'devices.terminate':           [' - - - - - - - - - - - ', ' - - p - x - - - - - p ', ' - - p - x - - - - - p '],
  'devices.reconcile':           [' - - - - - - - - - - - ', ' - x x - x - - x - - p ', ' - x x - x - - x - - p '],
  'devices.update-offers':       [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'update-offers.get':           [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'update-offers.begin':         [' x x x x x x x x x x x ', ' - x x - x - - - - - - ', ' - x x - x - - - - - - '],
  'findings.list':               [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'reasons.list':                [' x x x x x x x x x x x ', ' x x x x x x x x x x x ', ' x x x x x x x x x x x '],
  'revocations.list':            [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'sagas.list':                  [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'sagas.weeks':                 [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'sagas.attention':             [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'sagas.get':                   [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'sagas.timeline':              [' x x x x x x x x x x x ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'sagas.trace':                 [' - x x x x - - p x x p ', ' - x x x x - - p x x p ', ' - x x x x - - p x x p '],
  'sagas.retry':                 [' x x x x x x x x x s x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'sagas.cancel':                [' x x x x x x x x x x x ', ' - - x - x - - x - p p ', ' - - x - x - - x - p p '],
  'sagas.pin-key':               [' x x x x x x x x x x x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'sagas.supply-pin':            [' x x x x x x x x x x x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'sagas.skip-pin':              [' x x x x x x x x x x x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'sagas.show-temporary-pin':              [' x x x x x x x x x x x ', ' - - x - - - - - - - - ', ' - - x - - - - - - - - '],
  'sagas.reveal-initial-pin':    [' x x x x x x x x x s x ', ' - - p - x - - - - - - ', ' - - p - x - - - - - - '],
  'audit.list':                  [' - - - - x - - - x - p ', ' - - - - x - - - x - p ', ' - - - - x - - - x - p '],
  'audit.verify':                [' - - - - x - - - x - p ', ' - - - - x - - - x - p ', ' - - - - x - - - x - p '],
  'events.list':                 [' - x x x x - - p x - p ', ' - x x x x - - p x - p ', ' - x x x x - - p x - p '],
  'role-grants.list':            [' - - - - x - - - x x - ', ' - - - - x - - - x x - ', ' - - - - x - - - x x - '],
  'role-grants.meanings':        [' - - - - x - - - x x - ', ' - - - - x - - - x x - ', ' - - - - x - - - x x - '],
  // Never to oneself: separation.spec.ts.
  'role-grants.create':          [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'role-grants.revoke':          [' - - - - - - - - - x - ', ' - - - - - - - - - x - ', ' - - - - - - - - - x - '],
  'codec.decode':                [' - - x - x - - - - x - ', ' - - x - x - - - - x - ', ' - - x - x - - - - x - '],
  'codec.authorise':             [' - - x - x - - - - x - ', ' - - x - x - - - - x - ', ' - - x - x - - - - x - '],
};

/** Requests that the role table does not decide: anybody signed in about themselves, or whoever holds a one-time code or the id of a session. */
export const outsideMatrix = [
  ...['me.get', 'workstations.enrol'],
  ...['sessions.start', 'sessions.check', 'sessions.end', 'sessions.list', 'sessions.end-own'],
  ...['views.list', 'views.save', 'views.delete'],
  ...['wizard-step.tell', 'wizard-step.leave'],
  ...['bulk.preview', 'bulk.act'],
  ...['card-sign-in.prove', 'card-sign-in.redeem', 'passkey-sign-in.redeem'],
  ...['bridge.open', 'bridge.pair', 'bridge.pair-typed', 'bridge.state', 'bridge.unpair'],
];

export const matrix: readonly { endpoint: string; side: Side; role: Role; mark: Mark }[] = Object.entries(rows).flatMap(
  ([endpoint, [own, others, blank]]) =>
    Object.entries({ own, others, blank }).flatMap(([side, cells]) =>
      cells
        .trim()
        .split(' ')
        .map((mark, column) => ({
          endpoint,
          side: side as Side,
          role: matrixRoles[column]!,
          mark: mark as Mark,
        })),
    ),
);
