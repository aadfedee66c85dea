/**
 * `npm start`: from a bare machine to a running system with an issued card. Sets up, builds, starts the servers, our services and an
 * agent with simulated cards, says where everything is, and stays until Ctrl-C, which stops all of it in reverse order. With `--pcsc` the
 * agent serves the machine's own PC/SC readers, and no card is written before somebody asks for it.
 */
import { say, step } from '../setup/progress.mjs';
import { checkNode, ensureBuilt, ensurePackages, ensureServers } from '../setup/setup.mjs';
import { homeDirectory, startOnPorts, takeHome } from './home.mjs';

const started = Date.now();
const options = process.argv.slice(2);
const pcsc = options.includes('--pcsc');
/** @type {{ name: string, stop: () => Promise<void> }[]} */
const running = [];
let stopping = false;
let stoppingSince = 0;
let release = async () => {};

const stopLater = (/** @type {string} */ name, /** @type {() => Promise<void>} */ stop) => {
  running.push({ name, stop });
};

/** Ours first, all at once; then the servers that they need, the newest first. @param {number} code */
async function stopAll(code) {
  // Under npm one Ctrl-C arrives twice: from the terminal and forwarded by npm. A later one means "at once"; children then get
  // their parent-death signal.
  if (stopping && Date.now() - stoppingSince > 2000) process.exit(1);
  if (stopping) return;
  stopping = true;
  stoppingSince = Date.now();
  say('\nStopping');
  const servers = ['Postgres', 'NATS', 'Temporal', 'Temporal UI', 'development issuer'];
  await Promise.allSettled(running.filter(({ name }) => !servers.includes(name)).map(({ stop }) => stop()));
  await Promise.allSettled(running.filter(({ name }) => servers.slice(1).includes(name)).map(({ stop }) => stop()));
  await Promise.allSettled(running.filter(({ name }) => name === 'Postgres').map(({ stop }) => stop()));
  await release();
  say('Stopped');
  process.exit(code);
}

async function main() {
  const unknown = options.filter((option) => option !== '--pcsc');
  if (unknown.length > 0) throw new Error(`there is no option ${unknown[0]}: npm start, or npm start -- --pcsc`);
  checkNode();
  const home = homeDirectory();
  const lock = await takeHome(home);
  if (lock.other) {
    say(
      `Cardwright is running already (process ${lock.other.pid}${lock.other.url ? `, ${lock.other.url}` : ''}, state in ${home}).`,
    );
    say('Stop it with Ctrl-C in its terminal, or set CARDWRIGHT_HOME to another directory for a second one.');
    process.exit(1);
  }
  release = lock.release;
  say(`Cardwright, state in ${home}`);
  await ensurePackages();
  await ensureBuilt();
  await ensureServers([
    ...(process.env.NATS_URL ? [] : ['nats-server']),
    ...(process.env.TEMPORAL_ADDRESS ? [] : ['temporal']),
    'temporal-ui-server',
  ]);
  // Everything built is imported only now: before, it may not have been there.
  const { bootstrap } = await import('@cardwright/bootstrap/bootstrap');
  const net = await import('@cardwright/embedded-servers/ports');
  const { startServers } = await import('./servers.mjs');
  const { startServices } = await import('./services.mjs');
  const { apiClient } = await import('./api.mjs');
  const { startAgent, workstationName } = await import('./agent.mjs');
  const { demoPeople, firstCard } = await import('./first-card.mjs');
  const { dueUpdate, startDesk } = await import('./due-update.mjs');
  const { selfServiceProfile } = await import('./self-service.mjs');
  const { strictStock } = await import('./strict-stock.mjs');
  const { joinTenant, startTenant } = await import('./tenant.mjs');
  const { labSocket } = await import('./lab.mjs');
  const { newSignInLink, signInLinkDir } = await import('./sign-in-link.mjs');
  const { keysHelp, listenToKeys } = await import('./keys.mjs');

  const { natsTrust } = await bootstrap({ home });
  /** @type {import('./tenant.mjs').DemoTenant | undefined} */
  let tenant;
  const at = await startOnPorts({ home, net, stopLater }, async (ports, stopLater) => {
    const servers = await startServers({ home, ports, natsTrust, stopLater });
    // A key of its holder gets no passkey for a tenant that is none.
    tenant =
      pcsc || process.env.RELYING_PARTIES
        ? undefined
        : await startTenant({ port: ports.tenant, readers: labSocket(home), stopLater });
    // Whoever tries Cardwright alone signs in as everybody: one person holds every duty, and it is said below.
    const installation = {
      ...servers,
      separationOfDuties: process.env.SEPARATION_OF_DUTIES || 'single-operator',
      profileApproval: process.env.PROFILE_APPROVAL || 'none',
      relyingParties: process.env.RELYING_PARTIES || (tenant && JSON.stringify([tenant.row])),
      labReadersSocket: pcsc ? undefined : labSocket(home),
      labSignInDir: pcsc ? undefined : signInLinkDir(home),
      bridgePort: ports.bridge,
    };
    await step('Starting the services', () => startServices(installation, stopLater));
    return installation;
  });
  const apis = { administrator: apiClient(at, 'cardwright-setup'), operator: apiClient(at, 'cardwright-scripts') };
  const { workstationId, agentHome } = await step(
    `Starting the agent with ${pcsc ? 'PC/SC' : 'simulated'} readers`,
    () =>
      startAgent(at, apis.administrator, stopLater, {
        args: [...(pcsc ? [] : ['--simulated', '4', '--fido']), '--bridge-port', String(at.bridgePort)],
      }),
  );
  await demoPeople(at, apis.administrator);
  // Nobody publishes alone then.
  if (at.profileApproval === 'none') await selfServiceProfile(apis.administrator);
  const joined = tenant && joinTenant(tenant, at, apis.administrator, { publishes: at.profileApproval === 'none' });
  joined?.catch(() => undefined);
  if (!pcsc) await strictStock(apis.operator);
  const { lines, deviceId } = pcsc
    ? { lines: [], deviceId: undefined }
    : await step('Issuing the first card', () => firstCard(at, apis.operator));
  await joined;
  const shown = await startDesk(at, agentHome, stopLater);
  const due = deviceId === undefined ? undefined : await dueUpdate(at, apis.operator, deviceId);
  const { readers } = await apis.operator('GET', `/workstations/${workstationId}/readers`);
  const url = `http://127.0.0.1:${at.httpPort}`;
  await lock.describe({ url, issuer: at.issuerUrl, temporalUi: at.temporalUiUrl, signInLinks: !pcsc });
  const newLink = () => newSignInLink(home, url);
  const keys = !pcsc && listenToKeys({ socketFile: labSocket(home), stop: () => void stopAll(0), newLink, say });
  // Its minute begins now.
  const link = pcsc
    ? []
    : [
        `add a card    ${await newLink()}   (as alan, who has none; once, within a minute; another link: ${keys ? 'key n' : 'npm run lab link'})`,
      ];
  console.log(`
ready after ${Math.round((Date.now() - started) / 1000)} s

  console       ${url}   (sign in as ada: operator, grace: cardholder, ...)
  API           ${url}/api/docs
  Temporal UI   ${at.temporalUiUrl}
  workstation   ${workstationName}, ${readersText(readers)}
  duties        ${at.separationOfDuties}${at.separationOfDuties === 'single-operator' ? ': one person may hold every role; in production they are separated' : ''}
  passkeys      ${tenant ? `with profile piv-with-passkey, or piv-with-passkey-page, at a double of Entra ID: ${tenant.page}` : 'as RELYING_PARTIES says'}
  logs          ${home}/logs
  update        ${due === undefined ? 'nothing is due' : `due for the first card: ${due}   (as grace)`}${shown ? '; shown on this desktop' : ''}
${[...lines, ...link].map((line) => `\n  ${line}`).join('')}
Ctrl-C stops everything.`);
  if (keys) say(`Keys: ${keysHelp}`);
  else if (!pcsc) say('npm run lab pulls, inserts and swaps the simulated cards.');
}

/** @param {{ readerName: string }[]} readers */
function readersText(readers) {
  if (!pcsc) return 'with four simulated readers and a card in each';
  if (readers.length > 0) return `with ${readers.map(({ readerName }) => readerName).join(', ')}`;
  return 'which sees no PC/SC reader: is pcscd installed, and a reader plugged in? It is noticed when one comes';
}

process.on('SIGINT', () => void stopAll(0));
process.on('SIGTERM', () => void stopAll(0));
process.on('SIGHUP', () => void stopAll(0));
await main().catch(async (error) => {
  say(`\nCardwright did not start: ${error.message}`);
  await stopAll(1);
});
// Nothing else keeps this process alive between events of its children.
setInterval(() => undefined, 3_600_000);
