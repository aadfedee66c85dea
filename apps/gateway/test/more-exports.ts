/** Lists of one kind of row, each with one row and the file that is made of it: `[path, request, what is asked, row, file]`. */
const id = '3f0c1d2e-0000-4000-8000-000000000001';
const at = '2026-01-01T00:00:00.000Z';

export const moreExports: [path: string, rpc: string, asked: object, row: object, file: string][] = [
  [
    `revocations/export?open=true&deviceId=${id}`,
    'revocations.list',
    { open: true, deviceId: id },
    {
      ...{ serialNumberHex: '0A1B', issuerId: 'ca-1', deviceId: id, keyReference: '9A', reason: 'keyCompromise' },
      ...{ state: 'pending', attempts: 3, lastErrorCode: null, requestedAt: at, dueAt: at, doneAt: null },
    },
    'serial_number,issuer,device_id,key_reference,reason,state,attempts,last_error,requested_at,due_at,done_at\r\n' +
      `0A1B,ca-1,${id},9A,keyCompromise,pending,3,,${at},${at},\r\n`,
  ],
  [
    'findings/export?open=true&severity=error&code=CARD_PIN_BLOCKED',
    'findings.list',
    { open: true, severity: 'error', code: 'CARD_PIN_BLOCKED' },
    {
      ...{ findingId: id, severity: 'error', code: 'CARD_PIN_BLOCKED', sentence: 'Blocked, it says', subject: 'PIN' },
      ...{ deviceLabel: '=Key of Ann', deviceId: id, command: null, foundAt: at, seenAt: at, clearedAt: null },
    },
    'finding_id,severity,code,finding,about,device,device_id,command,found_at,seen_at,cleared_at\r\n' +
      `${id},error,CARD_PIN_BLOCKED,"Blocked, it says",PIN,'=Key of Ann,${id},,${at},${at},\r\n`,
  ],
  [
    'certificates/export?status=held&status=good&keyReference=9A&sort=expiry',
    'certificates.list',
    { status: ['held', 'good'], keyReference: '9A', sort: 'expiry' },
    { serialNumberHex: '0A', status: 'held', keyReference: '9A', deviceLabel: '=1', personName: 'Nine' },
    'serial_number,status,on_card,issuer_id,certificate_profile,key_reference,container,algorithm,not_after,device_id,label,holder,person_id,profile,request_id,created_at,updated_at\r\n' +
      `0A,held,,,,9A,,,,,'=1,Nine,,,,,\r\n`,
  ],
  [
    `role-grants/export?personId=${id}`,
    'role-grants.list',
    { personId: id },
    {
      ...{ roleGrantId: id, personName: '+Ann', personId: id, role: 'HD', groupScope: '@Sales', profileScope: '*' },
      ...{ grantedPermissions: ['card.activate', 'lease.break'], grantedAt: at },
    },
    'role_grant_id,person,person_id,role,unit,profile,also,granted_at\r\n' +
      `${id},'+Ann,${id},HD,'@Sales,*,card.activate lease.break,${at}\r\n`,
  ],
  [
    `campaigns/${id}/cards/export?state=failed`,
    'campaigns.cards',
    { campaignId: id, state: 'failed' },
    {
      ...{ deviceId: id, label: '-1', state: 'failed', keyReferences: ['9A', '9C'], hindered: null },
      ...{ code: 'CARD_KEY_REJECTED', requestId: id, turnAt: at, endedAt: at },
    },
    'device_id,label,state,key_references,hindered_by,failed_by,request_id,turn_at,ended_at\r\n' +
      `${id},'-1,failed,9A 9C,,CARD_KEY_REJECTED,${id},${at},${at}\r\n`,
  ],
];
