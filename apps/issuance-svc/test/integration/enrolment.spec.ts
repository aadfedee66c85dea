/** Enrolment and the vault: no transaction waits for it, and what has to be told to it is a job of its own. Real Postgres and NATS. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { eventually } from '@cardwright/testing/eventually';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);

let service: RecordsService;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
  Object.assign(service.vault, {
    'profiles.list': () => ({ profiles: [] }),
    'vault.public-key': () => ({ publicJwk: { kty: 'EC' }, kid: 'vault-1' }),
    'agents.sign-jwt': () => ({ jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' }),
    'agents.revoke': () => ({ revoked: true }),
  } satisfies RecordsService['vault']);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

describe('the vault and the enrolment', () => {
  const away = (): never => {
    throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
  };
  const keyOf = (letter: string): string => `U${letter.repeat(55)}`;
  const codeFor = async (name: string) => service.ask('workstations.enrolment-code', { name }, administrator);
  const enrol = (code: string, agentNkey: string) =>
    service.ask('workstations.enrol', { code, agentNkey, agentVersion: '1' });
  const revocations = () =>
    query<{ agent_nkey: string; done: boolean }>(
      `SELECT agent_nkey, done_at IS NOT NULL AS done FROM agent_revocation WHERE agent_nkey = ANY ($1) ORDER BY 1`,
      [['C', 'D', 'E'].map(keyOf)],
    );

  it('no transaction waits for the vault: while it is asked, neither code nor workstation is locked', async () => {
    const { code, workstationId: asked } = await codeFor('Unlocked');
    const { 'agents.sign-jwt': sign } = service.vault;
    let free: unknown[] = [];
    service.vault['agents.sign-jwt'] = async (body) => {
      free = await query(
        `SELECT 1 FROM enrolment_code JOIN workstation USING (workstation_id) WHERE workstation_id = $1
         FOR UPDATE SKIP LOCKED`,
        [asked],
      );
      return sign!(body);
    };
    await enrol(code, keyOf('C'));
    service.vault['agents.sign-jwt'] = sign!;
    expect(free).toHaveLength(1);
  });

  it('away, it costs no code', async () => {
    const { code } = await codeFor('Unlocked');
    const { 'agents.sign-jwt': sign } = service.vault;
    service.vault['agents.sign-jwt'] = away;
    await expect(enrol(code, keyOf('D'))).rejects.toMatchObject({ code: 'REQUEST_SERVICE_UNAVAILABLE' });
    service.vault['agents.sign-jwt'] = sign!;
    expect(await enrol(code, keyOf('D'))).toMatchObject({ jwt: 'signed' });
  });

  it('away when the code is used, it keeps nobody from enrolling: the key before is revoked when it is back, once', async () => {
    const { code, workstationId: asked } = await codeFor('Unlocked');
    const { 'agents.revoke': revoke } = service.vault;
    service.vault['agents.revoke'] = away;
    expect(await enrol(code, keyOf('E'))).toMatchObject({ workstationId: asked, jwt: 'signed' });
    expect(await revocations()).toContainEqual({ agent_nkey: keyOf('D'), done: false });
    service.vault['agents.revoke'] = revoke!;
    await eventually(revocations, [
      { agent_nkey: keyOf('C'), done: true },
      { agent_nkey: keyOf('D'), done: true },
    ]);
    const told = service.vaultCalls.filter(
      ({ name, body }) => name === 'agents.revoke' && (body as { agentNkey: string }).agentNkey === keyOf('C'),
    );
    expect(told).toHaveLength(1);
  });

  it('a key that went out of use does not come back', async () => {
    const { code } = await codeFor('Unlocked');
    await expect(enrol(code, keyOf('C'))).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    expect(await enrol(code, keyOf('F'))).toMatchObject({ jwt: 'signed' });
  });

  it('away, it keeps no workstation from being revoked', async () => {
    const { code, workstationId: asked } = await codeFor('Revoked in an outage');
    await enrol(code, keyOf('G'));
    const { 'agents.revoke': revoke } = service.vault;
    service.vault['agents.revoke'] = away;
    const { workstation } = await service.ask(
      'workstations.revoke',
      { workstationId: asked, reason: 'STOLEN' },
      administrator,
    );
    service.vault['agents.revoke'] = revoke!;
    expect(workstation.revokedAt).not.toBeNull();
    await eventually(
      () =>
        query('SELECT last_error_code FROM agent_revocation WHERE agent_nkey = $1 AND done_at IS NOT NULL', [
          keyOf('G'),
        ]),
      [{ last_error_code: 'REQUEST_SERVICE_UNAVAILABLE' }],
    );
  });
});
