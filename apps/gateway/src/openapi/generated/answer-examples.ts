/** What a system answered: api-fuzz.system.spec with CARDWRIGHT_RECORD_ANSWERS=1. Do not edit. */
export const answerExamples: Readonly<Record<string, unknown>> = {
 "AgentPackages.list": {
  "packages": []
 },
 "Audit.list": {
  "rows": [
   {
    "sequence": 48,
    "at": "2026-11-30T04:38:29.615Z",
    "actor": "person:lists-SO@https://sign-in.example.org via cardwright-cli",
    "action": "authorisation.refused",
    "object": "endpoint:deployment-codes.list",
    "reason": null,
    "reasonText": null,
    "correlationId": "f968c2d1-3094-448e-88eb-95c9ff79f90a",
    "details": {
     "code": "AUTH_FORBIDDEN",
     "personId": null
    },
    "hashHex": "0866AF33FCCA8B9377040A2B1AA24D67C45122EDEAF9E188C6C31315D9B5C7D6"
   }
  ],
  "nextCursor": null
 },
 "Audit.verify": {
  "chains": [
   {
    "schema": "issuance",
    "rows": 25,
    "ok": true,
    "finding": null,
    "headHashHex": "3FD74447DDEA9160A5FDC024BDE373DECFFC4CB5C239B511A586F0F6FC5EFCA6"
   }
  ]
 },
 "Bridge.challenge": {
  "url": "http://127.0.0.1:27432/pair?challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "seconds": 60
 },
 "Bridge.keys": {
  "portal": "https://cardwright.example.org",
  "keys": [
   {
    "crv": "Ed25519",
    "x": "0UqjRRlG4NHRf-8gB3BuWcwdMXLM5NfTdm2yv_H95YY",
    "kty": "OKP",
    "kid": "Yriv2aFlvlsrH-sJalv2Vz1JSa7BQ8jmoknbiPSDDpE",
    "use": "sig",
    "alg": "EdDSA"
   }
  ]
 },
 "Bridge.pair": {
  "workstation": {
   "workstationId": "ws-bab28ad6c36d",
   "name": "fuzzed",
   "online": true
  },
  "challenge": {
   "state": "paired",
   "cause": null
  },
  "before": null,
  "outdated": null
 },
 "Bridge.pairTyped": {
  "workstation": {
   "workstationId": "ws-bab28ad6c36d",
   "name": "fuzzed",
   "online": true
  },
  "challenge": {
   "state": "paired",
   "cause": null
  },
  "before": null,
  "outdated": null
 },
 "Bridge.state": {
  "workstation": {
   "workstationId": "ws-bab28ad6c36d",
   "name": "fuzzed",
   "online": true
  },
  "challenge": {
   "state": "paired",
   "cause": null
  },
  "before": null,
  "outdated": null
 },
 "BulkActions.act": {
  "bulkId": "9ae5c12f-8914-4958-b986-b5096f52e8f3",
  "rows": [
   {
    "id": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
    "error": null
   }
  ]
 },
 "BulkActions.preview": {
  "action": "suspend",
  "done": 1,
  "leftOut": 0,
  "rows": [
   {
    "id": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
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
    "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
    "label": "10000001",
    "code": null,
    "requestId": null,
    "keyReferences": [
     "9A"
    ],
    "state": "open",
    "hindered": "LIFECYCLE_NOT_ACTIVE",
    "turnAt": "2026-11-30T04:38:24.690Z",
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
   "campaignId": "7c891d8d-f375-49f0-b36f-8ab664749000",
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
   "createdAt": "2026-11-30T04:38:24.690Z",
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
   "lastTurnAt": "2026-11-30T04:38:24.690Z",
   "history": [
    {
     "at": "2026-11-30T04:38:24.692Z",
     "what": "created",
     "by": "client:cardwright-scripts@https://sign-in.example.org"
    }
   ]
  }
 },
 "Campaigns.get": {
  "campaign": {
   "campaignId": "7c891d8d-f375-49f0-b36f-8ab664749000",
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
   "createdAt": "2026-11-30T04:38:24.690Z",
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
   "lastTurnAt": "2026-11-30T04:38:24.690Z",
   "history": [
    {
     "at": "2026-11-30T04:38:24.692Z",
     "by": "client:cardwright-scripts@https://sign-in.example.org",
     "what": "created"
    }
   ]
  }
 },
 "Campaigns.list": {
  "rows": [
   {
    "campaignId": "7c891d8d-f375-49f0-b36f-8ab664749000",
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
    "createdAt": "2026-11-30T04:38:24.690Z",
    "endedAt": null,
    "stop": null
   }
  ],
  "nextCursor": null
 },
 "Certificates.get": {
  "certificate": {
   "serialNumberHex": "55C0EAF2A7BBCE4934DE985FA03DDE24",
   "issuerId": "issuing-1",
   "notBefore": "2026-11-30T04:33:19.000Z",
   "notAfter": "2029-11-29T23:59:59.000Z",
   "sha256Hex": "84E7078BAB9F5C5A229712E3A6F40C0A448C09809DE1B2CD7823DC48E36F619C",
   "status": "held",
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "requestId": "14579447-205e-4bbd-ac47-c169595d5b0b",
   "keyReference": "9D",
   "certificateProfile": "piv-key-management",
   "subjectText": "UID=d54f7d73-5b67-4e99-8a10-51e44fa7dd08, CN=Sofia Kowalewskaja",
   "publicKeySha256Hex": "4F403AB06691E5889CB97CD88F7DF978B3ACB1D665ACD567EE110D7CDFDE7953",
   "revokedAt": "2026-11-30T04:38:25.663Z",
   "revocationReason": "certificateHold",
   "credentialState": "HELD",
   "container": "key-management",
   "deviceLabel": "10000001",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja"
  },
  "certificateDerBase64": "MIIDzTCCA3KgAwIBAgIQVcDq8qe7zkk03phfoD3eJDAKBggqhkjOPQQDAjA3MRMwEQYDVQQKDApDYXJkd3JpZ2h0MSAwHgYDVQQDDBdDYXJkd3JpZ2h0IElzc3VpbmcgQ0EgMTAeFw0yNjExMzAwNDMzMTlaFw0yOTExMjkyMzU5NTlaMFMxNDAyBgoJkiaJk/IsZAEBDCRkNTRmN2Q3My01YjY3LTRlOTktOGExMC01MWU0NGZhN2RkMDgxGzAZBgNVBAMMElNvZmlhIEtvd2FsZXdza2FqYTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAK2R65UDmZmd3c+g1rQlSr6UvnTTSYczfk92u8cNt5adKPuJJDjiHvcBzQe5JUBe4gOIGBnaC+EO7dCfWI14Pn2th0TKoZGhb0QdJXW3Bv+CEA20u4HKY3vZ6WhD8G/11Y3QipTUn/zdr+cR+j4hK8gkniQ2Tg2ynDnG82YZ31TOVSesb6ek2wgQJuBZaXcByIakUPxwo5cSjrcMAcNdF8CScLFhFQcaclyaqL78eypSiXqTpfEvXmtarQGROAZcMXpae3XPPsxI3O5DXQBaMBo2lBu58yAwIxlQSHU7ujsl2K9Qp/bC4JPV8bJWOeCJFvk1aEumh4VdPHVaoBEuFOUCAwEAAaOCAXcwggFzMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgUgMB8GA1UdJQQYMBYGCCsGAQUFBwMEBgorBgEEAYI3CgMEMB0GA1UdDgQWBBTRB5PO62A1CCeWqcBdDtnuOimuGjAfBgNVHSMEGDAWgBQJagzMOcSzdp3d6MOUQUr7IuYVtzAiBgNVHSAEGzAZMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFAzBMBgNVHREERTBDgRJzb2ZpYUBleGFtcGxlLnRlc3SGLXVybjp1dWlkOjcyNjIyMjBjLWIyNDItNDgzNy1iNmUzLTQ5Mjg0N2RiMzFmODA7BgNVHR8ENDAyMDCgLqAshipodHRwOi8vMTI3LjAuMC4xOjI1NzAwL2NybC9pc3N1aW5nLTEuMS5jcmwwQwYIKwYBBQUHAQEENzA1MDMGCCsGAQUFBzAChidodHRwOi8vMTI3LjAuMC4xOjI1NzAwL2NhL2lzc3VpbmctMS5jZXIwCgYIKoZIzj0EAwIDSQAwRgIhAO1yP+J5q6SibreEWau4QSkuJXwR/zu/pvy9p1UrA1uEAiEAuDTuisgxV9FVcvj4+IkJZOm0OwDoNcjAgrHY7SDE7Pg=",
  "chainDerBase64": [
   "MIIDETCCApegAwIBAgIQdYDBNFzb+1jsNHj/3jvxdTAKBggqhkjOPQQDAzA0MRMwEQYDVQQKDApDYXJkd3JpZ2h0MR0wGwYDVQQDDBRDYXJkd3JpZ2h0IFJvb3QgQ0EgMTAeFw0yNjExMzAwNDMyNThaFw00MTExMjYwNDM3NThaMDcxEzARBgNVBAoMCkNhcmR3cmlnaHQxIDAeBgNVBAMMF0NhcmR3cmlnaHQgSXNzdWluZyBDQSAxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAET+n/eIgj2+3L0hBgHy8OwXMgTC+1UxrUdkqi0fvpM1xYJwr2CyiwJcd5BezwtNKNkTnhC1HWPcB6rCLPx0olgKOCAYYwggGCMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQJagzMOcSzdp3d6MOUQUr7IuYVtzAfBgNVHSMEGDAWgBSVrycgFvgJG04+AdNB8xB+SiIeVjCBoQYDVR0gBIGZMIGWMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFATAXBhVpgbDGyN2ciODW7OvzibX78JiFBQIwFwYVaYGwxsjdnIjg1uzr84m1+/CYhQUDMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFBDAXBhVpgbDGyN2ciODW7OvzibX78JiFBQUwFwYVaYGwxsjdnIjg1uzr84m1+/CYhQUGMDYGA1UdHwQvMC0wK6ApoCeGJWh0dHA6Ly8xMjcuMC4wLjE6MjU3MDAvY3JsL3Jvb3QtMS5jcmwwQAYIKwYBBQUHAQEENDAyMDAGCCsGAQUFBzAChiRodHRwOi8vMTI3LjAuMC4xOjI1NzAwL2NhL3Jvb3QtMS5jZXIwCgYIKoZIzj0EAwMDaAAwZQIwC8gLyuLHLiI0YbAtqfzvfekESPXFC5rR2En/RrEUP+yRya+wkbu05KCoY9uxlTPQAjEAyJ1YQGf9RQGFAlss8CSuY6utQoOO1a4kD0DGkDmZwZrb4SItVYiTZo2426E8PDas"
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
    "credentialId": "fa4aba22-d9cd-48d3-b35c-c134eb146ca7",
    "serialNumberHex": "786A290F4F62EB0BC64E8D539AEB0CCD",
    "status": "held",
    "credentialState": "HELD",
    "issuerId": "issuing-1",
    "certificateProfile": "piv-authentication",
    "container": "authentication",
    "keyReference": "9A",
    "algorithm": "ECCP256",
    "notAfter": "2029-11-29T23:59:59.000Z",
    "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
    "deviceLabel": "10000001",
    "requestId": "14579447-205e-4bbd-ac47-c169595d5b0b",
    "profileName": "piv-four",
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
    "personName": "Sofia Kowalewskaja",
    "createdAt": "2026-11-30T04:38:19.964Z",
    "updatedAt": "2026-11-30T04:38:25.791Z"
   }
  ],
  "nextCursor": null
 },
 "DeploymentCodes.create": {
  "deploymentCode": {
   "deploymentCodeId": "e88d2cb8-e268-4eec-9ed3-2f087245a11b",
   "group": null,
   "namePattern": "{host}",
   "places": 20,
   "used": 0,
   "left": 20,
   "state": "open",
   "createdBy": "client:cardwright-scripts@https://sign-in.example.org",
   "createdAt": "2026-11-30T04:38:24.763Z",
   "expiresAt": "2026-12-07T04:38:24.763Z",
   "revokedAt": null
  },
  "code": "cwd1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
 },
 "DeploymentCodes.list": {
  "rows": [
   {
    "deploymentCodeId": "e88d2cb8-e268-4eec-9ed3-2f087245a11b",
    "group": null,
    "namePattern": "{host}",
    "places": 20,
    "used": 0,
    "left": 20,
    "state": "open",
    "createdBy": "client:cardwright-scripts@https://sign-in.example.org",
    "createdAt": "2026-11-30T04:38:24.763Z",
    "expiresAt": "2026-12-07T04:38:24.763Z",
    "revokedAt": null
   }
  ],
  "nextCursor": null
 },
 "Devices.activate": {
  "saga": {
   "requestId": "88b96711-ef87-4aef-8f67-53561b24dd36",
   "workflowId": "device/494bc08a-81ba-4ca7-b66c-5f9e96850d3c/write",
   "type": "ACTIVATE",
   "state": "IN_PROGRESS",
   "awaiting": null,
   "stage": "requested",
   "percent": 0,
   "sentence": "The request is accepted",
   "stuckReason": null,
   "errorCode": null,
   "errorMessage": null,
   "busyPrograms": [],
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": null,
   "profileVersion": null,
   "workstationId": "ws-bab28ad6c36d",
   "attempt": 1,
   "roundTrips": 0,
   "apdus": 0,
   "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "correlationId": "a0c054bc-9374-428b-b9c9-76d753371108",
   "createdAt": "2026-11-30T04:38:20.960Z",
   "updatedAt": "2026-11-30T04:38:20.960Z",
   "finishedAt": null,
   "actions": [
    "cancel"
   ],
   "cancelEffect": "The card stays Pending, with its certificates on hold.",
   "reinsertion": null,
   "identifiedBy": null,
   "attention": null,
   "begunByHolder": false
  }
 },
 "Devices.get": {
  "device": {
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "SUSPENDED",
   "operation": "idle",
   "health": "ok",
   "pin": "must-change",
   "keyset": "customer-v1",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-29",
   "cardUuid": "7262220c-b242-4837-b6e3-492847db31f8",
   "workstationId": "ws-bab28ad6c36d",
   "activeRequestId": null,
   "createdAt": "2026-11-30T04:38:16.448Z",
   "updatedAt": "2026-11-30T04:38:25.081Z",
   "suspendedFor": [
    {
     "since": "2026-11-30T04:38:25.083Z",
     "byHolder": false,
     "reason": null
    }
   ],
   "attention": null,
   "certificatesExpireAt": "2029-11-29T23:59:59.000Z",
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
     "serialNumberHex": "786A290F4F62EB0BC64E8D539AEB0CCD",
     "notAfter": "2029-11-29T23:59:59.000Z",
     "attested": true,
     "attestation": "trusted"
    }
   ],
   "certificates": [
    {
     "serialNumberHex": "73285D2ADC827D5FC77A7B2B1946EAE0",
     "issuerId": "issuing-1",
     "notBefore": "2026-11-30T04:33:19.000Z",
     "notAfter": "2029-11-29T23:59:59.000Z",
     "sha256Hex": "095C7ED9D56EE8639A6A6875BC57C3E8D34A922E8B4EA58E9F1B6E1F0AE8AD5A",
     "status": "held",
     "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
     "requestId": "14579447-205e-4bbd-ac47-c169595d5b0b",
     "keyReference": "9C",
     "certificateProfile": "piv-digital-signature",
     "subjectText": "UID=d54f7d73-5b67-4e99-8a10-51e44fa7dd08, CN=Sofia Kowalewskaja",
     "publicKeySha256Hex": "8EABAF4D159BC670775C87FD049600BA154CE227833ADD6D5EE79887E68BF1E6",
     "revokedAt": "2026-11-30T04:38:25.504Z",
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
    "entryId": "33",
    "at": "2026-11-30T04:38:25.140Z",
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
    "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
    "identityText": "ykserial:10000001",
    "label": "10000001",
    "modelId": "vendor-5",
    "state": "SUSPENDED",
    "operation": "idle",
    "health": "ok",
    "pin": "must-change",
    "keyset": "customer-v1",
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
    "personName": "Sofia Kowalewskaja",
    "profileName": "piv-four",
    "profileVersion": 1,
    "expiresOn": "2029-11-29",
    "cardUuid": "7262220c-b242-4837-b6e3-492847db31f8",
    "workstationId": "ws-bab28ad6c36d",
    "activeRequestId": null,
    "createdAt": "2026-11-30T04:38:16.448Z",
    "updatedAt": "2026-11-30T04:38:25.081Z",
    "suspendedFor": [
     {
      "since": "2026-11-30T04:38:25.083Z",
      "byHolder": false,
      "reason": null
     }
    ],
    "attention": null,
    "certificatesExpireAt": "2029-11-29T23:59:59.000Z"
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
   "planHash": "D9ADF4941CEB2BAD08518AE2A5266E822E1B2AA2CA8C8EACE7A89D628966636D",
   "profileName": "piv-four",
   "profileVersion": 2,
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
     "notAfter": "2029-11-29"
    }
   ],
   "drift": [],
   "pointOfNoReturn": 1,
   "estimateMs": 19300,
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
     "serialNumberHex": "786A290F4F62EB0BC64E8D539AEB0CCD",
     "notAfter": "2029-11-29T23:59:59.000Z",
     "effect": "Replaced by a new certificate, then revoked (superseded)"
    }
   ],
   "operator": "Every key and certificate of this card is made anew (3), its data objects are written again and the holder chooses a new PIN. 4 certificates are revoked and stop working for sign-in, signature and mail of the holder’s account. The old key for encrypted mail moves into the key history of the card. The card keeps its expiry date. From the first new key on there is only the way forward: a card that is taken out goes on when it is inserted again.",
   "holder": "Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working. The old key for encrypted mail moves into the key history of the card. Leave the card in the reader until it is done.",
   "oldMailKey": "moved"
  }
 },
 "Devices.planUpdate": {
  "plan": {
   "planHash": "0D988A26E97DBB51C0DF770ABAB7F76CB522BAC808682834947423078DFEB260",
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
     "notAfter": "2029-11-29"
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
     "serialNumberHex": "786A290F4F62EB0BC64E8D539AEB0CCD",
     "notAfter": "2029-11-29T23:59:59.000Z",
     "effect": "Replaced by a new certificate, which stays valid until it expires"
    }
   ],
   "operator": "New keys and certificates in 9A; everything else on the card stays as it is, the PIN too, which the holder types once. The old certificates stay valid until they expire. The card keeps its expiry date, and no certificate outlives it. From the first new key on there is only the way forward: a card that is taken out goes on when it is inserted again.",
   "holder": "Part of your card is renewed (9A). You type its PIN, which stays as it is. Leave the card in the reader until it is done.",
   "oldMailKey": "none"
  }
 },
 "Devices.resetPin": {
  "saga": {
   "requestId": "e258036c-8ebc-4895-9de1-9e1b733e5106",
   "workflowId": "device/494bc08a-81ba-4ca7-b66c-5f9e96850d3c/write",
   "type": "UNLOCK",
   "state": "IN_PROGRESS",
   "awaiting": null,
   "stage": "requested",
   "percent": 0,
   "sentence": "The request is accepted",
   "stuckReason": null,
   "errorCode": null,
   "errorMessage": null,
   "busyPrograms": [],
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "workstationId": "ws-bab28ad6c36d",
   "attempt": 1,
   "roundTrips": 0,
   "apdus": 0,
   "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "correlationId": "495fce7a-eb39-49aa-861e-97f38581eff6",
   "createdAt": "2026-11-30T04:38:21.528Z",
   "updatedAt": "2026-11-30T04:38:21.526Z",
   "finishedAt": null,
   "actions": [
    "cancel"
   ],
   "cancelEffect": "The card keeps its content and its PIN.",
   "reinsertion": null,
   "identifiedBy": null,
   "attention": null,
   "begunByHolder": false
  }
 },
 "Devices.resume": {
  "device": {
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "must-change",
   "keyset": "customer-v1",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-29",
   "cardUuid": "7262220c-b242-4837-b6e3-492847db31f8",
   "workstationId": "ws-bab28ad6c36d",
   "activeRequestId": null,
   "createdAt": "2026-11-30T04:38:16.448Z",
   "updatedAt": "2026-11-30T04:38:24.986Z",
   "suspendedFor": [],
   "attention": null,
   "certificatesExpireAt": "2029-11-29T23:59:59.000Z"
  }
 },
 "Devices.suspend": {
  "device": {
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "SUSPENDED",
   "operation": "idle",
   "health": "ok",
   "pin": "must-change",
   "keyset": "customer-v1",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-29",
   "cardUuid": "7262220c-b242-4837-b6e3-492847db31f8",
   "workstationId": "ws-bab28ad6c36d",
   "activeRequestId": null,
   "createdAt": "2026-11-30T04:38:16.448Z",
   "updatedAt": "2026-11-30T04:38:25.081Z",
   "suspendedFor": [
    {
     "since": "2026-11-30T04:38:25.083Z",
     "byHolder": false,
     "reason": null
    }
   ],
   "attention": null,
   "certificatesExpireAt": "2029-11-29T23:59:59.000Z"
  }
 },
 "Devices.updateOffers": {
  "rows": [
   {
    "offerId": "2fb54270-ef82-4cd3-b2ab-69704cc0d03c",
    "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
    "deviceLabel": "10000001",
    "kind": "pin.change",
    "causes": [
     {
      "kind": "pin.change",
      "cause": "PIN_EXPOSED",
      "dueAt": "2026-11-30T04:38:25.167Z",
      "urgency": "high",
      "deadline": null,
      "keyReferences": []
     }
    ],
    "urgency": "high",
    "deadline": null,
    "record": null,
    "postponable": true,
    "postponedUntil": "2026-11-30T08:38:29.977Z",
    "state": "withdrawn",
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
    "offeredAt": "2026-11-30T04:38:21.516Z",
    "workstationId": null,
    "readerName": null,
    "until": null,
    "postponements": [],
    "acceptedAt": null,
    "requestId": null,
    "outcome": null,
    "endedAt": "2026-11-30T04:38:25.576Z"
   }
  ],
  "nextCursor": null,
  "due": []
 },
 "EventFeed.list": {
  "rows": [
   {
    "specversion": "1.0",
    "id": "440a053b-2f85-4da3-b2b1-4efc7756758c",
    "source": "/cardwright/issuance",
    "type": "profile.published",
    "subject": "profile:authentication-only",
    "time": "2026-11-30T04:38:05.365Z",
    "datacontenttype": "application/json",
    "correlationid": "first-start",
    "data": {
     "name": "authentication-only",
     "version": 1
    }
   }
  ],
  "nextCursor": "Mzg"
 },
 "Findings.list": {
  "rows": [],
  "nextCursor": null
 },
 "Inspections.inspect": {
  "device": {
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "must-change",
   "keyset": "customer-v1",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-29",
   "cardUuid": "7262220c-b242-4837-b6e3-492847db31f8",
   "workstationId": "ws-bab28ad6c36d",
   "activeRequestId": null,
   "createdAt": "2026-11-30T04:38:16.448Z",
   "updatedAt": "2026-11-30T04:38:23.382Z",
   "suspendedFor": [],
   "attention": null,
   "certificatesExpireAt": "2029-11-29T23:59:59.000Z"
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
     "publicKeySpkiBase64": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEo1vWLVo5P2HrgfROWDO8k0SXx6O/8QHtuU/kXRJGDk0ISOwNrFPPZOFgYM2hgOziKcQFujMzbL43iH4slQvzRA==",
     "certificateDerBase64": "MIIDIDCCAsWgAwIBAgIQeGopD09i6wvGTo1TmusMzTAKBggqhkjOPQQDAjA3MRMwEQYDVQQKDApDYXJkd3JpZ2h0MSAwHgYDVQQDDBdDYXJkd3JpZ2h0IElzc3VpbmcgQ0EgMTAeFw0yNjExMzAwNDMzMTlaFw0yOTExMjkyMzU5NTlaMFMxNDAyBgoJkiaJk/IsZAEBDCRkNTRmN2Q3My01YjY3LTRlOTktOGExMC01MWU0NGZhN2RkMDgxGzAZBgNVBAMMElNvZmlhIEtvd2FsZXdza2FqYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKNb1i1aOT9h64H0TlgzvJNEl8ejv/EB7blP5F0SRg5NCEjsDaxTz2ThYGDNoYDs4inEBbozM2y+N4h+LJUL80SjggGVMIIBkTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAoBgNVHSUEITAfBggrBgEFBQcDAgYKKwYBBAGCNxQCAgYHKwYBBQIDBDAdBgNVHQ4EFgQUkKqoAheEgVj+oUAT6qbwk0sIXGkwHwYDVR0jBBgwFoAUCWoMzDnEs3ad3ejDlEFK+yLmFbcwIgYDVR0gBBswGTAXBhVpgbDGyN2ciODW7OvzibX78JiFBQEwYQYDVR0RBFowWIYtdXJuOnV1aWQ6NzI2MjIyMGMtYjI0Mi00ODM3LWI2ZTMtNDkyODQ3ZGIzMWY4oCcGCGCGSAFlAwYGoBsEGdTnOdpznO05znOdg2hYIQhCEIQhyEIQw+swOwYDVR0fBDQwMjAwoC6gLIYqaHR0cDovLzEyNy4wLjAuMToyNTcwMC9jcmwvaXNzdWluZy0xLjEuY3JsMEMGCCsGAQUFBwEBBDcwNTAzBggrBgEFBQcwAoYnaHR0cDovLzEyNy4wLjAuMToyNTcwMC9jYS9pc3N1aW5nLTEuY2VyMAoGCCqGSM49BAMCA0kAMEYCIQDuSpr1AD2PUtvhDZ3/eNhncYdGV3EctbUnI5sdAec0TwIhAN7GNv95aVUvdjaGTgYrba5Kn82WU+hgaDv9y+4kFSjC"
    }
   ],
   "dataObjects": [
    {
     "tagHex": "5FC102",
     "sha256Hex": "373AC5B3C7D36001A3C9B48F56E2B7FAC454A4EDA70B99AAA65478794F452D71",
     "length": 1141
    }
   ],
   "unanswered": [],
   "attesterDerBase64": "MIIBkjCCATmgAwIBAgIQXXiiWvKbTPiUxTPEbrXPyDAKBggqhkjOPQQDAjA1MTMwMQYDVQQDDCpDYXJkd3JpZ2h0IFNpbXVsYXRlZCBDYXJkIEF0dGVzdGF0aW9uIFJvb3QwIBcNMjQwMTAxMDAwMDAwWhgPOTk5OTEyMzEyMzU5NTlaMDgxNjA0BgNVBAMMLUNhcmR3cmlnaHQgU2ltdWxhdGVkIFBJViBBdHRlc3RhdGlvbiAxMDAwMDAwMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCJ8bROQ98vWtnNt5a3Qu+ul6e1SlaouKWNhY8xtT65hjV4xQPkfyvLojdqJihe2YuLzxDT9HWPgEkrut9fjv1mjJjAkMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49BAMCA0cAMEQCIAVFaOzMyu2esUPXafVmqBAJtvuOjSAnAL4Vler6+vZ6AiBLmYNW3Vgpp0Q+F9D7+bSUXUUJEZHFOGxDpkoaSIfgYg==",
   "chuid": {
    "guidHex": "7262220CB2424837B6E3492847DB31F8",
    "expirationDate": "2029-11-29",
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
 "PasskeyDeletions.list": {
  "rows": [],
  "nextCursor": null
 },
 "People.begin": {
  "importId": "a3832d48-d2b1-4c5e-87b8-f673ea793522",
  "pieceBytes": 1000000,
  "maximumPieces": 32,
  "expiresAt": "2026-11-30T05:38:25.208Z"
 },
 "People.commit": {
  "created": 1,
  "updated": 0,
  "unchanged": 0,
  "file": {
   "encoding": "utf-8",
   "delimiter": ",",
   "headerLine": 1,
   "rows": 1,
   "blankRows": 0,
   "columns": [
    {
     "header": "external_id",
     "column": "external_id",
     "filled": 1,
     "changed": 0,
     "examples": [
      "E1042"
     ]
    }
   ]
  }
 },
 "People.get": {
  "person": {
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "externalId": "T2",
   "displayName": "Sofia Kowalewskaja",
   "givenName": "Sofia",
   "surname": "Kowalewskaja",
   "email": "sofia@example.test",
   "upn": null,
   "sid": null,
   "organizationalUnit": null,
   "enabled": true,
   "createdAt": "2026-11-30T04:38:13.346Z",
   "updatedAt": "2026-11-30T04:38:28.652Z",
   "version": "vXybDR3CEkZjkwTcRfwwvt"
  },
  "photo": {
   "mediaType": "image/png",
   "bytes": 79,
   "width": 32,
   "height": 32,
   "version": "B4xJlF2lP0cQDQ2O8GtFfn",
   "updatedAt": "2026-11-30T04:38:25.176Z"
  }
 },
 "People.list": {
  "rows": [
   {
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
    "externalId": "T2",
    "displayName": "Sofia Kowalewskaja",
    "givenName": "Sofia",
    "surname": "Kowalewskaja",
    "email": "sofia@example.test",
    "upn": null,
    "sid": null,
    "organizationalUnit": null,
    "enabled": true,
    "createdAt": "2026-11-30T04:38:13.346Z",
    "updatedAt": "2026-11-30T04:38:28.652Z",
    "version": "vXybDR3CEkZjkwTcRfwwvt"
   }
  ],
  "nextCursor": null
 },
 "People.piece": {
  "received": 1
 },
 "People.putPhoto": {
  "photo": {
   "mediaType": "image/png",
   "bytes": 79,
   "width": 32,
   "height": 32,
   "version": "B4xJlF2lP0cQDQ2O8GtFfn",
   "updatedAt": "2026-11-30T04:38:25.176Z"
  }
 },
 "PersonWizardStep.see": {
  "step": null
 },
 "ProfileProposals.create": {
  "proposal": {
   "proposalId": "7074415b-6f19-46c7-ad01-d3be31b1834b",
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
   "proposedAt": "2026-11-30T04:38:22.559Z",
   "decidedBy": null,
   "decidedAt": null,
   "decisionReasonText": null,
   "version": null
  }
 },
 "ProfileProposals.get": {
  "proposal": {
   "proposalId": "7074415b-6f19-46c7-ad01-d3be31b1834b",
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
   "proposedAt": "2026-11-30T04:38:22.559Z",
   "decidedBy": null,
   "decidedAt": null,
   "decisionReasonText": null,
   "version": null
  },
  "changes": [
   {
    "path": "/credentials/card-authentication",
    "before": null,
    "after": {
     "algorithm": "ECCP256",
     "container": "card-authentication",
     "keyOrigin": "card",
     "keyReference": "9E",
     "certificateProfile": "piv-card-authentication"
    }
   }
  ],
  "cards": 1
 },
 "ProfileProposals.list": {
  "rows": [
   {
    "proposalId": "7074415b-6f19-46c7-ad01-d3be31b1834b",
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
    "proposedAt": "2026-11-30T04:38:22.559Z",
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
    "path": "/credentials/card-authentication",
    "before": {
     "algorithm": "ECCP256",
     "container": "card-authentication",
     "keyOrigin": "card",
     "keyReference": "9E",
     "certificateProfile": "piv-card-authentication"
    },
    "after": null
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
    "cardLifetimeDays": 1095
   },
   "publishedAt": "2026-11-30T04:38:22.538Z",
   "publishedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "sha256Hex": "1AC1790D754A018BBC8D98113B8B9765CAC1E88AF11DF13EFC0A022B625C8DBB"
  }
 },
 "Profiles.list": {
  "rows": [
   {
    "name": "authentication-only",
    "title": "Sign-in only (P-256)",
    "version": 1,
    "publishedAt": "2026-11-30T04:38:05.339Z",
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
    "cardLifetimeDays": 1095
   },
   "publishedAt": "2026-11-30T04:38:22.538Z",
   "publishedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "sha256Hex": "1AC1790D754A018BBC8D98113B8B9765CAC1E88AF11DF13EFC0A022B625C8DBB"
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
    "publishedAt": "2026-11-30T04:38:22.538Z",
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
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "must-change",
   "keyset": "customer-v1",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-29",
   "cardUuid": "7262220c-b242-4837-b6e3-492847db31f8",
   "workstationId": "ws-bab28ad6c36d",
   "activeRequestId": null,
   "createdAt": "2026-11-30T04:38:16.448Z",
   "updatedAt": "2026-11-30T04:38:23.382Z",
   "suspendedFor": [],
   "attention": null,
   "certificatesExpireAt": "2029-11-29T23:59:59.000Z"
  },
  "cardRead": false,
  "findings": [],
  "repaired": []
 },
 "RelyingParties.list": {
  "relyingParties": [
   {
    "id": "entra"
   }
  ]
 },
 "Revocations.list": {
  "rows": [],
  "nextCursor": null
 },
 "RoleGrants.create": {
  "roleGrant": {
   "roleGrantId": "c5d3e399-3fd8-4bd6-9236-c886e9d0d8fb",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "role": "HD",
   "groupScope": "*",
   "profileScope": "*",
   "grantedPermissions": [],
   "personName": "Sofia Kowalewskaja",
   "grantedAt": "2026-11-30T04:38:24.813Z"
  },
  "changed": true
 },
 "RoleGrants.list": {
  "rows": [
   {
    "roleGrantId": "c5d3e399-3fd8-4bd6-9236-c886e9d0d8fb",
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
    "role": "HD",
    "groupScope": "*",
    "profileScope": "*",
    "grantedPermissions": [],
    "personName": "Sofia Kowalewskaja",
    "grantedAt": "2026-11-30T04:38:24.813Z"
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
 "Rollouts.advance": {
  "rollout": {
   "rolloutId": "4a5dfdf2-77e7-420a-b427-f5738dbdd80a",
   "profileName": "piv-four",
   "version": 2,
   "state": "running",
   "ring": 2,
   "spreadDays": 3,
   "startedAt": "2026-11-30T04:38:23.452Z",
   "endedAt": null,
   "stop": null,
   "rings": [
    {
     "ring": 1,
     "upToPercent": 5,
     "openedAt": "2026-11-30T04:38:23.452Z",
     "cards": 0,
     "completed": 0,
     "failed": 0
    }
   ],
   "history": [
    {
     "at": "2026-11-30T04:38:23.452Z",
     "by": null,
     "ring": 1,
     "what": "began"
    }
   ]
  }
 },
 "Rollouts.get": {
  "rollout": {
   "rolloutId": "4a5dfdf2-77e7-420a-b427-f5738dbdd80a",
   "profileName": "piv-four",
   "version": 2,
   "state": "stopped",
   "ring": 2,
   "spreadDays": 3,
   "startedAt": "2026-11-30T04:38:23.452Z",
   "endedAt": null,
   "stop": {
    "cause": "OPERATOR",
    "reasonText": "A better version comes"
   },
   "rings": [
    {
     "ring": 1,
     "upToPercent": 5,
     "openedAt": "2026-11-30T04:38:23.452Z",
     "cards": 0,
     "completed": 0,
     "failed": 0
    }
   ],
   "history": [
    {
     "at": "2026-11-30T04:38:23.452Z",
     "by": null,
     "ring": 1,
     "what": "began"
    }
   ]
  }
 },
 "Rollouts.list": {
  "rows": [
   {
    "rolloutId": "4a5dfdf2-77e7-420a-b427-f5738dbdd80a",
    "profileName": "piv-four",
    "version": 2,
    "state": "stopped",
    "ring": 2,
    "spreadDays": 3,
    "startedAt": "2026-11-30T04:38:23.452Z",
    "endedAt": null,
    "stop": {
     "cause": "OPERATOR",
     "reasonText": "A better version comes"
    }
   }
  ],
  "nextCursor": null
 },
 "Rollouts.pause": {
  "rollout": {
   "rolloutId": "4a5dfdf2-77e7-420a-b427-f5738dbdd80a",
   "profileName": "piv-four",
   "version": 2,
   "state": "paused",
   "ring": 1,
   "spreadDays": 0,
   "startedAt": "2026-11-30T04:38:23.452Z",
   "endedAt": null,
   "stop": null,
   "rings": [
    {
     "ring": 1,
     "upToPercent": 5,
     "openedAt": "2026-11-30T04:38:23.452Z",
     "cards": 0,
     "completed": 0,
     "failed": 0
    }
   ],
   "history": [
    {
     "at": "2026-11-30T04:38:23.452Z",
     "by": null,
     "ring": 1,
     "what": "began"
    }
   ]
  }
 },
 "Rollouts.plan": {
  "rings": [
   5
  ],
  "spreadDays": 0
 },
 "Rollouts.resume": {
  "rollout": {
   "rolloutId": "4a5dfdf2-77e7-420a-b427-f5738dbdd80a",
   "profileName": "piv-four",
   "version": 2,
   "state": "running",
   "ring": 1,
   "spreadDays": 0,
   "startedAt": "2026-11-30T04:38:23.452Z",
   "endedAt": null,
   "stop": null,
   "rings": [
    {
     "ring": 1,
     "upToPercent": 5,
     "openedAt": "2026-11-30T04:38:23.452Z",
     "cards": 0,
     "completed": 0,
     "failed": 0
    }
   ],
   "history": [
    {
     "at": "2026-11-30T04:38:23.452Z",
     "by": null,
     "ring": 1,
     "what": "began"
    }
   ]
  }
 },
 "Rollouts.stop": {
  "rollout": {
   "rolloutId": "4a5dfdf2-77e7-420a-b427-f5738dbdd80a",
   "profileName": "piv-four",
   "version": 2,
   "state": "stopped",
   "ring": 2,
   "spreadDays": 3,
   "startedAt": "2026-11-30T04:38:23.452Z",
   "endedAt": null,
   "stop": {
    "cause": "OPERATOR",
    "reasonText": "A better version comes"
   },
   "rings": [
    {
     "ring": 1,
     "upToPercent": 5,
     "openedAt": "2026-11-30T04:38:23.452Z",
     "cards": 0,
     "completed": 0,
     "failed": 0
    }
   ],
   "history": [
    {
     "at": "2026-11-30T04:38:23.452Z",
     "by": null,
     "ring": 1,
     "what": "began"
    }
   ]
  }
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
 "Sagas.cancel": {
  "saga": {
   "requestId": "e258036c-8ebc-4895-9de1-9e1b733e5106",
   "workflowId": "device/494bc08a-81ba-4ca7-b66c-5f9e96850d3c/write",
   "type": "UNLOCK",
   "state": "AWAITING_USER",
   "awaiting": "pin",
   "stage": "new-pin",
   "percent": 15,
   "sentence": "The card is read. Choose the new PIN; nothing is written before",
   "stuckReason": null,
   "errorCode": null,
   "errorMessage": null,
   "busyPrograms": [],
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "workstationId": "ws-bab28ad6c36d",
   "attempt": 1,
   "roundTrips": 1,
   "apdus": 21,
   "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "correlationId": "495fce7a-eb39-49aa-861e-97f38581eff6",
   "createdAt": "2026-11-30T04:38:21.528Z",
   "updatedAt": "2026-11-30T04:38:21.769Z",
   "finishedAt": null,
   "actions": [
    "cancel"
   ],
   "cancelEffect": "The card keeps its content; its PIN stays as it is unless the new one is set already.",
   "reinsertion": null,
   "identifiedBy": null,
   "attention": {
    "kind": "pin",
    "waitsFor": "cardholder"
   },
   "begunByHolder": false
  },
  "effect": "The card keeps its content; its PIN stays as it is unless the new one is set already."
 },
 "Sagas.get": {
  "saga": {
   "requestId": "14579447-205e-4bbd-ac47-c169595d5b0b",
   "workflowId": "device/494bc08a-81ba-4ca7-b66c-5f9e96850d3c/write",
   "type": "ISSUE",
   "state": "COMPLETED",
   "awaiting": null,
   "stage": "done",
   "percent": 100,
   "sentence": "The card is written and waits for its activation by an operator",
   "stuckReason": null,
   "errorCode": null,
   "errorMessage": null,
   "busyPrograms": [],
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "workstationId": "ws-bab28ad6c36d",
   "attempt": 1,
   "roundTrips": 3,
   "apdus": 62,
   "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "correlationId": "9617fff9-265b-464f-baff-86f9a1972933",
   "createdAt": "2026-11-30T04:38:16.678Z",
   "updatedAt": "2026-11-30T04:38:20.275Z",
   "finishedAt": "2026-11-30T04:38:20.275Z",
   "actions": [
    "reveal-initial-pin"
   ],
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
    "requestId": "e258036c-8ebc-4895-9de1-9e1b733e5106",
    "workflowId": "device/494bc08a-81ba-4ca7-b66c-5f9e96850d3c/write",
    "type": "UNLOCK",
    "state": "CANCELLED",
    "awaiting": null,
    "stage": "done",
    "percent": 15,
    "sentence": "Stopped. Nothing on the card was changed",
    "stuckReason": null,
    "errorCode": null,
    "errorMessage": null,
    "busyPrograms": [],
    "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
    "personName": "Sofia Kowalewskaja",
    "profileName": "piv-four",
    "profileVersion": 1,
    "workstationId": "ws-bab28ad6c36d",
    "attempt": 1,
    "roundTrips": 1,
    "apdus": 21,
    "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
    "correlationId": "495fce7a-eb39-49aa-861e-97f38581eff6",
    "createdAt": "2026-11-30T04:38:21.528Z",
    "updatedAt": "2026-11-30T04:38:22.195Z",
    "finishedAt": "2026-11-30T04:38:22.195Z",
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
 "Sagas.pinKey": {
  "sessionKey": {
   "kid": "mj92xfLdP_NPgT_VGlgV5A",
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "agentNkey": "UAF2TXVAANQKWXYGITNYH43WV6HXWAZ7RFTPGBEBVTEJDS6MQRTNZQGT",
   "expiresAt": "2026-11-30T05:38:21.701Z",
   "publicJwk": {
    "x": "7Ncf7mSFoHrTU90BiLZ9Q7or-KaeakX0opMRehUwGmc",
    "y": "sTAsuk32VW_dyEFUMWVtPC9yruXh8eo-yDnRcli6oDQ",
    "crv": "P-256",
    "kty": "EC"
   },
   "requestId": "e258036c-8ebc-4895-9de1-9e1b733e5106",
   "workstationId": "ws-bab28ad6c36d",
   "signatureBase64Url": "0EBAgz0w9DHVzbbJftaR6RtzBZpLQeulx0jgf2SvfKV6XH4txlhJ9AitP-b37IpQbzjvQFJcLbfTrObv4wbXDg"
  },
  "agentNkey": "UAF2TXVAANQKWXYGITNYH43WV6HXWAZ7RFTPGBEBVTEJDS6MQRTNZQGT",
  "pinRule": {
   "alphabet": "numeric",
   "pinTries": 5,
   "pukTries": 5,
   "maxLength": 8,
   "minLength": 6,
   "forbidSequences": true
  },
  "asks": "new-pin",
  "asked": {
   "cutOff": false,
   "triesLeft": null,
   "refusedWith": null
  },
  "serverTime": "2026-11-30T04:38:21.890Z"
 },
 "Sagas.revealInitialPin": {
  "jwe": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAA.AAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"
 },
 "Sagas.timeline": {
  "rows": [
   {
    "requestId": "14579447-205e-4bbd-ac47-c169595d5b0b",
    "sequence": 1,
    "at": "2026-11-30T04:38:16.672Z",
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
   "requestId": "14579447-205e-4bbd-ac47-c169595d5b0b",
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "identityText": "ykserial:10000001",
   "modelId": "vendor-5",
   "apdus": 62,
   "durationMs": 1545,
   "batches": [
    {
     "batchId": "14579447-205e-4bbd-ac47-c169595d5b0b/1/1",
     "workstationId": "ws-bab28ad6c36d",
     "at": "2026-11-30T04:38:18.510Z",
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
 "SavedViews.save": {
  "view": {
   "name": "Expiring soon",
   "query": "expires=30&sort=expires"
  }
 },
 "Search.search": {
  "hits": [
   {
    "kind": "person",
    "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
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
 "StockBatches.import": {
  "stockBatchId": "f6d56792-b12b-473a-b3b9-183288690cef",
  "devices": 1
 },
 "StockBatches.list": {
  "rows": [
   {
    "stockBatchId": "f6d56792-b12b-473a-b3b9-183288690cef",
    "name": "Delivery of March",
    "modelId": "nist-strict-cuid",
    "createdAt": "2026-11-30T04:38:25.903Z"
   }
  ],
  "nextCursor": null
 },
 "System.me": {
  "person": {
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "externalId": "T2",
   "displayName": "Sofia Kowalewskaja",
   "givenName": "Sofia",
   "surname": "Kowalewskaja",
   "email": "sofia@example.test",
   "upn": null,
   "sid": null,
   "organizationalUnit": null,
   "enabled": true,
   "createdAt": "2026-11-30T04:38:13.346Z",
   "updatedAt": "2026-11-30T04:38:28.652Z",
   "version": "vXybDR3CEkZjkwTcRfwwvt"
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
  "passkeySignIn": false,
  "temporalUiUrl": "https://temporal.example.org",
  "docsUrl": "https://cardwright.example.org/api/docs"
 },
 "UpdateOffers.get": {
  "offer": {
   "offerId": "2fb54270-ef82-4cd3-b2ab-69704cc0d03c",
   "deviceId": "494bc08a-81ba-4ca7-b66c-5f9e96850d3c",
   "deviceLabel": "10000001",
   "kind": "pin.change",
   "causes": [
    {
     "kind": "pin.change",
     "cause": "PIN_EXPOSED",
     "dueAt": "2026-11-30T04:38:25.167Z",
     "urgency": "high",
     "deadline": null,
     "keyReferences": []
    }
   ],
   "urgency": "high",
   "deadline": null,
   "record": null,
   "postponable": true,
   "postponedUntil": "2026-11-30T08:38:30.302Z",
   "state": "withdrawn",
   "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
   "offeredAt": "2026-11-30T04:38:21.516Z",
   "workstationId": null,
   "readerName": null,
   "until": null,
   "postponements": [],
   "acceptedAt": null,
   "requestId": null,
   "outcome": null,
   "endedAt": "2026-11-30T04:38:25.576Z"
  }
 },
 "VaultKey.get": {
  "publicJwk": {
   "x": "PYBM4LAoEN19RteZRDgGJJ1nhdMk_OpZowJLeHyy78o",
   "y": "5i2zRvat64JnTPwka-DGh5953fRPhx25q7zcFXZWqa0",
   "crv": "P-256",
   "kty": "EC"
  },
  "kid": "_B4YBmVkBttg8RMidcc0z-9VVnSxzC_GrQ64X2nsbiA"
 },
 "Workstations.allowEnrolment": {
  "workstation": {
   "workstationId": "ws-3eb4f94b147a",
   "name": "Reception 2",
   "group": null,
   "agentNkey": "UB2KQGWB7OF3FWU7NALN6A7CWHKAUR56CUQDTZI4CV6VKZQSAI4L7P4J",
   "agentVersion": "1.0.0",
   "enrolledAt": "2026-11-30T04:38:26.504Z",
   "lastSeenAt": null,
   "revokedAt": null,
   "online": false,
   "report": null
  },
  "until": "2026-12-01T04:38:26.601Z"
 },
 "Workstations.doctor": {
  "ranAt": "2026-11-30T04:38:24.026Z",
  "findings": [
   {
    "check": "user",
    "state": "warn",
    "found": "running as root",
    "fix": "The agent needs no privilege: run it as an ordinary user or a service user."
   }
  ]
 },
 "Workstations.enrol": {
  "workstationId": "ws-3eb4f94b147a",
  "jwt": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "expiresAt": "2026-12-30T04:38:26.304Z",
  "natsUrl": "tls://nats.example.org:4222",
  "transportCaPem": "-----BEGIN CERTIFICATE-----\nMIIBiDCCAS2gAwIBAgIQccHeSnDhABFq/ff90diUyzAKBggqhkjOPQQDAjAiMSAw\nHgYDVQQDExdDYXJkd3JpZ2h0IHRyYW5zcG9ydCBDQTAeFw0yNjExMzAwNDM3NDVa\nFw0zNjExMjcwNDM3NDVaMCIxIDAeBgNVBAMTF0NhcmR3cmlnaHQgdHJhbnNwb3J0\nIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0pkq37MlsOw8kYp2Ss9yLepE\nFIEsoCS81yxnpxP8yABW7tMo3mlE1rahzzvJ06/qiEyaSCESKk+opE6t0ekLs6NF\nMEMwEgYDVR0TAQH/BAgwBgEB/wIBADAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYE\nFGOTQaBXhBItyoPMZ2oyuBMBbZXxMAoGCCqGSM49BAMCA0kAMEYCIQCvuNHi47+K\nZ9en8X+XsP4MeLoVVHCWAn28Racm36GHEAIhAJeaM63SyIzPlmlCByQQjqe0mN+b\n1j6bRpMXlduYpLZI\n-----END CERTIFICATE-----\n",
  "vaultPublicJwk": {
   "x": "PYBM4LAoEN19RteZRDgGJJ1nhdMk_OpZowJLeHyy78o",
   "y": "5i2zRvat64JnTPwka-DGh5953fRPhx25q7zcFXZWqa0",
   "crv": "P-256",
   "kty": "EC"
  }
 },
 "Workstations.enrolmentCode": {
  "workstationId": "ws-3eb4f94b147a",
  "code": "cw1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "expiresAt": "2026-11-30T04:53:25.975Z"
 },
 "Workstations.get": {
  "workstation": {
   "workstationId": "ws-bab28ad6c36d",
   "name": "fuzzed",
   "group": null,
   "agentNkey": "UAF2TXVAANQKWXYGITNYH43WV6HXWAZ7RFTPGBEBVTEJDS6MQRTNZQGT",
   "agentVersion": "0.1.0",
   "enrolledAt": "2026-11-30T04:38:14.348Z",
   "lastSeenAt": "2026-11-30T04:38:29.382Z",
   "revokedAt": null,
   "online": true,
   "report": {
    "reportedAt": "2026-11-30T04:38:29.382Z",
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
    "workstationId": "ws-bab28ad6c36d",
    "name": "fuzzed",
    "group": null,
    "agentNkey": "UAF2TXVAANQKWXYGITNYH43WV6HXWAZ7RFTPGBEBVTEJDS6MQRTNZQGT",
    "agentVersion": "0.1.0",
    "enrolledAt": "2026-11-30T04:38:14.348Z",
    "lastSeenAt": "2026-11-30T04:38:29.345Z",
    "revokedAt": null,
    "online": true,
    "report": {
     "reportedAt": "2026-11-30T04:38:29.345Z",
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
    "at": "2026-11-30T04:38:16.023Z",
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
 "Workstations.revoke": {
  "workstation": {
   "workstationId": "ws-3eb4f94b147a",
   "name": "Reception 2",
   "group": null,
   "agentNkey": "UB2KQGWB7OF3FWU7NALN6A7CWHKAUR56CUQDTZI4CV6VKZQSAI4L7P4J",
   "agentVersion": "1.0.0",
   "enrolledAt": "2026-11-30T04:38:26.504Z",
   "lastSeenAt": null,
   "revokedAt": "2026-11-30T04:38:26.636Z",
   "online": false,
   "report": null
  }
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
