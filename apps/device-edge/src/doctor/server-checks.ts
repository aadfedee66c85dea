/** The server: reachable by HTTPS with the pinned root, its clock against ours, NATS with our own credential. */
import { randomUUID } from 'node:crypto';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId, type ReplyEnvelope } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import type { ServerVersions } from '@cardwright/contracts/workstation/versions';
import { httpText } from '../server/http.js';
import { versionFix, versionReport, versionText } from '../server/version-report.js';
import { agentVersion } from '../server/version.js';
import type { AgentHome } from '../home/agent-home.js';
import type { Finding } from './finding.js';

/** Sealed PINs live 5 minutes: more skew than this and they arrive expired, or from the future. */
const skewMaxMs = 60_000;

export async function checkServer(home: AgentHome): Promise<Finding[]> {
  const config = await home.config();
  if (config === undefined) return [];
  const check = 'server';
  const url = new URL('/healthz', config.serverUrl);
  try {
    const caPem = await home.caPem();
    const { status, date } = await httpText(url, url.protocol === 'https:' ? { caPem } : {});
    const findings: Finding[] = [{ check, state: 'ok', found: `${config.serverUrl} answers ${status}` }];
    if (date !== undefined) findings.push(clockFinding(Date.now() - date.getTime()));
    return findings;
  } catch (error) {
    const found = `${config.serverUrl}: ${error instanceof Error ? error.message : 'unknown failure'}`;
    return [{ check, state: 'fail', found, fix: 'Check network, proxy and firewall, and that the server runs.' }];
  }
}

/** skewMs: ours minus the server's; the Date header counts in whole seconds. */
export function clockFinding(skewMs: number): Finding {
  const check = 'clock';
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= skewMaxMs) return { check, state: 'ok', found: `within ${seconds} s of the server` };
  return {
    check,
    state: 'fail',
    found: `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the server`,
    fix: 'Set the clock of this machine (turn on NTP): sealed PINs would be refused as expired.',
  };
}

export async function checkNats(home: AgentHome): Promise<Finding[]> {
  const config = await home.config();
  if (config === undefined) return [];
  const check = 'NATS';
  const [seed, jwt, caPem] = await Promise.all([home.seed(), home.jwt(), home.caPem()]);
  try {
    const connection = await connect({
      servers: config.natsUrl.split(','),
      authenticator: jwtAuthenticator(jwt, seed),
      inboxPrefix: agentInboxPrefix(config.workstationId),
      tls: config.natsUrl.includes('tls://') ? { ca: caPem } : null,
      timeout: 5_000,
      reconnect: false,
    });
    const accepted: Finding = { check, state: 'ok', found: `${config.natsUrl} accepts this workstation` };
    const said = await versionsSaid(connection, config.workstationId);
    await connection.close();
    return [accepted, versionFinding(said)];
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown failure';
    const refused = /auth/i.test(reason);
    return [
      {
        check,
        state: 'fail',
        found: `${config.natsUrl}: ${reason}`,
        fix: refused
          ? 'The credential was refused: it is revoked or expired. Enrol this workstation again.'
          : 'Check that the NATS port is open from here.',
      },
    ];
  } finally {
    seed.fill(0);
  }
}

/** undefined: a server of the release before, or issuance-svc does not run. */
async function versionsSaid(connection: NatsConnection, workstationId: string): Promise<ServerVersions | undefined> {
  const question = { tenantId: defaultTenantId, correlationId: randomUUID(), body: { agentVersion } };
  const subject = edgeCallSubject(workstationId, 'version.exchange');
  return connection.request(subject, JSON.stringify(question), { timeout: 5_000 }).then(
    (message) => message.json<Partial<ReplyEnvelope<ServerVersions>>>().body,
    () => undefined,
  );
}

export function versionFinding(said: ServerVersions | undefined): Finding {
  const check = 'versions';
  const report = versionReport(said);
  const fix = versionFix(report);
  if (fix !== undefined) return { check, state: 'fail', found: versionText(report), fix };
  if (report.state === 'supported') return { check, state: 'ok', found: versionText(report) };
  return {
    check,
    state: 'warn',
    found: versionText(report),
    fix: 'Check that issuance-svc runs; a server of an older release does not say its version.',
  };
}
