interface Operation {
  readonly requestBody?: {
    readonly content?: { readonly 'application/json'?: { readonly schema?: object } };
    required?: boolean;
  };
}

/** A body of which no field has to be there may be left out: it counts as an empty object. */
export function freeBodies(document: object): object {
  const described = structuredClone(document) as {
    paths?: Record<string, Record<string, Operation>>;
  };
  for (const path of Object.values(described.paths ?? {})) {
    for (const { requestBody } of Object.values(path)) {
      const schema = requestBody?.content?.['application/json']?.schema;
      if (requestBody && schema && !('required' in schema)) requestBody.required = false;
    }
  }
  return described;
}
