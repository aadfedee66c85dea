/** Folders of trust anchors: files `<name>.pem`, one or more certificates each. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** By the name of their file, without `.pem`. Throws where it is no folder, or a file holds no certificate. */
export function certificatesIn(folder: string): Map<string, readonly X509Certificate[]> {
  const found = new Map<string, readonly X509Certificate[]>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.pem')) continue;
    const blocks = readFileSync(join(folder, name), 'utf8').match(certificateBlock) ?? [];
    if (blocks.length === 0) throw new TypeError('no certificate');
    found.set(
      name.slice(0, -'.pem'.length),
      blocks.map((pem) => new X509Certificate(pem)),
    );
  }
  return found;
}
