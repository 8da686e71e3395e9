import { type Static, Type } from 'typebox';

// Schemas of what names or counts something (fabric-api.md 4). A description completes "… must be …".

/** The id of a workspace, an endpoint or a session. */
export const Id = Type.String({
  pattern: '^[A-Za-z0-9-]{1,36}$',
  description: '1 to 36 letters, digits and hyphens',
});

/** The name of an endpoint, by which v2 calls it. */
export const EndpointName = Type.String({
  pattern: '^[^\\0\\p{Cs}]{1,128}$',
  description: 'text of 1 to 128 characters',
});

export const StatementId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: '1 to 64 letters, digits, underscores and hyphens',
});

export const WorkspaceParams = Type.Object({ workspace_id: Id });
export const EndpointParams = Type.Object({ ...WorkspaceParams.properties, endpoint_id: Id });
export const SessionParams = Type.Object({ ...WorkspaceParams.properties, session_id: Id });
export const StatementParams = Type.Object({
  ...SessionParams.properties,
  statement_id: StatementId,
});

export function wholeNumber(minimum: number, maximum: number) {
  const description = `a whole number from ${minimum} to ${maximum}`;
  return Type.Integer({ minimum, maximum, description });
}

/** In a body some clients write a number as text. */
export function wholeNumberOrText(minimum: number, maximum: number) {
  const description = `a whole number from ${minimum} to ${maximum}`;
  const text = Type.String({ pattern: '^[0-9]{1,10}$' });
  return Type.Refine(
    Type.Union([Type.Integer(), text], { description }),
    (value) => Number(value) >= minimum && Number(value) <= maximum,
  );
}

export function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Enum([...words], { description: `one of ${words.join(', ')}` });
}

/** It pages the rows of a result: a list that took no notice of it would answer with another page than was meant. */
export const NoPageNumber = Type.Never({
  description: 'left out, since a list is paged by limit and by offset or marker',
});

/** The page of a list, counted in items. */
export const OffsetPage = Type.Partial(
  Type.Object({
    limit: wholeNumber(1, 100),
    offset: wholeNumber(0, 1_000_000_000),
    page_num: NoPageNumber,
  }),
);

export function toPage({ limit = 10, offset = 0 }: Static<typeof OffsetPage>) {
  return { limit, offset };
}

/** A time in a query. */
export const Time = wholeNumber(0, 10 ** 15);

/** No seconds are so many; milliseconds are (fabric-api.md 15, 25). */
const mostSeconds = 1e11;

/** @returns milliseconds since the epoch */
export function fromTime(time: number): number {
  return time > mostSeconds ? time : time * 1_000;
}
