/** Credentials of an assumed role. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

/** Below this a session is not used any more. */
const leastMilliseconds = 60_000;

/** Keeps the one session of a connection, and renews it once for all who ask at the same time. */
export class RoleSessions {
  private session: RoleSession | null = null;
  private renewing: Promise<RoleSession> | null = null;

  constructor(
    private readonly assume: () => Promise<RoleSession>,
    private readonly now: () => number = Date.now,
  ) {}

  /** A session with at least so many seconds left, as far as a new one has them. */
  async current(seconds: number): Promise<RoleSession> {
    const { session } = this;
    if (session && this.left(session) >= seconds * 1000) return session;
    try {
      return await this.renew();
    } catch (error) {
      // a short outage of STS stops nobody whose session still works
      if (session && this.left(session) >= leastMilliseconds) return session;
      throw error;
    }
  }

  private renew(): Promise<RoleSession> {
    this.renewing ??= this.assume()
      .then((session) => (this.session = session))
      .finally(() => {
        this.renewing = null;
      });
    return this.renewing;
  }

  private left(session: RoleSession): number {
    return session.expiresAt.getTime() - this.now();
  }
}
