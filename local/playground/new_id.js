// Ids of new objects.

/** Returns a random id, such as `member-test-…`. `crypto.randomUUID` does not exist on the address of a network. */
export function newId(kind) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${kind}-test-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
