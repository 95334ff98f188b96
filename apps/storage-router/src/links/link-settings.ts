/** How long links live, in seconds, unless a request says otherwise, and at most. */
export class LinkSettings {
  constructor(
    /** Direct links, which nobody can take back. */
    readonly link: { readonly byDefault: number; readonly most: number },
    /** Tickets: our redirect, which can be revoked. */
    readonly ticket: { readonly byDefault: number; readonly most: number },
    /** Whether the audit keeps the address a client called from. */
    readonly keepsAddresses: boolean,
  ) {}
}
