/** The server did not take a message. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  /** A number of `Status`, 0x80 or above. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
