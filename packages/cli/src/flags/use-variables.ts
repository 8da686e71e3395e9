/** Of a command whose text may name variables. */
export interface VariableFlags {
  readonly useVariables: boolean;
}

export const variableFlags = {
  useVariables: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'each {{name}} of a variable of the project becomes its value',
  },
} as const;

/** What an order says of it. */
export function variablesOf({ useVariables }: VariableFlags): { readonly use_variables?: true } {
  return useVariables ? { use_variables: true } : {};
}
