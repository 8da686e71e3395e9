import { type Static, Type } from 'typebox';
import { NamedPageQuery, namedPageFields } from './named-page.ts';
import { lineOf, shortTextOf, SqlText, textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';

/** One of it among the templates of a project. */
export const TemplateName = lineOf(128);

/** What stands between the braces of `{{name}}`. */
export const VariableName = Type.String({
  pattern: '^(?!_)(?![0-9]+$)[A-Za-z0-9_]{1,128}$',
  description:
    'a name of 1 to 128 letters, digits and underscores, not starting with "_" and not only digits',
});

const savedFields = {
  owner: Type.String(),
  created_at: Timestamp,
  updated_at: Timestamp,
};

/** The body of `PUT /templates/{name}`. What is absent is empty. */
export const TemplateOrder = Type.Object(
  {
    sql: SqlText,
    /** For people. */
    description: Type.Optional(shortTextOf(1_024)),
    /** A word to find it by. */
    group: Type.Optional(shortTextOf(128)),
  },
  { additionalProperties: false },
);
export type TemplateOrder = Static<typeof TemplateOrder>;

/** A statement that is kept under a name, to be used again. */
export const Template = Type.Object({
  name: Type.String(),
  sql: Type.String(),
  description: Type.String(),
  group: Type.String(),
  ...savedFields,
});
export type Template = Static<typeof Template>;

/** The query of `GET /templates`. */
export const TemplateListQuery = Type.Object(
  { ...NamedPageQuery.properties, group: Type.Optional(textOf(128)) },
  { additionalProperties: false },
);
export type TemplateListQuery = Static<typeof TemplateListQuery>;

export const TemplateList = Type.Object({ templates: Type.Array(Template), ...namedPageFields });
export type TemplateList = Static<typeof TemplateList>;

/** The body of `PUT /variables/{name}`. */
export const VariableOrder = Type.Object(
  { value: shortTextOf(65_536) },
  { additionalProperties: false },
);
export type VariableOrder = Static<typeof VariableOrder>;

/** A value that a text names as `{{name}}` where its submit says `use_variables`. */
export const Variable = Type.Object({
  name: Type.String(),
  value: Type.String(),
  ...savedFields,
});
export type Variable = Static<typeof Variable>;

export const VariableList = Type.Object({ variables: Type.Array(Variable), ...namedPageFields });
export type VariableList = Static<typeof VariableList>;
