/** What makes the card known to browsers that look for security modules in a folder of NSS. */
const module = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/opensc-pkcs11.so`;

/** pkcs11.txt of this folder: NSS's own module, and OpenSC's. */
export const securityModules = (folder: string): string =>
  [
    [
      'library=',
      'name=NSS Internal PKCS #11 Module',
      `parameters=configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags= updatedir='' updateCertPrefix='' updateKeyPrefix='' updateid='' updateTokenDescription='' `,
      'NSS=Flags=internal,critical trustOrder=75 cipherOrder=100 slotParams=(1={slotFlags=[ECC,RSA,DSA,DH,RC2,RC4,DES,RANDOM,SHA1,MD5,MD2,SSL,TLS,AES,Camellia,SEED,SHA256,SHA512] askpw=any timeout=30})',
    ],
    [`library=${module}`, 'name=OpenSC'],
  ]
    .map((lines) => `${lines.join('\n')}\n\n`)
    .join('');

/** Of the same length. */
export const wrongPin = (pin: string): string => pin.replace(/.$/, (last) => String((Number(last) + 1) % 10));
