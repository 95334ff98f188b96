/** Lets a loop sleep until somebody calls; a call that comes while the loop works is not lost. */
export class Wake {
  private called = false;
  private wakeUp: () => void = () => undefined;

  call(): void {
    this.called = true;
    this.wakeUp();
  }

  /** Resolves at the next call, at once when there was one since the last sleep (true), or after `milliseconds` (false). */
  async sleep(milliseconds: number): Promise<boolean> {
    if (!this.called) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const { called } = this;
    this.called = false;
    this.wakeUp = () => undefined;
    return called;
  }
}
