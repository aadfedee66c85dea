/**
 * Serial numbers: 126 random bits in 16 octets, positive, no leading zero octet. RFC 5280 section 4.1.2.2 asks for positive and at
 * most 20 octets, CA/B BR 7.1 for 64 bits of randomness. Uniqueness per issuer is the database's unique index.
 */
import { randomBytes } from 'node:crypto';

export function newSerialNumber(random: (size: number) => Buffer = randomBytes): Buffer {
  const serialNumber = Buffer.from(random(16));
  serialNumber[0] = (serialNumber[0]! & 0x3f) | 0x40;
  return serialNumber;
}
