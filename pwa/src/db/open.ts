import type { Person, Phone } from './phone';

/** Opens the phone of a person. */
export async function open(person: Person): Promise<Phone> {
  throw new Error(`the phone of a ${person.role} is being built`);
}
