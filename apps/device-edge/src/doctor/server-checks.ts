/** The server: reachable by HTTPS with the pinned root, its clock against ours, NATS with our own credential. */
import { randomUUID } from 'node:crypto';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId, type ReplyEnvelope } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import type { ServerVersions } from '@cardwright/contracts/workstation/versions';
import { say } from '@cardwright/contracts/words/say';
import { httpText } from '../server/http.js';
import { versionFix, versionReport, versionWords } from '../server/version-report.js';
import { agentVersion } from '../server/version.js';
import type { AgentHome } from '../home/agent-home.js';
import { failureWords, finding, type Finding } from './finding.js';

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
    const findings: Finding[] = [finding(check, 'ok', say('doctor.answers', { server: config.serverUrl, status }))];
    if (date !== undefined) findings.push(clockFinding(Date.now() - date.getTime()));
    return findings;
  } catch (error) {
    const found = say('doctor.failure-of', { place: config.serverUrl, failure: failureWords(error) });
    return [finding(check, 'fail', found, say('doctor.check-network'))];
  }
}

/** skewMs: ours minus the server's; the Date header counts in whole seconds. */
export function clockFinding(skewMs: number): Finding {
  const check = 'clock';
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= skewMaxMs) return finding(check, 'ok', say('doctor.clock-within', { seconds }));
  const found = say(skewMs > 0 ? 'doctor.clock-ahead' : 'doctor.clock-behind', { seconds });
  return finding(check, 'fail', found, say('doctor.set-clock'));
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
    const accepted = finding(check, 'ok', say('doctor.accepts', { server: config.natsUrl }));
    const said = await versionsSaid(connection, config.workstationId);
    await connection.close();
    return [accepted, versionFinding(said)];
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown failure';
    const refused = /auth/i.test(reason);
    const found = say('doctor.failure-of', { place: config.natsUrl, failure: failureWords(error) });
    return [finding(check, 'fail', found, say(refused ? 'doctor.credential-refused' : 'doctor.nats-port'))];
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
  if (fix !== undefined) return finding(check, 'fail', versionWords(report), fix);
  if (report.state === 'supported') return finding(check, 'ok', versionWords(report));
  return finding(check, 'warn', versionWords(report), say('doctor.check-issuance'));
}
