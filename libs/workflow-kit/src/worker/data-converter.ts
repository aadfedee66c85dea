/** The one data converter of clients, workers and the codec endpoint: JSON, encrypted, failures included. */
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec, readCodecKeys } from './payload-codec.js';

/** src/worker and dist/worker lie equally deep. */
export const failureConverterPath = fileURLToPath(new URL('../../failure-converter.cjs', import.meta.url));

/** Reads the key file now: a wrong one stops the start. */
export const createDataConverter = (codecKeysFile: string): DataConverter => ({
  failureConverterPath,
  payloadCodecs: [new EncryptionCodec(readCodecKeys(codecKeysFile))],
});
