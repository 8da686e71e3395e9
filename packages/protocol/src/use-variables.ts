import { Type } from 'typebox';

/**
 * Whether each `{{name}}` of a variable of the project becomes its value before anything is read. What is no variable
 * stays as it is. Absent: false, and all of it stays.
 */
export const UseVariables = Type.Boolean({ description: 'true or false' });
