/**
 * How an agent comes to trust a server that it has never seen: the enrolment code carries the SHA-256 of the transport
 * root, so the root may come from anywhere, the handshake included. Before the hash has matched, nothing is sent.
 * Not used after enrolment: then the stored root is the only trust. Governing document: design.md 3 (bootstrap).
 */
import { X509Certificate, createHash } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { httpText } from '../server/http.js';

/** Where a server publishes its transport root (public; believed by its hash only). */
const transportCaPath = '/api/v1/workstations/transport-ca';

const sha256Base64Url = (der: Uint8Array): string => createHash('sha256').update(der).digest('base64url');

/** True when the PEM is one certificate with this hash. */
export function isExpectedRoot(pem: string, rootSha256Base64Url: string): boolean {
  try {
    return sha256Base64Url(new X509Certificate(pem).raw) === rootSha256Base64Url;
  } catch {
    return false;
  }
}

/** PEM of the transport root: from the server's chain when it sends it, else from `transportCaPath`. ENROLMENT_SERVER_UNTRUSTED. */
export async function findTransportRoot(server: URL, rootSha256Base64Url: string): Promise<string> {
  const fromChain = (await peerChain(server)).find((der) => sha256Base64Url(der) === rootSha256Base64Url);
  if (fromChain !== undefined) return new X509Certificate(fromChain).toString();
  const { status, text } = await httpText(new URL(transportCaPath, server), { unverified: true });
  if (status === 200 && isExpectedRoot(text, rootSha256Base64Url)) return text;
  throw new CardwrightError('ENROLMENT_SERVER_UNTRUSTED', undefined, { server: server.origin });
}

/** The certificates of the handshake, DER, not verified. */
function peerChain(server: URL): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const port = server.port === '' ? 443 : Number(server.port);
    const host = server.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port, rejectUnauthorized: false, ...(/[a-z]/i.test(host) && { servername: host }) });
    // A server that accepts and says nothing must not hold an enrolment for ever.
    socket.setTimeout(10_000, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const chain: Buffer[] = [];
      let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
      while (certificate?.raw !== undefined && !chain.some((der) => der.equals(certificate!.raw))) {
        chain.push(certificate.raw);
        certificate = certificate.issuerCertificate;
      }
      socket.end();
      resolve(chain);
    });
  });
}
