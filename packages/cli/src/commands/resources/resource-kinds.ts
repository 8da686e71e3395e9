/** What a resource may be good for, for people. */
export const resourceKinds = ['jar', 'pyFile', 'file', 'modelFile'] as const;
