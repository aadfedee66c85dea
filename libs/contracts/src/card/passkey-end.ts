/** Why a passkey is deleted at its relying party. undone: its issue ended in vain. renewed: its card has another one. The others are what became of its card. */
export type PasskeyEnd = 'undone' | 'renewed' | 'suspended' | 'terminated' | 'replaced' | 'expired' | 'recycled';
