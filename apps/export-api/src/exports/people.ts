/** Who people are. */
export interface People {
  /** By user id; people who are no more are not in it. */
  emails(userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
export const PEOPLE = Symbol('People');
