/** What is wrong with a policy or a settings file of a workstation, and why its agent sends nothing. */
export const policySentences = {
  'policy.not-json': { en: 'not JSON ({code})', de: 'kein JSON ({code})' },
  'policy.no-object': { en: 'not a JSON object with settings', de: 'kein JSON-Objekt mit Einstellungen' },
  'policy.no-setting': { en: 'there is no setting {setting}', de: 'eine Einstellung {setting} gibt es nicht' },
  'policy.twice': { en: '{setting} is there twice', de: '{setting} steht zweimal da' },
  'policy.no-switch': { en: '{setting} is neither true nor false', de: '{setting} ist weder true noch false' },
  'policy.no-number': {
    en: '{setting} is neither false nor a whole number from {least} to {most}',
    de: '{setting} ist weder false noch eine ganze Zahl von {least} bis {most}',
  },
  'policy.no-server': {
    en: '{setting} is neither false nor the address of a server (https://host; http only for this computer)',
    de: '{setting} ist weder false noch die Adresse eines Servers (https://host; http nur für diesen Computer)',
  },
  'policy.unread': { en: 'cannot be read ({code})', de: 'nicht lesbar ({code})' },
  'policy.key-unread': { en: 'is there and cannot be read', de: 'ist da und nicht lesbar' },
  'policy.reg-failed': { en: 'reg.exe cannot read {key} ({code})', de: 'reg.exe kann {key} nicht lesen ({code})' },
  'policy.reg-not-run': { en: 'reg.exe did not run', de: 'reg.exe ließ sich nicht ausführen' },
  'policy.program': { en: '{program}: {words}', de: '{program}: {words}' },
  'policy.at': { en: '{place}: {reason}', de: '{place}: {reason}' },
  'policy.at-line': {
    en: '{place}, line {line}, column {column}: {reason}',
    de: '{place}, Zeile {line}, Spalte {column}: {reason}',
  },
  'hold.policy-broken': { en: 'policy-broken', de: 'Richtlinie fehlerhaft (policy-broken)' },
  'hold.enrolled-elsewhere': {
    en: 'enrolled-elsewhere',
    de: 'bei einem anderen Server angemeldet (enrolled-elsewhere)',
  },
  'hold.server-missing': { en: 'server-missing', de: 'kein Server erlaubt (server-missing)' },
} as const;
