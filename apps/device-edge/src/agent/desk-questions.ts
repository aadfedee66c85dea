/** Questions to desk parts. Only who was asked has an answer, and one that never answers is not waited for for ever. */
import { randomUUID } from 'node:crypto';
import type { FromService } from '../desk-link/protocol.js';
import type { Visitor } from '../desk-link/desk-door.js';

interface OpenQuestion<Answer> {
  visitor: Visitor;
  answer: (answer: Answer) => void;
  over: Promise<Answer>;
}

export class DeskQuestions<Answer> {
  /** By id. */
  readonly open = new Map<string, OpenQuestion<Answer>>();

  /** unanswered: what counts as the answer of a desk part that is gone, or silent for so long. */
  constructor(
    private readonly limitMs: number,
    private readonly unanswered: Answer,
  ) {}

  async ask(visitor: Visitor, question: (id: string) => FromService): Promise<Answer> {
    const id = randomUUID();
    let answer: (answer: Answer) => void = () => undefined;
    const over = new Promise<Answer>((resolve) => (answer = resolve));
    const timer = setTimeout(() => answer(this.unanswered), this.limitMs).unref();
    this.open.set(id, { visitor, answer, over });
    visitor.send(question(id));
    try {
      return await over;
    } finally {
      clearTimeout(timer);
      this.open.delete(id);
    }
  }

  answered(visitor: Visitor, id: string, answer: Answer): void {
    const question = this.open.get(id);
    if (question?.visitor === visitor) question.answer(answer);
  }

  left(visitor: Visitor): void {
    for (const question of this.open.values()) if (question.visitor === visitor) question.answer(this.unanswered);
  }
}
