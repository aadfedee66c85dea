/** What `require('tweetnacl')` gives in a spec: the library itself, loaded outside of jest's context (environment.mjs). */
module.exports = globalThis.tweetnacl;
