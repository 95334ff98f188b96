/** An external id without the extension of its file. */
export const stemOf = (externalId: string): string => externalId.replace(/(?<=.)\.[^./\\ ]{1,16}$/, '');
