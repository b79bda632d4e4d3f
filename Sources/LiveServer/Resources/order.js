// Which rows may stay where they are while the others move among them.

/**
 * The longest increasing subsequence of `numbers`, which are all different: moving everything else is the least work.
 *
 * @returns {Set<number>} its numbers.
 */
export function staying(numbers) {
  // ends[length] is the index of the smallest number that ends a subsequence of that length.
  const ends = [];
  const previous = [];
  numbers.forEach((number, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? ends[low - 1] : -1;
    ends[low] = index;
  });
  const found = new Set();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index]) found.add(numbers[index]);
  return found;
}
