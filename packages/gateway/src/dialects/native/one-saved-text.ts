import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { SavedText, SavedTextKind } from '../../core/ports/saved-text-store.ts';
import { refuse } from './refuse.ts';
import { tooManyTexts, unknownText } from './saved-text-refusals.ts';

type Named = FastifyRequest<{ Params: { name: string } }>;

/** What is answered about one template, or one variable, that an address names. */
export class OneSavedText<View> {
  readonly #actions: GuardedActions;
  readonly #kind: SavedTextKind;
  readonly #toView: (saved: SavedText) => View;

  constructor(actions: GuardedActions, kind: SavedTextKind, toView: (saved: SavedText) => View) {
    this.#actions = actions;
    this.#kind = kind;
    this.#toView = toView;
  }

  async show(request: Named, reply: FastifyReply): Promise<View | FastifyReply> {
    const { name } = request.params;
    const found = await this.#find(request.principal, name);
    return found ? this.#toView(found) : refuse(request, reply, unknownText(this.#kind, name));
  }

  /** 201 where it is new. */
  async put(
    request: Named,
    reply: FastifyReply,
    change: Pick<SavedText, 'text' | 'description' | 'group'>,
  ): Promise<FastifyReply> {
    const { principal, params } = request;
    const { name } = params;
    request.auditTarget = name;
    const answer = await this.#actions.putText(principal, this.#kind, { name, ...change });
    if (answer.kind === 'too_many') return refuse(request, reply, tooManyTexts(this.#kind));
    const found = await this.#find(principal, name);
    // Somebody may have deleted it since.
    if (!found) return refuse(request, reply, unknownText(this.#kind, name));
    return reply.code(answer.kind === 'saved' ? 201 : 200).send(this.#toView(found));
  }

  async remove(request: Named, reply: FastifyReply): Promise<FastifyReply> {
    const { principal, params } = request;
    const { name } = params;
    request.auditTarget = name;
    const found = await this.#find(principal, name);
    if (!found) return refuse(request, reply, unknownText(this.#kind, name));
    await this.#actions.deleteTexts(principal, [found]);
    return reply.code(204).send(null);
  }

  async #find(principal: Principal, name: string): Promise<SavedText | undefined> {
    const all = await this.#actions.listTexts(principal, this.#kind);
    return all.find((one) => one.name === name);
  }
}
