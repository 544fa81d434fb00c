/** Somebody as this user sees them. */
export class Person {
  readonly address: string;
  name = $state('');
  online = $state(false);
  /** ms of the server's clock; undefined when unknown. */
  lastSeen = $state<number>();

  constructor(address: string) {
    this.address = address;
    this.name = address;
  }
}
