/** What a system was sent: api-fuzz.system.spec with CARDWRIGHT_RECORD_ANSWERS=1. Do not edit. */
export const recordedRequests: Readonly<Record<string, unknown>> = {
 "Audit.verify": {},
 "Bridge.pair": {
  "code": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
 },
 "Bridge.pairTyped": {
  "code": "7K3M-9QPD"
 },
 "BulkActions.act": {
  "action": "suspend",
  "ids": [
   "494bc08a-81ba-4ca7-b66c-5f9e96850d3c"
  ],
  "reason": "MISPLACED"
 },
 "BulkActions.preview": {
  "action": "suspend",
  "ids": [
   "494bc08a-81ba-4ca7-b66c-5f9e96850d3c"
  ]
 },
 "Campaigns.count": {
  "filter": {
   "profileName": "piv-four"
  }
 },
 "Campaigns.create": {
  "name": "Winter",
  "filter": {
   "profileName": "piv-four"
  },
  "reason": "RENEW",
  "cardsPerHour": 60,
  "cards": 1
 },
 "DeploymentCodes.create": {
  "places": 20,
  "days": 7
 },
 "Devices.activate": {
  "reasonText": "The holder has shown who they are"
 },
 "Devices.planReprovision": {
  "workstationId": "ws-bab28ad6c36d",
  "reason": "PROFILE_CHANGED"
 },
 "Devices.planUpdate": {
  "workstationId": "ws-bab28ad6c36d",
  "reason": "RENEW",
  "keyReferences": [
   "9A"
  ]
 },
 "Devices.resetPin": {
  "workstationId": "ws-bab28ad6c36d",
  "reason": "FORGOTTEN_PIN"
 },
 "Devices.resume": {
  "reason": "FOUND"
 },
 "Devices.suspend": {
  "reason": "MISPLACED"
 },
 "Inspections.inspect": {
  "workstationId": "ws-bab28ad6c36d"
 },
 "Models.validate": {
  "definition": {
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
 },
 "People.commit": {
  "pieces": 1
 },
 "People.piece": {
  "dataBase64": "ZXh0ZXJuYWxfaWQsZ2l2ZW5fbmFtZSxzdXJuYW1lLGVtYWlsCkUxMDQyLFpvw6ssw4VuZ3N0csO2bSx6b2VAZXhhbXBsZS5vcmcK"
 },
 "People.putPhoto": {
  "dataBase64": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR4nGNoIAAYRhWMKhhVMFIVAABCAAAfNUt+NwAAAABJRU5ErkJggg=="
 },
 "ProfileProposals.create": {
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
  "reasonText": "Cards last longer"
 },
 "Profiles.publish": {
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
  }
 },
 "Profiles.validate": {
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
  }
 },
 "Reconcile.reconcile": {},
 "RoleGrants.create": {
  "personId": "d54f7d73-5b67-4e99-8a10-51e44fa7dd08",
  "role": "HD",
  "reasonText": "Ticket 4711"
 },
 "Rollouts.advance": {
  "spreadDays": 3
 },
 "Rollouts.stop": {
  "reasonText": "A better version comes"
 },
 "Sagas.cancel": {
  "reasonText": "They remember it"
 },
 "Sagas.revealInitialPin": {
  "recipientJwk": {
   "kty": "EC",
   "crv": "P-256",
   "x": "JOZEoSlc10MraXsr8zPZ6DBNV4H5IHa9CpNpxVeRuII",
   "y": "-h-a1BBpzy-iMk5lrwRQLTxu_beXRGi8LCuXdyEOYpY"
  },
  "reasonText": "Its letter was lost"
 },
 "SavedViews.save": {
  "query": "expires=30&sort=expires"
 },
 "StockBatches.import": {
  "name": "Delivery of March",
  "modelId": "nist-strict-cuid",
  "serials": [
   "cuid:0A1B2C3D4E"
  ],
  "jwe": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"
 },
 "Workstations.allowEnrolment": {
  "reasonText": "It has a new disk"
 },
 "Workstations.doctor": {},
 "Workstations.enrol": {
  "code": "cw1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "agentNkey": "UB2KQGWB7OF3FWU7NALN6A7CWHKAUR56CUQDTZI4CV6VKZQSAI4L7P4J",
  "agentVersion": "1.0.0",
  "proofBase64Url": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
 },
 "Workstations.enrolmentCode": {
  "name": "Reception 2"
 },
 "Workstations.revoke": {
  "reasonText": "The reception has moved"
 }
};
