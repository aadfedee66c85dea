/** What a system answered: api-fuzz.system.spec with CARDWRIGHT_RECORD_ANSWERS=1. Do not edit. */
export const answerExamples: Readonly<Record<string, unknown>> = {
 "AgentPackages.list": {
  "packages": []
 },
 "Audit.list": {
  "rows": [
   {
    "sequence": 27,
    "at": "2026-11-29T21:41:23.089Z",
    "actor": "person:lists-SO@https://sign-in.example.org via cardwright-cli",
    "action": "authorisation.refused",
    "object": "endpoint:deployment-codes.list",
    "reason": null,
    "reasonText": null,
    "correlationId": "95153c61-d1fa-4bc3-9be7-38b72f0de0f2",
    "details": {
     "code": "AUTH_FORBIDDEN",
     "personId": null
    },
    "hashHex": "AFB3653FA6C974C8E62F571BA9B467A3A8C891A63EAF1F3316D8FD105CB23823"
   }
  ],
  "nextCursor": null
 },
 "Audit.verify": {
  "chains": [
   {
    "schema": "issuance",
    "rows": 17,
    "ok": true,
    "finding": null,
    "headHashHex": "F17B26D24E192E41F4960C029824CB6F3B0E5F432A470522B14BD08EC9E5EC57"
   }
  ]
 },
 "Bridge.keys": {
  "portal": "http://127.0.0.1:19415",
  "keys": [
   {
    "crv": "Ed25519",
    "x": "OMTUBSvYUYwmQ6w2ensHRVLpTmGn0DsCJx_3zbCEy6M",
    "kty": "OKP",
    "kid": "KGcPs7WUt6DyTJRi3fB1HcxBafoGgDbx6pH-oUypZgw",
    "use": "sig",
    "alg": "EdDSA"
   }
  ]
 },
 "BulkActions.preview": {
  "action": "suspend",
  "done": 1,
  "leftOut": 0,
  "rows": [
   {
    "id": "4382a0f6-6d75-4990-9191-2bc582655535",
    "label": "10000001",
    "personName": "Sofia Kowalewskaja",
    "refusal": null,
    "endsWork": false
   }
  ]
 },
 "Campaigns.cards": {
  "rows": [
   {
    "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
    "label": "10000001",
    "code": null,
    "requestId": null,
    "keyReferences": [
     "9A"
    ],
    "state": "open",
    "hindered": "LIFECYCLE_NOT_ACTIVE",
    "turnAt": "2026-11-29T21:41:22.342Z",
    "endedAt": null
   }
  ],
  "nextCursor": null
 },
 "Campaigns.count": {
  "count": {
   "cards": 1,
   "certificates": 4,
   "hindered": [],
   "keyReferences": [
    {
     "certificates": 1,
     "keyReference": "9A"
    }
   ],
   "issuers": [
    {
     "issuerId": "issuing-1",
     "certificates": 4
    }
   ]
  }
 },
 "Campaigns.create": {
  "campaign": {
   "campaignId": "abf5359c-7267-40bd-91a7-31d467862c97",
   "name": "Winter",
   "filter": {
    "profileName": "piv-four"
   },
   "reason": "RENEW",
   "reasonText": null,
   "cardsPerHour": 60,
   "deadline": null,
   "state": "running",
   "cards": 1,
   "createdAt": "2026-11-29T21:41:22.342Z",
   "endedAt": null,
   "stop": null,
   "counts": {
    "waiting": 0,
    "open": 1,
    "updated": 0,
    "renewed-otherwise": 0,
    "failed": 0,
    "left": 0
   },
   "lastTurnAt": "2026-11-29T21:41:22.342Z",
   "history": [
    {
     "at": "2026-11-29T21:41:22.344Z",
     "what": "created",
     "by": "client:cardwright-scripts@https://sign-in.example.org"
    }
   ]
  }
 },
 "Campaigns.get": {
  "campaign": {
   "campaignId": "abf5359c-7267-40bd-91a7-31d467862c97",
   "name": "Winter",
   "filter": {
    "profileName": "piv-four"
   },
   "reason": "RENEW",
   "reasonText": null,
   "cardsPerHour": 60,
   "deadline": null,
   "state": "running",
   "cards": 1,
   "createdAt": "2026-11-29T21:41:22.342Z",
   "endedAt": null,
   "stop": null,
   "counts": {
    "waiting": 0,
    "open": 1,
    "updated": 0,
    "renewed-otherwise": 0,
    "failed": 0,
    "left": 0
   },
   "lastTurnAt": "2026-11-29T21:41:22.342Z",
   "history": [
    {
     "at": "2026-11-29T21:41:22.344Z",
     "by": "client:cardwright-scripts@https://sign-in.example.org",
     "what": "created"
    }
   ]
  }
 },
 "Campaigns.list": {
  "rows": [
   {
    "campaignId": "abf5359c-7267-40bd-91a7-31d467862c97",
    "name": "Winter",
    "filter": {
     "profileName": "piv-four"
    },
    "reason": "RENEW",
    "reasonText": null,
    "cardsPerHour": 60,
    "deadline": null,
    "state": "running",
    "cards": 1,
    "createdAt": "2026-11-29T21:41:22.342Z",
    "endedAt": null,
    "stop": null
   }
  ],
  "nextCursor": null
 },
 "Certificates.get": {
  "certificate": {
   "serialNumberHex": "4E5D61B5044063D10BC454FF643A1646",
   "issuerId": "issuing-1",
   "notBefore": "2026-11-29T21:36:20.000Z",
   "notAfter": "2029-11-28T23:59:59.000Z",
   "sha256Hex": "CA1107A95149F1FC95034E5528015D77D95F9D941E06BC82C0106CA77BC9145F",
   "status": "held",
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
   "keyReference": "9D",
   "certificateProfile": "piv-key-management",
   "subjectText": "UID=7c34d31f-95c9-471d-8dd6-0ab859892d1a, CN=Sofia Kowalewskaja",
   "publicKeySha256Hex": "D822E17724807D6FA27CF9EB51886CBB8ABE77515B7B91525480278CDFA0F3EA",
   "revokedAt": "2026-11-29T21:41:23.284Z",
   "revocationReason": "certificateHold",
   "credentialState": "HELD",
   "container": "key-management",
   "deviceLabel": "10000001",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "personName": "Sofia Kowalewskaja"
  },
  "certificateDerBase64": "MIIDyzCCA3KgAwIBAgIQTl1htQRAY9ELxFT/ZDoWRjAKBggqhkjOPQQDAjA3MRMwEQYDVQQKDApDYXJkd3JpZ2h0MSAwHgYDVQQDDBdDYXJkd3JpZ2h0IElzc3VpbmcgQ0EgMTAeFw0yNjExMjkyMTM2MjBaFw0yOTExMjgyMzU5NTlaMFMxNDAyBgoJkiaJk/IsZAEBDCQ3YzM0ZDMxZi05NWM5LTQ3MWQtOGRkNi0wYWI4NTk4OTJkMWExGzAZBgNVBAMMElNvZmlhIEtvd2FsZXdza2FqYTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAMxmMx3U1GjOUzV6FwqPRPzY5qkTQaaZ7vBncLllzYLSehLAUMH8Dj0tKWUCXkjf6FKgSZVq1JnXvEjl9fN5IbHWHstmcJhxmu9lMR0+MBhMNBEjI2lnTxSkvw4Sp9nCAt+TCxsonkukrOmQIF9YaZJD+zEp0bhNuAiRgqqLOzl1OScx5kpEJ8fmyCm1KGoSxjRFGCICFg8KCCLfNjSzFegvrLOvqattxLBVyrxJd1pKHDM9wuLU8EvV79Fv76I2SapTy7Dc+2eM3bnfxIEJtdtn3DVfJxUIyka3olHipV/yuYQkP2WI7hkrdrxq96MspBD6dvwXdD2ZSVI1d8Fc4OECAwEAAaOCAXcwggFzMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgUgMB8GA1UdJQQYMBYGCCsGAQUFBwMEBgorBgEEAYI3CgMEMB0GA1UdDgQWBBTAw2f7jCk0CGPaS/vfV1QfkbdMgjAfBgNVHSMEGDAWgBTeJwsCnFviWxuP/ILVNdGVpMxdaDAiBgNVHSAEGzAZMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFAzBMBgNVHREERTBDgRJzb2ZpYUBleGFtcGxlLnRlc3SGLXVybjp1dWlkOmYwOGExYTI2LTM0ZDMtNGNkNS05NmQwLTM3M2ZmZWU4NjEwMTA7BgNVHR8ENDAyMDCgLqAshipodHRwOi8vMTI3LjAuMC4xOjE5NDAwL2NybC9pc3N1aW5nLTEuMS5jcmwwQwYIKwYBBQUHAQEENzA1MDMGCCsGAQUFBzAChidodHRwOi8vMTI3LjAuMC4xOjE5NDAwL2NhL2lzc3VpbmctMS5jZXIwCgYIKoZIzj0EAwIDRwAwRAIgYjutoQUTcIzLccWDfId7YnK1oahYa9FsRreKKXAOA5gCIDCfxFyOoOROfQDl52KABm4NJxuLtVxAF6Gcjwg1PTVy",
  "chainDerBase64": [
   "MIIDETCCApegAwIBAgIQYUPpnaIN0hNM30l7Yd2YzzAKBggqhkjOPQQDAzA0MRMwEQYDVQQKDApDYXJkd3JpZ2h0MR0wGwYDVQQDDBRDYXJkd3JpZ2h0IFJvb3QgQ0EgMTAeFw0yNjExMjkyMTM2MDlaFw00MTExMjUyMTQxMDlaMDcxEzARBgNVBAoMCkNhcmR3cmlnaHQxIDAeBgNVBAMMF0NhcmR3cmlnaHQgSXNzdWluZyBDQSAxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpmplh/xFUvC6dDn5chES+QbCYr828twZ25MNZKPG0XZiUX9wzON0cSbdSKelVNYLSp/HyqRxcXf+z1bYOh1eMqOCAYYwggGCMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBTeJwsCnFviWxuP/ILVNdGVpMxdaDAfBgNVHSMEGDAWgBQXkE4wXxjuJUA4zZErB4m8ESl4wTCBoQYDVR0gBIGZMIGWMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFATAXBhVpgbDGyN2ciODW7OvzibX78JiFBQIwFwYVaYGwxsjdnIjg1uzr84m1+/CYhQUDMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFBDAXBhVpgbDGyN2ciODW7OvzibX78JiFBQUwFwYVaYGwxsjdnIjg1uzr84m1+/CYhQUGMDYGA1UdHwQvMC0wK6ApoCeGJWh0dHA6Ly8xMjcuMC4wLjE6MTk0MDAvY3JsL3Jvb3QtMS5jcmwwQAYIKwYBBQUHAQEENDAyMDAGCCsGAQUFBzAChiRodHRwOi8vMTI3LjAuMC4xOjE5NDAwL2NhL3Jvb3QtMS5jZXIwCgYIKoZIzj0EAwMDaAAwZQIwNFo0c0nfFA7Q2r+60Teppch23ZBVjLSnvMebYTFewcVhMFrCyEmxpVozpWCv7GKoAjEAxU5jmXtk7VHD/Ylw3jyWjViIo2F2ZpN+REGbRRxZTW/FdOg9zm11YCZUFjIUmHql"
  ],
  "contents": {
   "issuerText": "O=Cardwright, CN=Cardwright Issuing CA 1",
   "keyAlgorithm": "RSA2048",
   "alternativeNames": [
    {
     "kind": "email",
     "value": "sofia@example.test"
    }
   ],
   "keyUsages": [
    "keyEncipherment"
   ],
   "extendedKeyUsages": [
    "1.3.6.1.5.5.7.3.4"
   ],
   "policies": [
    "2.25.117338474618523410245912637650187453061.3"
   ]
  }
 },
 "Certificates.list": {
  "rows": [
   {
    "credentialId": "5efa6493-447f-4a23-b980-58e5bc36515f",
    "serialNumberHex": "408E418E81862CFABC9717F0F593338D",
    "status": "held",
    "credentialState": "HELD",
    "issuerId": "issuing-1",
    "certificateProfile": "piv-authentication",
    "container": "authentication",
    "keyReference": "9A",
    "algorithm": "ECCP256",
    "notAfter": "2029-11-28T23:59:59.000Z",
    "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
    "deviceLabel": "10000001",
    "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
    "profileName": "piv-four",
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "personName": "Sofia Kowalewskaja",
    "createdAt": "2026-11-29T21:41:20.699Z",
    "updatedAt": "2026-11-29T21:41:23.353Z"
   }
  ],
  "nextCursor": null
 },
 "DeploymentCodes.create": {
  "deploymentCode": {
   "deploymentCodeId": "9337b07b-babb-4984-afd3-252e8f810e30",
   "group": null,
   "namePattern": "{host}",
   "places": 20,
   "used": 0,
   "left": 20,
   "state": "open",
   "createdBy": "client:cardwright-scripts@https://sign-in.example.org",
   "createdAt": "2026-11-29T21:41:22.383Z",
   "expiresAt": "2026-12-06T21:41:22.383Z",
   "revokedAt": null
  },
  "code": "cwd1.FLWcFgqwC9tbW8vyrrqbBA.yWVeuE1OvnuYodntlYAKnVCi4FVL7pwkMxLltosb7-w"
 },
 "DeploymentCodes.list": {
  "rows": [
   {
    "deploymentCodeId": "9337b07b-babb-4984-afd3-252e8f810e30",
    "group": null,
    "namePattern": "{host}",
    "places": 20,
    "used": 0,
    "left": 20,
    "state": "open",
    "createdBy": "client:cardwright-scripts@https://sign-in.example.org",
    "createdAt": "2026-11-29T21:41:22.383Z",
    "expiresAt": "2026-12-06T21:41:22.383Z",
    "revokedAt": null
   }
  ],
  "nextCursor": null
 },
 "Devices.get": {
  "device": {
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "SUSPENDED",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "f08a1a26-34d3-4cd5-96d0-373ffee86101",
   "workstationId": "ws-1437c97f4961",
   "activeRequestId": null,
   "createdAt": "2026-11-29T21:41:17.913Z",
   "updatedAt": "2026-11-29T21:41:23.199Z",
   "suspendedFor": [
    {
     "since": "2026-11-29T21:41:22.436Z",
     "byHolder": false,
     "reason": null
    }
   ],
   "attention": null,
   "certificatesExpireAt": "2029-11-28T23:59:59.000Z",
   "stockBatch": {
    "stockBatchId": "factory",
    "name": "Factory values"
   },
   "keeps": [],
   "cardFacts": {
    "objectsTake": 1508
   },
   "credentials": [
    {
     "container": "authentication",
     "keyReference": "9A",
     "algorithm": "ECCP256",
     "keyOrigin": "card",
     "state": "HELD",
     "serialNumberHex": "408E418E81862CFABC9717F0F593338D",
     "notAfter": "2029-11-28T23:59:59.000Z",
     "attested": true,
     "attestation": "trusted"
    }
   ],
   "certificates": [
    {
     "serialNumberHex": "417C0F6778CB3DEE720DAEAFE850FF4B",
     "issuerId": "issuing-1",
     "notBefore": "2026-11-29T21:36:20.000Z",
     "notAfter": "2029-11-28T23:59:59.000Z",
     "sha256Hex": "ED43F101D7589EAADCB8CC7EF57F84CD7C4FA0D55C484E3323DC4CC68E6EBD6A",
     "status": "held",
     "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
     "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
     "keyReference": "9C",
     "certificateProfile": "piv-digital-signature",
     "subjectText": "UID=7c34d31f-95c9-471d-8dd6-0ab859892d1a, CN=Sofia Kowalewskaja",
     "publicKeySha256Hex": "987FAD40E37A278854BBDAC5AF012C7408865152A8B6609FD5385BAE0F21D1BA",
     "revokedAt": "2026-11-29T21:41:23.255Z",
     "revocationReason": "certificateHold"
    }
   ],
   "replaces": null,
   "replacedBy": null,
   "openReplacement": null,
   "replacementAsk": null,
   "binding": null
  }
 },
 "Devices.history": {
  "rows": [
   {
    "entryId": "23",
    "at": "2026-11-29T21:41:22.453Z",
    "actor": {
     "kind": "client",
     "text": "client:cardwright-scripts@https://sign-in.example.org",
     "person": null
    },
    "action": "device.suspended",
    "reason": "MISPLACED",
    "reasonText": null,
    "saga": null,
    "certificate": null,
    "from": "ACTIVE",
    "to": null,
    "code": null
   }
  ],
  "nextCursor": null
 },
 "Devices.list": {
  "rows": [
   {
    "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
    "identityText": "ykserial:10000001",
    "label": "10000001",
    "modelId": "vendor-5",
    "state": "SUSPENDED",
    "operation": "idle",
    "health": "ok",
    "pin": "set",
    "keyset": "customer-v1",
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "personName": "Sofia Kowalewskaja",
    "profileName": "piv-four",
    "profileVersion": 1,
    "expiresOn": "2029-11-28",
    "cardUuid": "f08a1a26-34d3-4cd5-96d0-373ffee86101",
    "workstationId": "ws-1437c97f4961",
    "activeRequestId": null,
    "createdAt": "2026-11-29T21:41:17.913Z",
    "updatedAt": "2026-11-29T21:41:23.199Z",
    "suspendedFor": [
     {
      "since": "2026-11-29T21:41:22.436Z",
      "byHolder": false,
      "reason": null
     }
    ],
    "attention": null,
    "certificatesExpireAt": "2029-11-28T23:59:59.000Z"
   }
  ],
  "nextCursor": null
 },
 "Devices.overview": {
  "expiring": [
   {
    "withinDays": 30,
    "cards": 0
   }
  ],
  "replacementsAsked": 0
 },
 "Devices.planReprovision": {
  "plan": {
   "planHash": "5D74A6B3ADE3F6961D7152A1C5FDC7131E8EDD24AF397E1A5D366B22D3C817FF",
   "profileName": "piv-four",
   "profileVersion": 1,
   "steps": [
    {
     "phase": "own",
     "kind": "reset-pin"
    }
   ],
   "certificates": [
    {
     "container": "digital-signature",
     "keyReference": "9C",
     "algorithm": "RSA2048",
     "certificateProfile": "piv-digital-signature",
     "notAfter": "2029-11-28"
    }
   ],
   "drift": [],
   "pointOfNoReturn": 1,
   "estimateMs": 19850,
   "keeps": [],
   "mustAccept": [],
   "doctor": [
    {
     "check": "reader",
     "ok": true,
     "text": "free for exclusive use",
     "fix": null
    }
   ]
  },
  "warnings": {
   "replaced": [
    {
     "keyReference": "9A",
     "serialNumberHex": "408E418E81862CFABC9717F0F593338D",
     "notAfter": "2029-11-28T23:59:59.000Z",
     "effect": "Replaced by a new certificate, then revoked (superseded)"
    }
   ],
   "operator": "Every key and certificate of this card is made anew (4), its data objects are written again and the holder chooses a new PIN. 4 certificates are revoked and stop working for sign-in, signature and mail of the holder’s account. The old key for encrypted mail moves into the key history of the card. The card keeps its expiry date. From the first new key on there is only the way forward: a card that is taken out goes on when it is inserted again.",
   "holder": "Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working. The old key for encrypted mail moves into the key history of the card. Leave the card in the reader until it is done.",
   "oldMailKey": "moved"
  }
 },
 "Devices.planUpdate": {
  "plan": {
   "planHash": "3FCAC3AE72AA945053F47B1900AEDA53E41088F427D7CAFF4EBA10CA18F6A1DF",
   "profileName": "piv-four",
   "profileVersion": 1,
   "steps": [
    {
     "phase": "verify",
     "kind": "verify-pin"
    }
   ],
   "certificates": [
    {
     "container": "authentication",
     "keyReference": "9A",
     "algorithm": "ECCP256",
     "certificateProfile": "piv-authentication",
     "notAfter": "2029-11-28"
    }
   ],
   "drift": [],
   "pointOfNoReturn": 1,
   "estimateMs": 1300,
   "keeps": [],
   "mustAccept": [],
   "doctor": [
    {
     "check": "reader",
     "ok": true,
     "text": "free for exclusive use",
     "fix": null
    }
   ]
  },
  "warnings": {
   "replaced": [
    {
     "keyReference": "9A",
     "serialNumberHex": "408E418E81862CFABC9717F0F593338D",
     "notAfter": "2029-11-28T23:59:59.000Z",
     "effect": "Replaced by a new certificate, which stays valid until it expires"
    }
   ],
   "operator": "New keys and certificates in 9A; everything else on the card stays as it is, the PIN too, which the holder types once. The old certificates stay valid until they expire. The card keeps its expiry date, and no certificate outlives it. From the first new key on there is only the way forward: a card that is taken out goes on when it is inserted again.",
   "holder": "Part of your card is renewed (9A). You type its PIN, which stays as it is. Leave the card in the reader until it is done.",
   "oldMailKey": "none"
  }
 },
 "Devices.suspend": {
  "device": {
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "SUSPENDED",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "f08a1a26-34d3-4cd5-96d0-373ffee86101",
   "workstationId": "ws-1437c97f4961",
   "activeRequestId": null,
   "createdAt": "2026-11-29T21:41:17.913Z",
   "updatedAt": "2026-11-29T21:41:22.436Z",
   "suspendedFor": [
    {
     "since": "2026-11-29T21:41:22.436Z",
     "byHolder": false,
     "reason": null
    }
   ],
   "attention": null,
   "certificatesExpireAt": "2029-11-28T23:59:59.000Z"
  }
 },
 "Devices.updateOffers": {
  "rows": [
   {
    "offerId": "631e6d5f-424c-41ad-95ab-f640cc8c0530",
    "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
    "deviceLabel": "10000001",
    "kind": "campaign.renew",
    "causes": [
     {
      "kind": "campaign.renew",
      "cause": "RENEW",
      "dueAt": "2026-11-29T21:41:22.342Z",
      "urgency": "normal",
      "campaign": {
       "name": "Winter",
       "campaignId": "abf5359c-7267-40bd-91a7-31d467862c97"
      },
      "deadline": null,
      "keyReferences": [
       "9A"
      ]
     }
    ],
    "urgency": "normal",
    "deadline": null,
    "record": null,
    "postponable": true,
    "postponedUntil": "2026-11-30T01:41:23.651Z",
    "state": "withdrawn",
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "offeredAt": "2026-11-29T21:41:22.390Z",
    "workstationId": null,
    "readerName": null,
    "until": null,
    "postponements": [],
    "acceptedAt": null,
    "requestId": null,
    "outcome": null,
    "endedAt": "2026-11-29T21:41:22.575Z"
   }
  ],
  "nextCursor": null,
  "due": []
 },
 "EventFeed.list": {
  "rows": [
   {
    "specversion": "1.0",
    "id": "b1f0dd5c-120f-4cde-8fc3-763a6238e880",
    "source": "/cardwright/issuance",
    "type": "profile.published",
    "subject": "profile:authentication-only",
    "time": "2026-11-29T21:41:11.887Z",
    "datacontenttype": "application/json",
    "correlationid": "first-start",
    "data": {
     "name": "authentication-only",
     "version": 1
    }
   }
  ],
  "nextCursor": "MjI"
 },
 "Findings.list": {
  "rows": [],
  "nextCursor": null
 },
 "Inspections.inspect": {
  "device": {
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "f08a1a26-34d3-4cd5-96d0-373ffee86101",
   "workstationId": "ws-1437c97f4961",
   "activeRequestId": null,
   "createdAt": "2026-11-29T21:41:17.913Z",
   "updatedAt": "2026-11-29T21:41:21.217Z",
   "suspendedFor": [],
   "attention": null,
   "certificatesExpireAt": "2029-11-28T23:59:59.000Z"
  },
  "image": {
   "readerName": "Simulated reader 0",
   "atrHex": "3B8A80014361726477726967687428",
   "interface": "contact",
   "identity": {
    "scheme": "ykserial",
    "value": "10000001"
   },
   "applicationLabel": null,
   "version": "5.7.2",
   "extendedLength": true,
   "managementKey": {
    "algorithm": "AES256",
    "factory": false
   },
   "pin": {
    "retriesRemaining": 5,
    "retriesTotal": 5,
    "factory": false,
    "blocked": false
   },
   "puk": {
    "retriesRemaining": 5,
    "retriesTotal": 5,
    "factory": false,
    "blocked": false
   },
   "keyReferences": [
    {
     "keyReference": "9A",
     "keyPresent": true,
     "algorithm": "ECCP256",
     "origin": "generated",
     "pinPolicy": "once",
     "touchPolicy": "never",
     "publicKeySpkiBase64": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+L6FAQ371AITx8nsKU2ZnatHW7cJD+meP3YOCglsmSzab1K3KP2FTutrtWmUN3o/xGi4AG5VUOhRwvuyrwEzKQ==",
     "certificateDerBase64": "MIIDIDCCAsWgAwIBAgIQQI5BjoGGLPq8lxfw9ZMzjTAKBggqhkjOPQQDAjA3MRMwEQYDVQQKDApDYXJkd3JpZ2h0MSAwHgYDVQQDDBdDYXJkd3JpZ2h0IElzc3VpbmcgQ0EgMTAeFw0yNjExMjkyMTM2MjBaFw0yOTExMjgyMzU5NTlaMFMxNDAyBgoJkiaJk/IsZAEBDCQ3YzM0ZDMxZi05NWM5LTQ3MWQtOGRkNi0wYWI4NTk4OTJkMWExGzAZBgNVBAMMElNvZmlhIEtvd2FsZXdza2FqYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPi+hQEN+9QCE8fJ7ClNmZ2rR1u3CQ/pnj92DgoJbJks2m9Styj9hU7ra7VplDd6P8RouABuVVDoUcL7sq8BMymjggGVMIIBkTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAoBgNVHSUEITAfBggrBgEFBQcDAgYKKwYBBAGCNxQCAgYHKwYBBQIDBDAdBgNVHQ4EFgQUyZXdeJXpUJ8S5hcHaL/CgpkKRhowHwYDVR0jBBgwFoAU3icLApxb4lsbj/yC1TXRlaTMXWgwIgYDVR0gBBswGTAXBhVpgbDGyN2ciODW7OvzibX78JiFBQEwYQYDVR0RBFowWIYtdXJuOnV1aWQ6ZjA4YTFhMjYtMzRkMy00Y2Q1LTk2ZDAtMzczZmZlZTg2MTAxoCcGCGCGSAFlAwYGoBsEGdTnOdpznO05znOdg2hYIQhCEIQhyEIQw+swOwYDVR0fBDQwMjAwoC6gLIYqaHR0cDovLzEyNy4wLjAuMToxOTQwMC9jcmwvaXNzdWluZy0xLjEuY3JsMEMGCCsGAQUFBwEBBDcwNTAzBggrBgEFBQcwAoYnaHR0cDovLzEyNy4wLjAuMToxOTQwMC9jYS9pc3N1aW5nLTEuY2VyMAoGCCqGSM49BAMCA0kAMEYCIQC+I/31eHuWApnt8fL6dZj8D27YViqUpAZSVtXuR/HjdAIhALtH9lnxCmCx9S/KU+fqCm4gdHfzlD75fSTMQD5rHp/E"
    }
   ],
   "dataObjects": [
    {
     "tagHex": "5FC102",
     "sha256Hex": "51EAC378584CF6D2C09A1B5A5CBA2E359651C69D5D67029CF2FB8CC939D36E4D",
     "length": 1140
    }
   ],
   "unanswered": [],
   "attesterDerBase64": "MIIBkzCCATmgAwIBAgIQTW7qJ62Sy0ZKcnfd15z3kjAKBggqhkjOPQQDAjA1MTMwMQYDVQQDDCpDYXJkd3JpZ2h0IFNpbXVsYXRlZCBDYXJkIEF0dGVzdGF0aW9uIFJvb3QwIBcNMjQwMTAxMDAwMDAwWhgPOTk5OTEyMzEyMzU5NTlaMDgxNjA0BgNVBAMMLUNhcmR3cmlnaHQgU2ltdWxhdGVkIFBJViBBdHRlc3RhdGlvbiAxMDAwMDAwMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDsVjQDB+PbbAdSiEv5+/JFZLp6plSPvXQddZvjUmnTLVvLSwVWIz5nfQc2N1SBNcWCQjbjpRTEMK49peKzhXHmjJjAkMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49BAMCA0gAMEUCIQCnGNIC6QSmh1zCzzjZYW/7hp4Jd9RAzIYROwOK3rAn1gIgO/NG+7aJwkhbzQZDKRCa9sp/zgr+W14VkyebAg6f1LU=",
   "chuid": {
    "guidHex": "F08A1A2634D34CD596D0373FFEE86101",
    "expirationDate": "2029-11-28",
    "fascNHex": "D4E739DA739CED39CE739D836858210842108421C84210C3EB"
   },
   "apdus": 20
  },
  "model": {
   "id": "vendor-5",
   "pin": {
    "alphabet": "ascii",
    "maxTries": 255,
    "maxLength": 8,
    "minLength": 6
   },
   "puk": {
    "length": 8,
    "maxTries": 255
   },
   "apdu": {
    "extendedLength": true,
    "maxCommandData": 3072,
    "maxObjectBytes": 3052
   },
   "match": {
    "version": "^5\\.([7-9]|[1-9][0-9])\\.",
    "identityScheme": "ykserial"
   },
   "title": "PIV security key with vendor extensions, firmware 5.7 and later",
   "algorithms": {
    "*": [
     "RSA2048"
    ]
   },
   "capabilities": {
    "attest": true,
    "moveKey": true,
    "metadata": true,
    "changePuk": true,
    "deleteKey": true,
    "importKey": true,
    "pinPolicies": true,
    "vendorReset": true,
    "setPinTryLimits": true,
    "setManagementKey": true
   },
   "managementKeyAlgorithms": [
    "AES256"
   ]
  },
  "actions": [
   {
    "action": "issue",
    "possible": false,
    "code": "LIFECYCLE_ALREADY_ISSUED",
    "message": "This card is issued already: take a blank one. To renew what is on this one, update or reprovision it"
   }
  ],
  "findings": []
 },
 "Models.list": {
  "models": [
   {
    "id": "vendor-5",
    "pin": {
     "alphabet": "ascii",
     "maxTries": 255,
     "maxLength": 8,
     "minLength": 6
    },
    "puk": {
     "length": 8,
     "maxTries": 255
    },
    "apdu": {
     "extendedLength": true,
     "maxCommandData": 3072,
     "maxObjectBytes": 3052
    },
    "match": {
     "version": "^5\\.([7-9]|[1-9][0-9])\\.",
     "identityScheme": "ykserial"
    },
    "title": "PIV security key with vendor extensions, firmware 5.7 and later",
    "algorithms": {
     "*": [
      "RSA2048"
     ]
    },
    "capabilities": {
     "attest": true,
     "moveKey": true,
     "metadata": true,
     "changePuk": true,
     "deleteKey": true,
     "importKey": true,
     "pinPolicies": true,
     "vendorReset": true,
     "setPinTryLimits": true,
     "setManagementKey": true
    },
    "managementKeyAlgorithms": [
     "AES256"
    ]
   }
  ],
  "site": []
 },
 "Models.validate": {
  "valid": false,
  "problems": [
   {
    "path": "/id",
    "message": "vendor-5 ships with Cardwright: give your row an id of its own"
   }
  ]
 },
 "People.get": {
  "person": {
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "externalId": "T2",
   "displayName": "Sofia Kowalewskaja",
   "givenName": "Sofia",
   "surname": "Kowalewskaja",
   "email": "sofia@example.test",
   "upn": null,
   "sid": null,
   "organizationalUnit": null,
   "enabled": true,
   "createdAt": "2026-11-29T21:41:15.895Z",
   "updatedAt": "2026-11-29T21:41:22.596Z",
   "version": "RFLeml7tavFhvpLEI3knmY"
  },
  "photo": null
 },
 "People.list": {
  "rows": [
   {
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "externalId": "T2",
    "displayName": "Sofia Kowalewskaja",
    "givenName": "Sofia",
    "surname": "Kowalewskaja",
    "email": "sofia@example.test",
    "upn": null,
    "sid": null,
    "organizationalUnit": null,
    "enabled": true,
    "createdAt": "2026-11-29T21:41:15.895Z",
    "updatedAt": "2026-11-29T21:41:22.596Z",
    "version": "RFLeml7tavFhvpLEI3knmY"
   }
  ],
  "nextCursor": null
 },
 "PersonWizardStep.see": {
  "step": null
 },
 "ProfileProposals.create": {
  "proposal": {
   "proposalId": "f63568f0-9005-41d8-a51b-3a145144027a",
   "name": "piv-four",
   "definition": {
    "pin": {
     "alphabet": "numeric",
     "pinTries": 5,
     "pukTries": 5,
     "maxLength": 8,
     "minLength": 6,
     "forbidSequences": true
    },
    "name": "piv-four",
    "title": "PIV, four certificates",
    "initialPin": "displayed",
    "application": "PIV",
    "credentials": [
     {
      "algorithm": "ECCP256",
      "container": "authentication",
      "keyOrigin": "card",
      "keyReference": "9A",
      "certificateProfile": "piv-authentication"
     }
    ],
    "dataObjects": {
     "securityObject": true,
     "printedInformation": true
    },
    "description": "Authentication and card authentication on P-256, digital signature and key management on RSA-2048: what most relying parties accept today.",
    "cardLifetimeDays": 1095
   },
   "sha256Hex": "29D242B7C5F38242C03CE5CE10EA59CBE0585DCE9EC4FAB66CC77C37F8C52663",
   "basedOnVersion": 2,
   "state": "open",
   "reasonText": "Cards last longer",
   "proposedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "proposedAt": "2026-11-29T21:41:22.322Z",
   "decidedBy": null,
   "decidedAt": null,
   "decisionReasonText": null,
   "version": null
  }
 },
 "ProfileProposals.get": {
  "proposal": {
   "proposalId": "f63568f0-9005-41d8-a51b-3a145144027a",
   "name": "piv-four",
   "definition": {
    "pin": {
     "alphabet": "numeric",
     "pinTries": 5,
     "pukTries": 5,
     "maxLength": 8,
     "minLength": 6,
     "forbidSequences": true
    },
    "name": "piv-four",
    "title": "PIV, four certificates",
    "initialPin": "displayed",
    "application": "PIV",
    "credentials": [
     {
      "algorithm": "ECCP256",
      "container": "authentication",
      "keyOrigin": "card",
      "keyReference": "9A",
      "certificateProfile": "piv-authentication"
     }
    ],
    "dataObjects": {
     "securityObject": true,
     "printedInformation": true
    },
    "description": "Authentication and card authentication on P-256, digital signature and key management on RSA-2048: what most relying parties accept today.",
    "cardLifetimeDays": 1095
   },
   "sha256Hex": "29D242B7C5F38242C03CE5CE10EA59CBE0585DCE9EC4FAB66CC77C37F8C52663",
   "basedOnVersion": 2,
   "state": "open",
   "reasonText": "Cards last longer",
   "proposedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "proposedAt": "2026-11-29T21:41:22.322Z",
   "decidedBy": null,
   "decidedAt": null,
   "decisionReasonText": null,
   "version": null
  },
  "changes": [
   {
    "path": "/cardLifetimeDays",
    "before": 730,
    "after": 1095
   }
  ],
  "cards": 1
 },
 "ProfileProposals.list": {
  "rows": [
   {
    "proposalId": "f63568f0-9005-41d8-a51b-3a145144027a",
    "name": "piv-four",
    "definition": {
     "pin": {
      "alphabet": "numeric",
      "pinTries": 5,
      "pukTries": 5,
      "maxLength": 8,
      "minLength": 6,
      "forbidSequences": true
     },
     "name": "piv-four",
     "title": "PIV, four certificates",
     "initialPin": "displayed",
     "application": "PIV",
     "credentials": [
      {
       "algorithm": "ECCP256",
       "container": "authentication",
       "keyOrigin": "card",
       "keyReference": "9A",
       "certificateProfile": "piv-authentication"
      }
     ],
     "dataObjects": {
      "securityObject": true,
      "printedInformation": true
     },
     "description": "Authentication and card authentication on P-256, digital signature and key management on RSA-2048: what most relying parties accept today.",
     "cardLifetimeDays": 1095
    },
    "sha256Hex": "29D242B7C5F38242C03CE5CE10EA59CBE0585DCE9EC4FAB66CC77C37F8C52663",
    "basedOnVersion": 2,
    "state": "open",
    "reasonText": "Cards last longer",
    "proposedBy": "client:cardwright-scripts@https://sign-in.example.org",
    "proposedAt": "2026-11-29T21:41:22.322Z",
    "decidedBy": null,
    "decidedAt": null,
    "decisionReasonText": null,
    "version": null
   }
  ],
  "nextCursor": null
 },
 "Profiles.diff": {
  "changes": [
   {
    "path": "/cardLifetimeDays",
    "before": 1095,
    "after": 730
   }
  ]
 },
 "Profiles.get": {
  "profile": {
   "name": "piv-four",
   "version": 2,
   "definition": {
    "pin": {
     "alphabet": "numeric",
     "pinTries": 5,
     "pukTries": 5,
     "maxLength": 8,
     "minLength": 6,
     "forbidSequences": true
    },
    "name": "piv-four",
    "title": "PIV, four certificates",
    "initialPin": "displayed",
    "application": "PIV",
    "credentials": [
     {
      "algorithm": "ECCP256",
      "container": "authentication",
      "keyOrigin": "card",
      "keyReference": "9A",
      "certificateProfile": "piv-authentication"
     }
    ],
    "dataObjects": {
     "securityObject": true,
     "printedInformation": true
    },
    "description": "Authentication and card authentication on P-256, digital signature and key management on RSA-2048: what most relying parties accept today.",
    "cardLifetimeDays": 730
   },
   "publishedAt": "2026-11-29T21:41:22.288Z",
   "publishedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "sha256Hex": "3412B386FA2653A4CB2698D68C88A2BA819C3799235E4F8A056026AB8435A7D3"
  }
 },
 "Profiles.list": {
  "rows": [
   {
    "name": "authentication-only",
    "title": "Sign-in only (P-256)",
    "version": 1,
    "publishedAt": "2026-11-29T21:41:11.882Z",
    "withdrawnAt": null,
    "selfService": false
   }
  ],
  "nextCursor": null
 },
 "Profiles.publish": {
  "profile": {
   "name": "piv-four",
   "version": 2,
   "definition": {
    "pin": {
     "alphabet": "numeric",
     "pinTries": 5,
     "pukTries": 5,
     "maxLength": 8,
     "minLength": 6,
     "forbidSequences": true
    },
    "name": "piv-four",
    "title": "PIV, four certificates",
    "initialPin": "displayed",
    "application": "PIV",
    "credentials": [
     {
      "algorithm": "ECCP256",
      "container": "authentication",
      "keyOrigin": "card",
      "keyReference": "9A",
      "certificateProfile": "piv-authentication"
     }
    ],
    "dataObjects": {
     "securityObject": true,
     "printedInformation": true
    },
    "description": "Authentication and card authentication on P-256, digital signature and key management on RSA-2048: what most relying parties accept today.",
    "cardLifetimeDays": 730
   },
   "publishedAt": "2026-11-29T21:41:22.288Z",
   "publishedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "sha256Hex": "3412B386FA2653A4CB2698D68C88A2BA819C3799235E4F8A056026AB8435A7D3"
  },
  "changed": true
 },
 "Profiles.validate": {
  "valid": true,
  "definition": {
   "pin": {
    "alphabet": "numeric",
    "pinTries": 5,
    "pukTries": 5,
    "maxLength": 8,
    "minLength": 6,
    "forbidSequences": true
   },
   "name": "piv-four",
   "title": "PIV, four certificates",
   "initialPin": "displayed",
   "application": "PIV",
   "credentials": [
    {
     "algorithm": "ECCP256",
     "container": "authentication",
     "keyOrigin": "card",
     "keyReference": "9A",
     "certificateProfile": "piv-authentication"
    }
   ],
   "dataObjects": {
    "securityObject": true,
    "printedInformation": true
   },
   "description": "Authentication and card authentication on P-256, digital signature and key management on RSA-2048: what most relying parties accept today.",
   "cardLifetimeDays": 730
  },
  "problems": [],
  "preview": {
   "basedOnVersion": 1,
   "changes": [
    {
     "path": "/cardLifetimeDays",
     "before": 1095,
     "after": 730
    }
   ],
   "cards": 1,
   "reinstates": false,
   "approvalNeeded": false
  }
 },
 "Profiles.versions": {
  "rows": [
   {
    "version": 2,
    "publishedAt": "2026-11-29T21:41:22.288Z",
    "publishedBy": "client:cardwright-scripts@https://sign-in.example.org",
    "cards": 0
   }
  ],
  "nextCursor": null
 },
 "Reasons.list": {
  "reasons": [
   {
    "code": "RENEW",
    "title": "Certificates expire soon",
    "uses": [
     "update"
    ],
    "certificates": "old-expires",
    "textNeeded": false,
    "urgent": false,
    "systemOnly": false
   }
  ]
 },
 "Reconcile.reconcile": {
  "device": {
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "f08a1a26-34d3-4cd5-96d0-373ffee86101",
   "workstationId": "ws-1437c97f4961",
   "activeRequestId": null,
   "createdAt": "2026-11-29T21:41:17.913Z",
   "updatedAt": "2026-11-29T21:41:21.217Z",
   "suspendedFor": [],
   "attention": null,
   "certificatesExpireAt": "2029-11-28T23:59:59.000Z"
  },
  "cardRead": false,
  "findings": [],
  "repaired": []
 },
 "Revocations.list": {
  "rows": [],
  "nextCursor": null
 },
 "RoleGrants.create": {
  "roleGrant": {
   "roleGrantId": "586ed1ee-d032-41b7-a30b-ad1f861d7316",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "role": "HD",
   "groupScope": "*",
   "profileScope": "*",
   "grantedPermissions": [],
   "personName": "Sofia Kowalewskaja",
   "grantedAt": "2026-11-29T21:41:22.424Z"
  },
  "changed": true
 },
 "RoleGrants.list": {
  "rows": [
   {
    "roleGrantId": "586ed1ee-d032-41b7-a30b-ad1f861d7316",
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "role": "HD",
    "groupScope": "*",
    "profileScope": "*",
    "grantedPermissions": [],
    "personName": "Sofia Kowalewskaja",
    "grantedAt": "2026-11-29T21:41:22.424Z"
   }
  ],
  "nextCursor": null
 },
 "RoleGrants.meanings": {
  "roles": [
   {
    "role": "HD",
    "permissions": [
     "own.manage"
    ],
    "ifGranted": [
     "card.activate"
    ]
   }
  ]
 },
 "Rollouts.list": {
  "rows": [],
  "nextCursor": null
 },
 "Rollouts.plan": {
  "rings": [
   5
  ],
  "spreadDays": 0
 },
 "Sagas.attention": {
  "total": 0,
  "more": false,
  "waitsFor": {
   "cardholder": 0,
   "operator": 0,
   "administrator": 0
  }
 },
 "Sagas.get": {
  "saga": {
   "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
   "workflowId": "device/4382a0f6-6d75-4990-9191-2bc582655535/write",
   "type": "ISSUE",
   "state": "COMPLETED",
   "awaiting": null,
   "stage": "done",
   "percent": 100,
   "sentence": "The card is active",
   "stuckReason": null,
   "errorCode": null,
   "errorMessage": null,
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "workstationId": "ws-1437c97f4961",
   "attempt": 1,
   "roundTrips": 5,
   "apdus": 63,
   "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "correlationId": "403e5745-3863-4e71-9101-2bb66f5edc32",
   "createdAt": "2026-11-29T21:41:18.089Z",
   "updatedAt": "2026-11-29T21:41:21.250Z",
   "finishedAt": "2026-11-29T21:41:21.250Z",
   "actions": [],
   "cancelEffect": null,
   "reinsertion": null,
   "identifiedBy": null,
   "attention": null,
   "begunByHolder": false
  }
 },
 "Sagas.list": {
  "rows": [
   {
    "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
    "workflowId": "device/4382a0f6-6d75-4990-9191-2bc582655535/write",
    "type": "ISSUE",
    "state": "COMPLETED",
    "awaiting": null,
    "stage": "done",
    "percent": 100,
    "sentence": "The card is active",
    "stuckReason": null,
    "errorCode": null,
    "errorMessage": null,
    "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "personName": "Sofia Kowalewskaja",
    "profileName": "piv-four",
    "profileVersion": 1,
    "workstationId": "ws-1437c97f4961",
    "attempt": 1,
    "roundTrips": 5,
    "apdus": 63,
    "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
    "correlationId": "403e5745-3863-4e71-9101-2bb66f5edc32",
    "createdAt": "2026-11-29T21:41:18.089Z",
    "updatedAt": "2026-11-29T21:41:21.250Z",
    "finishedAt": "2026-11-29T21:41:21.250Z",
    "actions": [],
    "cancelEffect": null,
    "reinsertion": null,
    "identifiedBy": null,
    "attention": null,
    "begunByHolder": false
   }
  ],
  "nextCursor": null
 },
 "Sagas.timeline": {
  "rows": [
   {
    "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
    "sequence": 1,
    "at": "2026-11-29T21:41:18.084Z",
    "kind": "state",
    "stage": "requested",
    "percent": 0,
    "state": "IN_PROGRESS",
    "awaiting": null,
    "sentence": "The request is accepted"
   }
  ]
 },
 "Sagas.trace": {
  "trace": {
   "requestId": "38931d03-d64a-46a9-988c-920d3f8db3cf",
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "identityText": "ykserial:10000001",
   "modelId": "vendor-5",
   "apdus": 63,
   "durationMs": 1455,
   "batches": [
    {
     "batchId": "38931d03-d64a-46a9-988c-920d3f8db3cf/1/1",
     "workstationId": "ws-1437c97f4961",
     "at": "2026-11-29T21:41:19.628Z",
     "dropped": 0,
     "apdus": [
      {
       "headerHex": "00A40400",
       "sent": 9,
       "received": 19,
       "extended": false,
       "statusHex": "9000",
       "durationMs": 0.1,
       "dataHex": "A00000030800001000",
       "step": "open",
       "command": "SELECT A00000030800001000",
       "status": "success"
      }
     ]
    }
   ]
  }
 },
 "Sagas.weeks": {
  "kinds": []
 },
 "SavedViews.list": {
  "views": []
 },
 "Search.search": {
  "hits": [
   {
    "kind": "person",
    "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
    "displayName": "Sofia Kowalewskaja",
    "externalId": "T2",
    "organizationalUnit": null,
    "exact": false
   }
  ],
  "more": [],
  "unanswered": []
 },
 "Sessions.list": {
  "sessions": []
 },
 "StockBatches.list": {
  "rows": [
   {
    "stockBatchId": "factory",
    "name": "Factory values",
    "modelId": "*",
    "createdAt": "2026-11-29T21:41:11.862Z"
   }
  ],
  "nextCursor": null
 },
 "System.me": {
  "person": {
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "externalId": "T2",
   "displayName": "Sofia Kowalewskaja",
   "givenName": "Sofia",
   "surname": "Kowalewskaja",
   "email": "sofia@example.test",
   "upn": null,
   "sid": null,
   "organizationalUnit": null,
   "enabled": true,
   "createdAt": "2026-11-29T21:41:15.895Z",
   "updatedAt": "2026-11-29T21:41:22.596Z",
   "version": "RFLeml7tavFhvpLEI3knmY"
  },
  "roles": [
   "CH"
  ],
  "permissions": [
   "own.manage"
  ],
  "separationOfDuties": "enforced",
  "identity": {
   "kind": "person",
   "issuer": "https://sign-in.example.org",
   "subject": "lists-IO",
   "displayName": "Ada Lovelace"
  },
  "csrfToken": null,
  "lab": false,
  "temporalUiUrl": "https://temporal.example.org"
 },
 "System.system": {
  "name": "Cardwright",
  "version": "0.1.0",
  "oidc": {
   "issuer": "https://sign-in.example.org",
   "cliClientId": "cardwright-cli",
   "audience": "urn:cardwright:api",
   "scope": "openid profile"
  },
  "cardSignIn": false,
  "temporalUiUrl": "https://temporal.example.org",
  "docsUrl": "http://127.0.0.1:19415/api/docs"
 },
 "UpdateOffers.get": {
  "offer": {
   "offerId": "631e6d5f-424c-41ad-95ab-f640cc8c0530",
   "deviceId": "4382a0f6-6d75-4990-9191-2bc582655535",
   "deviceLabel": "10000001",
   "kind": "campaign.renew",
   "causes": [
    {
     "kind": "campaign.renew",
     "cause": "RENEW",
     "dueAt": "2026-11-29T21:41:22.342Z",
     "urgency": "normal",
     "campaign": {
      "name": "Winter",
      "campaignId": "abf5359c-7267-40bd-91a7-31d467862c97"
     },
     "deadline": null,
     "keyReferences": [
      "9A"
     ]
    }
   ],
   "urgency": "normal",
   "deadline": null,
   "record": null,
   "postponable": true,
   "postponedUntil": "2026-11-30T01:41:23.826Z",
   "state": "withdrawn",
   "personId": "7c34d31f-95c9-471d-8dd6-0ab859892d1a",
   "offeredAt": "2026-11-29T21:41:22.390Z",
   "workstationId": null,
   "readerName": null,
   "until": null,
   "postponements": [],
   "acceptedAt": null,
   "requestId": null,
   "outcome": null,
   "endedAt": "2026-11-29T21:41:22.575Z"
  }
 },
 "VaultKey.get": {
  "publicJwk": {
   "x": "2UUFxL6fdOi9ne_Y5nJq3ANAIQMZpS6t9iKPAl02L8o",
   "y": "DvowAcYwEMgobIS0lVGnCesTCpWiQ3s04Kfi5iKTB3o",
   "crv": "P-256",
   "kty": "EC"
  },
  "kid": "VTJtPapdFroXR7cyubIqAClHCpa3tWuUfaKjVBq7lxs"
 },
 "Workstations.doctor": {
  "ranAt": "2026-11-29T21:41:21.772Z",
  "findings": [
   {
    "check": "user",
    "state": "warn",
    "found": "running as root",
    "fix": "The agent needs no privilege: run it as an ordinary user or a service user."
   }
  ]
 },
 "Workstations.get": {
  "workstation": {
   "workstationId": "ws-1437c97f4961",
   "name": "fuzzed",
   "group": null,
   "agentNkey": "UDYVUO4DLJ7WBFJFCATVUXGR5ISGWLG22JP2AUR4MPJ5P77CFDCWSGCO",
   "agentVersion": "0.1.0",
   "enrolledAt": "2026-11-29T21:41:16.475Z",
   "lastSeenAt": "2026-11-29T21:41:23.012Z",
   "revokedAt": null,
   "online": true,
   "report": {
    "reportedAt": "2026-11-29T21:41:23.012Z",
    "system": "Debian GNU/Linux 12 (bookworm), x64",
    "autoUpdate": false,
    "autoUpdateSource": "default",
    "policyProblems": 0,
    "pcsc": "simulated",
    "pcscCode": null,
    "readers": [
     {
      "readerName": "Simulated reader 0",
      "card": "present"
     }
    ],
    "readerCount": 1,
    "cardCount": 1
   },
   "policies": {
    "settings": [
     {
      "name": "cardAutoUpdate",
      "value": false,
      "source": "default"
     }
    ],
    "problems": []
   }
  }
 },
 "Workstations.list": {
  "rows": [
   {
    "workstationId": "ws-1437c97f4961",
    "name": "fuzzed",
    "group": null,
    "agentNkey": "UDYVUO4DLJ7WBFJFCATVUXGR5ISGWLG22JP2AUR4MPJ5P77CFDCWSGCO",
    "agentVersion": "0.1.0",
    "enrolledAt": "2026-11-29T21:41:16.475Z",
    "lastSeenAt": "2026-11-29T21:41:22.974Z",
    "revokedAt": null,
    "online": true,
    "report": {
     "reportedAt": "2026-11-29T21:41:22.974Z",
     "system": "Debian GNU/Linux 12 (bookworm), x64",
     "autoUpdate": false,
     "autoUpdateSource": "default",
     "policyProblems": 0,
     "pcsc": "simulated",
     "pcscCode": null,
     "readers": [
      {
       "readerName": "Simulated reader 0",
       "card": "present"
      }
     ],
     "readerCount": 1,
     "cardCount": 1
    }
   }
  ],
  "nextCursor": null
 },
 "Workstations.logs": {
  "older": false,
  "lines": [
   {
    "at": "2026-11-29T21:41:17.697Z",
    "level": "info",
    "message": "policies",
    "fields": {
     "cardAutoUpdate": "false",
     "updateCheckMinutes": "480",
     "updateCheckJitterSeconds": "120"
    }
   }
  ]
 },
 "Workstations.readers": {
  "readers": [
   {
    "readerName": "Simulated reader 0",
    "cardPresent": true,
    "atrHex": "3B8A80014361726477726967687428",
    "identityText": "ykserial:10000001",
    "heldBy": null
   }
  ]
 },
 "Workstations.summary": {
  "total": 1,
  "online": 1,
  "versions": [
   {
    "version": "0.1.0",
    "count": 1
   }
  ],
  "policies": [
   {
    "policy": "on",
    "count": 0
   }
  ]
 }
};
