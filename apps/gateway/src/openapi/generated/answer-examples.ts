/** What a system answered: api-fuzz.system.spec with CARDWRIGHT_RECORD_ANSWERS=1. Do not edit. */
export const answerExamples: Readonly<Record<string, unknown>> = {
 "AgentPackages.list": {
  "packages": []
 },
 "Audit.list": {
  "rows": [
   {
    "sequence": 27,
    "at": "2026-11-29T20:57:46.392Z",
    "actor": "person:lists-SO@https://sign-in.example.org via cardwright-cli",
    "action": "authorisation.refused",
    "object": "endpoint:deployment-codes.list",
    "reason": null,
    "correlationId": "23cb1764-168f-40b4-9db2-1e337bafd1a0",
    "details": {
     "code": "AUTH_FORBIDDEN",
     "personId": null
    },
    "hashHex": "7DB99E1B629B8D1A428D5A9C65CDF60AF1F54E3FA6F979B867D804DFEB3AE70D"
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
    "headHashHex": "6A3A7FBC8E94DA379824F9ED2D95FEA72D5D3E55987BF0657E597B3C6D56765B"
   }
  ]
 },
 "Bridge.keys": {
  "portal": "http://127.0.0.1:17115",
  "keys": [
   {
    "crv": "Ed25519",
    "x": "nX4nhnR1aU9bIGTG41MgspkdVYoCjPLED6F25Ds6hHQ",
    "kty": "OKP",
    "kid": "0YxLHfVoiL1S2BHLzN4GlhhsKYsCQsaIYFfLeFWwh_g",
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
    "id": "401cadb7-06e4-4383-96b3-5253fb49791f",
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
    "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
    "label": "10000001",
    "code": null,
    "requestId": null,
    "keyReferences": [
     "9A"
    ],
    "state": "open",
    "hindered": "LIFECYCLE_NOT_ACTIVE",
    "turnAt": "2026-11-29T20:57:45.101Z",
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
   "campaignId": "ac46dfbe-126e-4a6f-8ba0-0b1acfd0e113",
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
   "createdAt": "2026-11-29T20:57:45.101Z",
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
   "lastTurnAt": "2026-11-29T20:57:45.101Z",
   "history": [
    {
     "at": "2026-11-29T20:57:45.112Z",
     "what": "created",
     "by": "client:cardwright-scripts@https://sign-in.example.org"
    }
   ]
  }
 },
 "Campaigns.get": {
  "campaign": {
   "campaignId": "ac46dfbe-126e-4a6f-8ba0-0b1acfd0e113",
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
   "createdAt": "2026-11-29T20:57:45.101Z",
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
   "lastTurnAt": "2026-11-29T20:57:45.101Z",
   "history": [
    {
     "at": "2026-11-29T20:57:45.112Z",
     "by": "client:cardwright-scripts@https://sign-in.example.org",
     "what": "created"
    }
   ]
  }
 },
 "Campaigns.list": {
  "rows": [
   {
    "campaignId": "ac46dfbe-126e-4a6f-8ba0-0b1acfd0e113",
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
    "createdAt": "2026-11-29T20:57:45.101Z",
    "endedAt": null,
    "stop": null
   }
  ],
  "nextCursor": null
 },
 "Certificates.get": {
  "certificate": {
   "serialNumberHex": "4E35DC75D9A88F607DE7CCB09566E1EE",
   "issuerId": "issuing-1",
   "notBefore": "2026-11-29T20:52:41.000Z",
   "notAfter": "2029-11-28T23:59:59.000Z",
   "sha256Hex": "495C12F17ECBB930C6B7E8CE9612D53ED018C2B9EE8E8461E1FFFA1A1A71BBC1",
   "status": "held",
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "requestId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c",
   "keyReference": "9A",
   "certificateProfile": "piv-authentication",
   "subjectText": "UID=17a55cff-5330-4739-aa27-75713d4630f5, CN=Sofia Kowalewskaja",
   "publicKeySha256Hex": "9DE0B56CAF6D9E99EBC9661581A76E840D4234EB1A41BC6093C9A539D9654E4A",
   "revokedAt": "2026-11-29T20:57:46.671Z",
   "revocationReason": "certificateHold",
   "credentialState": "HELD",
   "container": "authentication",
   "deviceLabel": "10000001",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "personName": "Sofia Kowalewskaja"
  },
  "certificateDerBase64": "MIIDHzCCAsWgAwIBAgIQTjXcddmoj2B958ywlWbh7jAKBggqhkjOPQQDAjA3MRMwEQYDVQQKDApDYXJkd3JpZ2h0MSAwHgYDVQQDDBdDYXJkd3JpZ2h0IElzc3VpbmcgQ0EgMTAeFw0yNjExMjkyMDUyNDFaFw0yOTExMjgyMzU5NTlaMFMxNDAyBgoJkiaJk/IsZAEBDCQxN2E1NWNmZi01MzMwLTQ3MzktYWEyNy03NTcxM2Q0NjMwZjUxGzAZBgNVBAMMElNvZmlhIEtvd2FsZXdza2FqYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEH/grNUvxR15wLBSkvBC7Sqrn3hJVuiBjIYpIBI4Gu79bIBMnLwE9juNpIQs4gWfOXv+TsUMu+KAsoK9RbpLECjggGVMIIBkTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAoBgNVHSUEITAfBggrBgEFBQcDAgYKKwYBBAGCNxQCAgYHKwYBBQIDBDAdBgNVHQ4EFgQUR5VtH9v55F/3SOkSUwzTmTlVv3UwHwYDVR0jBBgwFoAUHHdg5CS5PKD6Qvm84jC9JudRbqwwIgYDVR0gBBswGTAXBhVpgbDGyN2ciODW7OvzibX78JiFBQEwYQYDVR0RBFowWIYtdXJuOnV1aWQ6MTVhNWMxMjctMzI0Zi00MmVlLThjMGUtMjc1Njg0MDQ2MDE4oCcGCGCGSAFlAwYGoBsEGdTnOdpznO05znOdg2hYIQhCEIQhyEIQw+swOwYDVR0fBDQwMjAwoC6gLIYqaHR0cDovLzEyNy4wLjAuMToxNzEwMC9jcmwvaXNzdWluZy0xLjEuY3JsMEMGCCsGAQUFBwEBBDcwNTAzBggrBgEFBQcwAoYnaHR0cDovLzEyNy4wLjAuMToxNzEwMC9jYS9pc3N1aW5nLTEuY2VyMAoGCCqGSM49BAMCA0gAMEUCIQDc/iHPNR4DWcPt/SRcZOsg4CZkZ0pLZEX/qG4SbTFgswIgd8LnPlR5XlTDEqxDxSBiKutWi8rbjAvlJpH/CqugYQU=",
  "chainDerBase64": [
   "MIIDEDCCApegAwIBAgIQZ8Zr6ISanIjVZQbu3DM7TzAKBggqhkjOPQQDAzA0MRMwEQYDVQQKDApDYXJkd3JpZ2h0MR0wGwYDVQQDDBRDYXJkd3JpZ2h0IFJvb3QgQ0EgMTAeFw0yNjExMjkyMDUyMTlaFw00MTExMjUyMDU3MTlaMDcxEzARBgNVBAoMCkNhcmR3cmlnaHQxIDAeBgNVBAMMF0NhcmR3cmlnaHQgSXNzdWluZyBDQSAxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFtlCxgy5D/Mu59N5jm+qQ5RvD0qzt3xxoWjWKfKxA0eoCNkWMNfDeDCnxv67yqVBjmp6kHfBK+aet5LMhCawVqOCAYYwggGCMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQcd2DkJLk8oPpC+bziML0m51FurDAfBgNVHSMEGDAWgBTuSgQzSh+31TJtHvZXBpHNLxdTpTCBoQYDVR0gBIGZMIGWMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFATAXBhVpgbDGyN2ciODW7OvzibX78JiFBQIwFwYVaYGwxsjdnIjg1uzr84m1+/CYhQUDMBcGFWmBsMbI3ZyI4Nbs6/OJtfvwmIUFBDAXBhVpgbDGyN2ciODW7OvzibX78JiFBQUwFwYVaYGwxsjdnIjg1uzr84m1+/CYhQUGMDYGA1UdHwQvMC0wK6ApoCeGJWh0dHA6Ly8xMjcuMC4wLjE6MTcxMDAvY3JsL3Jvb3QtMS5jcmwwQAYIKwYBBQUHAQEENDAyMDAGCCsGAQUFBzAChiRodHRwOi8vMTI3LjAuMC4xOjE3MTAwL2NhL3Jvb3QtMS5jZXIwCgYIKoZIzj0EAwMDZwAwZAIwQYrftYQF8KGG3V6LtbHAVyhNo05FOOseYpi6KWpR4FQpDbNnAtP3aw7/8zYv9CrdAjAUDer2u7A48EGmPQe1yvN5KG+35z4RhB2QiTCZbvfLzStkPn6wOpxaEmTnbdYhnbY="
  ],
  "contents": {
   "issuerText": "O=Cardwright, CN=Cardwright Issuing CA 1",
   "keyAlgorithm": "ECCP256",
   "alternativeNames": [
    {
     "kind": "uri",
     "value": "urn:uuid:15a5c127-324f-42ee-8c0e-275684046018"
    }
   ],
   "keyUsages": [
    "digitalSignature"
   ],
   "extendedKeyUsages": [
    "1.3.6.1.5.5.7.3.2"
   ],
   "policies": [
    "2.25.117338474618523410245912637650187453061.1"
   ]
  }
 },
 "DeploymentCodes.create": {
  "deploymentCode": {
   "deploymentCodeId": "0f2a2dbb-f09b-4ca5-af6f-12997ed133ed",
   "group": null,
   "namePattern": "{host}",
   "places": 20,
   "used": 0,
   "left": 20,
   "state": "open",
   "createdBy": "client:cardwright-scripts@https://sign-in.example.org",
   "createdAt": "2026-11-29T20:57:45.163Z",
   "expiresAt": "2026-12-06T20:57:45.163Z",
   "revokedAt": null
  },
  "code": "cwd1.QUP2XWUi7NM3vGG_GqQX1g.0FZJMczqGe6lkMXF-qKEGcodXjOPHyTtgRNUNNRRurU"
 },
 "DeploymentCodes.list": {
  "rows": [
   {
    "deploymentCodeId": "0f2a2dbb-f09b-4ca5-af6f-12997ed133ed",
    "group": null,
    "namePattern": "{host}",
    "places": 20,
    "used": 0,
    "left": 20,
    "state": "open",
    "createdBy": "client:cardwright-scripts@https://sign-in.example.org",
    "createdAt": "2026-11-29T20:57:45.163Z",
    "expiresAt": "2026-12-06T20:57:45.163Z",
    "revokedAt": null
   }
  ],
  "nextCursor": null
 },
 "Devices.get": {
  "device": {
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "SUSPENDED",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "15a5c127-324f-42ee-8c0e-275684046018",
   "workstationId": "ws-3191b96c3775",
   "activeRequestId": null,
   "createdAt": "2026-11-29T20:57:37.489Z",
   "updatedAt": "2026-11-29T20:57:45.492Z",
   "suspendedFor": [
    {
     "since": "2026-11-29T20:57:45.258Z",
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
     "serialNumberHex": "4E35DC75D9A88F607DE7CCB09566E1EE",
     "notAfter": "2029-11-28T23:59:59.000Z",
     "attested": true,
     "attestation": "trusted"
    }
   ],
   "certificates": [
    {
     "serialNumberHex": "684EF3E2B37492EEAF921E25F6BCBAB9",
     "issuerId": "issuing-1",
     "notBefore": "2026-11-29T20:52:41.000Z",
     "notAfter": "2029-11-28T23:59:59.000Z",
     "sha256Hex": "8B58F8F5A24CB5866327E7460D9F5679BCA5A6A8C04456483DCA8816BD922088",
     "status": "held",
     "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
     "requestId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c",
     "keyReference": "9C",
     "certificateProfile": "piv-digital-signature",
     "subjectText": "UID=17a55cff-5330-4739-aa27-75713d4630f5, CN=Sofia Kowalewskaja",
     "publicKeySha256Hex": "393EDC69E01C1BA63967F1F807C9D9646F87FF5F4D875A5690CF57F899044C0C",
     "revokedAt": "2026-11-29T20:57:46.565Z",
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
    "at": "2026-11-29T20:57:45.304Z",
    "actor": {
     "kind": "client",
     "text": "client:cardwright-scripts@https://sign-in.example.org",
     "person": null
    },
    "action": "device.suspended",
    "reason": "MISPLACED",
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
    "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
    "identityText": "ykserial:10000001",
    "label": "10000001",
    "modelId": "vendor-5",
    "state": "SUSPENDED",
    "operation": "idle",
    "health": "ok",
    "pin": "set",
    "keyset": "customer-v1",
    "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
    "personName": "Sofia Kowalewskaja",
    "profileName": "piv-four",
    "profileVersion": 1,
    "expiresOn": "2029-11-28",
    "cardUuid": "15a5c127-324f-42ee-8c0e-275684046018",
    "workstationId": "ws-3191b96c3775",
    "activeRequestId": null,
    "createdAt": "2026-11-29T20:57:37.489Z",
    "updatedAt": "2026-11-29T20:57:45.492Z",
    "suspendedFor": [
     {
      "since": "2026-11-29T20:57:45.258Z",
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
   "planHash": "AC49683FD29D880DF6354D287812679D1CFFE249B6420A3659E33542922A55A1",
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
     "serialNumberHex": "4E35DC75D9A88F607DE7CCB09566E1EE",
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
   "planHash": "C6D0E93599F6C5CE6DB2016D781ED34083C4D8EF7749A85FB8AC22A0E45DC29B",
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
     "serialNumberHex": "4E35DC75D9A88F607DE7CCB09566E1EE",
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
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "SUSPENDED",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "15a5c127-324f-42ee-8c0e-275684046018",
   "workstationId": "ws-3191b96c3775",
   "activeRequestId": null,
   "createdAt": "2026-11-29T20:57:37.489Z",
   "updatedAt": "2026-11-29T20:57:45.257Z",
   "suspendedFor": [
    {
     "since": "2026-11-29T20:57:45.258Z",
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
    "offerId": "d93bee90-62f2-47e8-bccb-fa60f14f377f",
    "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
    "deviceLabel": "10000001",
    "kind": "campaign.renew",
    "causes": [
     {
      "kind": "campaign.renew",
      "cause": "RENEW",
      "dueAt": "2026-11-29T20:57:45.101Z",
      "urgency": "normal",
      "campaign": {
       "name": "Winter",
       "campaignId": "ac46dfbe-126e-4a6f-8ba0-0b1acfd0e113"
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
    "postponedUntil": "2026-11-30T00:57:47.092Z",
    "state": "withdrawn",
    "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
    "offeredAt": "2026-11-29T20:57:45.203Z",
    "workstationId": null,
    "readerName": null,
    "until": null,
    "postponements": [],
    "acceptedAt": null,
    "requestId": null,
    "outcome": null,
    "endedAt": "2026-11-29T20:57:45.425Z"
   }
  ],
  "nextCursor": null,
  "due": []
 },
 "EventFeed.list": {
  "rows": [
   {
    "specversion": "1.0",
    "id": "d0f10247-8911-49e9-9f98-a2eb8d9857ee",
    "source": "/cardwright/issuance",
    "type": "profile.published",
    "subject": "profile:authentication-only",
    "time": "2026-11-29T20:57:25.526Z",
    "datacontenttype": "application/json",
    "correlationid": "first-start",
    "data": {
     "name": "authentication-only",
     "version": 1
    }
   }
  ],
  "nextCursor": "MjY"
 },
 "Findings.list": {
  "rows": [],
  "nextCursor": null
 },
 "Inspections.inspect": {
  "device": {
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "15a5c127-324f-42ee-8c0e-275684046018",
   "workstationId": "ws-3191b96c3775",
   "activeRequestId": null,
   "createdAt": "2026-11-29T20:57:37.489Z",
   "updatedAt": "2026-11-29T20:57:42.677Z",
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
     "publicKeySpkiBase64": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQf+Cs1S/FHXnAsFKS8ELtKqufeElW6IGMhikgEjga7v1sgEycvAT2O42khCziBZ85e/5OxQy74oCygr1FuksQA==",
     "certificateDerBase64": "MIIDHzCCAsWgAwIBAgIQTjXcddmoj2B958ywlWbh7jAKBggqhkjOPQQDAjA3MRMwEQYDVQQKDApDYXJkd3JpZ2h0MSAwHgYDVQQDDBdDYXJkd3JpZ2h0IElzc3VpbmcgQ0EgMTAeFw0yNjExMjkyMDUyNDFaFw0yOTExMjgyMzU5NTlaMFMxNDAyBgoJkiaJk/IsZAEBDCQxN2E1NWNmZi01MzMwLTQ3MzktYWEyNy03NTcxM2Q0NjMwZjUxGzAZBgNVBAMMElNvZmlhIEtvd2FsZXdza2FqYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEH/grNUvxR15wLBSkvBC7Sqrn3hJVuiBjIYpIBI4Gu79bIBMnLwE9juNpIQs4gWfOXv+TsUMu+KAsoK9RbpLECjggGVMIIBkTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAoBgNVHSUEITAfBggrBgEFBQcDAgYKKwYBBAGCNxQCAgYHKwYBBQIDBDAdBgNVHQ4EFgQUR5VtH9v55F/3SOkSUwzTmTlVv3UwHwYDVR0jBBgwFoAUHHdg5CS5PKD6Qvm84jC9JudRbqwwIgYDVR0gBBswGTAXBhVpgbDGyN2ciODW7OvzibX78JiFBQEwYQYDVR0RBFowWIYtdXJuOnV1aWQ6MTVhNWMxMjctMzI0Zi00MmVlLThjMGUtMjc1Njg0MDQ2MDE4oCcGCGCGSAFlAwYGoBsEGdTnOdpznO05znOdg2hYIQhCEIQhyEIQw+swOwYDVR0fBDQwMjAwoC6gLIYqaHR0cDovLzEyNy4wLjAuMToxNzEwMC9jcmwvaXNzdWluZy0xLjEuY3JsMEMGCCsGAQUFBwEBBDcwNTAzBggrBgEFBQcwAoYnaHR0cDovLzEyNy4wLjAuMToxNzEwMC9jYS9pc3N1aW5nLTEuY2VyMAoGCCqGSM49BAMCA0gAMEUCIQDc/iHPNR4DWcPt/SRcZOsg4CZkZ0pLZEX/qG4SbTFgswIgd8LnPlR5XlTDEqxDxSBiKutWi8rbjAvlJpH/CqugYQU="
    }
   ],
   "dataObjects": [
    {
     "tagHex": "5FC102",
     "sha256Hex": "9B22C85DC64B2DA64BAA9BE1453BB8A03567D7B8FAAC29B286609123E7FC667F",
     "length": 1140
    }
   ],
   "unanswered": [],
   "attesterDerBase64": "MIIBkzCCATmgAwIBAgIQUhIkjedMWnTYo+f8lc0OszAKBggqhkjOPQQDAjA1MTMwMQYDVQQDDCpDYXJkd3JpZ2h0IFNpbXVsYXRlZCBDYXJkIEF0dGVzdGF0aW9uIFJvb3QwIBcNMjQwMTAxMDAwMDAwWhgPOTk5OTEyMzEyMzU5NTlaMDgxNjA0BgNVBAMMLUNhcmR3cmlnaHQgU2ltdWxhdGVkIFBJViBBdHRlc3RhdGlvbiAxMDAwMDAwMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFo2okexuEop+7OdQWtTLW/rMESdPTMBBu3fBLE1sDmy17UTwXZpnb6yygoFSmcfce5uQ+5Me+H4zVl9lHXZqVKjJjAkMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49BAMCA0gAMEUCIDLuAR0Fb2fqMN4u73PYk5NvAMjVMxETtPtEW/hWSp0lAiEAkNeQ7Oi9mnB8zRW1wWNzAaC3wqKn1pdjxXAJvxphqqE=",
   "chuid": {
    "guidHex": "15A5C127324F42EE8C0E275684046018",
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
    "reason": "This card is issued already: take a blank one. To renew what is on this one, update or reprovision it"
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
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "externalId": "T2",
   "displayName": "Sofia Kowalewskaja",
   "givenName": "Sofia",
   "surname": "Kowalewskaja",
   "email": "sofia@example.test",
   "upn": null,
   "sid": null,
   "organizationalUnit": null,
   "enabled": true,
   "createdAt": "2026-11-29T20:57:34.553Z",
   "updatedAt": "2026-11-29T20:57:45.602Z",
   "version": "-IOoacRVjoOhNEiMVFAcGM"
  },
  "photo": null
 },
 "People.list": {
  "rows": [
   {
    "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
    "externalId": "T2",
    "displayName": "Sofia Kowalewskaja",
    "givenName": "Sofia",
    "surname": "Kowalewskaja",
    "email": "sofia@example.test",
    "upn": null,
    "sid": null,
    "organizationalUnit": null,
    "enabled": true,
    "createdAt": "2026-11-29T20:57:34.553Z",
    "updatedAt": "2026-11-29T20:57:45.602Z",
    "version": "-IOoacRVjoOhNEiMVFAcGM"
   }
  ],
  "nextCursor": null
 },
 "ProfileProposals.create": {
  "proposal": {
   "proposalId": "e08e782c-abc6-4b10-b2a4-87c16fa33a31",
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
   "reason": "Cards last longer",
   "proposedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "proposedAt": "2026-11-29T20:57:45.057Z",
   "decidedBy": null,
   "decidedAt": null,
   "decisionReason": null,
   "version": null
  }
 },
 "ProfileProposals.get": {
  "proposal": {
   "proposalId": "e08e782c-abc6-4b10-b2a4-87c16fa33a31",
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
   "reason": "Cards last longer",
   "proposedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "proposedAt": "2026-11-29T20:57:45.057Z",
   "decidedBy": null,
   "decidedAt": null,
   "decisionReason": null,
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
    "proposalId": "e08e782c-abc6-4b10-b2a4-87c16fa33a31",
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
    "reason": "Cards last longer",
    "proposedBy": "client:cardwright-scripts@https://sign-in.example.org",
    "proposedAt": "2026-11-29T20:57:45.057Z",
    "decidedBy": null,
    "decidedAt": null,
    "decisionReason": null,
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
   "publishedAt": "2026-11-29T20:57:45.023Z",
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
    "publishedAt": "2026-11-29T20:57:25.502Z",
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
   "publishedAt": "2026-11-29T20:57:45.023Z",
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
    "publishedAt": "2026-11-29T20:57:45.023Z",
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
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "identityText": "ykserial:10000001",
   "label": "10000001",
   "modelId": "vendor-5",
   "state": "ACTIVE",
   "operation": "idle",
   "health": "ok",
   "pin": "set",
   "keyset": "customer-v1",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "expiresOn": "2029-11-28",
   "cardUuid": "15a5c127-324f-42ee-8c0e-275684046018",
   "workstationId": "ws-3191b96c3775",
   "activeRequestId": null,
   "createdAt": "2026-11-29T20:57:37.489Z",
   "updatedAt": "2026-11-29T20:57:42.677Z",
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
   "roleGrantId": "56b873b9-e6c9-4315-9935-49441b916bec",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "role": "HD",
   "groupScope": "*",
   "profileScope": "*",
   "grantedPermissions": [],
   "personName": "Sofia Kowalewskaja",
   "grantedAt": "2026-11-29T20:57:45.220Z"
  },
  "changed": true
 },
 "RoleGrants.list": {
  "rows": [
   {
    "roleGrantId": "56b873b9-e6c9-4315-9935-49441b916bec",
    "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
    "role": "HD",
    "groupScope": "*",
    "profileScope": "*",
    "grantedPermissions": [],
    "personName": "Sofia Kowalewskaja",
    "grantedAt": "2026-11-29T20:57:45.220Z"
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
   "requestId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c",
   "workflowId": "device/401cadb7-06e4-4383-96b3-5253fb49791f/write",
   "type": "ISSUE",
   "state": "COMPLETED",
   "awaiting": null,
   "stage": "done",
   "percent": 100,
   "sentence": "The card is active",
   "stuckReason": null,
   "errorCode": null,
   "errorMessage": null,
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "personName": "Sofia Kowalewskaja",
   "profileName": "piv-four",
   "profileVersion": 1,
   "workstationId": "ws-3191b96c3775",
   "attempt": 1,
   "roundTrips": 5,
   "apdus": 63,
   "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
   "correlationId": "ff279fbb-a1c0-4af0-a883-fd52efaaa773",
   "createdAt": "2026-11-29T20:57:37.824Z",
   "updatedAt": "2026-11-29T20:57:42.761Z",
   "finishedAt": "2026-11-29T20:57:42.761Z",
   "actions": [],
   "cancelEffect": null,
   "reinsertion": null,
   "identifiedBy": null,
   "attention": null
  }
 },
 "Sagas.list": {
  "rows": [
   {
    "requestId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c",
    "workflowId": "device/401cadb7-06e4-4383-96b3-5253fb49791f/write",
    "type": "ISSUE",
    "state": "COMPLETED",
    "awaiting": null,
    "stage": "done",
    "percent": 100,
    "sentence": "The card is active",
    "stuckReason": null,
    "errorCode": null,
    "errorMessage": null,
    "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
    "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
    "personName": "Sofia Kowalewskaja",
    "profileName": "piv-four",
    "profileVersion": 1,
    "workstationId": "ws-3191b96c3775",
    "attempt": 1,
    "roundTrips": 5,
    "apdus": 63,
    "requestedBy": "client:cardwright-scripts@https://sign-in.example.org",
    "correlationId": "ff279fbb-a1c0-4af0-a883-fd52efaaa773",
    "createdAt": "2026-11-29T20:57:37.824Z",
    "updatedAt": "2026-11-29T20:57:42.761Z",
    "finishedAt": "2026-11-29T20:57:42.761Z",
    "actions": [],
    "cancelEffect": null,
    "reinsertion": null,
    "identifiedBy": null,
    "attention": null
   }
  ],
  "nextCursor": null
 },
 "Sagas.timeline": {
  "rows": [
   {
    "requestId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c",
    "sequence": 1,
    "at": "2026-11-29T20:57:37.820Z",
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
   "requestId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c",
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "identityText": "ykserial:10000001",
   "modelId": "vendor-5",
   "apdus": 63,
   "durationMs": 1420,
   "batches": [
    {
     "batchId": "92af4eb0-dbea-46d4-b446-3bd210c21c3c/1/1",
     "workstationId": "ws-3191b96c3775",
     "at": "2026-11-29T20:57:39.898Z",
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
    "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
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
    "createdAt": "2026-11-29T20:57:25.413Z"
   }
  ],
  "nextCursor": null
 },
 "System.me": {
  "person": {
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "externalId": "T2",
   "displayName": "Sofia Kowalewskaja",
   "givenName": "Sofia",
   "surname": "Kowalewskaja",
   "email": "sofia@example.test",
   "upn": null,
   "sid": null,
   "organizationalUnit": null,
   "enabled": true,
   "createdAt": "2026-11-29T20:57:34.553Z",
   "updatedAt": "2026-11-29T20:57:45.602Z",
   "version": "-IOoacRVjoOhNEiMVFAcGM"
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
  "docsUrl": "http://127.0.0.1:17115/api/docs"
 },
 "UpdateOffers.get": {
  "offer": {
   "offerId": "d93bee90-62f2-47e8-bccb-fa60f14f377f",
   "deviceId": "401cadb7-06e4-4383-96b3-5253fb49791f",
   "deviceLabel": "10000001",
   "kind": "campaign.renew",
   "causes": [
    {
     "kind": "campaign.renew",
     "cause": "RENEW",
     "dueAt": "2026-11-29T20:57:45.101Z",
     "urgency": "normal",
     "campaign": {
      "name": "Winter",
      "campaignId": "ac46dfbe-126e-4a6f-8ba0-0b1acfd0e113"
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
   "postponedUntil": "2026-11-30T00:57:47.311Z",
   "state": "withdrawn",
   "personId": "17a55cff-5330-4739-aa27-75713d4630f5",
   "offeredAt": "2026-11-29T20:57:45.203Z",
   "workstationId": null,
   "readerName": null,
   "until": null,
   "postponements": [],
   "acceptedAt": null,
   "requestId": null,
   "outcome": null,
   "endedAt": "2026-11-29T20:57:45.425Z"
  }
 },
 "VaultKey.get": {
  "publicJwk": {
   "x": "WONMgb_RD94UrbAwrMnyAKLRMBnrzVdKQyOh2-S-uLw",
   "y": "OGaR4eSQHb86ez1Cuulyk9WzWhMtikwCyriLOf9t4qI",
   "crv": "P-256",
   "kty": "EC"
  },
  "kid": "Qj71mPXuwV8XOeQqRBzkZrChXPsPzdZXr-xf7X0istY"
 },
 "Workstations.doctor": {
  "ranAt": "2026-11-29T20:57:44.246Z",
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
   "workstationId": "ws-3191b96c3775",
   "name": "fuzzed",
   "group": null,
   "agentNkey": "UCNH7BJBRE6XODNCGXW2GZPIHQMYLGJ7CE7SIVXBIDGORUY5PDGHNAVZ",
   "agentVersion": "0.1.0",
   "enrolledAt": "2026-11-29T20:57:35.364Z",
   "lastSeenAt": "2026-11-29T20:57:46.164Z",
   "revokedAt": null,
   "online": true,
   "report": {
    "reportedAt": "2026-11-29T20:57:46.164Z",
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
    "workstationId": "ws-3191b96c3775",
    "name": "fuzzed",
    "group": null,
    "agentNkey": "UCNH7BJBRE6XODNCGXW2GZPIHQMYLGJ7CE7SIVXBIDGORUY5PDGHNAVZ",
    "agentVersion": "0.1.0",
    "enrolledAt": "2026-11-29T20:57:35.364Z",
    "lastSeenAt": "2026-11-29T20:57:46.101Z",
    "revokedAt": null,
    "online": true,
    "report": {
     "reportedAt": "2026-11-29T20:57:46.101Z",
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
    "at": "2026-11-29T20:57:37.033Z",
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
