/**
 * A file of people, or the photo of one, as a request body: taken as it is, whatever encoding it is in, because issuance-svc says what it is. Only UTF-8 text
 * becomes `csv`; other bytes travel in base64. Browsers and curl name such files in many ways.
 */
import { photoTypes } from '@cardwright/contracts/access/person-photo';
import type { FastifyRequest } from 'fastify';

export const fileTypes = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/csv',
  'application/octet-stream',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.spreadsheet',
  ...photoTypes,
] as const;

/** The largest file that is sent in one request. */
export const fileBytes = 5 * 1024 * 1024;

export const importRoute = '/api/v1/people/import';
export const photoRoute = '/api/v1/people/:personId/photo';
export const pieceRoute = '/api/v1/people/imports/:importId/pieces/:number';

/** undefined: this route takes no file. */
export function fileBody(
  request: FastifyRequest,
  bytes: Buffer,
): { csv: string; encoding?: string } | { fileBase64: string; encoding?: string } | { dataBase64: string } | undefined {
  const { url } = request.routeOptions;
  // What a photo is, its own bytes say.
  const photo = photoTypes.some((type) => request.headers['content-type']?.startsWith(type));
  if (photo !== (url === photoRoute)) return undefined;
  if (photo) return { dataBase64: bytes.toString('base64') };
  if (url === pieceRoute) return { dataBase64: bytes.toString('base64') };
  if (url !== importRoute) return undefined;
  const [, charset] = /;\s*charset="?([\w-]+)"?/i.exec(request.headers['content-type'] ?? '') ?? [];
  // Many clients say UTF-8 of whatever they send: the bytes themselves say better.
  const encoding =
    charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset) ? {} : { encoding: charset.toLowerCase() };
  const csv = utf8Text(bytes);
  return csv === undefined ? { fileBase64: bytes.toString('base64'), ...encoding } : { csv, ...encoding };
}

function utf8Text(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
