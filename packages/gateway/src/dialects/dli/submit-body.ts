import { type Static, Type } from 'typebox';
import type { SubmitOrder } from '../../core/actions/submit-job.ts';
import { Conf, readConf } from './job-conf.ts';
import { noCatalog } from './job-refusals.ts';
import { EngineName, Name, NameOrEmpty } from './names.ts';
import type { Refusal } from './refusal.ts';
import { SqlText } from '../sql-text.ts';
import { Tags } from './tags.ts';

/** The body of a submit (dli-api.md 3.1.1). Fields that are not listed are ignored. */
export const SubmitBody = Type.Object({
  sql: SqlText,
  currentdb: Type.Optional(NameOrEmpty),
  queue_name: Type.Optional(Name),
  conf: Type.Optional(Conf),
  tags: Type.Optional(Tags),
  engine_type: Type.Optional(EngineName),
  current_catalog: Type.Optional(NameOrEmpty),
});

export type SubmitBody = Static<typeof SubmitBody>;

/** Whose it is the action knows. */
type AnonymousOrder = Omit<SubmitOrder, 'projectId' | 'owner'>;

export type SubmitOrderAnswer =
  | { readonly kind: 'ok'; readonly order: AnonymousOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The only catalog there is; clients may name it. */
const catalog = 'dli';

/** What the body asks for, in the words of the core. */
export function toSubmitOrder(body: SubmitBody): SubmitOrderAnswer {
  const { sql, currentdb, queue_name, conf = [], tags, current_catalog = '' } = body;
  if (current_catalog !== '' && current_catalog.toLowerCase() !== catalog) {
    return { kind: 'refused', refusal: noCatalog(current_catalog) };
  }
  const settings = readConf(conf);
  if (settings.kind === 'refused') return settings;
  const order: AnonymousOrder = {
    sql,
    // The API has none: one with a place for a value could not run.
    parameters: [],
    queueName: queue_name,
    database: currentdb === '' ? undefined : currentdb,
    tags,
    conf,
    runTimeoutMs: settings.runTimeoutMs,
  };
  return { kind: 'ok', order };
}
