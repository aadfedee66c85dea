/** What counts as a certificate on a card after a write that was cut. The certificate is a real one (openssl, P-256, serial number 04D2). */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { cardCertificates } from './card-certificates.js';

const der = Buffer.from(
  'MIIBYDCCAQegAwIBAgICBNIwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEVG9ybjAeFw0yNjExMjcwNTQwMTdaFw0zNjExMjQwNTQwMTdaMA8xDTALBgNVBAMMBFRvcm4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR02QocsAl9ibMs1f3RNKKTVHMwtP6LQ36odFl5IQOrFIkqymgR2QE6ACH8uzn7y1J9cp8iHyHnF5TJKEVywcuSo1MwUTAdBgNVHQ4EFgQUgW8UuhCJVNP/wOYraGfMQSJSj/MwHwYDVR0jBBgwFoAUgW8UuhCJVNP/wOYraGfMQSJSj/MwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAsONjFtQO8Ql5Dqk7sWa36qs/VFYOA38wPAKrkvXPJUwIgBkKSLHjklf68lkMwRh2pvuNnSBlxun0LJTCLuh6M8kY=',
  'base64',
);
/** As cards leave it that allocate an object anew: zeros from where the write stopped, here inside the signature. */
const torn = Buffer.concat([der.subarray(0, -20), Buffer.alloc(20)]);
const image = (content: Buffer | null) =>
  ({
    keyReferences: [{ keyReference: '9A', certificateDerBase64: content?.toString('base64') ?? null }],
  }) as unknown as CardImage;
const written = new Map([['04D2', createHash('sha256').update(der).digest('hex').toUpperCase()]]);
const serial = (content: Buffer | null) => cardCertificates(image(content), written)['9A']?.serialNumberHex;

describe('[fault 12] a certificate that this request has written', () => {
  it('is there when it is whole', () => expect(serial(der)).toBe('04D2'));
  it('is not there when its signature is torn, though its serial number and key can be read', () => {
    expect(cardCertificates(image(torn))['9A']?.serialNumberHex).toBe('04D2');
    expect(serial(torn)).toBeUndefined();
  });
  it('is not there when it cannot be read at all', () => expect(serial(der.subarray(0, 40))).toBeUndefined());
  it('is not there when the object is empty', () => expect(serial(null)).toBeUndefined());
});
