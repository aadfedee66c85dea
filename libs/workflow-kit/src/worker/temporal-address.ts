/** Where Temporal is and how to reach it: configuration shared by client and worker. Plaintext is for loopback only. */
import { readFileSync } from 'node:fs';
import type { TLSConfig } from '@temporalio/client';
import { temporalNamespace } from '@cardwright/contracts/workflow/names';

export interface TemporalConfig {
  /** `host:port` of the gRPC front end. */
  address: string;
  namespace: string;
  codecKeysFile: string;
  /** PEM of the CA of the front end; demanded beyond loopback. */
  caFile?: string | undefined;
}

/** The part of service-kit's EnvReader that is needed (libs do not import each other here). */
interface Reader {
  required(name: string): string;
  string(name: string, fallback: string): string;
  file(name: string): string;
  optionalFile(name: string): string | undefined;
}

/** TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_CA_FILE, PAYLOAD_CODEC_KEYS_FILE. */
export const readTemporalConfig = (reader: Reader): TemporalConfig => ({
  address: reader.required('TEMPORAL_ADDRESS'),
  namespace: reader.string('TEMPORAL_NAMESPACE', temporalNamespace),
  codecKeysFile: reader.file('PAYLOAD_CODEC_KEYS_FILE'),
  caFile: reader.optionalFile('TEMPORAL_CA_FILE'),
});

/** Throws TypeError for a plaintext address that is not loopback. */
export function temporalTls(config: Pick<TemporalConfig, 'address' | 'caFile'>): TLSConfig | undefined {
  if (config.caFile !== undefined) return { serverRootCACertificate: readFileSync(config.caFile) };
  const host = config.address.replace(/:\d+$/, '');
  if (!/^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host))
    throw new TypeError(`TEMPORAL_ADDRESS ${host} is not loopback: set TEMPORAL_CA_FILE`);
  return undefined;
}
