/**
 * One public key per algorithm that stands for a key which does not exist yet, so that a certificate can be built and linted before its
 * card is written. Made once with openssl, private halves thrown away. None of them is ever certified.
 */
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { certifiablePublicKey, type CertifiablePublicKey } from './public-key.js';

/** SubjectPublicKeyInfo, base64. */
const placeholders: Readonly<Record<KeyAlgorithm, string>> = {
  ECCP256:
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvxr6EA4FzvFoTmljU28uGRsuBHvgvBb8ly+QUb/KPv0y7w7o5WX0HqF9WdMIrwSBCbnkgtlJ7MdNEFBb' +
    'FxHcAw==',
  ECCP384:
    'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEpXQkOEa2Ch2sutjP7yEYPehmStgyNbsPhR09dkmhfcwpiKjxTfE8WGMN+piyPYfZGD2HqgJ2ywSw8/gpByBy' +
    'UMtnaVfvbFoQ1skm1EDvXcFf0ulxs3YMScC9uwJ7ZMMP',
  RSA2048:
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0Fuzr2v97AkIOgfLSrYFOzD8rqzpDRIJgdF0PPwSKg8Ru7fQ0RJ+cxvtr/4x6cIGAdL2zGj4' +
    'bnfvN+HugjAMVnoE+Sf38EtL5MiaFkEmHCLUO9Jf/YqBRR6au1IAYrBNESCeggXFCW5VZqw2bk0TfnbCjqjIDYqCWaHSgY40LOK/zw+5yywx+0eWbXGe' +
    'SrACT+OIWy2l87Qx7/KPsiv/H2PZ2kZFJWgBIOJ1aC0UV2R6ibF7cw80TLIQ2hfdgbJJ+7VSCs/WfVhP/yeZY3XO+Gn+8f8RRZn51r54axjdP0YOtpuX' +
    'J1vct6qnh6GNh4atd405mBAvqT06g2rGyr0xKwIDAQAB',
  RSA3072:
    'MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAwJWfg3tBI+46uGyFzY0U/S3aD067Pm87PApIDbV0DJ99wV77h0zyWIr1Gr0BTMmfxYgMZzxe' +
    'meLqEfMjHjlL8YXkc/rN7DV0AakW6CzWVUI1BWj5+pTRoKwGgJvtmHayCgvn72J5UsY71epFU4b0FQxg4RJI3Yhe7ciOeU4vjDcnU58P2v0NQEmjjRQE' +
    '+FxvCKDnHCrhGyx0yjOeCiqW52uvZph712gw91gZWxf51aFamgTWmXj0f+SmxoHfBUQliqZTOYNZcoLnScU48fExoN7c1ilomHJd0/osuiX08Ltjt653' +
    'Nq1Yg4qs4RN1OcRTUD0zoV4lI++cDem4aznP9GU2UeL1weuox6mligINa884SVqmM4BhPsgqnYtHRPj9oiiE1Dfb73U/axq1KtjtNZ1MJOgwNt0dN3k5' +
    'Ktcwe8hvJNMdX4RSI8s/61QpYNK8zE7uZRlfrDKMuJRFpltiJ/dQQH4DKJDSfQge3oXxDVj/gJI/8GoaV+YAO0OtXMnbAgMBAAE=',
  RSA4096:
    'MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEA+tKpUXlt6hUlxgcbBrAJinFHW09IuaAIBZjlGvOTgE+mhxMUmZxEVcw8PN1ffN+/T21RUHOZ' +
    'J0sLendOIbL/7CksRM8yXO/f3hVBPaU3R7jNykK1wBNn/BuMN6YkAYs9M+/h+ke6dK4oGgCXm6segi52NGQR7ujPtrTB64dEOKl7yZelBocaSqpcxWKv' +
    '/fXRJgvw2gqmdVnt5+0znyPZiGhry886x5u2ukOzek8gsevZoB89RHevlKGDjtVucnWzW92RqixAQIQEB7n0td483Ne3rAPFlsMc4TonoE6kTbQzsqSj' +
    '8ynCkOx+YFHFymEiwxxpJ9qVsJl/9N8wZJfgkt/CCsuUjz6mKzyfb4igPkkHZDk5JPeAgZKLZ7sPX/+Tz8cyWAj47ALqj9XySXCNYiOQYwU/Zz/zObW0' +
    'uCm6HgA8vrq+Wc1Zt2nRgofbBHbpoARqZiDB5TLnLg8MihUGGHwX3f0iDQl/IV4tG7dXo08yWII4NiRFTTcWkfZM2eTwkit6TmqCu7nCLmnyArbelQWu' +
    'nSxJDAnh1MhcWlyxNkBeAMCeBgBcz337hpJ0AOKS1bcRCdNw81bQD6iz69OiKoksiBi+A6hztFSSCvCFSh7JOa8KjkCx5yp9tO0UvOzN/H+kM2wa+BGB' +
    '6HLhlivrly0fSqmdS9hH5/U3mw5ZHLMCAwEAAQ==',
  ED25519: 'MCowBQYDK2VwAyEAqtVNdn6WpoaEZEztOsGJCjqgK3FMf0Vj++02C+9lYa8=',
  X25519: 'MCowBQYDK2VuAyEALD4iL29T/8Has47U19SvluKEecomEL/t3XdJ9uoOAAk=',
};

const made = new Map<KeyAlgorithm, CertifiablePublicKey>();

/** undefined for an algorithm that no card key has. */
export function placeholderKey(algorithm: KeyAlgorithm): CertifiablePublicKey | undefined {
  const known = made.get(algorithm);
  if (known) return known;
  const spki = Object.hasOwn(placeholders, algorithm) ? placeholders[algorithm] : undefined;
  if (spki === undefined) return undefined;
  const key = certifiablePublicKey(Buffer.from(spki, 'base64'));
  made.set(algorithm, key);
  return key;
}

const all = new Set(Object.values(placeholders));

export const isPlaceholder = (spkiBase64: string): boolean => all.has(spkiBase64);
