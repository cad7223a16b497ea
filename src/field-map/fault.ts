/** A computed field that has no value for a record: the function threw, or answered what the type cannot hold. */
export class FieldFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FieldFault';
  }
}
