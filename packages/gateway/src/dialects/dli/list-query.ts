import { type Static, Type } from 'typebox';
import { jobTypes } from './job-types.ts';
import { EngineName, UuidText, Name, TableName } from './names.ts';
import { FromOne, PageSize } from './numbered-page.ts';
import { statusFilterWords } from './status-words.ts';

const aJobType = `(?:${jobTypes.join('|')})`;
const someJobTypes = Type.String({ pattern: `^${aJobType}(?: *, *${aJobType})*$` });
const milliseconds = Type.String({
  pattern: '^[0-9]{1,15}$',
  description: 'a time in milliseconds since the epoch, or 0 for no limit',
});
const orders = ['start_time_desc', 'start_time_asc', 'duration_desc', 'duration_asc'] as const;

/** The query of the job list (dli-api.md 3.1.3). All of it is text, as it came. */
export const ListQuery = Type.Partial(
  Type.Object({
    'page-size': PageSize,
    'current-page': FromOne,
    start: milliseconds,
    end: milliseconds,
    'job-type': Type.Enum([...jobTypes, 'ALL'], {
      description: `one of ${jobTypes.join(', ')} or ALL`,
    }),
    job_types: Type.Union([someJobTypes, Type.Array(someJobTypes)], {
      description: `some of ${jobTypes.join(', ')}`,
    }),
    'job-status': Type.Enum([...statusFilterWords], {
      description: `one of ${statusFilterWords.join(', ')}`,
    }),
    'job-id': UuidText,
    queue_name: Name,
    sql_pattern: plainText(1_024),
    order: Type.Enum([...orders], { description: `one of ${orders.join(', ')}` }),
    'engine-type': EngineName,
    engine_type: EngineName,
    owner: plainText(256),
    tags: plainText(8_192),
    db_name: Name,
    table_name: TableName,
  }),
);

export type ListQuery = Static<typeof ListQuery>;

function plainText(most: number) {
  return Type.String({
    pattern: `^[^\\0\\p{Cs}]{1,${most}}$`,
    description: `text of 1 to ${most} characters`,
  });
}
