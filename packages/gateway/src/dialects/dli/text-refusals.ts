import { dliRefusal, type Refusal } from './refusal.ts';

export function templateThere(name: string): Refusal {
  return dliRefusal('DLI.0006', `There is a template named ${name} already`);
}

export function noTemplates(ids: readonly string[]): Refusal {
  return dliRefusal('DLI.0002', `There is no template with the id ${ids.join(', ')}`);
}

/** The reference's code for it (dli-api.md 3.8). */
export function variableThere(name: string): Refusal {
  return dliRefusal('DLI.0999', `There is a variable named ${name} already`);
}

export function noVariable(name: string): Refusal {
  return dliRefusal('DLI.0999', `There is no variable named ${name}`);
}

export const tooManyTexts: Refusal = dliRefusal(
  'DLI.0009',
  'A project has 1000 templates and 1000 variables at most. Delete some first.',
);

export const noSecrets: Refusal = dliRefusal(
  'DLI.0007',
  'is_sensitive is not supported: a statement is shown with the values that it ran with.',
);
