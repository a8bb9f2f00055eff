/**
 * Remembers what a pure function returned for its last `size` arguments, told apart as JSON: what is asked for again
 * at once, as one card that stands in several places, is made once; a promise that fails is forgotten. What it returns
 * must not be changed.
 */
export function remember<Argument, Result>(
  make: (argument: Argument) => Result,
  size: number,
): (argument: Argument) => Result {
  const made = new Map<string, Result>();
  return (argument) => {
    const key = JSON.stringify(argument);
    const known = made.get(key);
    if (known !== undefined) {
      made.delete(key);
      made.set(key, known);
      return known;
    }
    const result = make(argument);
    made.set(key, result);
    if (result instanceof Promise) result.catch(() => made.delete(key));
    for (const oldest of made.keys()) {
      if (made.size <= size) break;
      made.delete(oldest);
    }
    return result;
  };
}
