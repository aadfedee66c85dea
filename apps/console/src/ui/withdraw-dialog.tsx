/** Asked before something is taken out of use: what that means, and why it is done. */
import { ReasonDialog } from './reason-dialog.js';

interface WithdrawDialogProps {
  words: { title: string; confirm: string; cancel: string; reason: string; reasonHint: string };
  explanation: string;
  /** Asks the server to do it. */
  withdraw: { isPending: boolean; error: Error | null; mutate: (reason: string) => void };
  onClose: () => void;
}

export const WithdrawDialog = ({ words, explanation, withdraw, onClose }: WithdrawDialogProps) => (
  <ReasonDialog
    opened
    title={words.title}
    text={explanation}
    confirm={words.confirm}
    cancel={words.cancel}
    colour="red"
    reasonLabel={words.reason}
    reasonHint={words.reasonHint}
    busy={withdraw.isPending}
    error={withdraw.error}
    onClose={onClose}
    onConfirm={(reason) => withdraw.mutate(reason)}
  />
);
